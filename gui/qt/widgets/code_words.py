"""A code in words: what it means, where its table belongs, and whether that is certain."""

from gui.model.knowledge import Code
from gui.qt.texts import Texts


def code_words(texts: Texts, code: Code) -> str:
    """Return `51  可用余额不足  (银联卡交易)` in the present language; less than certain meanings are marked."""
    meaning = code_meaning(texts, code)
    doubt = "" if code.confidence == "high" else texts.text("ui.symptom.doubtful")
    shown = meaning if code.code == meaning else f"{code.code}  {meaning}"
    return f"{shown}  ({texts.text(f'ui.namespace.{code.namespace}')}{doubt})"


def code_meaning(texts: Texts, code: Code) -> str:
    """Return what it means, in the present language."""
    return code.meaning_zh if texts.lang == "zh" else code.meaning_en
