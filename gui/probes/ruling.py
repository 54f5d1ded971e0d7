"""The form of a rule of the verdict: a function of the facts that recognises one cause, or does not."""

from collections.abc import Callable
from typing import TypeAlias

from gui.model.observation import Segment, Verdict
from gui.probes.facts import Facts

Rule: TypeAlias = Callable[[Facts], Verdict | None]


def fault(segment: Segment, fault_id: str, confidence: float, *remarks: str) -> Verdict:
    """Return a verdict. `remarks` name other faults that look the same from one PC."""
    return Verdict(segment=segment, fault=fault_id, confidence=confidence, remarks=remarks)


UNKNOWN = Verdict(segment=Segment.UNKNOWN, fault="unknown", confidence=0.0)
