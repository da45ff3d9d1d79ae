"""Serverless VPC access: a connector's number of instances can grow in place, not shrink."""

from collections.abc import Iterable

from crm_infra.simcloud.engine.draft import Draft
from crm_infra.simcloud.engine.faults import Fault
from crm_infra.simcloud.engine.quirks import Quirks


def _connector(draft: Draft) -> Iterable[Fault]:
    """Either bound going down needs a new connector."""
    for name in ("min_instances", "max_instances"):
        old, new = (draft.prior or {}).get(name), draft.values.get(name)
        if isinstance(old, int) and isinstance(new, int) and new < old:
            draft.differs((name,), True)
    return ()


QUIRKS = {"google_vpc_access_connector": Quirks(adjust=_connector)}
