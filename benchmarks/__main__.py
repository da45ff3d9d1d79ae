"""``python -m benchmarks [QUESTION …]``: measure, print and write the table."""

import argparse

from benchmarks import provision, scale, startup, table
from benchmarks.measure import Row

QUESTIONS = {"startup": startup.rows, "provision": provision.rows, "scale": scale.rows}


def main() -> None:
    """Run the questions; the table is rewritten only when all of them were asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("questions", nargs="*", help=f"default: all of {', '.join(QUESTIONS)}")
    parser.add_argument("--runs", type=int, default=5, help="pairs that count (default 5)")
    chosen = parser.parse_args()
    rows: list[Row] = []
    for name in chosen.questions or QUESTIONS:
        print(f"measuring {name} …", flush=True)
        found = QUESTIONS[name](chosen.runs)
        rows += found
        for row in found:
            print(f"  {row.question}: {row.figures}  {row.aim}", flush=True)
    if not chosen.questions:
        table.write(rows, chosen.runs)


main()
