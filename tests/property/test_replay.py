"""Events that are replayed one by one add up to the same as all at once."""

from hypothesis import given
from hypothesis import strategies as st

from gui.model.case import CaseFile, CaseState, Event, EventKind
from gui.model.codec import to_json
from gui.model.observation import JsonValue, Segment, Verdict
from gui.model.replay import replay, replay_one
from gui.model.watch import WatchSummary
from tests.unit.knowledge_factory import make_check

AT = "2026-11-23T08:00:00Z"
FLAPPING = to_json(Verdict(segment=Segment.LINK, fault="flapping", confidence=0.9))
WATCHES = tuple(
    {"watch": to_json(WatchSummary(watched_s=seconds, parts=())), "verdict": FLAPPING} for seconds in (3.0, 9.0)
)
CHECKS = tuple({"report": to_json(make_check(segment))} for segment in (Segment.NONE, Segment.ISP))
STEPS: tuple[dict[str, JsonValue], ...] = (
    {"step": "restart-router", "outcome": "not_solved"},
    {"step": "ask-x", "outcome": "unknown", "restore": {"id": "x", "value": "no"}},
)
DATA: dict[EventKind, st.SearchStrategy[dict[str, JsonValue]]] = {
    EventKind.ANSWERED: st.fixed_dictionaries({"id": st.sampled_from("xy"), "value": st.sampled_from(("", "yes"))}),
    EventKind.FIELD_SET: st.fixed_dictionaries({"name": st.just("amount"), "value": st.none() | st.integers(0, 9)}),
    EventKind.CHECKED: st.sampled_from(CHECKS),
    EventKind.WATCHED: st.sampled_from(WATCHES),
    EventKind.STEP_DONE: st.sampled_from(STEPS),
    EventKind.STEP_UNDONE: st.just({"step": "any"}),
    EventKind.PAGE_SHOWN: st.fixed_dictionaries({"page": st.sampled_from(("start", "steps"))}),
    EventKind.LEFT_OUT: st.fixed_dictionaries({"name": st.sampled_from("xy"), "is_left_out": st.booleans()}),
    EventKind.CLOSED: st.just({}),
}
EVENTS = st.lists(st.sampled_from(tuple(DATA)).flatmap(lambda kind: st.tuples(st.just(kind), DATA[kind])), max_size=12)


@given(EVENTS)
def test_one_by_one_is_all_at_once(events: list[tuple[EventKind, dict[str, JsonValue]]]) -> None:
    """Whatever the order of runs, watches, steps, undoing and answers."""
    numbered = tuple(Event(seq=i, at_utc=AT, kind=kind, data=data) for i, (kind, data) in enumerate(events, 1))
    state = CaseState()
    for count in range(1, len(numbered) + 1):
        case = CaseFile(id="x", created_utc=AT, app_version="0", knowledge_digest="0", events=numbered[:count])
        state = replay_one(case, state)
        assert state == replay(case)
