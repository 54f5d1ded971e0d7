"""A plan of actions alone: always the one with the highest chance per cost, tested in blocks, ended where that is best.

With one fault, independent actions and no test sale this is the optimal order (Heckerman, Breese and Rommelse 1995). It
is what a look-ahead takes for the cost of going on, so it is computed thousands of times and has to be quick.
"""

from collections.abc import Iterator, Sequence
from operator import truediv
from typing import NamedTuple

from gui.diagnose.repair.model import Situation, Tables

#: At most so many actions are tested by one sale (own choice: a shop must be able to keep in mind what it changed).
MOST_IN_BLOCK = 3


class Block(NamedTuple):
    """Actions that are done one after another and then tested together; `cost` with the sale, given that it is done."""

    actions: tuple[int, ...]
    cost: float


class _Stage(NamedTuple):
    """A point of a plan: what is done by then, the probability of getting there, and the next block (None: the end)."""

    done: int
    total: float
    block: Block | None


class Planner:
    """Makes the plans of one model."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._cures = [
            tuple((fault, p) for fault, p in enumerate(action.p_fix) if p > 0.0) for action in tables.model.actions
        ]
        faults = [{fault for fault, _ in cured} for cured in self._cures]
        #: By action, the others that cure one of its faults, with what they cure: doing it changes their chances.
        self._rivals = [
            [(other, self._cures[other]) for other, theirs in enumerate(faults) if other != action and mine & theirs]
            for action, mine in enumerate(faults)
        ]
        self._whole_costs = [cost + sale for cost, sale in zip(tables.costs, tables.sales, strict=True)]
        self._needing = [(action, needs) for action, needs in enumerate(tables.needs) if needs]
        self._costs: dict[tuple[int, int], float] = {}

    def first_block(self, situation: Situation) -> Block | None:
        """Return what is done first up to a sale, None when nothing is worth its cost; nothing may be untested.

        One more is done before the sale when that costs less, in the cases that are cured by then, than it saves in the
        others: one sale.
        """
        return next(self._stages(situation)).block

    def cost(self, situation: Situation) -> float:
        """Return what the whole plan is expected to cost, weighted by the probability of being here.

        The case is handed over where that is cheaper than to go on; nothing may be untested. What is found is kept for
        every situation on the way.
        """
        service, asked, costs = self._tables.model.service_cost, situation.asked, self._costs
        if (known := costs.get((situation.done, asked))) is not None:
            return known
        stages, ahead = self._stages(situation), []
        stage = next(stages)
        while stage.block is not None and stage.block.cost < service and known is None:
            ahead.append((stage, stage.block.cost))
            stage = next(stages)
            known = costs.get((stage.done, asked))
        if known is None:
            known = costs[stage.done, asked] = service * stage.total
        for before, block_cost in reversed(ahead):
            known = costs[before.done, asked] = min(service * before.total, block_cost * before.total + known)
        return known

    def _stages(self, situation: Situation) -> Iterator[_Stage]:
        """Yield the plan stage by stage.

        The chance of each action to cure now (0 once it is done) is kept from one to the next: most stay as they are.
        """
        tables, cures, done = self._tables, self._cures, situation.done
        weights, total = list(situation.weights), sum(situation.weights)
        chances = [
            0.0 if done >> action & 1 else sum([weights[fault] * p for fault, p in cured])
            for action, cured in enumerate(cures)
        ]
        tried, started, cost = done, total, 0.0
        actions: list[int] = []
        while (action := self._best(chances, tried, total)) is not None:
            if actions and not self._is_tested_later(actions, action, started - total, total):
                yield _Stage(done, started, self._block(actions, cost))
                done, started, actions, cost = tried, total, [], 0.0
            actions.append(action)
            cost += tables.costs[action]
            tried |= 1 << action
            total = max(total - chances[action], 0.0)  # rounding may leave less than nothing
            for fault, p in cures[action]:
                weights[fault] *= 1.0 - p
            chances[action] = 0.0
            for other, cured in self._rivals[action]:
                if chances[other]:
                    chances[other] = sum([weights[fault] * p for fault, p in cured])
        if actions:
            yield _Stage(done, started, self._block(actions, cost))
        yield _Stage(tried, total, None)

    def _block(self, actions: Sequence[int], cost: float) -> Block:
        """Return these actions as a block; `cost` is theirs, without the sale."""
        return Block(tuple(actions), cost + self._tables.sales[actions[-1]])

    def _is_tested_later(self, actions: Sequence[int], following: int, cured: float, left: float) -> bool:
        """Say whether one more is done before the sale."""
        tables = self._tables
        is_open = tables.sales[actions[-1]] > 0.0 and len(actions) < MOST_IN_BLOCK
        return is_open and tables.costs[following] * cured < tables.model.sale_cost * left

    def _best(self, chances: Sequence[float], tried: int, total: float) -> int | None:
        """Return the action with the highest chance per cost, or the first one that it needs.

        None when handing the case over has a higher one: then it is not worth its cost.
        """
        ratios = list(map(truediv, chances, self._whole_costs))
        for action, needs in self._needing:
            if chances[action] and (needed := needs & ~tried):
                ratios[action] = self._with(action, needed, chances)
        best = max(ratios, default=0.0)
        if best * self._tables.model.service_cost <= total:
            return None
        chosen = ratios.index(best)
        while needed := self._tables.needs[chosen] & ~tried:
            chosen = (needed & -needed).bit_length() - 1
        return chosen

    def _with(self, action: int, needed: int, chances: Sequence[float]) -> float:
        """Return the chance per cost of an action together with what it needs first."""
        chance, cost = chances[action], self._whole_costs[action]
        while needed:
            other = (needed & -needed).bit_length() - 1
            chance += chances[other]
            cost += self._tables.costs[other]
            needed &= needed - 1
        return chance / cost
