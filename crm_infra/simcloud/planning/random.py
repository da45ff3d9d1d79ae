"""The random provider: everything is drawn once, so every argument asks for another draw.

Its defaults are set by plan modifiers that no schema shows.
"""

from typing import Final

from crm_infra.simcloud.engine.quirks import Quirks

_CHARACTERS: Final = {
    "lower": True,
    "upper": True,
    "numeric": True,
    "number": True,
    "special": True,
    "min_lower": 0,
    "min_upper": 0,
    "min_numeric": 0,
    "min_special": 0,
}
_ARGUMENTS: Final = frozenset(
    {
        *_CHARACTERS,
        "byte_length",
        "input",
        "keepers",
        "length",
        "max",
        "min",
        "override_special",
        "prefix",
        "result_count",
        "seed",
        "separator",
    }
)

QUIRKS = {
    "*": Quirks(replaces=_ARGUMENTS),
    "random_password": Quirks(replaces=_ARGUMENTS, defaults=_CHARACTERS),
    "random_pet": Quirks(replaces=_ARGUMENTS, defaults={"length": 2, "separator": "-"}),
    "random_string": Quirks(replaces=_ARGUMENTS, defaults=_CHARACTERS),
}
