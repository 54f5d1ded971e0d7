"""What the handbook holds, in one language and before any layout: chapters of groups of entries with linked texts."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A text that leads to another entry of the handbook."""

    text: str
    anchor: str


#: A line of text, some pieces of which may be links.
Line = tuple[str | Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A short remark beside a title. `role` is its colour (`plain`, `attention`); the words say all of it."""

    text: str
    role: str = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Labelled lines of an entry; `label` may be empty. `is_ordered`: the lines are to be done one after another."""

    label: str
    lines: tuple[Line, ...]
    is_ordered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One code, cause, step, contact ... `lead` is what it is looked up by (a code, C30), `keys` more words for it."""

    anchor: str
    title: str
    parts: tuple[Part, ...] = ()
    lead: str = ""
    badges: tuple[Badge, ...] = ()
    keys: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Entries of a kind, such as the codes of one namespace. `is_brief`: each of them is a line or two."""

    title: str
    entries: tuple[Entry, ...]
    note: str = ""
    is_brief: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A warning that stands before everything else of its place."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A part of the handbook with its own place in the table of contents."""

    anchor: str
    title: str
    intro: tuple[str, ...]
    groups: tuple[Group, ...]
    warning: Box | None = None

    @property
    def size(self) -> int:
        """The number of entries."""
        return sum(len(group.entries) for group in self.groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handbook:
    """The whole, in the language `lang`. `edition` names version and knowledge; `words` are the page's own texts.

    The names of `words`: search, example, found (with the place `{count}`), none, all, contents, top.
    """

    lang: str
    title: str
    subtitle: str
    edition: str
    money: Box
    chapters: tuple[Chapter, ...]
    footer: tuple[str, ...]
    words: dict[str, str]

    def entries(self) -> Iterator[Entry]:
        """Yield every entry in order."""
        for chapter in self.chapters:
            for group in chapter.groups:
                yield from group.entries
