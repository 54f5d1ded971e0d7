"""Two causes at the same time: how probable a pair is beforehand, and what evidence says about it.

Prior: the product of the two causes' prior probabilities times the pair's factor (1: two independent faults).

What is seen, P(e | A, B), A being the cause to deal with first:
1. A cause that masks e and says something about it decides alone: P(e | that cause), whatever the other one says. If
   both do, A decides.
2. Else, who departs from the baseline speaks: if only one of the two says anything about e, it is P(e | that cause).
   So a code that only B can show speaks for B behind A, although A stops most codes.
3. If both speak, the shop meets one symptom or the other: the mean of the two. If none does: the baseline.

What was tried: a step cures each of the two by its own chance, independently, and the trouble ends only when both are
cured. With A(S) = 1 - product over s in S of (1 - p_fix(A, s)), the chance that the steps S have cured A:
steps N without success have the likelihood 1 - A(N) B(N), and success by the steps S after them A(N+S) B(N+S) - A(N)
B(N). The order of the steps does not matter. That is why a cure of A that did not end the trouble hardly speaks
against the pair: what is left is B. As for single causes, a step with success counts with no less than the chance that
trouble goes away by itself, for each of the two and for both together.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from gui.diagnose.terms import P_FLOOR, P_SOLVED_BY_CHANCE, Term
from gui.model.case import StepOutcome
from gui.model.knowledge import CausePair, Knowledge


def pair_weight(knowledge: Knowledge, pair: CausePair, total: float) -> float:
    """Return the relative prior weight of a pair; `total`: the weights of all single causes and of the unknown one."""
    first, second = knowledge.causes[pair.first], knowledge.causes[pair.second]
    return pair.factor * first.prior_weight * second.prior_weight / total


def likelihood_of_pair(knowledge: Knowledge, pair: CausePair, term: Term) -> float:
    """Return P(e | both causes) of anything but a step (see the top of this module)."""
    speaking = [cause for cause in (pair.first, pair.second) if cause in term.speaks]
    if not speaking:
        return term.p_unknown
    masking = (cause for cause in speaking if term.evidence.id in knowledge.causes[cause].masks)
    decides = next(masking, None)
    if decides is not None:
        return term.by_cause[decides]
    return math.fsum(term.by_cause[cause] for cause in speaking) / len(speaking)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepsOfPair:
    """What the steps that were done say about a pair: their likelihood, and what they have left of it.

    `p_first_cured`: the chance that the first cause is gone and the second is what remains, given that both were there.
    """

    likelihood: float
    p_first_cured: float


def steps_of_pair(pair: CausePair, terms: Sequence[Term]) -> StepsOfPair:
    """Return what the steps' terms say about a pair."""
    failed = [term for term in terms if term.evidence.value == StepOutcome.NOT_SOLVED]
    solved = [term for term in terms if term.evidence.value == StepOutcome.SOLVED]
    first, second = (_cured(cause, failed) for cause in (pair.first, pair.second))
    unsolved = 1.0 - first * second
    left = (first - first * second) / unsolved if unsolved > 0.0 else 0.0
    if not solved:
        return StepsOfPair(likelihood=unsolved, p_first_cured=left)
    by_chance = max(unsolved, P_FLOOR) * P_SOLVED_BY_CHANCE ** len(solved)
    end = math.prod(_cured(cause, failed, solved) for cause in (pair.first, pair.second))
    return StepsOfPair(likelihood=max(end - first * second, by_chance), p_first_cured=left)


def _cured(cause: str, failed: Sequence[Term], solved: Sequence[Term] = ()) -> float:
    """Return the chance that the steps cured the cause. A failed step's term holds 1 - p_fix, a solved one's p_fix."""
    left = math.prod(term.by_cause[cause] for term in failed)
    return 1.0 - left * math.prod(1.0 - term.by_cause[cause] for term in solved)
