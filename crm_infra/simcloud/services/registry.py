"""The register of what services do: rules, made-up values, data sources, ephemeral resources.

Each rule states in one line what it refuses, with the code and reason that the real API gives;
``docs/fidelity.md`` is generated from them. Add the mechanics of registering here, the rules
themselves in the file of their service.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from crm_infra.simcloud.cloud.calls import Refusal
from crm_infra.simcloud.services.call import Call, Query, Thing, World
from crm_infra.simcloud.values import Values

CREATE: Final = "create"
UPDATE: Final = "update"
DELETE: Final = "delete"
CHANGES: Final = (CREATE, UPDATE)

Check = Callable[[Call], str | None]
Form = Callable[[Call, str, int, str], Refusal]
Complete = Callable[[Call], Values]
Answer = Callable[[Query], Values]
Show = Callable[[Thing, World], Values]


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that a service refuses; ``check`` gives the API's message, or None."""

    service: str
    types: tuple[str, ...]
    statement: str
    code: int
    reason: str
    on: tuple[str, ...]
    check: Check
    form: Form

    def enforce(self, call: Call) -> None:
        """Raise the refusal when the rule is broken."""
        message = self.check(call)
        if message:
            raise self.form(call, message, self.code, self.reason)


def _google(_call: Call, message: str, code: int, reason: str) -> Refusal:
    """The form in which Google's APIs refuse."""
    return Refusal(message, code, reason)


_rules: list[Rule] = []
_by_type: dict[str, list[Rule]] = {}
_completers: dict[str, list[Complete]] = {}
_shows: dict[str, list[Show]] = {}
_answers: dict[str, Answer] = {}
_openers: dict[str, Answer] = {}


def rule(
    service: str,
    *types: str,
    says: str,
    code: int = 400,
    reason: str = "invalid",
    on: tuple[str, ...] = CHANGES,
    form: Form = _google,
) -> Callable[[Check], Check]:
    """Register a check of one service for these types; ``form`` is how its cloud says no."""

    def register(check: Check) -> Check:
        made = Rule(service, types, says, code, reason, on, check, form)
        _rules.append(made)
        for type_ in types:
            _by_type.setdefault(type_, []).append(made)
        return check

    return register


def completes(*types: str) -> Callable[[Complete], Complete]:
    """Register what the service fills in where the plan left an attribute unknown."""

    def register(complete: Complete) -> Complete:
        for type_ in types:
            _completers.setdefault(type_, []).append(complete)
        return complete

    return register


def shows(*types: str) -> Callable[[Show], Show]:
    """Register what a thing tells when it is looked at and that is not kept with it.

    For what depends on the moment (an operation under way) or on other things.
    """

    def register(show: Show) -> Show:
        for type_ in types:
            _shows.setdefault(type_, []).append(show)
        return show

    return register


def answers(type_: str) -> Callable[[Answer], Answer]:
    """Register the answer to a data source."""

    def register(answer: Answer) -> Answer:
        _answers[type_] = answer
        return answer

    return register


def opens(type_: str) -> Callable[[Answer], Answer]:
    """Register the answer to an ephemeral resource."""

    def register(answer: Answer) -> Answer:
        _openers[type_] = answer
        return answer

    return register


def rules_for(type_: str, action: str) -> Iterator[Rule]:
    """The rules that hold for an action on a type, in the order of their files."""
    return (found for found in _by_type.get(type_, ()) if action in found.on)


def completers_for(type_: str) -> list[Complete]:
    """What fills in values of a type."""
    return _completers.get(type_, [])


def shown(thing: Thing, world: World) -> Values:
    """All attributes of a thing as they are at this moment."""
    found = dict(thing.values)
    for show in _shows.get(thing.type, ()):
        found |= show(thing, world)
    return found


def answer_for(type_: str) -> Answer | None:
    """The answer to a data source, if simcloud has one."""
    return _answers.get(type_)


def opener_for(type_: str) -> Answer | None:
    """The answer to an ephemeral resource, if simcloud has one."""
    return _openers.get(type_)


def rules() -> list[tuple[str, tuple[str, ...], str, int, str]]:
    """Every rule as (service, types, statement, code, reason), general ones first."""
    from crm_infra.simcloud.cloud.general import GENERAL
    from crm_infra.simcloud.services import ROOMS, load

    load()
    # Whoever imported a service first must not decide how the page reads.
    ordered = sorted(_rules, key=lambda r: ROOMS.index(r.check.__module__.split(".")[3]))
    return [*GENERAL, *((r.service, r.types, r.statement, r.code, r.reason) for r in ordered)]
