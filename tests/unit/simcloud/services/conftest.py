"""A fresh simulated cloud for each test of what the API does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.cloud_account import Account


@pytest.fixture
def account(tmp_path: Path) -> Iterator[Account]:
    account = Account(tmp_path)
    yield account
    account.close()
