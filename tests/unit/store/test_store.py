"""Cases on disk: kept through a kill, one writer, and a clear word for every way a disk can fail."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gui.model.case import EventKind, ShopProfile
from gui.model.errors import UserError
from gui.store import Store, database
from gui.store.lock import WriterLock
from tests.unit.disks import needs_mounts, on_a_disk_of

AT = "2026-11-23T08:00:00Z"
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An open store in a folder that did not exist."""
    with Store(tmp_path / "数据 data") as opened:
        yield opened


def _create(store: Store, case_id: str = "20261123-AAAAB") -> str:
    store.create_case(case_id=case_id, created_utc=AT, app_version="0.1.0", knowledge_digest="ab")
    return case_id


def _append_answer(store: Store, case_id: str, value: str = "yes") -> None:
    store.append(case_id, EventKind.ANSWERED, {"id": "charged", "value": value}, AT)


def test_case_round_trip(store: Store) -> None:
    """A case comes back as it was written."""
    opened = store.create_case(
        case_id="a",
        created_utc=AT,
        app_version="0.1.0",
        knowledge_digest="ab",
        data={"answers": {"provider": "拉卡拉"}},
    )
    first = store.append("a", EventKind.ANSWERED, {"id": "charged", "value": "no"}, AT)
    second = store.append("a", EventKind.CLOSED, {}, AT)
    assert (first.seq, second.seq) == (2, 3)
    assert store.load("a").events == (*opened.events, first, second)
    assert store.load("a").app_version == "0.1.0"


def test_settings_that_keep_a_committed_event(store: Store) -> None:
    """Settings that keep a committed event."""
    settings = {name: store._connection.execute(f"PRAGMA {name}").fetchone()[0] for name in
                ("journal_mode", "synchronous", "foreign_keys", "secure_delete")}  # fmt: skip
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def test_events_can_only_be_added(store: Store) -> None:
    """Events can only be added."""
    case_id = _create(store)
    statements = ("UPDATE events SET kind = 'closed'", "DELETE FROM events", "DELETE FROM events WHERE seq = 1")
    for statement in statements:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            store._connection.execute(statement)
    assert len(store.load(case_id).events) == 1


def test_id_is_given_once(store: Store) -> None:
    """Id is given once."""
    case_id = _create(store)
    with pytest.raises(ValueError, match="already"):
        _create(store, case_id)
    _append_answer(store, case_id)


def test_event_of_no_case_is_refused(store: Store) -> None:
    """Event of no case is refused."""
    with pytest.raises(sqlite3.IntegrityError):
        _append_answer(store, "nobody")


def test_missing_case(store: Store) -> None:
    """A case that is not there is told by its id."""
    with pytest.raises(UserError) as caught:
        store.load("nobody")
    assert (caught.value.key, caught.value.text_args) == ("data.no_case", {"case": "nobody"})


def test_unfinished_is_the_newest_case_that_somebody_worked_on(store: Store) -> None:
    """Unfinished is the newest case that somebody worked on."""
    assert store.unfinished() is None
    old, new = _create(store, "old"), _create(store, "new")
    assert store.unfinished() is None
    _append_answer(store, old)
    store.append(new, EventKind.PAGE_SHOWN, {"page": "start"}, AT)
    found = store.unfinished()
    assert found is not None
    assert found.id == old
    _append_answer(store, new)
    store.append(new, EventKind.CLOSED, {}, AT)
    assert store.unfinished() is None


def test_profile_is_replaced(store: Store) -> None:
    """Profile is replaced."""
    assert store.profile() == ShopProfile()
    store.save_profile(ShopProfile(provider="lakala"))
    profile = ShopProfile(provider="shengpay", connection="wifi", fields={"terminal_no": "A9254710"})
    store.save_profile(profile)
    assert store.profile() == profile


def test_everything_is_there_after_reopening(tmp_path: Path) -> None:
    """Everything is there after reopening."""
    with Store(tmp_path) as first:
        case_id = _create(first)
        _append_answer(first, case_id)
        first.save_profile(ShopProfile(provider="lakala"))
        kept = first.load(case_id)
    with Store(tmp_path) as second:
        assert second.load(case_id) == kept
        assert second.profile().provider == "lakala"
        assert second.damaged_copy is None


