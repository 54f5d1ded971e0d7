"""Every cause and question of the real knowledge base."""

import math

import pytest

from gui.model.evidence import UNKNOWN
from gui.model.knowledge import Cause, Question, Risk, StepKind
from tests.kb.data import CATALOGS, KNOWLEDGE

#: The causes of the article and of the domain list that must be there, by number.
REQUIRED = {
    "C01": "cardholder-balance",
    "C02": "merchant-balance",
    "C10": "no-internet",
    "C11": "unstable-line",
    "C12": "wifi-not-joined",
    "C13": "weak-cellular",
    "C14": "data-card-expired",
    "C15": "sim-loose-or-locked",
    "C16": "cellular-network-retired",
    "C17": "dns-failure",
    "C18": "dns-hijacked",
    "C19": "ip-conflict-or-no-lease",
    "C20": "captive-portal",
    "C21": "firewall-blocks-provider",
    "C22": "proxy-vpn-or-inspection",
    "C23": "mtu-problem",
    "C24": "host-parameters-missing",
    "C30": "merchant-frozen",
    "C31": "merchant-closed",
    "C32": "documents-expired",
    "C33": "qr-not-authorised",
    "C34": "settlement-account-abnormal",
    "C35": "terminal-not-registered",
    "C36": "terminal-not-activated",
    "C37": "terminal-dormant",
    "C38": "location-mismatch",
    "C39": "product-not-opened",
    "C40": "small-merchant-limit",
    "C41": "judicial-freeze",
    "C42": "merchant-limit-reached",
    "C50": "card-account-frozen",
    "C51": "wrong-card-data",
    "C52": "card-expired",
    "C53": "wrong-pin",
    "C56": "cardholder-limit",
    "C57": "magstripe-fallback",
    "C61": "issuer-risk-control",
    "C62": "qr-code-expired",
    "C65": "charged-but-failed",
    "C66": "acquirer-outage",
    "C67": "issuer-outage",
    "C70": "not-signed-in",
    "C71": "working-key-error",
    "C72": "master-key-missing",
    "C80": "software-outdated",
    "C81": "terminal-hang",
    "C82": "card-reader-fault",
    "C85": "low-power",
}

#: Where the article names its causes (A, B) and remedies (R): nothing of it may get lost.
SEED_CAUSES = {"A1", "A2", "A3", "A4", "A5", "B1", "B2", "B3", "B4", "B5", "B6"}


@pytest.mark.parametrize(("ref", "cause_id"), REQUIRED.items())
def test_required_cause(ref: str, cause_id: str) -> None:
    """The agreed causes are there under the agreed number."""
    assert KNOWLEDGE.causes[cause_id].ref == ref


def test_seeds_are_covered() -> None:
    """Every cause the article names is some cause's seed."""
    seeds = {seed for cause in KNOWLEDGE.causes.values() for seed in cause.seeds}
    assert SEED_CAUSES - seeds == set()


@pytest.mark.parametrize("cause", KNOWLEDGE.causes.values(), ids=lambda cause: cause.id)
def test_cause(cause: Cause) -> None:
    """A prior, steps that exist, distributions over known answers, and a source."""
    assert cause.prior_weight > 0
    assert cause.sources
    assert {entry.step for entry in cause.steps} <= KNOWLEDGE.steps.keys()
    for question_id, likelihood in cause.likelihood.items():
        assert set(likelihood) == set(KNOWLEDGE.questions[question_id].values)
        assert math.fsum(likelihood.values()) == pytest.approx(1.0, abs=1e-9)
        assert UNKNOWN not in likelihood


@pytest.mark.parametrize("cause", KNOWLEDGE.causes.values(), ids=lambda cause: cause.id)
def test_cause_is_worded(cause: Cause) -> None:
    """The verdict's sentence says something of its own in each language."""
    for catalog in CATALOGS.values():
        sentence = catalog.text(f"cause.{cause.id}.sentence")
        assert sentence != catalog.text(f"cause.{cause.id}.name")
    assert CATALOGS["zh"].text(f"cause.{cause.id}.name") != CATALOGS["en"].text(f"cause.{cause.id}.name")


@pytest.mark.parametrize("question", KNOWLEDGE.questions.values(), ids=lambda question: question.id)
def test_question(question: Question) -> None:
    """The known answers are at least two; the answer 不清楚 is never listed, as it is always offered."""
    assert len(question.values) >= 2
    assert UNKNOWN not in question.values
    assert math.fsum(question.baseline.values()) == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("start", {"trouble", "charged"}),
        ("terminal", {"provider", "terminal_kind", "connection"}),
        ("symptom", {"shown_where", "other_card_works"}),
        ("steps", {"qr_works", "other_terminal_works", "changed_lately"}),
    ],
)
def test_questions_of_the_pages(page: str, expected: set[str]) -> None:
    """The pages of the wizard ask what was agreed."""
    assert expected <= {question.id for question in KNOWLEDGE.questions.values() if question.page == page}


def test_every_checklist_question_has_a_step() -> None:
    """What only the checklist asks can be asked."""
    asked = {step.question for step in KNOWLEDGE.steps.values() if step.kind is StepKind.QUESTION}
    assert {question.id for question in KNOWLEDGE.questions.values() if question.page == "steps"} <= asked


def test_dangerous_steps_come_late() -> None:
    """Something checks the money first, and something uploads unsent trades first."""
    for step in KNOWLEDGE.steps.values():
        if step.risk in (Risk.MAY_CHARGE_TWICE, Risk.LOSES_UNSENT):
            assert step.after
