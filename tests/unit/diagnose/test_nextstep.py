"""The order of the checklist: safety before benefit, benefit per minute, and what must not be advised."""

from dataclasses import replace

import pytest

from gui.diagnose import diagnose, is_money_at_stake, is_solved
from gui.diagnose.benefit import entropy_bits, worth_per_bit
from gui.diagnose.nextstep import advise, model_of_case
from gui.diagnose.posterior import Posterior, compute_posterior, weigh_evidence
from gui.model.case import CaseState, StepOutcome, StepRecord
from gui.model.diagnosis import Contribution, SaleAdvice
from gui.model.knowledge import CauseStep, Knowledge, Risk, StepKind
from tests.unit.knowledge_factory import cause, code, make_knowledge, step

NOT_CHARGED = {"charged": "no"}


def _ids(state: CaseState, **changes: object) -> list[str]:
    return [item.id for item in diagnose(make_knowledge(**changes), state).next_steps]


def _with_steps(*records: tuple[str, StepOutcome], **answers: str) -> CaseState:
    return CaseState(answers=answers, steps=tuple(StepRecord(step=name, outcome=outcome) for name, outcome in records))


def test_what_must_come_first_comes_first() -> None:
    """What must come first comes first."""
    ids = _ids(CaseState())
    assert ids.index("query-trades") < ids.index("ask-for-other-card")
    assert ids.index("query-trades") < ids.index("ask-other-card-works")
    assert ids.index("upload-unsent") == ids.index("restart-terminal") - 1


def test_inserted_preparation_says_what_it_prepares() -> None:
    """Inserted preparation says what it prepares."""
    found = {item.id: item for item in diagnose(make_knowledge(), CaseState()).next_steps}
    assert (found["upload-unsent"].why, dict(found["upload-unsent"].why_args)) == (
        "why.prepares",
        {"step": "restart-terminal"},
    )
    assert found["query-trades"].why == "why.safety_first"
    assert found["restart-terminal"].why == "why.quick"
    assert found["restart-router"].why == "why.possible"


def test_list_is_free_of_repeats_and_done_steps() -> None:
    """List is free of repeats and done steps."""
    ids = _ids(_with_steps(("restart-router", StepOutcome.NOT_SOLVED)))
    assert len(ids) == len(set(ids))
    assert "restart-router" not in ids


@pytest.mark.parametrize(
    "answers",
    [
        {"trouble": "charged_but_failed"},
        {"trouble": "qr_failed"},
        {"trouble": "qr_failed", "charged": "unknown"},
        {"charged": "yes"},
        {"code": "98"},
        {"code": "98", "charged": "unknown"},
    ],
)
def test_money_at_stake_comes_before_everything(answers: dict[str, str]) -> None:
    """Money at stake comes before everything."""
    assert is_money_at_stake(make_knowledge(), CaseState(answers=answers))
    assert _ids(CaseState(answers=answers))[0] == "query-trades"


def test_known_not_to_be_charged_nothing_is_at_stake() -> None:
    """Known not to be charged nothing is at stake."""
    assert not is_money_at_stake(make_knowledge(), CaseState(answers={"trouble": "qr_failed", "charged": "no"}))
    assert not is_money_at_stake(make_knowledge(), CaseState(answers={"trouble": "no_network"}))
    assert _ids(CaseState(answers={"code": "98", "charged": "no"}))[0] != "query-trades"


def test_when_no_candidate_needs_one_all_money_checks_come() -> None:
    """When no candidate needs one all money checks come."""
    knowledge = make_knowledge()
    causes = {"no-internet": knowledge.causes["no-internet"]}
    steps = {name: item for name, item in knowledge.steps.items() if item.risk is Risk.SAFE}
    ids = _ids(CaseState(answers={"charged": "yes"}), causes=causes, codes=(), steps=steps)
    assert ids[:2] == ["find-original-trade", "query-trades"]


def test_charged_customer_is_never_asked_to_pay_again() -> None:
    """Charged customer is never asked to pay again."""
    ids = _ids(CaseState(answers={"charged": "yes"}))
    assert "ask-for-other-card" not in ids
    assert "ask-other-card-works" in ids  # a question about other customers' cards


