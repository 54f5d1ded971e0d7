"""A code that contradicts everything else is read once more before anything is built on it."""

from dataclasses import replace

import pytest

from gui.diagnose import diagnose, why_text
from gui.kb import load_catalog, load_knowledge
from gui.model.case import CaseState, StepOutcome, StepRecord
from gui.model.diagnosis import Diagnosis
from tests.bench.sampled_cases import SampledCase, check_report, do_step, next_question

KNOWLEDGE = load_knowledge()
STEP = "read-code-again"
#: The line is down and the terminal says so; 51 (not enough money) was read instead of a code of the network.
LINE_DOWN = {"trouble": "no_network", "charged": "no", "connection": "wifi", "other_card_works": "no"}
MISREAD = {"code": "51"}


def shop(typed: dict[str, str], *steps: StepRecord, **more: str) -> CaseState:
    """Return the case of a shop whose line is down."""
    return CaseState(answers=LINE_DOWN | typed | more, steps=steps, check=check_report(KNOWLEDGE, "down"))


def told(typed: dict[str, str], *steps: StepRecord, **more: str) -> Diagnosis:
    """Return its diagnosis."""
    return diagnose(KNOWLEDGE, shop(typed, *steps, **more))


def ids(diagnosis: Diagnosis) -> list[str]:
    """Return the checklist."""
    return [step.id for step in diagnosis.next_steps]


def test_a_code_that_fits_nothing_else_is_read_again_first() -> None:
    """And the reason stands beside it."""
    found = told(MISREAD)
    assert ids(found)[0] == STEP
    assert "一个字" in why_text(load_catalog("zh"), found.next_steps[0])


@pytest.mark.parametrize("typed", [{}, {"code": "unknown"}, {"screen_text": "网络异常"}, {"code": "Q7"}])
def test_what_fits_or_is_not_known_is_left_alone(typed: dict[str, str]) -> None:
    """Nothing typed, a message that fits, and a code without an entry, of which the page has told already."""
    assert STEP not in ids(told(typed))


def test_it_is_asked_once() -> None:
    """A code that stays what it was is believed: nobody is asked for ever."""
    assert STEP not in ids(told(MISREAD, StepRecord(step=STEP, outcome=StepOutcome.UNKNOWN)))


def test_the_money_comes_before_it() -> None:
    """The looks at the payment are made first, whatever the code may be."""
    order = ids(told(MISREAD, charged="unknown", trouble="charged_but_failed"))
    assert order.index("query-today-trades") < order.index(STEP)


def test_what_it_says_does_not_count() -> None:
    """That the code was looked at is no evidence: the diagnosis is that of the answers alone."""
    record = StepRecord(step=STEP, outcome=StepOutcome.UNKNOWN)
    one, other = told(MISREAD), told(MISREAD, record)
    assert [(item.cause, item.p) for item in one.ranked] == [(item.cause, item.p) for item in other.ranked]


def test_a_sampled_shop_reads_it_again() -> None:
    """The cases of the benches answer it: with what is read now, or with nothing new when it cannot be read."""
    case = SampledCase(
        cause="no-internet", answers={}, typed=MISREAD, typed_again={"screen_text": "网络异常"}, code=None,
        network_fault="down", outcomes={STEP: StepOutcome.SOLVED},
    )  # fmt: skip
    state = shop(MISREAD)
    assert next_question(KNOWLEDGE, diagnose(KNOWLEDGE, state)) == STEP
    after = do_step(KNOWLEDGE, case, state, STEP)
    assert (after.answers.get("code"), after.answers["screen_text"]) == (None, "网络异常")
    assert after.steps == (StepRecord(step=STEP, outcome=StepOutcome.UNKNOWN),)
    assert do_step(KNOWLEDGE, replace(case, typed_again={}), state, STEP).answers == state.answers
