"""Prints how long a connectivity run takes in the lab: `python -m tests.bench.check_times [--runs N]`.

The longest of some runs per case, from the run's own report; beside it how many times as long as its slowest check it
took (see `tests.bench.waiting`): nothing waits in line that could run beside it. Then, in one healthy world, the
program as a user starts it and the usual tools one after another for the same facts. Exit status: 0, or 1 when a limit
is missed. Tools that are not installed are named with their packages, and the comparison is marked as partial.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

from gui.model.observation import CheckReport
from tests.bench import usual_tools
from tests.bench.matrix import verdict_text
from tests.bench.tables import against, markdown
from tests.bench.waiting import ratio, slowest_probe
from tests.lab.cases import by_id
from tests.lab.checking import check, check_case
from tests.lab.run_check import read_targets
from tests.lab.world import Lab, missing_for_lab

CASES = (
    "healthy",
    "everything-dropped",
    "router-wan-down",
    "isp-outage",
    "acquirer-down",
    "path-loss",
    "resolver-down",
    "mtu-black-hole",
    "captive-portal",
    "dns-hijack",
)
#: The promises, in seconds and as ratios.
MOST_S = {"healthy": 2.5, "everything-dropped": 10.0}
MOST_RATIO, LEAST_TIMES_FASTER = 1.10, 5.0
RUNS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTimes:
    """The runs of one case."""

    case: str
    reports: tuple[CheckReport, ...]

    @property
    def longest(self) -> CheckReport:
        """Return the report of the longest run."""
        return max(self.reports, key=lambda one: one.duration_ms)

    @property
    def worst_ratio(self) -> float:
        """Return the worst ratio of a run to its slowest check."""
        return max(map(ratio, self.reports))

    @property
    def is_kept(self) -> bool:
        """Whether no limit is missed; the two cases with a limit in seconds have no other."""
        if self.case in MOST_S:
            return self.longest.duration_ms / 1000 <= MOST_S[self.case]
        return self.worst_ratio <= MOST_RATIO


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Our run, as a command from its start to its exit, and the usual tools, one after another."""

    ours_s: float
    tools: tuple[usual_tools.ToolTime, ...]

    @property
    def times_faster(self) -> float:
        """Return how many times as long the tools took."""
        return sum(tool.seconds for tool in self.tools) / self.ours_s


def measure(case_id: str, runs: int) -> CaseTimes:
    """Run a case some times, each in a world of its own."""
    return CaseTimes(case=case_id, reports=tuple(check_case(by_id(case_id)) for _ in range(runs)))


def times_table(measured: Sequence[CaseTimes]) -> str:
    """Return a line per case."""
    return markdown(
        ("case", "run, s", "slowest check", "its time, s", "run / slowest", "verdict"),
        [_times_row(one) for one in measured],
        right=(1, 3, 4),
    )


def _times_row(one: CaseTimes) -> tuple[str, ...]:
    report, slowest = one.longest, slowest_probe(one.longest)
    seconds, share = f"{report.duration_ms / 1000:.2f}", f"{one.worst_ratio:.2f}"
    if one.case in MOST_S:
        seconds += f" ({against(report.duration_ms / 1000, MOST_S[one.case])})"
    else:
        share += f" ({against(one.worst_ratio, MOST_RATIO)})"
    verdict = verdict_text(report.verdict.segment, report.verdict.fault)
    return one.case, seconds, slowest.probe, f"{slowest.seconds:.2f}", share, verdict


def compare(runs: int) -> Comparison:
    """In one healthy world: our run (the longest of some), then every tool."""
    with Lab() as lab:
        lab.apply("healthy")
        longest_s = 0.0
        for _ in range(runs):
            began_s = monotonic()
            check(lab)
            longest_s = max(longest_s, monotonic() - began_s)
        tools = usual_tools.run_tools(lab, usual_tools.commands(read_targets(lab.targets_file)))
    return Comparison(ours_s=longest_s, tools=tools)


def tools_table(comparison: Comparison, missing: dict[str, str]) -> str:
    """Return a line per tool, the sum, and the ratio with its limit."""
    rows = [(tool.tool, str(tool.calls), f"{tool.seconds:.1f}") for tool in comparison.tools]
    rows += [(f"{tool}: not installed (package {package})", "-", "-") for tool, package in missing.items()]
    rows.append(("**the tools, one after another**", "", f"**{sum(tool.seconds for tool in comparison.tools):.1f}**"))
    rows.append(("**our run, from start to exit**", "1", f"**{comparison.ours_s:.1f}**"))
    faster = against(comparison.times_faster, LEAST_TIMES_FASTER, at_least=True)
    partial = ", partial: tools are missing" if missing else ""
    table = markdown(("command", "calls", "s"), rows, right=(1, 2))
    return f"{table}\n\ntools / our run: {comparison.times_faster:.1f} ({faster}{partial})"


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=RUNS, help=f"runs of each case (default {RUNS})")
    parser.add_argument("--cases", nargs="+", metavar="ID", default=CASES)
    parser.add_argument("--without-tools", action="store_true", help="only the runs")
    options = parser.parse_args()
    if (reason := missing_for_lab()) is not None:
        parser.error(reason)
    measured = [measure(case_id, options.runs) for case_id in options.cases]
    sys.stdout.write(f"{times_table(measured)}\n")
    kept = all(one.is_kept for one in measured)
    if not options.without_tools:
        comparison = compare(options.runs)
        sys.stdout.write(f"\n{tools_table(comparison, usual_tools.missing_tools())}\n")
        kept = kept and comparison.times_faster >= LEAST_TIMES_FASTER
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
