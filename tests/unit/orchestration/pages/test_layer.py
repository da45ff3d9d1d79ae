"""A layer's page: the diff as a table, rights, links."""

from dataclasses import replace

from crm_infra.environments import load_environment
from crm_infra.orchestration.pages.diff import diff_table
from crm_infra.orchestration.pages.foundation import account_rows, key_rows, people_rows
from crm_infra.orchestration.pages.layer import links
from crm_infra.orchestration.pages.words import minutes
from crm_infra.terraform.masks import UNKNOWN
from crm_infra.terraform.plan import Action, PlanSummary, ResourceChange
from tests.fakes.standing import PROJECT, key, resource


def summary(*changes: ResourceChange) -> PlanSummary:
    return PlanSummary(changes, (), (), 40, "1.15.5", complete=True, digest="")


def change(
    name: str, action: Action, before: object = None, after: object = None
) -> ResourceChange:
    return ResourceChange(f"t.{name}", "t", action, before=before, after=after)


def test_what_is_destroyed_and_replaced_comes_first() -> None:
    table = diff_table(
        summary(
            change("new", Action.CREATE),
            change("changed", Action.UPDATE, {"a": 1}, {"a": 2}),
            change("gone", Action.DELETE),
            change("replaced", Action.REPLACE, {"a": 1}, {"a": 2}),
        )
    )
    order = [table.index(f"t.{name}") for name in ("gone", "replaced", "changed", "new")]
    assert order == sorted(order)
    assert "| | a | `1` | `2` |" in table


def test_a_replacement_shows_why_and_not_the_new_ids() -> None:
    before, after = {"id": "x", "name": "a"}, {"id": UNKNOWN, "name": "b"}
    replaced = change("r", Action.REPLACE, before, after)
    table = diff_table(summary(replace(replaced, replaced_by=("name",))))
    assert "name **forces it**" in table
    assert "| id" not in table


def test_many_creations_are_counted_by_type() -> None:
    table = diff_table(summary(*(change(f"n{i}", Action.CREATE) for i in range(60))))
    assert "60 of `t`" in table
    assert "t.n7" not in table


def test_values_cannot_break_the_table() -> None:
    table = diff_table(summary(change("c", Action.UPDATE, {"a": "x|`y"}, {"a": "z"})))
    assert r'`"x\|' in table
    assert all(line.replace(r"\|", "").count("|") == 5 for line in table.splitlines()[2:])


def test_nothing_to_do_is_one_line() -> None:
    assert diff_table(summary()) == "**Nothing to do: 40 resources stand as they should.**"


def test_links_lead_to_the_repository_of_the_environment() -> None:
    shown = links("network", load_environment("dev"))
    ours = "https://github.com/presidential-digs/crm"
    assert shown["source"].value == f"{ours}/tree/main/crm_infra/infrastructure/layers/network"
    assert shown["runbook"].value == f"{ours}/blob/main/docs/runbooks/network.md"


def test_durations_for_people() -> None:
    assert (minutes(3.21), minutes(725)) == ("3.2 s", "12 min 5 s")


def test_keys_with_who_may_use_them() -> None:
    grant = resource(
        "google_kms_crypto_key_iam_member",
        "user",
        crypto_key_id=key().values["id"],
        member="serviceAccount:service-1@compute-system.iam.gserviceaccount.com",
    )
    assert key_rows([key(), grant]) == [
        {
            "key": "disks",
            "in": "us-central1",
            "rotates": "every 90 days",
            "used by": "Google's compute-system",
        }
    ]


def test_accounts_and_people_with_their_rights() -> None:
    member = f"serviceAccount:crm-backend@{PROJECT}.iam.gserviceaccount.com"
    standing = [
        resource(
            "google_service_account", "x", account_id="crm-backend", display_name="B", member=member
        ),
        resource("google_project_iam_member", "a", member=member, role="roles/cloudtrace.agent"),
        resource(
            "google_project_iam_member", "b", member="group:dev@example.com", role="roles/browser"
        ),
        resource(
            "google_secret_manager_secret_iam_member",
            "c",
            member=member,
            role="roles/secretmanager.secretAccessor",
            secret_id=f"projects/{PROJECT}/secrets/ai-api-key",
        ),
    ]
    (account,) = account_rows(standing)
    assert account["roles in the project"] == "cloudtrace.agent"
    assert account["reads secrets"] == "ai-api-key"
    assert account["used by"] == "-"
    assert people_rows(standing) == [
        {"who": "group:dev@example.com", "roles in the project": "browser"}
    ]