@pytest.mark.parametrize("charged", ["unknown", "no", "yes"])
def test_a_payment_that_was_found_is_not_asked_for_again(charged: str) -> None:
    """One look that shows the payment ends the search for it, and every other try, whatever was answered before."""
    found = _with_steps(("query-trades", StepOutcome.SOLVED), charged=charged)
    knowledge = make_knowledge()
    assert is_money_at_stake(knowledge, found)
    ids = _ids(found)
    assert "ask-for-other-card" not in ids
    assert "find-original-trade" not in ids[:1]
    assert "ask-other-card-works" in ids
    assert {item.sale for item in diagnose(knowledge, found).next_steps} == {SaleAdvice.NONE}


def test_what_the_look_decides_is_not_done_once_the_payment_was_found() -> None:
    """An order that was paid is not cancelled; one that was not paid is."""
    knowledge = make_knowledge()
    cancel = step("cancel-order", risk=Risk.INTERRUPTS, after=("query-trades",))
    causes = {
        name: replace(item, steps=(CauseStep(step="cancel-order", p_fix=0.9), *item.steps))
        for name, item in knowledge.causes.items()
    }
    steps = {**knowledge.steps, cancel.id: cancel}
    paid = _with_steps(("query-trades", StepOutcome.SOLVED))
    unpaid = _with_steps(("query-trades", StepOutcome.NOT_SOLVED))
    assert "cancel-order" not in _ids(paid, causes=causes, steps=steps)
    assert "cancel-order" in _ids(unpaid, causes=causes, steps=steps)


@pytest.mark.parametrize("outcome", [StepOutcome.CANNOT, StepOutcome.UNKNOWN])
def test_no_retry_when_the_charge_could_not_be_looked_up(outcome: StepOutcome) -> None:
    """No retry when the charge could not be looked up."""
    ids = _ids(_with_steps(("query-trades", outcome)))
    assert not {"ask-for-other-card", "ask-other-card-works"} & set(ids)
    assert "ask-for-other-card" in _ids(_with_steps(("query-trades", outcome), charged="no"))
    assert "ask-for-other-card" in _ids(_with_steps(("query-trades", StepOutcome.NOT_SOLVED)))


def test_no_restart_when_unsent_trades_could_not_be_uploaded() -> None:
    """No restart when unsent trades could not be uploaded."""
    assert "restart-terminal" not in _ids(_with_steps(("upload-unsent", StepOutcome.CANNOT), **NOT_CHARGED))
    assert "restart-terminal" in _ids(_with_steps(("upload-unsent", StepOutcome.NOT_SOLVED), **NOT_CHARGED))


def test_what_depends_on_a_forbidden_step_is_forbidden_too() -> None:
    """What depends on a forbidden step is forbidden too."""
    knowledge = make_knowledge()
    after = step("check-screen", after=("restart-terminal",))
    hang = cause("terminal-hang", "C81", 1.0, {"restart-terminal": 0.7, "check-screen": 0.5})
    changes = {"steps": {**knowledge.steps, after.id: after}, "causes": {"terminal-hang": hang}, "codes": ()}
    state = _with_steps(("upload-unsent", StepOutcome.CANNOT))
    assert "check-screen" in _ids(CaseState(), **changes)
    assert "check-screen" not in _ids(state, **changes)


def test_answered_question_as_preparation_does_not_forbid() -> None:
    """Answered question as preparation does not forbid."""
    knowledge = make_knowledge()
    retry = step("retry", risk=Risk.MAY_CHARGE_TWICE, after=("ask-app-notice",))
    frozen = cause("merchant-frozen", "C30", 2.0, {"retry": 0.5})
    changes = {"steps": {**knowledge.steps, "retry": retry}, "causes": {"merchant-frozen": frozen}, "codes": ()}
    assert "retry" in _ids(_with_steps(("ask-app-notice", StepOutcome.UNKNOWN)), **changes)


