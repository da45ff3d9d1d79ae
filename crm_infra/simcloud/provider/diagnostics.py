"""Faults and refusals as the protocol's diagnostics."""

from collections.abc import Iterable

from crm_infra.simcloud.cloud.calls import Refusal
from crm_infra.simcloud.engine.faults import Fault, Key, Path
from crm_infra.simcloud.provider.gen import tfplugin6_pb2 as wire


def diagnostics(faults: Iterable[Fault]) -> list[wire.Diagnostic]:
    """Every fault as one diagnostic."""
    return [
        wire.Diagnostic(
            severity=wire.Diagnostic.WARNING if fault.warning else wire.Diagnostic.ERROR,
            summary=fault.summary,
            detail=fault.detail,
            attribute=attribute_path(fault.path) if fault.path else None,
        )
        for fault in faults
    ]


def refused(doing: str, refusal: Refusal) -> list[wire.Diagnostic]:
    """What the API said, after what the provider was doing; a line break begins the detail."""
    path: Path = tuple(refusal.attribute.split(".")) if refusal.attribute else ()
    steps = tuple(int(step) if str(step).isdigit() else step for step in path)
    summary, broken, before = doing.partition("\n")
    if broken:
        return diagnostics([Fault(summary, f"{before}{refusal}", steps)])
    return diagnostics([Fault(f"{doing}{refusal}", path=steps)])


def attribute_path(path: Path) -> wire.AttributePath:
    """A path in the protocol's form."""
    return wire.AttributePath(steps=[_step(step) for step in path])


def _step(step: str | int) -> wire.AttributePath.Step:
    if isinstance(step, int):
        return wire.AttributePath.Step(element_key_int=step)
    if isinstance(step, Key):
        return wire.AttributePath.Step(element_key_string=step)
    return wire.AttributePath.Step(attribute_name=step)
