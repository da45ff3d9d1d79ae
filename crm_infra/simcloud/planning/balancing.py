"""Compute Engine's backends: the ports that health checks ask, and how much is logged."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from crm_infra.simcloud.engine.draft import Draft
from crm_infra.simcloud.engine.faults import Fault
from crm_infra.simcloud.engine.quirks import Quirks
from crm_infra.simcloud.engine.shapes import only
from crm_infra.simcloud.values import UNKNOWN


def _health_check(draft: Draft) -> Iterable[Fault]:
    """A port is named, or given, or left to the backends."""
    block = only(draft.values.get("http_health_check"))
    kind = block.get("port_specification")
    port, name = (_known(block.get(key)) for key in ("port", "port_name"))
    words = "Error in http_health_check: {} when using {}"
    if kind == "USE_NAMED_PORT" and port:
        rule = "port_specification USE_NAMED_PORT."
        yield Fault(words.format("port cannot be specified", rule))
    elif kind == "USE_NAMED_PORT" and not name:
        yield Fault(words.format("Must specify port_name", "USE_NAMED_PORT as port_specification."))
    elif kind == "USE_SERVING_PORT" and (port or name):
        what = "port cannot be specified" if port else "port_name cannot be specified"
        yield Fault(words.format(what, "port_specification USE_SERVING_PORT."))


def _known(value: Any) -> Any:
    return None if value is UNKNOWN else value


def _usual_port(kind: str, usual: int) -> Callable[[Draft, Any, Any], bool]:
    """The usual port is what no port means, where the port is fixed."""

    def same(draft: Draft, old: Any, new: Any) -> bool:
        fixed = only(draft.config.get(kind)).get("port_specification")
        return old == usual and not new and fixed in (None, "", "USE_FIXED_PORT")

    return same


_USUAL_PORTS: Final = {
    f"{kind}_health_check.port": _usual_port(f"{kind}_health_check", usual)
    for kind, usual in (("http", 80), ("https", 443), ("http2", 443), ("tcp", 80), ("ssl", 443))
}


def _without_log(draft: Draft, _old: Any, _new: Any) -> bool:
    """How much is logged says nothing where nothing is logged."""
    return not only(draft.config.get("log_config")).get("enable")


BACKENDS = Quirks(suppressed={"log_config.sample_rate": _without_log})
HEALTH = Quirks(adjust=_health_check, suppressed=_USUAL_PORTS)
