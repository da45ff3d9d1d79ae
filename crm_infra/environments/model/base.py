"""What every part of an environment shares: it is strict when it is built and frozen afterwards.

Parts themselves are in the files beside this one.
"""

from collections.abc import Iterator, Mapping

from pydantic import BaseModel, ConfigDict


class FrozenMapping(Mapping[str, str]):
    """Words by words, which cannot change and can be hashed."""

    def __init__(self, items: Mapping[str, str]) -> None:
        self._items = dict(items)

    def __getitem__(self, key: str) -> str:
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return f"FrozenMapping({self._items!r})"


class Part(BaseModel):
    """Base of every part: unknown keys and coerced types are refused, nothing changes later."""

    # Built at first use: importing this module is paid by every command, also by --help.
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)
