"""What the exe packs holds every equal part once."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from gui.kb import load_knowledge
from sharing import shared


class Kind(StrEnum):
    """A closed set of names."""

    ONE = "one"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of some table."""

    name: str
    numbers: Any
    kind: Kind = Kind.ONE


def copy(text: str) -> str:
    """Return an equal text that is another object."""
    return "".join(list(text))


def entry(name: str) -> Entry:
    """Return an entry that shares nothing with another one."""
    return Entry(name=copy(name), numbers={copy("yes"): float("0.01"), copy("all"): ([copy("no")], (copy("no"), 1))})


def test_equal_parts_become_one_object() -> None:
    """Texts, numbers, tuples and tables; a list stays a list of its own, since it might be changed."""
    first, second = shared((entry("a-name"), entry("a-name")))
    assert first == second == entry("a-name")
    assert first.name is second.name
    assert first.numbers["yes"] is second.numbers["yes"]
    assert first.numbers["all"][0] is not second.numbers["all"][0]
    assert first.numbers["all"][1] is second.numbers["all"][1]
    assert first.kind is Kind.ONE
    table, same = shared(({copy("yes"): float("0.01")}, {copy("yes"): float("0.01")}))
    assert table is same


def test_what_is_not_the_same_stays_apart() -> None:
    """A number is no text, true is no 1, whole is not broken, and other classes are left alone."""
    odd = object()
    content = shared(("1", 1, 1.0, True, None, odd, Entry, {"a": 1, "b": 2}, {"b": 2, "a": 1}))
    assert [type(part) for part in content[:4]] == [str, int, float, bool]
    assert content[4:7] == (None, odd, Entry)
    assert list(content[7]) == ["a", "b"]
    assert list(content[8]) == ["b", "a"]


def test_the_knowledge_is_equal_and_holds_an_answer_once() -> None:
    """Every answer `yes` of every cause is the same text."""
    knowledge = load_knowledge()
    smaller = shared(knowledge)
    assert smaller == knowledge
    tables = [table for cause in smaller.causes.values() for table in cause.likelihood.values() if "yes" in table]
    assert len({id(next(iter(table))) for table in tables}) == 1
