"""The code tables made ready for comparing: each entry with its keys, its texts and their pairs of characters."""

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gui.kb.folding import bigrams, fold_code, fold_text
from gui.kb.spelling import Spelling, own_spelling
from gui.kb.typed import Reader
from gui.model.knowledge import SCREEN_TEXT, Code, CodeNamespace, Knowledge

#: A pair of characters that more than one entry in so many holds (交易, 异常) tells nothing apart (estimate).
_COMMON_PAIR_SHARE = 6
#: Parts of a meaning with fewer characters are not compared on their own.
_PHRASE = 4
#: What Alipay writes before its codes, and shops leave out.
_PREFIX = "ACQ."
_MARKS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry. `keys`: its code as compared, with and without what is left out; empty for a screen text.

    `shown`: texts by which a terminal shows it; `meanings`: the meaning and the parts of it that no other entry has.
    `english`: the words of each part of the English meaning.
    """

    code: Code
    namespace: CodeNamespace
    keys: tuple[str, ...]
    shown: tuple[str, ...]
    meanings: tuple[str, ...]
    pairs: frozenset[str]
    characters: frozenset[str]
    english: tuple[tuple[str, ...], ...]


class EntryIndex:
    """All entries of a knowledge. `by_key`: the entries of a code; `words`: those of all English meanings."""

    def __init__(self, knowledge: Knowledge, spelling: Spelling) -> None:
        self.spelling = spelling
        self.reader = Reader(spelling)
        texts = {code.id: _texts(code, spelling) for code in knowledge.codes}
        counts = Counter(text for shown, meanings in texts.values() for text in {*shown, *meanings})
        self.entries = tuple(_entry(code, knowledge, texts[code.id], counts) for code in knowledge.codes)
        self.by_key: Mapping[str, tuple[Entry, ...]] = _by_key(self.entries)
        pair_counts = Counter(pair for entry in self.entries for pair in entry.pairs)
        most = len(self.entries) / _COMMON_PAIR_SHARE
        self.common_pairs = frozenset(pair for pair, count in pair_counts.items() if count > max(most, 2))
        self.words = frozenset(word for entry in self.entries for part in entry.english for word in part)

    @functools.lru_cache(maxsize=256)  # noqa: B019 (one index lives as long as the program)
    def holders(self, part: str) -> int:
        """Return how many entries have this part in a text of theirs."""
        return sum(any(part in text for text in (*entry.shown, *entry.meanings)) for entry in self.entries)


_indexed: list[tuple[Knowledge, EntryIndex]] = []


def index_of(knowledge: Knowledge) -> EntryIndex:
    """Return the index of a knowledge, made when first asked for; the last one is kept."""
    if not _indexed or _indexed[0][0] is not knowledge:
        _indexed[:] = [(knowledge, EntryIndex(knowledge, own_spelling()))]
    return _indexed[0][1]


def _by_key(entries: Iterable[Entry]) -> dict[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for key in entry.keys:
            found[key].append(entry)
    return {key: tuple(same) for key, same in found.items()}


def _texts(code: Code, spelling: Spelling) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the texts by which it is shown, and its meaning with the parts of it."""
    shown = [part for part in code.display_zh.split(" / ") if part]
    if code.namespace == SCREEN_TEXT:
        shown.insert(0, code.code)
    meaning = spelling.plain(code.meaning_zh)
    parts = [part for part in _MARKS.split(meaning) if len(part) >= _PHRASE]
    return tuple(fold_text(spelling.plain(text)) for text in shown), (fold_text(meaning), *parts)


def _entry(
    code: Code, knowledge: Knowledge, texts: tuple[tuple[str, ...], tuple[str, ...]], counts: Mapping[str, int]
) -> Entry:
    shown, (meaning, *parts) = texts
    key = "" if code.namespace == SCREEN_TEXT else fold_code(code.code)
    english = re.split(r"[,:;()]", code.meaning_en.upper())
    return Entry(
        code=code,
        namespace=knowledge.code_namespaces.get(code.namespace, CodeNamespace()),
        keys=tuple(dict.fromkeys(form for form in (key, key.removeprefix(_PREFIX)) if form)),
        shown=tuple(dict.fromkeys(shown)),
        meanings=(meaning, *(part for part in parts if counts[part] == 1)),
        pairs=frozenset().union(*map(bigrams, (*shown, meaning))),
        characters=frozenset().union(*shown, meaning),
        english=tuple(words for part in english if (words := tuple(re.findall(r"[A-Z]{2,}", part)))),
    )
