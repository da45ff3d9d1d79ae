"""A lock that the kernel frees when its holder dies, whatever its pid was or becomes.

The file says who holds it, for people and for ending a process that does not answer; only the lock
itself decides. Add nothing here that is not about holding a lock.
"""

import fcntl
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from crm_infra.simcloud.process.errors import SimcloudError
from crm_infra.simcloud.process.identity import Identity, identity_of

_POLL_SECONDS = 0.01


class Lock:
    """One file lock; use it as a context manager to wait for it and to let go of it."""

    def __init__(self, path: Path, *, wait: float = 30.0) -> None:
        self._path = path
        self._wait = wait
        self._descriptor = -1

    def take(self) -> bool:
        """Take it if it is free."""
        while True:
            flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
            descriptor = os.open(self._path, flags, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
                return False
            if _same(descriptor, self._path):
                break
            # Its last holder removed the file between our opening and our locking it.
            os.close(descriptor)
        os.truncate(descriptor, 0)
        os.write(descriptor, str(identity_of(os.getpid())).encode())
        self._descriptor = descriptor
        return True

    def intact(self) -> bool:
        """Whether the file that we hold is still the one that others would find."""
        return self._descriptor >= 0 and _same(self._descriptor, self._path)

    def release(self) -> None:
        """Let go and leave no file behind."""
        if self._descriptor >= 0:
            if self.intact():
                self._path.unlink(missing_ok=True)
            os.close(self._descriptor)
            self._descriptor = -1

    def held(self) -> bool:
        """Whether some process holds it."""
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        else:
            return False
        finally:
            os.close(descriptor)

    def holder(self) -> Identity | None:
        """Who holds it, if anybody does and its process can still be told apart from others."""
        if not self.held():
            return None
        return Identity.parse(self._path.read_text(encoding="ascii", errors="replace"))

    def wait_free(self, seconds: float) -> bool:
        """Wait until nobody holds it; False when that took too long."""
        end = time.monotonic() + seconds
        while self.held():
            if time.monotonic() >= end:
                return False
            time.sleep(_POLL_SECONDS)
        return True

    def __enter__(self) -> Self:
        end = time.monotonic() + self._wait
        while not self.take():
            if time.monotonic() >= end:
                raise SimcloudError(
                    f"{self._path} has been held for {self._wait:.0f} s by process"
                    f" {self.holder()}; only one may hold it. Try again; `crm-infra sim stop` ends"
                    " a simcloud that does not answer."
                )
            time.sleep(_POLL_SECONDS)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def _same(descriptor: int, path: Path) -> bool:
    ours = os.fstat(descriptor)
    try:
        found = path.stat()
    except FileNotFoundError:
        return False
    return (ours.st_dev, ours.st_ino) == (found.st_dev, found.st_ino)
