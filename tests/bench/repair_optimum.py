"""The exact optimum of a troubleshooting model by computing all its situations: no search, no bounds, nothing shared.

It is written anew beside `gui.diagnose.repair.exact` so that one checks the other. A table holds for every set of
answers (row) and every set of actions done (column) the probability of being there; from the end backwards it gives the
least cost of going on. Takes numpy, which comes with the development dependencies; the program itself has none.
"""

import importlib
from typing import Any

from gui.diagnose.repair.model import RepairModel

np: Any = importlib.import_module("numpy")


def optimal_cost(model: RepairModel) -> float:
    """Return the least expected cost. Only for models without `needs` and without a test sale."""
    if model.sale_cost or any(action.needs for action in model.actions) or any(query.needs for query in model.queries):
        raise ValueError("this table knows neither needs nor sales")
    return float(_Table(model).least()[0, 0])


class _Table:
    def __init__(self, model: RepairModel) -> None:
        self._model = model
        rows, columns = _rows(model), _columns(model)
        self._mass = rows @ columns.T
        self._actions = len(model.actions)
        self._answered = _answers(model)
        self._place = [3**number for number in range(len(model.queries))]
        self._layers = _layers(self._actions)

    def least(self) -> Any:
        """Return the table of least costs."""
        least = np.empty_like(self._mass)
        how_many = (self._answered > 0).sum(axis=1)
        for count in range(len(self._place), -1, -1):
            rows = np.nonzero(how_many == count)[0]
            least[rows] = self._with_actions(rows, self._without_actions(rows, least))
        return least

    def _without_actions(self, rows: Any, least: Any) -> Any:
        """Return the least cost of handing over or asking next."""
        best = self._model.service_cost * self._mass[rows]
        for number, query in enumerate(self._model.queries):
            here = np.nonzero(self._answered[rows, number] == 0)[0]
            row, place = rows[here], self._place[number]
            asked = query.cost * self._mass[row] + least[row + place] + least[row + 2 * place]
            best[here] = np.minimum(best[here], asked)
        return best

    def _with_actions(self, rows: Any, best: Any) -> Any:
        """Return the same with actions next, from all of them done to none."""
        mass = self._mass[rows]
        for layer in self._layers:
            for action, before, after in layer:
                cost = self._model.actions[action].cost * mass[:, before] + best[:, after]
                best[:, before] = np.minimum(best[:, before], cost)
        return best


def _rows(model: RepairModel) -> Any:
    """Return P(fault and answers) for every set of answers (three to the power of the questions)."""
    rows = np.array([model.weights]) / sum(model.weights)
    for query in model.queries:
        yes, no = (np.array(p) for p in query.p_answer)
        rows = np.concatenate([rows, rows * yes, rows * no])
    return rows


def _columns(model: RepairModel) -> Any:
    """Return the chance that a fault outlives a set of actions, for every set."""
    columns = np.ones((1, len(model.weights)))
    for action in model.actions:
        columns = np.concatenate([columns, columns * (1.0 - np.array(action.p_fix))])
    return columns


def _answers(model: RepairModel) -> Any:
    """Return by row the answer to each question: 0 none, 1 yes, 2 no."""
    number = np.arange(3 ** len(model.queries))
    return np.array([number // 3**place % 3 for place in range(len(model.queries))]).reshape(-1, len(number)).T


def _layers(actions: int) -> list[list[tuple[int, Any, Any]]]:
    """Return for each number of actions done, the most first: an action, the columns before it and those after it."""
    columns = np.arange(2**actions)
    done = np.array([int(column).bit_count() for column in columns])
    return [
        [
            (action, before, before | 1 << action)
            for action in range(actions)
            for before in [columns[(done == count) & (columns >> action & 1 == 0)]]
        ]
        for count in range(actions - 1, -1, -1)
    ]
