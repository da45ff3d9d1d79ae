"""`sim fault add|list|clear`: what shall go wrong on purpose."""

import json
from typing import Any

import click

from crm_infra.simcloud.commands.group import json_option, print_json
from crm_infra.simcloud.process.home import Home
from crm_infra.simcloud.process.start import ensure

_EFFECTS = ("latency", "hang", "error", "die", "outage", "change", "remove")
_BY_HAND = ("change", "remove")
_OF_OUTAGE = {"effect", "service", "location", "seconds"}


@click.group()
def fault() -> None:
    """Let things go wrong on purpose; all faults are off until added.

    \b
    Example:
      crm-infra sim fault add error --type google_compute_subnetwork --at 3 --code 429
      crm-infra sim fault list
      crm-infra sim fault clear
    """


@fault.command()
@click.argument("effect", type=click.Choice(_EFFECTS))
@click.option("--storage", is_flag=True, help="Hit requests to Cloud Storage, not providers.")
@click.option("--type", "type_", metavar="PATTERN", help="Resource type, e.g. google_compute_*.")
@click.option(
    "--call",
    metavar="PATTERN",
    help="create, read, update, delete, lookup, data, ephemeral; or the HTTP method.",
)
@click.option("--id", "id_", metavar="PATTERN", help="Resource id; or the path of the request.")
@click.option("--location", metavar="PATTERN", help="Region or zone, e.g. us-central1*.")
@click.option("--at", type=click.IntRange(1), metavar="K", help="Hit the K-th matching call first.")
@click.option("--times", type=click.IntRange(0), metavar="N", help="Hit N calls; 0 means all.")
@click.option("--for", "seconds", type=float, metavar="SECONDS", help="End after so many seconds.")
@click.option("--after", is_flag=True, help="Do the call and lose its answer.")
@click.option("--ms", "milliseconds", type=click.IntRange(1), help="latency: how long.")
@click.option("--code", type=click.IntRange(400, 599), help="error: HTTP status.")
@click.option("--message", help="error: what the API says.")
@click.option("--reason", help="error: the API's reason word.")
@click.option("--stubborn", is_flag=True, help="hang: not even Terraform's stop ends it.")
@click.option(
    "--attribute", metavar="PATH", help="change: what, e.g. labels.owner or rule[0].name."
)
@click.option("--value", metavar="JSON", help="change: to what; text that is not JSON is text.")
@json_option
def add(
    effect: str,
    storage: bool,
    type_: str | None,
    id_: str | None,
    value: str | None,
    as_json: bool,
    **given: Any,
) -> None:
    """Switch a fault on.

    \b
    latency   calls take longer            hang    calls do not come back
    error     calls are refused            die     simcloud is killed, as by kill -9
    change    an attribute, by hand        remove  a resource, behind Terraform's back
    outage    a region or zone is lost: its resources do not answer; what is global does

    \b
    Example:
      crm-infra sim fault add latency --ms 500 --call create --for 60
      crm-infra sim fault add error --code 403 --reason quotaExceeded --type google_* --at 3
      crm-infra sim fault add error --storage --code 503 --call POST --id '*default.tfstate*'
      crm-infra sim fault add die --type google_compute_subnetwork --after --times 1
      crm-infra sim fault add change --type google_compute_network --id ID \\
        --attribute description --value "by hand"
      crm-infra sim fault add remove --type google_compute_network --id ID
      crm-infra sim fault add outage --location us-central1 --for 600
    """
    rule = {name: said for name, said in given.items() if said not in (None, False)}
    rule |= {"effect": effect, "service": "storage" if storage else "provider"}
    rule |= {"type": type_} if type_ else {}
    rule |= {"id": id_} if id_ else {}
    _check(effect, rule, value)
    if effect == "change":
        rule["value"] = _value(value or "")
    said = ensure(Home.of()).ask("POST", "/v1/faults", rule)
    if as_json:
        print_json(said)
    else:
        click.echo(f"fault {said['number']} is on: {_words(said)}")


@fault.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List every fault that is on, or spent and not yet cleared.

    \b
    Example:
      crm-infra sim fault list --json
    """
    found = ensure(Home.of()).ask("GET", "/v1/faults")
    if as_json:
        print_json(found)
        return
    from crm_infra.simcloud.commands.screen import show_faults

    show_faults(found, _words)


@fault.command()
@click.argument("number", type=int, required=False)
@json_option
def clear(number: int | None, as_json: bool) -> None:
    """Switch one fault off, or all; what a hand changed goes back unless it was changed again.

    \b
    Example:
      crm-infra sim fault clear 3
      crm-infra sim fault clear
    """
    query = "" if number is None else f"?number={number}"
    said = ensure(Home.of()).ask("DELETE", f"/v1/faults{query}")
    if as_json:
        print_json(said)
    else:
        click.echo(f"{said['cleared']} faults cleared")


def _check(effect: str, rule: dict[str, Any], value: str | None) -> None:
    """Refuse what would do nothing, or everything by mistake."""
    if effect == "latency" and "milliseconds" not in rule:
        raise click.UsageError("latency needs --ms: how long a call is held back.")
    if effect == "outage":
        _check_outage(rule)
    if effect in _BY_HAND and not ("type" in rule and "id" in rule):
        raise click.UsageError(f"{effect} needs --type and --id: the one resource that it touches.")
    if effect == "change" and ("attribute" not in rule or value is None):
        raise click.UsageError("change needs --attribute and --value.")


def _check_outage(rule: dict[str, Any]) -> None:
    from crm_infra.simcloud.cloud.outages import is_place

    if not is_place(rule.get("location", "")):
        raise click.UsageError("outage needs --location: the region or zone that is lost.")
    other = sorted(rule.keys() - _OF_OUTAGE)
    if other or rule["service"] != "provider":
        raise click.UsageError("outage takes --location and --for only: all of the place is lost.")


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _words(said: dict[str, Any]) -> str:
    """What a fault does, as a sentence would say it."""
    what = {
        "latency": f"{said['milliseconds']} ms of latency",
        "hang": "calls hang",
        "error": f"error {said['code'] or (503 if said['service'] == 'storage' else 500)}",
        "die": "simcloud dies",
        "outage": "outage",
        "change": f"{said['attribute']} changed by hand",
        "remove": "removed by hand",
    }[said["effect"]]
    names = {"call": "", "type": "of ", "id": "", "location": "in "}
    where = [names[key] + said[key] for key in names if said[key] != "*"]
    which = "" if said["at"] == 1 else f"from call {said['at']} on"
    often = f"{said['times']} times" if said["times"] and said["effect"] not in _BY_HAND else ""
    late = "after the call" if said["after"] else ""
    area = "storage" if said["service"] == "storage" else ""
    return ", ".join(part for part in (what, area, " ".join(where), which, often, late) if part)
