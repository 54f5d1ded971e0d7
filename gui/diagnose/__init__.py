"""Pure inference: posterior over causes, next step, explanation. No I/O, no clock."""

from typing import TYPE_CHECKING

from gui.diagnose.safety import has_payment, is_money_at_stake, is_solved, may_be_charged
from gui.lazy import lazy_exports

if TYPE_CHECKING:
    from gui.diagnose.diagnosis import diagnose
    from gui.diagnose.explain import diagnosis_json, why_text
else:
    __getattr__ = lazy_exports(
        __name__,
        {
            "diagnose": "diagnosis",
            "diagnosis_json": "explain",
            "why_text": "explain",
        },
    )

__all__ = ["diagnose", "diagnosis_json", "has_payment", "is_money_at_stake", "is_solved", "may_be_charged", "why_text"]
