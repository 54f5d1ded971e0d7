"""A case while it is worked on: written first, told afterwards, resumed where it was."""

import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from gui.journal import LOG_NAME, Event, open_journal
from gui.model.case import CaseState, EventKind, StepOutcome
from gui.model.errors import UserError
from gui.model.knowledge import Knowledge
from gui.model.observation import Segment, Verdict
from gui.model.watch import WatchSummary
from gui.report.pseudonyms import KEY_BYTES, token
from gui.session import Session, Workspace, replay
from gui.session.ids import ALPHABET, check_character, new_case_id, utc_now
from gui.session.values import REFUSED, is_masked, may_become_secret
from gui.session.workspace import KEY_NAME
from gui.store import Store
from tests.unit.knowledge_factory import choice, make_check, make_knowledge
from tests.unit.model.test_lan import SCAN, TEST

AT = "2026-11-23T08:00:00Z"
CARD = "6222021234567894"  # passes Luhn, belongs to nobody


@pytest.fixture
def knowledge() -> Knowledge:
    """The small knowledge base, with the question of the terminal page that it lacks."""
    base = make_knowledge()
    kind = choice("terminal_kind", "smart", "mpos", page="terminal")
    return make_knowledge(questions={**base.questions, kind.id: kind})


@pytest.fixture
def workspace(tmp_path: Path, knowledge: Knowledge) -> Iterator[Workspace]:
    """An open workspace."""
    opened = Workspace(tmp_path, knowledge, now_utc=lambda: AT)
    yield opened
    opened.close()


@pytest.fixture
def session(workspace: Workspace) -> Session:
    """A new case."""
    return workspace.new_case()


def _stored(workspace: Workspace, session: Session) -> CaseState:
    return replay(workspace._store.load(session.case_id))


def test_everything_recorded_is_on_disk_before_anybody_is_told(workspace: Workspace, session: Session) -> None:
    """Everything recorded is on disk before anybody is told."""
    told: list[CaseState] = []

    def observe(state: CaseState) -> None:
        assert _stored(workspace, session) == state == session.state
        told.append(state)

    session.subscribe(observe)
    session.record_answer("charged", "no")
    session.set_field("amount", "12.50")
    session.record_check(make_check())
    session.record_step("restart-router", StepOutcome.NOT_SOLVED)
    session.undo_step()
    session.show_page("steps")
    session.close()
    assert len(told) == 7
    assert session.state.answers == {"charged": "no"}
    assert session.state.fields == {"amount": 1250}
    assert session.state.check == make_check()
    assert (session.state.steps, session.state.page, session.state.closed) == ((), "steps", True)
    assert session.case == workspace._store.load(session.case_id)


def test_what_was_seen_of_the_lan_is_recorded(workspace: Workspace, session: Session) -> None:
    """Without the shop's other devices; the terminal's address is remembered for the next case."""
    session.record_lan(SCAN)
    session.record_lan(TEST)
    session.set_field("terminal_address", "192.168.1.77:8443")
    lan = _stored(workspace, session).lan
    assert lan is not None
    assert (lan.scan, lan.test, lan.tested_utc) == (SCAN.of_terminals_only(), TEST, AT)
    assert workspace.new_case().state.fields["terminal_address"] == "192.168.1.77:8443"
    assert workspace.new_case().state.lan is None


def test_a_watch_completes_the_newest_run(workspace: Workspace, session: Session) -> None:
    """Written like everything else; the same again, or without a run, writes nothing."""
    watch, flapping = WatchSummary(watched_s=20.0, breaks=4), Verdict(segment=Segment.LINK, fault="x", confidence=0.9)
    session.record_watch(watch, flapping)
    assert session.state.check is None
    session.record_check(make_check())
    session.record_watch(watch, flapping)
    before = len(session.case.events)
    session.record_watch(watch, flapping)
    assert len(session.case.events) == before
    assert _stored(workspace, session).check == replace(make_check(), watch=watch, verdict=flapping)


