"""Nothing of the article and of the domain list is lost: causes, remedies, what they ask for, what threatens."""

import pytest

from gui.diagnose import attracts_swindlers
from gui.kb import Catalog
from gui.model.knowledge import Cause, Owner
from tests.kb.data import CATALOGS, KNOWLEDGE

#: The numbers of the domain list: 67 causes.
NUMBERS = (1, 2, *range(10, 25), *range(30, 43), *range(50, 70), *range(70, 77), *range(80, 90))

#: The article's names of causes (domain list, section 1) and the numbers they stand for.
SEED_CAUSES = {
    "A1": ("C01", "C02"),
    "A2": tuple(f"C{number}" for number in range(10, 25)),
    "A3": (*(f"C{number}" for number in range(30, 43)), "C50"),
    "A3a": ("C30", "C32"),
    "A3b": ("C30",),
    "A3c": ("C30", "C31", "C39"),
    "A4": ("C63", "C66", "C67", "C68"),
    "A5": ("C57", "C58", "C59", "C62", "C64", "C65", "C69", "C74", "C88"),
    "A-intro": ("C01", "C10", "C66"),
    "B1": ("C51", "C52", "C35"),
    "B2": ("C01",),
    "B2x": ("C66", "C67", "C71"),
    "B3": ("C50", "C53", "C54", "C55", "C56", "C60", "C61", *(f"C{number}" for number in range(30, 43))),
    "B4": tuple(f"C{number}" for number in range(10, 24)),
    "B5": ("C66", "C67", "C68"),
    "B6": ("C24", *(f"C{number}" for number in range(70, 77)), *(f"C{number}" for number in range(80, 87))),
}

#: The article's remedies: the steps that cover each, and the causes that must lead to one of them.
REMEDIES: dict[str, tuple[set[str], tuple[str, ...]]] = {
    "R01": ({"check-merchant-balance"}, ("C02",)),
    "R02": ({"call-acquirer-about-balance"}, ("C02",)),
    "R03": ({"top-up-or-wait-settlement"}, ("C02",)),
    "R04": (
        {"check-network-icons", "move-near-router", "rejoin-wifi", "move-to-window", "ask-works-on-other-network"},
        tuple(f"C{number}" for number in range(10, 17)),
    ),
    "R05": ({"restart-router"}, ("C10", "C11", "C19")),
    "R06": (
        {
            "switch-to-hotspot",
            "switch-to-cellular",
            "connect-to-wifi",
            "leave-login-wifi",
            "ask-works-on-other-network",
        },
        ("C10", "C13", "C14", "C21"),
    ),
    "R07": ({"update-software"}, ("C76", "C80")),
    "R08": ({"call-acquirer-about-freeze"}, ("C30", "C31")),
    "R09": ({"submit-documents"}, ("C30",)),
    "R10": ({"wait-for-maintenance", "wait-for-issuer", "wait-for-cut-over"}, ("C66", "C67", "C68")),
    "R11": ({"check-notices", "ask-provider-notice", "ask-app-notice"}, ("C66", "C67")),
    "R12": ({"check-card-data", "read-card-again"}, ("C51",)),
    "R13": ({"cardholder-calls-issuer", "cardholder-gets-new-card"}, ("C51", "C52")),
    "R14": ({"cardholder-checks-balance"}, ("C01",)),
    "R15": ({"call-acquirer"}, ("C01",)),
    "R16": ({"cardholder-calls-issuer"}, ("C50", "C53", "C55", "C56")),
    "R17": ({"call-isp", "call-terminal-support"}, ("C10", "C11", "C12", "C17")),
    "R18": ({"wait-for-maintenance", "wait-for-issuer", "wait-for-cut-over"}, ("C66", "C67", "C68")),
    "R19": ({"send-for-repair"}, ("C81", "C82", "C83", "C84", "C85")),
    "R20": ({"update-software", "ask-update-prompt"}, ("C80",)),
    "R21": ({"ask-other-card-works", "ask-qr-works", "ask-other-terminal-works"}, ()),
    "R22": ({"call-acquirer"}, ("C42", "C63", "C65", "C66")),
    "R23": ({"keep-trade-record", "keep-slip-and-compare-amount"}, ("C65", "C69")),
}

#: Sourced by one weak page, or by no page for this trade: the user is told (domain list: low, low-medium).
LITTLE_KNOWN = {"C16", "C40", "C86"}

#: Where somebody may offer to help for money: account frozen, closed, asleep, limited, not activated, payout stopped.
BAIT = {"C02", "C30", "C31", "C32", "C34", "C36", "C37", "C40", "C41", "C42", "C87"}

