"""``python -m crm_infra.cost``: write the tables of ADR 0013 anew, under the current folder.

Another page may be given as the one argument. A test fails when the tables are old.
"""

import sys
from pathlib import Path

from crm_infra.cost.report import PAGE, renewed
from crm_infra.environments import load_environments


def main(arguments: list[str]) -> None:
    """Write the page, if it is there."""
    page = Path(arguments[0]) if arguments else PAGE
    if arguments or page.exists():
        text = renewed(page.read_text(encoding="utf-8"), load_environments())
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
