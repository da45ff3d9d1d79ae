"""What an environment is: frozen, typed models of one file, and what follows from them.

Add a key here when a layer needs a fact that differs between environments or that people decide.
Rules that look at two keys or two files live in ``rules`` and ``across``; a single value's form in
``scalars``. Models are built only from files without faults, by ``loading``.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from ipaddress import IPv4Network
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer

from crm_infra.environments.naming import NAME_RULE, PERMANENT
from crm_infra.environments.ranges import KINDS, addresses_per_node
from crm_infra.environments.scalars import (
    Between,
    Day,
    Digits,
    Email,
    Group,
    Instant,
    PrivateRange,
    RegionName,
    Text,
    TimeOfDay,
    Words,
    ZoneName,
)


class FrozenMapping(Mapping[str, str]):
    """Words by words, which cannot change and can be hashed."""

    def __init__(self, items: Mapping[str, str]) -> None:
        self._items = dict(items)

    def __getitem__(self, key: str) -> str:
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return f"FrozenMapping({self._items!r})"


class Part(BaseModel):
    """Base of every part: unknown keys and coerced types are refused, nothing changes later."""

    # Built at first use: importing this module is paid by every command, also by --help.
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)


LabelKey = Annotated[
    str,
    Text(
        r"^(?!goog)[a-z][a-z0-9_-]{0,62}$",
        "a label's key is at most 63 characters of a-z, 0-9, - and _, begins with a letter and "
        "not with goog, which is Google's",
        "Write it as cost-center.",
    ),
]
LabelValue = Annotated[
    str,
    Text(
        r"^[a-z0-9_-]{1,63}$",
        "a label's value is 1 to 63 characters of a-z, 0-9, - and _",
        'Write it as platform; quote it when it looks like a number: "42".',
    ),
]


class Project(Part):
    """The Google Cloud project that holds the environment, alone."""

    id: Annotated[
        str,
        Text(
            r"^[a-z][a-z0-9-]{4,28}[a-z0-9]$",
            "a project id is 6 to 30 characters of a-z, 0-9 and -, begins with a letter and does "
            "not end with -",
            "Write it as crm-dev-platform.",
            never=("google", "ssl", "null", "undefined"),
        ),
        Field(description="Project id; unique in the world and never reused."),
    ]
    number: Annotated[Digits, Field(description="Project number, in quotes.")]
    organization: Annotated[Digits, Field(description="Organization number, in quotes.")]
    billing_account: Annotated[
        str,
        Text(
            r"^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$",
            "a billing account is three groups of six hexadecimal digits, in upper case",
            "Write it as 0A0A0A-0B0B0B-0C0C0C.",
        ),
        Field(description="The billing account that pays."),
    ]
    labels: Annotated[
        Mapping[LabelKey, LabelValue],
        AfterValidator(FrozenMapping),
        PlainSerializer(dict),
        Field(
            description="Labels of every resource; application and cost-center are required.",
            json_schema_extra={
                "required": ["application", "cost-center"],
                "additionalProperties": False,
            },
        ),
    ]


class AddressPlan(Part):
    """The seven ranges of one region. They overlap with no other range of any environment."""

    nodes: Annotated[PrivateRange, Field(description="Primary range of the nodes' subnet.")]
    pods: Annotated[PrivateRange, Field(description="Secondary range for pods.")]
    services: Annotated[PrivateRange, Field(description="Secondary range for services.")]
    control_plane: Annotated[PrivateRange, Field(description="The control plane's /28.")]
    private_service_access: Annotated[
        PrivateRange, Field(description="Peered to Google's managed services, such as Redis.")
    ]
    psc: Annotated[PrivateRange, Field(description="Private Service Connect endpoints.")]
    proxy_only: Annotated[PrivateRange, Field(description="Envoy-based load balancers.")]

    @property
    def networks(self) -> dict[str, IPv4Network]:
        """Kind of range -> the range, in the order of the plan."""
        return {kind: IPv4Network(getattr(self, kind)) for kind in KINDS}


Zones = Annotated[
    tuple[ZoneName, ...], Field(min_length=2, max_length=4, description="Zones to spread over.")
]


class PrimaryRegion(Part):
    """Where the environment runs."""

    name: Annotated[RegionName, Field(description="Region of Google Cloud.")]
    zones: Zones
    cidr: AddressPlan


class RecoveryRegion(Part):
    """Where it recovers: the network always stands, clusters and databases when ``standing``."""

    name: Annotated[RegionName, Field(description="Region of Google Cloud.")]
    zones: Zones
    standing: Annotated[
        bool, Field(description="Whether clusters and databases stand warm in this region.")
    ]
    cidr: AddressPlan


class Regions(Part):
    """The two regions of an environment."""

    primary: PrimaryRegion
    recovery: RecoveryRegion

    @property
    def both(self) -> dict[str, PrimaryRegion | RecoveryRegion]:
        """Role -> region."""
        return {"primary": self.primary, "recovery": self.recovery}

    @property
    def standing(self) -> tuple[PrimaryRegion | RecoveryRegion, ...]:
        """The regions in which clusters and databases stand."""
        return (self.primary, self.recovery) if self.recovery.standing else (self.primary,)


class Sizes(Part):
    """How much of everything."""

    max_nodes: Annotated[
        int,
        Between(1, 1000),
        Field(description="Most nodes of one cluster, those of a rolling upgrade included."),
    ]
    max_pods_per_node: Annotated[int, Between(8, 256), Field(description="GKE's limit per node.")]
    nat_addresses: Annotated[int, Between(1, 16), Field(description="Public addresses of the NAT.")]
    nat_min_ports: Annotated[int, Between(32, 32768), Field(description="NAT ports a node keeps.")]
    nat_max_ports: Annotated[int, Between(64, 65536), Field(description="NAT ports at most.")]
    flow_log_sampling: Annotated[
        float, Between(0.01, 1.0), Field(description="Share of flows that are logged.")
    ]
    flow_log_interval: Annotated[
        Literal[
            "INTERVAL_5_SEC",
            "INTERVAL_30_SEC",
            "INTERVAL_1_MIN",
            "INTERVAL_5_MIN",
            "INTERVAL_10_MIN",
            "INTERVAL_15_MIN",
        ],
        Field(description="How long flows are summed before they are logged."),
    ]
    log_retention_days: Annotated[int, Between(1, 3650), Field(description="Days logs are kept.")]

    @property
    def pod_prefix_per_node(self) -> int:
        """The prefix of the pod range that one node takes."""
        return 33 - addresses_per_node(self.max_pods_per_node).bit_length()


Groups = tuple[Group, ...]


class Access(Part):
    """Who may do what. Groups only: people come and go in the directory, not here."""

    readers: Annotated[Groups, Field(min_length=1, description="May look at everything.")]
    writers: Annotated[Groups, Field(min_length=1, description="May change it.")]
    approvers: Annotated[Groups, Field(description="May approve changes made by others.")]


class Approval(Part):
    """Whether a change waits for people."""

    required: Annotated[bool, Field(description="Whether an apply needs approvals.")]
    approvals: Annotated[int, Between(0, 5), Field(description="How many, by different people.")]
    expires_hours: Annotated[int, Between(1, 168), Field(description="How long one is valid.")]


class Window(Part):
    """Hours of some days, in UTC, in which changes may be made."""

    days: Annotated[tuple[Day, ...], Field(min_length=1, max_length=7, description="Days.")]
    start: Annotated[TimeOfDay, Field(alias="from", description="First minute, HH:MM.")]
    end: Annotated[TimeOfDay, Field(alias="to", description="End, HH:MM, up to 24:00.")]


class Freeze(Part):
    """A time in which no change is made, whatever the windows say."""

    start: Annotated[Instant, Field(alias="from", description="Begin, in UTC.")]
    end: Annotated[Instant, Field(alias="to", description="End, in UTC.")]
    reason: Annotated[Words, Field(description="Why; shown to whoever is refused.")]


class Windows(Part):
    """When changes may be made."""

    timezone: Annotated[
        Literal["Etc/UTC"],
        Field(description="Always UTC, which has no day that is 23 or 25 hours long."),
    ]
    allowed: Annotated[tuple[Window, ...], Field(min_length=1, description="Open hours.")]
    freezes: Annotated[tuple[Freeze, ...], Field(description="Closed times.")]


class Protection(Part):
    """What cannot be undone by mistake."""

    deletion: Annotated[bool, Field(description="Whether deletion protection is on.")]
    lock_retention: Annotated[
        bool, Field(description="Whether log retention is locked, which nobody can undo.")
    ]


Threshold = Annotated[float, Between(0.01, 2.0)]


class Budget(Part):
    """What a month may cost, and when to warn."""

    monthly_usd: Annotated[int, Between(1, 1_000_000), Field(description="US dollars a month.")]
    thresholds: Annotated[
        tuple[Threshold, ...],
        Field(min_length=1, max_length=8, description="Shares of the budget that warn, rising."),
    ]


class Contacts(Part):
    """Whom Google tells what."""

    security: Annotated[Email, Field(description="Security and suspension notices.")]
    billing: Annotated[Email, Field(description="Billing notices.")]
    technical: Annotated[Email, Field(description="Technical notices.")]


class Pipeline(Part):
    """The one repository and branch whose workflows may deploy here, without any key."""

    repository: Annotated[
        str,
        Text(
            r"^[A-Za-z0-9](?:[A-Za-z0-9-]{0,37}[A-Za-z0-9])?/[A-Za-z0-9._-]{1,100}$",
            "it is owner/name as GitHub writes it",
            "Write it as presidential-digs/crm.",
        ),
        Field(description="owner/name"),
    ]
    repository_id: Annotated[
        Digits, Field(description="GitHub's number: a renamed or re-made repository differs.")
    ]
    branch: Annotated[
        str,
        Text(
            r"^[A-Za-z0-9](?:[A-Za-z0-9._/-]{0,98}[A-Za-z0-9])?$",
            "it is the name of a branch",
            "Write it as main.",
            never=("..", "//"),
        ),
        Field(description="Branch"),
    ]


class Environment(Part):
    """One environment: everything that is decided about it, in one file."""

    name: Annotated[
        str,
        Text(NAME_RULE, f"names match {NAME_RULE}", "Use the name of the file."),
        Field(description="Equal to the file's name without .yaml."),
    ]
    title: Annotated[Words, Field(description="Name for people.")]
    project: Project
    domain: Annotated[
        str,
        Text(
            r"^(?=.{4,200}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}$",
            "it is a domain in lower case, without a dot at the end",
            "Write it as dev.crm.example.com.",
        ),
        Field(description="The zone under which everything is named."),
    ]
    data_classification: Annotated[
        Literal["synthetic", "anonymized", "production"],
        Field(description="The most sensitive data that may be in it."),
    ]
    regions: Regions
    sizes: Sizes
    access: Access
    approval: Approval
    windows: Windows
    protection: Protection
    budget: Budget
    contacts: Contacts
    ci: Pipeline

    @property
    def is_preview(self) -> bool:
        """Whether it comes and goes with a pull request."""
        return self.name not in PERMANENT

    @property
    def holds_production_data(self) -> bool:
        """Whether real people's data may be in it."""
        return self.data_classification == "production"

    @cached_property
    def networks(self) -> dict[tuple[str, str], IPv4Network]:
        """(role of the region, kind of range) -> the range."""
        return {
            (role, kind): network
            for role, region in self.regions.both.items()
            for kind, network in region.cidr.networks.items()
        }

    def as_variables(self) -> dict[str, Any]:
        """The Terraform variable ``environment``: plain data, a fresh copy each time."""
        return self.model_dump(mode="json", by_alias=True)
