"""Prints how long a connectivity run takes in the lab: `python -m tests.bench.check_times`.

Three runs per case, worst shown, from the run's own report (`duration_ms`). The promise: a run ends within 10 s even
with every packet dropped.
"""

import json
import sys

from tests.lab.world import Lab

CASES = ("healthy", "router-wan-down", "acquirer-down", "path-loss", "everything-dropped")
RUNS = 3


def worst_ms(case: str) -> tuple[int, str]:
    """Return the longest of some runs in milliseconds, and the verdict of the last."""
    worst, verdict = 0, ""
    for _ in range(RUNS):
        with Lab() as lab:
            lab.apply(case)
            command = [sys.executable, "-m", "gui", "check", "--targets", str(lab.targets_file), "--json", "-"]
            report = json.loads(lab.run(command).stdout)
        worst = max(worst, report["duration_ms"])
        verdict = f"{report['verdict']['segment']} / {report['verdict']['fault']}"
    return worst, verdict


def main() -> None:
    """Print one line per case."""
    print(f"{'case':22}{'worst of ' + str(RUNS):>14}  verdict")  # noqa: T201 (a command that prints)
    for case in CASES:
        milliseconds, verdict = worst_ms(case)
        print(f"{case:22}{milliseconds / 1000:>12.1f} s  {verdict}")  # noqa: T201 (as above)


if __name__ == "__main__":
    main()
