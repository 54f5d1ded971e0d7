"""What can be done next in a situation, what it costs at once, and where it leads to."""

from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from gui.diagnose.repair.model import (
    Situation,
    Tables,
    after_action,
    after_answers,
    after_test,
    open_actions,
    open_queries,
)


class Move(IntEnum):
    """The kinds of a next step."""

    SERVICE = 0
    TEST = 1
    ACTION = 2
    QUERY = 3


class Option(NamedTuple):
    """One next step. `cost` is weighted by the probability of being here; `then`: the situations that may follow."""

    move: Move
    number: int
    cost: float
    then: tuple[Situation, ...]

    @property
    def rank(self) -> tuple[Move, int]:
        """Return what breaks ties: always the same order."""
        return self.move, self.number


def options(tables: Tables, situation: Situation) -> Iterator[Option]:
    """Yield every next step. What was done is tested before anything is asked or handed over."""
    total = sum(situation.weights)
    if situation.untested:
        yield Option(Move.TEST, 0, tables.model.sale_cost * total, (after_test(tables, situation),))
    else:
        yield Option(Move.SERVICE, 0, tables.model.service_cost * total, ())
    for action in open_actions(tables, situation):
        yield Option(Move.ACTION, action, tables.costs[action] * total, (after_action(tables, situation, action),))
    for query in open_queries(tables, situation):
        cost = tables.model.queries[query].cost * total
        yield Option(Move.QUERY, query, cost, tuple(after_answers(tables, situation, query)))
