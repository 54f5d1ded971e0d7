"""Two runs of the network in words: what was then, what is now, what is different."""

from dataclasses import replace

import pytest

from gui.kb import load_catalog
from gui.model.observation import CheckReport, ProbeKind, ProbeOutcome, ProbeResult, ProbeState, Segment, Verdict
from gui.report import Words
from gui.report.compare import compare_checks

FINE = Verdict(segment=Segment.NONE, fault="none", confidence=0.9)
ROUTER = Verdict(segment=Segment.ROUTER, fault="wan-down", confidence=0.9)
LINE = Verdict(segment=Segment.ISP, fault="outage", confidence=0.9)
UNKNOWN = Verdict(segment=Segment.UNKNOWN, fault="unknown", confidence=0.0)


def probe(kind: ProbeKind, outcome: ProbeOutcome, name: str = "", *, ran: bool = True) -> ProbeResult:
    """Return one check."""
    state = ProbeState.DONE if ran else ProbeState.SKIPPED
    return ProbeResult(id=name or kind.value, kind=kind, state=state, outcome=outcome, duration_ms=1)


def run(verdict: Verdict, *probes: ProbeResult) -> CheckReport:
    """Return a run."""
    return CheckReport(started_utc="2026-11-23T08:00:00Z", duration_ms=1, verdict=verdict, probes=probes)


@pytest.fixture(params=["zh", "en"])
def words(request: pytest.FixtureRequest) -> Words:
    """The words of both languages."""
    return Words(load_catalog(request.param))


@pytest.mark.parametrize(
    ("then", "now", "key"),
    [
        (FINE, FINE, "same_fine"),
        (ROUTER, ROUTER, "same_fault"),
        (ROUTER, FINE, "better"),
        (FINE, ROUTER, "worse"),
        (ROUTER, LINE, "other"),
        (UNKNOWN, FINE, "unknown"),
        (ROUTER, UNKNOWN, "unknown"),
    ],
)
def test_the_sentence(words: Words, then: Verdict, now: Verdict, key: str) -> None:
    """It says what is different, with the names of both conclusions where they matter."""
    compared = compare_checks(words, run(then), run(now))
    verdict = compared.rows[0]
    assert compared.sentence == words.say(f"history.compare.{key}", then=verdict.then, now=verdict.now)
    assert words.fault(then.fault) in verdict.then
    assert words.fault(now.fault) in verdict.now
    assert verdict.is_changed is (then != now)
    assert "history." not in compared.sentence


def test_the_rows_that_differ_are_named(words: Words) -> None:
    """The worst of several hosts speaks; what was not tested one time is no difference."""
    fine, broken = ProbeOutcome.FINE, ProbeOutcome.BROKEN
    then = run(
        FINE,
        probe(ProbeKind.GATEWAY, fine),
        probe(ProbeKind.ENDPOINT, fine, "a"),
        probe(ProbeKind.ENDPOINT, broken, "b"),
        probe(ProbeKind.CLOCK, ProbeOutcome.NOT_TESTED, ran=False),
    )
    now = run(
        FINE,
        probe(ProbeKind.GATEWAY, fine),
        probe(ProbeKind.ENDPOINT, fine, "a"),
        probe(ProbeKind.CLOCK, fine),
        probe(ProbeKind.PORTAL, fine),
    )
    compared = compare_checks(words, then, now)
    rows = {row.name: row for row in compared.rows}
    names = {kind: words.say(f"probe.{kind}.name") for kind in ProbeKind}
    assert compared.sentence == words.say(
        "history.compare.rows", rows=names[ProbeKind.ENDPOINT], now=words.fault("none"), then=""
    )
    assert [row.name for row in compared.rows if row.is_changed] == [
        names[kind] for kind in (ProbeKind.PORTAL, ProbeKind.ENDPOINT, ProbeKind.CLOCK)
    ]
    assert rows[names[ProbeKind.PORTAL]].then == words.say("history.compare.not_there")
    assert rows[names[ProbeKind.CLOCK]].then.startswith("–")
    assert rows[names[ProbeKind.ENDPOINT]].then.startswith("×")


def test_other_hosts_are_said(words: Words) -> None:
    """The provider changed between the two: that row compares nothing."""
    fine = ProbeOutcome.FINE
    then, now = (run(FINE, probe(ProbeKind.ENDPOINT, fine, name)) for name in ("a", "b"))
    said = words.say("history.compare.other_hosts")
    assert compare_checks(words, then, now).sentence.endswith(said)
    assert said not in compare_checks(words, then, replace(now, probes=then.probes)).sentence
