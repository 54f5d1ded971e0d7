"""The exact posterior over hypotheses, and what each piece of evidence adds to a cause.

A hypothesis is one cause alone, a pair of causes at the same time (`gui.diagnose.pairs`), or the explicit unknown
cause. P(h | e) is proportional to the prior weight of h times the product of P(e_i | h).
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gui.diagnose.elimination import Factor, posterior_of
from gui.diagnose.pairs import likelihood_of_pair, pair_weight, steps_of_pair
from gui.diagnose.terms import P_FLOOR, Term, prior_weights
from gui.model.diagnosis import Contribution
from gui.model.evidence import EvidenceSource
from gui.model.knowledge import Knowledge

_HYPOTHESIS = "hypothesis"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posterior:
    """What is known about the causes; every number is a probability.

    `alone[cause id]`: this cause and no other. `pairs[first, second]`: both. These and `p_unknown` sum to 1. (Without
    pairs `alone` may be left out: it is `p`.)
    `p[cause id]`: this cause is the one to deal with next, alone or as part of a pair. A pair counts for its first
    cause; the more the steps done so far will have cured that one, the more for its second. These and `p_unknown` sum
    to 1 as well, so that `p` can be used as if there were one fault at a time.
    `prior` and `prior_unknown`: the priors of single causes and of the unknown cause, summing to 1.
    """

    p: dict[str, float]
    p_unknown: float
    prior: dict[str, float]
    prior_unknown: float
    alone: dict[str, float] = field(default_factory=dict)
    pairs: dict[tuple[str, str], float] = field(default_factory=dict)

    def p_present(self, cause: str) -> float:
        """Return the probability that the cause is there, alone or with another. Over all causes it may exceed 1."""
        return math.fsum(
            [self.alone.get(cause, self.p[cause]), *(p for both, p in self.pairs.items() if cause in both)]
        )


def compute_posterior(knowledge: Knowledge, terms: Sequence[Term]) -> Posterior:
    """Return the posterior; it does not depend on the order of `terms`."""
    hypotheses = Hypotheses(knowledge)
    ordered = sorted(terms, key=lambda term: (term.evidence.id, term.evidence.value))  # the same to the last bit
    return hypotheses.posterior([*map(hypotheses.factor, ordered)], hypotheses.steps(ordered))


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What the steps that were done say about the pairs: a factor, and P(first cause cured | pair) in their order."""

    factor: Factor
    p_first_cured: Sequence[float]


class Hypotheses:
    """All hypotheses of a knowledge base, in a fixed order: the causes, the pairs, the unknown cause."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        weights = prior_weights(knowledge)
        unknown = knowledge.numbers.unknown_prior_weight
        total = math.fsum([*weights.values(), unknown])
        self._causes = tuple(weights)
        self._pairs = tuple((pair.first, pair.second) for pair in knowledge.pairs)
        self._prior = {cause: weight / total for cause, weight in weights.items()}
        self._prior_unknown = unknown / total
        pairs = (pair_weight(knowledge, pair, total) for pair in knowledge.pairs)
        self._weights = _vector([*weights.values(), *pairs, unknown])

    def factor(self, term: Term) -> Factor:
        """Return P(e | h) over the hypotheses. What a step says about pairs is not in it: their steps act together."""
        pairs = self._knowledge.pairs
        if term.evidence.source is EvidenceSource.STEP:
            of_pairs = [1.0] * len(pairs)
        else:
            of_pairs = [likelihood_of_pair(self._knowledge, pair, term) for pair in pairs]
        return _likelihoods([*(term.by_cause[cause] for cause in self._causes), *of_pairs, term.p_unknown])

    def steps(self, terms: Sequence[Term]) -> Steps:
        """Return what the steps among the terms say about the pairs; about single causes `factor` says it."""
        done = [term for term in terms if term.evidence.source is EvidenceSource.STEP]
        steps = [steps_of_pair(pair, done) for pair in self._knowledge.pairs]
        factor = _likelihoods([*[1.0] * len(self._causes), *(step.likelihood for step in steps), 1.0])
        return Steps(factor=factor, p_first_cured=[step.p_first_cured for step in steps])

    def posterior(self, factors: Sequence[Factor], steps: Steps) -> Posterior:
        """Return what the factors of the evidence leave of every hypothesis."""
        p = posterior_of(_HYPOTHESIS, [self._weights, *factors, steps.factor])
        count = len(self._causes)
        alone = dict(zip(self._causes, p[:count], strict=True))
        pairs = dict(zip(self._pairs, p[count:-1], strict=True))
        shares = {cause: [p_alone] for cause, p_alone in alone.items()}
        for ((first, second), p_pair), p_first_cured in zip(pairs.items(), steps.p_first_cured, strict=True):
            shares[first].append(p_pair * (1.0 - p_first_cured))
            shares[second].append(p_pair * p_first_cured)
        return Posterior(
            p={cause: math.fsum(parts) for cause, parts in shares.items()}, p_unknown=p[-1],
            prior=self._prior, prior_unknown=self._prior_unknown, alone=alone, pairs=pairs,
        )  # fmt: skip


def _likelihoods(values: Iterable[float]) -> Factor:
    return _vector([max(value, P_FLOOR) for value in values])


def _vector(values: Sequence[float]) -> Factor:
    return Factor((_HYPOTHESIS,), (len(values),), values)


def weigh_evidence(posterior: Posterior, terms: Sequence[Term]) -> dict[str, tuple[Contribution, ...]]:
    """Return by cause what every term says about it in bits, strongest first.

    log2 P(e | cause) / P(e | not cause), the latter weighted over all others and the unknown cause by their priors, so
    that what one answer says does not change with the next answer. This is the weight of evidence (Good 1950). Pairs
    are left out of it: what speaks for a pair speaks for one of its causes.
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