def test_a_watch_does_not_part_a_step_from_its_answer(workspace: Workspace, session: Session) -> None:
    """The watch records by itself, also between the answer and the step that asked for it."""
    step = next(step for step in session._knowledge.steps.values() if step.question)
    question = step.question
    assert question is not None
    session.record_check(make_check())
    session.record_answer(question, "yes")
    session.record_watch(WatchSummary(watched_s=20.0), make_check().verdict)
    session.record_step(step.id, StepOutcome.UNKNOWN)
    session.undo_step()
    assert session.state.answer(question) is None
    assert session.state.check is not None


def test_what_is_known_already_writes_nothing(session: Session) -> None:
    """What is known already writes nothing."""
    session.record_answer("charged", "no")
    session.set_field("merchant_no", "822290059430BCY")
    session.show_page("start")
    session.close()
    before = len(session.case.events)
    session.record_answer("charged", "no")
    session.record_answer("code", "")
    session.set_field("merchant_no", "822290059430BCY")
    session.show_page("start")
    session.undo_step()
    session.close()
    assert len(session.case.events) == before


def test_answer_can_be_taken_back(session: Session) -> None:
    """Answer can be taken back."""
    session.record_answer("code", "51")
    assert session.record_answer("code", "") == ""
    assert session.state.answers == {}


def test_a_full_width_code_is_the_same_code(session: Session) -> None:
    """Rules compare codes letter for letter, so they are stored in one form; words stay as typed."""
    assert session.record_answer("code", " ４１ ") == "41"
    assert session.record_answer("screen_text", "请联系４１号") == "请联系４１号"


def test_typed_text_is_masked_before_it_touches_the_disk(
    workspace: Workspace, session: Session, tmp_path: Path
) -> None:
    """Typed text is masked before it touches the disk."""
    stored = [
        session.record_answer("code", f" {CARD} "),
        session.record_answer("screen_text", f"卡号 {CARD}"),
        session.set_field("note", f"顾客的卡 {CARD}"),
    ]
    assert stored == ["622202******7894", "卡号 622202******7894", "顾客的卡 622202******7894"]
    workspace.close()
    assert all(CARD.encode() not in path.read_bytes() for path in tmp_path.iterdir())


def test_bad_input_changes_nothing(session: Session) -> None:
    """Bad input changes nothing."""
    before = session.case
    for question, value, key in (
        ("chargd", "no", "session.unknown_key"),
        ("charged", "nope", "session.unknown_value"),
        ("provider", "lakara", "session.unknown_value"),
    ):
        with pytest.raises(UserError) as caught:
            session.record_answer(question, value)
        assert caught.value.key == key
    for name, key in (("terminal_no", "field.terminal_no"), ("terminal_nr", "session.unknown_key")):
        with pytest.raises(UserError) as caught:
            session.set_field(name, "?")
        assert caught.value.key == key
    with pytest.raises(KeyError):
        session.record_step("no-such-step", StepOutcome.SOLVED)
    assert session.case == before


