"""Evidence: one thing that is known about the case, and where it came from."""

from dataclasses import dataclass
from enum import StrEnum

#: The answer 不清楚. It is recorded, and never moves the posterior.
UNKNOWN = "unknown"


class EvidenceSource(StrEnum):
    """Who said so."""

    ANSWER = "answer"
    CODE = "code"
    PROBE = "probe"
    STEP = "step"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """`id` is a question id, `code`, `screen_text`, `network`, or `step:<step id>`; `value` one of its values."""

    id: str
    value: str
    source: EvidenceSource
    at_utc: str = ""

    @property
    def is_known(self) -> bool:
        """False for the answer 不清楚."""
        return self.value != UNKNOWN
