"""The platform that runs a CRM's infrastructure from Dagster.

The house and its import directions are described in ``CONTRIBUTING.md``. This package file holds
nothing: importing ``crm_infra`` must cost nothing.
"""
