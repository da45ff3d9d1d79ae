"""A plan as people read it: the dangerous first, and never longer than a page can bear."""

import time

from crm_infra.terraform.diff import diff_rows, headline, markdown
from crm_infra.terraform.plan import Action, OutputChange, PlanSummary, ResourceChange


def _summary(*changes: ResourceChange, **more: object) -> PlanSummary:
    fields: dict[str, object] = {
        "changes": changes,
        "outputs": (),
        "drift": (),
        "unchanged": 4,
        "terraform_version": "1.15.5",
        "complete": True,
        "digest": "d",
    }
    return PlanSummary(**(fields | more))


REPLACED = ResourceChange(
    "google_a.replaced",
    "google_a",
    Action.REPLACE,
    before={"name": "a", "rule": [{"range": "10.0.0.0/8"}], "same": 1},
    after={"name": "b", "rule": [{"range": "10.1.0.0/16"}], "same": 1},
    replaced_by=("rule[0].range",),
)
CREATED = ResourceChange("google_a.created", "google_a", Action.CREATE, after={"name": "x"})
DELETED = ResourceChange("google_a.deleted", "google_a", Action.DELETE, before={"name": "x"})
UPDATED = ResourceChange(
    "google_a.updated", "google_a", Action.UPDATE, before={"ttl": 300}, after={"ttl": 60}
)


def test_destroyed_and_replaced_come_first() -> None:
    rows, hidden = diff_rows([CREATED, UPDATED, REPLACED, DELETED])
    assert [(row.symbol, row.address) for row in rows] == [
        ("-", "google_a.deleted"),
        ("-/+", "google_a.replaced"),
        ("~", "google_a.updated"),
        ("+", "google_a.created"),
    ]
    assert hidden == 0


def test_attributes_that_change_are_shown_and_the_forcing_one_is_marked() -> None:
    (row,), _ = diff_rows([REPLACED])
    assert [
        (one.path, one.before, one.after, one.forces_replacement) for one in row.attributes
    ] == [
        ("name", '"a"', '"b"', False),
        ("rule[0].range", '"10.0.0.0/8"', '"10.1.0.0/16"', True),
    ]


def test_the_page_has_a_headline_and_a_coloured_fence() -> None:
    page = markdown(_summary(CREATED, REPLACED, DELETED, UPDATED))
    assert page.startswith(
        "**1 to create, 1 to destroy, 1 to replace, 1 to update; 4 stay.**\n\n```diff\n"
        "- delete google_a.deleted\n! replace google_a.replaced\n"
    )
    assert '      rule[0].range: "10.0.0.0/8" -> "10.1.0.0/16"  # forces replacement' in page
    assert page.endswith("+ create google_a.created\n```")


def test_drift_has_a_fence_of_its_own() -> None:
    page = markdown(_summary(CREATED, drift=(UPDATED,)))
    assert "Changed outside Terraform since the last apply:" in page


def test_nothing_to_do_is_one_line() -> None:
    assert headline(_summary()) == "Nothing to do: 4 resources stand as they should."
    assert markdown(_summary()) == "**Nothing to do: 4 resources stand as they should.**"


def test_outputs_alone_are_something_to_do() -> None:
    outputs = (OutputChange("x", Action.CREATE, sensitive=False),)
    assert headline(_summary(outputs=outputs)) == "1 outputs change; 4 stay."


def test_ten_thousand_resources_stay_readable_and_quick() -> None:
    many = tuple(
        ResourceChange(f"google_a.r[{n}]", "google_a", Action.CREATE) for n in range(10_000)
    )
    begun = time.process_time()
    page = markdown(_summary(*many, DELETED))
    assert time.process_time() - begun < 2
    assert page.count("\n") < 220
    assert "- delete google_a.deleted" in page
    assert "… and 9801 more resources" in page


def test_long_values_and_many_attributes_are_cut() -> None:
    wide = ResourceChange(
        "google_a.w",
        "google_a",
        Action.UPDATE,
        before={f"k{n:02}": "a" * 500 for n in range(40)},
        after={f"k{n:02}": "b" * 500 for n in range(40)},
    )
    (row,), _ = diff_rows([wide])
    assert (len(row.attributes), row.hidden) == (12, 28)
    assert all(len(one.before) <= 120 for one in row.attributes)
