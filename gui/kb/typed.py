"""Takes apart what was typed or pasted: codes, words, and what is neither (amounts, times, numbers of a slip)."""

import functools
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

from gui.kb.folding import fold_code, fold_text
from gui.kb.spelling import Spelling

#: Dates, times, long and masked numbers, amounts with two decimals or a currency sign: never a code.
_NO_CODE = re.compile(
    r"\d{2,4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}月\d{1,2}日|\d{1,2}:\d{2}(:\d{2})?"
    r"|(?<![A-Z0-9])[\d*]{4,}([ -][\d*]{3,})+|(?<![A-Z0-9])\d*\*[\d*]*|(?<![A-Z0-9])\d{7,}(?![A-Z0-9])"
    r"|[¥$]\s*\d[\d,.]*|(?<![A-Z0-9._])\d[\d,]*\.\d\d(?![\d_])"
)
_RUN = re.compile(r"[A-Z0-9]+(?:[._][A-Z0-9]+)*")
#: Latin words and numbers in a row: ACCOUNT ERROR, E 106. Never tried a second time within one word of thousands.
_ROW = re.compile(r"(?<![A-Z0-9])[A-Z0-9]++(?:[ ._-]++[A-Z0-9]++)+")
_BETWEEN = r"[\s:=是为\"'“”]*"
_OPEN, _CLOSE = "[(<【「《〔", "])>】」》〕"
_MARKS = re.compile(r"[\W_]+")
#: A phrase of fewer characters says too little on its own.
_PHRASE = 4
#: What stays of a text that is folded, if anything does.
_WORD = re.compile(r"[^\W_]")
#: A label with what stands between it and its code.
_LONGEST_LABEL = 64
#: The longest code that is known has 40 characters: in a run of thousands none longer is looked for.
_LONGEST_CODE = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A possible code. `is_marked`: it stands alone, in brackets or after a word such as 错误码.

    `is_edge`: the message begins or ends with it.
    """

    key: str
    is_marked: bool
    is_edge: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was typed, in the forms in which it is compared.

    `whole`: all of it as one code. `text`: all of its words; `words`: those without the codes; `message`: those without
    what people write around a message; `phrases`: the parts of the message between marks, longest first.
    """

    whole: str
    runs: tuple[Run, ...]
    text: str
    words: str
    message: str
    phrases: tuple[str, ...]
    english: tuple[str, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The forms of the words, each once; none when all of it is said around messages only."""
        return tuple(dict.fromkeys(form for form in (self.text, self.words, self.message) if form))


class Reader:
    """Takes texts apart with the tables of how people write."""

    def __init__(self, spelling: Spelling) -> None:
        tables = spelling.tables
        self._spelling = spelling
        self._label = re.compile(f"(?:{_any_of(tables.labels)}){_BETWEEN}\\Z")
        self._references = re.compile(f"(?:{_any_of(tables.references)}){_BETWEEN}#?[A-Z]{{0,3}}[\\d*][A-Z\\d*.,]*")
        self._counted = re.compile(f"(?<![A-Z0-9._])\\d+(?:\\.\\d+)?\\s?[{tables.units}]")
        self._noise = re.compile(_any_of((*tables.labels, *tables.noise)))

    def read(self, text: str, codes: Container[str]) -> Typed:
        """Take a text apart. `codes`: the keys of all known codes, by which a run such as `99PIN` is cut."""
        plain = self._spelling.plain(text)
        kept = plain
        for pattern in (self._references, _NO_CODE, self._counted):
            kept = pattern.sub(" ", kept)
        spans = list(self._spans(kept, codes))
        without_codes = _without(kept, spans, codes)
        message = self._noise.sub(" ", without_codes)
        return Typed(
            whole=fold_code(plain) if kept == plain else "",
            runs=tuple(dict.fromkeys(self._run(kept, *span) for span in spans)),
            text=fold_text(kept),
            words=fold_text(without_codes),
            message=fold_text(message),
            phrases=_phrases(message),
            english=tuple(re.findall(r"[A-Z]{2,}", kept)),
        )

    @staticmethod
    def _spans(kept: str, codes: Container[str]) -> Iterator[tuple[int, int]]:
        """Yield where a code may stand; of a run that begins with a known code and goes on in letters, that code."""
        for row in _ROW.finditer(kept):
            yield row.span()
        for run in _RUN.finditer(kept):
            start, end = run.span()
            places = () if fold_code(run[0]) in codes else range(min(end - 2, start + _LONGEST_CODE), start + 1, -1)
            cuts = (cut for cut in places if kept[cut:end].isalpha())
            yield start, next((cut for cut in cuts if fold_code(kept[start:cut]) in codes), end)

    def _run(self, kept: str, start: int, end: int) -> Run:
        before, after = kept[:start].rstrip(), kept[end:].lstrip()
        is_bracketed = before[-1:] in _OPEN and after[:1] in _CLOSE and bool(before and after)
        is_alone = not (_WORD.search(before) or _WORD.search(after))
        return Run(
            key=fold_code(kept[start:end]),
            is_marked=is_alone or is_bracketed or self._label.search(before[-_LONGEST_LABEL:]) is not None,
            is_edge=not before or _WORD.search(after) is None,
        )


def _without(kept: str, spans: list[tuple[int, int]], codes: Container[str]) -> str:
    """Return the text without its codes: known ones, and what holds a digit."""
    for start, end in sorted(spans, reverse=True):
        run = kept[start:end]
        if fold_code(run) in codes or (" " not in run and any(character.isdigit() for character in run)):
            kept = f"{kept[:start]}{' ' * (end - start)}{kept[end:]}"
    return kept


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(sorted((part for part in _MARKS.split(text) if len(part) >= _PHRASE), key=len, reverse=True))


@functools.cache
def _any_of(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
