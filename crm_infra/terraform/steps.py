"""One Terraform command that is going to be run, and how much patience it gets.

Add here what must be known of a command before it runs. Running it belongs to ``session``.
"""

from dataclasses import dataclass

from crm_infra.terraform.supervisor import Patience


@dataclass(frozen=True, slots=True)
class Step:
    """One Terraform command; ``name`` names its files.

    ``followed`` hands its lines on as they come; ``durable`` flushes them to disk at once, because
    the next run needs them should everything die.
    """

    name: str
    arguments: tuple[str, ...]
    patience: Patience
    followed: bool = True
    durable: bool = False
