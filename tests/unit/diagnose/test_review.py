"""Trying out the knowledge: sound data give no finding, and each kind of fault that only a search sees is found."""

from dataclasses import replace

import pytest

from gui.diagnose import diagnose, review, review_knowledge
from gui.model.case import CaseState, StepOutcome
from gui.model.diagnosis import Diagnosis
from gui.model.knowledge import Knowledge, NetworkFault, Risk, Step, StepKind
from tests.unit.knowledge_factory import cause, code, make_knowledge, question, step

UPLOAD = "upload-unsent-trades"


def sound(**changed: Step | None) -> Knowledge:
    """Return a knowledge without fault; `changed` replaces steps by id (`_` for `-`), None leaves one out."""
    made = make_knowledge()
    steps = {**made.steps, UPLOAD: step(UPLOAD, minutes=3.0)}
    steps["restart-terminal"] = replace(steps["restart-terminal"], after=(UPLOAD,))
    del steps["upload-unsent"], steps["ask-weather"], steps["find-original-trade"]
    for name, new in changed.items():
        steps.pop(name.replace("_", "-"))
        steps |= {} if new is None else {new.id: new}
    return replace(made, steps=steps)


def found(knowledge: Knowledge) -> dict[str, str]:
    """Return the findings by cause or step."""
    return {problem.key: problem.message for problem in review_knowledge(knowledge)}


def test_sound_knowledge_has_no_findings() -> None:
    """Nothing is found where nothing is wrong."""
    assert found(sound()) == {}


def test_a_cause_that_others_always_explain_better() -> None:
    """The same answers as another one, and less probable: it can never be the answer."""
    knowledge = sound()
    twin = knowledge.causes["terminal-hang"]
    weak = cause("twin", "C82", 0.1, {"restart-terminal": 0.1}, likelihood=twin.likelihood)
    assert found(replace(knowledge, causes={**knowledge.causes, "twin": weak})) == {
        "twin": "no case makes it the answer: other causes explain everything better"
    }


def test_a_cause_that_nothing_speaks_of() -> None:
    """Without any evidence there is nothing to add."""
    knowledge = sound()
    mute = cause("mute", "C83", 1.0, {"restart-terminal": 0.1})
    assert "mute" in found(replace(knowledge, causes={**knowledge.causes, "mute": mute}))


def test_a_code_or_a_verdict_alone_can_make_a_cause_the_answer() -> None:
    """Causes of which no question speaks are found by their code or by the network."""
    knowledge = sound()
    by_code = cause("by-code", "C83", 1.0, {"restart-terminal": 0.1})
    codes = (*knowledge.codes, code("app-a", "E9", {"by-code": 0.9}))
    assert found(replace(knowledge, causes={**knowledge.causes, "by-code": by_code}, codes=codes)) == {}
    by_network = cause("by-network", "C84", 3.0, {"restart-terminal": 0.1})
    odd = NetworkFault(id="odd", segment="router", likelihood={"by-network": 0.9}, p_other=0.0001)
    causes, faults = {**knowledge.causes, "by-network": by_network}, {**knowledge.network_faults, "odd": odd}
    assert found(replace(knowledge, causes=causes, network_faults=faults)) == {}


def test_a_look_at_the_code_comes_up_where_one_contradicts_the_rest() -> None:
    """A case with a code of another cause brings it; when no code can contradict anything, it is found."""
    knowledge = sound()
    steps = {**knowledge.steps, "read-again": step("read-again", StepKind.READ)}
    weak = code("app-a", "E8", {"merchant-frozen": 0.015})
    assert found(replace(knowledge, steps=steps, codes=(*knowledge.codes, weak))) == {}
    reading = replace(knowledge, steps=steps)
    assert "read-again" in found(replace(reading, codes=()))
    everyone = code("app-a", "E9", dict.fromkeys(knowledge.causes, 0.1))
    assert "read-again" in found(replace(reading, codes=(everyone,)))


@pytest.mark.parametrize(
    "when",
    [
        {"all": [{"is": {"connection": "wifi"}}, {"is": {"connection": "cellular"}}]},
        {"all": [{"known": "code"}, {"not": {"known": "code"}}]},
    ],
)
def test_a_step_whose_condition_nothing_meets(when: object) -> None:
    """It stays out of every checklist."""
    lonely = step("look-in-app", minutes=3.0, when=when)
    assert found(sound(look_in_app=lonely)) == {"look-in-app": "no case brings it into the checklist"}


@pytest.mark.parametrize("when", [{"is": {"connection": "cellular"}}, {"known": "connection"}])
def test_a_step_that_one_answer_opens(when: object) -> None:
    """A condition that can be met is met by the search."""
    assert found(sound(look_in_app=step("look-in-app", minutes=3.0, when=when))) == {}


def test_a_question_that_tells_nothing() -> None:
    """Its step never comes up."""
    knowledge = sound()
    asks = step("ask-rain", StepKind.QUESTION, 0.2, question="rain")
    questions, steps = {**knowledge.questions, "rain": question("rain")}, {**knowledge.steps, asks.id: asks}
    assert set(found(replace(knowledge, questions=questions, steps=steps))) == {"ask-rain"}


def test_a_reset_without_an_upload_is_reached() -> None:
    """The plan itself is looked at, not what the data promise."""
    bare = step("restart-terminal", risk=Risk.LOSES_UNSENT)
    assert "before upload-unsent-trades" in found(sound(restart_terminal=bare))["restart-terminal"]


def test_an_upload_that_is_not_always_advised_protects_nothing() -> None:
    """Its condition can leave it out while the reset stays."""
    upload = step(UPLOAD, minutes=3.0, when={"is": {"connection": "cellular"}})
    assert "restart-terminal" in found(sound(upload_unsent_trades=upload))


def test_a_second_try_without_a_look_at_the_money_is_reached() -> None:
    """The customer could be charged twice."""
    bare = step("ask-for-other-card", minutes=1.0, risk=Risk.MAY_CHARGE_TWICE)
    assert found(sound(ask_for_other_card=bare)) == {
        "ask-for-other-card": "a plan reaches it before a step of kind check_money"
    }


def test_a_planner_that_resets_after_a_failed_upload(monkeypatch: pytest.MonkeyPatch) -> None:
    """做不了 brings no trade away: a plan that goes on all the same is found."""

    def careless(knowledge: Knowledge, state: CaseState, *, looks_ahead: bool) -> Diagnosis:
        done = [record for record in state.steps if record.outcome is not StepOutcome.CANNOT]
        made = diagnose(knowledge, replace(state, steps=tuple(done)), looks_ahead=looks_ahead)
        left = [item for item in made.next_steps if item.id != UPLOAD] if state.steps else made.next_steps
        return replace(made, next_steps=tuple(left))

    monkeypatch.setattr(review, "diagnose", careless)
    assert set(found(sound())) == {"restart-terminal"}
