"""Keeps what is made of the catalogue's files beside their bytecode, so that it is made once.

What is kept belongs to the very content of the files that it was made of, code included: whatever
changes one of them makes it anew. Like bytecode it is only a copy. Where it cannot be written or
read, or ``PYTHONDONTWRITEBYTECODE`` is set, nothing is kept and nothing else changes. It is JSON
and in a folder that only those can write to who can write the code itself.
"""

import hashlib
import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any, Final

_ROOT: Final = Path(__file__).resolve().parent
_MADE_OF: Final = ("catalogue", "catalogue/*", "schema", "provider", "provider/gen")
_SUFFIXES: Final = (".py", ".yaml")
_FOLDER: Final = Path(cache_from_source(__file__)).parent


def _digest() -> str:
    """What the files say now."""
    whole = hashlib.sha256()
    paths = (path for folder in _MADE_OF for path in _ROOT.glob(f"{folder}/*.*"))
    for path in sorted(path for path in paths if path.suffix in _SUFFIXES):
        text = path.read_bytes()
        whole.update(f"{path.relative_to(_ROOT)} {len(text)}\n".encode())
        whole.update(text)
    return whole.hexdigest()


# Taken before this process read any of them: code that was loaded is not changed by an edit.
_BEGAN: Final = _digest()


def kept(name: str, make: Callable[[], Any], folder: Path = _FOLDER) -> Any:
    """What ``make`` says: plain JSON data, from the copy where there is one; never shared.

    Args:
        name: Names the copy; always for the same thing.
        make: Makes it of the files alone.
        folder: Where copies are.
    """
    path = folder / f"simcloud-{name}.json"
    found = _read(path)
    if found is None:
        text = json.dumps(make(), ensure_ascii=False, separators=(",", ":"))
        _write(path, text)
        found = json.loads(text)
    return found


def _read(path: Path) -> Any:
    with suppress(OSError, ValueError):
        digest, _, text = path.read_text("utf-8").partition("\n")
        return json.loads(text) if digest == _BEGAN else None
    return None


def _write(path: Path, text: str) -> None:
    # An edit meanwhile: it is not known which of the two it was made of.
    if sys.dont_write_bytecode or _digest() != _BEGAN:
        return
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(f"{_BEGAN}\n{text}".encode())
        draft.replace(path)
