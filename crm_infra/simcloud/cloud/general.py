"""What is refused of every type, as lines of ``docs/fidelity.md``; the code is in ``admission``."""

from typing import Final

GENERAL: Final[list[tuple[str, tuple[str, ...], str, int, str]]] = [
    (
        "every service",
        (),
        "A project id is 6 to 30 lower-case letters, digits, hyphens",
        400,
        "invalid",
    ),
    (
        "every service",
        (),
        "The API is enabled in the project, once Terraform manages any service of the project",
        403,
        "accessNotConfigured",
    ),
    (
        "every service",
        (),
        "What a resource belongs to exists (router, key ring, zone, …)",
        404,
        "notFound",
    ),
    (
        "every service",
        (),
        "What a field refers to exists in the project that is meant",
        400,
        "invalid",
    ),
    ("every service", (), "What must lie in the same region does", 400, "invalid"),
    (
        "compute",
        (),
        "Subnets, routers, NAT, firewalls, routes and allocations refer to their own project",
        400,
        "invalid",
    ),
    ("every service", (), "A name is free, in the words of each API", 409, "alreadyExists"),
    ("every service", (), "Names of key rings and keys stay taken for ever", 409, ""),
    (
        "every service",
        (),
        "There are not more than the quota of a new project allows",
        403,
        "quotaExceeded",
    ),
    (
        "compute",
        (),
        "What others use is not deleted",
        400,
        "resourceInUseByAnotherResource",
    ),
]
