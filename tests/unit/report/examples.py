"""Cases for the tests of the report: a rich one, and one about which hardly anything is known."""

from collections.abc import Mapping

from gui.kb import Catalog, load_catalog
from gui.model.case import CaseFile, CaseState, Event, EventKind, StepOutcome, StepRecord
from gui.model.codec import to_json
from gui.model.diagnosis import Contribution, Diagnosis, NextStep, RankedCause
from gui.model.evidence import Evidence, EvidenceSource
from gui.model.failure import Failure, Operation
from gui.model.knowledge import Cause, Code, Knowledge, ModelNumbers, NetworkFault, Owner, RetrySafety, Step, StepKind
from gui.model.observation import (
    CheckReport,
    JsonValue,
    Observation,
    ProbeKind,
    ProbeOutcome,
    ProbeResult,
    ProbeState,
    Segment,
    Verdict,
)
from gui.model.targets import Targets
from gui.report import Document, build_document

NOW_UTC = "2026-01-31T06:20:00Z"
DIGEST = "5f" * 32

#: The texts of colleagues' catalogs that the examples use, so that these tests need only report.toml.
_OTHER_TEXTS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "owner.acquirer": "收单机构",
        "owner.isp": "宽带运营商",
        "owner.cardholder": "持卡人",
        "cause.merchant-frozen.name": "商户账户被冻结",
        "cause.merchant-frozen.sentence": "商户账户很可能被收单机构冻结，要由收单机构解除。",
        "cause.merchant-frozen.tell": "POS 显示账户异常，代码 62，请查商户状态。",
        "cause.no-internet.name": "店里不能上网",
        "cause.cardholder-balance.name": "持卡人余额不足",
        "provider.lakala.name": "拉卡拉",
        "question.terminal_kind.value.smart": "智能触屏",
        "question.connection.value.cellular": "4G 流量卡",
        "question.connection.text": "终端怎么上网？",
        "question.shown_where.value.card_trade": "刷卡时",
        "question.charged.value.yes": "是",
        "question.charged.text": "顾客被扣款了吗？",
        "question.other_card_works.text": "换另一家银行的卡能刷吗？",
        "question.other_card_works.value.no": "不能",
        "step.restart-router.title": "重启路由器",
        "step.query-today-trades.title": "在终端上查当天交易",
        "step.call-acquirer-about-freeze.title": "致电收单机构问冻结原因",
        "probe.portal.name": "上网认证页",
        "probe.endpoint.name": "支付机构服务器",
        "probe.adapter.name": "网卡与地址",
        "probe.clock.name": "电脑时钟",
        "fault.none.name": "未发现故障",
        "fault.port-blocked.name": "端口被拦截",
        "remark.icmp-filtered.text": "这里不回应 ping，不算故障。",
        "why.most_likely": "目前最可能是“{cause}”，先做这一步。",
        "answer.unknown": "不清楚",
        "evidence.network": "网络检测结果",
        "evidence.code": "屏幕上的代码",
        "evidence.screen_text": "屏幕上的文字",
    },
    "en": {
        "owner.acquirer": "acquirer",
        "owner.isp": "internet provider",
        "owner.cardholder": "cardholder",
        "cause.merchant-frozen.name": "Merchant account frozen",
        "cause.merchant-frozen.sentence": "The acquirer has most likely frozen the account; only it can lift that.",
        "cause.merchant-frozen.tell": "The terminal shows an account error, code 62. Please look up the merchant.",
        "cause.no-internet.name": "The shop has no internet",
        "cause.cardholder-balance.name": "Not enough money on the card",
        "provider.lakala.name": "Lakala",
        "question.terminal_kind.value.smart": "Touch-screen terminal",
        "question.connection.value.cellular": "4G SIM card",
        "question.connection.text": "How is the terminal connected?",
        "question.shown_where.value.card_trade": "A card payment",
        "question.charged.value.yes": "yes",
        "question.charged.text": "Was the customer charged?",
        "question.other_card_works.text": "Does another bank's card work?",
        "question.other_card_works.value.no": "no",
        "step.restart-router.title": "Restart the router",
        "step.query-today-trades.title": "Look up today's transactions on the terminal",
        "step.call-acquirer-about-freeze.title": "Ask the acquirer why it is frozen",
        "probe.portal.name": "Sign-in page",
        "probe.endpoint.name": "Acquirer's server",
        "probe.adapter.name": "Adapter and address",
        "probe.clock.name": "PC clock",
        "fault.none.name": "no fault found",
        "fault.port-blocked.name": "a port is blocked",
        "remark.icmp-filtered.text": "Ping is not answered here; that is no fault.",
        "why.most_likely": "“{cause}” is the most likely cause; start with this.",
        "answer.unknown": "not known",
        "evidence.network": "Network check",
        "evidence.code": "Code on the screen",
        "evidence.screen_text": "Words on the screen",
    },
}


