"""Prints the longest gaps of the wizard's event loop: `python -m tests.bench.gui_gaps [--runs N] [--cases ID ...]`.

The real wizard (offscreen) on the lab's PC is walked from its first picture to the report while the checks run
(`tests.bench.wizard_gaps`). For every phase: the median over the runs of its longest gap, the worst one, and how much
of the median gap the GUI thread worked itself. What else the machine does makes gaps too, so the medians are judged.
Exit status: 0, or 1 when one is longer than the limit.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence

from tests.bench.tables import against, markdown
from tests.lab.world import Lab, missing_for_lab

CASES = ("healthy", "path-loss")
RUNS = 5
#: The promise, in milliseconds.
MOST_MS = 50.0

#: Longest gap of a phase in one run, and how much of it was work of the GUI thread, in milliseconds.
Gap = tuple[float, float]


def walk(case_id: str) -> dict[str, Gap]:
    """Walk the wizard once in a world of its own; return the longest gap of every phase. Raises RuntimeError."""
    with Lab() as lab, tempfile.TemporaryDirectory(prefix="gaps-") as data:
        lab.apply(case_id)
        argv = [sys.executable, "-m", "tests.bench.wizard_gaps", "--targets", str(lab.targets_file), "--data", data]
        done = lab.run(argv, timeout_s=120, env={"QT_QPA_PLATFORM": "offscreen"})
    if done.returncode:
        raise RuntimeError(f"the wizard ended with {done.returncode}: {done.stderr}")
    said = json.loads(done.stdout)
    if said["page"] != "report":
        raise RuntimeError(f"the wizard got to the page {said['page']} only")
    return {phase: (gap[0], gap[1]) for phase, gap in said["gaps_ms"].items()}


def median_gap(gaps: Sequence[Gap]) -> Gap:
    """Return the gap in the middle (the longer of the two where there are two)."""
    return sorted(gaps)[len(gaps) // 2]


def table(case_id: str, runs: Sequence[Mapping[str, Gap]]) -> str:
    """Return a line per phase."""
    rows = []
    for phase in runs[0]:
        gaps = [run[phase] for run in runs]
        middle, work = median_gap(gaps)
        share = against(round(middle), MOST_MS)
        rows.append((phase, f"{middle:.0f} ({share})", f"{work:.0f}", f"{max(gaps)[0]:.0f}"))
    return markdown((case_id, "longest gap, ms", "of it work, ms", "worst run, ms"), rows, right=(1, 2, 3))


def is_kept(runs: Sequence[Mapping[str, Gap]]) -> bool:
    """Tell whether every phase keeps the limit."""
    return all(round(median_gap([run[phase] for run in runs])[0]) <= MOST_MS for phase in runs[0])


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=RUNS, help=f"walks of each case (default {RUNS})")
    parser.add_argument("--cases", nargs="+", metavar="ID", default=CASES)
    options = parser.parse_args()
    if (reason := missing_for_lab()) is not None:
        parser.error(reason)
    kept = True
    for case_id in options.cases:
        runs = [walk(case_id) for _ in range(options.runs)]
        kept = kept and is_kept(runs)
        longest = statistics.median(max(gap for gap, _ in run.values()) for run in runs)
        sys.stdout.write(f"{table(case_id, runs)}\n\nlongest gap of a whole walk, median: {longest:.0f} ms\n\n")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
