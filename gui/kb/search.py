"""Finds codes by what the shop types: suggestions while typing, and the exact reading of a finished input.

`match_codes` may suggest, because a person picks. `resolve_code` and `resolve_screen_text` never guess: what is not
in the tables is 未收录, an empty tuple.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from gui.kb.folding import bigrams, fold, fold_code, fold_text, phrases
from gui.model.knowledge import SCREEN_TEXT, Code, Knowledge

UNIONPAY = "unionpay-39"

#: Namespaces whose codes show up on QR trades. All others belong to card trades and the terminal's own program.
QR_NAMESPACES = frozenset({"wechat-pay", "alipay", "shengpay", "scan-acquirer"})

# Weights of suggestions, 0..1 (own ordering, no measurement): what fits exactly comes first, a similar text last.
_EXACT, _PREFIX, _FRAGMENT, _WORDS, _SIMILAR = 1.0, 0.85, 0.75, 0.6, 0.55
_MIN_LIKENESS = 0.65
_FITS, _OTHER_NAMESPACE, _MISFITS = 1.0, 0.9, 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeMatch:
    """A suggestion. `score` in 0..1 orders suggestions of one search and means nothing beyond it."""

    code: Code
    score: float


def match_codes(
    knowledge: Knowledge, text: str, *, shown_where: str | None = None, provider: str | None = None, limit: int = 8
) -> tuple[CodeMatch, ...]:
    """Return the codes and screen texts that fit what is typed so far, best first, at most `limit`."""
    query = _Query.of(text)
    if not query.code and not query.text:
        return ()
    scored = ((_score(code, query) * _fit(code.namespace, shown_where, provider), code) for code in knowledge.codes)
    matches = [CodeMatch(code=code, score=round(score, 4)) for score, code in scored if score > 0]
    matches.sort(key=lambda match: -match.score)  # stable: equal scores stay in the order of the tables
    return tuple(matches[:limit])


def resolve_code(knowledge: Knowledge, code: str, *, shown_where: str | None = None) -> tuple[Code, ...]:
    """Return what a code means: a `Code.id`, or what was typed (` ５１ `, `[51] 可用余额不足`). Empty: 未收录.

    A code that several namespaces hold means the one that fits where it was shown: a wallet's on a QR trade, field 39
    of UnionPay everywhere else; all of them when none of these holds it. Words are read as a screen text.
    """
    found = _by_id(knowledge, code) or _by_code(knowledge, code)
    return _preferred(found or _by_text(knowledge, code), shown_where)


def resolve_screen_text(knowledge: Knowledge, text: str, *, shown_where: str | None = None) -> tuple[Code, ...]:
    """Return the code or fixed text that a terminal shows as `text`, whole or one phrase of it. Empty: 未收录.

    On a QR trade a wallet's code with that text comes first: a bare 账户异常 there is WeChat's ACCOUNTERROR. A code is
    read as a code.
    """
    found = _by_id(knowledge, text) or _by_text(knowledge, text)
    return _preferred(found or _by_code(knowledge, text), shown_where)


def find_code(knowledge: Knowledge, code_id: str) -> Code | None:
    """Return the entry with exactly this id (`unionpay-39:51`), or None."""
    return next((code for code in knowledge.codes if code.id == code_id), None)


def _by_id(knowledge: Knowledge, text: str) -> list[Code]:
    wanted = text.strip().casefold()
    return [code for code in knowledge.codes if code.id.casefold() == wanted]


def _by_code(knowledge: Knowledge, text: str) -> list[Code]:
    coded = [code for code in knowledge.codes if code.namespace != SCREEN_TEXT]
    wanted = fold_code(text)
    return [code for code in coded if fold_code(code.code) == wanted] or _by_code_with_text(coded, text)


def _by_code_with_text(coded: Iterable[Code], text: str) -> list[Code]:
    """Read `51 可用余额不足` or `余额不足(51)`: one code, and words that its own meaning shares. Else nothing."""
    tokens = re.findall(r"[0-9A-Z._]+", fold(text))
    words = bigrams(fold_text(re.sub(r"[0-9A-Z._]+", "", fold(text))))
    if len(tokens) != 1 or not words:
        return []
    same = [code for code in coded if fold_code(code.code) == fold_code(tokens[0])]
    return [code for code in same if words & bigrams(fold_text(code.meaning_zh + code.display_zh))]


def _by_text(knowledge: Knowledge, text: str) -> list[Code]:
    for wanted in (fold_text(text), *phrases(text)):
        found = [code for code in knowledge.codes if wanted in _shown_texts(code)]
        if found:
            return found
    return []


def _preferred(found: Sequence[Code], shown_where: str | None) -> tuple[Code, ...]:
    """Narrow several hits to the namespaces that fit where it was shown."""
    if shown_where == "qr_trade":
        return _in(found, QR_NAMESPACES) or tuple(found)
    return _in(found, {SCREEN_TEXT}) or _in(found, {UNIONPAY}) or tuple(found)


def _in(codes: Iterable[Code], namespaces: Iterable[str]) -> tuple[Code, ...]:
    return tuple(code for code in codes if code.namespace in namespaces)


def _shown_texts(code: Code) -> tuple[str, ...]:
    """Return the folded texts by which a terminal shows this code."""
    shown = [fold_text(part) for part in code.display_zh.split(" / ") if part]
    return (fold_text(code.code), *shown) if code.namespace == SCREEN_TEXT else tuple(shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Query:
    """What was typed, in the forms in which it is compared."""

    code: str
    text: str
    words: tuple[str, ...]

    @classmethod
    def of(cls, typed: str) -> "_Query":
        text = fold_text(typed)
        words = tuple(re.findall(r"[A-Z]{2,}", fold(typed)))
        return cls(code=fold_code(typed), text=text, words=words)


def _score(code: Code, query: _Query) -> float:
    return max(rule(code, query) for rule in _RULES)


def _score_code(code: Code, query: _Query) -> float:
    key = "" if code.namespace == SCREEN_TEXT else fold_code(code.code)
    if not key or not query.code:
        return 0.0
    if key == query.code:
        return _EXACT
    if key.startswith(query.code):
        return _PREFIX * _share(query.code, key)
    is_part = len(query.code) > 2 and query.code in key
    return _FRAGMENT * _share(query.code, key) if is_part else 0.0


def _score_shown(code: Code, query: _Query) -> float:
    return max((_score_text(text, query, _EXACT) for text in _shown_texts(code)), default=0.0)


def _score_meaning(code: Code, query: _Query) -> float:
    return _score_text(fold_text(code.meaning_zh), query, _FRAGMENT)


def _score_text(text: str, query: _Query, best: float) -> float:
    """Rate a Chinese text: the same, begins with, holds, is held by, or looks like what was typed."""
    if not query.text:
        return 0.0
    if text == query.text:
        return best
    if query.text in text:
        part = _PREFIX if text.startswith(query.text) else _FRAGMENT
        return best * part * _share(query.text, text)
    if len(text) > 2 and text in query.text:
        return best * _FRAGMENT * _share(text, query.text)
    return best * _SIMILAR * _text_likeness(text, query.text)


def _text_likeness(text: str, typed: str) -> float:
    """Return how alike two short texts are, 0 below the least likeness; texts of other characters are passed over."""
    longer = max(len(text), len(typed))
    if len(set(text) & set(typed)) < _MIN_LIKENESS * longer:
        return 0.0
    ratio = difflib.SequenceMatcher(None, text, typed, autojunk=False).ratio()
    return ratio if ratio >= _MIN_LIKENESS else 0.0


def _score_words(code: Code, query: _Query) -> float:
    """Rate English: every word typed begins a word of the meaning, or nearly is one."""
    words = re.findall(r"[A-Z]{2,}", fold(code.meaning_en))
    if not query.words:
        return 0.0
    return _WORDS * min(max((_word_likeness(typed, word) for word in words), default=0.0) for typed in query.words)


def _word_likeness(typed: str, word: str) -> float:
    if word.startswith(typed):
        return _share(typed, word)
    return _SIMILAR * _text_likeness(word, typed) if len(typed) > 3 else 0.0


def _share(part: str, whole: str) -> float:
    """Return how much of the whole is there, from 0.7 for a mere trace to 1: longer hits are better hits."""
    return 0.7 + 0.3 * len(part) / len(whole)


_RULES: tuple[Callable[[Code, _Query], float], ...] = (_score_code, _score_shown, _score_meaning, _score_words)


def _fit(namespace: str, shown_where: str | None, provider: str | None) -> float:
    """Return how well a namespace fits the place of the message and the provider."""
    if namespace == provider:
        return _FITS
    if shown_where == "qr_trade":
        return _FITS if namespace in QR_NAMESPACES else _OTHER_NAMESPACE
    if namespace in {UNIONPAY, SCREEN_TEXT}:
        return _FITS
    return _MISFITS if namespace in QR_NAMESPACES else _OTHER_NAMESPACE
