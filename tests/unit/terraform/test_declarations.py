"""Which variables a root module declares."""

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from crm_infra.layers.catalog import CATALOG
from crm_infra.terraform.declarations import declared_variables


def _declare(folder: Path, hcl: str) -> dict[str, tuple[bool, dict[str, bool] | None]]:
    (folder / "variables.tf").write_text(hcl)
    found = declared_variables(folder)
    return {name: (one.required, one.attributes) for name, one in found.items()}


def test_names_defaults_and_attributes_are_read(tmp_path: Path) -> None:
    declared = _declare(
        tmp_path,
        """
        variable "plain" { type = string }
        variable "with_default" {
          type    = map(object({ a = string }))
          default = {}
        }
        variable "foundation" {
          type = object({
            keys     = map(string)
            accounts = object({ inner = string, other = list(object({ deep = string })) })
            waf      = optional(object({ preview = optional(bool, false) }), {})
          })
        }
        """,
    )
    assert declared == {
        "plain": (True, None),
        "with_default": (False, None),
        "foundation": (True, {"keys": True, "accounts": True, "waf": False}),
    }


def test_strings_and_comments_are_not_code(tmp_path: Path) -> None:
    declared = _declare(
        tmp_path,
        r"""
        # variable "commented" { default = 1 }
        /* variable "also" {} */
        variable "real" { // default = 1
          description = "has default = 1, \"quotes\" and ${join(", ", ["}", "default = 2"])}"
          type        = object({ a = string })
        }
        """,
    )
    assert declared == {"real": (True, {"a": True})}


def test_every_layer_takes_its_environment_and_what_it_depends_on() -> None:
    for layer in CATALOG:
        declared = declared_variables(layer.root)
        assert set(declared) == {"environment", *(set(layer.depends_on) & set(declared))}
        assert all(one.required and one.attributes for one in declared.values())


@given(st.lists(st.sampled_from(["variable", '"a"', "{", "}", "=", "type", '"', "${", "\\", "#"])))
def test_broken_hcl_is_terraforms_to_judge(pieces: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "variables.tf").write_text(" ".join(pieces))
        declared_variables(Path(folder))
