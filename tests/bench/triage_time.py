"""Prints how fast `triage` reads reports, and whether its memory grows: `python -m tests.bench.triage_time`.

Reports are made as the program makes them, of cases drawn from the knowledge with what a shop usually answers, each
with a number and seal of its own; they lie on this disk. `triage` runs in a process of its own, once over all of them
and once over a tenth; its peak memory is what the system counted. Exit status: 0, or 1 when a limit is missed.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from gui.kb import load_knowledge
from gui.report import document_json
from gui.report.integrity import canonical, seal_of
from tests.bench.sampled_cases import sample_cases, state_of
from tests.bench.sampled_reports import report_of
from tests.bench.tables import against, markdown
from tests.lab.world import ROOT

REPORTS, KINDS = 10_000, 50
MOST_S = 60.0
#: Memory over all reports against that over a tenth of them: flat but for the mark that is kept of each.
MOST_GROWTH = 1.1
_ANSWERED = (
    "trouble", "charged", "shown_where", "other_card_works", "changed_lately", "provider", "terminal_kind",
    "connection", "terminal_signs", "sign_in_result", "qr_works",
)  # fmt: skip
_PEAK = """
import resource, sys
from gui.__main__ import main
status = main()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
sys.exit(status)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of `triage`."""

    seconds: float
    peak_mib: float


def write_reports(folder: Path, count: int) -> int:
    """Write so many reports into folders of a thousand; return their bytes."""
    knowledge, written = load_knowledge(), 0
    cases = sample_cases(knowledge, 11, KINDS, noise=0.1)
    reports = (report_of(knowledge, state_of(knowledge, case, _ANSWERED)) for case in cases)
    contents = [json.loads(document_json(report)) for report in reports]
    for number in range(count):
        content = contents[number % KINDS]
        content["case"]["id"] = f"20261128-{number:04X}"
        content["seal"] = seal_of(content)
        path = folder / f"{number // 1000:03d}" / f"{number:05d}.json"
        path.parent.mkdir(exist_ok=True)
        written += path.write_bytes(canonical(content) + b"\n")
    return written


def run_triage(folder: Path, out: Path) -> Run:
    """Run it as its user does."""
    began = perf_counter()
    command = [sys.executable, "-c", _PEAK, "triage", str(folder), "--out", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return Run(seconds=perf_counter() - began, peak_mib=int(done.stdout.split()[-1]) / 1024)


def main() -> int:
    """Write, run, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=REPORTS, help=f"how many (default {REPORTS})")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        few, many = Path(name, "few"), Path(name, "many")
        for folder in (few, many):
            folder.mkdir()
        write_reports(few, options.reports // 10)
        written = write_reports(many, options.reports)
        tenth, whole = run_triage(few, Path(name, "few.csv")), run_triage(many, Path(name, "many.csv"))
        rows = len(Path(name, "many.csv").read_text(encoding="utf-8-sig").splitlines()) - 1
    growth = whole.peak_mib / tenth.peak_mib
    limit_s = MOST_S * options.reports / REPORTS
    lines = [
        (f"rows of {options.reports} reports, {written / 2**20:.0f} MiB", str(rows), str(options.reports)),
        ("time", f"{whole.seconds:.1f} s", against(whole.seconds, limit_s, " s")),
        ("peak memory, a tenth of the reports", f"{tenth.peak_mib:.0f} MiB", ""),
        (
            "peak memory, all of them",
            f"{whole.peak_mib:.0f} MiB",
            f"{growth:.2f} times: {against(growth, MOST_GROWTH)}",
        ),
    ]
    sys.stdout.write(f"{markdown(('figure', 'seen', 'limit'), lines, right=(1,))}\n")
    return 0 if rows == options.reports and whole.seconds <= limit_s and growth <= MOST_GROWTH else 1


if __name__ == "__main__":
    sys.exit(main())
