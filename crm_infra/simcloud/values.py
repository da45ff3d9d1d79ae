"""Values as Terraform knows them: plain Python data plus one marker for "known after apply".

null is None, objects and maps are dict, lists, sets and tuples are list. Only what every room of
simcloud must share about values goes here; decoding them from the wire is ``provider``'s business,
reasoning about them by schema is ``engine``'s.
"""

from typing import Any, Final, final


@final
class Unknown:
    """The type of ``UNKNOWN``; compare with ``is``."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "(known after apply)"

    def __deepcopy__(self, _memo: dict[int, Any]) -> "Unknown":
        return self

    def __copy__(self) -> "Unknown":
        return self


UNKNOWN: Final = Unknown()

Value = Any
Values = dict[str, Any]
