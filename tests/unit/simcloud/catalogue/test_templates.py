"""Templates make identifiers from attributes."""

import pytest

from crm_infra.simcloud.catalogue.templates import attributes_of, expand

VALUES = {
    "name": "nodes",
    "network": "projects/p/global/networks/vpc",
    "format": "DOCKER",
    "condition.0.title": "until-friday",
    "secret": "projects/p/secrets/db/versions/3",
    "project": "crm-dev",
    "empty": "",
}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("plain", "plain"),
        ("a/{name}", "a/nodes"),
        ("{network|short}", "vpc"),
        ("{format|lower}", "docker"),
        ("{secret|parent}", "projects/p/secrets/db"),
        ("{network|escape}", "projects%2Fp%2Fglobal%2Fnetworks%2Fvpc"),
        ("x{condition.0.title|tail}", "x/until-friday"),
        ("x{empty|tail}", "x"),
        ("x{condition.0.title|after}", "x until-friday"),
        ("x{empty|after}", "x"),
        ("{network|project}", "p"),
        ("{name|project}", ""),
        ("{project|number}", "number of crm-dev"),
        ("{=digits:4}", "digits 4"),
        ("{=uuid}", "uuid 0"),
    ],
)
def test_placeholders_are_filled(template: str, text: str) -> None:
    assert (
        expand(
            template,
            VALUES.__getitem__,
            number=lambda project: f"number of {project}",
            generate=lambda kind, length: f"{kind} {length}",
        )
        == text
    )


def test_what_a_template_reads() -> None:
    assert attributes_of("{a}/{b|short}/{=uuid}/{a}") == ("a", "b")
