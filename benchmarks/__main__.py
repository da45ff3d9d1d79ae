"""``python -m benchmarks [QUESTION …]``: measure, print and write the table."""

import argparse

from benchmarks import click_to_success, provision, scale, startup, table
from benchmarks.measure import Row

QUESTIONS = {
    "startup": startup.rows,
    "provision": provision.rows,
    "click": click_to_success.rows,
    "scale": scale.rows,
}


def main() -> None:
    """Run the questions; only their rows of the table are replaced."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("questions", nargs="*", help=f"default: all of {', '.join(QUESTIONS)}")
    parser.add_argument("--runs", type=int, default=5, help="pairs that count (default 5)")
    parser.add_argument("--only-show", action="store_true", help="leave the table as it is")
    chosen = parser.parse_args()
    found: dict[str, list[Row]] = {}
    for name in chosen.questions or QUESTIONS:
        print(f"measuring {name} …", flush=True)
        found[name] = QUESTIONS[name](chosen.runs)
        for row in found[name]:
            print(f"  {row.question}: {row.figures}  {row.aim}", flush=True)
    if not chosen.only_show:
        table.write(found, chosen.runs, QUESTIONS)


main()
