"""Versions of Kubernetes Engine by release channel: data, and questions about it.

The default of a channel comes first. Count them up when Google does; nothing else depends on the
numbers.
"""

from typing import Final

CHANNELS: Final[dict[str, tuple[str, ...]]] = {
    "RAPID": ("1.36.2-gke.1000000", "1.36.3-gke.1000000", "1.35.9-gke.1000000"),
    "REGULAR": ("1.35.8-gke.1000000", "1.35.9-gke.1000000", "1.34.9-gke.1000000"),
    "STABLE": ("1.34.9-gke.1000000", "1.35.8-gke.1000000", "1.33.12-gke.1000000"),
    "EXTENDED": (
        "1.35.8-gke.1000000",
        "1.34.9-gke.1000000",
        "1.33.12-gke.1000000",
        "1.32.13-gke.1000000",
        "1.31.14-gke.1000000",
        "1.30.14-gke.1000000",
    ),
}
UNENROLLED: Final = "UNSPECIFIED"
_DEFAULT: Final = "REGULAR"
_ANY: Final = ("", "-", "latest")


def of_channel(channel: str) -> tuple[str, ...]:
    """What a channel offers; outside of the channels everything is offered."""
    return CHANNELS.get(channel) or everything()


def everything() -> tuple[str, ...]:
    """All versions that there are, newest first."""
    found = {version for offered in CHANNELS.values() for version in offered}
    return tuple(sorted(found, key=order, reverse=True))


def default(channel: str) -> str:
    """What a new cluster of a channel runs."""
    return CHANNELS.get(channel, CHANNELS[_DEFAULT])[0]


def meant(asked: str, offered: tuple[str, ...]) -> str | None:
    """The version that a version, or the beginning of one, means among those offered."""
    if asked in offered:
        return asked
    if asked in _ANY:
        return max(offered, key=order) if asked == "latest" else offered[0]
    alike = [version for version in offered if version.startswith((f"{asked}.", f"{asked}-"))]
    return max(alike, key=order, default=None)


def order(version: str) -> tuple[int, ...]:
    """How versions are compared: by their numbers."""
    numbers = version.replace("-gke", "").split(".")
    return tuple(int(part) for part in numbers if part.isdigit())
