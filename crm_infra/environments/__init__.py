"""Environments: one YAML file each, read into a frozen model, every fault reported at once.

    naming      which names are allowed; the four that always exist
    source      a file's bytes -> text
    grammar     text -> document (strict YAML); ``document`` is what rules ask
    model       what an environment is; ``scalars`` its single values, ``places`` Google's regions
    shape       document -> model, or faults
    rules       inside one environment; ``ranges`` the arithmetic of addresses
    across      between environments; ``differences`` in what the four may differ
    loading     a folder -> environments, or faults
    report      faults as data and as lines; ``schema`` for editors; ``tables`` for docs

The files are in ``crm_infra/infrastructure/environments``. What a layer makes of an environment
belongs to the layer.
"""

from crm_infra.environments.loading import faults_in, load_environment, load_environments
from crm_infra.environments.model import Environment
from crm_infra.environments.naming import ENVIRONMENT_NAME, PERMANENT, validate_name
from crm_infra.environments.report import lines, report
from crm_infra.environments.schema import json_schema

__all__ = [
    "ENVIRONMENT_NAME",
    "PERMANENT",
    "Environment",
    "faults_in",
    "json_schema",
    "lines",
    "load_environment",
    "load_environments",
    "report",
    "validate_name",
]
