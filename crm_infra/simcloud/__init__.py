"""simcloud: an embedded simulated cloud that real Terraform and real clients talk to.

It runs in its own process (``python -m crm_infra.simcloud``) and imports nothing of the platform;
nothing of the platform imports it. ``docs/fidelity.md`` says what it checks and what it does not.
Everything that answers as a cloud would goes here; whatever decides what to ask for belongs to the
platform.
"""
