"""The optimum, its bounds and the look-ahead: against a plain recursion over everything that can be done."""

from collections.abc import Iterator
from functools import cache
from random import Random

import pytest

from gui.diagnose.repair.bounds import Bounds
from gui.diagnose.repair.exact import ExactSearch, OutOfNodesError
from gui.diagnose.repair.lookahead import Lookahead
from gui.diagnose.repair.model import (
    Action,
    Query,
    RepairModel,
    Situation,
    Tables,
    after_action,
    after_answers,
    after_test,
    start,
)
from gui.diagnose.repair.options import Move, options, options_by_sale
from gui.diagnose.repair.plan import Block, Planner
from gui.diagnose.repair.strategy import Strategy, count_situations


def action(name: str, cost: float, *p_fix: float, needs: int = 0, sale: bool = True) -> Action:
    """Return an action with its chances by fault."""
    return Action(id=name, cost=cost, p_fix=p_fix, needs=needs, sale=sale)


#: The textbook's case of dependent actions (Jensen and Nielsen, Bayesian Networks and Decision Graphs, section 9.3).
GOLDEN = Tables.of(
    RepairModel(
        weights=(0.20, 0.25, 0.40, 0.15),
        actions=(action("one", 1, 1, 1, 0, 0), action("two", 1, 0, 1, 1, 0), action("three", 1, 0, 0, 1, 1)),
        service_cost=1000.0,
    )
)


def random_model(seed: int) -> RepairModel:
    """Return a small model with everything in it: needs, sales, questions with two or three answers."""
    random = Random(seed)
    faults, count = random.randint(2, 5), random.randint(2, 4)
    actions = tuple(
        Action(
            id=f"a{number}",
            cost=random.uniform(1.0, 5.0),
            p_fix=tuple(random.choice((0.0, 0.0, random.random(), 1.0)) for _ in range(faults)),
            needs=random.choice((0, 0, 1 << random.randrange(number))) if number else 0,
            sale=random.random() < 0.7,
        )
        for number in range(count)
    )
    queries = []
    for number in range(random.randint(0, 2)):
        answers = [[random.random() + 0.01 for _ in range(faults)] for _ in range(random.randint(2, 3))]
        totals = [sum(column) for column in zip(*answers, strict=True)]
        p_answer = tuple(tuple(p / total for p, total in zip(row, totals, strict=True)) for row in answers)
        needs = random.choice((0, 1))
        queries.append(Query(id=f"q{number}", cost=random.uniform(0.1, 1.0), p_answer=p_answer, needs=needs))
    return RepairModel(
        weights=tuple(random.random() + 0.01 for _ in range(faults)),
        actions=actions,
        queries=tuple(queries),
        service_cost=random.uniform(3.0, 30.0),
        sale_cost=random.choice((0.0, 0.0, 1.0, 4.0)),
    )


class Everything:
    """Tries everything in every order: nothing is shared with the program but the model."""

    def __init__(self, model: RepairModel) -> None:
        self._model = model
        self._cost = cache(self._least)

    def cost(self) -> float:
        """Return the least expected cost."""
        return self._cost(0, 0, (-1,) * len(self._model.queries))

    def _left(self, done: int, answers: tuple[int, ...]) -> float:
        chances = [weight / sum(self._model.weights) for weight in self._model.weights]
        for number, one in enumerate(self._model.actions):
            if done >> number & 1:
                chances = [w * (1 - p) for w, p in zip(chances, one.p_fix, strict=True)]
        for query, answer in zip(self._model.queries, answers, strict=True):
            if answer >= 0:
                chances = [w * p for w, p in zip(chances, query.p_answer[answer], strict=True)]
        return sum(chances)

    def _least(self, tested: int, untested: int, answers: tuple[int, ...]) -> float:
        model, here, done = self._model, self._left(tested, answers), tested | untested
        if untested:
            ways = [model.sale_cost * here + self._cost(done, 0, answers)]
        else:
            ways = [model.service_cost * here, *self._asking(tested, answers)]
        for number, one in enumerate(model.actions):
            if not done >> number & 1 and one.needs & done == one.needs:
                waits = one.sale and model.sale_cost > 0.0
                then = (tested, untested | 1 << number) if waits else (done | 1 << number, 0)
                ways.append(one.cost * here + self._cost(*then, answers))
        return min(ways)

    def _asking(self, tested: int, answers: tuple[int, ...]) -> Iterator[float]:
        for number, query in enumerate(self._model.queries):
            if answers[number] < 0 and query.needs & tested == query.needs:
                told = [(*answers[:number], one, *answers[number + 1 :]) for one in range(len(query.p_answer))]
                yield query.cost * self._left(tested, answers) + sum(self._cost(tested, 0, one) for one in told)


