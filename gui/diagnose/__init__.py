"""Pure inference: posterior over causes, next step, explanation. No I/O, no clock."""

from gui.diagnose.diagnosis import diagnose
from gui.diagnose.explain import diagnosis_json, why_text
from gui.diagnose.safety import has_payment, is_money_at_stake, is_solved, may_be_charged

__all__ = ["diagnose", "diagnosis_json", "has_payment", "is_money_at_stake", "is_solved", "may_be_charged", "why_text"]
