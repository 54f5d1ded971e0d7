"""The cases of before: what became of them is told by what is stored, and nothing is diagnosed anew."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gui.diagnose import diagnosis as diagnosis_module
from gui.model.case import CaseState, Conclusion, EventKind, Mark, StepOutcome
from gui.model.errors import UserError
from gui.model.knowledge import Knowledge
from gui.model.observation import JsonValue, Segment, Verdict
from gui.report.facts import clean_event
from gui.session import CaseStatus, PastCase, Session, Workspace, read_case, replay
from gui.store import Store, database
from tests.unit.knowledge_factory import choice, make_check, make_knowledge

AT = "2026-11-23T08:00:00Z"
ACTION, CHECK_MONEY = "restart-router", "query-trades"


@pytest.fixture
def knowledge() -> Knowledge:
    """The small knowledge base, with the question of the first page."""
    base = make_knowledge()
    trouble = choice("trouble", "no_network", "abnormal_or_code", "network_only")
    return make_knowledge(questions={**base.questions, trouble.id: trouble})


@pytest.fixture
def workspace(tmp_path: Path, knowledge: Knowledge) -> Iterator[Workspace]:
    """An open workspace."""
    opened = Workspace(tmp_path, knowledge, now_utc=lambda: AT)
    yield opened
    opened.close()


def begun(workspace: Workspace, trouble: str = "no_network", **answers: str) -> Session:
    """Begin a case with a trouble and what else was answered."""
    session = workspace.new_case()
    session.record_answer("trouble", trouble)
    for name, value in answers.items():
        session.record_answer(name, value)
    return session


def listed(session: Session, case: Session) -> PastCase:
    """Return a case as the list of another one shows it."""
    return next(past for past in session.history().cases() if past.id == case.case_id)


def test_a_conclusion_is_kept_and_replayed(workspace: Workspace, tmp_path: Path, knowledge: Knowledge) -> None:
    """Once for the same conclusion, again for another one; after a restart the list tells it without a diagnosis."""
    session = begun(workspace)
    session.conclude()
    session.conclude()
    session.record_answer("code", "51")
    session.conclude()
    kinds = [event.kind for event in session.case.events]
    assert kinds.count(EventKind.CONCLUDED) == 1 + (session.state.conclusion != Conclusion())
    workspace.close()
    again = Workspace(tmp_path, knowledge)
    top = session.diagnosis().top
    told = listed(again.new_case(), session).conclusion
    assert told == session.state.conclusion
    assert told is not None
    assert told.cause == (None if top is None else top.cause)
    again.close()


def test_only_the_network_was_asked_for(workspace: Workspace) -> None:
    """Then its fault is the conclusion; without a run there is none to tell."""
    session = begun(workspace, "network_only")
    session.conclude()
    assert session.state.conclusion == Conclusion(segment="unknown", fault="unknown")
    verdict = Verdict(segment=Segment.ROUTER, fault="wan-down", confidence=0.9)
    session.record_check(replace(make_check(), verdict=verdict))
    session.conclude()
    assert session.state.conclusion == Conclusion(segment="router", fault="wan-down")


def test_what_becomes_of_a_case(workspace: Workspace) -> None:
    """Unfinished, solved by a step, waiting because the user says so, ended; what happened last counts."""
    present, case = workspace.new_case(), begun(workspace)
    assert listed(present, case).status is CaseStatus.UNFINISHED
    case.record_step(CHECK_MONEY, StepOutcome.SOLVED)
    assert listed(present, case).status is CaseStatus.UNFINISHED  # a payment that was found cures nothing
    case.record_step(ACTION, StepOutcome.SOLVED)
    assert listed(present, case).status is CaseStatus.SOLVED
    assert listed(present, case).helped == case.state.steps[-1]
    case.mark(Mark.WAITING)
    assert listed(present, case).status is CaseStatus.WAITING  # it came back
    case.mark(None)
    assert listed(present, case).status is CaseStatus.SOLVED
    case.mark(Mark.WAITING)
    case.undo_step()
    assert listed(present, case).status is CaseStatus.WAITING
    case.record_step(ACTION, StepOutcome.SOLVED)
    assert listed(present, case).status is CaseStatus.SOLVED
    case.undo_step()
    case.mark(None)
    case.close()
    assert listed(present, case).status is CaseStatus.ENDED
    case.reopen()
    assert listed(present, case).status is CaseStatus.UNFINISHED


def test_a_step_that_helps_after_the_mark_is_newer(workspace: Workspace) -> None:
    """The bank was waited for, then a step helped."""
    present, case = workspace.new_case(), begun(workspace)
    case.mark(Mark.WAITING)
    case.record_step(ACTION, StepOutcome.SOLVED)
    assert listed(present, case).status is CaseStatus.SOLVED


def test_a_mark_changes_nothing_else(workspace: Workspace) -> None:
    """Of another case, and of the one at hand, whose session knows of it; saying it twice writes nothing."""
    present, case = begun(workspace), begun(workspace)
    case.close()
    before = replace(case.state, mark=Mark.SOLVED)
    for _ in range(2):
        present.history().mark(case.case_id, Mark.SOLVED)
    seen = present.history().load(case.case_id)
    assert seen.state == before
    assert seen.case.events[:-1] == case.case.events
    present.history().mark(present.case_id, Mark.WAITING)
    assert present.state.mark is Mark.WAITING
    assert present.case.events == workspace._store.load(present.case_id).events


def test_looking_at_a_case_records_nothing(workspace: Workspace) -> None:
    """Nor does the list."""
    present, case = workspace.new_case(), begun(workspace)
    case.close()
    before = workspace._store.load(case.case_id)
    seen = present.history().load(case.case_id)
    assert seen.state == case.state
    assert seen.diagnosis() == case.diagnosis()
    present.history().cases()
    present.history().same_trouble()
    assert workspace._store.load(case.case_id) == before


def test_a_case_that_was_opened_again_is_the_one_to_go_on_with(workspace: Workspace, knowledge: Knowledge) -> None:
    """Also when newer ones are unfinished; it is closed no more, and a newly begun one takes its turn."""
    old, newer = begun(workspace), begun(workspace)
    old.close()
    assert workspace.unfinished() == newer.case
    again = workspace.reopen(old.case_id)
    assert not again.state.closed
    assert workspace.unfinished() == again.case
    latest = begun(workspace)
    assert workspace.unfinished() == latest.case
    workspace.reopen(again.case_id)
    assert workspace.unfinished() == again.case  # open already: nothing to record
    with pytest.raises(UserError, match=r"data\.no_case"):
        workspace.reopen("nobody")


@pytest.mark.parametrize("mark", list(Mark))
def test_a_marked_case_is_not_offered_at_the_start(workspace: Workspace, mark: Mark) -> None:
    """The shop has done its part; who takes the mark back or opens the case wants to go on."""
    case = begun(workspace)
    case.mark(mark)
    assert workspace.unfinished() is None
    case.mark(None)
    assert workspace.unfinished() == case.case
    case.mark(mark)
    again = workspace.reopen(case.case_id)
    assert workspace.unfinished() == again.case
    assert again.state.mark is mark


@pytest.mark.parametrize(
    ("present", "past", "is_same"),
    [
        ({}, {}, True),
        ({"provider": "lakala"}, {}, True),
        ({"provider": "lakala", "code": "51"}, {"provider": "lakala", "code": "51"}, True),
        ({"provider": "lakala"}, {"provider": "shengpay"}, False),
        ({"code": "51"}, {"code": "A0"}, False),
        ({"code": "51"}, {"code": "unknown"}, True),
    ],
)
def test_the_same_trouble(workspace: Workspace, present: dict[str, str], past: dict[str, str], is_same: bool) -> None:
    """Provider and code must not differ where both know them."""
    solved = begun(workspace, **past)
    solved.record_step(ACTION, StepOutcome.SOLVED)
    session = begun(workspace, **present)
    helped = session.history().same_trouble()
    assert (helped is not None) is is_same
    assert helped is None or (helped.step, helped.at_utc) == (ACTION, AT)


def test_what_did_not_help_is_no_help(workspace: Workspace) -> None:
    """Another trouble, a step taken back, a case that waits for the bank after all, and the case at hand itself."""
    other = begun(workspace, "abnormal_or_code")
    other.record_step(ACTION, StepOutcome.SOLVED)
    undone = begun(workspace)
    undone.record_step(ACTION, StepOutcome.SOLVED)
    undone.undo_step()
    waiting = begun(workspace)
    waiting.record_step(ACTION, StepOutcome.SOLVED)
    waiting.mark(Mark.WAITING)
    session = begun(workspace)
    session.record_step(ACTION, StepOutcome.SOLVED)
    assert session.history().same_trouble() is None
    assert workspace.new_case().history().same_trouble() is None


def test_hundreds_of_cases(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each with its conclusion and a run of the network that the list does not read; none is diagnosed."""
    store = workspace._store
    conclusion: dict[str, JsonValue] = {"cause": "router", "is_firm": True, "segment": None, "fault": None}
    store._connection.execute("PRAGMA synchronous = OFF")
    for number in range(300):
        case_id = f"case-{number}"
        store.create_case(case_id=case_id, created_utc=AT, app_version="0", knowledge_digest="0")
        store.append(case_id, EventKind.ANSWERED, {"id": "trouble", "value": "no_network"}, AT)
        store.append(case_id, EventKind.CHECKED, {"report": "no report at all"}, AT)
        store.append(case_id, EventKind.CONCLUDED, conclusion, AT)

    def diagnose(*_args: object, **_kw: object) -> None:
        raise AssertionError("a case was diagnosed for the list")

    monkeypatch.setattr(diagnosis_module, "diagnose", diagnose)
    present = workspace.new_case()
    cases = present.history().cases()
    assert [case.id for case in cases] == [present.case_id, *(f"case-{number}" for number in reversed(range(300)))]
    assert {case.conclusion for case in cases[1:]} == {Conclusion(cause="router", is_firm=True)}
    assert all(case.has_check and not case.is_empty for case in cases[1:])


