"""Lists what is stored, and deletes it so that nothing of it is left in any file of the folder."""

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gui.model.case import Event, EventKind
from gui.model.errors import UserError
from gui.store.database import CorruptDatabaseError, damaged_copies, user_errors


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCase:
    """What a list of the stored cases needs of one. `told`: its events without those that are large or many.

    `has_check`: the network was tested. `is_empty`: nobody answered or entered anything.
    """

    id: str
    created_utc: str
    told: tuple[Event, ...]
    has_check: bool
    is_empty: bool


#: The kinds that say what became of a case; of the answers only those by which a trouble is known again.
_TOLD = (
    EventKind.OPENED,
    EventKind.ANSWERED,
    EventKind.STEP_DONE,
    EventKind.STEP_UNDONE,
    EventKind.CONCLUDED,
    EventKind.MARKED,
    EventKind.CLOSED,
    EventKind.REOPENED,
)
_TOLD_ANSWERS = ("trouble", "provider", "code")


#: The cases in which a step was answered 解决了, whether or not that was taken back.
_HELPED = "SELECT case_id FROM events WHERE kind = 'step_done' AND json_extract(data, '$.outcome') = 'solved'"


def list_cases(
    connection: sqlite3.Connection, by_hand: tuple[EventKind, ...], *, only_helped: bool = False
) -> tuple[StoredCase, ...]:
    """Return the stored cases, the newest first: by the order in which they were begun, whatever the clock said.

    `by_hand`: the kinds of event that a person caused. `only_helped`: those in which some step was answered 解决了.
    """
    chosen = f"IN ({_HELPED})" if only_helped else "IS NOT NULL"
    told: dict[str, list[Event]] = {}
    for case_id, seq, at_utc, kind, data in connection.execute(
        f"SELECT case_id, seq, at_utc, kind, data FROM events WHERE kind IN ({_marks(_TOLD)})"  # noqa: S608 - only constants are put in
        f" AND (kind <> ? OR json_extract(data, '$.id') IN ({_marks(_TOLD_ANSWERS)})) AND case_id {chosen}"
        " ORDER BY case_id, seq",
        (*_TOLD, EventKind.ANSWERED, *_TOLD_ANSWERS),
    ):
        event = Event(seq=seq, at_utc=at_utc, kind=EventKind(kind), data=json.loads(data))
        told.setdefault(case_id, []).append(event)
    rows = connection.execute(
        "SELECT id, created_utc, EXISTS (SELECT 1 FROM events WHERE case_id = cases.id AND kind = ?),"  # noqa: S608 - as above
        f" EXISTS (SELECT 1 FROM events WHERE case_id = cases.id AND kind IN ({_marks(by_hand)}))"
        f" FROM cases WHERE id {chosen} ORDER BY rowid DESC",
        (EventKind.CHECKED, *by_hand),
    )
    return tuple(
        StoredCase(
            id=case_id,
            created_utc=created_utc,
            told=tuple(told.get(case_id, ())),
            has_check=bool(has_check),
            is_empty=not has_work,
        )
        for case_id, created_utc, has_check, has_work in rows
    )


def _marks(values: tuple[str, ...]) -> str:
    return ", ".join("?" * len(values))


@contextmanager
def deleting(folder: Path) -> Iterator[None]:
    """Turn what can go wrong into UserError `data.not_deleted`, or `data.damaged`."""
    try:
        with user_errors(folder):
            yield
    except CorruptDatabaseError:
        raise
    except UserError as error:
        raise UserError("data.not_deleted", path=str(folder)) from error


def delete_cases(connection: sqlite3.Connection, case_ids: list[str]) -> None:
    """Delete some cases with all that belongs to them."""
    connection.executemany("DELETE FROM cases WHERE id = ?", [(case_id,) for case_id in case_ids])


def delete_everything(connection: sqlite3.Connection) -> None:
    """Empty every table, of what belongs to a case whose row was damaged too."""
    for table in ("cases", "events", "photos", "profile"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - one of four names


def delete_photo(connection: sqlite3.Connection, case_id: str, number: int) -> None:
    """Delete one photo of a case."""
    connection.execute("DELETE FROM photos WHERE case_id = ? AND number = ?", (case_id, number))


def delete_rows(connection: sqlite3.Connection, delete: Callable[[sqlite3.Connection], None]) -> None:
    """Delete in one transaction, which notes that the file has to be wiped."""
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT OR IGNORE INTO unwiped VALUES (1)")
        delete(connection)


def wipe(connection: sqlite3.Connection) -> None:
    """Take what was deleted out of the database and its log.

    `secure_delete` zeroes what is deleted, but pages that were split hold stale copies, and the log holds all that was
    written lately. Raises sqlite3.Error; SQLITE_BUSY when somebody reads.
    """
    _empty_log(connection)  # the zeroes reach the file before it is made shorter
    connection.execute("VACUUM")
    _empty_log(connection)
    connection.execute("DELETE FROM unwiped")


def _empty_log(connection: sqlite3.Connection) -> None:
    (is_busy, _pages, _moved) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if is_busy:
        error = sqlite3.OperationalError("the log is being read")
        error.sqlite_errorcode = sqlite3.SQLITE_BUSY
        raise error


def shred_damaged_copies(path: Path) -> None:
    """Overwrite and delete the damaged databases that were put aside beside `path`. Raises OSError."""
    for copy in damaged_copies(path):
        with copy.open("r+b") as file:
            file.write(bytes(copy.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        copy.unlink()
