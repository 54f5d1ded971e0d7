"""Pure inference: posterior over causes, next step, explanation. No I/O, no clock."""

from gui.diagnose.diagnosis import diagnose
from gui.diagnose.explain import diagnosis_json, why_text
from gui.diagnose.safety import is_money_at_stake, is_solved

__all__ = ["diagnose", "diagnosis_json", "is_money_at_stake", "is_solved", "why_text"]
