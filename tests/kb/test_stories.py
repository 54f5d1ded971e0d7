"""What a shop owner lives through, told to the real knowledge base: the first cause, and what the checklist says first.

Each story is a case that once went wrong: a stop that came late, a retry nobody had checked the money for, a step that
could not help.
"""

from dataclasses import dataclass

import pytest

from gui.diagnose import diagnose
from gui.model.case import CaseState, StepOutcome, StepRecord
from gui.model.diagnosis import Diagnosis
from gui.model.knowledge import Owner
from tests.kb.data import CATALOGS, KNOWLEDGE

#: Card is to be stopped: never another try (domain list, section 6, rule 5), nor after 67 (capture card).
NO_RETRY = ("04", "07", "33", "34", "35", "36", "37", "41", "43", "67")

#: What would be another try of that card, or would keep its holder at the till.
RETRIES = {
    "ask-for-other-card",
    "take-qr-instead",
    "read-card-again",
    "use-chip-or-tap",
    "enter-pin-once-more",
    "try-other-entry-mode",
    "cardholder-raises-limit",
    "sign-in-again",
    "ask-changed-lately",
    "ask-other-card-works",
}

DECLINED = {"trouble": "abnormal_or_code", "charged": "no"}
ALL_FAILS = DECLINED | {"shown_where": "card_trade", "other_card_works": "no", "qr_works": "no"}
CHARGED = {"trouble": "charged_but_failed", "charged": "yes"}
QR_FAILED = {"trouble": "qr_failed", "charged": "no", "shown_where": "qr_trade"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Answers, and what must come of them: the first cause, how the checklist starts, what is early, what is absent."""

    answers: dict[str, str]
    cause: str = ""
    starts: tuple[str, ...] = ()
    early: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


#: A step counts as early among so many.
EARLY = 6

# fmt: off
STORIES = {
    "a scam call about a restricted merchant": Story(
        answers=DECLINED | {"screen_text": "商户受限", "asked_to_pay": "yes"},
        cause="fake-hotline-scam", starts=("refuse-payment-and-codes", "verify-official-number")),
    "a restricted merchant whom somebody asks for money": Story(
        answers=ALL_FAILS | {"screen_text": "商户受限", "asked_to_pay": "yes"},
        cause="merchant-frozen", early=("refuse-payment-and-codes", "verify-official-number", "open-merchant-app")),
    "nobody asked for money, and the words are on the terminal": Story(
        answers=ALL_FAILS | {"screen_text": "商户受限", "asked_to_pay": "no"},
        cause="merchant-frozen", absent=("refuse-payment-and-codes",)),
    "charged, and the terminal shows 06": Story(
        answers=CHARGED | {"code": "06"}, cause="charged-but-failed",
        starts=("query-today-trades",), absent=("load-paper", "ask-for-other-card")),
    "charged, and the terminal shows 98": Story(
        answers=DECLINED | {"code": "98", "charged": "yes"}, cause="charged-but-failed",
        starts=("query-today-trades",), absent=("load-paper", "ask-for-other-card", "take-qr-instead")),
    "charged, and the terminal shows 68": Story(
        answers=CHARGED | {"code": "68", "shown_where": "card_trade"}, cause="charged-but-failed",
        starts=("query-today-trades",)),
    "charged by QR, no result": Story(
        answers=CHARGED | {"shown_where": "qr_trade"}, cause="qr-result-unknown", starts=("query-qr-order",)),
    "declined with 98, not charged": Story(
        answers=DECLINED | {"code": "98"}, cause="issuer-outage"),
    "out of paper, the customer is charged": Story(
        answers=DECLINED | {"screen_text": "缺纸", "charged": "yes"},
        cause="printer-fault", absent=("ask-for-other-card",)),
    "the merchant is frozen": Story(
        answers=DECLINED | {"screen_text": "商户已被冻结"}, cause="merchant-frozen", starts=("open-merchant-app",)),
    "an account is frozen, nothing works": Story(
        answers=ALL_FAILS | {"screen_text": "账户冻结"}, cause="merchant-frozen", starts=("open-merchant-app",)),
    "terminal number not registered": Story(
        answers=DECLINED | {"code": "97"}, cause="terminal-not-registered", starts=("compare-merchant-numbers",),
        early=("ask-to-rebind-terminal",), absent=("sign-in-again",)),
    "documents expired": Story(
        answers=DECLINED | {"shown_where": "merchant_app", "changed_lately": "documents_expired"},
        cause="documents-expired", early=("check-document-dates", "upload-new-documents", "call-acquirer")),
    "tamper protection tripped": Story(
        answers=DECLINED | {"screen_text": "安全触发"}, cause="tamper-trigger", starts=("put-tripped-terminal-aside",),
        early=("return-tripped-terminal",),
        absent=("sign-in-again", "restart-terminal", "ask-for-other-card", "take-qr-instead", "read-card-again")),
    "wrong PIN on every card": Story(
        answers=DECLINED | {"code": "55", "other_card_works": "no"}, cause="working-key-error",
        starts=("sign-in-again",), absent=("enter-pin-once-more", "ask-for-other-card")),
    "wrong PIN on one card": Story(
        answers=DECLINED | {"code": "55", "other_card_works": "yes"}, cause="wrong-pin",
        starts=("query-today-trades",), early=("enter-pin-once-more",)),
    "PIN format error": Story(
        answers=DECLINED | {"code": "99", "other_card_works": "no"}, cause="working-key-error",
        starts=("sign-in-again",)),
    "message check failed": Story(
        answers=DECLINED | {"code": "A0"}, cause="working-key-error", starts=("sign-in-again",)),
    "the payer's wallet account is abnormal": Story(
        answers=QR_FAILED | {"screen_text": "账户异常"}, cause="card-account-frozen", starts=("query-qr-order",),
        early=("pay-another-way", "ask-other-payer-works"), absent=("take-qr-instead", "ask-qr-works")),
    "nobody can pay by QR": Story(
        answers=QR_FAILED | {"screen_text": "账户异常", "other_payer_works": "no"}, cause="qr-not-authorised",
        starts=("query-qr-order",), absent=("ask-other-payer-works",)),
    "QR failed, nothing else known": Story(
        answers={"trouble": "qr_failed"}, cause="qr-code-expired", starts=("query-qr-order",),
        absent=("take-qr-instead",)),
    "an outage that takes QR along": Story(
        answers=ALL_FAILS | {"code": "96"}, cause="acquirer-outage", starts=("query-today-trades", "take-cash"),
        absent=("take-qr-instead", "ask-for-other-card", "pay-another-way")),
    "an outage of cards, QR works": Story(
        answers=DECLINED | {"code": "96", "qr_works": "yes"}, cause="acquirer-outage",
        starts=("query-today-trades", "take-qr-instead"), absent=("take-cash",)),
    "payout missing": Story(
        answers={"trouble": "payout_missing", "charged": "no"}, cause="settlement-account-abnormal",
        starts=("check-payout-record",),
        absent=("ask-payout-stopped", "ask-only-printing-fails", "switch-to-cellular", "sign-in-again")),
    "issuer not available": Story(
        answers=DECLINED | {"code": "91"}, cause="issuer-outage", early=("ask-for-other-card",)),
    "issuer not available, yet no card works": Story(
        answers=ALL_FAILS | {"code": "91"}, cause="acquirer-outage", early=("take-cash", "wait-for-maintenance")),
}
# fmt: on


def told(answers: dict[str, str], *steps: StepRecord) -> Diagnosis:
    """Return what the program makes of these answers and steps."""
    return diagnose(KNOWLEDGE, CaseState(answers=answers, steps=steps))


def checklist(diagnosis: Diagnosis) -> list[str]:
    """Return the ids of the steps in their order."""
    return [step.id for step in diagnosis.next_steps]


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_story(story: Story) -> None:
    """The right cause leads, and the checklist begins with what a sensible person would do first."""
    diagnosis = told(story.answers)
    steps = checklist(diagnosis)
    assert diagnosis.ranked[0].cause == story.cause
    assert tuple(steps[: len(story.starts)]) == story.starts
    assert set(story.early) <= set(steps[:EARLY])
    assert not set(story.absent) & set(steps)


@pytest.mark.parametrize("shown", ["", "unionpay-39:"])
@pytest.mark.parametrize("code", NO_RETRY)
@pytest.mark.parametrize("more", [{}, {"other_card_works": "yes", "shown_where": "card_trade"}], ids=["bare", "known"])
def test_stopped_card(code: str, shown: str, more: dict[str, str]) -> None:
    """Stop, then report: before and after the customer's money is known to be safe, and nothing tries again."""
    for money in (DECLINED, {"trouble": "abnormal_or_code"}):
        steps = checklist(told(money | more | {"code": shown + code}))
        assert steps[:2] == ["stop-this-card", "report-card-to-acquirer"]
        assert not RETRIES & set(steps)


@pytest.mark.parametrize("outcome", [StepOutcome.NOT_SOLVED, StepOutcome.CANNOT, StepOutcome.UNKNOWN])
def test_stopped_card_is_still_reported(outcome: StepOutcome) -> None:
    """A card that was stopped did not cure anything; the report to the institution stays next."""
    record = StepRecord(step="stop-this-card", outcome=outcome)
    assert checklist(told(DECLINED | {"code": "41"}, record))[0] == "report-card-to-acquirer"


def test_stopped_card_is_the_institutions_matter() -> None:
    """Its contact is the institution, so the person at the till is not told to call."""
    assert KNOWLEDGE.causes["lost-or-stolen-card"].owner is Owner.ACQUIRER


def test_signing_in_waits_for_the_documents() -> None:
    """Expired documents are not cured by signing in: they are uploaded, and the acquirer is asked, before that."""
    steps = checklist(told(DECLINED | {"shown_where": "merchant_app", "changed_lately": "documents_expired"}))
    assert steps.index("upload-new-documents") < steps.index("call-acquirer") < steps.index("sign-in-again")


def test_nobody_fills_in_forms_before_a_shorter_call() -> None:
    """A limit that is reached, nothing quick helped: the acquirer is called, not applied to, and not given up."""
    answers = DECLINED | {
        "code": "E4", "shown_where": "card_trade", "other_card_works": "no", "qr_works": "no",
        "other_terminal_works": "no", "sign_in_result": "ok_still_fails", "changed_lately": "nothing",
        "connection": "cellular",
    }  # fmt: skip
    tried = ("query-today-trades", "take-cash", "take-qr-instead", "check-merchant-limits")
    found = told(answers, *(StepRecord(step=step, outcome=StepOutcome.NOT_SOLVED) for step in tried))
    assert found.ranked[0].cause == "merchant-limit-reached"
    assert (found.hand_over, found.next_steps[0].id) == (False, "call-acquirer")


def test_fraud_code_names_the_card_first() -> None:
    """Fraud suspected (34) and restricted (36) with 'keep the card' are stopped cards before anything else."""
    for code in ("34", "36"):
        assert told(DECLINED | {"code": code}).ranked[0].cause == "lost-or-stolen-card"


@pytest.mark.parametrize("more", [{}, {"shown_where": "card_trade"}, {"shown_where": "qr_trade"}])
def test_printer_needs_a_symptom(more: dict[str, str]) -> None:
    """That a customer is charged hardly speaks for the printer."""
    ranked = told(CHARGED | more).ranked
    assert "printer-fault" not in [item.cause for item in ranked[:5]]
    assert {item.cause: item.p for item in ranked}["printer-fault"] < 0.04


def test_the_same_said_twice_counts_once() -> None:
    """已扣款 on the first page says by itself that the customer was charged; that he was not is more evidence."""
    once, twice = told({"trouble": "charged_but_failed"}), told(CHARGED)
    assert [(item.cause, item.p) for item in once.ranked] == [(item.cause, item.p) for item in twice.ranked]
    denied = told(CHARGED | {"charged": "no"})
    assert {item.cause: item.p for item in denied.ranked}["charged-but-failed"] < once.ranked[0].p


#: What restarts or reloads the terminal, as the Chinese texts say it, and how they speak of the trades it holds.
RELOADS, HELD = ("重启", "更新软件", "应用更新", "参数下载", "重下", "重新下载密钥", "重插", "恢复出厂"), "未传的交易"
#: Texts about a router (it holds no trades), or that tell only when (not that) the terminal is restarted.
ROUTER_OR_LATER = ("路由器", "光猫", "自己黑屏")


@pytest.mark.parametrize("field", [".now", ".text"])
def test_upload_comes_before_a_restart(field: str) -> None:
    """Every page or step that restarts, updates or reloads the terminal says that unsent trades come first."""
    texts = {
        key: text
        for key, text in CATALOGS["zh"].texts.items()
        if key.startswith(("cause.", "step.")) and key.endswith(field) and any(word in text for word in RELOADS)
    }
    assert texts
    silent = [key for key, text in texts.items() if HELD not in text and not any(w in text for w in ROUTER_OR_LATER)]
    assert silent == []
