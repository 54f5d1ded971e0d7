"""Finds WeChat's merchant limits in what a shop typed. It never guesses: what no entry says is nothing."""

import functools

from gui.kb.folding import fold_code, fold_text
from gui.kb.spelling import own_spelling
from gui.model.reference import Reference, WechatLimit

#: A shorter part of a name (关闭, 其他) says too little.
_LEAST_LENGTH = 4


def find_limits(reference: Reference, text: str) -> tuple[WechatLimit, ...]:
    """Return the limits that a text names: by the interface's code, or by a wording that stands in it. May be empty.

    The entry with the longest fitting wording comes first.
    """
    code, typed = fold_code(text), _plain(text)
    exact = tuple(limit for limit in reference.wechat_limits if fold_code(limit.code) == code)
    if exact:
        return exact
    fits = [(_fit(limit, typed), limit) for limit in reference.wechat_limits]
    return tuple(limit for length, limit in sorted(fits, key=lambda item: -item[0]) if length)


def _fit(limit: WechatLimit, typed: str) -> int:
    """Return the length of the longest wording that stands in the text, 0 without one."""
    wordings = (_plain(name) for name in (limit.name_zh, limit.name_en, *limit.shown))
    return max((len(name) for name in wordings if len(name) >= _LEAST_LENGTH and name in typed), default=0)


@functools.lru_cache(maxsize=512)  # the wordings are compared with every key that is typed
def _plain(text: str) -> str:
    return fold_text(own_spelling().plain(text))
