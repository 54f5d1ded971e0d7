"""The cases that the benches draw from the knowledge: deterministic, and as the knowledge says."""

from collections import Counter
from random import Random

import pytest

from gui.diagnose import diagnose
from gui.model.case import StepOutcome
from gui.model.evidence import UNKNOWN
from tests.bench.sampled_cases import answer_next, do_step, is_cured, sample_case, sample_cases, state_of, typed_as
from tests.kb.data import KNOWLEDGE

#: Much calculation that other tests cover: traced it would take five times as long.
pytestmark = pytest.mark.no_cover

PAGE_QUESTIONS = [question.id for question in KNOWLEDGE.questions.values() if question.page != "steps"]


def test_the_seed_decides() -> None:
    """The same seed gives the same cases, and the first ones do not depend on how many are wanted."""
    cases = list(sample_cases(KNOWLEDGE, 7, 20, noise=0.1))
    assert cases[:5] == list(sample_cases(KNOWLEDGE, 7, 5, noise=0.1))
    assert cases != list(sample_cases(KNOWLEDGE, 8, 20, noise=0.1))
    assert all(case.answers["trouble"] != "network_only" for case in cases)


def test_frequencies_follow_the_numbers() -> None:
    """Causes by their prior, answers by their likelihood: within four standard deviations of the drawn share."""
    cases = [sample_case(KNOWLEDGE, Random(number)) for number in range(4000)]
    total = sum(cause.prior_weight for cause in KNOWLEDGE.causes.values()) + KNOWLEDGE.numbers.unknown_prior_weight
    causes = Counter(case.cause for case in cases)
    expected = KNOWLEDGE.numbers.unknown_prior_weight / total
    assert causes[None] / 4000 == pytest.approx(expected, abs=4 * (expected / 4000) ** 0.5)
    wrong_pin = [case for case in cases if case.cause == "wrong-pin"]
    share = sum(case.answers["wrong_pin_tried"] == "yes" for case in wrong_pin) / len(wrong_pin)
    told = KNOWLEDGE.causes["wrong-pin"].likelihood["wrong_pin_tried"]["yes"]
    assert share == pytest.approx(told, abs=4 * (told * (1 - told) / len(wrong_pin)) ** 0.5)


def test_noise_spoils_answers() -> None:
    """Half of the spoilt answers are missing; the trouble is always told; without noise nothing is missing."""
    pairs = [(sample_case(KNOWLEDGE, Random(n)), sample_case(KNOWLEDGE, Random(n), noise=0.1)) for n in range(100)]
    kept = [(name, clean.answers[name], spoilt.answers[name]) for clean, spoilt in pairs for name in clean.answers]
    changed = [after for _, before, after in kept if before != after]
    assert len(changed) / len(kept) == pytest.approx(0.1, abs=0.02)
    assert changed.count(UNKNOWN) / len(changed) == pytest.approx(0.5, abs=0.1)
    assert all(before == after for name, before, after in kept if name == "trouble")
    assert not any(UNKNOWN in clean.answers.values() for clean, _ in pairs)


def test_a_charged_customer_is_not_asked_about() -> None:
    """The first page answers that by itself."""
    cases = [sample_case(KNOWLEDGE, Random(number), noise=0.5) for number in range(300)]
    assert {case.answers["charged"] for case in cases if case.answers["trouble"] == "charged_but_failed"} == {"yes"}


def test_codes_fit_the_place() -> None:
    """No wallet's code on a card trade; nobody knows a code where that is wanted; words are typed as words."""
    cases = list(sample_cases(KNOWLEDGE, 3, 300))
    wallets = {case.answers["shown_where"] for case in cases if (case.code or "").startswith("wechat-pay:")}
    assert wallets == {"qr_trade"}
    assert {typed for case in sample_cases(KNOWLEDGE, 3, 50, with_code=False) for typed in case.typed} == set()
    words = next(code for code in KNOWLEDGE.codes if code.namespace == "screen-text")
    assert typed_as(words) == {"screen_text": words.code}


def test_a_case_is_walked_through() -> None:
    """Answers of the pages, then the questions of the checklist, each answered as the case says, until none is left."""
    case = sample_case(KNOWLEDGE, Random(5), include_unknown=False)
    state = state_of(KNOWLEDGE, case, PAGE_QUESTIONS)
    assert state.check is not None
    assert state.check.verdict.fault == case.network_fault
    following = answer_next(KNOWLEDGE, case, state, diagnose(KNOWLEDGE, state))
    while following is not None:
        state = following
        following = answer_next(KNOWLEDGE, case, state, diagnose(KNOWLEDGE, state))
    asked = [KNOWLEDGE.steps[record.step].question or "" for record in state.steps]
    assert len(asked) == len(set(asked)) > 1
    assert all(state.answers[question] == case.answers[question] for question in asked)


def test_steps_end_as_drawn() -> None:
    """A step cures the case's cause as often as it is said to, and no other one."""
    cases = [case for case in sample_cases(KNOWLEDGE, 11, 2000) if case.cause == "not-signed-in"]
    told = next(entry.p_fix for entry in KNOWLEDGE.causes["not-signed-in"].steps if entry.step == "sign-in-again")
    cured = sum(is_cured(KNOWLEDGE, case, "sign-in-again") for case in cases)
    assert cured / len(cases) == pytest.approx(told, abs=4 * (told * (1 - told) / len(cases)) ** 0.5)
    assert not any(is_cured(KNOWLEDGE, case, "ask-for-other-card") for case in cases)
    done = do_step(KNOWLEDGE, cases[0], state_of(KNOWLEDGE, cases[0], [], code=False, network=False), "load-paper")
    assert done.steps[0].outcome is StepOutcome.NOT_SOLVED
    assert (done.check, done.answers) == (None, {})
