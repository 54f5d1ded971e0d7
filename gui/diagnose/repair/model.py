"""What is to be repaired, as plain numbers: one fault is present, actions may cure it, questions tell about it.

The model of decision-theoretic troubleshooting (Heckerman, Breese and Rommelse, CACM 38(3), 1995; Jensen et al., The
SACSO methodology, AI EDAM 15, 2001; Langseth and Jensen, Decision theoretic troubleshooting of coherent systems,
Reliability Engineering and System Safety 80, 2003) with one fault. An action may cure several faults (dependent
actions), doing it again changes nothing, and an action that did not cure leaves the fault as it was.

Whether an action cured is seen by a sale at the terminal, which costs by itself. It may be postponed until some more
actions are done (Ottosen and Jensen, When to test? Troubleshooting with postponed system test, Expert Systems with
Applications 38, 2011): then one sale tests them all, and all of them are paid for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul
from typing import NamedTuple


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something to do. `p_fix[fault]`: the chance that it cures, given the fault; `needs`: actions that come first.

    `needs` is a bit set over the model's actions. `sale`: only a sale shows whether it cured; without it the outcome
    shows by itself, and with it that of all that was not tested yet.
    """

    id: str
    cost: float
    p_fix: tuple[float, ...]
    needs: int = 0
    sale: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Something to ask. `p_answer[answer][fault]`: the chance of an answer given the fault; the answers sum to 1."""

    id: str
    cost: float
    p_answer: tuple[tuple[float, ...], ...]
    needs: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairModel:
    """One fault is present: `weights[fault]` is proportional to its probability.

    `service_cost`: what it costs to hand the case over, which always ends it. `sale_cost`: what one test sale costs.
    All costs have one unit (minutes).
    """

    weights: tuple[float, ...]
    actions: tuple[Action, ...]
    queries: tuple[Query, ...] = ()
    service_cost: float
    sale_cost: float = 0.0


#: Weights by fault, not normalised: their sum is the probability of being here.
Weights = Sequence[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """A model's numbers in the form in which a search reads them most quickly.

    `fails[action][fault]` = 1 - p_fix; `place[query]` is the worth of the query's digit in `Situation.asked`.
    """

    model: RepairModel
    fails: tuple[tuple[float, ...], ...]
    costs: tuple[float, ...]
    needs: tuple[int, ...]
    sales: tuple[float, ...]
    place: tuple[int, ...]

    @classmethod
    def of(cls, model: RepairModel) -> "Tables":
        """Return the tables of a model."""
        place, worth = [], 1
        for query in model.queries:
            place.append(worth)
            worth *= len(query.p_answer) + 1
        return cls(
            model=model,
            fails=tuple(tuple(1.0 - p for p in action.p_fix) for action in model.actions),
            costs=tuple(action.cost for action in model.actions),
            needs=tuple(action.needs for action in model.actions),
            sales=tuple(model.sale_cost if action.sale else 0.0 for action in model.actions),
            place=tuple(place),
        )


class Situation(NamedTuple):
    """Where a repair stands: what was done and seen to fail, what was done and not yet tested, what was answered.

    `asked` holds a digit per query (0: not asked, else the answer's number + 1). `weights` are those after the last
    test: P(fault, all that was seen).
    """

    weights: tuple[float, ...]
    done: int = 0
    untested: int = 0
    asked: int = 0

    @property
    def key(self) -> tuple[int, int, int]:
        """Return what tells two situations of one model apart."""
        return self.done, self.untested, self.asked

    @property
    def tried(self) -> int:
        """Return the actions that were done, tested or not."""
        return self.done | self.untested


def start(model: RepairModel) -> Situation:
    """Return the situation before anything was done, with weights that sum to 1."""
    total = sum(model.weights)
    return Situation(tuple(weight / total for weight in model.weights))


def is_asked(tables: Tables, situation: Situation, query: int) -> bool:
    """Say whether a query has its answer."""
    answers = len(tables.model.queries[query].p_answer)
    return bool(situation.asked // tables.place[query] % (answers + 1))


def after_test(tables: Tables, situation: Situation) -> Situation:
    """Return the situation after a sale that failed: nothing that was done has cured."""
    weights, rest = situation.weights, situation.untested
    while rest:
        action = (rest & -rest).bit_length() - 1
        weights = tuple(map(mul, weights, tables.fails[action]))
        rest &= rest - 1
    return Situation(weights, situation.tried, 0, situation.asked)


def after_action(tables: Tables, situation: Situation, action: int) -> Situation:
    """Return the situation after an action that is to be tested, or after one that showed that nothing cured so far."""
    weights, done, untested, asked = situation
    if tables.sales[action] > 0.0:
        return Situation(weights, done, untested | 1 << action, asked)
    if untested:
        return after_test(tables, Situation(weights, done, untested | 1 << action, asked))
    return Situation(tuple(map(mul, weights, tables.fails[action])), done | 1 << action, 0, asked)


def after_block(tables: Tables, situation: Situation, actions: Sequence[int]) -> Situation:
    """Return the situation after these actions and a sale that failed; nothing may be untested before."""
    weights, done, _, asked = situation
    for action in actions:
        weights, done = tuple(map(mul, weights, tables.fails[action])), done | 1 << action
    return Situation(weights, done, 0, asked)


def after_answers(tables: Tables, situation: Situation, query: int) -> list[Situation]:
    """Return the situations after each answer to a query."""
    weights, done, untested, asked = situation
    worth = tables.place[query]
    return [
        Situation(tuple(map(mul, weights, p)), done, untested, asked + worth * number)
        for number, p in enumerate(tables.model.queries[query].p_answer, start=1)
    ]


def open_actions(tables: Tables, situation: Situation) -> list[int]:
    """Return the actions that may be done now: not done yet, and what they need is done."""
    tried = situation.tried
    return [action for action, needs in enumerate(tables.needs) if not tried >> action & 1 and needs & tried == needs]


def open_queries(tables: Tables, situation: Situation) -> list[int]:
    """Return the queries that may be asked now: without an answer, and what they need is done; none before a test."""
    if situation.untested:
        return []
    return [
        number
        for number, query in enumerate(tables.model.queries)
        if query.needs & situation.done == query.needs and not is_asked(tables, situation, number)
    ]
