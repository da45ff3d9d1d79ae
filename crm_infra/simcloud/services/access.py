"""Who may do what with a thing: by its own policy, or by that of its project.

Read from the policy entries that stand. Custom roles are looked into; of predefined roles a rule
names those that it means. Who calls is not asked anywhere in simcloud: only whom a thing works as.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from crm_infra.simcloud.services.call import Call, Thing

_DIGITS: Final = re.compile(r"\d{6,19}")
_PARTS: Final = ("_iam_member", "_iam_binding")
_OF_PROJECT: Final = ("google_project_iam_member", "google_project_iam_binding")
_CUSTOM: Final = "google_project_iam_custom_role"


def may(call: Call, email: str, thing: Thing, permission: str, roles: tuple[str, ...]) -> bool:
    """Whether a service account has a permission on a thing, by one of these roles or its own."""
    member = _unnumbered(call, f"serviceAccount:{email}")
    for grant in (*_on(call, thing), *_in_project(call, thing.project)):
        given = [_unnumbered(call, text) for text in _members(grant.values)]
        if member in given and _gives(call, str(grant.values.get("role")), permission, roles):
            return True
    return False


def _on(call: Call, thing: Thing) -> Iterator[Thing]:
    return (found for found in call.world.referrers(thing) if found.type.endswith(_PARTS))


def _in_project(call: Call, project: str) -> Iterator[Thing]:
    for type_ in _OF_PROJECT:
        yield from call.world.things(type_, project)


def _members(values: Any) -> Iterator[str]:
    yield str(values.get("member") or "")
    yield from (str(member) for member in values.get("members") or ())


def _gives(call: Call, role: str, permission: str, roles: tuple[str, ...]) -> bool:
    if role in roles:
        return True
    custom = call.find(role, _CUSTOM) if role.startswith("projects/") else None
    return custom is not None and permission in (custom.values.get("permissions") or ())


def _unnumbered(call: Call, member: str) -> str:
    """With project ids for project numbers: a project may be meant by two."""
    return _DIGITS.sub(lambda seen: call.world.project_of(seen[0]) or seen[0], member)
