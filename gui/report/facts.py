"""What a report is made of: the case after redaction, without the fields the user chose to leave out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from gui.diagnose import has_payment, is_firm, is_payment_found, may_be_charged
from gui.model.bank import NO_BANK, Bank
from gui.model.case import CaseFile, CaseState, Event, EventKind
from gui.model.codec import from_json, to_json
from gui.model.diagnosis import Diagnosis, RankedCause
from gui.model.evidence import UNKNOWN
from gui.model.failure import Operation
from gui.model.fields import FIELDS
from gui.model.knowledge import Code, Knowledge, Owner
from gui.model.lan import LanReport
from gui.model.observation import SYSTEM_TARGET, CheckReport, JsonValue, Observation, ProbeKind
from gui.model.photo import Photo
from gui.report.redact import redact_json

#: The field whose value a test of the terminal repeats.
TERMINAL_ADDRESS = "terminal_address"

#: What an event of a kind may hold; anything else in a case from elsewhere stays behind.
_EVENT_KEYS: Mapping[EventKind, tuple[str, ...]] = {
    EventKind.OPENED: ("answers", "fields"),
    EventKind.ANSWERED: ("id", "value"),
    EventKind.FIELD_SET: ("name", "value"),
    EventKind.CHECKED: ("report",),
    EventKind.WATCHED: ("watch", "verdict"),
    EventKind.STEP_DONE: ("step", "outcome", "restore"),
    EventKind.STEP_UNDONE: ("step",),
    EventKind.PAGE_SHOWN: ("page",),
    EventKind.LAN_SEEN: ("scan", "test"),
    EventKind.LEFT_OUT: ("name", "is_left_out"),
    EventKind.CONCLUDED: ("cause", "is_firm", "segment", "fault"),
    EventKind.MARKED: ("mark",),
    EventKind.CLOSED: (),
    EventKind.REOPENED: (),
}

# Soft hyphens, other control characters and halves of surrogate pairs have no place in a document or in UTF-8.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Input of every part of the report, all of it safe to show."""

    knowledge: Knowledge
    case: CaseFile
    state: CaseState
    diagnosis: Diagnosis
    codes: tuple[Code, ...]
    now_utc: str
    system: str
    hidden: frozenset[str]
    masked_count: int
    photos: tuple[Photo, ...] = ()
    bank: Bank = NO_BANK

    def field(self, name: str) -> JsonValue:
        """Return a report field, None when it is not known or left out."""
        return self.state.fields.get(name)

    @property
    def top(self) -> RankedCause | None:
        """The cause that the report may name to a bank, or None when the facts do not bear one."""
        return self.diagnosis.top

    @property
    def is_firm(self) -> bool:
        """True when the top cause may be told without reserve."""
        return is_firm(self.knowledge, self.state, self.diagnosis)

    @property
    def owner(self) -> Owner | None:
        """Who has to act, as the page 结论 says; None: nobody has to, or it is not known."""
        if self.state.is_about_network_only:
            check = self.state.check
            fault = None if check is None else self.knowledge.network_faults.get(check.verdict.fault)
            return None if fault is None else fault.owner
        return self.diagnosis.leaning if self.top is None else self.top.owner

    @property
    def contact(self) -> str:
        """Whom to ask about the top cause (id of a contact), "" when none is known."""
        cause = None if self.top is None else self.knowledge.causes.get(self.top.cause)
        return "" if cause is None else cause.contact

    @property
    def asked_for(self) -> tuple[str, ...]:
        """The report fields that whoever is asked about the top cause wants to know."""
        cause = None if self.top is None else self.knowledge.causes.get(self.top.cause)
        return () if cause is None else cause.asks_for

    def is_little_known(self, cause_id: str) -> bool:
        """Say whether a cause rests on weak sources."""
        cause = self.knowledge.causes.get(cause_id)
        return cause is not None and cause.is_little_known

    @property
    def has_payment(self) -> bool:
        """False when the trouble is not about a customer's payment, such as a missing payout."""
        return has_payment(self.state)

    @property
    def open_payment(self) -> str:
        """`found` by a look; `yes`: the customer says to have paid; `unknown`: may have paid; "": no open payment."""
        if is_payment_found(self.knowledge, self.state):
            return "found"
        charged, trouble = self.state.answers.get("charged"), self.state.answers.get("trouble")
        if charged == "yes" or (charged is None and trouble == "charged_but_failed"):
            return "yes"
        return UNKNOWN if may_be_charged(self.knowledge, self.state) else ""

    @property
    def shown_code(self) -> str:
        """The response code on the slip or screen, "" when there is none."""
        typed = str(self.field("response_code") or self.state.answers.get("code", ""))
        if typed in ("", UNKNOWN):
            return ""
        return self.codes[0].code if self.codes else typed  # typed may be an id such as `unionpay-39:51`

    @property
    def screen_text(self) -> str:
        """The words on the screen, "" when there are none."""
        text = self.state.answers.get("screen_text", "")
        return "" if text == UNKNOWN else text

    @property
    def targets(self) -> tuple[str, ...]:
        """Every target outside the PC that the connectivity run contacted, once, in order.

        Who claims an address is asked of everybody on the LAN, so the address itself is not contacted.
        """
        if self.state.check is None:
            return ()
        probes = (probe for probe in self.state.check.probes if probe.kind is not ProbeKind.ADAPTER)
        seen = (one for probe in probes for one in probe.observations if one.op is not Operation.ARP_PROBE)
        tested = [one.target for one in seen if one.target != SYSTEM_TARGET]
        watch = self.state.check.watch
        watched = [] if watch is None else [part.address for part in watch.parts]
        return tuple(dict.fromkeys((*tested, *watched)))


