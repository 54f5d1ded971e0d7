"""What the program does next: the optimum where the state space is small, a bounded look-ahead where it is not."""

from gui.diagnose.repair.exact import ExactSearch
from gui.diagnose.repair.lookahead import Lookahead
from gui.diagnose.repair.model import Situation, Tables, is_asked
from gui.diagnose.repair.options import Move, Option

#: Up to so many situations the search is exact; it then takes no longer than the look-ahead (measured).
EXACT_UP_TO = 200
#: The look-ahead beyond: by so many steps, going deeper for so many of the next steps. Chosen by
#: `tests.bench.order_quality`: a width of 4 takes half as long again and gains less than a thousandth.
DEPTH, WIDTH = 3, 3
#: What saves less than this share is not worth a change of the usual order: the numbers are no better (estimate).
NOTICEABLE_SHARE = 0.05


class Strategy:
    """Chooses the next step in the situations of one model. Deterministic: bounded by counts, never by a clock."""

    def __init__(self, tables: Tables, *, exact_up_to: int = EXACT_UP_TO) -> None:
        self._tables = tables
        self._exact_up_to = exact_up_to
        self._lookahead = Lookahead(tables, depth=DEPTH, width=WIDTH)
        self._exact: ExactSearch | None = None

    def choose(self, situation: Situation, usual: tuple[Move, int] | None = None) -> Option:
        """Return what to do next.

        `usual`: a step that stands unless another one is noticeably better (`NOTICEABLE_SHARE`).
        """
        search: ExactSearch | Lookahead = self._lookahead
        if count_situations(self._tables, situation) <= self._exact_up_to:
            self._exact = search = self._exact or ExactSearch(self._tables)
        cost, option = search.choose(situation)
        if usual is None:
            return option
        other = search.judge(situation, *usual)
        return option if other is None or cost < other[0] * (1.0 - NOTICEABLE_SHARE) else other[1]

    def is_tested_at_once(self, option: Option) -> bool:
        """Say whether the sale that tests an action comes next, before another action; nothing may be untested."""
        if option.block:
            return len(option.block) == 1
        return not option.then[0].untested or self.choose(option.then[0]).move is Move.TEST


def count_situations(tables: Tables, situation: Situation) -> int:
    """Return how many situations can follow at most: each action done or not, each query open or with one answer.

    Where a sale costs something, an action can also be done and not tested.
    """
    count = 1
    for action, sale in enumerate(tables.sales):
        if not situation.tried >> action & 1:
            count *= 3 if sale else 2
    for number, query in enumerate(tables.model.queries):
        if not is_asked(tables, situation, number):
            count *= len(query.p_answer) + 1
    return count
