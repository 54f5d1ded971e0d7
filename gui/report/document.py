"""The finished report in one language: redacted text in sections, and the sealed content for the JSON file."""

from collections.abc import Mapping
from dataclasses import dataclass

from gui.model.observation import JsonValue
from gui.model.photo import Photo
from gui.report.picture import WatchPicture


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One fact: a label and its value. `missing`: the bank needs it, and it is not known."""

    label: str
    value: str
    missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with a heading row. `widths` are per cent and add up to 100."""

    columns: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A titled part of the report; its parts are shown in the order picture, facts, table, lines."""

    title: str
    facts: tuple[Row, ...] = ()
    table: Table | None = None
    lines: tuple[str, ...] = ()
    picture: WatchPicture | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Everything that is exported. All text is redacted and in the language `lang`.

    `money` leads with a payment that is still open ("" when none is), `turn` says whose turn it is, `headline` is the
    verdict in one sentence, `sections` fill the first page and `details` the pages after it. `page_label` has the
    places `{page}` and `{pages}`. `content` is the JSON report with
    its `seal`; `short` at most 300 characters for WeChat or SMS. `photos` come last,
    a page each; `photos_title` has the place `{number}`. `masked_count` secrets were masked on the way.
    """

    lang: str
    title: str
    subtitle: str
    case_id: str
    identity: tuple[Row, ...]
    money: str
    turn: str
    headline: str
    sections: tuple[Section, ...]
    details_title: str
    details: tuple[Section, ...]
    footer: str
    page_label: str
    short: str
    photos_title: str
    photos: tuple[Photo, ...]
    masked_count: int
    content: Mapping[str, JsonValue]

    @property
    def picture(self) -> WatchPicture | None:
        """The one picture that a report can have, of watching the line."""
        return next((section.picture for section in self.details if section.picture is not None), None)

    @property
    def seal(self) -> str:
        """The SHA-256 over the content, lower-case hex."""
        return str(self.content["seal"])