def least_cost(model: RepairModel) -> float:
    """Return the least expected cost."""
    return Everything(model).cost()


def strategy_cost(tables: Tables, strategy: Strategy, situation: Situation) -> float:
    """Return what a strategy costs from a situation on."""
    option = strategy.choose(situation)
    return option.cost + sum(strategy_cost(tables, strategy, then) for then in option.then)


def test_dependent_actions_are_not_best_by_chance_per_cost() -> None:
    """The optimum begins with the third action (1.45); the highest chance is the second one's (1.50)."""
    cost, option = ExactSearch(GOLDEN).choose(start(GOLDEN.model))
    assert cost == pytest.approx(1.45)
    assert (option.move, option.number) in {(Move.ACTION, 0), (Move.ACTION, 2)}
    assert Lookahead(GOLDEN).base(start(GOLDEN.model)) == pytest.approx(1.50)
    assert Planner(GOLDEN).first_block(start(GOLDEN.model)) == Block((1,), 1)
    assert strategy_cost(GOLDEN, Strategy(GOLDEN), start(GOLDEN.model)) == pytest.approx(1.45)
    assert strategy_cost(GOLDEN, Strategy(GOLDEN, exact_up_to=0), start(GOLDEN.model)) == pytest.approx(1.45)


@pytest.mark.parametrize("seed", range(120))
def test_the_search_is_exact_and_the_bounds_hold(seed: int) -> None:
    """Bound <= optimum <= what the look-ahead does <= hand over at once, and the search finds the optimum."""
    model = random_model(seed)
    tables, least = Tables.of(model), least_cost(model)
    search = ExactSearch(tables)
    cost, option = search.choose(start(model))
    assert cost == pytest.approx(least)
    judged = search.judge(start(model), option.move, option.number)
    assert judged is not None
    assert judged[0] == pytest.approx(least)
    assert Bounds(tables).lower(start(model)) <= least + 1e-9
    looked = strategy_cost(tables, Strategy(tables, exact_up_to=0), start(model))
    assert least - 1e-9 <= looked <= model.service_cost + 1e-9
    assert strategy_cost(tables, Strategy(tables, exact_up_to=10**9), start(model)) == pytest.approx(least)
    assert Lookahead(tables).base(start(model)) >= least - 1e-9


@pytest.mark.parametrize("seed", range(40))
def test_the_bounds_hold_with_something_untested(seed: int) -> None:
    """The same for situations in which an action waits for its sale."""
    model = random_model(seed)
    tables = Tables.of(model)
    for option in options(tables, start(model)):
        for then in option.then:
            assert Bounds(tables).lower(then) <= ExactSearch(tables).choose(then)[0] + 1e-9


def test_a_sale_is_postponed_when_it_costs_more_than_the_next_action() -> None:
    """Two halves of the trouble, a dear test: both actions, then one sale. With a cheap one each is tested."""
    actions = (action("one", 1, 1, 0), action("two", 1, 0, 1))
    dear = Tables.of(RepairModel(weights=(0.5, 0.5), actions=actions, service_cost=100.0, sale_cost=10.0))
    cost, option = ExactSearch(dear).choose(start(dear.model))
    assert cost == pytest.approx(12.0)
    assert option.move is Move.ACTION
    (waiting,) = option.then
    assert waiting.untested
    assert ExactSearch(dear).choose(waiting)[1].move is Move.ACTION
    assert Planner(dear).first_block(start(dear.model)) == Block((0, 1), 12.0)
    assert Lookahead(dear).choose(start(dear.model))[1].block == (0, 1)
    cheap = Tables.of(RepairModel(weights=(0.5, 0.5), actions=actions, service_cost=100.0, sale_cost=0.1))
    assert ExactSearch(cheap).choose(waiting)[1].move is Move.TEST
    assert Planner(cheap).first_block(start(cheap.model)) == Block((0,), 1.1)
    assert Strategy(cheap, exact_up_to=0).choose(waiting).move is Move.TEST


def test_what_shows_its_outcome_tests_all_that_waits() -> None:
    """A payment that goes through is a sale itself: with it the action before it is seen to have failed or not."""
    model = RepairModel(
        weights=(0.5, 0.5),
        actions=(action("look", 1, 0.5, 0), action("pay", 1, 0, 0.5, sale=False)),
        service_cost=9.0,
        sale_cost=2.0,
    )
    tables = Tables.of(model)
    waiting = after_action(tables, start(model), 0)
    assert (waiting.untested, waiting.weights) == (1, (0.5, 0.5))
    paid = after_action(tables, waiting, 1)
    assert (paid.untested, paid.done, paid.weights) == (0, 3, (0.25, 0.25))
    assert after_action(tables, start(model), 1).weights == (0.5, 0.25)
    assert after_test(tables, waiting).weights == (0.25, 0.5)
    assert Planner(tables).first_block(start(model)) == Block((1,), 1)


