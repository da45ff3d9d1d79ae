"""The shape of a type's facts, for whoever reads them.

Add a field when several services need it; behaviour of one service alone is code in
``simcloud.services``. Reading the fields from the catalogue files is ``facts``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

DURATION: Final = 5.0
STEPS: Final = ("create", "update", "delete")


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class TypeFacts:
    """How resources of one type behave.

    Attributes:
        type: Terraform's name of the type.
        api: Service that must be enabled in the project, e.g. ``compute.googleapis.com``; empty
            where no project service stands behind it.
        id: Template of Terraform's ``id``, e.g. ``projects/{project}/global/networks/{name}``.
        self_link: Template of ``self_link``; ``{id}`` is the finished id; empty: none.
        computed: Attribute -> template of each computed attribute that is text made from others or
            from a generator. Attributes named here are filled in this order, before ``id``, so that
            ``id`` may use them; a template may use ``{id}`` only where ``id`` does not use it.
        defaults: Optional+computed attribute (or block, as a list of objects) -> what the API fills
            in where neither the configuration nor the prior state says anything; a text may be a
            template. Attributes that need arithmetic or another resource are not here.
        refers: Attribute path (``network``, ``nat_ips[]``, ``subnetwork[].name``, each list that is
            crossed gets ``[]``) -> types that it may name, by id, self-link, name, email or member
            form. A member or role that is no resource of the catalogue is the service's business.
        same_region: Paths of ``refers`` whose target must lie in the same region.
        held_by_referrers: It cannot be deleted while something refers to it.
        never_deleted: Deleting only forgets it: the name stays taken (KMS key rings and keys).
        cascades: Types that vanish with it, instead of holding it (versions of a secret).
        quota: Metric it counts against, e.g. ``NETWORKS``; limits are in ``quotas.yaml``.
        seconds: ``create``, ``update`` and ``delete``: real durations, spent on the virtual clock.
        resource_label: The API's word for the thing, e.g. ``subnetwork``, used in messages.
        unique: Template that must be unique among living resources of the type (and, for
            ``never_deleted``, among dead ones); empty means: the id.
        imports: Templates of what a person may give to ``terraform import``, most exact first;
            where the file names none they follow from ``id`` as the provider derives them.
        additive: It is one entry of a policy or list of something else (IAM members, bindings,
            service enablement): creating what is already there is no conflict, it is the same.
        singleton: It stands by itself from the start and is only configured (log bucket _Default).
    """

    type: str
    api: str = ""
    id: str = ""
    self_link: str = ""
    computed: Mapping[str, str] = field(default_factory=_nothing)
    defaults: Mapping[str, Any] = field(default_factory=_nothing)
    refers: Mapping[str, tuple[str, ...]] = field(default_factory=_nothing)
    same_region: tuple[str, ...] = ()
    held_by_referrers: bool = True
    never_deleted: bool = False
    cascades: tuple[str, ...] = ()
    quota: str = ""
    seconds: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType(dict.fromkeys(STEPS, DURATION))
    )
    resource_label: str = ""
    unique: str = ""
    imports: tuple[str, ...] = ()
    additive: bool = False
    singleton: bool = False
