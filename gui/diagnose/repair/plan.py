"""A plan of actions alone: always the one with the highest chance per cost, tested in blocks, ended where that is best.

With one fault, independent actions and no test sale this is the optimal order (Heckerman, Breese and Rommelse 1995). It
is what a look-ahead takes for the cost of going on, so it is computed thousands of times and has to be quick.
"""

from operator import mul
from typing import NamedTuple

from gui.diagnose.repair.model import Situation, Tables, Weights

#: At most so many actions are tested by one sale (own choice: a shop must be able to keep in mind what it changed).
MOST_IN_BLOCK = 3


class Block(NamedTuple):
    """Actions that are done one after another and then tested together; `cost` with the sale, given that it is done."""

    actions: tuple[int, ...]
    cost: float


class Planner:
    """Makes the plans of one model."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._cured = [
            [(fault, p) for fault, p in enumerate(action.p_fix) if p > 0.0] for action in tables.model.actions
        ]
        self._whole_costs = [cost + sale for cost, sale in zip(tables.costs, tables.sales, strict=True)]
        self._needing = [action for action, needs in enumerate(tables.needs) if needs]

    def first_block(self, situation: Situation) -> Block | None:
        """Return what is done first up to a sale, None when nothing is worth its cost; nothing may be untested.

        One more is done before the sale when that costs less, in the cases that are cured by then, than it saves in the
        others: one sale.
        """
        tables, weights, tried = self._tables, situation.weights, situation.done
        action = self._best(weights, tried)
        if action is None:
            return None
        actions, cost = [action], tables.costs[action]
        if tables.sales[action]:
            total = sum(weights)
            while tables.sales[action] and len(actions) < MOST_IN_BLOCK:
                weights, tried = tuple(map(mul, weights, tables.fails[action])), tried | 1 << action
                left, following = sum(weights), self._best(weights, tried)
                if following is None or tables.costs[following] * (total - left) >= tables.model.sale_cost * left:
                    break
                action = following
                actions.append(action)
                cost += tables.costs[action]
        return Block(tuple(actions), cost + tables.sales[action])

    def _best(self, weights: Weights, tried: int) -> int | None:
        """Return the action with the highest chance per cost, or the first one that it needs.

        None when handing the case over has a higher one: then it is not worth its cost.
        """
        ratios = [
            0.0 if tried >> action & 1 else sum([weights[fault] * p for fault, p in cured]) / self._whole_costs[action]
            for action, cured in enumerate(self._cured)
        ]
        for action in self._needing:
            if ratios[action] and (needed := self._tables.needs[action] & ~tried):
                ratios[action] = self._with(action, needed, weights)
        best = max(ratios, default=0.0)
        if best * self._tables.model.service_cost <= sum(weights):
            return None
        chosen = ratios.index(best)
        while needed := self._tables.needs[chosen] & ~tried:
            chosen = (needed & -needed).bit_length() - 1
        return chosen

    def _with(self, action: int, needed: int, weights: Weights) -> float:
        """Return the chance per cost of an action together with what it needs first."""
        cost, together = self._whole_costs[action], [action]
        while needed:
            other = (needed & -needed).bit_length() - 1
            cost += self._tables.costs[other]
            together.append(other)
            needed &= needed - 1
        return sum([weights[fault] * p for other in together for fault, p in self._cured[other]]) / cost
