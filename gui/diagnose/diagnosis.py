"""The diagnosis of a case: a pure function of the knowledge and the state, recomputed whenever something changes."""

from gui.diagnose.nextstep import order_steps
from gui.diagnose.posterior import Posterior, compute_posterior, weigh_evidence
from gui.diagnose.terms import collect_evidence, collect_terms, is_code_unlisted, network_relevance
from gui.model.case import CaseState
from gui.model.diagnosis import Diagnosis, RankedCause
from gui.model.knowledge import Knowledge


def diagnose(knowledge: Knowledge, state: CaseState) -> Diagnosis:
    """Return ranked causes, the mass of the unknown cause, the ordered checklist and the reasons for each.

    Pure and fast (some milliseconds), so nothing is cached: undoing an answer gives the identical diagnosis.
    """
    terms = collect_terms(knowledge, state)
    posterior = compute_posterior(knowledge, terms)
    reasons = weigh_evidence(posterior, terms)
    ranked = [
        RankedCause(
            cause=cause.id,
            ref=cause.ref,
            owner=cause.owner,
            p=posterior.p[cause.id],
            contributions=reasons[cause.id],
        )
        for cause in knowledge.causes.values()
    ]
    return Diagnosis(
        ranked=tuple(sorted(ranked, key=lambda item: (-item.p, item.ref))),
        unknown_p=posterior.p_unknown,
        next_steps=order_steps(knowledge, state, posterior),
        excluded=_excluded(knowledge, posterior),
        evidence=collect_evidence(knowledge, state),
        unlisted_code=is_code_unlisted(knowledge, state),
        network_speaks_for_terminal=network_relevance(knowledge, state) > 0.0,
    )


def _excluded(knowledge: Knowledge, posterior: Posterior) -> tuple[str, ...]:
    """Return the causes that the evidence made improbable; one that merely is rare is not ruled out by that."""
    limit = knowledge.numbers.p_excluded
    return tuple(
        sorted(cause for cause, p in posterior.p.items() if p <= limit and p < posterior.prior[cause] * (1 - 1e-9))
    )
