"""The control API: how simcloud is watched and disturbed while it runs.

Loopback HTTP with a bearer token from the endpoint file, so that only the user who started it can
use it. Nothing here is part of the simulated cloud: no Terraform and no client of Google calls it.
"""
