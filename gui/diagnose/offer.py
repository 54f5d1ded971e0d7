"""Whether the checklist may begin with a step that helped another time. Safety decides, never that it helped."""

from collections.abc import Sequence

from gui.diagnose.safety import has_payment, is_forbidden, is_money_at_stake, prerequisites
from gui.diagnose.terms import latest_steps
from gui.model.case import CaseState, StepOutcome
from gui.model.diagnosis import NextStep
from gui.model.knowledge import Knowledge, Risk, StepKind


def offered_step(
    knowledge: Knowledge, state: CaseState, next_steps: Sequence[NextStep], step_id: str
) -> NextStep | None:
    """Return the step as it is in the present checklist, None when it must wait or is not in it.

    It waits for every guard that comes before it, for the looks at the payment before it while the charge is not
    settled, and for what itself has to be done before it. What may charge twice waits until it is settled: money is not
    at stake, and the customer was not charged, or a look at the trades found no payment.
    """
    place = next((index for index, step in enumerate(next_steps) if step.id == step_id), None)
    if place is None:
        return None
    found, step = next_steps[place], knowledge.steps[step_id]
    if is_forbidden(knowledge, state, step):
        return None
    first = {StepKind.GUARD} if _is_settled(knowledge, state) else {StepKind.GUARD, StepKind.CHECK_MONEY}
    waits = any(earlier.kind in first for earlier in next_steps[:place])
    needs = prerequisites(knowledge, step) & {open_step.id for open_step in next_steps}
    unsettled = step.risk is Risk.MAY_CHARGE_TWICE and not _is_settled(knowledge, state)
    return None if waits or needs or unsettled else found


def _is_settled(knowledge: Knowledge, state: CaseState) -> bool:
    """Say whether it is known that this customer has not paid, or that no payment is in question."""
    if is_money_at_stake(knowledge, state):
        return False
    if not has_payment(state) or state.answer("charged") == "no":
        return True
    looked = {record.step for record in latest_steps(state) if record.outcome is StepOutcome.NOT_SOLVED}
    return any(knowledge.steps[name].proves_payment for name in looked)
