"""One case while it is worked on: every answer is on disk before anybody is told of it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from gui.model.case import CaseFile, CaseState, EventKind, Mark, ShopProfile, StepOutcome
from gui.model.codec import CodecError, to_json
from gui.model.diagnosis import Diagnosis
from gui.model.errors import UserError
from gui.model.evidence import UNKNOWN
from gui.model.knowledge import Knowledge
from gui.model.observation import CheckReport, JsonValue, Verdict
from gui.model.photo import MOST_PHOTOS, Photo
from gui.model.replay import replay, replay_one
from gui.model.watch import WatchSummary
from gui.report.redact import redact_json
from gui.session.ids import utc_now
from gui.session.values import clean_answer, clean_field
from gui.store import Store

if TYPE_CHECKING:
    from gui.model.lan import LanScan, TerminalTest
    from gui.session.history import History

Observer = Callable[[CaseState], None]

#: What the shop's profile remembers for next time.
PROFILE_ANSWERS = ("provider", "terminal_kind", "connection")
PROFILE_FIELDS = ("merchant_name", "merchant_no", "terminal_no", "terminal_sn", "firmware_version", "terminal_address")

#: In the data of the event that opens a case: answers that nobody in the shop gave; a bank's file did.
SUGGESTED = "suggested"


class Session:
    """The recorded events of a case and what they add up to.

    Every method that records writes to the store first, then changes `state`, then calls the observers. When the store
    raises (`UserError`: disk full ...) nothing has changed and nobody is told. Recording what is known already writes
    nothing.
    """

    def __init__(
        self, store: Store, knowledge: Knowledge, case: CaseFile, *, now_utc: Callable[[], str] = utc_now
    ) -> None:
        self._store = store
        self._knowledge = knowledge
        self._now_utc = now_utc
        self._observers: list[Observer] = []
        self._case = case
        self._state = self._known(replay(case))
        self._diagnosed: tuple[CaseState, Diagnosis] | None = None

    @classmethod
    def of_stored(cls, store: Store, knowledge: Knowledge, case_id: str, now_utc: Callable[[], str]) -> "Session":
        """Return the session of a stored case; nothing is recorded as long as nobody records anything.

        Raises UserError `data.no_case`, `data.unreadable`.
        """
        case = store.load(case_id)
        try:
            return cls(store, knowledge, case, now_utc=now_utc)
        except CodecError as error:
            raise UserError("data.unreadable", path=str(store.folder)) from error

    @property
    def case_id(self) -> str:
        """The case's id."""
        return self._case.id

    @property
    def case(self) -> CaseFile:
        """The case with all events so far."""
        return self._case

    @property
    def state(self) -> CaseState:
        """What the events add up to."""
        return self._state

    def diagnosis(self) -> Diagnosis:
        """Return the diagnosis of the present state."""
        return self.diagnose(self._state)

    def diagnose(self, state: CaseState) -> Diagnosis:
        """Return the diagnosis of a state, the last one again if nothing changed that bears on it. From any thread."""
        from gui.diagnose import diagnose, evidence_only  # noqa: PLC0415 - the first page does without

        evidence, kept = evidence_only(state), self._diagnosed
        if kept is None or kept[0] != evidence:
            kept = self._diagnosed = evidence, diagnose(self._knowledge, evidence)
        return kept[1]

    def record_answer(self, question_id: str, value: str) -> str:
        """Record an answer (`unknown` for 不清楚) and return it as stored: typed text comes back redacted.

        An empty text takes an answer back. Raises UserError `session.unknown_key`, `session.unknown_value`, `data.*`.
        """
        stored = clean_answer(self._knowledge, question_id, value) if value else ""
        if stored != (self._state.answers.get(question_id) or "") or self._is_only_suggested(question_id):
            self._record(EventKind.ANSWERED, {"id": question_id, "value": stored})
            if question_id in PROFILE_ANSWERS:
                self._save_profile()
        return stored

    def set_field(self, name: str, text: str) -> JsonValue:
        """Record a report field and return it as stored (None: cleared). Raises UserError `field.<name>`, `data.*`."""
        value = clean_field(name, text)
        if value != self._state.fields.get(name):
            self._record(EventKind.FIELD_SET, {"name": name, "value": value})
            if name in PROFILE_FIELDS:
                self._save_profile()
        return value

    def record_check(self, report: CheckReport) -> None:
        """Record a connectivity run; the newest one counts."""
        self._record(EventKind.CHECKED, {"report": _clean(to_json(report))})

    def record_lan(self, seen: "LanScan | TerminalTest") -> None:
        """Record a look at the shop's own network, without its other devices, or a test of the terminal's address."""
        from gui.model.lan import LanScan  # noqa: PLC0415 - the first page does without

        if isinstance(seen, LanScan):
            self._record(EventKind.LAN_SEEN, {"scan": _clean(to_json(seen.of_terminals_only()))})
        else:
            self._record(EventKind.LAN_SEEN, {"test": _clean(to_json(seen))})

    def record_watch(self, watch: WatchSummary, verdict: Verdict) -> None:
        """Record what watching the line after the newest run saw, and the verdict on both; without a run nothing."""
        check = self._state.check
        told = {"watch": _clean(to_json(watch)), "verdict": _clean(to_json(verdict))}
        if check is not None and told != {"watch": to_json(check.watch), "verdict": to_json(check.verdict)}:
            self._record(EventKind.WATCHED, told)

    def record_step(self, step_id: str, outcome: StepOutcome) -> None:
        """Record what came of a checklist step.

        When the event before is the answer to the question that this step asks, the two belong together (what the
        watch records by itself does not part them): undoing the step takes back the answer as well. Raises KeyError
        for an unknown step.
        """
        data: dict[str, JsonValue] = {"step": step_id, "outcome": outcome.value}
        question = self._knowledge.steps[step_id].question
        newest = next(event for event in reversed(self._case.events) if event.kind is not EventKind.WATCHED)
        if question and newest.kind is EventKind.ANSWERED and newest.data["id"] == question:
            before = replay(replace(self._case, events=tuple(one for one in self._case.events if one is not newest)))
            data["restore"] = {"id": question, "value": before.answers.get(question, "")}
        self._record(EventKind.STEP_DONE, data)

    def undo_step(self) -> None:
        """Take back the last step; without one nothing happens."""
        if self._state.steps:
            self._record(EventKind.STEP_UNDONE, {"step": self._state.steps[-1].step})

    def leave_out(self, name: str, *, is_left_out: bool) -> None:
        """Record whether the report goes without a field or an answer."""
        if (name in self._state.left_out) != is_left_out:
            self._record(EventKind.LEFT_OUT, {"name": name, "is_left_out": is_left_out})

    @property
    def photos(self) -> tuple[Photo, ...]:
        """The photos of the case, in the order in which they came. Raises UserError `data.*`."""
        return self._store.photos(self._case.id)

    def add_photo(self, photo: Photo) -> None:
        """Keep a photo for the report, after the others. Raises UserError `photo.too_many`, `data.*`."""
        present = self.photos
        if len(present) >= MOST_PHOTOS:
            raise UserError("photo.too_many", most=MOST_PHOTOS)
        number = 1 + max((one.number for one in present), default=0)
        self._store.add_photo(self._case.id, replace(photo, number=number))

    def remove_photo(self, number: int) -> None:
        """Take a photo out again, with its bytes. Raises UserError `data.not_deleted`, `data.damaged`."""
        self._store.remove_photo(self._case.id, number)

    def show_page(self, page: str) -> None:
        """Record where the user is, so that a killed program goes on there."""
        if page != self._state.page:
            self._record(EventKind.PAGE_SHOWN, {"page": page})

    def conclude(self) -> None:
        """Record what the diagnosis comes to, for the list of the cases."""
        from gui.diagnose import conclude  # noqa: PLC0415 - the first page does without

        conclusion = conclude(self._knowledge, self._state, self.diagnosis())
        if conclusion != self._state.conclusion:
            self._record(EventKind.CONCLUDED, cast("dict[str, JsonValue]", to_json(conclusion)))

    def mark(self, mark: Mark | None) -> None:
        """Record what the user says has become of the case; None takes it back."""
        if mark is not self._state.mark:
            self._record(EventKind.MARKED, {"mark": to_json(mark)})

    def close(self) -> None:
        """Record that the case is finished: it is not offered again. Harmless when it is closed already."""
        if not self._state.closed:
            self._record(EventKind.CLOSED, {})

    def reopen(self) -> None:
        """Record that the user goes on with a case that was finished, or marked: it is offered again."""
        if self._state.closed or self._state.mark is not None:
            self._record(EventKind.REOPENED, {})

    def history(self) -> "History":
        """Return the cases on this computer, this one too."""
        from gui.session.history import History  # noqa: PLC0415 (seldom asked for)

        return History(self, self._store, self._knowledge, self._now_utc)

    def subscribe(self, callback: Observer) -> Callable[[], None]:
        """Call `callback(state)` after every change; the returned function ends that and may be called twice."""
        self._observers.append(callback)

        def unsubscribe() -> None:
            if callback in self._observers:
                self._observers.remove(callback)

        return unsubscribe

    def _record(self, kind: EventKind, data: Mapping[str, JsonValue]) -> None:
        event = self._store.append(self._case.id, kind, data, self._now_utc())
        self._case = replace(self._case, events=(*self._case.events, event))
        self._state = self._known(replay_one(self._case, self._state))
        for observer in tuple(self._observers):
            observer(self._state)

    def _known(self, state: CaseState) -> CaseState:
        """Return the state without steps that the knowledge does not know (the case of another version)."""
        return replace(state, steps=tuple(record for record in state.steps if record.step in self._knowledge.steps))

    def _save_profile(self) -> None:
        known = {
            name: value
            for name in PROFILE_ANSWERS
            if (value := self._state.answers.get(name)) != UNKNOWN and not self._is_only_suggested(name)
        }
        self._store.save_profile(
            ShopProfile(
                provider=known.get("provider"),
                terminal_kind=known.get("terminal_kind"),
                connection=known.get("connection"),
                fields={name: self._state.fields[name] for name in PROFILE_FIELDS if name in self._state.fields},
            )
        )

    def _is_only_suggested(self, name: str) -> bool:
        """Say whether the case began with an answer of a bank's file that nobody has confirmed or changed since."""
        first, *others = self._case.events
        suggested = first.data.get(SUGGESTED)
        answered = any(event.kind is EventKind.ANSWERED and event.data["id"] == name for event in others)
        return isinstance(suggested, list) and name in suggested and not answered


def _clean(seen: JsonValue) -> JsonValue:
    """Return what the network told without names and numbers of persons: a login page or a driver may say anything."""
    return redact_json(seen)[0]
