"""Lower bounds of the expected cost of repair: no strategy whatever can do better.

- Who knows the fault (a clairvoyant) needs no question and does only what may cure it. The mean over the faults of what
  that costs is a bound, because every strategy is also open to the clairvoyant.
- With nothing left to ask, the mass that is cured by the time t is at most the fractional knapsack of the single
  chances (each action cures at most what it would cure if done now: the cured mass is submodular). The area above that
  curve is a bound (as for min-sum set cover: Feige, Lovasz and Tetali, Algorithmica 40, 2004).
- What is not asked yet is told for free, all answers at once; the sum over the answers of the bound above is a bound.
"""

from dataclasses import replace
from functools import cache
from operator import mul

from gui.diagnose.repair.model import RepairModel, Situation, Tables, Weights, after_test, is_asked
from gui.diagnose.repair.options import options

#: The answers of the open queries are spelled out up to so many combinations.
MOST_COMBINATIONS = 8


class Bounds:
    """The lower bounds of one model; what was computed is kept."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._alone = [_Alone(tables.model, fault) for fault in range(len(tables.model.weights))]
        self._known: dict[tuple[int, int], tuple[float, ...]] = {}

    def lower(self, situation: Situation) -> float:
        """Return a lower bound of what is still to be paid, weighted by the probability of being here.

        For the second one a sale costs nothing, so what is untested is tested at once.
        """
        tested = after_test(self._tables, situation) if situation.untested else situation
        return max(self.clairvoyant(situation), self._told(tested))

    def clairvoyant(self, situation: Situation) -> float:
        """Return what is still to be paid by one who knows the fault."""
        key = (situation.done, situation.untested)
        if key not in self._known:
            self._known[key] = tuple([alone.cost(*key) for alone in self._alone])
        cost: float = sum(map(mul, situation.weights, self._known[key]))
        return cost

    def _told(self, situation: Situation) -> float:
        """Return the bound with all answers told; 0 when there are too many."""
        parts = [situation.weights]
        for number, query in enumerate(self._tables.model.queries):
            if not is_asked(self._tables, situation, number):
                if len(parts) * len(query.p_answer) > MOST_COMBINATIONS:
                    return 0.0
                parts = [tuple(map(mul, part, p)) for part in parts for p in query.p_answer]
        return sum(self._area(part, situation.done) for part in parts)

    def _area(self, weights: Weights, done: int) -> float:
        """Return the least area above the knapsack curve, with the service called where that is best."""
        tables, total = self._tables, sum(weights)
        gains, floor = [], weights
        for action, fails in enumerate(tables.fails):
            if not done >> action & 1:
                gain = total - sum(map(mul, weights, fails))
                if gain > 0.0:
                    gains.append((gain / tables.costs[action], gain, tables.costs[action]))
                    floor = tuple(map(mul, floor, fails))
        gains.sort(reverse=True)
        left, least, area = total, sum(floor), 0.0
        best = tables.model.service_cost * left
        for _, gain, cost in gains:
            share = min(1.0, (left - least) / gain)
            area += share * cost * (left - share * gain / 2.0)
            left -= share * gain
            best = min(best, area + tables.model.service_cost * left)
        return best


class _Alone:
    """The optimum when a fault is known: only what may cure it, and what that needs, is worth doing."""

    def __init__(self, model: RepairModel, fault: int) -> None:
        keep = _with_needs(model, [number for number, action in enumerate(model.actions) if action.p_fix[fault] > 0.0])
        self._keep = keep
        self._model = model
        self._fault = fault
        self._tables = _single_fault(model, fault, keep)
        self._best = cache(self._optimum)

    def cost(self, done: int, untested: int) -> float:
        """Return the optimal cost, given the fault, what was done and what waits for a sale (sets of all actions)."""
        return self._best(self._own(done), self._own(untested))

    def _own(self, actions: int) -> int:
        return sum([1 << place for place, action in enumerate(self._keep) if actions >> action & 1])

    def _optimum(self, done: int, untested: int) -> float:
        situation = Situation((1.0,), done, untested)
        best = float("inf")
        for option in options(self._tables, situation):
            after = 0.0
            for then in option.then:
                after += then.weights[0] * self._best(then.done, then.untested)
            best = min(best, option.cost + after)
        return best


def _with_needs(model: RepairModel, wanted: list[int]) -> list[int]:
    """Return the actions with all that they need, in order."""
    found = sum(1 << action for action in wanted)
    while (more := found | _needs_of(model, found)) != found:
        found = more
    return [action for action in range(len(model.actions)) if found >> action & 1]


def _needs_of(model: RepairModel, actions: int) -> int:
    needs = 0
    for number, action in enumerate(model.actions):
        needs |= action.needs if actions >> number & 1 else 0
    return needs


def _single_fault(model: RepairModel, fault: int, keep: list[int]) -> Tables:
    """Return the model in which only this fault is possible and only these actions are known.

    An action that is left out can still be the cheapest sale, when its outcome shows by itself.
    """
    sale_cost = min([model.sale_cost, *(action.cost for action in model.actions if not action.sale)])
    place = {action: number for number, action in enumerate(keep)}
    actions = []
    for number in keep:
        action = model.actions[number]
        needs = sum(1 << place[other] for other in range(len(model.actions)) if action.needs >> other & 1)
        actions.append(replace(action, p_fix=(action.p_fix[fault],), needs=needs))
    return Tables.of(replace(model, weights=(1.0,), actions=tuple(actions), queries=(), sale_cost=sale_cost))
