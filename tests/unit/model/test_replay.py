"""What the events of a case add up to."""

from dataclasses import replace
from typing import Any

import pytest

from gui.model.case import CaseFile, CaseState, Event, EventKind, StepOutcome
from gui.model.codec import CodecError, to_json
from gui.model.observation import Segment, Verdict
from gui.model.replay import replay
from gui.model.watch import WatchedPart, WatchMethod, WatchPart, WatchSummary
from tests.unit.knowledge_factory import make_check

AT = "2026-11-23T08:00:00Z"


def _case(*events: tuple[EventKind, dict[str, Any]]) -> CaseFile:
    numbered = tuple(Event(seq=i, at_utc=AT, kind=kind, data=data) for i, (kind, data) in enumerate(events, 1))
    return CaseFile(id="x", created_utc=AT, app_version="0", knowledge_digest="0", events=numbered)


def _step(step: str, outcome: str = "not_solved", **more: Any) -> tuple[EventKind, dict[str, Any]]:
    return EventKind.STEP_DONE, {"step": step, "outcome": outcome, **more}


def _answer(question: str, value: str) -> tuple[EventKind, dict[str, Any]]:
    return EventKind.ANSWERED, {"id": question, "value": value}


def test_nothing_happened() -> None:
    """No events, an empty state."""
    assert replay(_case()) == CaseState()


def test_all_kinds() -> None:
    """Every kind of event adds what it says."""
    check = make_check()
    state = replay(
        _case(
            (EventKind.OPENED, {"answers": {"provider": "lakala"}, "fields": {"terminal_no": "A9254710"}}),
            _answer("charged", "yes"),
            _answer("charged", "no"),
            (EventKind.FIELD_SET, {"name": "amount", "value": 1250}),
            (EventKind.CHECKED, {"report": "an older run, not even decoded"}),
            (EventKind.CHECKED, {"report": to_json(check)}),
            _step("restart-router"),
            (EventKind.PAGE_SHOWN, {"page": "steps"}),
            (EventKind.CLOSED, {}),
        )
    )
    assert state.answers == {"provider": "lakala", "charged": "no"}
    assert state.answer("charged") == "no"
    assert state.answer("never_asked") is None
    assert state.fields == {"terminal_no": "A9254710", "amount": 1250}
    assert state.check == check
    assert [(record.step, record.outcome, record.at_utc) for record in state.steps] == [
        ("restart-router", StepOutcome.NOT_SOLVED, AT)
    ]
    assert (state.page, state.closed) == ("steps", True)


def test_a_watch_belongs_to_the_run_before_it() -> None:
    """The newest watch completes the newest run, with the verdict on both; an older one is not even decoded."""
    check, flapping = make_check(), Verdict(segment=Segment.LINK, fault="flapping", confidence=0.9)
    part = WatchedPart(
        part=WatchPart.GATEWAY, address="192.168.1.1", method=WatchMethod.ICMP, sent=20, lost=5, lost_alone=1, spells=1,
        longest_silence_s=4.0, fastest_ms=1.0, median_ms=1.0, p95_ms=2.0, slowest_ms=3.0, series_ms=(1.0, None),
        series_lost=(0, 1),
    )  # fmt: skip
    watch = WatchSummary(watched_s=20.0, parts=(part,), breaks=4)
    checked = (EventKind.CHECKED, {"report": to_json(check)})
    watched = (EventKind.WATCHED, {"watch": to_json(watch), "verdict": to_json(flapping)})
    older = (EventKind.WATCHED, {"watch": "an older watch", "verdict": None})
    assert replay(_case(checked, older, watched)).check == replace(check, watch=watch, verdict=flapping)
    assert replay(_case(checked, watched, checked)).check == check
    assert replay(_case(watched)).check is None
    assert (part.received, watch.part(WatchPart.GATEWAY), watch.part(WatchPart.PROVIDER)) == (15, part, None)


def test_empty_values_take_back() -> None:
    """Empty values take back."""
    state = replay(
        _case(
            _answer("code", "51"),
            _answer("code", ""),
            (EventKind.FIELD_SET, {"name": "amount", "value": 5}),
            (EventKind.FIELD_SET, {"name": "amount", "value": None}),
        )
    )
    assert state == CaseState()


def test_undo_takes_back_the_last_step() -> None:
    """Undo takes back the last step."""
    state = replay(_case(_step("a"), _step("b"), (EventKind.STEP_UNDONE, {})))
    assert [record.step for record in state.steps] == ["a"]


def test_undo_without_a_step_does_nothing() -> None:
    """Undo without a step does nothing."""
    assert replay(_case((EventKind.STEP_UNDONE, {}))) == CaseState()


@pytest.mark.parametrize(("before", "left"), [("unknown", {"app_notice": "unknown"}), ("", {})])
def test_undo_restores_the_answer_that_the_step_asked_for(before: str, left: dict[str, str]) -> None:
    """Undo restores the answer that the step asked for."""
    restore = {"id": "app_notice", "value": before}
    done = (_answer("app_notice", "yes"), _step("ask-app-notice", "unknown", restore=restore))
    assert replay(_case(*done)).answers == {"app_notice": "yes"}
    undone = replay(_case(*done, (EventKind.STEP_UNDONE, {})))
    assert (undone.answers, undone.steps) == (left, ())


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (EventKind.OPENED, {"answers": []}),
        (EventKind.OPENED, {"answers": {"charged": 1}}),
        (EventKind.ANSWERED, {"id": "charged"}),
        (EventKind.ANSWERED, {"id": "charged", "value": True}),
        (EventKind.FIELD_SET, {"name": 3, "value": "x"}),
        (EventKind.CHECKED, {"report": {"verdict": None}}),
        (EventKind.STEP_DONE, {"step": "a", "outcome": "maybe"}),
        (EventKind.STEP_DONE, {"step": "a", "outcome": "solved", "restore": "b"}),
        (EventKind.PAGE_SHOWN, {}),
        (EventKind.LEFT_OUT, {"name": "amount", "is_left_out": "yes"}),
    ],
)
def test_data_that_do_not_fit_are_named(kind: EventKind, data: dict[str, Any]) -> None:
    """Data that do not fit are named."""
    with pytest.raises(CodecError) as caught:
        replay(_case((EventKind.CLOSED, {}), (kind, data)))
    assert caught.value.path.startswith(("events[1].data", "report"))
