"""The exact optimum of a troubleshooting model by computing all its situations: no search, no bounds, nothing shared.

It is written anew beside `gui.diagnose.repair.exact` so that one checks the other. A table holds for every set of
answers (row) and every set of actions done (column) the probability of being there; from the end backwards it gives the
least cost of going on. Takes numpy, which comes with the development dependencies; the program itself has none.
"""

import importlib
from collections.abc import Sequence
from math import prod
from typing import Any

from gui.diagnose.repair.model import RepairModel, Tables

np: Any = importlib.import_module("numpy")


def optimal_cost(model: RepairModel) -> float:
    """Return the least expected cost. Only for models without a test sale."""
    if model.sale_cost:
        raise ValueError("this table knows no sales")
    return float(_Table(model).least()[0, 0])


def count_cells(model: RepairModel) -> int:
    """Return how many situations the table holds."""
    rows: int = prod([len(query.p_answer) + 1 for query in model.queries])
    return rows << len(model.actions)


class _Table:
    def __init__(self, model: RepairModel) -> None:
        self._model = model
        rows, columns = _rows(model), _columns(model)
        self._mass = rows @ columns.T
        self._place = Tables.of(model).place
        self._answered = _answers(model, self._place)
        self._layers = _layers(model)

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
        done = np.arange(best.shape[1])
        for number, query in enumerate(self._model.queries):
            here = np.nonzero(self._answered[rows, number] == 0)[0]
            row, place = rows[here], self._place[number]
            asked = query.cost * self._mass[row]
            for answer in range(len(query.p_answer)):
                asked = asked + least[row + (answer + 1) * place]
            asked[:, done & query.needs != query.needs] = np.inf
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
    """Return P(fault and answers) for every set of answers, none of a question first."""
    rows = np.array([model.weights]) / sum(model.weights)
    for query in model.queries:
        rows = np.concatenate([rows, *(rows * np.array(p) for p in query.p_answer)])
    return rows


def _columns(model: RepairModel) -> Any:
    """Return the chance that a fault outlives a set of actions, for every set."""
    columns = np.ones((1, len(model.weights)))
    for action in model.actions:
        columns = np.concatenate([columns, columns * (1.0 - np.array(action.p_fix))])
    return columns


def _answers(model: RepairModel, place: Sequence[int]) -> Any:
    """Return by row the answer to each question: 0 for none, else its number from 1."""
    sizes = [len(query.p_answer) + 1 for query in model.queries]
    number = np.arange(prod(sizes))
    digits = [number // worth % size for worth, size in zip(place, sizes, strict=True)]
    return np.array(digits).reshape(len(sizes), len(number)).T


def _layers(model: RepairModel) -> list[list[tuple[int, Any, Any]]]:
    """Return for each number of actions done, the most first: an action, the columns before it and those after it."""
    columns = np.arange(2 ** len(model.actions))
    done = np.array([int(column).bit_count() for column in columns])
    return [
        [
            (number, before, before | 1 << number)
            for number, action in enumerate(model.actions)
            for before in [
                columns[(done == count) & (columns >> number & 1 == 0) & (columns & action.needs == action.needs)]
            ]
        ]
        for count in range(len(model.actions) - 1, -1, -1)
    ]
