"""The user's data folder while the program runs: goes on with the last case or begins a new one."""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

import gui
from gui.journal import clear_logs
from gui.model.case import CaseFile, ShopProfile
from gui.model.codec import CodecError
from gui.model.errors import UserError
from gui.model.evidence import UNKNOWN
from gui.model.knowledge import Knowledge
from gui.model.observation import JsonValue
from gui.model.replay import replay
from gui.report.pseudonyms import KEY_BYTES, use_key
from gui.session.ids import new_case_id, utc_now
from gui.session.session import PROFILE_ANSWERS, PROFILE_FIELDS, SUGGESTED, Session
from gui.store import Store

#: The key of the tokens that stand for names; it stays in the data folder.
KEY_NAME = "pseudonyms.key"


class Workspace:
    """Holds the store; one at a time per folder. `close` it at the end.

    Raises:
        UserError: `data.locked` (a second copy runs), `data.unwritable`, `data.full`, `data.newer`, `data.busy`.
    """

    def __init__(self, data_dir: Path, knowledge: Knowledge, *, now_utc: Callable[[], str] = utc_now) -> None:
        self._store = Store(data_dir)
        use_key(_installation_key(data_dir / KEY_NAME))
        self.folder = data_dir
        self._knowledge = knowledge
        self._now_utc = now_utc
        copy = self._store.damaged_copy
        self._notice = None if copy is None else UserError("data.corrupt", path=str(copy))

    @property
    def notice(self) -> UserError | None:
        """What the user must be told although the program goes on.

        `data.corrupt`: a damaged file was put aside. `data.unreadable`: the case that was offered, or the profile that
        was asked for, is damaged or from another version; it stays in the file. So ask when a case was chosen.
        """
        return self._notice

    def unfinished(self) -> CaseFile | None:
        """Return the case that was worked on last and not finished; None for one that cannot be read (see `notice`)."""
        try:
            case = self._store.unfinished()
            if case is not None:
                replay(case)
        except CodecError:
            self._notice = UserError("data.unreadable", path=str(self.folder))
            return None
        except UserError as error:
            self._take_notice(error)
            return None
        return case

    def resume(self, case: CaseFile) -> Session:
        """Go on with a case."""
        return Session(self._store, self._knowledge, case, now_utc=self._now_utc)

    def reopen(self, case_id: str) -> Session:
        """Go on with a case of the history, which is from now on the one that the next start offers.

        Raises UserError `data.*`: then nothing has changed.
        """
        session = Session.of_stored(self._store, self._knowledge, case_id, self._now_utc)
        self._store.take_turn(case_id)
        session.reopen()
        return session

    def new_case(self, *, provider: str | None = None) -> Session:
        """Begin a case with what the shop's profile remembers; `provider` stands in where it remembers none.

        That nobody in the shop has said so is noted, so that the profile does not remember it either.
        """
        created_utc = self._now_utc()
        remembered = self._remembered_answers()
        data: dict[str, JsonValue] = {"answers": remembered, "fields": self._remembered_fields()}
        if provider is not None and "provider" not in remembered:
            data |= {"answers": {**remembered, "provider": provider}, SUGGESTED: ["provider"]}
        case = self._store.create_case(
            case_id=new_case_id(created_utc),
            created_utc=created_utc,
            app_version=gui.__version__,
            knowledge_digest=self._knowledge.digest,
            data=data,
        )
        return self.resume(case)

    def delete_all(self) -> None:
        """Delete what the folder holds of cases, the shop's profile, the logs and the tokens' key.

        No session may be used after it. Raises UserError `data.not_deleted`, `data.damaged`.
        """
        self._store.delete_all()
        try:
            clear_logs(self.folder)
            (self.folder / KEY_NAME).unlink(missing_ok=True)  # what comes after has other tokens
        except OSError as error:
            raise UserError("data.not_deleted", path=str(self.folder)) from error

    def close(self) -> None:
        """Close the store and give its lock back."""
        self._store.close()

    def _remembered_answers(self) -> dict[str, JsonValue]:
        """Only what the knowledge still knows: a provider may be gone after an update."""
        profile = self._profile()
        questions = self._knowledge.questions
        return {
            name: value
            for name in PROFILE_ANSWERS
            if (value := getattr(profile, name) or UNKNOWN) != UNKNOWN
            and (name not in questions or value in questions[name].values)
        }

    def _remembered_fields(self) -> JsonValue:
        profile = self._profile()
        return {name: profile.fields[name] for name in PROFILE_FIELDS if name in profile.fields}

    def _profile(self) -> ShopProfile:
        try:
            return self._store.profile()
        except UserError as error:
            self._take_notice(error)
            return ShopProfile()

    def _take_notice(self, error: UserError) -> None:
        """Keep what the user must be told. Raises what the program cannot go on with."""
        if error.key != "data.unreadable":
            raise error
        self._notice = error


def _installation_key(path: Path) -> bytes:
    """Return the key in the file, a new one when there is none or not a whole one.

    A file that cannot be read or written costs nothing but the same tokens next time.
    """
    with contextlib.suppress(OSError):
        key = path.read_bytes()
        if len(key) == KEY_BYTES:
            return key
        path.unlink()  # half-written
    key = os.urandom(KEY_BYTES)
    with contextlib.suppress(OSError):
        path.touch(mode=0o600, exist_ok=False)
        path.write_bytes(key)
    return key
