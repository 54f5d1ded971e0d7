"""Deleted means gone: from the lists, and from every byte of every file of the folder."""

import shutil
import sqlite3
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from gui.model.case import EventKind, ShopProfile
from gui.model.errors import UserError
from gui.model.photo import Photo
from gui.store import Store, upkeep
from gui.store.upkeep import StoredCase

AT = "2026-11-23T08:00:00Z"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An open store in an empty folder."""
    with Store(tmp_path) as opened:
        yield opened


def fill(store: Store, case_id: str, *, events: int = 60) -> str:
    """Write a case whose every event has the case's mark in it, of sizes that split pages and overflow them."""
    store.create_case(case_id=case_id, created_utc=AT, app_version="0", knowledge_digest="0")
    store.append(case_id, EventKind.ANSWERED, {"id": "trouble", "value": "no_network"}, AT)
    store.add_photo(case_id, Photo(number=1, width_px=1, height_px=1, jpeg=mark(case_id).encode() * 3000))
    for number in range(events):
        text = f"{mark(case_id)}{number} " * (1 + 37 * number % 400)
        store.append(case_id, EventKind.FIELD_SET, {"name": "note", "value": text}, AT)
    return case_id


def mark(case_id: str) -> str:
    """Return the text that is found nowhere but in this case."""
    return f"收银台-{case_id}-"


def files_with(folder: Path, text: str) -> list[str]:
    """Return the files of the folder that hold a text, in whatever part of them."""
    found = (path for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes())
    return sorted(path.name for path in found)


def interleave(store: Store, *case_ids: str) -> None:
    """Write to all cases in turn, so that they share pages, and these are split again and again."""
    for case_id in case_ids:
        fill(store, case_id, events=0)
    for number in range(150):
        for case_id in case_ids:
            text = f"{mark(case_id)}{number} " * (1 + 37 * number % 60)
            store.append(case_id, EventKind.FIELD_SET, {"name": "note", "value": text}, AT)


def test_the_list_has_the_newest_first(store: Store) -> None:
    """With what a user knows a case by and what became of it, without what is large or many."""
    fill(store, "old", events=3)
    store.create_case(case_id="new", created_utc=AT, app_version="0", knowledge_digest="0")
    store.append("old", EventKind.ANSWERED, {"id": "trouble", "value": "code_on_screen"}, AT)
    store.append("old", EventKind.ANSWERED, {"id": "charged", "value": "no"}, AT)
    store.append("old", EventKind.CHECKED, {"report": {}}, AT)
    new, old = store.cases()
    assert new == StoredCase(id="new", created_utc=AT, told=new.told, has_check=False, is_empty=True)
    assert old == StoredCase(id="old", created_utc=AT, told=old.told, has_check=True, is_empty=False)
    assert [event.kind for event in new.told] == [EventKind.OPENED]
    values = [event.data.get("value") for event in old.told]
    assert values == [None, "no_network", "code_on_screen"]


@pytest.mark.parametrize("reopened", [False, True])
def test_one_case_goes_and_the_others_stay(tmp_path: Path, reopened: bool) -> None:
    """No byte of it is left, before and after the program ends, and no event of the others is missing."""
    store = Store(tmp_path)
    interleave(store, "a", "b", "c")
    kept = [store.load(case_id) for case_id in ("a", "c")]
    if reopened:
        store.close()
        store = Store(tmp_path)
    assert files_with(tmp_path, mark("b"))
    store.delete(["b", "nobody"])
    assert files_with(tmp_path, mark("b")) == []
    assert [store.load(case_id) for case_id in ("a", "c")] == kept
    assert [case.id for case in store.cases()] == ["c", "a"]
    assert store.unfinished() == kept[1]
    store.close()
    assert files_with(tmp_path, mark("b")) == []
    assert files_with(tmp_path, mark("a")) == ["cases.db"]


def test_a_deleted_case_is_missing_and_its_number_is_free(store: Store) -> None:
    """A case of the same number has nothing of the old one; the next case is still the newest."""
    fill(store, "a")
    fill(store, "b")
    store.delete(["b"])
    with pytest.raises(UserError, match=r"data\.no_case"):
        store.load("b")
    again = fill(store, "b", events=0)
    assert [event.seq for event in store.load(again).events] == [1, 2]
    unfinished = store.unfinished()
    assert unfinished is not None
    assert unfinished.id == again