#: How the words for the telephone name a report field, where they say it shorter than the form.
SPOKEN = {
    "zh": {
        "terminal_sn": ("机身序列号",),
        "trade_time": ("时间", "日期"),
        "amount": ("金额",),
        "response_code": ("代码",),
        "order_no": ("订单号",),
        "firmware_version": ("软件版本",),
        "trade_type": ("交易类型",),
    },
    "en": {
        "terminal_sn": ("serial number",),
        "trade_time": ("time", "date"),
        "amount": ("amount",),
        "response_code": ("code",),
        "card_last4": ("last four digits",),
        "rrn": ("reference number",),
        "trace_no": ("voucher",),
        "batch_no": ("batch",),
        "order_no": ("order number",),
        "firmware_version": ("software version",),
        "trade_type": ("kind of payment",),
        "merchant_no": ("merchant",),
        "terminal_no": ("terminal number",),
    },
}

BY_REF = {cause.ref: cause for cause in KNOWLEDGE.causes.values()}
OF_THE_LIST = [BY_REF[ref] for ref in (f"C{number:02}" for number in NUMBERS) if ref in BY_REF]


def test_every_number_is_there() -> None:
    """All 67; a cause of later has a number of its own."""
    assert len(OF_THE_LIST) == len(NUMBERS) == 67
    assert len(BY_REF) == len(KNOWLEDGE.causes)


@pytest.mark.parametrize("seed", SEED_CAUSES)
def test_the_articles_cause_is_covered(seed: str) -> None:
    """Each of the causes that stand for it names its place in the article."""
    assert [ref for ref in SEED_CAUSES[seed] if seed not in BY_REF[ref].seeds] == []


@pytest.mark.parametrize("remedy", REMEDIES)
def test_the_articles_remedy_is_covered(remedy: str) -> None:
    """By these steps, and each cause it was named for leads to one of them or asks it."""
    steps, refs = REMEDIES[remedy]
    assert steps <= {step.id for step in KNOWLEDGE.steps.values() if remedy in step.seeds}
    asked = {KNOWLEDGE.steps[name].question for name in steps} - {None}
    for ref in refs:
        cause = BY_REF[ref]
        assert steps & {entry.step for entry in cause.steps} or asked & cause.likelihood.keys(), ref


def test_no_other_remedy_is_named() -> None:
    """The article has 23."""
    assert {seed for step in KNOWLEDGE.steps.values() for seed in step.seeds} == set(REMEDIES)
    assert sorted(REMEDIES) == [f"R{number:02}" for number in range(1, 24)]


def test_weak_sources_are_marked() -> None:
    """Exactly those of the domain list."""
    assert {cause.ref for cause in OF_THE_LIST if cause.is_little_known} == LITTLE_KNOWN


def test_swindlers_are_named_where_they_threaten() -> None:
    """There the checklist can refuse them, and the conclusion warns; the text of the freeze says it as well."""
    assert {cause.ref for cause in OF_THE_LIST if attracts_swindlers(cause)} == BAIT
    for ref in ("C30", "C41"):
        assert "骗子" in CATALOGS["zh"].text(f"cause.{BY_REF[ref].id}.now")
        assert "fraud" in CATALOGS["en"].text(f"cause.{BY_REF[ref].id}.now")


@pytest.mark.parametrize("lang", CATALOGS)
@pytest.mark.parametrize("cause", KNOWLEDGE.causes.values(), ids=lambda cause: cause.id)
def test_what_they_ask_for_is_said(cause: Cause, lang: str) -> None:
    """Every field that the report wants for this cause is in the words about what they ask."""
    catalog: Catalog = CATALOGS[lang]
    words = catalog.text(f"cause.{cause.id}.asks").lower()
    for name in cause.asks_for:
        names = SPOKEN[lang].get(name, (catalog.text(f"field.{name}.name").lower(),))
        assert any(spoken in words for spoken in names), (name, words)


@pytest.mark.parametrize("cause", KNOWLEDGE.causes.values(), ids=lambda cause: cause.id)
def test_cause_is_complete(cause: Cause) -> None:
    """It says what fails, who acts, and what to do in more than one way; a party to call has a call or a wait."""
    assert len(cause.scope) >= 1
    assert {"trouble", "charged", "shown_where"} - {*cause.likelihood} <= {"charged"}
    assert len(cause.steps) >= 2
    assert isinstance(cause.owner, Owner)
    assert not set(cause.masks) & {"charged"} or cause.ref in {"C63", "C65", "C69"}
