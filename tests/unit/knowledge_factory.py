"""A small knowledge base in memory: four causes, each with its own likelihoods and steps, and nothing from disk."""

from dataclasses import replace
from typing import Any

from gui.model.knowledge import (
    Cause,
    CauseStep,
    Code,
    Knowledge,
    ModelNumbers,
    NetworkFault,
    Owner,
    Provider,
    Question,
    RetrySafety,
    Risk,
    Step,
    StepKind,
)
from gui.model.observation import CheckReport, Segment, Verdict
from gui.model.targets import Targets

YES_NO = ("yes", "no")


def question(question_id: str, p_yes: float = 0.5, *, page: str = "symptom", minutes: float = 0.5) -> Question:
    """Return a yes/no question."""
    baseline = {"yes": p_yes, "no": 1.0 - p_yes}
    return Question(id=question_id, page=page, values=YES_NO, baseline=baseline, minutes=minutes)


def choice(question_id: str, *values: str, page: str = "start") -> Question:
    """Return a question with a flat baseline."""
    return Question(id=question_id, page=page, values=values, baseline=dict.fromkeys(values, 1.0 / len(values)))


def step(step_id: str, kind: StepKind = StepKind.ACTION, minutes: float = 2.0, **more: Any) -> Step:
    """Return a checklist step of the shop."""
    return Step(id=step_id, kind=kind, minutes=minutes, who=Owner.MERCHANT, **more)


def cause(cause_id: str, ref: str, weight: float, steps: dict[str, float], **more: Any) -> Cause:
    """Return a cause with `steps` = step id to p_fix, in the order of trying."""
    listed = tuple(CauseStep(step=name, p_fix=p_fix) for name, p_fix in steps.items())
    more = {"owner": Owner.MERCHANT, "category": "test", "contact": "acquirer-hotline", **more}
    return Cause(id=cause_id, ref=ref, prior_weight=weight, steps=listed, **more)


def code(namespace: str, name: str, likelihood: dict[str, float], **more: Any) -> Code:
    """Return a code or screen text that everything not listed shows with probability 0.01."""
    fixed = {"meaning_zh": "", "meaning_en": "", "display_zh": "", "who_acts": "", "p_other": 0.01}
    given = {"retry": RetrySafety.YES, "confidence": "high", **fixed, **more}
    return Code(id=f"{namespace}:{name}", namespace=namespace, code=name, likelihood=likelihood, **given)


def provider(provider_id: str, order: int = 1) -> Provider:
    """Return a provider without telephone and hosts."""
    return Provider(
        id=provider_id,
        ref_order=order,
        phone="",
        phone_confidence="",
        phone_source="",
        website="",
        hosts=(),
        host_confidence="",
    )


def _causes() -> tuple[Cause, ...]:
    return (
        cause(
            "cardholder-balance",
            "C01",
            3.0,
            {"ask-for-other-card": 0.9, "call-issuer": 0.5},
            owner=Owner.CARDHOLDER,
            likelihood={"other_card_works": {"yes": 0.97, "no": 0.03}},
        ),
        cause(
            "no-internet",
            "C10",
            3.0,
            {"restart-router": 0.6, "call-isp": 0.8},
            is_network=True,
            likelihood={
                "other_card_works": {"yes": 0.02, "no": 0.98},
                "trouble": {"charged_but_failed": 0.02, "no_network": 0.9, "network_only": 0.08},
            },
        ),
        cause(
            "merchant-frozen",
            "C30",
            2.0,
            {"look-in-app": 0.2, "call-acquirer": 0.8},
            owner=Owner.ACQUIRER,
            likelihood={"other_card_works": {"yes": 0.05, "no": 0.95}, "app_notice": {"yes": 0.9, "no": 0.1}},
        ),
        cause(
            "terminal-hang",
            "C81",
            1.0,
            {"restart-terminal": 0.7, "call-acquirer": 0.6},
            likelihood={"screen_frozen": {"yes": 0.95, "no": 0.05}},
        ),
    )


def _questions() -> tuple[Question, ...]:
    return (
        choice("trouble", "charged_but_failed", "no_network", "network_only"),
        question("charged", page="start"),
        choice("connection", "wifi", "cellular", page="terminal"),
        choice("shown_where", "card_trade", "qr_trade", page="symptom"),
        question("other_card_works"),
        question("app_notice", 0.05, page="steps"),
        question("screen_frozen", 0.04, page="steps"),
        question("weather_nice", page="steps"),
    )


def _steps() -> tuple[Step, ...]:
    retry: dict[str, Any] = {"risk": Risk.MAY_CHARGE_TWICE, "after": ("query-trades",)}
    return (
        step("query-trades", StepKind.CHECK_MONEY, proves_payment=True),
        step("find-original-trade", StepKind.CHECK_MONEY, proves_payment=True),
        step("upload-unsent", minutes=3.0),
        step("ask-for-other-card", minutes=1.0, **retry),
        step("call-issuer", StepKind.CALL, 10.0),
        step("restart-router", minutes=3.0),
        step("call-isp", StepKind.CALL, 20.0),
        step("look-in-app", minutes=3.0),
        step("call-acquirer", StepKind.CALL, 15.0),
        step("restart-terminal", risk=Risk.LOSES_UNSENT, after=("upload-unsent",)),
        step("ask-other-card-works", StepKind.QUESTION, 1.0, question="other_card_works", **retry),
        step("ask-app-notice", StepKind.QUESTION, 0.5, question="app_notice"),
        step("ask-screen-frozen", StepKind.QUESTION, 0.2, question="screen_frozen"),
        step("ask-weather", StepKind.QUESTION, 0.2, question="weather_nice"),
    )


def _codes() -> tuple[Code, ...]:
    return (
        code("unionpay-39", "51", {"cardholder-balance": 0.9}, display_zh="余额不足"),
        code("unionpay-39", "98", {"no-internet": 0.5}, retry=RetrySafety.QUERY_FIRST),
        code("app-a", "E1", {"merchant-frozen": 0.8}),
        code("app-b", "E1", {"terminal-hang": 0.4}),
        code("screen-text", "商户已冻结", {"merchant-frozen": 0.9}),
    )


def _faults() -> tuple[NetworkFault, ...]:
    return (
        NetworkFault(id="wan-down", segment="router", likelihood={"no-internet": 0.9}, p_other=0.01),
        NetworkFault(id="none", segment="none", likelihood={"no-internet": 0.05}, p_other=0.8),
    )


def make_knowledge(**changes: Any) -> Knowledge:
    """Return the knowledge base, with whole parts replaced by `changes`."""
    knowledge = Knowledge(
        digest="0" * 64,
        causes={item.id: item for item in _causes()},
        questions={item.id: item for item in _questions()},
        steps={item.id: item for item in _steps()},
        providers={item.id: item for item in (provider("lakala"), provider("shengpay", 2))},
        codes=_codes(),
        network_faults={item.id: item for item in _faults()},
        numbers=ModelNumbers(
            unknown_prior_weight=1.0,
            network_relevance={"wifi": 0.9, "cellular": 0.0, "unknown": 0.4},
            p_excluded=0.01,
        ),
        targets=Targets(),
    )
    return replace(knowledge, **changes)


def make_check(segment: Segment = Segment.ROUTER, fault: str = "wan-down") -> CheckReport:
    """Return a run that found `fault`."""
    return CheckReport(
        started_utc="2026-11-23T08:00:00Z",
        duration_ms=1234,
        verdict=Verdict(segment=segment, fault=fault, confidence=0.9),
        probes=(),
    )
