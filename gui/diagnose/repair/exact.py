"""The optimal strategy by exact search: depth first over the situations, memoised, with branch and bound.

A situation is what was done, what is untested and what was answered; how it was reached does not matter, so each is
searched once (at most 2^actions x 3^yes-no queries of them). A branch is cut as soon as a lower bound of it
(`gui.diagnose.repair.bounds`) reaches what is known to be possible. The search is bounded by a count of situations,
never by a clock: the same model gives the same result everywhere.
"""

from gui.diagnose.repair.bounds import Bounds
from gui.diagnose.repair.lookahead import Lookahead
from gui.diagnose.repair.model import Situation, Tables
from gui.diagnose.repair.options import Move, Option, options

#: Differences of cost below this are rounding.
_ROUNDING = 1e-12


class OutOfNodesError(Exception):
    """The state space is larger than the search may look at."""


class ExactSearch:
    """One model's search. What was found stays for the situations that follow; `nodes` counts what was searched."""

    def __init__(self, tables: Tables, *, most_nodes: int = 1_000_000) -> None:
        self._tables = tables
        self._bounds = Bounds(tables)
        self._possible = Lookahead(tables)
        self._most_nodes = most_nodes
        self.nodes = 0
        self._found: dict[tuple[int, int, int], float] = {}
        self._at_least: dict[tuple[int, int, int], float] = {}

    def choose(self, situation: Situation) -> tuple[float, Option]:
        """Return the optimal next step and the least expected cost, weighted by the probability of being here.

        Raises `OutOfNodesError` when it was not found within the given number of situations.
        """
        best, chosen = float("inf"), None
        for option in options(self._tables, situation):
            cost = self._through(option, best)
            if chosen is None or cost < best - _ROUNDING:
                best, chosen = cost, option
        if chosen is None:
            raise AssertionError("handing over is always possible")
        return best, chosen

    def judge(self, situation: Situation, move: Move, number: int) -> tuple[float, Option] | None:
        """Return the same for one given step first, None when it is not open. Raises as `choose` does."""
        for option in options(self._tables, situation):
            if (option.move, option.number) == (move, number):
                return self._through(option, float("inf")), option
        return None

    def _lower(self, situation: Situation) -> float:
        """Return the best lower bound that is known: the optimum itself where it was found."""
        key = situation.key
        if key in self._found:
            return self._found[key]
        if key not in self._at_least:
            self._at_least[key] = self._bounds.lower(situation)
        return self._at_least[key]

    def _through(self, option: Option, limit: float) -> float:
        """Return the optimal cost with this step first, or any lower bound of it that is at least `limit`."""
        lowers = [self._lower(then) for then in option.then]
        cost = option.cost + sum(lowers)
        for then, lower in zip(option.then, lowers, strict=True):
            if cost >= limit:
                break
            cost += self._cost(then, limit - cost + lower) - lower
        return cost

    def _cost(self, situation: Situation, limit: float) -> float:
        """Return the optimal cost, or any lower bound of it that is at least `limit`."""
        known = self._lower(situation)
        key = situation.key
        if key in self._found or known >= limit:
            return known
        self.nodes += 1
        if self.nodes > self._most_nodes:
            raise OutOfNodesError
        best = min(limit, self._possible.base(situation))
        ways = [(self._promise(option), option.rank, option) for option in options(self._tables, situation)]
        is_below = best < limit
        for promise, _, option in sorted(ways, key=lambda way: way[:2]):
            if promise < best:
                cost = self._through(option, best)
                if cost < best - _ROUNDING:  # what was cut is as dear as `best`, but for rounding
                    best, is_below = cost, True
        (self._found if is_below else self._at_least)[key] = best
        return best

    def _promise(self, option: Option) -> float:
        return option.cost + sum(self._lower(then) for then in option.then)
