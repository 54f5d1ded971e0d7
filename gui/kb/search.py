"""Suggests entries for what is typed so far. It may suggest, because a person picks; `gui.kb.reading` never guesses.

Codes are compared with what looks like a code; Chinese words by being part of each other, by slips
(Damerau-Levenshtein, see `gui.kb.spelling`) and by common pairs of characters (Dice 1945); English by its words.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gui.kb.entries import Entry, EntryIndex, index_of
from gui.kb.folding import bigrams
from gui.kb.reading import TRADES, agrees, is_anothers, is_said
from gui.kb.spelling import LIKELY_SLIP, SLIP
from gui.kb.typed import Run, Typed
from gui.model.knowledge import Code, Knowledge, Trade

# All numbers here order suggestions. They were set by hand on the written variants in tests/kb/recognition.csv:
# estimates.
#: Slips that are forgiven, per character: none in two characters, a likely one in three, any one in seven.
_SLIPS = 0.16
#: Share of common pairs from which two long messages are the same, and from which they are alike.
_SAME_PAIRS, _ALIKE_PAIRS = 0.6, 0.45
#: Half a message has so many characters at least; one character fewer when only one entry has it.
_HALF = 4
#: So many entries may hold half a message for it to be one.
_HALF_HELD_BY = 4
#: What a meaning in our words counts beside a text that a terminal shows; and how many of the English words must fit.
_MEANING, _MOST_WORDS = 0.95, 0.8
#: One English word is enough when it is at least half of a part of the meaning (Stolen card).
_HALF_A_PART = 0.9 * 2 / 3
#: The part of a match that comes from the second kind of agreement: the words beside a code.
_SECOND = 0.4
#: Letters and digits that are taken for each other when a screen or a photo is read.
_LOOKS = str.maketrans("OILSBZ", "011582")
_CODE_LOOKS, _CODE_SLIP, _CODE_BEGINS, _CODE_HOLDS, _CODE_BESIDE = 0.7, 0.7, 0.45, 0.35, 0.4
#: A code counts so much more than words: it is the same wherever one reads it, words come in many forms. The same for
#: one that only looks like it, when the words agree.
_CODE, _CODE_LOOKS_AND_AGREES = 1.3, 1.1
#: Codes of so many letters are words: one slip is forgiven, two from _LONG_NAME letters on.
_NAME, _LONG_NAME = 7, 11
#: How well the place of the message, the provider and the kind of source fit.
_FITS, _OPEN, _LESS_SURE, _MISFITS = 1.0, 0.9, 0.95, 0.6
_DOUBT = {"high": 1.0, "medium": 0.995, "low": 0.99}


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeMatch:
    """A suggestion. `score` in 0..1 orders suggestions of one search and means nothing beyond it.

    `is_found`: what was typed is this entry, as far as one can tell; else it only begins like it or shares something.
    """

    code: Code
    score: float
    is_found: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hit:
    """One kind of agreement: how much, in 0..1, and whether it is enough to say that the entry is meant."""

    score: float = 0.0
    is_enough: bool = False


_NONE = _Hit()
#: Each word typed, with the words of the tables that it can be.
_Words = Mapping[str, frozenset[str]]


def match_codes(
    knowledge: Knowledge, text: str, *, shown_where: str | None = None, provider: str | None = None, limit: int = 8
) -> tuple[CodeMatch, ...]:
    """Return the codes and screen texts that fit what is typed so far: what was found, then what is alike, best first.

    At most `limit` come back. Nothing with `is_found`: 未收录.
    """
    index = index_of(knowledge)
    typed = index.reader.read(text, index.by_key)
    english = {word: frozenset(_words_like(word, index)) for word in typed.english}
    matches = [
        CodeMatch(
            code=entry.code, score=round(score * _fit(entry, TRADES.get(shown_where), provider), 4), is_found=is_found
        )
        for entry in index.entries
        for score, is_found in (_rate(entry, typed, english, index),)
        if score > 0
    ]
    matches.sort(key=lambda match: (not match.is_found, -match.score))  # stable: else in the order of the tables
    return tuple(matches[:limit])


def _rate(entry: Entry, typed: Typed, words: _Words, index: EntryIndex) -> tuple[float, bool]:
    code = max(_code_hits(entry, typed, index), default=_NONE, key=lambda hit: (hit.is_enough, hit.score))
    text = max(_text_hits(entry, typed, index), default=_NONE, key=lambda hit: (hit.score, hit.is_enough))
    english = _english_hit(entry, words, index)
    first, second, _ = sorted((code.score, text.score, english.score), reverse=True)
    return (first + _SECOND * second) / (_CODE + _SECOND), code.is_enough or text.is_enough or english.is_enough


def _fit(entry: Entry, trade: Trade | None, provider: str | None) -> float:
    """Return how well an entry fits the place of the message and the provider, in 0..1."""
    namespace = entry.namespace
    fit = _DOUBT.get(entry.code.confidence, 1.0)
    if provider in namespace.providers:
        fit *= _FITS
    elif is_anothers(namespace, provider):
        fit *= _OPEN
    elif not namespace.standard and not namespace.passed_on and entry.keys:
        fit *= _LESS_SURE
    if trade is None:
        return fit * (_OPEN if namespace.trade is Trade.QR else _FITS)
    if namespace.trade is Trade.ANY:
        return fit * (_LESS_SURE if trade is Trade.QR else _FITS)
    return fit * (_FITS if namespace.trade is trade else _MISFITS)


def _code_hits(entry: Entry, typed: Typed, index: EntryIndex) -> Iterator[_Hit]:
    for key in entry.keys:
        if typed.whole:
            yield _whole_code_hit(key, typed)
        for run in typed.runs:
            yield _run_hit(run, key, entry, typed, index)


def _whole_code_hit(key: str, typed: Typed) -> _Hit:
    whole = typed.whole
    if key == whole:
        return _Hit(score=_CODE, is_enough=True)
    if key.startswith(whole):
        return _Hit(score=_CODE_BEGINS * _share(whole, key))
    return _Hit(score=_CODE_HOLDS * _share(whole, key)) if len(whole) > 2 and whole in key else _NONE


def _run_hit(run: Run, key: str, entry: Entry, typed: Typed, index: EntryIndex) -> _Hit:
    if run.key == key:
        if is_said(run, entry, typed, index):
            return _Hit(score=_CODE, is_enough=True)
        return _Hit(score=_CODE_BESIDE) if run.is_edge else _NONE
    if _looks_like(run.key, key) and run.key not in index.by_key and is_said(run, entry, typed, index):
        swapped = sum(one != other for one, other in zip(run.key, key, strict=True))
        if agrees(entry, typed, index):
            return _Hit(score=_CODE_LOOKS_AND_AGREES, is_enough=True)
        return _Hit(score=_CODE_LOOKS, is_enough=True) if 2 * swapped <= len(key) else _NONE
    slips = 1.0 if len(key) < _LONG_NAME else 2.0
    if min(len(key), len(run.key)) >= _NAME and index.spelling.distance(run.key, key, slips) <= slips:
        return _Hit(score=_CODE_SLIP, is_enough=True)
    return _NONE


def _looks_like(one: str, other: str) -> bool:
    return len(one) == len(other) and one.translate(_LOOKS) == other.translate(_LOOKS)


def _text_hits(entry: Entry, typed: Typed, index: EntryIndex) -> Iterator[_Hit]:
    is_message = bool(typed.message)  # what is said around every message tells nothing
    for form in typed.texts:
        if entry.characters.isdisjoint(form):
            continue
        for shown in entry.shown:
            hit = _text_hit(shown, form, index, is_shown=True)
            yield hit if is_message or hit.score == 1.0 else _Hit(score=hit.score)
        for meaning in entry.meanings:
            hit = _text_hit(meaning, form, index, is_shown=False)
            yield _Hit(score=_MEANING * hit.score, is_enough=hit.is_enough and is_message)


def _text_hit(text: str, form: str, index: EntryIndex, *, is_shown: bool) -> _Hit:
    """Rate a text of an entry: the same, holds, is held by, differs in slips, or shares pairs with what was typed."""
    if text == form:
        return _Hit(score=1.0, is_enough=True)
    if form in text:
        return _Hit(score=0.5 + 0.4 * len(form) / len(text), is_enough=_is_half(form, index, is_shown=is_shown))
    if len(text) > 2 and text in form:
        return _Hit(score=0.65 + 0.3 * len(text) / len(form), is_enough=True)
    slips = _slip_hit(text, form, index)
    return slips if slips.is_enough else _pairs_hit(text, form)


def _is_half(form: str, index: EntryIndex, *, is_shown: bool) -> bool:
    """Say whether a part of a text is enough to know the text by."""
    if len(form) < (_HALF - 1 if is_shown else _HALF):
        return False
    holders = index.holders(form)
    return holders <= (_HALF_HELD_BY if len(form) >= _HALF else 1)


def _slip_hit(text: str, form: str, index: EntryIndex) -> _Hit:
    """Rate what was typed as the whole text with slips, or as half of it with slips."""
    longer = max(len(text), len(form))
    is_half = len(form) > _HALF and len(text) > len(form) + 1
    limit = _SLIPS * (len(form) if is_half else longer)
    strange = sum(character not in text for character in form)
    if strange * LIKELY_SLIP > limit or (not is_half and (longer - len(form)) * SLIP > limit):
        return _NONE
    cost = index.spelling.distance(form, text, limit, part=is_half)
    if math.isinf(cost):
        return _NONE
    share = len(form) / longer if is_half else 1.0
    return _Hit(score=(0.5 + 0.4 * share) * (1 - cost / len(form)), is_enough=True)


def _pairs_hit(text: str, form: str) -> _Hit:
    if min(len(text), len(form)) <= _HALF:
        return _NONE
    share = 2 * len(bigrams(text) & bigrams(form)) / (len(bigrams(text)) + len(bigrams(form)))
    return _Hit(score=0.8 * share, is_enough=share >= _SAME_PAIRS) if share >= _ALIKE_PAIRS else _NONE


def _english_hit(entry: Entry, words: _Words, index: EntryIndex) -> _Hit:
    """Rate English: the words of a part of the meaning, or most of what was typed found in it."""
    small = index.spelling.tables.small_words
    said = [like for word, like in words.items() if word not in small]
    if not said:
        return _NONE
    own = {word for part in entry.english for word in part}
    found = [like & own for like in said if like & own]
    if not found or len(found) < _MOST_WORDS * len(said):
        return _NONE
    best = max(_english_part(part, words) for part in entry.english)
    return _Hit(score=max(best, 0.6), is_enough=len(found) > 1 or best >= _HALF_A_PART)


def _english_part(part: tuple[str, ...], words: _Words) -> float:
    hits = sum(not like.isdisjoint(part) for like in words.values())
    return 1.0 if hits == len(words) == len(part) else 0.9 * 2 * hits / (len(words) + len(part))


def _words_like(typed: str, index: EntryIndex) -> Iterator[str]:
    """Yield the words of the tables that it is, that it begins (it may not be typed to its end), or nearly is."""
    for word in index.words:
        is_begun = len(typed) > 2 and word.startswith(typed)
        if typed == word or is_begun or (len(typed) > _HALF and _is_one_slip(typed, word, index)):
            yield word


def _is_one_slip(typed: str, word: str, index: EntryIndex) -> bool:
    if len(set(typed) ^ set(word)) > 2 or abs(len(typed) - len(word)) > 1:  # cheap, and rules out nearly all
        return False
    return math.isfinite(index.spelling.distance(typed, word, SLIP))


def _share(part: str, whole: str) -> float:
    """Return how much of the whole is there, from 0.7 for a mere trace to 1: longer hits are better hits."""
    return 0.7 + 0.3 * len(part) / len(whole)