def catalog(lang: str) -> Catalog:
    """Return the real texts of a language; what colleagues' files may not hold yet comes from the examples."""
    return Catalog(lang=lang, texts={**_OTHER_TEXTS[lang], **load_catalog(lang).texts})


#: Whom the causes of the examples want to be called.
CONTACTS = {
    "merchant-frozen": "acquirer",
    "no-internet": "isp",
    "printer-broken": "after_sales",
    "data-card": "data_card",
    "card-frozen": "issuer",
    "court-freeze": "settlement_bank",
    "day-end": "none",
}


def cause(cause_id: str, contact: str) -> Cause:
    """Return a cause of which only the contact matters."""
    return Cause(
        id=cause_id, ref="C99", owner=Owner.MERCHANT, category="test", prior_weight=1.0, steps=(), contact=contact
    )


def query_step() -> Step:
    """Return the look that finds a payment."""
    return Step(
        id="query-today-trades", kind=StepKind.CHECK_MONEY, minutes=2.0, who=Owner.MERCHANT, proves_payment=True
    )


def knowledge() -> Knowledge:
    """Return a knowledge base with a cause for each contact and one response code."""
    code = Code(
        id="unionpay-39:62",
        namespace="unionpay-39",
        code="62",
        meaning_zh="受限制的卡",
        meaning_en="Restricted card",
        display_zh="交易失败，请联系发卡行",
        who_acts="",
        retry=RetrySafety.NO,
        likelihood={"merchant-frozen": 0.3},
        p_other=0.01,
        confidence="high",
    )
    return Knowledge(
        digest=DIGEST,
        causes={name: cause(name, contact) for name, contact in CONTACTS.items()},
        questions={},
        steps={"query-today-trades": query_step()},
        providers={},
        codes=(code,),
        network_faults={
            fault: NetworkFault(id=fault, segment="router", likelihood={}, p_other=0.1, owner=owner)
            for fault, owner in (("none", None), ("port-blocked", Owner.NETWORK_ADMIN))
        },
        numbers=ModelNumbers(unknown_prior_weight=1.0, network_relevance={}, p_excluded=0.01),
        targets=Targets(),
    )


def _observation(op: Operation, target: str, failure: Failure | None = None) -> Observation:
    return Observation(op=op, target=target, t0_s=0.1, dt_s=0.02, failure=failure)


def check(segment: Segment = Segment.NONE, fault: str = "none") -> CheckReport:
    """Return a connectivity run with one probe of each outcome."""
    probes = (
        ProbeResult(
            id="adapter",
            kind=ProbeKind.ADAPTER,
            state=ProbeState.DONE,
            outcome=ProbeOutcome.FINE,
            duration_ms=12,
            observations=(_observation(Operation.ADAPTER, "以太网 192.168.1.50/24"),),
        ),
        ProbeResult(
            id="portal",
            kind=ProbeKind.PORTAL,
            state=ProbeState.DONE,
            outcome=ProbeOutcome.FINE,
            duration_ms=41,
            observations=(_observation(Operation.HTTP_GET, "http://portal.example/204"),),
        ),
        ProbeResult(
            id="endpoint-1",
            kind=ProbeKind.ENDPOINT,
            state=ProbeState.DONE,
            outcome=ProbeOutcome.ATTENTION,
            duration_ms=2310,
            observations=(
                *(_observation(Operation.TCP_CONNECT, f"203.0.113.{i}:443") for i in range(10, 15)),
                _observation(Operation.TCP_CONNECT, "203.0.113.10:6000", Failure.TCP_TIMEOUT),
            ),
        ),
        ProbeResult(
            id="clock",
            kind=ProbeKind.CLOCK,
            state=ProbeState.SKIPPED,
            outcome=ProbeOutcome.NOT_TESTED,
            duration_ms=0,
            skipped_reason="skipped.no-network",
        ),
    )
    return CheckReport(
        started_utc="2026-01-31T06:01:00Z",
        duration_ms=3120,
        verdict=Verdict(segment=segment, fault=fault, confidence=0.9, remarks=("icmp-filtered",)),
        probes=probes,
        clock_offset_s=3.2,
    )


