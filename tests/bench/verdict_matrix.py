"""Prints how often the verdict of every lab case is right: `python -m tests.bench.verdict_matrix [--runs N]`.

Every run of a case has a world of its own. A run is exact when segment and fault are those of the domain list, the
expected remarks are there and no check crashed. `--cases ID ...` runs only some, `--jobs N` sets how many side by
side. A run over all cases is written to `tests/bench/results/verdict_matrix.md`. Exit status: 0, or 1 when a limit is
missed.
"""

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.bench import matrix
from tests.bench.tables import source_state
from tests.lab.cases import CASES, Case, by_id
from tests.lab.checking import check_case
from tests.lab.world import missing_for_lab

RESULTS = Path(__file__).parent / "results" / "verdict_matrix.md"


def run_once(case: Case) -> str:
    """Run a case in a world of its own; return what was said. A run without a report says so and counts as wrong."""
    try:
        said = matrix.what_was_said(case, check_case(case))
    except (AssertionError, RuntimeError, ValueError) as error:
        said = f"no report ({type(error).__name__})"
    sys.stderr.write(f"{case.id}: {said}\n")
    return said


def run_all(cases: Sequence[Case], runs: int, jobs: int) -> dict[str, matrix.Tally]:
    """Run all cases `runs` times, `jobs` worlds side by side: a run mostly waits for answers that do not come."""
    tallies = {case.id: matrix.Tally() for case in cases}
    todo = [case for _ in range(runs) for case in cases]
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        for case, said in zip(todo, pool.map(run_once, todo), strict=True):
            tallies[case.id][said] += 1
    return tallies


def document(cases: Sequence[Case], tallies: dict[str, matrix.Tally], runs: int) -> str:
    """Return the results as a Markdown file."""
    head = f"Every case of the network lab, {runs} runs each in a world of its own ({source_state()})."
    command = f"Made by `python -m tests.bench.verdict_matrix --runs {runs}`."
    sums = matrix.summary(matrix.totals(cases, tallies))
    return "\n\n".join(("# Verdicts in the lab", f"{head} {command}", matrix.table(cases, tallies), sums)) + "\n"


def main() -> int:
    """Run, print, and keep the results of a whole run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5, help="runs of each case (default 5)")
    parser.add_argument("--cases", nargs="+", metavar="ID", help="only these cases; nothing is written then")
    parser.add_argument("--jobs", type=int, default=3, help="worlds side by side (default 3)")
    options = parser.parse_args()
    if (reason := missing_for_lab()) is not None:
        parser.error(reason)
    cases = CASES if options.cases is None else tuple(map(by_id, options.cases))
    tallies = run_all(cases, options.runs, options.jobs)
    text = document(cases, tallies, options.runs)
    sys.stdout.write(text)
    if options.cases is None:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(text, encoding="utf-8")
    return 0 if matrix.totals(cases, tallies).is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
