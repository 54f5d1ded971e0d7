"""WeChat Pay's merchant limits in words, where one is typed or may be the cause."""

from gui.kb import find_limits, load_reference
from gui.qt.texts import Texts


def limit_text(texts: Texts, typed: str) -> str:
    """Return what the limits that a text names mean, "" when it names none."""
    is_zh = texts.lang == "zh"
    lines = [
        texts.text(
            "ui.limit.text",
            name=limit.name_zh if is_zh else limit.name_en,
            meaning=limit.meaning_zh if is_zh else limit.meaning_en,
        )
        for limit in (find_limits(load_reference(), typed) if typed else ())
    ]
    return "\n".join([*lines, texts.text("ui.limit.where")]) if lines else ""


def may_be_limited(cause: str) -> bool:
    """Say whether a cause is one that WeChat Pay closes a merchant's functions for."""
    return any(cause in limit.causes for limit in load_reference().wechat_limits)
