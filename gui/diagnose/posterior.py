"""The exact posterior over single causes and the explicit unknown cause, and what each piece of evidence adds to it.

One cause is assumed at a time: P(c | e) is proportional to w(c) times the product of P(e_i | c), in log space.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from gui.diagnose.terms import P_FLOOR, Term, prior_weights
from gui.model.diagnosis import Contribution
from gui.model.knowledge import Knowledge


@dataclass(frozen=True, slots=True, kw_only=True)
class Posterior:
    """`p[cause id]` and `p_unknown` sum to 1. `prior` and `prior_unknown` are the same without evidence."""

    p: dict[str, float]
    p_unknown: float
    prior: dict[str, float]
    prior_unknown: float


def compute_posterior(knowledge: Knowledge, terms: Sequence[Term]) -> Posterior:
    """Return the posterior; it does not depend on the order of `terms` (sums are exact, `math.fsum`)."""
    weights = prior_weights(knowledge)
    total = math.fsum([*weights.values(), knowledge.numbers.unknown_prior_weight])
    prior = {cause: weight / total for cause, weight in weights.items()}
    prior_unknown = knowledge.numbers.unknown_prior_weight / total
    scores = [
        _log_score(prior[cause], [term.by_cause[cause] for term in terms]) for cause in prior
    ] + [_log_score(prior_unknown, [term.p_unknown for term in terms])]  # fmt: skip
    *p, p_unknown = _normalised(scores)
    return Posterior(p=dict(zip(prior, p, strict=True)), p_unknown=p_unknown, prior=prior, prior_unknown=prior_unknown)


def _log_score(prior: float, likelihoods: Sequence[float]) -> float:
    return math.fsum([math.log(prior), *(math.log(max(p, P_FLOOR)) for p in likelihoods)])


def _normalised(log_scores: Sequence[float]) -> list[float]:
    top = max(log_scores)
    scores = [math.exp(score - top) for score in log_scores]
    total = math.fsum(scores)
    return [score / total for score in scores]


def weigh_evidence(posterior: Posterior, terms: Sequence[Term]) -> dict[str, tuple[Contribution, ...]]:
    """Return by cause what every term says about it in bits, strongest first.

    log2 P(e | cause) / P(e | not cause), the latter weighted over all others and the unknown cause by their priors, so
    that what one answer says does not change with the next answer. This is the weight of evidence (Good 1950).
    """
    totals = [_mean_likelihood(posterior, term) for term in terms]
    return {
        cause: tuple(
            sorted(
                (
                    Contribution(evidence=term.evidence, bits=_bits(posterior, term, cause, total))
                    for term, total in zip(terms, totals, strict=True)
                ),
                key=lambda item: (-abs(item.bits), item.evidence.id),
            )
        )
        for cause in posterior.p
    }


def _mean_likelihood(posterior: Posterior, term: Term) -> float:
    """Return the prior-weighted mean of the term over all causes and the unknown cause."""
    known = (posterior.prior[cause] * max(p, P_FLOOR) for cause, p in term.by_cause.items())
    return math.fsum([posterior.prior_unknown * max(term.p_unknown, P_FLOOR), *known])


def _bits(posterior: Posterior, term: Term, cause: str, mean: float) -> float:
    own, prior = max(term.by_cause[cause], P_FLOOR), posterior.prior[cause]
    others = max((mean - prior * own) / (1.0 - prior), P_FLOOR)  # the difference may round to just below the floor
    return math.log2(own / others)
