"""The resource that every asset gets: where this platform acts and who follows its progress.

It only builds gateways; what they do is below. Where a setting is not given, it is read from the
process's environment when a run starts, never at import.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from crm_infra.checks.looking import LayerLook
from crm_infra.environments import Environment
from crm_infra.layers import Layer
from crm_infra.orchestration.ahead import PlanAhead
from crm_infra.orchestration.target import chosen_target
from crm_infra.terraform.events import Progress, ignore
from crm_infra.terraform.gateway import LayerGateway

Follower = Callable[[Environment, Layer], Progress]
"""Gives, for one layer of one environment, who wants to hear what Terraform does."""


@dataclass(frozen=True)
class Platform:
    """Where this platform acts.

    Args:
        home: Where everything that a run makes is kept; default ``CRM_HOME`` or ``.crm-infra``.
        target: ``sim`` or ``gcp``; default ``CRM_TARGET`` or ``sim``.
        follow: Who hears of progress besides the run's own log.
        looked: Who hears of every layer that was looked at.
        ahead: Who has begun to plan before the run.
    """

    home: Path | None = None
    target: str = ""
    follow: Follower | None = None
    looked: Callable[[LayerLook], None] | None = None
    ahead: PlanAhead | None = None

    def resolved_home(self) -> Path:
        """The home of this process's runs."""
        return (self.home or Path(os.environ.get("CRM_HOME", ".crm-infra"))).resolve()

    def follower(self, environment: Environment, layer: Layer) -> Progress:
        """Who hears of that layer's progress besides the run's own log."""
        return self.follow(environment, layer) if self.follow else ignore

    def gateway(self, cancel: Event | None = None) -> LayerGateway:
        """A gateway for one layer's run; ``cancel`` stops its Terraform in order.

        Raises:
            InputError: The target's name is not known.
        """
        home = self.resolved_home()
        return LayerGateway(chosen_target(home, self.target), home, cancel=cancel)
