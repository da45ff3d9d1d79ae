"""Reading one environment file: bytes on disk become text, or one fault says why not.

Everything that can be wrong before YAML is looked at belongs here: links that leave the folder,
things that are not files, size, encoding, characters that hide what a file says. Grammar is
``document``.
"""

import os
import re
import stat
from pathlib import Path

from crm_infra.errors import Fault

LARGEST = 64 * 1024
"""Bytes. A real file has about 4,000."""

# Control characters, other line separators, byte-order marks and the marks that reverse text: none
# shows in an editor, so a reviewer would approve something else than what is read.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
    "|\r(?!\n)"
)


def read_source(file: Path) -> str | Fault:
    """The text of the file, or the fault that keeps it from being read."""
    if file.is_symlink() and not _stays_inside(file):
        return _fault(
            file,
            "is a link that leaves its folder",
            "environments are read from one folder only",
            "Put the file itself into the folder.",
        )
    try:
        content = _content(file)
    except OSError as error:
        return _fault(
            file,
            f"cannot be read ({error.strerror or type(error).__name__})",
            "every environment file is read before anything starts",
            "Make it a readable file.",
        )
    if isinstance(content, Fault):
        return content
    return _text(file, content)


def _stays_inside(file: Path) -> bool:
    # realpath and not resolve(), which raises on a link that leads back to itself.
    return Path(os.path.realpath(file)).is_relative_to(os.path.realpath(file.parent))


def _content(file: Path) -> bytes | Fault:
    # Not blocking, because opening a named pipe would otherwise wait for somebody to write to it.
    descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as opened:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return _fault(
                file,
                "is not a regular file",
                "an environment is one YAML file",
                "Remove it from the folder, or replace it by a file.",
            )
        content = opened.read(LARGEST + 1)
    if len(content) <= LARGEST:
        return content
    return _fault(
        file,
        f"is larger than {LARGEST // 1024} KiB",
        "an environment file says a few dozen things",
        "Keep only the keys of docs/environments.md.",
    )


def _text(file: Path, content: bytes) -> str | Fault:
    if content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return _fault(
            file,
            "begins with a byte-order mark",
            "files are UTF-8 without one",
            "Save it as plain UTF-8.",
        )
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return _fault(
            file,
            f"byte 0x{content[error.start]:02x} is not UTF-8",
            "files are UTF-8",
            "Save it as plain UTF-8.",
            line=content.count(b"\n", 0, error.start) + 1,
        )
    if hidden := _HIDDEN.search(text):
        return _fault(
            file,
            f"contains the hidden character U+{ord(hidden[0]):04X}",
            "a file says what an editor shows",
            "Remove the character.",
            line=text.count("\n", 0, hidden.start()) + 1,
        )
    return text


def _fault(file: Path, seen: str, rule: str, remedy: str, *, line: int = 1) -> Fault:
    return Fault(file=file, line=line, key="", seen=f"the file {seen}", rule=rule, remedy=remedy)
