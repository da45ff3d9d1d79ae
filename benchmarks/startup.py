"""What every command and every run pays before it does anything."""

import sys

from benchmarks.measure import Row, command, in_turn, ratios

PYTHON = sys.executable


def rows(runs: int) -> list[Row]:
    """Import against Dagster's own import; ``--help`` by processor time."""

    def ours() -> float:
        return command([PYTHON, "-c", "import crm_infra.definitions"], {}).cpu

    def dagster() -> float:
        return command([PYTHON, "-c", "import dagster"], {}).cpu

    def shown() -> float:
        return command([PYTHON, "-m", "crm_infra.cli", "--help"], {}).cpu

    a, b = in_turn(ours, dagster, runs)
    helps = tuple(shown() for _ in range(runs))
    return [
        Row("`import crm_infra.definitions` / `import dagster`", "", ratios(a, b), "≤ 1.3"),
        Row("`crm-infra --help`, processor time", "s", helps, "≤ 0.3"),
    ]
