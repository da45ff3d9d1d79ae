"""The ``crm-infra`` command: one file per group of commands, no logic in any of them.

A command parses what a person typed, calls one room and shows what came back. Commands are loaded
when they are used, so that ``--help`` costs nothing. Exit codes are in ``exits.py``.
"""

from crm_infra.cli.root import main

__all__ = ["main"]
