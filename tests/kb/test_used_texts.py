"""Every text is used, every text that is used is there, and one text has one key where one would do.

The sources are read, not run: a key stands there as a literal, or is built of a pattern such as `ui.p.{}` and of words
that are literals as well. What is needed by the knowledge says `gui.kb.translations`.
"""

import ast
import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

import gui
from gui.kb.entities import Page
from gui.kb.translations import needed_texts
from gui.model.case import StepOutcome
from gui.model.diagnosis import SaleAdvice
from gui.model.failure import Failure
from gui.model.fields import FIELDS
from gui.model.knowledge import RetrySafety, Risk, StepKind
from gui.model.lan import LanProblem, TerminalAnswer
from gui.model.observation import ProbeKind, ProbeOutcome, ProbeState, Segment
from gui.model.reference import LimitKind, ModelConnection, ModelKind
from gui.model.watch import WatchMethod, WatchPart
from gui.probes.path import PathPart, PathState
from tests.kb.data import CATALOGS, KNOWLEDGE

TEXTS = {lang: catalog.texts for lang, catalog in CATALOGS.items()}
KEYS = frozenset(TEXTS["zh"]) | frozenset(TEXTS["en"])
#: Whose key is put together where only a part of it is known: before the first dot stands what the caller names.
BY_THE_CALLER = ("{}.text", "{}.yes", "{}.no")
PAGES = (*Page, "verdict", "report")
#: Texts that are chosen by a closed list: each of its members must have its words.
CHOSEN: dict[str, Iterable[str]] = {
    "report.failure.{}": Failure,
    "segment.{}.name": Segment,
    "probe.{}.name": ProbeKind,
    "path.part.{}": [part for part in PathPart if not part.is_link],
    "path.state.{}": PathState,
    "report.step.{}": StepOutcome,
    "ui.steps.outcome.{}": StepOutcome,
    "ui.steps.risk.{}": [risk for risk in Risk if risk is not Risk.SAFE],
    "ui.steps.sale.{}": [advice for advice in SaleAdvice if advice is not SaleAdvice.NONE],
    "report.state.{}": [state for state in ProbeState if state is not ProbeState.DONE],
    "report.outcome.{}": ProbeOutcome,
    "ui.lan.problem.{}": LanProblem,
    "ui.lan.answer.{}": TerminalAnswer,
    "report.lan.answer.{}": TerminalAnswer,
    "watch.part.{}": WatchPart,
    "watch.method.{}": WatchMethod,
    "ui.{}.heading": PAGES,
    "ui.{}.intro": PAGES,
    "ui.{}.step": PAGES,
    "field.{}.name": FIELDS,
    "field.{}.example": FIELDS,
    "field.{}.help": FIELDS,
    "error.field.{}.what": FIELDS,
    "handbook.limit.{}": LimitKind,
    "handbook.kind.{}": ModelKind,
    "handbook.connection.{}": ModelConnection,
    "handbook.step.kind.{}": StepKind,
    "handbook.retry.{}": [retry for retry in RetrySafety if retry is not RetrySafety.NOT_APPLICABLE],
}

#: Names and examples are the same in both languages.
SAME_IN_BOTH = {
    "handbook.connection.wifi": "WiFi",
    "handbook.connection.usb": "USB",
    "field.auth_code.example": "A12345",
    "ui.where.message": "账户异常",  # as the terminal shows it
    "ui.where.code": "应答码 XX",
}
#: One text under two keys, each of which is named in the sources, and why one would not do.
TWICE: dict[str, list[str]] = {
    "answer.unknown": ["step.ask-debit-notice.answer.unknown", "ui.steps.outcome.unknown"],  # each of its own list
    "handbook.chapter.limits.title": ["report.section.limits"],  # chapters are titled by their names
    "handbook.limit.reason": ["ui.verdict.why"],  # a kind of limits; a button that asks
    "handbook.step.facts": ["report.section.remarks"],  # a label of a step; a section of the report
    "report.step.unknown": ["report.unknown"],  # an outcome of its list; an answer that is not known
    "ui.history.column.verdict": ["ui.verdict.heading", "ui.verdict.step"],  # a column's; a page's, a step's
    "ui.about.search": ["ui.lan.find"],  # of a field; of a button
}

