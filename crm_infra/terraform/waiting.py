"""Waiting for whoever works on the same state, and clearing up after whoever died at it.

Add here what must be true before a run may begin. What is known about a holder belongs to
``crm_infra.state``.
"""

from collections.abc import Callable

from crm_infra.errors import InterruptedApply, UnavailableError
from crm_infra.state.holder import Life, Phase
from crm_infra.state.layer_state import LayerState
from crm_infra.terraform.relay import Relay
from crm_infra.terraform.runs import unsettled
from crm_infra.terraform.work import LayerWork

LIVE_SECONDS = 900.0
UNKNOWN_SECONDS = 60.0
LOOK_EVERY = 0.5

Blocker = Callable[[], tuple[str, Life] | None]


def wait_for_turn(work: LayerWork, state: LayerState, relay: Relay) -> None:
    """Wait until no apply runs and the lock is free; a lock whose holder is dead is removed.

    Raises:
        UnavailableError: Somebody holds it for too long, or it cannot be told whether they live.
        InterruptedApply: We were cancelled while waiting.
    """
    _wait(work, relay, lambda: _applying(work))
    _wait(work, relay, lambda: _locked(work, state, relay))


def _wait(work: LayerWork, relay: Relay, blocker: Blocker) -> None:
    begun = work.clock.monotonic()
    told = False
    while blocked := blocker():
        who, life = blocked
        waited = work.clock.monotonic() - begun
        if waited > (LIVE_SECONDS if life is Life.ALIVE else UNKNOWN_SECONDS):
            raise UnavailableError(
                f"waited {waited:.0f} s: {who}",
                hint=f"If the holder is dead: crm-infra state unlock {work.environment}"
                f" --layer {work.layer.name}",
            )
        if work.cancel.is_set():
            raise InterruptedApply(f"cancelled while waiting: {who}")
        if not told:
            relay.notice(f"waiting: {who}")
            told = True
        work.clock.sleep(LOOK_EVERY)


def _applying(work: LayerWork) -> tuple[str, Life] | None:
    """A run whose parent was killed goes on applying: its child finishes what it began."""
    for _, record in unsettled(work.runs.all(work.address)):
        if record.phase is Phase.APPLYING and record.life() is Life.ALIVE:
            process = record.child or record.parent
            return f"run {record.run} is applying {work.address}; {process} is alive", Life.ALIVE
    return None


def _locked(work: LayerWork, state: LayerState, relay: Relay) -> tuple[str, Life] | None:
    holder = state.holder()
    if holder is None:
        return None
    described = holder.describe(work.clock.now())
    if holder.life is Life.DEAD:
        state.unlock(expected=holder.lock.id)
        relay.notice(f"removed a dead lock: {described}", loud=True)
        return None
    return described, holder.life
