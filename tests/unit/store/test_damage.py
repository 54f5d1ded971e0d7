"""A flipped bit, wherever it is: the data can be read, or the file is kept beside a fresh one and the user is told."""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from gui.model.errors import UserError
from gui.model.knowledge import Knowledge
from gui.session import Workspace
from gui.store import Store, database
from tests.unit.knowledge_factory import make_knowledge

FLIPS = 200
KNOWLEDGE = make_knowledge()
#: Where the schema version is in the file's header (Database File Format, section 1.3): a flipped bit makes the file
#: one of a newer program, as far as anybody can tell, and such a file is left alone.
USER_VERSION = range(60, 64)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a database with three cases and a profile."""
    folder = tmp_path_factory.mktemp("sound")
    workspace = Workspace(folder, KNOWLEDGE)
    for _ in range(3):
        session = workspace.new_case()
        session.set_field("merchant_no", "123456789012345")
        for number in range(30):
            session.record_answer("charged", ("yes", "no")[number % 2])
            session.show_page(("start", "terminal")[number % 2])
    workspace.close()
    return (folder / "cases.db").read_bytes()


def start(folder: Path, knowledge: Knowledge = KNOWLEDGE) -> str:
    """Do what a start does, work on, and return what came of it; whatever is no UserError passes through."""
    try:
        workspace = Workspace(folder, knowledge)
    except UserError as error:
        return error.key
    try:
        case = workspace.unfinished()
        session = workspace.new_case() if case is None else workspace.resume(case)
        session.record_answer("charged", "unknown")
        assert session.case_id in {stored.id for stored in session.history().cases()}
        return "read" if workspace.notice is None else workspace.notice.key
    finally:
        workspace.close()


def outcome(folder: Path, damaged: bytes) -> str:
    """Start with a damaged file; check that it is kept where it is called damaged, and return what was told."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "cases.db").write_bytes(damaged)
    told = start(folder)
    copies = [path.read_bytes() for path in folder.glob("cases.damaged-*.db")]
    assert copies == ([damaged] if told == "data.corrupt" else [])
    if told == "data.newer":
        assert (folder / "cases.db").read_bytes() == damaged
    else:
        assert start(folder) in ("read", "data.unreadable")
    return told


def flipped(sound: bytes, place: int, bit: int) -> bytes:
    """Return the bytes with one bit the other way."""
    damaged = bytearray(sound)
    damaged[place] ^= 1 << bit
    return bytes(damaged)


def test_any_bit(sound: bytes, tmp_path: Path) -> None:
    """Two hundred places: no crash, and every kind of end that there is."""
    random = Random(20261128)
    ends: Counter[str] = Counter()
    for _ in range(FLIPS):
        damaged = flipped(sound, random.randrange(len(sound)), random.randrange(8))
        ends[outcome(tmp_path / "data", damaged)] += 1
    assert ends.keys() <= {"read", "data.corrupt", "data.unreadable", "data.newer"}
    assert ends["read"] > FLIPS // 2
    assert ends["data.corrupt"]


def test_every_byte_of_the_header(sound: bytes, tmp_path: Path) -> None:
    """The hundred bytes that say what the file is; only those of the schema's version can make it a newer one."""
    for place in range(100):
        told = outcome(tmp_path / "data", flipped(sound, place, place % 8))
        assert told in ("read", "data.newer" if place in USER_VERSION else "data.corrupt")


def words_of_the_schema(sound: bytes) -> list[int]:
    """Return the places of letters in the schema's statements."""
    begin, end = sorted(
        sound.index(b"CREATE " + what) for what in (b"TABLE cases", b"TRIGGER events_are_never_changed")
    )
    return [place for place in range(begin, end + 150) if sound[place] > ord(" ")]


def test_the_words_of_the_schema(sound: bytes, tmp_path: Path) -> None:
    """A flipped letter there makes other tables, columns or functions of it: none of them is used."""
    places = words_of_the_schema(sound)
    for place in Random(1).sample(places, 40):
        for bit in (0, 7):  # another letter, and no UTF-8
            assert outcome(tmp_path / "data", flipped(sound, place, bit)) == "data.corrupt"


def spoil(statement: str) -> Callable[[Path], None]:
    """Return a function that changes a row behind the program's back."""

    def change(folder: Path) -> None:
        connection = sqlite3.connect(folder / "cases.db", isolation_level=None)
        connection.executescript(
            "PRAGMA ignore_check_constraints = ON; DROP TRIGGER events_are_never_changed;"
            f"{statement};"
            "CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events\n"
            "BEGIN\n    SELECT RAISE(ABORT, 'events are append-only');\nEND;"
        )
        connection.close()

    return change


_LAST = "WHERE seq = 10 AND case_id = (SELECT id FROM cases ORDER BY rowid DESC LIMIT 1)"


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (f"UPDATE events SET kind = 'answeree' {_LAST}", "data.unreadable"),
        (f'UPDATE events SET data = \'{{"id":"charged"}}\' {_LAST}', "data.unreadable"),
        (f"UPDATE events SET data = CAST(X'7B226964223A22FF222C2276616C7565223A22FE227D' AS TEXT) {_LAST}", "read"),
        (f"UPDATE events SET data = 'no json' {_LAST}", "data.corrupt"),
        ("UPDATE profile SET data = '{\"providor\":null}'", "data.unreadable"),
        ("UPDATE profile SET data = '[]'", "data.unreadable"),
    ],
)
def test_damage_within_a_row(sound: bytes, tmp_path: Path, statement: str, told: str) -> None:
    """A row that SQLite finds sound and we do not is told; it stays in the file, and the program goes on."""
    (tmp_path / "cases.db").write_bytes(sound)
    spoil(statement)(tmp_path)
    if "profile" in statement:
        workspace = Workspace(tmp_path, KNOWLEDGE)
        workspace.new_case().record_answer("charged", "no")
        assert workspace.notice is not None
        assert workspace.notice.key == told
        workspace.close()
        return
    before = sqlite3.connect(tmp_path / "cases.db")
    events = before.execute("SELECT COUNT(*) FROM events").fetchone()
    before.close()
    assert start(tmp_path) == told
    if told != "data.corrupt":
        with Store(tmp_path) as store:
            assert store._connection.execute("SELECT COUNT(*) FROM events").fetchone() > events


def test_a_database_of_version_1_is_brought_up(sound: bytes, tmp_path: Path) -> None:
    """What the first version wrote is there in this one, and can be deleted."""
    connection = sqlite3.connect(tmp_path / "cases.db", isolation_level=None)
    connection.executescript(database.migrations()[1].read_text(encoding="utf-8"))
    connection.execute("PRAGMA user_version = 1")
    connection.execute("INSERT INTO cases VALUES ('a', 't', '0', '0', 'poscheckup.case/1')")
    connection.execute("INSERT INTO events VALUES ('a', 1, 't', 'opened', '{}')")
    connection.close()
    with Store(tmp_path) as store:
        assert store.damaged_copy is None
        assert len(store.load("a").events) == 1
        store.delete(["a"])
        assert store.cases() == ()