def test_a_database_of_before_is_brought_up(tmp_path: Path, knowledge: Knowledge) -> None:
    """Cases of a version that kept no conclusion are listed without one, in their order, and can be gone on with."""
    connection = sqlite3.connect(tmp_path / "cases.db", isolation_level=None)
    for number in (1, 3, 4):
        connection.executescript(database.migrations()[number].read_text(encoding="utf-8"))
    connection.execute("PRAGMA user_version = 4")
    for case_id in ("old", "new"):
        connection.execute("INSERT INTO cases VALUES (?, ?, '0', '0', 'poscheckup.case/1')", (case_id, AT))
        data = '{"id":"trouble","value":"no_network"}'
        connection.execute("INSERT INTO events VALUES (?, 1, ?, 'opened', '{}')", (case_id, AT))
        connection.execute("INSERT INTO events VALUES (?, 2, ?, 'answered', ?)", (case_id, AT, data))
    connection.close()
    workspace = Workspace(tmp_path, knowledge)
    assert workspace.notice is None
    unfinished = workspace.unfinished()
    assert unfinished is not None
    assert unfinished.id == "new"
    session = workspace.reopen("old")
    assert [(case.id, case.conclusion) for case in session.history().cases()] == [("new", None), ("old", None)]
    session.conclude()
    workspace.close()
    with Store(tmp_path) as store:
        found = store.unfinished()
        assert found is not None
        assert found.id == "old"


