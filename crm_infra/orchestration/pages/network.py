"""The page of ``network``: its picture, and its subnets as a table."""

from collections.abc import Iterable

from crm_infra.checks.model import Seen, block
from crm_infra.checks.network import reaches, secondary
from crm_infra.orchestration.pages.forms import Metadata, Row, picture, table
from crm_infra.orchestration.pictures.network import network_picture, purpose, regions_of
from crm_infra.state.document import StandingResource


def part(seen: Seen, title: str) -> Metadata:
    """Topology and subnets."""
    return {
        **picture("topology", network_picture(seen.resources, title), title),
        "subnets": table(subnet_rows(seen.resources)),
    }


def subnet_rows(resources: Iterable[StandingResource]) -> list[Row]:
    """The same as a table: what the page shows beside the picture."""
    seen = Seen(tuple(resources))
    rows: list[Row] = []
    for region in regions_of(seen):
        for subnet in region.subnets:
            more = (f"{part} {cidr}" for part, cidr in secondary(subnet).items())
            rows.append(
                {
                    "region": region.name,
                    "subnet": str(subnet.values.get("name")),
                    "range": str(subnet.values.get("ip_cidr_range")),
                    "for": ", ".join(more) or purpose(subnet.values),
                    "NAT": _yes(any(reaches(nat, subnet) for nat in region.nats)),
                    "flow logs": _yes(bool(block(subnet.values, "log_config"))),
                }
            )
    return rows


def _yes(it_is: bool) -> str:
    return "yes" if it_is else "-"
