"""The version that simcloud says it is: that of the package it came with."""

from importlib.metadata import PackageNotFoundError, version


def installed() -> str:
    """The package's version, or ``source`` when it runs from a checkout that is not installed."""
    try:
        return version("crm-infra")
    except PackageNotFoundError:
        return "source"


VERSION = installed()
