"""Rules about what an environment is called and what it lists.

Add rules here about names, labels and lists; about regions and address ranges see ``placement``.
"""

from collections.abc import Iterator

from crm_infra.environments.document import Document
from crm_infra.environments.naming import ENVIRONMENT_NAME, NAME_RULE
from crm_infra.environments.wording import Keys, shown
from crm_infra.errors import Fault

REQUIRED_LABELS = ("application", "cost-center")


def file_is_called_like_the_environment(document: Document) -> Iterator[Fault]:
    """The name in the file is the file's own."""
    if not ENVIRONMENT_NAME.match(document.name):
        yield document.fault(
            (),
            f"the file is called {shown(document.file.name)}",
            f"files are called <name>.yaml and names match {NAME_RULE}",
            "Rename the file.",
        )
    name = document.text("name")
    if name is not None and name != document.name:
        yield document.fault(
            ("name",),
            f"{shown(name)} in the file {shown(document.file.name)}",
            "the name is the file's name without .yaml",
            f"Write name: {document.name}, or rename the file.",
        )


def labels_say_who_pays(document: Document) -> Iterator[Fault]:
    """Costs can be told apart."""
    labels = document.at("project", "labels")
    if isinstance(labels, dict):
        for label in REQUIRED_LABELS:
            if label not in labels:
                yield document.fault(
                    ("project", "labels"),
                    f"the label {label} is missing",
                    "every resource says what it belongs to and who pays",
                    f"Add {label}.",
                )


_LISTS: tuple[Keys, ...] = (
    ("regions", "primary", "zones"),
    ("regions", "recovery", "zones"),
    ("cluster", "maintenance", "days"),
    ("access", "readers"),
    ("access", "writers"),
    ("access", "approvers"),
)


def lists_name_nothing_twice(document: Document) -> Iterator[Fault]:
    """A second mention is a slip of the pen, and something else was meant."""
    days: tuple[Keys, ...] = tuple(
        ("windows", "allowed", position, "days")
        for position in range(len(document.items("windows", "allowed")))
    )
    for keys in (*_LISTS, *days):
        seen: set[str] = set()
        for position in range(len(document.items(*keys))):
            item = document.text(*keys, position)
            if item is None:
                continue
            if item in seen:
                yield document.fault(
                    (*keys, position),
                    f"{shown(item)} is in the list already",
                    "a list names each once",
                    "Remove it, or write the one that was meant.",
                )
            seen.add(item)
