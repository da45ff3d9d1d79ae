"""Names of environments: which are allowed, and which four always exist.

A name becomes a partition key, a state prefix, a folder and part of resource names, so it is
checked here before anything is done with it. Names of layers and of cloud resources are none of
this module's business.
"""

import re

from crm_infra.errors import InputError

PERMANENT = ("dev", "staging", "uat", "prod")
"""The environments that always exist, in the order in which a release passes through them."""

NAME_RULE = "^[a-z][a-z0-9-]{0,30}$"
"""The rule as people and JSON schemas write it."""

# `\Z` and not `$`: in Python `$` also matches before a final newline, and "dev\n" is not a name.
ENVIRONMENT_NAME = re.compile(r"^[a-z][a-z0-9-]{0,30}\Z")


def validate_name(name: str) -> str:
    """The same name, when an environment may be called so.

    Raises:
        InputError: The name could escape from a path, become an option or be misread.
    """
    if ENVIRONMENT_NAME.match(name):
        return name
    seen = ascii(name) if len(name) <= 60 else f"{name[:60]!a}…"
    raise InputError(
        f"{seen} cannot name an environment: names match {NAME_RULE}",
        hint=f"Use one of {', '.join(PERMANENT)}, or a preview's name such as pr-123.",
    )
