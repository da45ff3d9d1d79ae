"""Environments as a test wants them: the real files with a few values changed."""

import json
from collections.abc import Callable

import pytest

from crm_infra.environments import Environment, load_environments

Changed = Callable[..., Environment]


@pytest.fixture(scope="session")
def environments() -> dict[str, Environment]:
    return load_environments()


@pytest.fixture(scope="session")
def changed(environments) -> Changed:
    """An environment with other values: ``changed("dev", {"cluster.zones": 3})``."""

    def build(name: str, values: dict[str, object]) -> Environment:
        data = environments[name].as_variables()
        for path, value in values.items():
            *parents, last = path.split(".")
            place = data
            for key in parents:
                place = place[key]
            assert last in place, path
            place[last] = value
        return Environment.model_validate_json(json.dumps(data))

    return build
