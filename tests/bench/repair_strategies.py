"""What a strategy costs in expectation, and the strategies that ours is compared with."""

from collections.abc import Callable

from gui.diagnose.repair.lookahead import Lookahead
from gui.diagnose.repair.model import Situation, Tables, start
from gui.diagnose.repair.options import Move, Option, options
from gui.diagnose.repair.plan import Planner
from gui.diagnose.repair.strategy import Strategy

#: Says what to do next.
Choose = Callable[[Situation], Option]


def expected_cost(tables: Tables, choose: Choose) -> float:
    """Return the exact expected cost of a strategy: over all answers, and every action may fail."""
    known: dict[tuple[int, int, int], float] = {}

    def cost(situation: Situation) -> float:
        key = situation.key
        if key not in known:
            option = choose(situation)
            known[key] = option.cost + sum([cost(then) for then in option.then])
        return known[key]

    return cost(start(tables.model))


def ours(tables: Tables) -> Choose:
    """Return what the program does."""
    return Strategy(tables).choose


def actions_only(tables: Tables) -> Choose:
    """Return the classic order: never a question, the highest chance per cost first, handed over where that is best."""
    lookahead = Lookahead(tables)

    def choose(situation: Situation) -> Option:
        return _follow(tables, lookahead, situation)

    return choose


def myopic_questions(tables: Tables) -> Choose:
    """Return the usual one: asks when the answer pays off by the order of actions alone, else does the next action."""
    lookahead = Lookahead(tables)

    def choose(situation: Situation) -> Option:
        best, chosen = lookahead.base(situation), None
        for option in options(tables, situation):
            if option.move is Move.QUERY:
                cost = option.cost + sum([lookahead.base(then) for then in option.then])
                if cost < best:
                    best, chosen = cost, option
        return chosen or _follow(tables, lookahead, situation)

    return choose


def _follow(tables: Tables, lookahead: Lookahead, situation: Situation) -> Option:
    """Return the next step of the plan of actions alone."""
    block = Planner(tables).first_block(situation)
    service_cost = tables.model.service_cost * sum(situation.weights)
    for option in options(tables, situation):
        if block is None or lookahead.base(situation) >= service_cost:
            if option.move is Move.SERVICE:
                return option
        elif option.move is Move.ACTION and option.number == block.actions[0]:
            return option
    raise AssertionError("a plan holds open actions only")
