"""Deletes so that nothing of what was deleted is left in any file of the folder."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gui.model.errors import UserError
from gui.store.database import CorruptDatabaseError, damaged_copies, user_errors


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


def delete_rows(connection: sqlite3.Connection, case_ids: list[str] | None) -> None:
    """Delete some cases, or everything (None), in one transaction, and note that the file has to be wiped."""
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT OR IGNORE INTO unwiped VALUES (1)")
        if case_ids is None:
            for table in ("cases", "events", "profile"):  # events: those of a case whose row was damaged
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 - one of three names
        else:
            connection.executemany("DELETE FROM cases WHERE id = ?", [(case_id,) for case_id in case_ids])


def wipe(connection: sqlite3.Connection) -> None:
    """Take what was deleted out of the database and its log, if that has still to be done.

    `secure_delete` zeroes what is deleted, but pages that were split hold stale copies, and the log holds all that was
    written lately. Raises sqlite3.Error; SQLITE_BUSY when somebody reads.
    """
    if connection.execute("SELECT 1 FROM unwiped").fetchone():
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
