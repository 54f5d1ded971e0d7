"""The cases of before: what became of each, from what is stored with it, and what helped when the trouble was the same.

No case is diagnosed for the list: each carries the conclusion that its own page 结论 came to.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from gui.diagnose.safety import cured_by
from gui.model.case import CaseFile, CaseState, Conclusion, Mark, StepRecord
from gui.model.codec import CodecError
from gui.model.evidence import UNKNOWN
from gui.model.knowledge import Knowledge
from gui.model.replay import replay
from gui.session.session import Session
from gui.store import Store
from gui.store.upkeep import StoredCase

#: What must not differ, where both cases know it, for the trouble to be the same.
_ALIKE = ("provider", "code")


class CaseStatus(StrEnum):
    """What has become of a case."""

    SOLVED = "solved"
    WAITING = "waiting"
    UNFINISHED = "unfinished"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCase:
    """A stored case as a list shows it. `helped`: the step that solved it. `is_empty`: nobody said anything yet."""

    id: str
    created_utc: str
    state: CaseState
    status: CaseStatus
    helped: StepRecord | None
    has_check: bool
    is_empty: bool

    @property
    def trouble(self) -> str | None:
        """What the trouble was; None: not said."""
        return self.state.answer("trouble")

    @property
    def conclusion(self) -> Conclusion | None:
        """What was concluded; None: nothing yet, or by a version that did not store it."""
        return self.state.conclusion


class History:
    """The cases on this computer, the one at hand among them. Every method raises UserError `data.*`."""

    def __init__(self, session: Session, store: Store, knowledge: Knowledge, now_utc: Callable[[], str]) -> None:
        self._session = session
        self._store = store
        self._knowledge = knowledge
        self._now_utc = now_utc

    def cases(self) -> tuple[PastCase, ...]:
        """Return all cases, the newest first."""
        return tuple(self._past(stored) for stored in self._store.cases())

    def load(self, case_id: str) -> Session:
        """Return a case to look at; the one at hand is the very session. Raises `data.no_case`, `data.unreadable`."""
        if case_id == self._session.case_id:
            return self._session
        return Session.of_stored(self._store, self._knowledge, case_id, self._now_utc)

    def mark(self, case_id: str, mark: Mark | None) -> None:
        """Record what the user says has become of a case; None takes it back. The rest of the case stays as it is."""
        self.load(case_id).mark(mark)

    def delete(self, case_ids: Iterable[str]) -> None:
        """Delete other cases for good; the one at hand stays. Raises `data.not_deleted`, `data.damaged`."""
        self._store.delete(case_id for case_id in case_ids if case_id != self._session.case_id)

    def same_trouble(self) -> StepRecord | None:
        """Return the step that solved the newest other case with the same trouble; None: there is none.

        Provider and code must not differ where both cases know them.
        """
        present = self._session.state
        for past in map(self._past, self._store.cases(only_helped=True)):
            is_other = past.id != self._session.case_id and past.status is CaseStatus.SOLVED
            if is_other and past.helped is not None and _is_alike(present, past.state):
                return past.helped
        return None

    def _past(self, stored: StoredCase) -> PastCase:
        case = CaseFile(
            id=stored.id, created_utc=stored.created_utc, app_version="", knowledge_digest="", events=stored.told
        )
        try:
            state = replay(case)
        except CodecError:  # a damaged row: the case is listed all the same
            state = CaseState()
        helped = cured_by(self._knowledge, state)
        return PastCase(
            id=stored.id,
            created_utc=stored.created_utc,
            state=state,
            status=_status(state, helped),
            helped=helped,
            has_check=stored.has_check,
            is_empty=stored.is_empty and stored.id != self._session.case_id,
        )


def _status(state: CaseState, helped: StepRecord | None) -> CaseStatus:
    """The user's mark counts, unless a step helped after it."""
    is_newer = helped is not None and helped in state.steps[state.mark_after :]
    if state.mark is not None and not is_newer:
        return CaseStatus(state.mark.value)
    if helped is not None:
        return CaseStatus.SOLVED
    return CaseStatus.ENDED if state.closed else CaseStatus.UNFINISHED


def _is_alike(present: CaseState, past: CaseState) -> bool:
    trouble = present.answer("trouble")
    if trouble is None or trouble != past.answer("trouble"):
        return False
    known = ((present.answer(name), past.answer(name)) for name in _ALIKE)
    return all(one == other for one, other in known if one not in (None, UNKNOWN) and other not in (None, UNKNOWN))
