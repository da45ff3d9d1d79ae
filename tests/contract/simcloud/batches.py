"""Several changes to one configuration planned at once, where none can reach what another does.

A change reaches the resource that it lies in and, in turn, whatever refers to that, before the
changes or after them. Changes whose reaches have nothing in common share a plan: each is then
judged by its own reach and by all that no other one reaches.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

BLOCK = re.compile(r'^resource "(\w+)" "(\w+)" \{\n.*?^\}\n', re.MULTILINE | re.DOTALL)
ADDRESS = re.compile(r"\b[a-z]\w*\.\w+")
Links = Mapping[str, set[str]]


@dataclass(frozen=True)
class Edit:
    """One place of a configuration, changed."""

    name: str
    old: str
    new: str


@dataclass
class Batch:
    """A configuration with all its changes, and what each of them reaches, by name."""

    text: str
    edits: list[Edit]
    reaches: dict[str, set[str]] = field(default_factory=dict[str, set[str]])

    def concerns(self, name: str, address: str) -> bool:
        """Whether a change has to answer for a resource: no other one of the batch reaches it."""
        resource = address.partition("[")[0]
        return all(resource not in reach for other, reach in self.reaches.items() if other != name)


def together(text: str, edits: Iterable[Edit]) -> list[Batch]:
    """Batches of all the changes; one that lies in no single resource stays alone."""
    alone: list[Batch] = []
    shared: list[Batch] = []
    for edit in edits:
        if seat(text, edit) is None:
            alone.append(Batch(changed(text, [edit]), [edit]))
            continue
        tried = (joined(text, [*batch.edits, edit]) for batch in shared)
        number, batch = next(
            ((n, batch) for n, batch in enumerate(tried) if batch is not None),
            (len(shared), joined(text, [edit])),
        )
        assert batch is not None
        shared[number : number + 1] = [batch]
    return alone + shared


def joined(text: str, edits: list[Edit]) -> Batch | None:
    """The batch of these changes, unless two of them reach the same."""
    after = changed(text, edits)
    links = referring(text, after)
    batch = Batch(after, edits, {edit.name: reached(seat(text, edit), links) for edit in edits})
    total = sum(map(len, batch.reaches.values()))
    return batch if total == len(set[str]().union(*batch.reaches.values())) else None


def seat(text: str, edit: Edit) -> str | None:
    """The resource whose block holds all of the place that is changed."""
    start = text.index(edit.old)
    end = start + len(edit.old)
    return next(
        (f"{m[1]}.{m[2]}" for m in BLOCK.finditer(text) if m.start() <= start and end <= m.end()),
        None,
    )


def changed(text: str, edits: list[Edit]) -> str:
    """The configuration with every change at its first place in the original."""
    for edit in sorted(edits, key=lambda edit: text.index(edit.old), reverse=True):
        text = text.replace(edit.old, edit.new, 1)
    return text


def referring(*texts: str) -> Links:
    """Resource → those that mention it in any of the configurations."""
    links: dict[str, set[str]] = {}
    for text in texts:
        for block in BLOCK.finditer(text):
            for mentioned in ADDRESS.findall(block[0]):
                links.setdefault(mentioned, set()).add(f"{block[1]}.{block[2]}")
    return links


def reached(address: str | None, links: Links) -> set[str]:
    """The resource and, in turn, whatever refers to it."""
    found: set[str] = set()
    left = {address} if address else set[str]()
    while left:
        found |= left
        left = {other for one in left for other in links.get(one, ())} - found
    return found