_KEY = re.compile(r"[a-z][\w-]*(?:\.[\w{}-]+)+")


def _shape(node: ast.JoinedStr) -> str:
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)


@functools.cache
def sources() -> tuple[frozenset[str], frozenset[str]]:
    """Return the literal texts of the program, and the shapes of those that are put together (`ui.p.{}`)."""
    words: set[str] = set()
    shapes: set[str] = set()
    for path in Path(gui.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                shapes.add(_shape(node))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                words.add(node.value)
    return frozenset(words), frozenset(shapes)


@functools.cache
def ids() -> frozenset[str]:
    """Return the names that the knowledge gives to its entries, and the answers to its questions."""
    kept = (KNOWLEDGE.causes, KNOWLEDGE.questions, KNOWLEDGE.steps, KNOWLEDGE.network_faults, KNOWLEDGE.providers)
    answers = (question.values for question in KNOWLEDGE.questions.values())
    return frozenset(name for entries in (*kept, *answers) for name in entries)


@functools.cache
def is_built(text: str) -> bool:
    """Say whether the program can come to say `text`: a literal, a number, an id, or these in a shape."""
    words, shapes = sources()
    if text in words or text in ids() or text.isdecimal():
        return True
    patterns = [shape for shape in shapes if _KEY.fullmatch(shape)] + list(BY_THE_CALLER)
    return any(all(map(is_built, parts)) for shape in patterns for parts in _fillings(shape, text))


def _fillings(shape: str, text: str) -> Iterator[tuple[str, ...]]:
    """Yield every way to fill the places of `shape` so that it says `text`."""
    head, place, rest = shape.partition("{}")
    if not place:
        if head == text:
            yield ()
        return
    if text.startswith(head):
        left = text[len(head) :]
        for end in range(1, len(left) + 1):
            for more in _fillings(rest, left[end:]):
                yield (left[:end], *more)


def needed() -> set[str]:
    """Return the keys that the knowledge needs, and those that a closed list chooses."""
    return {*needed_texts(KNOWLEDGE), *(shape.format(name) for shape, names in CHOSEN.items() for name in names)}


def test_no_text_is_missing() -> None:
    """Of a closed list, of an error, or named in full; the knowledge's own are the loader's task."""
    words, _ = sources()
    heads = {key.partition(".")[0] for key in KEYS}
    named = {word for word in words if _KEY.fullmatch(word) and "{" not in word and word.partition(".")[0] in heads}
    known = {key[:end] for key in KEYS for end in range(1, len(key) + 1)}
    of_handbook = {word for word in named if f"handbook.{word}" in known}
    of_errors = {word for word in named if f"error.{word}.what" in KEYS}
    assert named - known - of_handbook - of_errors == {"fault.log"}
    assert needed() - KEYS == set()


@pytest.mark.parametrize("shape", [*CHOSEN, *BY_THE_CALLER])
def test_the_patterns_are_those_of_the_program(shape: str) -> None:
    """What builds them is there; a handbook's key is the rest of it."""
    _, shapes = sources()
    assert shapes & {shape, shape.removeprefix("handbook."), shape.replace(".what", ".{}").replace("field.{}", "{}")}


def test_every_text_is_used() -> None:
    """By the knowledge, by its name, or by one that is put together."""
    used = needed()
    assert [key for key in sorted(KEYS) if key not in used and not is_built(key)] == []


def test_both_languages_differ() -> None:
    """Where a text has words, the translation is another one: only names, examples and signs are the same."""
    same = {key: text for key, text in TEXTS["zh"].items() if TEXTS["en"].get(key) == text}
    worded = {key: text for key, text in same.items() if re.search(r"[^\W\d_]", re.sub(r"\{\w*\}", "", text))}
    assert worded == SAME_IN_BOTH


def test_one_text_has_one_key() -> None:
    """Two keys with the same words in both languages, where the sources name one of them: the other one would do."""
    words, _ = sources()
    keys_of: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for key, text in TEXTS["zh"].items():
        keys_of[text, TEXTS["en"][key]].append(key)
    twice = [sorted(keys) for keys in keys_of.values() if len(keys) > 1 and words & set(keys)]
    assert {keys[0]: keys[1:] for keys in sorted(twice)} == TWICE
