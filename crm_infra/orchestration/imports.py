"""Importing what many processes share, before they are forked."""

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def imports() -> Generator[None]:
    """Import without garbage collection; what is there afterwards is never looked at again.

    Imported modules stay. Each collection would look at them all, and in a fork it would copy the
    memory that it shares with the others.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