def test_a_question_that_tells_everything_is_asked_first() -> None:
    """It costs little, and each fault has its own dear action; not asked again, nor while something is untested."""
    asks = Query(id="which", cost=0.5, p_answer=((1.0, 0.0), (0.0, 1.0)))
    model = RepairModel(
        weights=(0.5, 0.5),
        actions=(action("one", 9, 1, 0), action("two", 9, 0, 1)),
        queries=(asks,),
        service_cost=99.0,
        sale_cost=1.0,
    )
    tables = Tables.of(model)
    for strategy in (Strategy(tables), Strategy(tables, exact_up_to=0)):
        option = strategy.choose(start(model))
        assert option.move is Move.QUERY
        assert [then.asked for then in option.then] == [1, 2]
        assert all(strategy.choose(then).move is Move.ACTION for then in option.then)
    asked = after_answers(tables, start(model), 0)[0]
    waiting = after_action(tables, start(model), 0)
    for situation in (asked, waiting):
        assert Move.QUERY not in {option.move for option in options(tables, situation)}
    assert count_situations(tables, start(model)) == 27
    assert count_situations(tables, asked) == 9
    assert count_situations(tables, waiting) == 9


def test_a_usual_step_stands_unless_another_is_noticeably_better() -> None:
    """Of two actions that are nearly as good the usual one is done; a much worse one gives way, and a closed one."""
    model = RepairModel(
        weights=(0.5, 0.5),
        actions=(action("one", 1, 1, 0), action("two", 1.01, 0, 1), action("slow", 50, 1, 1)),
        service_cost=99.0,
    )
    tables = Tables.of(model)
    for strategy in (Strategy(tables), Strategy(tables, exact_up_to=0)):
        assert strategy.choose(start(model)).number == 0
        assert strategy.choose(start(model), (Move.ACTION, 1)).number == 1
        assert strategy.choose(start(model), (Move.ACTION, 2)).number == 0
        assert strategy.choose(start(model), (Move.QUERY, 0)).number == 0


def test_nothing_worth_its_cost_is_handed_over() -> None:
    """An action that costs as much as handing over and cures less often is not done; nor is one that cures nothing."""
    model = RepairModel(weights=(1.0,), actions=(action("dear", 9, 0.5), action("vain", 1, 0)), service_cost=9.0)
    tables = Tables.of(model)
    assert Planner(tables).first_block(start(model)) is None
    assert Strategy(tables, exact_up_to=0).choose(start(model)).move is Move.SERVICE
    assert ExactSearch(tables).choose(start(model)) == (9.0, next(iter(options(tables, start(model)))))
    assert list(options_by_sale(tables, start(model), None)) == list(options(tables, start(model)))
    assert Lookahead(tables).base(start(RepairModel(weights=(1.0,), actions=(), service_cost=9.0))) == 9.0


def test_a_search_that_is_too_large_says_so() -> None:
    """It gives up after a count of situations, not of seconds."""
    with pytest.raises(OutOfNodesError):
        ExactSearch(GOLDEN, most_nodes=0).choose(start(GOLDEN.model))


def test_many_answers_are_not_spelled_out() -> None:
    """With many questions open only the clairvoyant's bound is left."""
    asks = tuple(Query(id=str(number), cost=1.0, p_answer=((0.5, 0.4), (0.5, 0.6))) for number in range(4))
    actions = (action("one", 1, 1, 0), action("two", 2, 0, 1))
    model = RepairModel(weights=(0.5, 0.5), actions=actions, queries=asks, service_cost=99.0)
    bounds = Bounds(Tables.of(model))
    assert bounds.lower(start(model)) == bounds.clairvoyant(start(model)) == 1.5


def test_it_is_known_whether_the_sale_comes_next() -> None:
    """By the exact search and by the look-ahead; what shows its outcome by itself needs none."""
    actions = (action("one", 1, 1, 0), action("two", 1, 0, 1))
    for sale_cost, at_once in ((10.0, False), (0.1, True)):
        model = RepairModel(weights=(0.5, 0.5), actions=actions, service_cost=100.0, sale_cost=sale_cost)
        tables = Tables.of(model)
        for strategy in (Strategy(tables), Strategy(tables, exact_up_to=0)):
            assert strategy.is_tested_at_once(strategy.choose(start(model))) is at_once
    golden = Strategy(GOLDEN)
    assert golden.is_tested_at_once(golden.choose(start(GOLDEN.model)))
