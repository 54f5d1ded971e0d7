"""The generated models, and the strategies that ours is compared with."""

import pytest

from gui.diagnose.repair.exact import ExactSearch
from gui.diagnose.repair.model import Action, Query, RepairModel, Tables, start
from tests.bench.repair_models import ACTIONS, MOST_SITUATIONS, QUERIES, generate
from tests.bench.repair_strategies import actions_only, expected_cost, myopic_questions, ours

#: Two faults that one cheap question tells apart, each with an action of its own.
MODEL = RepairModel(
    weights=(0.5, 0.5),
    actions=(
        Action(id="one", cost=10.0, p_fix=(1.0, 0.0)),
        Action(id="two", cost=10.0, p_fix=(0.0, 1.0)),
        Action(id="dear", cost=90.0, p_fix=(0.1, 0.1)),
    ),
    queries=(Query(id="which", cost=1.0, p_answer=((1.0, 0.0), (0.0, 1.0))),),
    service_cost=50.0,
)


def test_models_have_the_published_sizes_and_follow_from_their_seed() -> None:
    """A seed gives the same model everywhere, small enough for its optimum."""
    for seed in range(50):
        model = generate(seed)
        assert ACTIONS[0] <= len(model.actions) <= ACTIONS[1]
        assert QUERIES[0] <= len(model.queries) <= QUERIES[1]
        assert 2 ** len(model.actions) * 3 ** len(model.queries) <= MOST_SITUATIONS
        assert all(any(action.p_fix[fault] for action in model.actions) for fault in range(len(model.weights)))
    assert generate(7) == generate(7)


def test_strategies_cost_what_they_should() -> None:
    """Actions only: 10 and in half of the cases 10 more. With the question first: 1 and then 10."""
    tables = Tables.of(MODEL)
    assert expected_cost(tables, actions_only(tables)) == pytest.approx(15.0)
    assert expected_cost(tables, myopic_questions(tables)) == pytest.approx(11.0)
    assert expected_cost(tables, ours(tables)) == pytest.approx(11.0)


def test_the_full_table_finds_the_same_optimum_as_the_search() -> None:
    """Two programs that share nothing but the model; the table takes numpy."""
    table = pytest.importorskip("numpy") and __import__("tests.bench.repair_optimum", fromlist=["optimal_cost"])
    assert table.optimal_cost(MODEL) == pytest.approx(ExactSearch(Tables.of(MODEL)).choose(start(MODEL))[0])
    assert table.count_cells(MODEL) == 24
