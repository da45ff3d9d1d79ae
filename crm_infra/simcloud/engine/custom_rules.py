"""Checks that have words of their own, recognised by those words.

The tables hold what a provider *said* to a value made to fail (``says``), not what it checks. Each
entry here pairs words with the check behind them. Words nobody knows check nothing: the API has
the last word anyway. A check that gives several messages gives all of them, as the provider does.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

from crm_infra.simcloud.engine import google_rules, kubernetes_rules
from crm_infra.simcloud.engine.faults import Path, dotted

Check = Callable[[Any, str, str], Iterator[str]]

_CHECKS: Final[tuple[tuple[str, Check], ...]] = (*google_rules.CHECKS, *kubernetes_rules.CHECKS)


def broken_custom_rule(says: str, value: Any, path: Path) -> Iterator[str]:
    """The messages of the check behind ``says`` for a known value."""
    for words, check in _CHECKS:
        if words in says:
            yield from check(value, dotted(path), _about(says, path))
            return


def _about(says: str, path: Path) -> str:
    """The recorded words with the whole path in the place of the bare name."""
    name = next((step for step in reversed(path) if isinstance(step, str)), "")
    return says.replace(name, dotted(path), 1) if name else says
