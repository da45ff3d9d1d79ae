"""Dagster's migrations of its SQLite files, read once in a process.

At every opening, and for the file of every run, Dagster asks which version of its tables is the
newest. To say it, Alembic imports ninety migrations anew. They are part of Dagster, whose version
is pinned, and do not change while a process lives. Which files there are is ``sqlite_files``'s.
"""

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory


class Migrations:
    """What stands in for Alembic's ``ScriptDirectory``: each folder of migrations once."""

    @staticmethod
    def from_config(config: "Config") -> "ScriptDirectory":
        """The migrations of that configuration; those of Dagster's three storages are the same."""
        return _read(config.get_main_option("script_location") or "")


@cache
def _read(location: str) -> "ScriptDirectory":
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", location)
    return ScriptDirectory.from_config(config)


def read_once() -> None:
    """From now on, in this process, migrations are read once."""
    from alembic import command
    from dagster._core.storage import sql

    asking: tuple[Any, ...] = (sql, command)
    for module in asking:
        module.ScriptDirectory = Migrations


def read_now() -> None:
    """Read Dagster's, so that no fork of this process has to."""
    from dagster._core.storage.sql import ALEMBIC_SCRIPTS_LOCATION

    _read(ALEMBIC_SCRIPTS_LOCATION).as_revision_number("head")
