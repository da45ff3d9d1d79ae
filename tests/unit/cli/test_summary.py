"""What a provision prints at its end: per layer and in all, real and simulated time."""

import io
from typing import Any

from rich.console import Console

from crm_infra.cli.summary import print_summary


def printed(result: dict[str, Any]) -> str:
    out = io.StringIO()
    print_summary(Console(file=out, width=120), result)
    return " ".join(out.getvalue().split())


def layer(name: str, simulated: float | None) -> dict[str, Any]:
    said = {} if simulated is None else {"simulated_seconds": simulated}
    return {"layer": name, "status": "stands", "resources": 30, "seconds": 1.5, **said}


def test_the_whole_is_as_long_as_its_longest_path() -> None:
    said = printed(
        {
            "layers": [layer("cluster", 600.0), layer("databases", 490.0)],
            "resources": 60,
            "seconds": 2.0,
            "simulated_seconds": 600.0,
            "critical_path": ["cluster"],
        }
    )
    assert "databases stands nothing to do 30 1.5 8 min 10 s" in said
    assert "in all 60 2.0 10 min 0 s" in said
    assert said.endswith("as long as the real cloud would take, along cluster")


def test_where_nothing_is_simulated_nothing_is_said_of_it() -> None:
    said = printed({"layers": [layer("cluster", None)], "resources": 30, "seconds": 2.0})
    assert "simulated" not in said
    assert "in all" not in said, "one layer is the whole"
