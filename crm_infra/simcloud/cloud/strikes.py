"""How a fault hits a call: it waits, refuses, hangs or takes the process down.

Add here what an effect does. Which calls are hit is decided in ``faults``; the two entrances where
calls are looked at are in ``faulty``.
"""

import os
import signal
import threading
from collections.abc import Callable

from crm_infra.simcloud.cloud import outages
from crm_infra.simcloud.cloud.calls import Refusal
from crm_infra.simcloud.cloud.faults import Fault, Faults, Rule

_SLICE_SECONDS = 0.1
_USUAL = {
    400: ("Invalid value for a field of the request.", "invalid"),
    403: ("Quota exceeded for this resource.", "quotaExceeded"),
    404: ("The resource was not found.", "notFound"),
    409: ("The resource is being used by another operation.", "resourceInUseByAnotherResource"),
    429: (
        "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute'.",
        "rateLimitExceeded",
    ),
    500: ("Internal error. Please try again or contact Google Support.", "backendError"),
    503: ("The service is currently unavailable.", "backendError"),
}


def words_of(rule: Rule) -> tuple[int, str, str]:
    """Code, message and reason of an error; what is not given takes the usual words."""
    code = rule.code or (503 if rule.service == "storage" else 500)
    message, reason = _USUAL.get(code, ("The request was refused.", ""))
    return code, rule.message or message, rule.reason or ("" if rule.message else reason)


class Strikes:
    """Carries out what the hits ask for.

    Args:
        faults: Asked whether the fault of a call that waits is still on.
        closing: Set when simcloud ends; whoever waits goes on at once.
        die: Takes the process down; given by tests only.
    """

    def __init__(
        self,
        faults: Faults,
        closing: threading.Event,
        die: Callable[[], None] = lambda: os.kill(os.getpid(), signal.SIGKILL),
    ) -> None:
        self._faults = faults
        self._closing = closing
        self._die = die

    def strike(self, fault: Fault, stop: threading.Event) -> None:
        """Let one fault hit one call. Raises ``Refusal`` where the effect is an error."""
        rule = fault.rule
        if rule.effect == "die":
            self._die()
        elif rule.effect == "latency":
            self._wait(fault, stop)
        elif rule.effect == "hang":
            self._hang(fault, stop)
        elif rule.effect == "error":
            code, message, reason = words_of(rule)
            raise Refusal(message, code, reason)
        elif rule.effect == outages.OUTAGE:
            raise Refusal(outages.words(rule.location), 503, "backendError")

    def _wait(self, fault: Fault, stop: threading.Event) -> None:
        seconds = fault.rule.milliseconds / 1000
        while seconds > 0 and self._holds(fault) and not stop.is_set():
            stop.wait(min(seconds, _SLICE_SECONDS))
            seconds -= _SLICE_SECONDS

    def _hang(self, fault: Fault, stop: threading.Event) -> None:
        heeded = threading.Event() if fault.rule.stubborn else stop
        while self._holds(fault):
            if heeded.wait(_SLICE_SECONDS):
                raise Refusal("The call was cancelled while it hung: context canceled.", 499)

    def _holds(self, fault: Fault) -> bool:
        return self._faults.on(fault.number) and not self._closing.is_set()
