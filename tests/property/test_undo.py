"""Undo, and answers that are changed: the diagnosis is the one of a shop that answered so from the start."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gui.diagnose import diagnose, what_would_change
from gui.kb import load_knowledge
from gui.model.case import CaseFile, Event, EventKind, ShopProfile, StepOutcome
from gui.model.evidence import UNKNOWN
from gui.model.observation import JsonValue
from gui.session import Session
from gui.store import Store

#: Much calculation that other tests cover: traced it would take five times as long.
pytestmark = pytest.mark.no_cover

REAL = load_knowledge()
AT_UTC = "2026-11-23T08:00:00Z"
QUESTIONS = [question for question in REAL.questions.values() if question.id != "provider"]
ASKING = [step for step in REAL.steps.values() if step.question is not None]


@dataclass(frozen=True)
class Answer:
    """An answer, perhaps to a question that was answered before; without a value it is taken back."""

    question: str
    value: str


@dataclass(frozen=True)
class Step:
    """A step with its outcome; `value`: the answer to the question that it asks, given just before."""

    step: str
    outcome: StepOutcome
    value: str = ""


class Undo:
    """Takes back the last step."""


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """Any answer to any question, 不清楚, or none."""
    question = draw(st.sampled_from(QUESTIONS))
    return Answer(question.id, draw(st.sampled_from([*question.values, UNKNOWN, ""])))


@st.composite
def question_steps(draw: st.DrawFn) -> Step:
    """A step that asks, with its answer."""
    step = draw(st.sampled_from(ASKING))
    values = REAL.questions[step.question or ""].values
    return Step(step.id, StepOutcome.NOT_SOLVED, draw(st.sampled_from(values)))


PLAIN_STEPS = st.builds(Step, st.sampled_from(sorted(REAL.steps)), st.sampled_from(StepOutcome))
DEEDS = st.lists(st.one_of(answers(), PLAIN_STEPS, question_steps(), st.builds(Undo)), max_size=14)

Deed = Answer | Step | Undo


class _Memory:
    """A store that keeps nothing but the number of events."""

    def __init__(self) -> None:
        self._seq = 0

    def append(self, _case: str, kind: EventKind, data: Mapping[str, JsonValue], at_utc: str) -> Event:
        """Number an event."""
        self._seq += 1
        return Event(seq=self._seq, at_utc=at_utc, kind=kind, data=dict(data))

    def save_profile(self, profile: ShopProfile) -> None:
        """Keep no profile."""


def new_session() -> Session:
    """Return a case without events, in memory and at a standing clock."""
    opened = Event(seq=0, at_utc=AT_UTC, kind=EventKind.OPENED, data={})
    case = CaseFile(id="case", created_utc=AT_UTC, app_version="1", knowledge_digest=REAL.digest, events=(opened,))
    return Session(cast("Store", _Memory()), REAL, case, now_utc=lambda: AT_UTC)


def do(session: Session, deeds: Sequence[Deed]) -> None:
    """Do what a shop did."""
    for deed in deeds:
        if isinstance(deed, Answer):
            session.record_answer(deed.question, deed.value)
        elif isinstance(deed, Step):
            take_step(session, deed)
        else:
            session.undo_step()


def take_step(session: Session, step: Step) -> None:
    """Record a step, before it the answer that it asked for."""
    if step.value:
        session.record_answer(REAL.steps[step.step].question or "", step.value)
    session.record_step(step.step, step.outcome)


@settings(max_examples=25)
@given(DEEDS, st.randoms(use_true_random=False))
def test_only_what_holds_in_the_end_counts(deeds: list[Deed], random: Random) -> None:
    """However it came about: the same answers, given in any order from the start, and the same steps."""
    winding, straight = new_session(), new_session()
    do(winding, deeds)
    answers = list(winding.state.answers.items())
    random.shuffle(answers)
    do(straight, [Answer(question, value) for question, value in answers])
    do(straight, [Step(record.step, record.outcome) for record in winding.state.steps])
    found, expected = winding.diagnosis(), straight.diagnosis()
    assert found == expected
    assert what_would_change(REAL, winding.state, found) == what_would_change(REAL, straight.state, expected)


@settings(max_examples=25)
@given(DEEDS, st.one_of(PLAIN_STEPS, question_steps()))
def test_undo_is_as_if_the_step_had_never_been(deeds: list[Deed], step: Step) -> None:
    """With its answer, when that was given for the step; everything else stays."""
    session = new_session()
    do(session, deeds)
    question = REAL.steps[step.step].question or ""
    if step.value and session.state.answers.get(question) == step.value:
        session.record_answer(question, "")  # else the answer is an older one, not the step's
    before = session.diagnosis()
    session.show_page("steps")
    take_step(session, step)
    session.undo_step()
    assert session.diagnosis() == before == diagnose(REAL, session.state)
