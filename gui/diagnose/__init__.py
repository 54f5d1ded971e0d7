"""Pure inference: posterior over causes, next step, explanation. No I/O, no clock."""

from typing import TYPE_CHECKING

from gui.diagnose.safety import (
    attracts_swindlers,
    has_payment,
    is_money_at_stake,
    is_payment_found,
    is_solved,
    may_be_charged,
)
from gui.lazy import lazy_exports

if TYPE_CHECKING:
    from gui.diagnose.change import what_would_change
    from gui.diagnose.conclusion import conclude, is_firm
    from gui.diagnose.diagnosis import diagnose, evidence_only
    from gui.diagnose.explain import diagnosis_json, pair_text, turns_text, why_text
    from gui.diagnose.offer import offered_step
    from gui.diagnose.review import review_knowledge
    from gui.diagnose.separating import SplitTest, is_cause_undecided, split_test, undecided
else:
    __getattr__ = lazy_exports(
        __name__,
        {
            "SplitTest": "separating",
            "conclude": "conclusion",
            "diagnose": "diagnosis",
            "diagnosis_json": "explain",
            "evidence_only": "diagnosis",
            "is_cause_undecided": "separating",
            "is_firm": "conclusion",
            "offered_step": "offer",
            "pair_text": "explain",
            "review_knowledge": "review",
            "split_test": "separating",
            "turns_text": "explain",
            "undecided": "separating",
            "what_would_change": "change",
            "why_text": "explain",
        },
    )

__all__ = [
    "SplitTest",
    "attracts_swindlers",
    "conclude",
    "diagnose",
    "diagnosis_json",
    "evidence_only",
    "has_payment",
    "is_cause_undecided",
    "is_firm",
    "is_money_at_stake",
    "is_payment_found",
    "is_solved",
    "may_be_charged",
    "offered_step",
    "pair_text",
    "review_knowledge",
    "split_test",
    "turns_text",
    "undecided",
    "what_would_change",
    "why_text",
]