def test_a_damaged_case_is_listed_and_told_when_it_is_opened(workspace: Workspace) -> None:
    """It hides no other."""
    present, case = workspace.new_case(), begun(workspace)
    workspace._store.append(case.case_id, EventKind.MARKED, {"mark": "perhaps"}, AT)
    past = listed(present, case)
    assert (past.state, past.is_empty) == (CaseState(), False)
    for act in (present.history().load, workspace.reopen):
        with pytest.raises(UserError, match=r"data\.unreadable"):
            act(case.case_id)


def test_an_exported_report_tells_what_became_of_the_case(workspace: Workspace, knowledge: Knowledge) -> None:
    """Read back, its events add up to the same; a mark that is none is no part of a report."""
    case = begun(workspace)
    case.conclude()
    case.mark(Mark.WAITING)
    case.close()
    case.reopen()
    events = [clean_event(event, frozenset()) for event in case.case.events]
    told = {"schema": "poscheckup.report/1", "case": {"id": case.case_id, "created_utc": AT}, "events": events}
    told["case"] |= {"app_version": "0", "knowledge_digest": "0"}  # type: ignore[operator]
    again = replay(read_case(knowledge, told, case_id="", at_utc="", app_version=""))
    assert (again.conclusion, again.mark, again.closed) == (case.state.conclusion, Mark.WAITING, False)
    events[-3]["data"] = {"mark": "perhaps"}
    with pytest.raises(UserError, match=r"session\.bad_part"):
        read_case(knowledge, told, case_id="", at_utc="", app_version="")
