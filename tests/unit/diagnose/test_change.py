"""What would change the verdict."""

from dataclasses import replace

import pytest

from gui.diagnose import diagnose, diagnosis_json, pair_text, turns_text, what_would_change
from gui.kb import Catalog
from gui.model.case import CaseState, StepOutcome, StepRecord
from gui.model.diagnosis import RankedPair, Turn
from gui.model.evidence import UNKNOWN
from gui.model.knowledge import CausePair, Knowledge, StepKind
from tests.unit.knowledge_factory import choice, make_knowledge, step

KNOWLEDGE = make_knowledge(pairs=(CausePair(first="no-internet", second="merchant-frozen", factor=2.0),))


def turns(state: CaseState, knowledge: Knowledge = KNOWLEDGE) -> tuple[Turn, ...]:
    """Return what would change the verdict of a case."""
    return what_would_change(knowledge, state, diagnose(knowledge, state))


def test_every_turn_comes_true() -> None:
    """Given that answer, that cause is first, with that probability."""
    states = (
        CaseState(answers={"other_card_works": "yes"}),
        CaseState(answers={"other_card_works": "no", "charged": UNKNOWN, "connection": "wifi"}),
        CaseState(
            answers={"trouble": "no_network", "app_notice": "yes"},
            steps=(StepRecord(step="restart-router", outcome=StepOutcome.NOT_SOLVED),),
        ),
    )
    for state in states:
        found = turns(state)
        assert found
        for turn in found:
            then = diagnose(KNOWLEDGE, state.with_answer(turn.question, turn.value))
            assert then.ranked[0].cause == turn.cause != diagnose(KNOWLEDGE, state).ranked[0].cause
            assert then.ranked[0].p == pytest.approx(turn.p)
            assert turn.given == state.answers.get(turn.question, UNKNOWN)


def test_an_answer_that_was_given_is_weighed_without_itself() -> None:
    """P(yes) of the question about another card, by the priors alone: that it was answered with no does not count."""
    (turn,) = (turn for turn in turns(CaseState(answers={"other_card_works": "no"})) if turn.given == "no")
    assert (turn.question, turn.value, turn.cause) == ("other_card_works", "yes", "cardholder-balance")
    plain = make_knowledge()
    (alone,) = (turn for turn in turns(CaseState(answers={"other_card_works": "no"}), plain) if turn.given == "no")
    assert alone.p_answer == pytest.approx((3 * 0.97 + 3 * 0.02 + 2 * 0.05 + 1 * 0.5 + 1 * 0.5) / 10)


def test_the_likeliest_answers_come_first_and_few() -> None:
    """One turn for each question, at most three."""
    found = turns(CaseState())
    assert 0 < len(found) <= 3
    assert [turn.p_answer for turn in found] == sorted((turn.p_answer for turn in found), reverse=True)
    assert len({turn.question for turn in found}) == len(found)


def test_what_would_be_a_surprise_is_left_out() -> None:
    """An answer that hardly anybody gives is not worth a sentence."""
    rare = choice("app_notice", "yes", "no", page="steps")
    rare = replace(rare, baseline={"yes": 0.0001, "no": 0.9999})
    causes = {
        name: replace(cause, likelihood={**cause.likelihood, "app_notice": {"yes": 0.01, "no": 0.99}})
        if name == "merchant-frozen"
        else cause
        for name, cause in KNOWLEDGE.causes.items()
    }
    changed = replace(KNOWLEDGE, questions={**KNOWLEDGE.questions, "app_notice": rare}, causes=causes)
    assert "app_notice" not in {turn.question for turn in turns(CaseState(), changed)}
    assert "app_notice" in {turn.question for turn in turns(CaseState(), KNOWLEDGE)}


def test_a_question_that_makes_no_sense_here_is_left_out() -> None:
    """Its step's `when` is not met, or no step asks it."""
    only_cellular = step(
        "ask-app-notice", StepKind.QUESTION, question="app_notice", when={"is": {"connection": ["cellular"]}}
    )
    changed = replace(KNOWLEDGE, steps={**KNOWLEDGE.steps, "ask-app-notice": only_cellular})
    wifi, cellular = (CaseState(answers={"connection": name}) for name in ("wifi", "cellular"))
    assert "app_notice" not in {turn.question for turn in turns(wifi, changed)}
    assert "app_notice" in {turn.question for turn in turns(cellular, changed)}


def test_without_causes_nothing_changes() -> None:
    """No cause can come first."""
    empty = make_knowledge(causes={}, codes=())
    assert turns(CaseState(), empty) == ()


TEXTS = {
    "change.title": "title",
    "change.none": "nothing would",
    "change.open": "open {question} {value} {cause}",
    "change.given": "given {question} {given} {value} {cause}",
    "pair.both": "{first} and {second}",
    "question.q.text": "Q?",
    "question.provider.text": "Who?",
    "question.q.value.yes": "Yes",
    "question.q.value.no": "No",
    "provider.lakala.name": "Lakala",
    "cause.a.name": "A",
    "cause.b.name": "B",
    "why.asks": "asks",
}
CATALOG = Catalog(lang="en", texts=TEXTS)
OPEN = Turn(question="q", value="yes", given=UNKNOWN, cause="a", p=0.6, p_answer=0.3)
GIVEN = replace(OPEN, given="no")
PROVIDER = replace(OPEN, question="provider", value="lakala")


def test_in_words() -> None:
    """A title and a line for each, or that nothing would change."""
    assert turns_text(CATALOG, (OPEN, GIVEN, PROVIDER)).splitlines() == [
        "title",
        "open Q? Yes A",
        "given Q? No Yes A",
        "open Who? Lakala A",
    ]
    assert turns_text(CATALOG, ()) == "nothing would"
    assert pair_text(CATALOG, RankedPair(first="a", second="b", p=0.5)) == "A and B"


def test_in_json() -> None:
    """Pairs, the one that is named, and the turns with their sentence."""
    state = CaseState(answers={"trouble": "no_network", "app_notice": "yes"})
    found = replace(diagnose(KNOWLEDGE, state), next_steps=())
    written = diagnosis_json(found, CATALOG, (OPEN,))
    assert written["pairs"] == [{"causes": ["no-internet", "merchant-frozen"], "p": found.pairs[0].p}]
    assert written["named_pair"] == ["no-internet", "merchant-frozen"]
    assert written["would_change"] == [
        {
            "question": "q",
            "value": "yes",
            "given": UNKNOWN,
            "cause": "a",
            "p": 0.6,
            "p_answer": 0.3,
            "text": "open Q? Yes A",
        }
    ]
    plain = diagnosis_json(replace(diagnose(KNOWLEDGE, CaseState()), next_steps=()), None, (OPEN,))
    assert plain["named_pair"] is None
    assert plain["would_change"] == [{"question": "q", "value": "yes", "given": UNKNOWN, "cause": "a", "p": 0.6,
                                      "p_answer": 0.3, "text": ""}]  # fmt: skip
