"""What is concluded from a diagnosis, as short as a list of cases can tell it."""

from gui.diagnose.separating import is_cause_undecided
from gui.model.case import CaseState, Conclusion
from gui.model.diagnosis import FIRM_FROM_P, Diagnosis
from gui.model.knowledge import Knowledge
from gui.model.observation import Segment


def is_firm(knowledge: Knowledge, state: CaseState, diagnosis: Diagnosis) -> bool:
    """Say whether the top cause may be told without reserve."""
    top = diagnosis.top
    return top is not None and top.p >= FIRM_FROM_P and not is_cause_undecided(knowledge, state)


def conclude(knowledge: Knowledge, state: CaseState, diagnosis: Diagnosis) -> Conclusion:
    """Return what the page 结论 names first: a fault of the network when only that was asked for, else a cause."""
    if state.is_about_network_only:
        verdict = None if state.check is None else state.check.verdict
        segment = Segment.UNKNOWN if verdict is None else verdict.segment
        return Conclusion(segment=segment.value, fault="unknown" if verdict is None else verdict.fault)
    top = diagnosis.top
    return Conclusion(cause=None if top is None else top.cause, is_firm=is_firm(knowledge, state, diagnosis))
