"""Mistakes in answers: what is answered, from what is true, and back."""

import math

import pytest

from gui.kb.mistakes import answered, in_truth, with_mistakes
from gui.model.knowledge import Question
from tests.unit.knowledge_factory import make_knowledge

TRUE = {"yes": 0.99, "no": 0.01}


def test_a_share_of_the_answers_is_wrong() -> None:
    """Each wrong value is as likely as any other, and the whole stays a distribution."""
    assert answered(TRUE, 0.05) == pytest.approx({"yes": 0.941, "no": 0.059})
    three = answered({"a": 1.0, "b": 0.0, "c": 0.0}, 0.1)
    assert three == pytest.approx({"a": 0.9, "b": 0.05, "c": 0.05})
    assert math.fsum(three.values()) == pytest.approx(1.0)


@pytest.mark.parametrize("p", [TRUE, {"a": 0.5, "b": 0.3, "c": 0.2}, {"only": 1.0}])
def test_the_truth_comes_back(p: dict[str, float]) -> None:
    """`in_truth` undoes it; without mistakes, or with one value, nothing changes."""
    assert in_truth(answered(p, 0.05), 0.05) == pytest.approx(p)
    assert answered(p, 0.0) == in_truth(p, 0.0) == p


def test_a_cause_speaks_of_what_is_answered() -> None:
    """Only questions that are known, and only distributions: a defect reaches the check as it was written."""
    cause = next(cause for cause in make_knowledge().causes.values() if cause.likelihood)
    name = next(iter(cause.likelihood))
    values = tuple(cause.likelihood[name])
    question = Question(id=name, page="steps", values=values, baseline=cause.likelihood[name], p_wrong=0.1)
    changed = with_mistakes(cause, {name: question})
    assert changed.likelihood[name] == answered(cause.likelihood[name], 0.1)
    assert with_mistakes(cause, {}) == cause
    broken = type(cause)(id="x", ref="C01", owner=cause.owner, category="", prior_weight=1.0, steps=(), contact="",
                         likelihood={name: {"yes": 0.7, "no": 0.7}})  # fmt: skip
    assert with_mistakes(broken, {name: question}).likelihood == broken.likelihood
