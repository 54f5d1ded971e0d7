"""Two causes at the same time, and whose account it is, told to the real knowledge base."""

import math

import pytest

from gui.diagnose import diagnose, pair_text, turns_text, what_would_change
from gui.model.case import CaseState, StepOutcome, StepRecord
from gui.model.diagnosis import Diagnosis
from gui.model.knowledge import CausePair, Owner
from tests.kb.data import CATALOGS, KNOWLEDGE

DECLINED = {"trouble": "abnormal_or_code", "charged": "no"}


def told(answers: dict[str, str], *failed: str) -> Diagnosis:
    """Return what the program makes of these answers, and steps without success."""
    steps = tuple(StepRecord(step=step, outcome=StepOutcome.NOT_SOLVED) for step in failed)
    return diagnose(KNOWLEDGE, CaseState(answers=answers, steps=steps))


def named(found: Diagnosis) -> tuple[str, str] | None:
    """Return the pair that the page names."""
    pair = found.named_pair
    return None if pair is None else (pair.first, pair.second)


@pytest.mark.parametrize("pair", KNOWLEDGE.pairs, ids=lambda pair: f"{pair.first}+{pair.second}")
def test_pair(pair: CausePair) -> None:
    """Rarer than either of its causes alone, and named in both languages."""
    assert pair.source
    found = told({})
    p = next(one.p for one in found.pairs if (one.first, one.second) == (pair.first, pair.second))
    assert 0 < p < min(ranked.p_present for ranked in found.ranked if ranked.cause in (pair.first, pair.second)) / 2
    for catalog in CATALOGS.values():
        sentence = pair_text(catalog, next(one for one in found.pairs if one.second == pair.second))
        assert catalog.text(f"cause.{pair.second}.name") in sentence


def test_pairs_take_little_beforehand() -> None:
    """One fault at a time is the rule."""
    assert math.fsum(pair.p for pair in told({}).pairs) < 0.1


def test_a_wrong_clock_beside_a_balance_problem() -> None:
    """The bank says 51, and the terminal's clock is wrong: both are named, and the sum stays one."""
    found = told(DECLINED | {"code": "51", "screen_time_right": "no"})
    assert named(found) == ("cardholder-balance", "terminal-clock-wrong")
    assert [ranked.cause for ranked in found.ranked[:2]] == ["cardholder-balance", "terminal-clock-wrong"]
    assert math.fsum([found.unknown_p, *(ranked.p for ranked in found.ranked)]) == pytest.approx(1.0)
    assert not {"cardholder-balance", "terminal-clock-wrong"} & set(found.excluded)


def test_the_clock_alone_is_not_named_beside_it() -> None:
    """With the right time on the screen there is one problem."""
    found = told(DECLINED | {"code": "51", "screen_time_right": "yes"})
    assert named(found) is None
    assert found.ranked[0].cause == "cardholder-balance"


def test_a_frozen_merchant_whose_payouts_stopped() -> None:
    """Words of a freeze, and the bank says that the settlement card is frozen as well."""
    found = told(
        DECLINED | {"screen_text": "商户已被冻结", "payout_stopped": "yes", "bank_says_frozen": "by_authority"}
    )
    first = found.ranked[0].cause
    assert first in ("merchant-frozen", "judicial-freeze", "settlement-account-abnormal")
    assert found.pairs[0].first == "merchant-frozen"


def test_the_root_leads_and_not_its_symptom() -> None:
    """Nothing in the shop has a line, and the terminal says that it is not signed in: first the line."""
    answers = {
        "trouble": "no_network", "charged": "no", "connection": "wifi", "others_on_wifi_work": "no",
        "works_on_other_network": "yes", "screen_text": "请签到",
    }  # fmt: skip
    found = told(answers)
    assert found.ranked[0].cause == "no-internet"
    assert named(found) == ("no-internet", "not-signed-in")


CARDHOLDER = {cause.id for cause in KNOWLEDGE.causes.values() if cause.owner in (Owner.CARDHOLDER, Owner.ISSUER)}
MERCHANT = {
    "merchant-balance", "merchant-frozen", "merchant-closed", "documents-expired", "qr-not-authorised",
    "settlement-account-abnormal", "judicial-freeze", "merchant-limit-reached", "small-merchant-limit",
    "location-mismatch",
}  # fmt: skip


@pytest.mark.parametrize("shown", [{}, {"screen_text": "账户异常"}], ids=["no words", "账户异常"])
@pytest.mark.parametrize(
    ("answers", "is_cardholders"),
    [
        ({"shown_where": "card_trade", "other_card_works": "yes"}, True),
        ({"shown_where": "card_trade", "other_card_works": "no"}, False),
        ({"shown_where": "card_trade", "other_card_works": "no", "qr_works": "no"}, False),
        ({"shown_where": "qr_trade", "other_payer_works": "yes"}, True),
        ({"shown_where": "qr_trade", "other_payer_works": "no"}, False),
        ({"shown_where": "merchant_app"}, False),
        ({"shown_where": "payout"}, False),
    ],
)
def test_whose_account_it_is(shown: dict[str, str], answers: dict[str, str], is_cardholders: bool) -> None:
    """The first questions tell the customer's account from the merchant's, at least two to one."""
    p = {ranked.cause: ranked.p for ranked in told(DECLINED | shown | answers).ranked}
    cardholder, merchant = (math.fsum(p[cause] for cause in side) for side in (CARDHOLDER, MERCHANT))
    assert (cardholder > 2 * merchant) if is_cardholders else (merchant > 2 * cardholder)


@pytest.mark.parametrize("lang", CATALOGS)
@pytest.mark.parametrize(
    "answers",
    [
        DECLINED,
        DECLINED | {"shown_where": "card_trade", "other_card_works": "no"},
        DECLINED | {"code": "51"},
        {"trouble": "no_network", "connection": "wifi"},
        {"trouble": "payout_missing", "charged": "no"},
    ],
)
def test_what_would_change_is_told_in_words(answers: dict[str, str], lang: str) -> None:
    """Every text is there, with its names filled in, in both languages."""
    state = CaseState(answers=answers)
    turns = what_would_change(KNOWLEDGE, state, diagnose(KNOWLEDGE, state))
    text = turns_text(CATALOGS[lang], turns)
    assert "{" not in text
    assert len(text.splitlines()) == len(turns) + 1
    assert all(CATALOGS[lang].text(f"cause.{turn.cause}.name") in text for turn in turns)
