"""``crm-infra demo``: raise dev in the simulated cloud, and say how to look at it."""

import click

from crm_infra.cli import exits

LOOK = """
All of it stands in a simulated cloud under .crm-infra; nothing left this machine. Look at it:

  .venv/bin/crm-infra status dev                what stands, what is stale
  .venv/bin/crm-infra sim resources             the same from the cloud's side
  .venv/bin/crm-infra sim operations            what was done, on the cloud's own clock (simulated)
  .venv/bin/crm-infra check dev                 its checks, and what a lost region would leave
  .venv/bin/crm-infra outputs dev               what the layers hand on
  .venv/bin/crm-infra state list dev            the versions of its states
  .venv/bin/crm-infra provision staging         the next environment
  make ui                                       the same in the Dagster UI
  .venv/bin/crm-infra destroy dev               take it down again
"""


@click.command("demo")
def command() -> int:
    """Raise dev in the simulated cloud and show how to look at it.

    \b
    Example:
      crm-infra demo
    """
    from crm_infra.cli.provision import provision

    click.echo("Raising dev in a simulated cloud: real Terraform, four layers, no account.\n")
    result = provision("dev", (), quiet=False)
    if result["outcome"] != "SUCCESS":
        return exits.FAILED
    click.echo(LOOK)
    return exits.DONE
