"""The SQLite file: how it is opened, checked and migrated, and what its errors mean for the user."""

import errno
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from gui.model.errors import UserError
from gui.paths import resources_dir

#: A database that is waited for longer than this is locked by something else (a backup, a virus scanner).
BUSY_TIMEOUT_S = 5.0

_CORRUPT = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_UNWRITABLE = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM})
_FULL_ERRNOS = frozenset({errno.ENOSPC, errno.EDQUOT})

_WAL_FORMAT = 2


class CorruptDatabaseError(UserError):
    """The file is no database, or its pages contradict each other (`data.damaged`)."""

    def __init__(self, folder: Path) -> None:
        super().__init__("data.damaged", path=str(folder))


@contextmanager
def user_errors(folder: Path) -> Iterator[None]:
    """Turn what can go wrong on the user's disk into a `UserError`: `data.full`, `.unwritable`, `.busy`, `.damaged`.

    Any other database error is a bug and passes through.
    """
    try:
        yield
    except sqlite3.Error as error:
        translated = _translate(error, folder)
        if translated is None:
            raise
        raise translated from error
    except OSError as error:
        key = "data.full" if error.errno in _FULL_ERRNOS else "data.unwritable"
        raise UserError(key, path=str(folder)) from error


def _translate(error: sqlite3.Error, folder: Path) -> UserError | None:
    extended: int = getattr(error, "sqlite_errorcode", 0)
    code = extended & 0xFF  # the low byte is the primary result code
    if code in _CORRUPT:
        return CorruptDatabaseError(folder)
    if code == sqlite3.SQLITE_FULL:
        return UserError("data.full", path=str(folder))
    if code in _UNWRITABLE or code == sqlite3.SQLITE_IOERR:
        return UserError("data.unwritable", path=str(folder))
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return UserError("data.busy", path=str(folder))
    return None


def open_database(path: Path) -> sqlite3.Connection:
    """Open or create the database, check it, and bring it to the newest schema.

    A committed transaction survives a power cut: write-ahead log with `synchronous = FULL`. What is overwritten is
    zeroed (`secure_delete`). Raises `CorruptDatabaseError`, and UserError `data.newer` and as in `user_errors`.
    """
    with user_errors(path.parent):
        # Before SQLite opens it: closing a file ends all the locks that a process has on it.
        _require_sound_header(path)
        connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
        try:
            _prepare(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def _require_sound_header(path: Path) -> None:
    """Refuse a format that SQLite would only read: ours have 1 or 2 there (Database File Format, 1.3.3)."""
    if path.exists():
        with path.open("rb") as file:
            if any(version > _WAL_FORMAT for version in file.read(20)[18:]):
                raise CorruptDatabaseError(path.parent)


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Whatever our own statements are told to be wrong of, is damage: they are the same for every file."""
    try:
        _configure(connection)
        _require_sound(connection, path)
        _migrate(connection, path)
        _require_own_schema(connection, path)
    except UnicodeDecodeError as error:  # the message of an error quotes the schema
        raise CorruptDatabaseError(path.parent) from error
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) != sqlite3.SQLITE_ERROR:
            raise
        raise CorruptDatabaseError(path.parent) from error


def _configure(connection: sqlite3.Connection) -> None:
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")  # a flipped bit must not stop the rest
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA temp_store = MEMORY")  # VACUUM must not write what is stored to another folder


def _require_sound(connection: sqlite3.Connection, path: Path) -> None:
    """Check every page, index and CHECK, and that each event has its case: two milliseconds for 50 large cases."""
    (finding,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if finding != "ok" or connection.execute("PRAGMA foreign_key_check").fetchone():
        raise CorruptDatabaseError(path.parent)


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Apply every migration above `user_version`, each in one transaction."""
    (present,) = connection.execute("PRAGMA user_version").fetchone()
    found = migrations()
    newest = max(found)
    if present > newest:
        raise UserError("data.newer", path=str(path.parent), found=present, known=newest)
    _apply(connection, {number: found[number] for number in sorted(found) if number > present})


def _apply(connection: sqlite3.Connection, scripts: Mapping[int, Path]) -> None:
    for version, script in scripts.items():
        text = script.read_text(encoding="utf-8")
        connection.executescript(f"BEGIN IMMEDIATE;\n{text}\nPRAGMA user_version = {version};\nCOMMIT;")


def _require_own_schema(connection: sqlite3.Connection, path: Path) -> None:
    """A bit that flipped in the words of the schema is found by comparing them with a schema made anew."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as model:
        found = migrations()
        _apply(model, {number: found[number] for number in sorted(found)})
        if _schema(model) != _schema(connection):
            raise CorruptDatabaseError(path.parent)


def _schema(connection: sqlite3.Connection) -> list[tuple[str, str, str | None]]:
    return connection.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name").fetchall()


def migrations() -> dict[int, Path]:
    """Return the numbered migration files by number."""
    paths = (resources_dir() / "sql").glob("*.sql")
    return {int(match[1]): path for path in paths if (match := re.match(r"([0-9]{4})_", path.name))}


def set_aside(path: Path) -> Path:
    """Rename a damaged database, with its log files, to the next free name beside it; return that name."""
    number = 1
    while (aside := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists():
        number += 1
    for suffix in ("", "-wal", "-shm"):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    return aside


def damaged_copies(path: Path) -> list[Path]:
    """Return the files that `set_aside` made of this database and its logs."""
    return sorted(path.parent.glob(f"{path.stem}.damaged-*{path.suffix}*"))
