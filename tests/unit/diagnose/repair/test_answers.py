"""Answers that tell the same are one, and what is put together beyond that loses the least."""

import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.diagnose.repair.answers import LOST_SHARE, MOST_ANSWERS, Row, merge_alike

EVEN = (0.5, 0.3, 0.2)


def _information_bits(rows: Sequence[Row], weights: Sequence[float]) -> float:
    """I(fault; answer) by its definition."""
    total = sum(weights)
    bits = 0.0
    for row in rows:
        p_answer = sum(w * p for w, p in zip(weights, row, strict=True)) / total
        bits += sum(w / total * p * math.log2(p / p_answer) for w, p in zip(weights, row, strict=True) if w * p > 0.0)
    return bits


def test_same_ratios_are_one_answer() -> None:
    """Twice as probable under every fault tells nothing more."""
    merged = merge_alike([(0.1, 0.2, 0.3), (0.2, 0.4, 0.6), (0.7, 0.4, 0.1)], EVEN)
    assert sorted(merged) == [pytest.approx((0.3, 0.6, 0.9)), (0.7, 0.4, 0.1)]


def test_what_tells_stays() -> None:
    """Four answers that differ are four."""
    rows = [(0.7, 0.1, 0.1), (0.1, 0.7, 0.1), (0.1, 0.1, 0.7), (0.1, 0.1, 0.1)]
    assert sorted(merge_alike(rows, EVEN)) == sorted(rows)


def test_a_question_that_tells_nothing_has_one_answer() -> None:
    """Nothing can be lost."""
    assert merge_alike([(0.25, 0.25, 0.25), (0.75, 0.75, 0.75)], EVEN) == ((1.0, 1.0, 1.0),)


def test_the_closest_go_first() -> None:
    """Of five that differ, the two that are nearest become one."""
    rows = [(0.6, 0.0, 0.0), (0.0, 0.6, 0.0), (0.0, 0.0, 0.6), (0.1, 0.2, 0.4), (0.3, 0.2, 0.0)]
    assert len(merge_alike(rows, EVEN)) == MOST_ANSWERS
    near = [*rows[:3], (0.2, 0.21, 0.2), (0.2, 0.19, 0.2)]
    assert (0.4, 0.4, 0.4) in [pytest.approx(row) for row in merge_alike(near, EVEN)]


@st.composite
def _questions(draw: st.DrawFn) -> tuple[list[Row], tuple[float, ...]]:
    faults, answers = draw(st.integers(1, 5)), draw(st.integers(1, 7))
    positive = st.floats(0.01, 1.0)
    columns = [draw(st.lists(positive, min_size=answers, max_size=answers)) for _ in range(faults)]
    normal = [[p / sum(column) for p in column] for column in columns]
    return list(zip(*normal, strict=True)), tuple(draw(st.lists(positive, min_size=faults, max_size=faults)))


@given(_questions())
def test_little_is_lost(question: tuple[list[Row], tuple[float, ...]]) -> None:
    """The answers stay a distribution; nothing is gained, and little is lost unless there were too many."""
    rows, weights = question
    merged = merge_alike(rows, weights)
    assert [sum(column) for column in zip(*merged, strict=True)] == pytest.approx([1.0] * len(weights))
    told, kept = _information_bits(rows, weights), _information_bits(merged, weights)
    assert kept <= told + 1e-9
    assert len(merged) <= MOST_ANSWERS
    if len(rows) <= MOST_ANSWERS:
        assert kept >= told * (1.0 - LOST_SHARE) - 1e-9
