"""`sim resources`, `operations`, `reset` and `pace`: what exists and what was done."""

import time
from typing import Any
from urllib.parse import urlencode

import click

from crm_infra.simcloud.commands.group import json_option, print_json
from crm_infra.simcloud.process.endpoint import Endpoint
from crm_infra.simcloud.process.home import Home
from crm_infra.simcloud.process.start import ensure, running
from crm_infra.simcloud.process.store_file import forget

_FOLLOW_SECONDS = 0.3


@click.command()
@click.argument("id_", metavar="[ID]", default="")
@click.option("--type", "type_", default="", metavar="T", help="Only resources of this type.")
@click.option("--project", default="", metavar="P", help="Only resources of this project.")
@json_option
def resources(id_: str, type_: str, project: str, as_json: bool) -> None:
    """List what exists; with an ID, or a name, show everything about it.

    \b
    Example:
      crm-infra sim resources --type google_compute_subnetwork
      crm-infra sim resources projects/p/global/networks/n
    """
    asked = urlencode({"type": type_, "project": project, "id": id_})
    found = ensure(Home.of()).ask("GET", f"/v1/resources?{asked}")
    if id_ and not found:
        raise click.ClickException(
            f"nothing in the simulated cloud has the id or the name {id_!r}. See `crm-infra sim"
            " resources` for what exists."
        )
    if as_json:
        print_json(found)
        return
    from crm_infra.simcloud.commands.screen import show_resource, show_resources

    if id_:
        for each in found:
            show_resource(each)
    else:
        show_resources(found)


@click.command()
@click.option("--follow", "-f", is_flag=True, help="Go on with what happens from now; Ctrl-C ends.")
@click.option("--limit", "-n", default=20, show_default=True, help="So many of the newest.")
@json_option
def operations(follow: bool, limit: int, as_json: bool) -> None:
    """Show what was done, when on the virtual clock, how long it took, and what was refused.

    With --follow and --json, one line of JSON per operation.

    \b
    Example:
      crm-infra sim operations --limit 50
      crm-infra sim operations --follow
    """
    endpoint = ensure(Home.of())
    found = endpoint.ask("GET", f"/v1/operations?newest&limit={max(limit, 0)}")
    if as_json and not follow:
        print_json(found)
        return
    from crm_infra.simcloud.commands.screen import show_operations

    if not follow:
        show_operations(found)
        return
    try:
        _follow(endpoint, found, as_json)
    except KeyboardInterrupt:
        return


def _follow(endpoint: Endpoint, found: list[dict[str, Any]], as_json: bool) -> None:
    from crm_infra.simcloud.commands.screen import show_operation

    shown: dict[int, str] = {}
    while True:
        for each in found:
            if shown.get(each["number"]) != each["outcome"]:
                shown[each["number"]] = each["outcome"]
                show_operation(each, as_json)
        unfinished = [number for number, outcome in shown.items() if outcome == "running"]
        after = min(unfinished) - 1 if unfinished else max(shown, default=0)
        time.sleep(_FOLLOW_SECONDS)
        found = endpoint.ask("GET", f"/v1/operations?after={after}")


@click.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
def reset(yes: bool, as_json: bool) -> None:
    """Forget everything: resources, operations, faults, buckets and what is in them.

    Terraform states that were kept elsewhere then describe what no longer exists.

    \b
    Example:
      crm-infra sim reset --yes
    """
    home = Home.of()
    if not yes:
        click.confirm(
            f"Forget everything in the simulated cloud of {home.root}?", abort=True, err=True
        )
    found = running(home)
    said = found.ask("POST", "/v1/reset") if found else {"removed": forget(home)}
    if as_json:
        print_json(said)
    else:
        gone = said["removed"]
        click.echo("The simulated cloud is empty" + (f"; {gone} resources gone" if gone else ""))


@click.command()
@click.argument("rate", type=float)
@json_option
def pace(rate: float, as_json: bool) -> None:
    """Let RATE virtual seconds pass in one real second from now on; 0 spends no real time.

    \b
    Example:
      crm-infra sim pace 60     a cluster of ten minutes takes ten seconds
      crm-infra sim pace 0
    """
    said = ensure(Home.of()).ask("POST", "/v1/pace", {"rate": rate})
    if as_json:
        print_json(said)
    elif said["pace"]:
        click.echo(f"{said['pace']:g} virtual seconds pass in one real second (simulated)")
    else:
        click.echo("operations spend no real time (simulated)")
