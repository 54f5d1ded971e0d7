"""Replays the events of a case: everything that is known about it follows from them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from gui.model.case import CaseFile, CaseState, Conclusion, Event, EventKind, Mark, StepOutcome, StepRecord, last_events
from gui.model.codec import CodecError, from_json
from gui.model.observation import CheckReport, JsonValue, Verdict
from gui.model.watch import WatchSummary

#: What undoing a step restores: (question id, value before the step asked it, "" for none); None for other steps.
_Former = tuple[str, str] | None


def replay(case: CaseFile, start: CaseState | None = None) -> CaseState:
    """Return what the events add up to. Raises `CodecError` naming the event whose data do not fit its kind.

    An answer with an empty value and a field with the value None are taken back. `STEP_UNDONE` takes back the last
    step; when the step asked a question, its event says what the answer was before (`restore = {id, value}`). `start`:
    what events before these add up to, none of which any of these takes back.
    """
    state, formers = start or CaseState(), list[_Former]()
    newest = {kind: _newest(case, kind) for kind in (EventKind.CHECKED, EventKind.WATCHED)}
    for index, event in enumerate(case.events):
        if event.seq != newest.get(event.kind, event.seq):
            continue  # only the newest run, and the newest of its watch, counts; decoding one takes milliseconds
        try:
            state = _HANDLERS[event.kind](state, event, formers)
        except (KeyError, TypeError, ValueError) as error:
            if isinstance(error, CodecError):
                raise
            raise CodecError(f"events[{index}].data", f"does not fit {event.kind}: {error}") from error
    return state


def replay_one(case: CaseFile, state: CaseState) -> CaseState:
    """Return what a case adds up to whose events but the last add up to `state`: the same as `replay`, but quicker.

    Raises as `replay`. A step that is taken back needs what was before it, so that for steps all is replayed.
    """
    event = case.events[-1]
    if event.kind in (EventKind.STEP_DONE, EventKind.STEP_UNDONE):
        return replay(case)
    return replay(replace(case, events=(event,)), state)


def _newest(case: CaseFile, kind: EventKind) -> int:
    return max((event.seq for event in last_events(case.events, kind)), default=0)


def _opened(state: CaseState, event: Event, _formers: list[_Former]) -> CaseState:
    """A case opens with what the shop's profile remembers."""
    answers, fields = event.data.get("answers", {}), event.data.get("fields", {})
    if not isinstance(answers, dict) or not isinstance(fields, dict):
        raise TypeError("answers and fields are tables")
    return replace(state, answers={key: _text(value) for key, value in answers.items()}, fields=dict(fields))


def _answered(state: CaseState, event: Event, _formers: list[_Former]) -> CaseState:
    return _with_answer(state, _text(event.data["id"]), _text(event.data["value"]))


def _with_answer(state: CaseState, question: str, value: str) -> CaseState:
    answers = dict(state.answers)
    answers.pop(question, None)
    if value:
        answers[question] = value
    return replace(state, answers=answers)


def _field_set(state: CaseState, event: Event, _formers: list[_Former]) -> CaseState:
    name, value = _text(event.data["name"]), event.data["value"]
    fields = dict(state.fields)
    fields.pop(name, None)
    if value is not None:
        fields[name] = value
    return replace(state, fields=fields)


def _checked(state: CaseState, event: Event, _formers: list[_Former]) -> CaseState:
    return replace(state, check=from_json(CheckReport, event.data["report"], "report"))


def _watched(state: CaseState, event: Event, _formers: list[_Former]) -> CaseState:
    """A watch belongs to the run before it; without one, or when another run came after it, it says nothing."""
    if state.check is None:
        return state
    watch = from_json(WatchSummary, event.data["watch"], "watch")
    verdict = from_json(Verdict, event.data["verdict"], "verdict")
    return replace(state, check=replace(state.check, watch=watch, verdict=verdict))


def _step_done(state: CaseState, event: Event, formers: list[_Former]) -> CaseState:
    outcome = StepOutcome(_text(event.data["outcome"]))
    record = StepRecord(step=_text(event.data["step"]), outcome=outcome, at_utc=event.at_utc)
    former: _Former = None
    if "restore" in event.data:
        restore = event.data["restore"]
        if not isinstance(restore, dict):
            raise TypeError("restore is a table")
        former = (_text(restore["id"]), _text(restore["value"]))
    formers.append(former)
    return replace(state, steps=(*state.steps, record))


def _step_undone(state: CaseState, _event: Event, formers: list[_Former]) -> CaseState:
    if not formers:
        return state
    former = formers.pop()
    left = state.steps[:-1]
    state = replace(state, steps=left, mark_after=min(state.mark_after, len(left)))
    return state if former is None else _with_answer(state, *former)


def _lan_seen(state: CaseState, event: Event, _formers: list[_Former]) -> CaseState:
    from gui.model.lan import LanReport, LanScan, TerminalTest  # noqa: PLC0415 (most cases have no such event)

    lan = state.lan or LanReport()
    if "scan" in event.data:
        scan = from_json(LanScan, event.data["scan"], "scan")
        return replace(state, lan=replace(lan, scan=scan, scanned_utc=event.at_utc))
    test = from_json(TerminalTest, event.data["test"], "test")
    return replace(state, lan=replace(lan, test=test, tested_utc=event.at_utc))


def _left_out(state: CaseState, event: Event, _formers: list[_Former]) -> CaseState:
    name = frozenset({_text(event.data["name"])})
    is_left_out = event.data["is_left_out"]
    if not isinstance(is_left_out, bool):
        raise TypeError("is_left_out is true or false")
    return replace(state, left_out=state.left_out | name if is_left_out else state.left_out - name)


def _page_shown(state: CaseState, event: Event, _formers: list[_Former]) -> CaseState:
    return replace(state, page=_text(event.data["page"]))


def _concluded(state: CaseState, event: Event, _formers: list[_Former]) -> CaseState:
    return replace(state, conclusion=from_json(Conclusion, event.data))


def _marked(state: CaseState, event: Event, _formers: list[_Former]) -> CaseState:
    mark = event.data["mark"]
    return replace(state, mark=None if mark is None else Mark(_text(mark)), mark_after=len(state.steps))


def _closed(state: CaseState, _event: Event, _formers: list[_Former]) -> CaseState:
    return replace(state, closed=True)


def _reopened(state: CaseState, _event: Event, _formers: list[_Former]) -> CaseState:
    return replace(state, closed=False)


def _text(value: JsonValue) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected text, found {type(value).__name__}")
    return value


_Handler = Callable[[CaseState, Event, list[Any]], CaseState]
_HANDLERS: dict[EventKind, _Handler] = {
    EventKind.OPENED: _opened,
    EventKind.ANSWERED: _answered,
    EventKind.FIELD_SET: _field_set,
    EventKind.CHECKED: _checked,
    EventKind.WATCHED: _watched,
    EventKind.STEP_DONE: _step_done,
    EventKind.STEP_UNDONE: _step_undone,
    EventKind.PAGE_SHOWN: _page_shown,
    EventKind.LAN_SEEN: _lan_seen,
    EventKind.LEFT_OUT: _left_out,
    EventKind.CONCLUDED: _concluded,
    EventKind.MARKED: _marked,
    EventKind.CLOSED: _closed,
    EventKind.REOPENED: _reopened,
}
