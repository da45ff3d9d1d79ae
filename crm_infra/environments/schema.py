"""The JSON schema of an environment file, for editors.

It says what one file can say alone; that ranges do not overlap is checked by ``crm-infra
validate``. The published copy is written by ``python -m crm_infra.environments`` and tested
to be current.
"""

import json
from pathlib import Path
from typing import Any

from crm_infra.environments.loading import FOLDER
from crm_infra.environments.model import Environment

PUBLISHED = FOLDER / "environment.schema.json"


def json_schema() -> dict[str, Any]:
    """The schema, as JSON Schema 2020-12."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Environment.model_json_schema(by_alias=True, mode="validation"),
        "title": "Environment of crm_infra",
    }


def rendered() -> str:
    """The text of the published file."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def publish(file: Path = PUBLISHED) -> None:
    """Write the published copy."""
    file.write_text(rendered(), encoding="utf-8")