def clean_state(state: CaseState, hidden: frozenset[str]) -> tuple[CaseState, int]:
    """Return the state without hidden fields and with every typed text redacted, and how many secrets were masked."""
    answers, answers_masked = _clean({key: value for key, value in state.answers.items() if key not in hidden})
    shown = FIELDS.keys() - hidden
    kept = {name: value for name, value in state.fields.items() if name in shown and value is not None}
    fields = {name: _clean_field(name, value) for name, value in kept.items()}
    check, check_masked = (None, 0) if state.check is None else _clean_check(state.check)
    lan, lan_masked = (None, 0) if state.lan is None else _clean_lan(state.lan, hidden)
    cleaned = replace(
        state,
        answers=cast("dict[str, str]", answers),
        fields={name: value for name, (value, _) in fields.items()},
        check=check,
        lan=lan,
    )
    return cleaned, answers_masked + check_masked + lan_masked + sum(count for _, count in fields.values())


def clean_diagnosis(diagnosis: Diagnosis, hidden: frozenset[str]) -> Diagnosis:
    """Return the diagnosis with typed texts redacted and without the evidence of hidden answers."""
    cleaned = from_json(Diagnosis, _clean(to_json(diagnosis))[0])
    ranked = (
        replace(cause, contributions=tuple(part for part in cause.contributions if part.evidence.id not in hidden))
        for cause in cleaned.ranked
    )
    evidence = tuple(item for item in cleaned.evidence if item.id not in hidden)
    return replace(cleaned, ranked=tuple(ranked), evidence=evidence)


def clean_event(event: Event, hidden: frozenset[str]) -> dict[str, JsonValue]:
    """Return an event as JSON, redacted, with the values of hidden fields and answers replaced by null.

    What its kind does not have, and fields that are none of ours, are left out.
    """
    known = {key: value for key, value in event.data.items() if key in _EVENT_KEYS[event.kind]}
    data = cast("dict[str, JsonValue]", _hide(to_json(known), hidden))
    if event.kind is EventKind.LAN_SEEN and TERMINAL_ADDRESS in hidden and "test" in data:
        data = {"test": None}
    if isinstance(named := data.get("name", data.get("id")), str) and named in hidden:
        data = {**data, "value": None}
    return {"seq": event.seq, "at_utc": event.at_utc, "kind": event.kind.value, "data": _clean_data(event.kind, data)}


def _clean_data(kind: EventKind, data: dict[str, JsonValue]) -> JsonValue:
    cleaned = cast("dict[str, JsonValue]", _clean(data)[0])
    name, fields = data.get("name"), data.get("fields")
    if kind is EventKind.FIELD_SET:
        if not isinstance(name, str) or name not in FIELDS:
            return {"name": "", "value": None}
        cleaned["value"] = _clean_field(name, data.get("value"))[0]
    if isinstance(fields, dict):
        cleaned["fields"] = {name: _clean_field(name, fields[name])[0] for name in fields if name in FIELDS}
    return cleaned


def clean_text(text: str) -> str:
    """Return a text without secrets and without characters that no document can hold."""
    return cast("str", _clean(text)[0])


def _hide(value: JsonValue, hidden: frozenset[str]) -> JsonValue:
    if isinstance(value, dict):
        return {key: None if key in hidden else _hide(item, hidden) for key, item in value.items()}
    return [_hide(item, hidden) for item in value] if isinstance(value, list) else value


def _clean_field(name: str, value: JsonValue) -> tuple[JsonValue, int]:
    """Numbers of a fixed form (merchant number, reference number ...) are kept: the bank searches by them."""
    spec = FIELDS.get(name)
    if spec is None or spec.free_text or not isinstance(value, str):
        return _clean(value)
    try:
        return spec.parse(value), 0
    except ValueError:  # a case file from elsewhere: whatever is in there is treated as free text
        return _clean(value)


def _clean(value: JsonValue | Mapping[str, str]) -> tuple[JsonValue, int]:
    return redact_json(_printable(cast("JsonValue", value)))


def _clean_check(check: CheckReport) -> tuple[CheckReport, int]:
    cleaned, count = _clean(to_json(check))
    return from_json(CheckReport, cleaned), count


def _clean_lan(lan: LanReport, hidden: frozenset[str]) -> tuple[LanReport, int]:
    """Return what was seen of the LAN; without the test when the terminal's address is left out."""
    shown = replace(lan, test=None, tested_utc="") if TERMINAL_ADDRESS in hidden else lan
    cleaned, count = _clean(to_json(shown))
    return from_json(LanReport, cleaned), count


def _printable(value: JsonValue) -> JsonValue:
    if isinstance(value, str):
        return _UNPRINTABLE.sub("", value.replace("\u00a0", " "))
    if isinstance(value, list):
        return [_printable(item) for item in value]
    if isinstance(value, dict):
        return {_UNPRINTABLE.sub("", key): _printable(item) for key, item in value.items()}
    return value


def failed(observations: tuple[Observation, ...]) -> tuple[Observation, ...]:
    """Return the observations that failed."""
    return tuple(observation for observation in observations if observation.failure is not None)
