"""Preconditions of a request: which generation and metageneration the caller expects.

Pure rules. Where a precondition is taken from (query or header) belongs to ``http/``; what the
current numbers are belongs to ``buckets`` and ``objects``.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from crm_infra.simcloud.storage import errors

_INT64 = 2**63


@dataclass(frozen=True, slots=True)
class Preconditions:
    """The four conditions of the API; None means that the caller does not care."""

    generation_match: int | None = None
    generation_not_match: int | None = None
    metageneration_match: int | None = None
    metageneration_not_match: int | None = None

    @classmethod
    def parse(cls, parameters: Mapping[str, str], *, prefix: str = "if") -> "Preconditions":
        """Read ``ifGenerationMatch`` and its siblings (``ifSource…`` with that prefix).

        In any case: Google's own Python client writes ``ifMetaGenerationNotMatch`` in uploads, and
        a condition that is silently passed over is worse than one that is read too kindly.
        """
        known = {name.lower(): value for name, value in parameters.items()}

        def number(name: str) -> int | None:
            given = known.get(f"{prefix}{name}".lower())
            return whole_number(
                {} if given is None else {f"{prefix}{name}": given}, f"{prefix}{name}"
            )

        return cls(
            generation_match=number("GenerationMatch"),
            generation_not_match=number("GenerationNotMatch"),
            metageneration_match=number("MetagenerationMatch"),
            metageneration_not_match=number("MetagenerationNotMatch"),
        )

    def check(self, generation: int, metageneration: int, *, reading: bool = False) -> None:
        """Refuse unless everything holds; generation 0 stands for "there is no such object"."""
        matches = (
            (self.generation_match, generation),
            (self.metageneration_match, metageneration),
        )
        if any(wanted is not None and wanted != seen for wanted, seen in matches):
            raise errors.condition_not_met()
        differs = (
            (self.generation_not_match, generation),
            (self.metageneration_not_match, metageneration),
        )
        if any(unwanted is not None and unwanted == seen for unwanted, seen in differs):
            raise errors.not_modified() if reading else errors.condition_not_met()


def whole_number(parameters: Mapping[str, str], name: str) -> int | None:
    """A 64-bit integer parameter, or None where it is absent."""
    text = parameters.get(name)
    if text is None:
        return None
    if not text.isascii() or not text.removeprefix("-").isdigit() or abs(int(text)) >= _INT64:
        raise errors.invalid(f"Invalid value for {name}: '{text[:40]}'.", location=name)
    return int(text)
