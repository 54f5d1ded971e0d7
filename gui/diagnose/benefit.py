"""How much a checklist step is worth: the chance of a cure, or what an answer tells, per minute.

Actions are ordered by p/c, the chance of a cure divided by its cost: with one fault and independent actions no order
has a lower expected cost of repair (Heckerman, Breese and Rommelse, Decision-theoretic troubleshooting, CACM 38(3),
1995). Cost is minutes here.

A question cures nothing. If all doubt were gone, the best action for the true cause would cure with
p* = sum_c p(c) max_s p_fix(c, s); now the best single action cures with b = max_s sum_c p(c) p_fix(c, s). A question
that takes away a share I / H of the doubt (I: expected entropy reduction in bits, H: entropy of the posterior) is taken
to be worth (p* - b) I / H, so that it stands on the same scale as an action. This is a linear interpolation of the
value of perfect information: exact for a question that tells nothing and for one that tells everything.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gui.diagnose.posterior import Posterior
from gui.model.knowledge import Knowledge, Question

#: A question that is expected to tell less than this is not worth asking (estimate).
MIN_INFORMATION_BITS = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class Cure:
    """What a step does for one cause: `gain` = p(cause) * p_fix, `place` in the cause's list of steps."""

    cause: str
    gain: float
    place: int


def cures_by_step(knowledge: Knowledge, posterior: Posterior, causes: Iterable[str]) -> dict[str, list[Cure]]:
    """Return for every step of these causes what it may cure, the likeliest cure first."""
    cures: dict[str, list[Cure]] = {}
    for cause in causes:
        for place, entry in enumerate(knowledge.causes[cause].steps):
            gain = posterior.p[cause] * entry.p_fix
            cures.setdefault(entry.step, []).append(Cure(cause=cause, gain=gain, place=place))
    return {step: sorted(found, key=lambda cure: (-cure.gain, cure.cause)) for step, found in sorted(cures.items())}


def information_bits(knowledge: Knowledge, posterior: Posterior, question: Question) -> float:
    """Return the expected entropy reduction I(cause; answer) in bits, the unknown cause included.

    Causes that say nothing about the question answer it alike: they are one row.
    """
    rows = [
        (posterior.p[cause.id], cause.likelihood[question.id])
        for cause in knowledge.causes.values()
        if question.id in cause.likelihood
    ]
    rows.append((max(1.0 - math.fsum([p for p, _ in rows]), 0.0), question.baseline))
    return math.fsum([_information_of(value, rows) for value in question.values])


def _information_of(value: str, rows: list[tuple[float, Mapping[str, float]]]) -> float:
    joint = [(p, likelihood.get(value, 0.0)) for p, likelihood in rows]
    p_value = math.fsum([p * p_answer for p, p_answer in joint])
    return math.fsum(
        [p * p_answer * math.log2(p_answer / p_value) for p, p_answer in joint if p > 0.0 and p_answer > 0.0]
    )


def worth_per_bit(posterior: Posterior, cures: Mapping[str, list[Cure]]) -> float:
    """Return (p* - b) / H, the chance of a cure that one bit of information is worth; 0 when nothing is in doubt."""
    best_by_cause: dict[str, float] = {}
    for found in cures.values():
        for cure in found:
            best_by_cause[cure.cause] = max(best_by_cause.get(cure.cause, 0.0), cure.gain)
    best_action = max((math.fsum(cure.gain for cure in found) for found in cures.values()), default=0.0)
    doubt_bits = entropy_bits([*posterior.p.values(), posterior.p_unknown])
    if doubt_bits <= 0.0:
        return 0.0
    return max(math.fsum(best_by_cause.values()) - best_action, 0.0) / doubt_bits


def entropy_bits(probabilities: Iterable[float]) -> float:
    """Return the Shannon entropy in bits; zero probabilities add nothing."""
    return -math.fsum(p * math.log2(p) for p in probabilities if p > 0.0)
