"""What a PC cannot know, and the short test that tells: two faults that look the same, a terminal out of its sight."""

from dataclasses import dataclass

from gui.diagnose.terms import network_relevance
from gui.model.case import CaseState
from gui.model.evidence import UNKNOWN
from gui.model.knowledge import Knowledge, Step
from gui.model.observation import Segment

#: The step that changes the terminal to a phone's hotspot and signs in: it splits line, terminal and provider.
HOTSPOT_STEP = "ask-works-on-other-network"
#: Tests that no verdict asks for: the terminal has its own 4G card; the PC's network is clean and the terminal fails.
OWN_CARD, CLEAN = "own_card", "clean"
#: Troubles in which the terminal itself may well be fine.
_NOT_THE_TERMINAL = ("network_only", "payout_missing")


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitTest:
    """A test to be guided. Its texts are `split.<id>.*`; `is_optional`: offered, not advised."""

    id: str
    step: Step
    is_optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAlikes:
    """The fault of the verdict, another one that looks the same from this PC, and the step that tells them apart."""

    step: Step
    fault: str
    rival: str


def look_alikes(knowledge: Knowledge, state: CaseState) -> LookAlikes | None:
    """Return what the verdict cannot separate, None when it leaves no such pair.

    The verdict names its fault and, among its remarks, another one that the same step is listed for (`separates`).
    None as well when the run says nothing about the terminal: it is on its own 4G card.
    """
    if state.check is None or not state.check.verdict.is_fault or network_relevance(knowledge, state) == 0.0:
        return None
    fault = state.check.verdict.fault
    fitting = (step for step in knowledge.steps.values() if fault in step.separates)
    pairs = ((step, rival) for step in fitting for rival in state.check.verdict.remarks if rival in step.separates)
    return next((LookAlikes(step=step, fault=fault, rival=rival) for step, rival in pairs if rival != fault), None)


def undecided(knowledge: Knowledge, state: CaseState) -> LookAlikes | None:
    """Return the same while the question has no known answer."""
    pair = look_alikes(knowledge, state)
    if pair is None or state.answers.get(pair.step.question or "", UNKNOWN) != UNKNOWN:
        return None
    return pair


def is_cause_undecided(knowledge: Knowledge, state: CaseState) -> bool:
    """Say whether two faults look the same and speak for different causes: then none may be named without reserve."""
    pair = undecided(knowledge, state)
    if pair is None:
        return False
    causes = [_likeliest(knowledge, fault) for fault in (pair.fault, pair.rival)]
    return causes[0] != causes[1]


def _likeliest(knowledge: Knowledge, fault: str) -> str:
    likelihood = knowledge.network_faults[fault].likelihood
    return max(likelihood, key=lambda cause: (likelihood[cause], cause), default="")


def split_test(knowledge: Knowledge, state: CaseState) -> SplitTest | None:
    """Return the test that the network page guides, None when there is nothing to split."""
    pair = look_alikes(knowledge, state)
    if pair is not None:
        return SplitTest(id=pair.step.id, step=pair.step)
    hotspot = knowledge.steps.get(HOTSPOT_STEP)
    trouble, connection = state.answers.get("trouble"), state.answers.get("connection")
    if hotspot is None or trouble == "payout_missing":
        return None
    if connection == "cellular":
        return SplitTest(id=OWN_CARD, step=hotspot)
    is_clean = state.check is not None and state.check.verdict.segment is Segment.NONE
    if connection == "wifi" and is_clean and trouble is not None and trouble not in _NOT_THE_TERMINAL:
        return SplitTest(id=CLEAN, step=hotspot, is_optional=True)
    return None
