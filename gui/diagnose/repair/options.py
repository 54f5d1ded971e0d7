"""What can be done next in a situation, what it costs at once, and where it leads to."""

from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from gui.diagnose.repair.model import (
    Situation,
    Tables,
    after_action,
    after_answers,
    after_block,
    after_test,
    open_actions,
    open_queries,
)
from gui.diagnose.repair.plan import Block


class Move(IntEnum):
    """The kinds of a next step."""

    SERVICE = 0
    TEST = 1
    ACTION = 2
    QUERY = 3


class Option(NamedTuple):
    """One next step. `cost` is weighted by the probability of being here; `then`: the situations that may follow.

    `block`: for an action that is looked at together with the sale that tests it, the actions up to that sale.
    """

    move: Move
    number: int
    cost: float
    then: tuple[Situation, ...]
    block: tuple[int, ...] = ()

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


def options_by_sale(tables: Tables, situation: Situation, block: Block | None) -> Iterator[Option]:
    """Yield the next steps with each action tested at once, and `block` as a whole; nothing may be untested.

    The fewer situations of a look-ahead: an action that waits for its sale leads nowhere else.
    """
    if not tables.model.sale_cost:
        yield from options(tables, situation)
        return
    total = sum(situation.weights)
    if block is not None and len(block.actions) > 1:
        cost = block.cost * total
        yield Option(
            Move.ACTION, block.actions[0], cost, (after_block(tables, situation, block.actions),), block.actions
        )
    for option in options(tables, situation):
        if option.move is Move.ACTION:
            cost = option.cost + tables.sales[option.number] * total
            alone = (option.number,)
            yield Option(Move.ACTION, option.number, cost, (after_block(tables, situation, alone),), alone)
        else:
            yield option