def rich_state() -> CaseState:
    """Return a state in which nearly everything is known."""
    return CaseState(
        answers={
            "trouble": "charged_but_failed",
            "charged": "yes",
            "provider": "lakala",
            "terminal_kind": "smart",
            "connection": "cellular",
            "shown_where": "card_trade",
            "other_card_works": "no",
            "qr_works": "unknown",
            "code": "unionpay-39:62",
            "screen_text": "账户异常，请联系 6222 0212 3456 7890 128",
        },
        fields={
            "merchant_name": "老王水果店（人民路户外店）",
            "merchant_no": "822290059430BCY",
            "terminal_no": "A9254710",
            "terminal_sn": "N300W1234567",
            "firmware_version": "V2.1.8",
            "trade_time": "2026-01-31 14:05",
            "trade_type": "sale",
            "amount": 123450,
            "card_last4": "1234",
            "rrn": "031612345678",
            "trace_no": "000123",
            "batch_no": "000045",
            "note": "昨天下午开始。\n顾客手机收到扣款短信 <office & fluffy>，终端却显示失败。",
        },
        check=check(),
        steps=(
            StepRecord(step="query-today-trades", outcome=StepOutcome.NOT_SOLVED, at_utc="2026-01-31T06:10:00Z"),
            StepRecord(step="restart-router", outcome=StepOutcome.CANNOT, at_utc="2026-01-31T06:12:00Z"),
        ),
    )


def rich_diagnosis() -> Diagnosis:
    """Return a diagnosis with a clear top cause."""
    code = Evidence(id="code", value="unionpay-39:62", source=EvidenceSource.CODE)
    other = Evidence(id="other_card_works", value="no", source=EvidenceSource.ANSWER)
    network = Evidence(id="network", value="none", source=EvidenceSource.PROBE)
    step = Evidence(id="step:restart-router", value="not_solved", source=EvidenceSource.STEP)
    frozen = (Contribution(evidence=code, bits=3.1), Contribution(evidence=other, bits=1.2))
    offline = (Contribution(evidence=network, bits=-2.5), Contribution(evidence=step, bits=-0.6))
    cause = RankedCause(
        cause="merchant-frozen", ref="C30", owner=Owner.ACQUIRER, p=0.81, p_present=0.81, contributions=frozen
    )
    return Diagnosis(
        ranked=(
            cause,
            RankedCause(cause="no-internet", ref="C10", owner=Owner.ISP, p=0.06, p_present=0.06, contributions=offline),
        ),
        unknown_p=0.13,
        next_steps=(
            NextStep(
                id="call-acquirer-about-freeze",
                kind=StepKind.CALL,
                minutes=10,
                why="why.most_likely",
                why_args={"cause": "merchant-frozen"},
            ),
            NextStep(id="restart-router", kind=StepKind.ACTION, minutes=5, why="why.most_likely"),
        ),
        excluded=("cardholder-balance",),
        evidence=(code, other, network, step),
        network_speaks_for_terminal=False,
    )


def empty_diagnosis() -> Diagnosis:
    """Return the diagnosis of a case about which nothing is known."""
    return Diagnosis(ranked=(), unknown_p=1.0, next_steps=(), excluded=(), evidence=())


def case_of(state: CaseState) -> CaseFile:
    """Return a case with the events that lead to `state`."""
    entries: list[tuple[EventKind, dict[str, JsonValue]]] = [(EventKind.OPENED, {})]
    entries += [(EventKind.ANSWERED, {"id": name, "value": value}) for name, value in state.answers.items()]
    entries += [(EventKind.FIELD_SET, {"name": name, "value": value}) for name, value in state.fields.items()]
    entries += [(EventKind.STEP_DONE, {"step": item.step, "outcome": item.outcome.value}) for item in state.steps]
    if state.check is not None:
        entries.append((EventKind.CHECKED, {"report": to_json(state.check)}))
    events = tuple(
        Event(seq=seq, at_utc=f"2026-01-31T06:{seq:02d}:00Z", kind=kind, data=data)
        for seq, (kind, data) in enumerate(entries)
    )
    return CaseFile(
        id="20260131-7K3M",
        created_utc="2026-01-31T06:00:00Z",
        app_version="0.1.0",
        knowledge_digest=DIGEST,
        events=events,
    )


def document(
    lang: str = "zh",
    state: CaseState | None = None,
    diagnosis: Diagnosis | None = None,
    hidden_fields: frozenset[str] = frozenset(),
) -> Document:
    """Return a finished report; without a state the rich one."""
    state = rich_state() if state is None else state
    return build_document(
        knowledge(),
        catalog(lang),
        case_of(state),
        state,
        diagnosis or rich_diagnosis(),
        now_utc=NOW_UTC,
        system="Windows 11 23H2, Python 3.13",
        hidden_fields=hidden_fields,
    )


def empty_document(lang: str = "zh") -> Document:
    """Return the report of a case about which nothing is known."""
    return document(lang, CaseState(), empty_diagnosis())
