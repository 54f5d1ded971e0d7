"""The words of the handbook in one language, and the names by which its entries are linked."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gui.kb import Catalog
from gui.report.handbook import Badge, Line, Link
from gui.report.wording import Words

_NOT_IN_ANCHORS = re.compile(r"[^0-9A-Za-z_.-]")


def anchor_of(kind: str, name: str) -> str:
    """Return the id of an entry in the page: what no browser likes in one stands there as its code point."""
    return f"{kind}-{_NOT_IN_ANCHORS.sub(lambda found: f'u{ord(found[0]):x}', name)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The texts of the handbook's language, and of the `other` one for the words that can be searched for."""

    catalog: Catalog
    other: Catalog

    def say(self, key: str, **args: object) -> str:
        """Return a text of the knowledge. Raises KeyError for a missing one: the loader has checked them."""
        return self.catalog.text(key, **args)

    def say_other(self, key: str) -> str:
        """Return a text in the other language."""
        return self.other.text(key)

    def own(self, name: str, /, **args: object) -> str:
        """Return a text of the handbook's own."""
        return self.catalog.text(f"handbook.{name}", **args)

    def lines(self, name: str) -> tuple[str, ...]:
        """Return a text of the handbook's own, line by line."""
        return tuple(self.own(name).split("\n"))

    def as_lines(self, key: str) -> tuple[Line, ...]:
        """Return a text of the knowledge as lines without links."""
        return tuple((line,) for line in self.say(key).split("\n") if line)

    def pick(self, zh: str, en: str) -> str:
        """Return the one of two texts that is in the handbook's language."""
        return zh if self.catalog.lang == "zh" else en

    def join(self, parts: Iterable[str]) -> str:
        """Return an enumeration."""
        return self.say("ui.list_separator").join(parts)

    def facts(self, parts: Iterable[str]) -> str:
        """Return short facts in one line."""
        return " · ".join(parts)

    def linked(self, kind: str, ids: Iterable[str]) -> Iterator[str | Link]:
        """Return links to causes, steps, faults or providers, parted."""
        field = "title" if kind == "step" else "name"
        links = (Link(text=self.say(f"{kind}.{name}.{field}"), anchor=anchor_of(kind, name)) for name in ids)
        return self.parted(links)

    def parted(self, links: Iterable[Link]) -> Iterator[str | Link]:
        """Yield links with a separator between them."""
        for index, link in enumerate(links):
            if index:
                yield self.say("ui.list_separator")
            yield link

    def doubts(self, confidence: str) -> tuple[Badge, ...]:
        """Return the mark of what is not of high confidence (a `Confidence` value)."""
        return () if confidence == "high" else (Badge(text=self.own(f"confidence.{confidence}"), role="attention"),)

    def duration(self, minutes: float) -> str:
        """Return how long something takes."""
        return Words(self.catalog).duration(minutes) if minutes >= 1 else self.own("moment")
