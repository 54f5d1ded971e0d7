"""People err: what the files say of a cause is the truth, what a case holds is what somebody answered.

A share `p_wrong` of the known answers to a question is taken to be wrong, each wrong value as often as any other:
P(v is answered) = (1 - p_wrong) P(v) + p_wrong (1 - P(v)) / (n - 1) for n values. Done once, while loading, so that
the posterior, the value of a question and every bench read the same numbers. No single answer can then outweigh all
others, and a likelihood in the files may say plainly that something never is.
"""

import math
from collections.abc import Mapping
from dataclasses import replace

from gui.model.knowledge import Cause, Question


def answered(p: Mapping[str, float], p_wrong: float) -> dict[str, float]:
    """Return the distribution of what is answered when `p` is the truth."""
    if p_wrong == 0.0 or len(p) < 2:
        return dict(p)
    others = p_wrong / (len(p) - 1)
    return {value: (1.0 - p_wrong) * share + others * (1.0 - share) for value, share in p.items()}


def in_truth(p: Mapping[str, float], p_wrong: float) -> dict[str, float]:
    """Return the distribution of the truth when `p` is what is answered: undoes `answered`."""
    if p_wrong == 0.0 or len(p) < 2:
        return dict(p)
    others = p_wrong / (len(p) - 1)
    return {value: max((share - others) / (1.0 - p_wrong - others), 0.0) for value, share in p.items()}


def with_mistakes(cause: Cause, questions: Mapping[str, Question]) -> Cause:
    """Return the cause with P(answer | cause) of what is answered; of an unknown question nothing is changed."""
    likelihood = {
        name: answered(p, questions[name].p_wrong) if name in questions and _is_complete(p) else p
        for name, p in cause.likelihood.items()
    }
    return replace(cause, likelihood=likelihood)


def _is_complete(p: Mapping[str, float]) -> bool:
    """A defect of the file must reach its check as it was written."""
    return math.isclose(math.fsum(p.values()), 1.0, abs_tol=1e-6)
