"""``python -m crm_infra.environments``: write what is published about environments.

The JSON schema beside the files, and the tables in the page given as the one argument, else in
``docs/environments.md`` under the current folder, if it is there. A test fails when either is old.
"""

import sys
from pathlib import Path

from crm_infra.environments.loading import load_environments
from crm_infra.environments.schema import publish
from crm_infra.environments.tables import renew


def main(arguments: list[str]) -> None:
    """Write the schema and the page."""
    publish()
    page = Path(arguments[0] if arguments else "docs/environments.md")
    if arguments or page.exists():
        renew(page, load_environments())


if __name__ == "__main__":
    main(sys.argv[1:])
