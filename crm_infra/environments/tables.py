"""The parts of ``docs/environments.md`` that follow from the files: tables between two markers.

``python -m crm_infra.environments`` writes them, a test keeps them current. Prose is the page's.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from crm_infra.environments.differences import DIFFERENCES
from crm_infra.environments.model import Environment
from crm_infra.environments.naming import PERMANENT
from crm_infra.environments.ranges import KINDS


def addresses(environments: Mapping[str, Environment]) -> str:
    """The address plan: one row a region, one column a kind."""
    rows = [
        [name, f"{region.name} ({role})", *(str(net) for net in region.cidr.networks.values())]
        for name, environment in environments.items()
        for role, region in environment.regions.both.items()
    ]
    return markdown(["environment", "region", *KINDS], rows)


def differences(environments: Mapping[str, Environment]) -> str:
    """In what the four differ: the values side by side, and the reason."""
    documents = [environments[name].as_variables() for name in PERMANENT]
    rows = [
        [f"`{item.path}`", *(_cell(data, item.path) for data in documents), item.reason]
        for item in DIFFERENCES
        if not item.path.endswith(".cidr")
    ]
    return markdown(["key", *PERMANENT, "why they may differ"], rows)


def renewed(page: str, environments: Mapping[str, Environment]) -> str:
    """The page with its tables as the files have it now."""
    for name, table in (("addresses", addresses), ("differences", differences)):
        page = with_block(page, name, table(environments))
    return page


def with_block(page: str, name: str, content: str) -> str:
    """The page with other content between the two markers of that name."""
    begin, end = f"<!-- {name}: generated -->\n", f"\n<!-- /{name} -->"
    block = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    return f"{begin}{content}{end}".join(block.split(page))


def renew(page: Path, environments: Mapping[str, Environment]) -> None:
    """Write the tables into the page."""
    page.write_text(renewed(page.read_text(encoding="utf-8"), environments), encoding="utf-8")


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of a page."""
    return "\n".join(map(_row, [head, ["---"] * len(head), *rows]))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(data: Any, path: str) -> str:
    for key in path.split("."):
        data = data[key]
    return _short(data)


def _short(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        items = cast("dict[str, Any]", value).items()
        return "; ".join(f"{key}: {_short(item)}" for key, item in items)
    if isinstance(value, list):
        return ", ".join(map(_short, cast("list[Any]", value))) or "none"
    return str(value).removeprefix("group:").removesuffix("@example.com")
