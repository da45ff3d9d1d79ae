"""The page about what simcloud checks is current."""

from crm_infra.simcloud.catalogue import fidelity


def test_the_page_is_current() -> None:
    assert fidelity.PAGE.read_text("utf-8") == fidelity.page(), (
        "docs/fidelity.md is not current; run `python -m crm_infra.simcloud.catalogue.fidelity`"
    )


def test_the_page_says_what_is_served_refused_and_not_checked() -> None:
    page = fidelity.page()
    assert (
        "| compute_subnetwork | `projects/{project}/regions/{region}/subnetworks/{name}` |" in page
    )
    assert "## What is refused at apply" in page
    assert "- **Permissions**: Whoever calls may do everything." in page
