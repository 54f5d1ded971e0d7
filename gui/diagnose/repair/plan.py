"""A plan of actions alone: always the one with the highest chance per cost, tested in blocks, ended where that is best.

With one fault, independent actions and no test sale this is the optimal order (Heckerman, Breese and Rommelse 1995). It
is what a look-ahead takes for the cost of going on, so it is computed thousands of times and has to be quick.
"""

from operator import truediv
from typing import NamedTuple

from gui.diagnose.repair.model import Situation, Tables

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
        cures = [tuple((fault, p) for fault, p in enumerate(action.p_fix) if p) for action in tables.model.actions]
        faults = [{fault for fault, _ in cured} for cured in cures]
        self.cures = tuple(cures)
        #: By action, the others that cure one of its faults: doing it changes their chances.
        self.rivals = tuple(
            tuple(other for other, theirs in enumerate(faults) if other != action and mine & theirs)
            for action, mine in enumerate(faults)
        )
        self.whole_costs = tuple(cost + sale for cost, sale in zip(tables.costs, tables.sales, strict=True))
        self.needing = tuple(action for action, needs in enumerate(tables.needs) if needs)

    def first_block(self, situation: Situation) -> Block | None:
        """Return what is done first up to a sale, None when nothing is worth its cost; nothing may be untested.

        One more is done before the sale when that costs less, in the cases that are cured by then, than it saves in the
        others: one sale.
        """
        return _Walk(self._tables, self, situation).take_block()

    def cost(self, situation: Situation) -> float:
        """Return what the whole plan is expected to cost, weighted by the probability of being here.

        The case is handed over where that is cheaper than to go on; nothing may be untested.
        """
        walk, service, stages = _Walk(self._tables, self, situation), self._tables.model.service_cost, []
        total = walk.total
        while (block := walk.take_block()) is not None and block.cost < service:
            stages.append((total, block.cost))
            total = walk.total
        cost = service * total
        for total, block_cost in reversed(stages):
            cost = min(service * total, block_cost * total + cost)
        return cost


class _Walk:
    """One way through the actions. `chances[action]`: that it cures now, weighted as the faults are; 0 once it is done.

    The chances are kept from action to action, for most of them stay as they are.
    """

    def __init__(self, tables: Tables, planner: Planner, situation: Situation) -> None:
        self._tables = tables
        self._planner = planner
        self._weights = weights = list(situation.weights)
        self._tried = tried = situation.done
        self.total = sum(weights)
        self._chances = [
            0.0 if tried >> action & 1 else sum([weights[fault] * p for fault, p in cured])
            for action, cured in enumerate(planner.cures)
        ]

    def take_block(self) -> Block | None:
        """Do the next actions up to a sale; None, and nothing done, when handing over is better."""
        tables, action = self._tables, self._best()
        if action is None:
            return None
        before, actions, cost = self.total, [action], tables.costs[action]
        self._do(action)
        while tables.sales[action] and len(actions) < MOST_IN_BLOCK:
            following = self._best()
            if following is None or tables.costs[following] * (before - self.total) >= (
                tables.model.sale_cost * self.total
            ):
                break
            action = following
            actions.append(action)
            cost += tables.costs[action]
            self._do(action)
        return Block(tuple(actions), cost + tables.sales[action])

    def _do(self, action: int) -> None:
        planner, weights, chances = self._planner, self._weights, self._chances
        for fault, p in planner.cures[action]:
            weights[fault] *= 1.0 - p
        self._tried |= 1 << action
        self.total = sum(weights)
        chances[action] = 0.0
        for other in planner.rivals[action]:
            if chances[other]:
                chances[other] = sum([weights[fault] * p for fault, p in planner.cures[other]])

    def _best(self) -> int | None:
        """Return the action with the highest chance per cost, or the first one that it needs.

        None when handing the case over has a higher one: then it is not worth its cost.
        """
        needs, tried = self._tables.needs, self._tried
        ratios = list(map(truediv, self._chances, self._planner.whole_costs))
        for action in self._planner.needing:
            if ratios[action] and (needed := needs[action] & ~tried):
                ratios[action] = self._with(action, needed)
        best = max(ratios, default=0.0)
        if best * self._tables.model.service_cost <= self.total:
            return None
        chosen = ratios.index(best)
        while needed := needs[chosen] & ~tried:
            chosen = (needed & -needed).bit_length() - 1
        return chosen

    def _with(self, action: int, needed: int) -> float:
        """Return the chance per cost of an action together with what it needs first."""
        chance, cost = self._chances[action], self._planner.whole_costs[action]
        while needed:
            other = (needed & -needed).bit_length() - 1
            chance += self._chances[other]
            cost += self._tables.costs[other]
            needed &= needed - 1
        return chance / cost