_CHILD = """
import os, signal, sys
from pathlib import Path
from gui.model.case import EventKind
from gui.store import Store
store = Store(Path(sys.argv[1]))
store.create_case(case_id="killed", created_utc="t", app_version="0", knowledge_digest="0")
store.append("killed", EventKind.ANSWERED, {"id": "charged", "value": "yes"}, "t")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_killed_right_after_an_answer_the_answer_is_there(tmp_path: Path) -> None:
    """Killed right after an answer the answer is there."""
    child = subprocess.run([sys.executable, "-c", _CHILD, str(tmp_path)], cwd=ROOT, check=False)
    assert child.returncode == -9
    with Store(tmp_path) as store:  # the killed program's lock is gone with it
        case = store.unfinished()
    assert case is not None
    assert case.events[-1].data == {"id": "charged", "value": "yes"}


_HOLDER = """
import sys
from pathlib import Path
from gui.store import Store
with Store(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_second_copy_is_turned_away_and_may_come_later(tmp_path: Path) -> None:
    """Second copy is turned away and may come later."""
    command = [sys.executable, "-c", _HOLDER, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(UserError) as caught:
            Store(tmp_path)
        assert (caught.value.key, caught.value.text_args) == ("data.locked", {"path": str(tmp_path)})
        holder.communicate()
    Store(tmp_path).close()


def test_lock_failure_that_is_no_second_copy_passes_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lock failure that is no second copy passes through."""

    def fail(_file: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr("gui.store.lock._acquire", fail)
    with pytest.raises(OSError, match="No locks"):
        WriterLock(tmp_path / "lock")
    with pytest.raises(UserError) as caught:
        Store(tmp_path)
    assert caught.value.key == "data.unwritable"


def test_folder_below_a_file_is_unwritable(tmp_path: Path) -> None:
    """Folder below a file is unwritable."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UserError) as caught:
        Store(tmp_path / "file" / "data")
    assert caught.value.key == "data.unwritable"


def test_folder_in_place_of_the_database_is_unwritable(tmp_path: Path) -> None:
    """Folder in place of the database is unwritable."""
    (tmp_path / "cases.db").mkdir()
    with pytest.raises(UserError) as caught:
        Store(tmp_path)
    assert caught.value.key == "data.unwritable"
    (tmp_path / "cases.db").rmdir()
    Store(tmp_path).close()  # the failed attempt gave its lock back


def test_full_disk_loses_nothing_that_was_written(store: Store) -> None:
    """Full disk loses nothing that was written."""
    case_id = _create(store)
    (pages,) = store._connection.execute("PRAGMA page_count").fetchone()
    store._connection.execute(f"PRAGMA max_page_count = {pages}")
    before = store.load(case_id)
    with pytest.raises(UserError) as caught:
        store.append(case_id, EventKind.FIELD_SET, {"name": "note", "value": "x" * 100_000}, AT)
    assert caught.value.key == "data.full"
    assert store.load(case_id) == before
    store._connection.execute("PRAGMA max_page_count = 1000000")
    _append_answer(store, case_id)  # room was made: it goes on
    assert len(store.load(case_id).events) == 2


_FULL_DISK = """
import sys
from pathlib import Path
from gui.model.case import EventKind
from gui.model.errors import UserError
from gui.store import Store
store = Store(Path(sys.argv[1]))
store.create_case(case_id="a", created_utc="t", app_version="0", knowledge_digest="0")
try:
    for number in range(1000):
        store.append("a", EventKind.FIELD_SET, {"name": "note", "value": "x" * 20_000}, "t")
except UserError as error:
    events = store.load("a").events
    print(error.key, len(events) == number + 1, [event.seq for event in events] == list(range(1, number + 2)))
"""


@needs_mounts
def test_full_disk_for_real(tmp_path: Path) -> None:
    """Full disk for real."""
    assert on_a_disk_of("1m", _FULL_DISK, tmp_path) == "data.full True True\n"


def test_no_room_for_the_folder_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No room for the folder itself."""

    def fail(*_args: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", fail)
    with pytest.raises(UserError) as caught:
        Store(tmp_path / "data")
    assert caught.value.key == "data.full"


def test_no_database_is_put_aside_and_a_new_one_begun(tmp_path: Path) -> None:
    """No database is put aside and a new one begun."""
    (tmp_path / "cases.db").write_bytes(b"this was never a database " * 100)
    with Store(tmp_path) as store:
        assert store.damaged_copy == tmp_path / "cases.damaged-1.db"
        _create(store)
    assert (tmp_path / "cases.damaged-1.db").read_bytes().startswith(b"this was never")
    (tmp_path / "cases.db").write_bytes(b"broken again " * 100)
    with Store(tmp_path) as store:
        assert store.damaged_copy == tmp_path / "cases.damaged-2.db"


def test_log_of_a_damaged_database_goes_with_it(tmp_path: Path) -> None:
    """Log of a damaged database goes with it."""
    for name in ("cases.db", "cases.db-wal", "cases.damaged-1.db"):
        (tmp_path / name).write_text(name)
    assert database.set_aside(tmp_path / "cases.db") == tmp_path / "cases.damaged-2.db"
    assert (tmp_path / "cases.damaged-2.db-wal").read_text() == "cases.db-wal"
    assert not (tmp_path / "cases.db").exists()


def test_damaged_page_is_found_on_opening(tmp_path: Path) -> None:
    """Damaged page is found on opening."""
    with Store(tmp_path) as store:
        case_id = _create(store)
        for _ in range(200):
            _append_answer(store, case_id)
    path = tmp_path / "cases.db"
    data = bytearray(path.read_bytes())
    data[4096 * 3 : 4096 * 4] = b"\xff" * 4096
    path.write_bytes(data)
    with Store(tmp_path) as store:
        assert store.damaged_copy is not None
        assert store.damaged_copy.read_bytes() == bytes(data)


def test_newer_schema_is_left_alone(tmp_path: Path) -> None:
    """Newer schema is left alone."""
    Store(tmp_path).close()
    with sqlite3.connect(tmp_path / "cases.db") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(UserError) as caught:
        Store(tmp_path)
    assert caught.value.key == "data.newer"
    assert caught.value.text_args == {"path": str(tmp_path), "found": 99, "known": max(database.migrations())}
    assert not list(tmp_path.glob("*.damaged*"))


def test_migrations_are_applied_in_order_and_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Migrations are applied in order and once."""
    Store(tmp_path / "data").close()
    number = max(database.migrations()) + 1
    second = tmp_path / f"{number:04d}_more.sql"
    second.write_text("ALTER TABLE profile ADD COLUMN more TEXT;")
    both = {**database.migrations(), number: second}
    monkeypatch.setattr(database, "migrations", lambda: both)
    for _ in range(2):
        with Store(tmp_path / "data") as store:
            assert store._connection.execute("PRAGMA user_version").fetchone() == (number,)
            assert store._connection.execute("SELECT more FROM profile").fetchall() == []


def test_database_in_use_by_another_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Database in use by another program."""
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.0)
    with Store(tmp_path) as store:
        case_id = _create(store)
        other = sqlite3.connect(tmp_path / "cases.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UserError) as caught:
            _append_answer(store, case_id)
        assert caught.value.key == "data.busy"
        other.close()
        _append_answer(store, case_id)


def test_damage_while_running_is_told(store: Store) -> None:
    """Damage while running is told."""
    with pytest.raises(UserError) as caught, database.user_errors(store._folder):
        raise _sqlite_error(sqlite3.SQLITE_CORRUPT)
    assert caught.value.key == "data.damaged"


@pytest.mark.parametrize("code", [sqlite3.SQLITE_READONLY_DIRECTORY, sqlite3.SQLITE_IOERR_WRITE])
def test_disk_that_refuses_is_unwritable(store: Store, code: int) -> None:
    """Disk that refuses is unwritable."""
    with pytest.raises(UserError) as caught, database.user_errors(store._folder):
        raise _sqlite_error(code)
    assert caught.value.key == "data.unwritable"


def _sqlite_error(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("made up")
    error.sqlite_errorcode = code
    return error


def test_text_is_stored_as_utf8_json(store: Store) -> None:
    """Text is stored as UTF-8 JSON."""
    case_id = _create(store)
    store.append(case_id, EventKind.FIELD_SET, {"name": "note", "value": "收银台"}, AT)
    (text,) = store._connection.execute("SELECT data FROM events WHERE seq = 2").fetchone()
    assert "收银台" in text
    assert json.loads(text)["value"] == "收银台"
