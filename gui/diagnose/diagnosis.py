"""The diagnosis of a case: a pure function of the knowledge and the state, recomputed whenever something changes."""

from collections.abc import Mapping

from gui.diagnose.nextstep import advise
from gui.diagnose.posterior import Posterior, compute_posterior, weigh_evidence
from gui.diagnose.safety import is_safety_matter
from gui.diagnose.terms import collect_evidence, collect_terms, is_code_unlisted, network_relevance
from gui.model.case import CaseState
from gui.model.diagnosis import Contribution, Diagnosis, RankedCause, RankedPair
from gui.model.knowledge import Knowledge
from gui.model.observation import CheckReport, Verdict

#: A cause is ruled out only if one piece of evidence alone speaks against it at least four to one (estimate).
EXCLUDING_BITS = -2.0


def diagnose(knowledge: Knowledge, state: CaseState, *, looks_ahead: bool = True) -> Diagnosis:
    """Return ranked causes, the mass of the unknown cause, the ordered checklist and the reasons for each.

    Pure: undoing an answer gives the identical diagnosis. It takes some ten milliseconds, nearly all of them for the
    search for the first step; without `looks_ahead` that one goes by the rule of thumb of the others.
    """
    terms = collect_terms(knowledge, state)
    posterior = compute_posterior(knowledge, terms)
    reasons = weigh_evidence(posterior, terms)
    advice = advise(knowledge, state, posterior, reasons, looks_ahead=looks_ahead)
    ranked = [
        RankedCause(
            cause=cause.id,
            ref=cause.ref,
            owner=cause.owner,
            p=posterior.p[cause.id],
            p_present=posterior.p_present(cause.id),
            contributions=reasons[cause.id],
        )
        for cause in knowledge.causes.values()
    ]
    pairs = _ranked_pairs(posterior)
    return Diagnosis(
        ranked=_in_order(ranked),
        unknown_p=posterior.p_unknown,
        next_steps=advice.steps,
        excluded=_excluded(knowledge, posterior, reasons),
        evidence=collect_evidence(knowledge, state),
        unlisted_code=is_code_unlisted(knowledge, state),
        network_speaks_for_terminal=network_relevance(knowledge, state) > 0.0,
        pairs=pairs,
        hand_over=advice.hand_over,
        both=pairs[0] if pairs and pairs[0].p > max(posterior.p_unknown, *posterior.alone.values()) else None,
    )


def evidence_only(state: CaseState) -> CaseState:
    """Return the state with nothing but what a diagnosis follows from: equal ones have the same diagnosis."""
    check = state.check
    if check is not None:
        verdict = Verdict(
            segment=check.verdict.segment, fault=check.verdict.fault, confidence=0.0, remarks=check.verdict.remarks
        )
        check = CheckReport(started_utc=check.started_utc, duration_ms=0, verdict=verdict, probes=())
    return CaseState(answers=state.answers, steps=state.steps, check=check)


def _in_order(ranked: list[RankedCause]) -> tuple[RankedCause, ...]:
    """The cause to deal with next leads: it hides what comes second in a pair, however certain that one is."""
    first = min(ranked, key=lambda item: (-item.p, item.ref), default=None)
    return tuple(sorted(ranked, key=lambda item: (item is not first, -item.p_present, item.ref)))


def _ranked_pairs(posterior: Posterior) -> tuple[RankedPair, ...]:
    pairs = (RankedPair(first=first, second=second, p=p) for (first, second), p in posterior.pairs.items())
    return tuple(sorted(pairs, key=lambda pair: (-pair.p, pair.first, pair.second)))


def _excluded(
    knowledge: Knowledge, posterior: Posterior, reasons: Mapping[str, tuple[Contribution, ...]]
) -> tuple[str, ...]:
    """Return the causes that evidence against them made improbable.

    Not among them: a cause that merely is rare, one that only gave way to a more probable one, and a matter of safety
    (money that may be open, a stolen card, a fraud): it would be dangerous to tell a shop or a bank that it is none.
    """
    return tuple(
        sorted(
            cause.id
            for cause in knowledge.causes.values()
            if posterior.p_present(cause.id) <= knowledge.numbers.p_excluded
            and any(item.bits <= EXCLUDING_BITS for item in reasons[cause.id])
            and not is_safety_matter(knowledge, cause)
        )
    )
