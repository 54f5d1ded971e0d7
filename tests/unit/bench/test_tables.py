"""Tables, limits in words, and the counting of verdicts."""

from gui.model.observation import CheckReport, ProbeKind, ProbeOutcome, ProbeResult, ProbeState, Segment, Verdict
from tests.bench import matrix
from tests.bench.matrix import EXACT, Tally, expected_text, is_false_alarm, summary, totals, what_was_said
from tests.bench.tables import against, markdown, source_state
from tests.bench.verdict_matrix import document
from tests.lab.cases import Case, by_id

PATH_LOSS, SILENT = by_id("path-loss"), by_id("gateway-silent-but-forwards")


def report(segment: Segment, fault: str, *remarks: str, state: ProbeState = ProbeState.DONE) -> CheckReport:
    """Return a report with one check."""
    probe = ProbeResult(
        id="gateway", kind=ProbeKind.GATEWAY, state=state, outcome=ProbeOutcome.NOT_TESTED, duration_ms=1
    )
    verdict = Verdict(segment=segment, fault=fault, confidence=0.9, remarks=remarks)
    return CheckReport(started_utc="2026-01-01T00:00:00Z", duration_ms=1, verdict=verdict, probes=(probe,))


def test_markdown() -> None:
    """Figures stand on the right."""
    assert markdown(("a", "b"), [("x", "1")], right=(1,)).splitlines() == ["| a | b |", "| --- | ---: |", "| x | 1 |"]


def test_limits_in_words() -> None:
    """The limit itself is kept."""
    assert against(2.5, 2.5, " s") == "≤ 2.5 s"
    assert against(2.51, 2.5) == "≤ 2.5: missed"
    assert against(5, 5, at_least=True) == "≥ 5"
    assert against(4.9, 5, at_least=True) == "≥ 5: missed"


def test_source_state_names_no_folder() -> None:
    """Date and commit, nothing of the machine."""
    assert "/" not in source_state()


def test_what_was_said() -> None:
    """A crash counts before the verdict, the verdict before its remarks."""
    assert what_was_said(PATH_LOSS, report(Segment.ISP, "path-loss", "more")) == EXACT
    assert what_was_said(PATH_LOSS, report(Segment.ISP, "outage")) == "isp / outage"
    assert what_was_said(PATH_LOSS, report(Segment.NONE, "none")) == "none"
    assert what_was_said(SILENT, report(Segment.NONE, "none")) == "without the remark gw-no-ping"
    crashed = report(Segment.ISP, "path-loss", state=ProbeState.CRASHED)
    assert what_was_said(PATH_LOSS, crashed) == "crashed: gateway"
    assert expected_text(SILENT) == "none + gw-no-ping"


def test_false_alarms() -> None:
    """Only a named fault on a row that is none; not to know is no alarm."""
    said = ("isp / outage", "unknown / unknown", "without the remark gw-no-ping", EXACT, "no report (RuntimeError)")
    assert [one for one in said if is_false_alarm(SILENT, one)] == ["isp / outage"]
    assert not is_false_alarm(PATH_LOSS, "isp / outage")


def test_totals_and_table() -> None:
    """Every run counts, and what was wrong is listed, the most frequent first."""
    cases: tuple[Case, ...] = (SILENT, PATH_LOSS)
    tallies = {
        SILENT.id: Tally({EXACT: 2, "isp / outage": 1}),
        PATH_LOSS.id: Tally({EXACT: 1, "none": 2, "dns / slow": 2}),
    }
    sums = totals(cases, tallies)
    assert (sums.runs, sums.exact, sums.harmless_runs, sums.false_alarms, sums.is_kept) == (8, 3, 3, 1, False)
    assert summary(sums).startswith("- exact: 3 of 8 runs, 37.5% (limit: 98% or more)")
    lines = matrix.table(cases, tallies).splitlines()
    assert lines[2] == "| 2 | gateway-silent-but-forwards | none + gw-no-ping | 2 of 3 | 1 × isp / outage |"
    assert lines[3].endswith("| 1 of 5 | 2 × dns / slow; 2 × none |")
    assert document(cases, tallies, 5).endswith("(limit: 0)\n")


def test_a_perfect_run_keeps_the_limits() -> None:
    """And no run at all keeps none."""
    assert totals((PATH_LOSS,), {PATH_LOSS.id: Tally({EXACT: 5})}).is_kept
    assert not totals((PATH_LOSS,), {PATH_LOSS.id: Tally()}).is_kept
