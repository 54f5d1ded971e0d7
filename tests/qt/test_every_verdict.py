"""Every outcome says whose problem it is, what to do now, whom to call and what to say, in both languages."""

from collections.abc import Callable

import pytest

from gui.diagnose import diagnose
from gui.kb import LANGUAGES, load_knowledge
from gui.model.case import CaseState
from gui.model.diagnosis import Diagnosis, RankedCause
from gui.model.evidence import UNKNOWN
from gui.model.observation import CheckReport, Segment, Verdict
from gui.qt.pages.verdict import VerdictPage
from gui.qt.window import WizardParts
from gui.session import Session

KNOWLEDGE = load_knowledge()
MakeWizard = Callable[..., WizardParts]


@pytest.fixture(params=LANGUAGES)
def page(request: pytest.FixtureRequest, make_wizard: MakeWizard, session: Session) -> VerdictPage:
    """Return the conclusion in one language."""
    page = make_wizard(session, lang=request.param).wizard.pages["verdict"]
    assert isinstance(page, VerdictPage)
    page.retranslate()
    return page


def said(page: VerdictPage) -> list[str]:
    """Return the four, as they stand on the page: whose, what now, whom to call, what to say."""
    lines = page.bodies["call"].text().split("\n")
    heads = [page.texts.text(f"ui.verdict.{key}", contact="", words="") for key in ("contact", "say")]
    whom, words = ([line.removeprefix(head) for line in lines if line.startswith(head)] for head in heads)
    assert (len(whom), len(words)) == (1, 1)
    return [page.whose.text(), page.bodies["now"].text(), whom[0], words[0]]


def test_every_cause(page: VerdictPage, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the likeliest one."""
    plain = diagnose(KNOWLEDGE, CaseState())
    for cause in KNOWLEDGE.causes.values():
        top = RankedCause(cause=cause.id, ref=cause.ref, owner=cause.owner, p=0.9, p_present=0.9)
        told = Diagnosis(ranked=(top,), unknown_p=0.1, next_steps=(), excluded=(), evidence=plain.evidence)
        monkeypatch.setattr(session, "diagnosis", lambda told=told: told)
        page.refresh()
        assert all(words.strip() for words in said(page))
        assert page.texts.text(f"owner.{cause.owner}") in page.whose.text()
        assert page.texts.text(f"cause.{cause.id}.sentence") in page.sentence.text()


@pytest.mark.parametrize("fault", [*KNOWLEDGE.network_faults, UNKNOWN])
def test_every_verdict_of_the_network(page: VerdictPage, session: Session, fault: str) -> None:
    """Where nothing else was asked about. Whoever must act is called, or those who look after it for the shop."""
    known = KNOWLEDGE.network_faults.get(fault)
    segment = Segment(known.segment) if known else Segment.UNKNOWN
    verdict = Verdict(segment=segment, fault=fault, confidence=0.9)
    session.record_answer("trouble", "network_only")
    session.record_check(CheckReport(started_utc="2026-11-23T10:00:00Z", duration_ms=1500, verdict=verdict, probes=()))
    page.refresh()
    whose, _, whom, words = said(page)
    assert all(part.strip() for part in said(page))
    contact = known.contact if known else "network_admin"
    assert whom == page.texts.text(f"contact.{contact}.name")
    if known and known.owner:
        assert page.texts.text(f"owner.{known.owner}") in whose
        assert known.owner in ("merchant", known.contact)
    else:
        assert page.texts.text(f"fault.{fault}.name") in words