def test_condition_decides() -> None:
    """A step whose `when` is false is left out."""
    knowledge = make_knowledge()
    wifi_only = step("restart-router", when={"is": {"connection": "wifi"}})
    steps = {**knowledge.steps, "restart-router": wifi_only}
    assert "restart-router" not in _ids(CaseState(), steps=steps)
    assert "restart-router" in _ids(CaseState(answers={"connection": "wifi"}), steps=steps)


def test_question_is_asked_until_it_is_answered() -> None:
    """Question is asked until it is answered."""
    assert "ask-app-notice" in _ids(CaseState())
    assert "ask-app-notice" in _ids(CaseState(answers={"app_notice": "unknown"}))
    assert "ask-app-notice" not in _ids(CaseState(answers={"app_notice": "no"}))
    assert "ask-app-notice" not in _ids(_with_steps(("ask-app-notice", StepOutcome.UNKNOWN)))


def test_question_that_tells_nothing_is_not_asked() -> None:
    """Question that tells nothing is not asked."""
    assert "ask-weather" not in _ids(CaseState())


def test_question_names_the_two_causes_it_tells_apart() -> None:
    """Question names the two causes it tells apart."""
    found = {item.id: item for item in diagnose(make_knowledge(), CaseState()).next_steps}
    asked = found["ask-app-notice"]
    assert (asked.why, asked.kind, asked.p_fix) == ("why.separates", StepKind.QUESTION, 0.0)
    assert dict(asked.why_args) == {"question": "app_notice", "cause": "cardholder-balance", "other": "merchant-frozen"}


@pytest.mark.parametrize(("minutes", "waits"), [(5.0, True), (500.0, False)])
def test_call_waits_for_the_quicker_steps_of_its_cause(minutes: float, *, waits: bool) -> None:
    """A look that is shorter than the call comes before it, in the order of the cause; a longer one does not."""
    knowledge = make_knowledge()
    looks = {**knowledge.steps, "look-in-app": step("look-in-app", minutes=minutes)}
    ids = _ids(CaseState(answers={"app_notice": "yes", **NOT_CHARGED}), steps=looks)
    assert (ids.index("look-in-app") < ids.index("call-acquirer")) is waits


def test_action_may_overtake_a_dearer_one_of_its_cause() -> None:
    """Action may overtake a dearer one of its cause."""
    knowledge = make_knowledge()
    slow = cause("slow-first", "C99", 5.0, {"look-in-app": 0.1, "restart-router": 0.9})
    ids = _ids(CaseState(), causes={**knowledge.causes, "slow-first": slow})
    assert ids.index("restart-router") < ids.index("look-in-app")


def test_calls_that_wait_for_each_other_do_not_hang() -> None:
    """Calls that wait for each other do not hang."""
    knowledge = make_knowledge()
    causes = {
        "one": cause("one", "C01", 1.0, {"call-isp": 0.4, "call-issuer": 0.9}),
        "two": cause("two", "C02", 1.0, {"call-issuer": 0.4, "call-isp": 0.9}),
    }
    ids = _ids(CaseState(), causes=causes, codes=(), steps=knowledge.steps)
    assert {"call-isp", "call-issuer"} <= set(ids)


def test_improbable_causes_bring_no_steps() -> None:
    """Improbable causes bring no steps."""
    ids = _ids(CaseState(answers={"code": "51", "other_card_works": "yes", **NOT_CHARGED}))
    assert "restart-router" not in ids
    assert "ask-for-other-card" in ids


def test_solved_leaves_only_the_money_to_be_cleared() -> None:
    """Solved leaves only the money to be cleared."""
    assert _ids(_with_steps(("restart-router", StepOutcome.SOLVED))) == []
    assert _ids(_with_steps(("restart-router", StepOutcome.SOLVED), charged="yes")) == ["query-trades"]
    assert _ids(_with_steps(("query-trades", StepOutcome.SOLVED))) != []
    assert _ids(_with_steps(("of-another-version", StepOutcome.SOLVED))) != []


