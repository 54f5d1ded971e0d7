"""Money safety: when money is at stake, which steps must come first or wait, and which must not be advised at all."""

from collections.abc import Iterable, Iterator

from gui.diagnose.terms import case_codes, latest_steps
from gui.kb.order import ancestors
from gui.model.case import CaseState, StepOutcome, StepRecord
from gui.model.diagnosis import Contribution
from gui.model.evidence import UNKNOWN
from gui.model.knowledge import Cause, Knowledge, RetrySafety, Risk, Step, StepKind

#: A single piece of evidence that speaks so strongly for a cause (four to one) calls for its GUARD steps (estimate).
ALARM_BITS = 2.0
#: A cause of which protective steps cure at least this part is a matter of safety (estimate).
PROTECTIVE_P_FIX = 0.2
_PROTECTIVE = (StepKind.CHECK_MONEY, StepKind.GUARD)
#: Causes with this step are the ones that swindlers pretend to cure for money (domain list C87).
_REFUSE_STEP = "refuse-payment-and-codes"
#: Troubles about a payment whose end the terminal does not know.
_OPEN_PAYMENT = ("charged_but_failed", "qr_failed")
#: Troubles in which no customer's payment is in question.
_WITHOUT_PAYMENT = ("network_only", "payout_missing")

#: A step that was not really done: what depends on it for safety must not be advised.
_NOT_DONE = (StepOutcome.CANNOT, StepOutcome.UNKNOWN)
#: Kinds whose outcome 解决了 means that the trouble is gone, not that something was found out.
_CURING = (StepKind.ACTION, StepKind.CALL, StepKind.WAIT)


def is_money_at_stake(knowledge: Knowledge, state: CaseState) -> bool:
    """Say whether a customer may have paid for a trade that the terminal calls failed.

    A look that found the payment decides, then a known answer to `charged`. Without either, a payment whose end is open
    counts as paid: the trouble says so, or the typed code is one after which the trade must be looked up first.
    """
    if is_payment_found(knowledge, state):
        return True
    charged = state.answers.get("charged")
    if charged in ("yes", "no"):
        return charged == "yes"
    if state.answers.get("trouble") in _OPEN_PAYMENT:
        return True
    return any(code.retry is RetrySafety.QUERY_FIRST for code in case_codes(knowledge, state))


def is_payment_found(knowledge: Knowledge, state: CaseState) -> bool:
    """Say whether a look at the trade, the slip or the customer's bank showed that this payment went through."""
    return any(step.proves_payment for step in _solved(knowledge, state))


def is_paid(knowledge: Knowledge, state: CaseState) -> bool:
    """Say whether the customer is known to have paid: nobody may be asked to pay for the same again."""
    return state.answers.get("charged") == "yes" or is_payment_found(knowledge, state)


def has_payment(state: CaseState) -> bool:
    """Return False when the trouble is not about a customer's payment, such as a missing payout."""
    return state.answers.get("trouble") not in _WITHOUT_PAYMENT


def may_be_charged(knowledge: Knowledge, state: CaseState) -> bool:
    """Say whether to warn: money is at stake, or nobody knows whether the customer of this payment was charged."""
    unsure = state.answers.get("charged") == UNKNOWN and has_payment(state)
    return unsure or is_money_at_stake(knowledge, state)


def is_solved(knowledge: Knowledge, state: CaseState) -> bool:
    """Say whether a step that can cure was recorded as 解决了."""
    return cured_by(knowledge, state) is not None


def cured_by(knowledge: Knowledge, state: CaseState) -> StepRecord | None:
    """Return the newest record of a step that can cure and was recorded as 解决了, None without one."""
    cures = {step.id for step in _solved(knowledge, state) if step.kind in _CURING}
    return next((record for record in reversed(state.steps) if record.step in cures), None)


def _solved(knowledge: Knowledge, state: CaseState) -> Iterator[Step]:
    """Yield the known steps whose newest outcome is 解决了."""
    for record in latest_steps(state):
        if record.outcome is StepOutcome.SOLVED and record.step in knowledge.steps:
            yield knowledge.steps[record.step]


def is_alarming(contributions: Iterable[Contribution]) -> bool:
    """Say whether one piece of evidence alone speaks so strongly for a cause that harm must be prevented now.

    The posterior does not matter here: a stolen card is stopped even when another cause is more probable.
    """
    return any(item.bits >= ALARM_BITS for item in contributions)


def is_safety_matter(knowledge: Knowledge, cause: Cause) -> bool:
    """Say whether harm is done when this cause is wrongly put aside: money may be open, or somebody may do damage.

    Told by its checklist: a step that protects (a look for the money, a guard) is a good part of the cure.
    """
    return any(
        entry.p_fix >= PROTECTIVE_P_FIX and knowledge.steps[entry.step].kind in _PROTECTIVE for entry in cause.steps
    )


def is_forbidden(knowledge: Knowledge, state: CaseState, step: Step) -> bool:
    """Say whether a step must not be advised.

    No second try once the customer is known to have paid, and nothing risky that is decided by a look at the payment
    (cancelling an order) once it was found. No second try, and nothing that loses unsent trades, when what must come
    first could not be done. Nothing whose preparation must not be advised.
    """
    needed = [step, *(knowledge.steps[name] for name in sorted(prerequisites(knowledge, step)))]
    return any(_is_forbidden_itself(knowledge, state, item) for item in needed)


def _is_forbidden_itself(knowledge: Knowledge, state: CaseState, step: Step) -> bool:
    if step.risk is Risk.MAY_CHARGE_TWICE:
        if step.kind is not StepKind.QUESTION and is_paid(knowledge, state):
            return True
        return state.answers.get("charged") != "no" and _is_unprepared(knowledge, state, step)
    if step.risk is Risk.LOSES_UNSENT and _is_unprepared(knowledge, state, step):
        return True
    if step.risk is Risk.SAFE or not is_payment_found(knowledge, state):
        return False
    return any(knowledge.steps[name].proves_payment for name in prerequisites(knowledge, step))


def _is_unprepared(knowledge: Knowledge, state: CaseState, step: Step) -> bool:
    undone = {record.step for record in latest_steps(state) if record.outcome in _NOT_DONE}
    return any(knowledge.steps[name].kind is not StepKind.QUESTION for name in undone & prerequisites(knowledge, step))


def prerequisites(knowledge: Knowledge, step: Step) -> set[str]:
    """Return the ids of all steps that must come before `step`, transitively."""
    return ancestors(step.id, knowledge.steps)


def attracts_swindlers(cause: Cause) -> bool:
    """Say whether somebody may offer to cure this cause for money: an account frozen, closed, asleep or limited."""
    return any(entry.step == _REFUSE_STEP for entry in cause.steps)
