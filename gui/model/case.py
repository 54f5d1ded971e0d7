"""A case: an append-only list of events. Everything else about it is replayed from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from gui.model.observation import CheckReport, JsonValue

if TYPE_CHECKING:  # the first page does without
    from gui.model.lan import LanReport

CASE_SCHEMA = "poscheckup.case/1"


class EventKind(StrEnum):
    """What can happen in a case."""

    OPENED = "opened"
    ANSWERED = "answered"
    FIELD_SET = "field_set"
    CHECKED = "checked"
    WATCHED = "watched"
    STEP_DONE = "step_done"
    STEP_UNDONE = "step_undone"
    PAGE_SHOWN = "page_shown"
    LAN_SEEN = "lan_seen"
    LEFT_OUT = "left_out"
    CONCLUDED = "concluded"
    MARKED = "marked"
    CLOSED = "closed"
    REOPENED = "reopened"


class StepOutcome(StrEnum):
    """The four buttons of a checklist step: 解决了 / 没解决 / 做不了 / 不清楚."""

    SOLVED = "solved"
    NOT_SOLVED = "not_solved"
    CANNOT = "cannot"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened. `data`: `{id, value}`, `{name, value}`, `{report}`, `{step, outcome}`, `{page}` ...

    `lan_seen` has `{scan}` or `{test}`. `watched` has `{watch, verdict}`: what watching the line after the newest run
    saw, and what both together say. `left_out` has `{name, is_left_out}`: whether the report goes without a field or an
    answer. `concluded` has a `Conclusion`, `marked` has `{mark}`: a `Mark`, or null when it is taken back.
    """

    seq: int
    at_utc: str
    kind: EventKind
    data: Mapping[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRecord:
    """A checklist step that was done."""

    step: str
    outcome: StepOutcome
    at_utc: str = ""


class Mark(StrEnum):
    """What the user says has become of a case."""

    SOLVED = "solved"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """What the page 结论 named: a cause (None: none yet), or only a fault of the network and its part of the way."""

    cause: str | None = None
    is_firm: bool = False
    segment: str | None = None
    fault: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseState:
    """What the events add up to.

    `answers[question id]` = value (`unknown` included); also `provider`, `code`, `screen_text`. `fields[name]` are the
    report fields of `gui.model.fields` (merchant number, amount in fen ...). `check` is the newest connectivity run,
    `lan` what was seen of the shop's own network. `left_out` are the names that the report goes without. `mark_after`:
    how many steps were done when the user set the mark; a later step that helps is newer than it.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, JsonValue] = field(default_factory=dict)
    check: CheckReport | None = None
    steps: tuple[StepRecord, ...] = ()
    page: str | None = None
    closed: bool = False
    lan: "LanReport | None" = None
    left_out: frozenset[str] = frozenset()
    conclusion: Conclusion | None = None
    mark: Mark | None = None
    mark_after: int = 0

    def answer(self, question_id: str) -> str | None:
        """Return the recorded answer, `unknown` included, or None when it was never asked."""
        return self.answers.get(question_id)

    @property
    def is_about_network_only(self) -> bool:
        """True when nothing but the network was asked about."""
        return self.answers.get("trouble") == "network_only"

    def with_answer(self, question_id: str, value: str) -> "CaseState":
        """Return a copy with one answer set."""
        return replace(self, answers={**self.answers, question_id: value})


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A stored case with its events."""

    id: str
    created_utc: str
    app_version: str
    knowledge_digest: str
    events: tuple[Event, ...] = ()
    schema: str = CASE_SCHEMA


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopProfile:
    """What is remembered for next time: nothing secret, only what identifies the terminal to the provider."""

    provider: str | None = None
    terminal_kind: str | None = None
    connection: str | None = None
    fields: Mapping[str, JsonValue] = field(default_factory=dict)


def last_events(events: Iterable[Event], kind: EventKind) -> tuple[Event, ...]:
    """Return the events of one kind in their order."""
    return tuple(event for event in events if event.kind is kind)
