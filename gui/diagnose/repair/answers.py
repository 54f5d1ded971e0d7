"""Answers that tell nearly the same are one answer to the search: each further one is a further way to look ahead."""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

#: At most so many ways a question goes on (own choice, for the time it takes).
MOST_ANSWERS = 4
#: Below that, answers are put together as long as this share of what the question tells is not lost (own choice).
LOST_SHARE = 0.02

#: Losses below this are rounding.
_ROUNDING = 1e-12

#: P(answer | fault), by fault.
Row = tuple[float, ...]


class _Answer(NamedTuple):
    """One answer or several put together. `bits`: what it adds to the information, up to what is common to all."""

    row: Row
    bits: float


class _Merger:
    """Puts answers together, the closest first. `kept` by a running number, `losses` in bits by two of them."""

    def __init__(self, weights: Sequence[float]) -> None:
        self._weights = weights
        self.kept: dict[int, _Answer] = {}
        self.losses: dict[tuple[int, int], float] = {}

    def add(self, number: int, row: Row) -> None:
        """Take one more."""
        answer = _Answer(row=row, bits=_bits(self._weights, row))
        for other, kept in self.kept.items():
            both = _bits(self._weights, _sum((kept.row, row)))
            self.losses[other, number] = kept.bits + answer.bits - both
        self.kept[number] = answer

    def closest(self) -> tuple[int, int]:
        """Return the two of which the difference tells least."""
        return min(self.losses, key=self.losses.__getitem__)

    def merge(self, pair: tuple[int, int]) -> None:
        """Put two together."""
        row = _sum([self.kept.pop(number).row for number in pair])
        self.losses = {two: loss for two, loss in self.losses.items() if not set(two) & set(pair)}
        self.add(max((*self.kept, *pair)) + 1, row)


def merge_alike(rows: Sequence[Row], weights: Sequence[float]) -> tuple[Row, ...]:
    """Return P(answer | fault) by answer, those put together that tell nearly the same about the faults.

    `weights[fault]` is proportional to P(fault). Nothing is lost where two answers have the same likelihood ratios;
    beyond `MOST_ANSWERS` the closest ones are put together whatever is lost.
    """
    merger = _Merger(weights)
    for number, row in enumerate(rows):
        merger.add(number, row)
    told = math.fsum([answer.bits for answer in merger.kept.values()]) - _bits(weights, _sum(rows))
    lost = 0.0
    while len(merger.kept) > 1:
        pair = merger.closest()
        lost += merger.losses[pair]
        if len(merger.kept) <= MOST_ANSWERS and lost > LOST_SHARE * told + _ROUNDING:
            break
        merger.merge(pair)
    return tuple([answer.row for answer in merger.kept.values()])


def _sum(rows: Iterable[Row]) -> Row:
    return tuple(map(sum, zip(*rows, strict=True)))


def _bits(weights: Sequence[float], row: Row) -> float:
    """Return the sum of j log2(j / J) over the faults, where j = P(fault, answer) and J = P(answer)."""
    joint = [weight * p for weight, p in zip(weights, row, strict=True) if weight * p > 0.0]
    total = sum(joint)
    return sum([j * math.log2(j / total) for j in joint])
