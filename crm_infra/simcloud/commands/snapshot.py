"""`sim snapshot`: a copy of everything that exists, for another home, while this one goes on."""

import contextlib
import sqlite3
from pathlib import Path

import click

from crm_infra.simcloud.commands.group import json_option, print_json
from crm_infra.simcloud.process.errors import SimcloudError
from crm_infra.simcloud.process.home import Home


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@json_option
def snapshot(folder: Path, as_json: bool) -> None:
    """Copy what exists into the home FOLDER, where another simcloud can start on it.

    The copy is of one moment, whatever is being written meanwhile. Faults are copied too.

    \b
    Example:
      crm-infra sim snapshot /tmp/rehearsal
      CRM_HOME=/tmp/rehearsal crm-infra sim start
    """
    source, copy = Home.of(), Home(folder.absolute())
    if copy.database.exists():
        raise SimcloudError(
            f"{copy.database} exists; a snapshot never overwrites another simcloud. Name a new"
            " folder."
        )
    copy.prepare()
    if source.database.exists():
        _copy(source.database, copy.database)
    if as_json:
        print_json({"home": str(copy.root)})
    else:
        click.echo(f"copied to {copy.root} (simulated)")


def _copy(source: Path, copy: Path) -> None:
    """SQLite's own backup: consistent although the serving process writes."""
    with (
        contextlib.closing(sqlite3.connect(source)) as read,
        contextlib.closing(sqlite3.connect(copy)) as write,
    ):
        read.backup(write)
    copy.chmod(0o600)