def test_without_the_wiping_traces_would_stay(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above can fail: rows that are only deleted are still to be found."""
    monkeypatch.setattr(upkeep, "wipe", lambda _connection: None)
    interleave(store, "a", "b")
    store.delete(["b"])
    assert files_with(tmp_path, mark("b"))


def test_all_is_deleted_with_the_profile_and_the_damaged_copies(tmp_path: Path) -> None:
    """What is left is an empty database that works."""
    (tmp_path / "cases.db").write_text(mark("damaged") * 100)
    (tmp_path / "cases.db-wal").write_text(mark("damaged"))
    with Store(tmp_path) as store:
        assert files_with(tmp_path, mark("damaged")) == ["cases.damaged-1.db", "cases.damaged-1.db-wal"]
        fill(store, "a")
        store.save_profile(ShopProfile(provider="lakala", fields={"merchant_name": mark("shop")}))
        store.delete_all()
        for text in (mark("damaged"), mark("a"), mark("shop"), "lakala"):
            assert files_with(tmp_path, text) == []
        assert (store.cases(), store.unfinished(), store.profile()) == ((), None, ShopProfile())
        fill(store, "a")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cases.db", "cases.lock"]


def test_events_of_a_damaged_case_row_go_with_everything(store: Store, tmp_path: Path) -> None:
    """Without their case nothing lists them; deleting everything finds them."""
    fill(store, "a")
    store._connection.execute("PRAGMA foreign_keys = OFF")
    store._connection.execute("UPDATE cases SET id = 'b'")
    store.delete_all()
    assert files_with(tmp_path, mark("a")) == []


def test_a_reader_is_in_the_way_of_wiping_only(store: Store, tmp_path: Path) -> None:
    """The case is gone, the user is told, and the next deletion takes the traces away."""
    fill(store, "a")
    store._connection.execute("PRAGMA busy_timeout = 0")
    reader = sqlite3.connect(tmp_path / "cases.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM cases").fetchall()
    with pytest.raises(UserError) as caught:
        store.delete(["a"])
    assert (caught.value.key, caught.value.text_args) == ("data.not_deleted", {"path": str(tmp_path)})
    assert store.cases() == ()
    assert files_with(tmp_path, mark("a"))
    reader.close()
    store.delete([])
    assert files_with(tmp_path, mark("a")) == []


def test_a_writer_is_in_the_way_of_all(store: Store, tmp_path: Path) -> None:
    """Nothing is deleted, and nothing is half deleted."""
    fill(store, "a")
    before = store.load("a")
    store._connection.execute("PRAGMA busy_timeout = 0")
    writer = sqlite3.connect(tmp_path / "cases.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    for delete in (store.delete_all, lambda: store.delete(["a"])):
        with pytest.raises(UserError, match=r"data\.not_deleted"):
            delete()
    writer.close()
    assert store.load("a") == before


def test_a_damaged_copy_that_stays_is_told(tmp_path: Path) -> None:
    """A folder of that name stands for a file that cannot be deleted."""
    with Store(tmp_path) as store:
        (tmp_path / "cases.damaged-1.db").mkdir()
        with pytest.raises(UserError, match=r"data\.not_deleted"):
            store.delete_all()


def test_damage_is_told_as_damage(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """To wait and delete again would not help."""
    error = sqlite3.DatabaseError("made up")
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT

    def fail(*_args: object) -> None:
        raise error

    monkeypatch.setattr(upkeep, "delete_rows", fail)
    with pytest.raises(UserError, match=r"data\.damaged"):
        store.delete([])


def test_a_deletion_that_was_cut_off_is_ended_at_the_next_start(tmp_path: Path) -> None:
    """The program is killed between the deletion and the wiping (its files are copied at that moment)."""
    alive, killed = tmp_path / "alive", tmp_path / "killed"
    with Store(alive) as store:
        interleave(store, "a", "b")
        kept = store.load("a")
        upkeep.delete_rows(store._connection, partial(upkeep.delete_cases, case_ids=["b"]))
        shutil.copytree(alive, killed)
    assert files_with(killed, mark("b"))
    with Store(killed) as store:
        assert files_with(killed, mark("b")) == []
        assert store.load("a") == kept
        assert store.damaged_copy is None
        assert store._connection.execute("SELECT * FROM unwiped").fetchall() == []


def test_a_start_does_not_wait_for_wiping(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is in the way of it is in the way of no case."""
    with Store(tmp_path) as store:
        fill(store, "a")
        fill(store, "b")
        upkeep.delete_rows(store._connection, partial(upkeep.delete_cases, case_ids=["b"]))

    def fail(_connection: sqlite3.Connection) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(upkeep, "wipe", fail)
    with Store(tmp_path) as store:
        assert [case.id for case in store.cases()] == ["a"]
