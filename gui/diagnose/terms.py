"""Likelihood terms: what each piece of evidence of a case says about every cause.

A term holds P(evidence | cause) for all causes and for the explicit unknown cause. Terms are treated as independent
given the cause (a naive Bayes model, Heckerman, Breese and Rommelse 1995, section 3); `gui.diagnose.pairs` says what
they mean for two causes at the same time.
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from gui import kb  # its search is loaded when something is to be found
from gui.model.case import CaseState, StepOutcome, StepRecord
from gui.model.evidence import UNKNOWN, Evidence, EvidenceSource
from gui.model.knowledge import Code, Knowledge
from gui.model.observation import Segment

#: No likelihood is taken as impossible: one wrong answer must not rule a cause out for good (estimate).
P_FLOOR = 1e-6
#: P(the first of several meanings of a code is meant): they are in the order of likelihood (estimate).
LIKELIER = 0.8
#: P(a step is reported as 解决了 | a cause that the step does not cure): trouble also goes away by itself (estimate).
P_SOLVED_BY_CHANCE = 0.02
#: Answers that only repeat another one: who says 已扣款 on the first page has said that the customer was charged,
#: and the page fills that in. It is the same thing said twice, not more evidence.
_REPEATED = {("charged", "yes"): ("trouble", "charged_but_failed")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """P(evidence | cause) by cause id, and `p_unknown` = P(evidence | none of the listed causes).

    `speaks`: the causes that say something about this evidence; all others leave it at the baseline, `p_unknown`.
    """

    evidence: Evidence
    by_cause: Mapping[str, float]
    p_unknown: float
    speaks: AbstractSet[str] = frozenset()


def prior_weights(knowledge: Knowledge) -> dict[str, float]:
    """Return the relative prior weight of every cause, without the unknown cause."""
    return {cause.id: cause.prior_weight for cause in knowledge.causes.values()}


def collect_evidence(knowledge: Knowledge, state: CaseState) -> tuple[Evidence, ...]:
    """Return all that is known about the case, unknown answers included, in a fixed order."""
    typed = {"code", "screen_text"}
    answers = [
        Evidence(id=name, value=value, source=EvidenceSource.CODE if name in typed else EvidenceSource.ANSWER)
        for name, value in sorted(state.answers.items())
        if name in typed or name in knowledge.questions
    ]
    return (*answers, *_network_evidence(state), *map(_step_evidence, latest_steps(state)))


def latest_steps(state: CaseState) -> tuple[StepRecord, ...]:
    """Return the last record of every step, by step id: doing a step again is no independent evidence."""
    latest = {record.step: record for record in state.steps}
    return tuple(latest[step] for step in sorted(latest))


def case_codes(knowledge: Knowledge, state: CaseState) -> tuple[Code, ...]:
    """Return the entries that the typed code can mean; empty without a code and for an unlisted one."""
    code = state.answers.get("code", UNKNOWN)
    return () if code == UNKNOWN else kb.resolve_code(knowledge, code, **_place(state))


def is_code_unlisted(knowledge: Knowledge, state: CaseState) -> bool:
    """Say whether a code was typed that no entry has (未收录)."""
    return state.answers.get("code", UNKNOWN) != UNKNOWN and not case_codes(knowledge, state)


def collect_terms(knowledge: Knowledge, state: CaseState) -> tuple[Term, ...]:
    """Return the terms of all evidence that can move the posterior, in a fixed order."""
    return tuple(term for item in collect_evidence(knowledge, state) for term in _terms_of(knowledge, state, item))


def network_relevance(knowledge: Knowledge, state: CaseState) -> float:
    """Return rho in 0..1: how far the PC's measurement speaks for what the case is about.

    A terminal on its own 4G card does not use the shop's line (0). When only the network is to be checked there is no
    terminal in question (1).
    """
    if state.is_about_network_only:
        return 1.0
    relevance = knowledge.numbers.network_relevance
    connection = state.answers.get("connection", UNKNOWN)
    return relevance.get(connection, relevance.get(UNKNOWN, 0.0))


def _place(state: CaseState) -> dict[str, str | None]:
    """Return where the message was shown and whose terminal it is: both decide what a code means."""
    return {name: state.answers.get(name) for name in ("shown_where", "provider")}


def _network_evidence(state: CaseState) -> Iterator[Evidence]:
    check = state.check
    if check is not None and check.verdict.segment is not Segment.UNKNOWN:
        yield Evidence(id="network", value=check.verdict.fault, source=EvidenceSource.PROBE, at_utc=check.started_utc)


def _step_evidence(record: StepRecord) -> Evidence:
    return Evidence(
        id=f"step:{record.step}", value=record.outcome.value, source=EvidenceSource.STEP, at_utc=record.at_utc
    )


def _terms_of(knowledge: Knowledge, state: CaseState, item: Evidence) -> Iterator[Term]:
    if not item.is_known:
        return
    if item.source is EvidenceSource.PROBE:
        yield from _network_terms(knowledge, state, item)
    elif item.source is EvidenceSource.STEP:
        yield from _step_terms(knowledge, item)
    elif item.source is EvidenceSource.CODE:
        yield from _code_terms(knowledge, state, item)
    elif not _repeats_another(state, item):
        yield from answer_terms(knowledge, item)


def _repeats_another(state: CaseState, item: Evidence) -> bool:
    name, value = _REPEATED.get((item.id, item.value), ("", ""))
    return bool(name) and state.answers.get(name) == value


def answer_terms(knowledge: Knowledge, item: Evidence) -> Iterator[Term]:
    """Yield the term of a known answer; nothing for a value that the question does not have."""
    baseline = knowledge.questions[item.id].baseline
    if item.value not in baseline:
        return
    by_cause = {
        cause.id: cause.likelihood.get(item.id, baseline).get(item.value, 0.0) for cause in knowledge.causes.values()
    }
    speaks = {cause.id for cause in knowledge.causes.values() if item.id in cause.likelihood}
    yield Term(evidence=item, by_cause=by_cause, p_unknown=baseline[item.value], speaks=speaks)


def code_terms(knowledge: Knowledge, state: CaseState) -> tuple[Term, ...]:
    """Return the terms of the typed code and words alone; empty where nothing, or nothing listed, was typed."""
    found = (_code_terms(knowledge, state, item) for item in collect_evidence(knowledge, state) if _is_typed(item))
    return tuple(term for terms in found for term in terms)


def _is_typed(item: Evidence) -> bool:
    return item.source is EvidenceSource.CODE and item.is_known


def _code_terms(knowledge: Knowledge, state: CaseState, item: Evidence) -> Iterator[Term]:
    codes = case_codes(knowledge, state)
    if item.id == "screen_text":
        texts = kb.resolve_screen_text(knowledge, item.value, **_place(state))
        # Code and words are often one message (51 余额不足): the same entry must not count twice.
        codes = () if {code.id for code in texts} & {code.id for code in codes} else texts
    if codes:
        yield _mixture(knowledge, item, codes)


def _mixture(knowledge: Knowledge, item: Evidence, codes: tuple[Code, ...]) -> Term:
    """Blend the entries that the typed code can mean: the first with the share LIKELIER, the others alike."""
    others = (1.0 - LIKELIER) / max(len(codes) - 1, 1)
    shares = [(1.0 if len(codes) == 1 else LIKELIER, codes[0]), *((others, code) for code in codes[1:])]
    return Term(
        evidence=item,
        by_cause={
            cause: sum(share * code.likelihood.get(cause, code.p_other) for share, code in shares)
            for cause in knowledge.causes
        },
        p_unknown=sum(share * code.p_other for share, code in shares),
        speaks={cause for code in codes for cause in code.likelihood},
    )


def _network_terms(knowledge: Knowledge, state: CaseState, item: Evidence) -> Iterator[Term]:
    """Blend the verdict's likelihood with its mean over the causes: with relevance 0 all causes get the same."""
    fault = knowledge.network_faults.get(item.value)
    if fault is None:
        return
    relevance = network_relevance(knowledge, state)
    weights = prior_weights(knowledge)
    unknown_weight = knowledge.numbers.unknown_prior_weight
    plain = {cause: fault.likelihood.get(cause, fault.p_other) for cause in weights}
    total = sum(weights.values()) + unknown_weight
    mean = (sum(weights[cause] * p for cause, p in plain.items()) + unknown_weight * fault.p_other) / total

    def blend(p: float) -> float:
        return relevance * p + (1.0 - relevance) * mean

    by_cause = {cause: blend(p) for cause, p in plain.items()}
    yield Term(evidence=item, by_cause=by_cause, p_unknown=blend(fault.p_other), speaks=fault.likelihood.keys())


def _step_terms(knowledge: Knowledge, item: Evidence) -> Iterator[Term]:
    """做不了 says nothing. A step that did not help speaks against the causes that it would have cured."""
    step = item.id.removeprefix("step:")
    cures = {
        cause.id: entry.p_fix for cause in knowledge.causes.values() for entry in cause.steps if entry.step == step
    }
    if item.value == StepOutcome.NOT_SOLVED:
        yield Term(
            evidence=item, by_cause={cause: 1.0 - cures.get(cause, 0.0) for cause in knowledge.causes}, p_unknown=1.0
        )
    elif item.value == StepOutcome.SOLVED:
        by_cause = {cause: max(cures.get(cause, P_SOLVED_BY_CHANCE), P_SOLVED_BY_CHANCE) for cause in knowledge.causes}
        yield Term(evidence=item, by_cause=by_cause, p_unknown=P_SOLVED_BY_CHANCE)