def test_failed_write_tells_nobody(workspace: Workspace, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Failed write tells nobody."""

    def full(*_args: object) -> None:
        raise UserError("data.full", path="x")

    told: list[CaseState] = []
    session.subscribe(told.append)
    before = session.state
    monkeypatch.setattr(workspace._store, "append", full)
    with pytest.raises(UserError, match=r"data\.full"):
        session.record_answer("charged", "yes")
    assert (told, session.state) == ([], before)


def test_unsubscribed_observer_hears_nothing(session: Session) -> None:
    """Unsubscribed observer hears nothing."""
    told: list[CaseState] = []
    unsubscribe = session.subscribe(told.append)
    unsubscribe()
    unsubscribe()
    session.record_answer("charged", "yes")
    assert told == []


def test_diagnosis_follows_the_state(session: Session) -> None:
    """Diagnosis follows the state."""
    session.record_answer("code", "51")
    top = session.diagnosis().top
    assert top is not None
    assert top.ref == "C01"


def test_diagnosis_is_kept_while_the_evidence_is_the_same(session: Session) -> None:
    """A page that is shown or a field that is typed needs no new one; an answer does."""
    session.record_answer("code", "51")
    diagnosis = session.diagnosis()
    session.show_page("report")
    session.set_field("terminal_no", "A9254710")
    assert session.diagnosis() is diagnosis
    session.record_answer("charged", "yes")
    assert session.diagnosis() != diagnosis


@pytest.mark.parametrize("before", [None, "unknown", "no"])
def test_undoing_a_question_step_takes_its_answer_back(session: Session, before: str | None) -> None:
    """Undoing a question step takes its answer back."""
    if before is not None:
        session.record_answer("app_notice", before)
    state, diagnosis = session.state, session.diagnosis()
    session.record_answer("app_notice", "yes")
    session.record_step("ask-app-notice", StepOutcome.UNKNOWN)
    session.undo_step()
    assert session.state == state
    assert session.diagnosis() == diagnosis


def test_question_step_without_an_answer_takes_back_only_itself(session: Session) -> None:
    """Question step without an answer takes back only itself."""
    session.record_answer("charged", "no")
    session.record_step("ask-app-notice", StepOutcome.UNKNOWN)
    session.undo_step()
    assert session.state.answers == {"charged": "no"}


def test_profile_is_remembered_for_the_next_case(tmp_path: Path, knowledge: Knowledge) -> None:
    """Profile is remembered for the next case."""
    workspace = Workspace(tmp_path, knowledge, now_utc=lambda: AT)
    session = workspace.new_case()
    for question, value in (("provider", "lakala"), ("terminal_kind", "unknown"), ("connection", "wifi")):
        session.record_answer(question, value)
    session.set_field("merchant_no", "822290059430BCY")
    session.set_field("amount", "12.50")
    workspace.close()
    again = Workspace(tmp_path, knowledge)
    state = again.new_case().state
    again.close()
    assert state.answers == {"provider": "lakala", "connection": "wifi"}
    assert state.fields == {"merchant_no": "822290059430BCY"}


def test_what_the_knowledge_no_longer_has_is_not_filled_in(tmp_path: Path, knowledge: Knowledge) -> None:
    """What the knowledge no longer has is not filled in."""
    workspace = Workspace(tmp_path, knowledge)
    workspace.new_case().record_answer("connection", "cellular")
    workspace.close()
    connection = choice("connection", "wifi", page="terminal")
    later = Workspace(tmp_path, make_knowledge(questions={**knowledge.questions, "connection": connection}))
    assert later.new_case().state.answers == {}
    later.close()


def test_unfinished_case_goes_on_where_it_was(tmp_path: Path, knowledge: Knowledge) -> None:
    """Unfinished case goes on where it was."""
    workspace = Workspace(tmp_path, knowledge)
    assert workspace.unfinished() is None
    session = workspace.new_case()
    assert workspace.unfinished() is None  # nothing was answered yet
    session.record_answer("charged", "yes")
    session.show_page("terminal")
    workspace.close()
    later = Workspace(tmp_path, knowledge)
    case = later.unfinished()
    assert case is not None
    resumed = later.resume(case)
    assert (resumed.case_id, resumed.state) == (session.case_id, session.state)
    resumed.close()
    assert later.unfinished() is None
    later.close()


def test_case_that_cannot_be_read_is_not_offered(workspace: Workspace, session: Session) -> None:
    """Case that cannot be read is not offered."""
    session.record_answer("charged", "yes")
    workspace._store.append(session.case_id, EventKind.STEP_DONE, {"step": "a", "outcome": "exploded"}, AT)
    assert workspace.unfinished() is None
    assert workspace.notice is not None
    assert workspace.notice.key == "data.unreadable"


@pytest.mark.parametrize("reading", ["unfinished", "profile"])
def test_what_cannot_be_read_is_told_and_what_cannot_be_reached_is_raised(
    workspace: Workspace, reading: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program goes on without a damaged row, but not without its disk."""
    errors = [UserError("data.unreadable", path="X:"), UserError("data.busy", path="X:")]

    def fail() -> None:
        raise errors[0]

    ways: dict[str, Callable[[], object]] = {"unfinished": workspace.unfinished, "profile": workspace.new_case}
    read = ways[reading]
    monkeypatch.setattr(workspace._store, reading, fail)
    read()
    assert workspace.notice is errors.pop(0)
    with pytest.raises(UserError, match=r"data\.busy"):
        read()


def test_other_cases_can_be_deleted(workspace: Workspace, session: Session) -> None:
    """The case that is worked on stays, whatever is asked for."""
    session.record_answer("charged", "yes")
    other = workspace.new_case()
    assert [stored.id for stored in session.history().cases()] == [other.case_id, session.case_id]
    session.history().delete([session.case_id, other.case_id])
    assert [stored.id for stored in session.history().cases()] == [session.case_id]
    session.record_answer("charged", "no")


def test_what_is_left_out_is_stored_once(session: Session) -> None:
    """And taken in again; saying it twice writes nothing."""
    session.leave_out("amount", is_left_out=True)
    before = session.case
    session.leave_out("amount", is_left_out=True)
    assert session.case is before
    assert session.state.left_out == {"amount"}
    session.leave_out("amount", is_left_out=False)
    assert session.state.left_out == frozenset()


def test_everything_can_be_deleted(workspace: Workspace, session: Session, tmp_path: Path) -> None:
    """Nothing that was answered, remembered or logged is in any file of the folder; the next case is an empty one."""
    session.set_field("merchant_no", "123456789012345")
    with open_journal(tmp_path):
        logging.getLogger("gui").info(Event.WINDOW_OPENED, {"qt": "6.1.2"})
        workspace.delete_all()
        logging.getLogger("gui").info(Event.WINDOW_OPENED, {"qt": "6.1.3"})
    contents = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert not (tmp_path / KEY_NAME).exists()
    assert b"123456789012345" not in contents
    assert b"6.1.2" not in contents
    assert b"6.1.3" in contents
    assert b"\0" not in (tmp_path / "logs" / LOG_NAME).read_bytes()
    assert workspace.new_case().state.fields == {}


def test_a_log_that_cannot_be_emptied_is_told(workspace: Workspace, tmp_path: Path) -> None:
    """A folder of that name stands for a file that cannot be written."""
    (tmp_path / "logs" / LOG_NAME).mkdir(parents=True)
    with pytest.raises(UserError, match=r"data\.not_deleted"):
        workspace.delete_all()


def test_a_clock_that_was_set_back_changes_no_order(tmp_path: Path, knowledge: Knowledge) -> None:
    """The newest case is the one that was begun last, and events stay in the order in which they were recorded."""
    times = iter(["2026-11-23T08:00:00Z", "2026-11-23T08:00:01Z", *["2001-01-01T00:00:00Z"] * 10])
    workspace = Workspace(tmp_path, knowledge, now_utc=lambda: next(times))
    workspace.new_case().record_answer("charged", "no")
    session = workspace.new_case()
    for value in ("yes", "no", "unknown"):
        session.record_answer("charged", value)
    workspace.close()
    again = Workspace(tmp_path, knowledge)
    case = again.unfinished()
    assert case == session.case
    resumed = again.resume(session.case)
    assert resumed.state.answers["charged"] == "unknown"
    assert [event.seq for event in resumed.case.events] == [1, 2, 3, 4]
    assert [stored.created_utc[:4] for stored in resumed.history().cases()] == ["2001", "2026"]
    again.close()


def test_damaged_file_is_told(tmp_path: Path, knowledge: Knowledge) -> None:
    """Damaged file is told."""
    (tmp_path / "cases.db").write_text("no database")
    workspace = Workspace(tmp_path, knowledge)
    assert workspace.notice is not None
    assert workspace.notice.key == "data.corrupt"
    assert workspace.notice.text_args == {"path": str(tmp_path / "cases.damaged-1.db")}
    workspace.close()


def test_sound_file_needs_no_notice(workspace: Workspace) -> None:
    """Sound file needs no notice."""
    assert workspace.notice is None


def test_second_copy_is_turned_away(workspace: Workspace, tmp_path: Path, knowledge: Knowledge) -> None:
    """Second copy is turned away."""
    with pytest.raises(UserError, match=r"data\.locked"):
        Workspace(tmp_path, knowledge)


def test_an_id_has_the_day_of_the_shop() -> None:
    """Early in the morning in China it is still the day before in UTC."""
    assert new_case_id("2026-11-27T15:59:59Z").startswith("20261127-")
    assert new_case_id("2026-11-27T16:00:00Z").startswith("20261128-")


def test_case_id_is_readable_and_checks_itself() -> None:
    """Case id is readable and checks itself."""
    case_id = new_case_id(AT)
    day, tail = case_id.split("-")
    assert (day, len(tail)) == ("20261123", 5)
    assert set(tail) <= set(ALPHABET)
    assert check_character(case_id[:-1]) == case_id[-1]
    assert check_character("20261123-8F3K") != check_character("20261123-8F3J")
    assert check_character("20261123-8F3K") != check_character("20261123-F83K")


def test_time_is_utc_to_the_second() -> None:
    """Time is UTC to the second."""
    assert len(utc_now()) == len(AT)
    assert utc_now().endswith("Z")


def test_store_is_what_the_session_writes_to(tmp_path: Path, knowledge: Knowledge) -> None:
    """Store is what the session writes to."""
    with Store(tmp_path) as store:
        case = store.create_case(case_id="a", created_utc=AT, app_version="0", knowledge_digest="0")
        session = Session(store, knowledge, case)
        session.record_answer("charged", "yes")
        assert session.case.events[-1].at_utc <= utc_now()


@pytest.mark.parametrize("text", ["密码123456", "CVV 123", "验证码 482913", "有效期 12/27", "PIN: 1234"])
def test_a_password_is_not_recorded(workspace: Workspace, session: Session, text: str) -> None:
    """Neither as an answer nor as a field, whatever its form."""
    for record in (partial(session.record_answer, "screen_text"), partial(session.set_field, "note")):
        with pytest.raises(UserError) as caught:
            record(text)
        assert caught.value.key == REFUSED
    assert _stored(workspace, session) == CaseState()


@pytest.mark.parametrize(
    ("typed", "may"),
    [("密码", True), ("提示 PIN", True), ("有效期 1", True), ("密码错误", False), ("账户异常 ", False)],
)
def test_what_is_half_typed_may_become_a_password(typed: str, may: bool) -> None:
    """So that no half of it is stored."""
    assert may_become_secret(typed) is may


def test_what_was_masked_is_told(session: Session) -> None:
    """A mask or a token that nobody typed; what was masked before is not masked now."""
    stored = str(session.set_field("note", "WiFi名 laowang"))
    assert is_masked(stored, "WiFi名 laowang")
    assert not is_masked(stored, stored)
    assert is_masked("622202****1234", "6222021234")
    assert not is_masked("***", "***")
    assert not is_masked(None, "")


def test_what_the_network_tells_loses_its_secrets_before_it_is_stored(workspace: Workspace, session: Session) -> None:
    """A login page or a certificate may say anything; the same watch is recorded once."""
    told = Verdict(segment=Segment.INTERCEPTION, fault="captive-portal", confidence=0.9, issuer="SSID: laowang")
    session.record_check(replace(make_check(), verdict=told))
    session.record_watch(WatchSummary(watched_s=1.0), told)
    count = len(session.case.events)
    session.record_watch(WatchSummary(watched_s=1.0), told)
    assert len(session.case.events) == count
    assert "laowang" not in str(session.case)
    assert _stored(workspace, session) == session.state


def test_the_key_of_the_tokens_stays_with_the_installation(tmp_path: Path, knowledge: Knowledge) -> None:
    """The same name has the same token next time; only the user may read the file, and half a one is renewed."""
    names = []
    for key in (None, None, b"half"):
        if key is not None:
            (tmp_path / KEY_NAME).write_bytes(key)
        workspace = Workspace(tmp_path, knowledge)
        names.append(token("wifi", "laowang"))
        workspace.close()
    assert names[0] == names[1] != names[2]
    assert len((tmp_path / KEY_NAME).read_bytes()) == KEY_BYTES
    if os.name == "posix":
        assert (tmp_path / KEY_NAME).stat().st_mode & 0o777 == 0o600


def test_a_key_that_cannot_be_kept_costs_nothing_else(tmp_path: Path, knowledge: Knowledge) -> None:
    """Tokens are then the same for as long as the program runs."""
    (tmp_path / KEY_NAME).mkdir()
    workspace = Workspace(tmp_path, knowledge)
    assert token("wifi", "laowang") == token("wifi", "laowang")
    workspace.close()
