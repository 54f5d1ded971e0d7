"""A near-optimal next step where the state space is too large for an exact search: a bounded look-ahead.

A situation is first judged by what it costs to go on with actions alone, always the one with the highest chance per
cost, and to hand the case over where that is best. That is possible, so it is an upper bound. Then every next step is
judged by what it leads to, and the most promising ones again by looking one step further.
"""

from collections.abc import Iterable

from gui.diagnose.repair.model import Situation, Tables, after_test, open_actions, open_queries
from gui.diagnose.repair.options import Move, Option, options, options_by_sale
from gui.diagnose.repair.plan import Planner

#: With more than so many actions and answers it looks two steps ahead at most (own choice, for the time it takes).
MOST_FOR_DEPTH = 14
#: Few actions make short plans, which are judged quickly. Then it looks as deep as ever with up to so many actions and
#: answers, and at so many next steps: the largest gaps were of such models (`tests.bench.order_quality`). Not where a
#: sale costs something, which makes far more situations.
FEW_ACTIONS, MOST_WITH_FEW, WIDTH_WITH_FEW = 8, 24, 8


class Lookahead:
    """The look-ahead of one model. All values are pure functions of the situation, so they may be kept."""

    def __init__(self, tables: Tables, *, depth: int = 3, width: int = 3) -> None:
        """`depth`: how many steps it looks ahead; `width`: how many next steps are judged by more than one."""
        self._tables = tables
        self._depth = depth
        self._width = width
        self._planner = Planner(tables)
        self._values: dict[tuple[int, int, int, int], float] = {}

    def choose(self, situation: Situation) -> tuple[float, Option]:
        """Return the next step that looks best, with what it is expected to cost from here on."""
        return self._ways(situation, *self._reach(situation))[0]

    def judge(self, situation: Situation, move: Move, number: int) -> tuple[float, Option] | None:
        """Return the same for one given step by the same look-ahead, None when it is not open."""
        further = self._reach(situation)[0] - 1
        same = [option for option in self._options(situation) if (option.move, option.number) == (move, number)]
        return min([(self._cost(option, further), option) for option in same], key=_order, default=None)

    def _reach(self, situation: Situation) -> tuple[int, int]:
        """Return how many steps to look ahead, and how many of the next steps are judged by more than one."""
        actions = len(open_actions(self._tables, situation))
        asked = open_queries(self._tables, situation)
        choices = actions + sum([len(self._tables.model.queries[query].p_answer) for query in asked])
        if not any(self._tables.sales) and actions <= FEW_ACTIONS and choices <= MOST_WITH_FEW:
            return self._depth, max(self._width, WIDTH_WITH_FEW)
        return (self._depth if choices <= MOST_FOR_DEPTH else min(self._depth, 2)), self._width

    def value(self, situation: Situation, depth: int) -> float:
        """Return what the best step costs by a look-ahead of so many steps, never more than going on with actions."""
        if depth == 0:
            return self.base(situation)
        key = (*situation.key, depth)
        if key not in self._values:
            self._values[key] = min(self._ways(situation, depth, self._width)[0][0], self.base(situation))
        return self._values[key]

    def _ways(self, situation: Situation, depth: int, width: int) -> list[tuple[float, Option]]:
        """Return the most promising steps with their costs, best first."""
        ways = [(self._cost(option, 0), option) for option in self._options(situation)]
        ways.sort(key=_order)
        for further in range(1, depth):
            ways = [(self._cost(option, further), option) for _, option in ways[:width]]
            ways.sort(key=_order)
        return ways

    def _options(self, situation: Situation) -> Iterable[Option]:
        if situation.untested:
            return options(self._tables, situation)
        return options_by_sale(self._tables, situation, self._planner.first_block(situation))

    def _cost(self, option: Option, depth: int) -> float:
        return option.cost + sum([self.value(then, depth) for then in option.then])

    def base(self, situation: Situation) -> float:
        """Return the cost of going on with actions alone; what is untested is tested at once."""
        if not situation.untested:
            return self._planner.cost(situation)
        sale = self._tables.model.sale_cost * sum(situation.weights)
        return sale + self._planner.cost(after_test(self._tables, situation))


def _order(way: tuple[float, Option]) -> tuple[float, int, int]:
    cost, option = way
    return cost, option.move, option.number
