"""What ``crm-infra check`` prints: one line per check, what was found, and what to do."""

import io

from rich.console import Console

from crm_infra.checks.looking import LayerLook, Looked
from crm_infra.checks.model import CheckResult, Noted, NotSeen, Severity, Violation
from crm_infra.cli.check import print_looks


def printed(look: LayerLook) -> list[str]:
    out = io.StringIO()
    print_looks(Console(file=out, width=200), [look])
    return [line.rstrip() for line in out.getvalue().splitlines()]


def result(name: str, *found: Violation | NotSeen | Noted, elsewhere: str = "") -> CheckResult:
    return CheckResult(
        name,
        "databases",
        Severity.ERROR,
        "",
        "Materialize the layer",
        1,
        violations=tuple(one for one in found if isinstance(one, Violation)),
        not_seen=tuple(one for one in found if isinstance(one, NotSeen)),
        noted=tuple(one for one in found if isinstance(one, Noted)),
        elsewhere=elsewhere,
    )


def looked(*results: CheckResult, by: Looked = Looked.SEEN, why: str = "") -> LayerLook:
    return LayerLook("prod", "databases", by, why, resources=50, results=results)


def test_what_is_lost_comes_with_what_is_left_and_what_to_do() -> None:
    found = (Violation("crm", "lost 2 in us-central1"), Noted("crm-us-east1", "Redis serves"))
    assert printed(looked(result("serving", *found))) == [
        "databases, 50 resources",
        "  error serving",
        "        crm: lost 2 in us-central1",
        "        crm-us-east1: Redis serves",
        "        Materialize the layer.",
    ]


def test_what_nobody_could_look_at_is_neither_green_nor_red() -> None:
    unseen = result("serving", NotSeen("crm", "nobody can be asked"), elsewhere="the status page")
    look = looked(unseen)
    assert printed(look)[1:] == [
        "  ?     serving",
        "        crm: nobody can be asked",
        "        Look at the status page.",
    ]
    assert not look.wrong


def test_what_is_as_it_should_be_is_said_only_where_it_is_the_answer() -> None:
    noted = Noted("crm", "3 of 5 voting nodes are left")
    lines = printed(looked(result("left_when_a_region_is_lost", noted), result("users", noted)))
    assert lines[1:] == [
        "  ok    left_when_a_region_is_lost",
        "        crm: 3 of 5 voting nodes are left",
        "  ok    users",
    ]


def test_a_layer_judged_by_its_state_says_so_first() -> None:
    look = looked(result("serving"), by=Looked.BY_STATE, why="us-central1 is out")
    assert printed(look)[0] == "databases is judged by its state: us-central1 is out"
    assert look.wrong
