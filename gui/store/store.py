"""Cases and the shop's profile on disk. Whatever a method wrote is committed before the method returns."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from gui.model.case import CaseFile, Event, EventKind, ShopProfile
from gui.model.codec import from_json, to_json
from gui.model.errors import UserError
from gui.model.observation import JsonValue
from gui.model.photo import Photo
from gui.store.database import CorruptDatabaseError, open_database, set_aside, user_errors
from gui.store.lock import WriterLock

if TYPE_CHECKING:
    from gui.store.upkeep import StoredCase

DATABASE_NAME = "cases.db"
LOCK_NAME = "cases.lock"

_NEXT_TURN = "(SELECT 1 + COALESCE(MAX(turn), 0) FROM cases)"

#: Events that a person caused; a case without any is not worth going on with.
BY_HAND = (EventKind.ANSWERED, EventKind.FIELD_SET, EventKind.STEP_DONE, EventKind.LAN_SEEN)


class Store:
    """The open store; a context manager. One at a time per folder, used from the thread that opened it.

    `damaged_copy` is where a damaged database was put aside when this store was opened (None: all was well); the user
    must be told (`data.corrupt`).

    Raises:
        UserError: `data.locked` (a second copy runs), `data.unwritable`, `data.full`, `data.newer`, `data.busy`; the
            writing methods raise them too, and then nothing of the call was written.
    """

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir
        self.damaged_copy: Path | None = None
        with user_errors(data_dir):
            data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = WriterLock(data_dir / LOCK_NAME)
        try:
            self._connection = self._open(data_dir / DATABASE_NAME)
        except BaseException:
            self._lock.release()
            raise
        self._end_deletion()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def folder(self) -> Path:
        """Where everything is stored."""
        return self._folder

    def close(self) -> None:
        """Close the database and give the lock back."""
        self._connection.close()
        self._lock.release()

    def create_case(
        self,
        *,
        case_id: str,
        created_utc: str,
        app_version: str,
        knowledge_digest: str,
        data: Mapping[str, JsonValue] | None = None,
    ) -> CaseFile:
        """Begin a case with its `OPENED` event, which carries `data`. Raises ValueError when the id is taken."""
        case = CaseFile(
            id=case_id,
            created_utc=created_utc,
            app_version=app_version,
            knowledge_digest=knowledge_digest,
            events=(Event(seq=1, at_utc=created_utc, kind=EventKind.OPENED, data=data or {}),),
        )
        with user_errors(self._folder), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            if self._connection.execute("SELECT 1 FROM cases WHERE id = ?", (case_id,)).fetchone():
                raise ValueError(f"there is a case {case_id} already")
            self._connection.execute(
                "INSERT INTO cases (id, created_utc, app_version, knowledge_digest, schema, turn)"  # noqa: S608 - a constant
                f" VALUES (?, ?, ?, ?, ?, {_NEXT_TURN})",
                (case_id, created_utc, app_version, knowledge_digest, case.schema),
            )
            self._insert(case_id, case.events[0])
        return case

    def append(self, case_id: str, kind: EventKind, data: Mapping[str, JsonValue], at_utc: str) -> Event:
        """Add an event to a case and return it with its number."""
        with user_errors(self._folder), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            (last,) = self._connection.execute("SELECT MAX(seq) FROM events WHERE case_id = ?", (case_id,)).fetchone()
            event = Event(seq=(last or 0) + 1, at_utc=at_utc, kind=kind, data=data)
            self._insert(case_id, event)
        return event

    def load(self, case_id: str) -> CaseFile:
        """Return a case with its events. Raises UserError `data.no_case`, `data.unreadable` (damaged, or too new)."""
        with user_errors(self._folder):
            row = self._connection.execute(
                "SELECT id, created_utc, app_version, knowledge_digest, schema FROM cases WHERE id = ?", (case_id,)
            ).fetchone()
            if row is None:
                raise UserError("data.no_case", case=case_id)
            events = self._connection.execute(
                "SELECT seq, at_utc, kind, data FROM events WHERE case_id = ? ORDER BY seq", (case_id,)
            ).fetchall()
        found, created_utc, app_version, digest, schema = row
        return CaseFile(
            id=found,
            created_utc=created_utc,
            app_version=app_version,
            knowledge_digest=digest,
            events=self._events(events),
            schema=schema,
        )

    def take_turn(self, case_id: str) -> None:
        """Note that a case is at hand now, so that it is the one that `unfinished` looks at."""
        with user_errors(self._folder), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.execute(f"UPDATE cases SET turn = {_NEXT_TURN} WHERE id = ?", (case_id,))  # noqa: S608 - a constant

    def cases(self, *, only_helped: bool = False) -> "tuple[StoredCase, ...]":
        """Return the stored cases, the newest first; `only_helped`: those in which some step was answered 解决了."""
        from gui.store.upkeep import list_cases  # noqa: PLC0415 (seldom asked for)

        with user_errors(self._folder):
            return list_cases(self._connection, BY_HAND, only_helped=only_helped)

    def delete(self, case_ids: Iterable[str]) -> None:
        """Delete cases for good: nothing of them is left in any file. Ids of no case are passed over.

        Raises UserError `data.not_deleted`, `data.damaged`: the cases are still there, or gone with traces of them left
        in the file, which the next deletion and the next start take away.
        """
        from gui.store.upkeep import delete_cases  # noqa: PLC0415 (seldom asked for)

        self._delete(partial(delete_cases, case_ids=list(case_ids)))

    def delete_all(self) -> None:
        """Delete every case, the profile and the damaged copies for good. Raises as `delete`."""
        from gui.store.upkeep import delete_everything, deleting, shred_damaged_copies  # noqa: PLC0415 (seldom asked for)

        self._delete(delete_everything)
        with deleting(self._folder):
            shred_damaged_copies(self._folder / DATABASE_NAME)

    def unfinished(self) -> CaseFile | None:
        """Return the case that somebody worked on and that was at hand last, unless it was closed or marked."""
        marks = ", ".join("?" * len(BY_HAND))
        with user_errors(self._folder):
            row = self._connection.execute(
                f"SELECT id FROM cases WHERE EXISTS (SELECT 1 FROM events"  # noqa: S608 - only question marks are put in
                f" WHERE case_id = cases.id AND kind IN ({marks})) ORDER BY turn DESC, rowid DESC LIMIT 1",
                [kind.value for kind in BY_HAND],
            ).fetchone()
        case = None if row is None else self.load(row[0])
        return None if case is None or _is_set_aside(case.events) else case

    def add_photo(self, case_id: str, photo: Photo) -> None:
        """Keep a photo of a case. Its number must be free."""
        with user_errors(self._folder), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.execute(
                "INSERT INTO photos (case_id, number, width_px, height_px, jpeg) VALUES (?, ?, ?, ?, ?)",
                (case_id, photo.number, photo.width_px, photo.height_px, photo.jpeg),
            )

    def photos(self, case_id: str) -> tuple[Photo, ...]:
        """Return the photos of a case by number."""
        with user_errors(self._folder):
            rows = self._connection.execute(
                "SELECT number, width_px, height_px, jpeg FROM photos WHERE case_id = ? ORDER BY number", (case_id,)
            ).fetchall()
        return tuple(Photo(number=row[0], width_px=row[1], height_px=row[2], jpeg=row[3]) for row in rows)

    def remove_photo(self, case_id: str, number: int) -> None:
        """Take a photo out again, its bytes too. Raises as `delete`."""
        from gui.store.upkeep import delete_photo  # noqa: PLC0415 (seldom asked for)

        self._delete(partial(delete_photo, case_id=case_id, number=number))

    def profile(self) -> ShopProfile:
        """Return what is remembered of the shop; an empty profile at first. Raises UserError `data.unreadable`."""
        with user_errors(self._folder):
            row = self._connection.execute("SELECT data FROM profile").fetchone()
        if row is None:
            return ShopProfile()
        try:
            return from_json(ShopProfile, json.loads(row[0]), "profile")
        except ValueError as error:  # no JSON, or not of a profile
            raise UserError("data.unreadable", path=str(self._folder)) from error

    def save_profile(self, profile: ShopProfile) -> None:
        """Replace what is remembered of the shop."""
        with user_errors(self._folder), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.execute("INSERT OR REPLACE INTO profile (id, data) VALUES (1, ?)", (_json(profile),))

    def _open(self, path: Path) -> sqlite3.Connection:
        try:
            return open_database(path)
        except CorruptDatabaseError:
            with user_errors(self._folder):
                self.damaged_copy = set_aside(path)
            return open_database(path)

    def _delete(self, delete: Callable[[sqlite3.Connection], None]) -> None:
        from gui.store.upkeep import delete_rows, deleting, wipe  # noqa: PLC0415 (seldom asked for)

        with deleting(self._folder):
            delete_rows(self._connection, delete)
            wipe(self._connection)

    def _end_deletion(self) -> None:
        """Go on where a deletion was cut off. What is in the way of that is in the way of no case."""
        with suppress(UserError), user_errors(self._folder):
            if self._connection.execute("SELECT 1 FROM unwiped").fetchone():
                self.delete([])

    def _events(self, rows: list[tuple[int, str, str, str]]) -> tuple[Event, ...]:
        try:
            return tuple(map(_event, rows))
        except ValueError as error:  # no JSON, or a kind that this version does not know
            raise UserError("data.unreadable", path=str(self._folder)) from error

    def _insert(self, case_id: str, event: Event) -> None:
        self._connection.execute(
            "INSERT INTO events (case_id, seq, at_utc, kind, data) VALUES (?, ?, ?, ?, ?)",
            (case_id, event.seq, event.at_utc, event.kind.value, _json(event.data)),
        )


def _is_set_aside(events: Iterable[Event]) -> bool:
    """Say whether a case was closed, or marked as solved or waiting, and not opened again since."""
    closed = marked = False
    for event in events:
        if event.kind is EventKind.REOPENED:
            closed = marked = False
        closed = closed or event.kind is EventKind.CLOSED
        if event.kind is EventKind.MARKED:
            marked = event.data.get("mark") is not None
    return closed or marked


def _json(value: object) -> str:
    return json.dumps(to_json(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _event(row: tuple[int, str, str, str]) -> Event:
    seq, at_utc, kind, data = row
    return Event(seq=seq, at_utc=at_utc, kind=EventKind(kind), data=json.loads(data))
