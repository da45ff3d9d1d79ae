"""Between the child and who watches: no secret passes, and no watcher stands in the way."""

import json

from crm_infra.terraform.events import Event, Notice, Said
from crm_infra.terraform.relay import Relay


def test_credentials_of_the_child_are_taken_out() -> None:
    seen: list[Event] = []
    relay = Relay(seen.append, ["t0ken-of-the-child"])
    relay.line("apply", json.dumps({"type": "log", "@message": "Bearer t0ken-of-the-child"}))
    assert seen == [Said("Bearer (secret)")]


def test_a_word_too_short_to_be_a_secret_stays() -> None:
    assert Relay(None, ["", "dev"]).clean("dev stands") == "dev stands"


def test_notices_are_kept_and_told() -> None:
    seen: list[Event] = []
    relay = Relay(seen.append)
    relay.notice("removed a dead lock", loud=True)
    assert relay.notices == seen == [Notice("removed a dead lock", loud=True)]


def test_who_fails_to_watch_is_told_nothing_more() -> None:
    calls: list[Event] = []

    def broken(event: Event) -> None:
        calls.append(event)
        raise RuntimeError("bug")

    relay = Relay(broken)
    relay.line("apply", "one")
    relay.line("apply", "two")
    assert len(calls) == 1
    assert relay.notices == [Notice("progress was no longer shown: RuntimeError('bug')", loud=True)]
