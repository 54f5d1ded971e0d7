"""The repair model of a case: the likeliest causes, what may cure them, what may be asked."""

import math

import pytest

from gui.diagnose.benefit import information_bits
from gui.diagnose.posterior import Posterior
from gui.diagnose.repair import case as repair_case
from gui.diagnose.repair.case import find_move, is_party, repair_model
from gui.diagnose.repair.model import RepairModel
from gui.diagnose.repair.options import Move
from gui.model.knowledge import Knowledge
from tests.unit.knowledge_factory import make_knowledge

P = {"cardholder-balance": 0.4, "no-internet": 0.3, "merchant-frozen": 0.1, "terminal-hang": 0.1}


def model_of(knowledge: Knowledge, *, p: dict[str, float] = P, p_unknown: float = 0.1) -> RepairModel:
    """Return the model of a case in which every step is open."""
    posterior = Posterior(p=p, p_unknown=p_unknown, prior=p, prior_unknown=p_unknown)
    needs = {step.id: step.after for step in knowledge.steps.values()}
    bits = {
        step.id: information_bits(knowledge, posterior, knowledge.questions[step.question])
        for step in knowledge.steps.values()
        if step.question is not None
    }
    return repair_model(knowledge, posterior, knowledge.steps.values(), needs, bits=bits, has_sale=True)


def test_the_model_holds_what_the_knowledge_says() -> None:
    """Chances, minutes, needs; the rest with the unknown cause is one fault more; a call to the party is sure."""
    knowledge = make_knowledge()
    model = model_of(knowledge)
    assert math.isclose(sum(model.weights), 1.0)
    assert model.weights == (0.4, 0.3, 0.1, 0.1, 0.1)
    actions = {action.id: action for action in model.actions}
    assert actions["restart-router"].p_fix == (0.0, 0.6, 0.0, 0.0, 0.0)
    assert actions["restart-router"].cost == 3.0
    assert actions["call-acquirer"].p_fix == (0.0, 0.0, 1.0, 1.0, 0.0)
    place = {action.id: number for number, action in enumerate(model.actions)}
    assert actions["restart-terminal"].needs == 1 << place["upload-unsent"]
    assert (actions["ask-for-other-card"].sale, actions["restart-router"].sale) == (False, True)
    queries = {query.id: query for query in model.queries}
    assert queries["ask-app-notice"].p_answer[0] == (0.05, 0.05, 0.9, 0.05, 0.05)
    assert queries["ask-other-card-works"].needs == 1 << place["query-trades"]
    assert "ask-weather" not in queries


def test_the_rest_is_one_fault_with_the_mean_of_its_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of four causes one is looked at by itself here; the unknown cause is cured by nothing."""
    monkeypatch.setattr(repair_case, "CAUSES", 1)
    monkeypatch.setattr(repair_case, "STEPS", 2)
    model = model_of(make_knowledge())
    assert list(model.weights) == pytest.approx([0.4, 0.6])
    assert len(model.actions) == 2
    chances = {action.id: action.p_fix for action in model_of(make_knowledge()).actions}
    assert chances["ask-for-other-card"] == (0.9, 0.0)
    monkeypatch.setattr(repair_case, "STEPS", 12)
    chances = {action.id: action.p_fix for action in model_of(make_knowledge()).actions}
    assert list(chances["restart-router"]) == pytest.approx([0.0, 0.3 * 0.6 / 0.6])


def test_nothing_is_left_when_one_cause_is_certain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the rest has no weight, and no question tells anything."""
    monkeypatch.setattr(repair_case, "CAUSES", 1)
    model = model_of(make_knowledge(), p={**dict.fromkeys(P, 0.0), "no-internet": 1.0}, p_unknown=0.0)
    assert model.weights == (1.0, 0.0)
    assert model.queries == ()


def test_a_call_is_the_partys_when_it_often_cures() -> None:
    """A look is no call; a call that the cause does not list is none to its party."""
    knowledge = make_knowledge()
    assert is_party(knowledge, "merchant-frozen", "call-acquirer")
    assert not is_party(knowledge, "merchant-frozen", "look-in-app")
    assert not is_party(knowledge, "merchant-frozen", "call-isp")


def test_a_step_is_begun_with_what_it_needs() -> None:
    """Both an action and a question; one that is not in the model is begun by nothing."""
    model = model_of(make_knowledge())
    place = {action.id: number for number, action in enumerate(model.actions)}
    assert find_move(model, "restart-router") == (Move.ACTION, place["restart-router"])
    assert find_move(model, "restart-terminal") == (Move.ACTION, place["upload-unsent"])
    assert find_move(model, "ask-other-card-works") == (Move.ACTION, place["query-trades"])
    number = [query.id for query in model.queries].index("ask-app-notice")
    assert find_move(model, "ask-app-notice") == (Move.QUERY, number)
    assert find_move(model, "ask-weather") is None