def test_a_guard_comes_first_as_soon_as_something_speaks_for_its_cause() -> None:
    """Before even the money checks, however improbable the cause, and also when the trouble is over."""
    found = diagnose(_guarded(), CaseState(answers={"code": "41", "charged": "yes", "other_card_works": "no"}))
    assert next(ranked.p for ranked in found.ranked if ranked.cause == "stolen-card") < 0.01
    assert [(item.id, item.why) for item in found.next_steps[:2]] == [
        ("stop-card", "why.guard"),
        ("tell-others", "why.guard"),
    ]
    assert found.next_steps[2].why == "why.safety_first"
    solved = _with_steps(("restart-router", StepOutcome.SOLVED), ("stop-card", StepOutcome.SOLVED), code="41")
    assert is_solved(_guarded(), solved)
    assert [item.id for item in diagnose(_guarded(), solved).next_steps] == ["tell-others"]


def test_a_guard_that_nothing_calls_for_waits_its_turn() -> None:
    """It is then a step like any other, and doing it cures nothing."""
    found = diagnose(_guarded(weight=1.0), CaseState(answers={"other_card_works": "no", **NOT_CHARGED}))
    (guard,) = [item for item in found.next_steps if item.id == "stop-card"]
    assert guard.why == "why.quick"
    assert found.next_steps[0].id != "stop-card"
    assert not is_solved(_guarded(), _with_steps(("stop-card", StepOutcome.SOLVED)))


def _guarded(weight: float = 1e-4) -> Knowledge:
    knowledge = make_knowledge()
    stolen = cause("stolen-card", "C54", weight, {"stop-card": 0.1, "call-issuer": 0.6, "tell-others": 0.2})
    guards = {name: step(name, StepKind.GUARD) for name in ("stop-card", "tell-others")}
    return make_knowledge(
        causes={**knowledge.causes, "stolen-card": stolen},
        steps={**knowledge.steps, **guards},
        codes=(*knowledge.codes, code("unionpay-39", "41", {"stolen-card": 0.5})),
    )


def test_only_an_action_that_probably_cures_is_said_to() -> None:
    """A look, a call or a weak remedy is a start, no cure."""
    state = CaseState(answers={"app_notice": "yes", "other_card_works": "no", **NOT_CHARGED})
    found = {item.id: item.why for item in diagnose(make_knowledge(), state).next_steps}
    assert (found["look-in-app"], found["call-acquirer"]) == ("why.most_likely", "why.most_likely")
    offline = diagnose(make_knowledge(), CaseState(answers={"trouble": "no_network"}))
    assert {item.id: item.why for item in offline.next_steps}["restart-router"] == "why.cures"


def test_no_doubt_makes_a_bit_worthless() -> None:
    """No doubt makes a bit worthless."""
    certain = Posterior(p={"a": 1.0}, p_unknown=0.0, prior={"a": 1.0}, prior_unknown=0.0)
    assert worth_per_bit(certain, {}) == 0.0
    assert entropy_bits([0.5, 0.5, 0.0]) == 1.0


def test_order_is_deterministic() -> None:
    """Order is deterministic."""
    state = CaseState(answers={"code": "E1"})
    assert diagnose(make_knowledge(), state) == diagnose(make_knowledge(), state)


def test_preparation_needed_twice_is_done_once() -> None:
    """Preparation needed twice is done once."""
    knowledge = make_knowledge()
    diamond = step("settle", after=("upload-unsent", "restart-terminal"))
    hang = cause("terminal-hang", "C81", 1.0, {"settle": 0.7})
    steps = {**knowledge.steps, "settle": diamond}
    ids = _ids(CaseState(), steps=steps, causes={"terminal-hang": hang}, codes=())
    assert [name for name in ids if not name.startswith("ask-")] == ["upload-unsent", "restart-terminal", "settle"]


def test_the_first_step_is_the_one_that_costs_least_in_the_end() -> None:
    """A question that parts two dear remedies comes before either of them."""
    knowledge = make_knowledge()
    dear = {name: step(name, minutes=25.0) for name in ("change-router", "change-terminal")}
    causes = {
        "router": cause(
            "router", "C10", 1.0, {"change-router": 1.0}, likelihood={"app_notice": {"yes": 1.0, "no": 0.0}}
        ),
        "terminal": cause(
            "terminal", "C81", 1.0, {"change-terminal": 1.0}, likelihood={"app_notice": {"yes": 0.0, "no": 1.0}}
        ),
    }
    changes = {"steps": {**knowledge.steps, **dear}, "causes": causes, "codes": (), "network_faults": {}}
    assert _ids(CaseState(answers=NOT_CHARGED), **changes)[0] == "ask-app-notice"
    assert _ids(CaseState(answers={"app_notice": "yes", **NOT_CHARGED}), **changes)[0] == "change-router"
    assert _ids(CaseState(answers={"app_notice": "no", **NOT_CHARGED}), **changes)[0] == "change-terminal"


