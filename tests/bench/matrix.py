"""Counts what the runs of a case said: the pure part of `tests.bench.verdict_matrix` and `tests.bench.exe_cases`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gui.model.observation import CheckReport, ProbeState, Segment
from tests.bench.tables import markdown
from tests.lab.cases import Case

EXACT = "exact"
#: The promises: the share of runs that say exactly what the domain list says, and faults on rows that are none.
LEAST_EXACT_SHARE, MOST_FALSE_ALARMS = 0.98, 0

#: What was said, and how often.
Tally = Counter[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The sums over all cases."""

    runs: int
    exact: int
    harmless_runs: int
    false_alarms: int

    @property
    def exact_share(self) -> float:
        """Return the share of runs that were exact, 0..1."""
        return self.exact / self.runs if self.runs else 0.0

    @property
    def is_kept(self) -> bool:
        """Whether no limit is missed."""
        return self.exact_share >= LEAST_EXACT_SHARE and self.false_alarms <= MOST_FALSE_ALARMS


def verdict_text(segment: Segment, fault: str) -> str:
    """Return segment and fault as the tables show them; no fault is one word."""
    return "none" if segment is Segment.NONE else f"{segment.value} / {fault}"


def expected_text(case: Case) -> str:
    """Return what the domain list says of a case, with the remarks that must be there."""
    words = verdict_text(case.segment, case.fault)
    return " + ".join((words, *case.remarks))


def what_was_said(case: Case, report: CheckReport) -> str:
    """Return `EXACT`, or what is wrong with a report: another verdict, a missing remark, a crashed check."""
    verdict = report.verdict
    if crashed := [probe.id for probe in report.probes if probe.state is ProbeState.CRASHED]:
        return f"crashed: {', '.join(crashed)}"
    if (verdict.segment, verdict.fault) != (case.segment, case.fault):
        return verdict_text(verdict.segment, verdict.fault)
    missing = [remark for remark in case.remarks if remark not in verdict.remarks]
    return f"without the remark {', '.join(missing)}" if missing else EXACT


def is_false_alarm(case: Case, said: str) -> bool:
    """Tell whether a fault was named (`segment / fault`) where there is none."""
    return case.segment is Segment.NONE and " / " in said and not said.startswith(Segment.UNKNOWN.value)


def totals(cases: Sequence[Case], tallies: Mapping[str, Tally]) -> Totals:
    """Sum up (`tallies` by case id)."""
    harmless = [case for case in cases if case.segment is Segment.NONE]
    alarms = [count for case in harmless for said, count in tallies[case.id].items() if is_false_alarm(case, said)]
    return Totals(
        runs=sum(tally.total() for tally in tallies.values()),
        exact=sum(tally[EXACT] for tally in tallies.values()),
        harmless_runs=sum(tallies[case.id].total() for case in harmless),
        false_alarms=sum(alarms),
    )


def table(cases: Sequence[Case], tallies: Mapping[str, Tally]) -> str:
    """Return a line per case: how many runs were exact, and what the others said, the most frequent first."""
    rows = [
        (
            case.row,
            case.id,
            expected_text(case),
            f"{tallies[case.id][EXACT]} of {tallies[case.id].total()}",
            _others(tallies[case.id]),
        )
        for case in cases
    ]
    return markdown(("row", "case", "expected", EXACT, "said instead"), rows, right=(3,))


def _others(tally: Tally) -> str:
    wrong = sorted(((count, said) for said, count in tally.items() if said != EXACT), key=lambda one: (-one[0], one[1]))
    return "; ".join(f"{count} × {said}" for count, said in wrong)


def summary(sums: Totals) -> str:
    """Return the totals with their limits."""
    share = f"{sums.exact_share:.1%} (limit: {LEAST_EXACT_SHARE:.0%} or more)"
    harmless = f"{sums.false_alarms} in {sums.harmless_runs} runs of rows that are none (limit: {MOST_FALSE_ALARMS})"
    return f"- exact: {sums.exact} of {sums.runs} runs, {share}\n- false alarms: {harmless}"
