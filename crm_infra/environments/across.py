"""What must hold between environments: none is missing, nothing is shared, and one pattern.

Rules over all documents of a folder, collected in ``RULES`` and ``COMPARISONS``. What a single file
can say alone is in ``rules``; in what the four may differ is declared in ``differences``.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from ipaddress import IPv4Network
from itertools import chain
from typing import TypeAlias

from crm_infra.environments.differences import DIFFERENCES, MONTHLY_USD, Difference, permitted
from crm_infra.environments.document import Document, Unread, Value
from crm_infra.environments.naming import PERMANENT
from crm_infra.environments.ranges import KINDS, overlaps, read_range
from crm_infra.environments.rules.placement import ROLES
from crm_infra.environments.wording import Keys, dotted, shown
from crm_infra.errors import Fault

Documents: TypeAlias = Mapping[str, Document]
Rule: TypeAlias = Callable[[Documents], Iterator[Fault]]


def no_addresses_are_shared(documents: Documents) -> Iterator[Fault]:
    """No range overlaps another, in any region of any environment."""
    for first, second in overlaps(chain.from_iterable(map(_ranges, documents.values()))):
        there, here = first, second
        if (there[0] is here[0]) and there[0].line(there[1]) > here[0].line(here[1]):
            there, here = here, there
        yield here[0].fault(
            here[1],
            f"{here[0].text(*here[1])} overlaps {_place(*there)}, {there[0].text(*there[1])}",
            "ranges are unique over all environments and regions",
            "Choose a free block of the plan in docs/environments.md.",
        )


def _ranges(document: Document) -> Iterator[tuple[IPv4Network, tuple[Document, Keys]]]:
    for role in ROLES:
        for kind in KINDS:
            keys: Keys = ("regions", role, "cidr", kind)
            text = document.text(*keys)
            if text is not None:
                yield read_range(text), (document, keys)


def _place(document: Document, keys: Keys) -> str:
    return f"{dotted(keys)} of {document.file.name}:{document.line(keys)}"


_OWN: tuple[tuple[Keys, str], ...] = (
    (("project", "id"), "each environment has a project of its own"),
    (("project", "number"), "each environment has a project of its own"),
    (("domain",), "each environment has a domain of its own"),
)


def nothing_is_shared(documents: Documents) -> Iterator[Fault]:
    """Projects and domains belong to one environment each."""
    for keys, rule in _OWN:
        owners: dict[str, Document] = {}
        for document in documents.values():
            value = document.text(*keys)
            if value is None:
                continue
            if value in owners:
                seen = f"{shown(value)} is {_place(owners[value], keys)}, too"
                yield document.fault(keys, seen, rule, "Write this environment's own.")
            owners.setdefault(value, document)


def the_budget_is_enough(documents: Documents) -> Iterator[Fault]:
    """The four together stay within the document's budget."""
    keys: Keys = ("budget", "monthly_usd")
    four = [documents[name] for name in PERMANENT if name in documents]
    amounts = [amount for document in four if (amount := document.whole(*keys)) is not None]
    if four and sum(amounts) > MONTHLY_USD:
        dearest = max(four, key=lambda document: document.whole(*keys) or 0)
        yield dearest.fault(
            keys,
            f"the environments' budgets sum to ${sum(amounts):,} a month",
            f"the architecture document grants ${MONTHLY_USD:,}",
            f"Lower one by ${sum(amounts) - MONTHLY_USD:,}, or record a new total in "
            "crm_infra/environments/differences.py.",
        )


def the_four_follow_one_pattern(documents: Documents) -> Iterator[Fault]:
    """Keys that are not declared to differ are the same in all four."""
    four = [documents[name] for name in PERMANENT if name in documents]
    places = dict.fromkeys(chain.from_iterable(_leaves(document, ()) for document in four))
    for keys in places:
        if permitted(dotted(keys)) is None:
            yield from _departures(four, keys)


def _leaves(document: Document, keys: Keys) -> Iterator[Keys]:
    value = document.at(*keys)
    if isinstance(value, dict):
        for key in value:
            yield from _leaves(document, (*keys, key))
    elif not isinstance(value, Unread):
        yield keys


def _departures(four: list[Document], keys: Keys) -> Iterator[Fault]:
    """Those that have another value at a place than most have, or one that most have not."""
    optional = keys[:-1] == ("project", "labels")
    values = {
        document.name: document.at(*keys)
        for document in four
        if not isinstance(document.at(*(keys[:-1] if optional else keys)), Unread)
    }
    usual = _most_common(values.values())
    for document in four:
        value = values.get(document.name, usual)
        if _comparable(value) != _comparable(usual):
            yield _departure(document, keys, value, usual)


def _departure(document: Document, keys: Keys, value: Value, usual: Value) -> Fault:
    seen = f"{shown(value)} is not {shown(usual)}"
    if isinstance(value, Unread):
        keys, seen = keys[:-1], f"{keys[-1]} is missing"
    elif isinstance(usual, Unread):
        seen = "it is only here"
    return document.fault(
        keys,
        seen,
        "the environments differ only where crm_infra/environments/differences.py says so",
        "Write what the other environments have, or declare the difference there.",
    )


def _most_common(values: Iterable[Value]) -> Value:
    """The value that most have; the first of them when several are as common."""
    ordered = list(values)
    count = Counter(map(_comparable, ordered))
    return max(ordered, key=lambda value: count[_comparable(value)])


def _comparable(value: Value) -> str:
    """A value as text in which 1 and 1.0 are the same number but 1 and true are not."""
    if isinstance(value, Unread):
        return ""
    if isinstance(value, tuple):
        return f"[{', '.join(map(_comparable, value))}]"
    if isinstance(value, int) and not isinstance(value, bool):
        return repr(float(value))
    return repr(value)


def the_document_is_kept(documents: Documents) -> Iterator[Fault]:
    """Where the architecture document fixes a value, or likens two environments, it is so."""
    for difference in DIFFERENCES:
        for name, keys, want in _wanted(difference, documents):
            have = documents[name].at(*keys) if name in documents else Unread()
            if isinstance(have, Unread) or isinstance(want, Unread) or have == want:
                continue
            yield documents[name].fault(
                keys,
                f"{shown(have)} in {name}",
                f"the architecture document says: {difference.reason}",
                f"Write {want if isinstance(want, str) else shown(want)}.",
            )


def _wanted(difference: Difference, documents: Documents) -> Iterator[tuple[str, Keys, Value]]:
    """Environment, key and value, one for each single value that is fixed."""
    keys: Keys = tuple(difference.path.split("."))
    for name, want in difference.exactly.items():
        yield name, keys, want
    for name, model in difference.like.items():
        if model in documents:
            for leaf in _leaves(documents[model], keys):
                yield name, leaf, documents[model].at(*leaf)


RULES: tuple[Rule, ...] = (no_addresses_are_shared, nothing_is_shared, the_budget_is_enough)

COMPARISONS: tuple[Rule, ...] = (the_four_follow_one_pattern, the_document_is_kept)
"""Of no interest at a place where something else is wrong already."""