def test_what_is_worth_nothing_is_handed_over() -> None:
    """The steps are still listed, but the advice says that none is worth its minutes."""
    knowledge = make_knowledge()
    causes = {"unknown-thing": cause("unknown-thing", "C01", 1e-3, {"call-isp": 0.1})}
    changed = make_knowledge(
        causes=causes, codes=(), network_faults={}, steps={"call-isp": knowledge.steps["call-isp"]}
    )
    certain = Posterior(p={"unknown-thing": 0.02}, p_unknown=0.98, prior={"unknown-thing": 0.02}, prior_unknown=0.98)
    advice = advise(changed, CaseState(), certain, {"unknown-thing": ()})
    assert [item.id for item in advice.steps] == ["call-isp"]
    assert advice.hand_over
    assert not advise(make_knowledge(), CaseState(), *_found(make_knowledge())).hand_over


def _found(knowledge: Knowledge) -> tuple[Posterior, dict[str, tuple[Contribution, ...]]]:
    posterior = compute_posterior(knowledge, ())
    return posterior, weigh_evidence(posterior, ())


@pytest.mark.parametrize(
    ("minutes", "answers", "expected"),
    [
        (5.0, NOT_CHARGED, SaleAdvice.NOW),
        (0.2, NOT_CHARGED, SaleAdvice.LATER),
        (0.2, {"charged": "yes"}, SaleAdvice.NONE),
        (0.2, {"trouble": "network_only", **NOT_CHARGED}, SaleAdvice.NONE),
    ],
)
def test_a_sale_waits_for_what_is_quicker_than_a_sale(
    minutes: float, answers: dict[str, str], expected: SaleAdvice
) -> None:
    """Two quick remedies, each for half of the cases, are tried by one sale; without a sale nothing is said."""
    steps = {name: step(name, minutes=minutes) for name in ("pull-plug", "push-plug")}
    causes = {
        "one": cause("one", "C01", 10.0, {"pull-plug": 0.5}),
        "two": cause("two", "C02", 10.0, {"push-plug": 0.5}),
    }
    knowledge = make_knowledge(causes=causes, steps=steps, codes=(), network_faults={})
    found = diagnose(knowledge, CaseState(answers=answers)).next_steps
    assert [(item.id, item.sale) for item in found] == [("pull-plug", expected), ("push-plug", SaleAdvice.NONE)]


def test_what_others_wait_for_is_tested_at_once() -> None:
    """Its outcome must not be left open: what comes after it would not be advised."""
    steps = {
        "pull-plug": step("pull-plug", minutes=0.2),
        "push-plug": step("push-plug", minutes=0.2, after=("pull-plug",)),
    }
    causes = {"one": cause("one", "C01", 10.0, {"pull-plug": 0.5, "push-plug": 0.5})}
    found = diagnose(
        make_knowledge(causes=causes, steps=steps, codes=(), network_faults={}), CaseState(answers=NOT_CHARGED)
    )
    assert found.next_steps[0].sale is SaleAdvice.NOW


def test_the_model_of_a_case_has_no_sales_for_the_bench() -> None:
    """A step that is done is not in it, nor a question that is answered."""
    knowledge = make_knowledge()
    state = _with_steps(("restart-router", StepOutcome.NOT_SOLVED), app_notice="no")
    model = model_of_case(knowledge, state, *_found(knowledge))
    assert model.sale_cost == 0.0
    assert "restart-router" not in {action.id for action in model.actions}
    assert "ask-app-notice" not in {query.id for query in model.queries}
    assert "call-isp" in {action.id for action in model.actions}
