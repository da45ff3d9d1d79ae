"""Small JSON records that must survive a crash: written whole, flushed to disk, then renamed.

Add here how a record is kept. What a record means belongs to the module that owns it.
"""

import json
import os
from pathlib import Path
from typing import Any, cast

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600


def private_folder(folder: Path) -> Path:
    """Create a folder, and those above it, that only we can read."""
    for missing in reversed([folder, *folder.parents]):
        if not missing.exists():
            missing.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    return folder


def write_record(path: Path, record: dict[str, Any]) -> None:
    """Replace the record; after a crash either the old or the new one is there, never a half."""
    private_folder(path.parent)
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(record, file, indent=2, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    _flush_folder(path.parent)


def read_record(path: Path) -> dict[str, Any] | None:
    """The record; None when there is none or it is not one."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return cast("dict[str, Any]", record) if isinstance(record, dict) else None


def append_line(path: Path, record: dict[str, Any]) -> None:
    """Add one line to a trail; it is on disk when this returns."""
    private_folder(path.parent)
    line = json.dumps(record, sort_keys=True).encode() + b"\n"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE_FILE)
    try:
        os.write(descriptor, line)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _flush_folder(folder: Path) -> None:
    """A rename is durable only once its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
