"""Pure inference: posterior over causes, next step, explanation. No I/O, no clock."""

from gui.diagnose.diagnosis import diagnose
from gui.diagnose.explain import diagnosis_json, why_text

__all__ = ["diagnose", "diagnosis_json", "why_text"]
