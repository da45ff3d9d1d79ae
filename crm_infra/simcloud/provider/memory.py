"""Answers that were given before: what depends on the request alone is worked out once.

Every plan asks the same of whatever does not change: is this configuration valid, what does this
state mean, what would become of it. Requests are known by their digest only, because they hold
values that nobody may keep. Add a method to ``DEPENDS_ON_REQUEST_ALONE`` when its answer follows
from request and provider configuration; whatever asks the cloud must never be here.
"""

from collections import OrderedDict
from hashlib import blake2b
from threading import Lock
from typing import Final

DEPENDS_ON_REQUEST_ALONE: Final = frozenset(
    {
        "PlanResourceChange",
        "UpgradeResourceState",
        "ValidateDataResourceConfig",
        "ValidateEphemeralResourceConfig",
        "ValidateResourceConfig",
    }
)
MOST_ANSWERS: Final = 4096
"""The plans of all environments, one after the other; together about ten megabytes."""
LONGEST_ANSWER: Final = 65_536


class Memory:
    """The answers given last, by what was asked; used by many threads at once."""

    def __init__(self, most: int = MOST_ANSWERS) -> None:
        self._most = most
        self._answers: OrderedDict[bytes, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, asked: bytes) -> bytes | None:
        """The answer, when it is still known."""
        with self._lock:
            answer = self._answers.get(asked)
            if answer is not None:
                self._answers.move_to_end(asked)
            return answer

    def put(self, asked: bytes, answer: bytes) -> None:
        """Remember an answer, and forget the one that was not asked for longest."""
        if len(answer) > LONGEST_ANSWER:
            return
        with self._lock:
            self._answers[asked] = answer
            if len(self._answers) > self._most:
                self._answers.popitem(last=False)

    def __len__(self) -> int:
        return len(self._answers)


def asked(method: str, request: bytes, configured: bytes) -> bytes:
    """What identifies a question: method, request and the provider configuration of who asks."""
    digest = blake2b(request, digest_size=16, person=method[:16].encode(), key=configured)
    return digest.digest()
