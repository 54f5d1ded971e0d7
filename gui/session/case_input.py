"""Reads a case from a JSON file for the unattended interface, strictly: every misfit is named with its key.

Also the JSON form of a connectivity run as the `check` subcommand writes it and as this module reads it back.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import cast

from gui.model.case import CaseFile, Event, EventKind, StepOutcome
from gui.model.codec import CodecError, from_json, to_json
from gui.model.errors import UserError
from gui.model.fields import FIELDS, format_field, parse_field
from gui.model.knowledge import Knowledge
from gui.model.observation import CheckReport, JsonValue
from gui.model.replay import replay
from gui.report import redact
from gui.report.facts import clean_event
from gui.report.integrity import REPORT_SCHEMA
from gui.report.redact import redact_json
from gui.session.values import answer_ids, clean_answer, clean_field, nearest

#: Answers that stand at the top of the file because nearly every case has them.
_TOP_ANSWERS = ("provider", "terminal_kind", "connection", "code", "screen_text", "trouble")
_KEYS = (*_TOP_ANSWERS, "answers", "check", "fields", "steps")

#: A long day makes some hundreds; the state is made anew with each.
_MOST_EVENTS = 10_000

_Entry = tuple[EventKind, dict[str, JsonValue]]


def check_json(report: CheckReport) -> dict[str, JsonValue]:
    """Return the output of the `check` subcommand: the report, each probe's outcome also under the name `verdict`."""
    found = cast("dict[str, JsonValue]", redact_json(to_json(report))[0])
    for probe in cast("list[dict[str, JsonValue]]", found["probes"]):
        probe["verdict"] = probe["outcome"]
    return found


def read_case(knowledge: Knowledge, data: object, *, case_id: str, at_utc: str, app_version: str) -> CaseFile:
    """Return the case that parsed JSON describes; every key is optional and null means that it is not there.

    An exported report is taken as well: then its own case comes back, id and times included.

    Raises:
        UserError: `session.not_a_case`, `session.wrong_type`, `session.unknown_key`, `session.unknown_value`,
            `session.bad_part`, `field.<name>`; all but the last name the place as `where` and the valid names.
    """
    if not isinstance(data, dict):
        raise UserError("session.not_a_case")
    table: dict[str, object] = data
    if table.get("schema") == REPORT_SCHEMA:
        return _reported_case(knowledge, table)
    for key in table:
        if key not in _KEYS:
            options = f"answers.{key}" if key in knowledge.questions else nearest(key, _KEYS)
            raise UserError("session.unknown_key", where=redact(key).text, options=options)
    entries: list[_Entry] = [(EventKind.OPENED, {})]
    entries += _answers(knowledge, table)
    entries += _fields(table)
    entries += _check(table)
    entries += _steps(knowledge, table)
    events = tuple(
        Event(seq=number, at_utc=at_utc, kind=kind, data=content)
        for number, (kind, content) in enumerate(entries, start=1)
    )
    return CaseFile(
        id=case_id, created_utc=at_utc, app_version=app_version, knowledge_digest=knowledge.digest, events=events
    )


def _reported_case(knowledge: Knowledge, table: Mapping[str, object]) -> CaseFile:
    """Return the case of an exported report; the chain of its events is checked by `verify`, not here.

    A file may claim to be a report: only what we ask for is taken, and it is redacted once more.
    """
    events = table.get("events")
    plain = events
    if isinstance(events, list):
        _expect_few(events, "events")
        plain = [_without(event, "hash") for event in events]
    try:
        case = from_json(CaseFile, {**_table(table.get("case"), "case"), "events": plain})
        asked = frozenset(answer_ids(knowledge))
        case = replace(case, events=tuple(_known_event(event, asked) for event in case.events))
        replay(case)
    except CodecError as error:
        raise _bad_part(error) from None
    return case


def _known_event(event: Event, asked: frozenset[str]) -> Event:
    """Return an event without what we do not ask for; runs of the network have to fit, even those that do not count."""
    data = cast("dict[str, JsonValue]", clean_event(event, frozenset())["data"])
    if event.kind is EventKind.ANSWERED and str(data.get("id")) not in asked:
        data = {"id": "", "value": ""}
    if isinstance(answers := data.get("answers"), dict):
        data["answers"] = {name: value for name, value in answers.items() if name in asked}
    if event.kind is EventKind.FIELD_SET:
        data["value"] = _known_field(str(data.get("name")), data["value"])
    if isinstance(fields := data.get("fields"), dict):
        data["fields"] = {name: value for name in fields if (value := _known_field(name, fields[name])) is not None}
    if event.kind is EventKind.CHECKED:
        from_json(CheckReport, data.get("report"), "report")
    return replace(event, data=data)


def _known_field(name: str, value: JsonValue) -> JsonValue:
    """Return the value of a field, None for one that the field cannot have."""
    if name in FIELDS and FIELDS[name].free_text and isinstance(value, str):
        return value  # a masked serial number is no serial number any more
    try:
        return parse_field(name, format_field(name, value))
    except (KeyError, TypeError, ValueError, UserError):  # also an amount that is no whole number
        return None


def _bad_part(error: CodecError) -> UserError:
    """Return what does not fit, without secrets: key and value are what the file has there."""
    return UserError("session.bad_part", where=redact(error.path).text, reason=redact(error.reason).text)


def _answers(knowledge: Knowledge, table: Mapping[str, object]) -> Iterator[_Entry]:
    top = {key: table[key] for key in _TOP_ANSWERS if table.get(key) is not None}
    inner = _table(table.get("answers"), "answers")
    for where, key, value in (
        *((key, key, value) for key, value in top.items()),
        *((f"answers.{key}", key, value) for key, value in inner.items() if value is not None),
    ):
        stored = clean_answer(knowledge, key, _text(value, where), where)
        if stored:
            yield EventKind.ANSWERED, {"id": key, "value": stored}


def _fields(table: Mapping[str, object]) -> Iterator[_Entry]:
    for name, value in _table(table.get("fields"), "fields").items():
        if value is not None:
            where = f"fields.{name}"
            yield EventKind.FIELD_SET, {"name": name, "value": clean_field(name, _text(value, where), where)}


def _check(table: Mapping[str, object]) -> Iterator[_Entry]:
    if table.get("check") is None:
        return
    check = _table(table["check"], "check")
    try:
        report = from_json(CheckReport, _as_written(check), "check")
    except CodecError as error:
        raise _bad_part(error) from None
    yield EventKind.CHECKED, {"report": redact_json(to_json(report))[0]}


def _as_written(check: Mapping[str, object]) -> dict[str, object]:
    """Undo what `check_json` adds. A check made by hand may leave out what only a real run has."""
    probes = check.get("probes", [])
    if isinstance(probes, list):
        probes = [{"outcome": probe.get("verdict"), **_without(probe, "verdict")} if isinstance(probe, dict) else probe
                  for probe in probes]  # fmt: skip
    return {"started_utc": "", "duration_ms": 0, **check, "probes": probes}


def _without(value: object, name: str) -> dict[str, object]:
    return {key: item for key, item in value.items() if key != name} if isinstance(value, dict) else {"": value}


def _steps(knowledge: Knowledge, table: Mapping[str, object]) -> Iterator[_Entry]:
    steps = table.get("steps")
    if steps is None:
        return
    if not isinstance(steps, list):
        raise UserError("session.wrong_type", where="steps", expected="[ ]")
    _expect_few(steps, "steps")
    for index, item in enumerate(steps):
        entry = _table(item, f"steps[{index}]")
        for key in entry:
            if key not in ("step", "outcome"):
                where = redact(f"steps[{index}].{key}").text
                raise UserError("session.unknown_key", where=where, options="step, outcome")
        step = _listed(entry, "step", f"steps[{index}].step", tuple(knowledge.steps))
        outcome = _listed(entry, "outcome", f"steps[{index}].outcome", tuple(StepOutcome))
        yield EventKind.STEP_DONE, {"step": step, "outcome": outcome}


def _expect_few(entries: list[object], where: str) -> None:
    if len(entries) > _MOST_EVENTS:
        raise UserError("session.bad_part", where=where, reason=f"> {_MOST_EVENTS}")


def _listed(entry: Mapping[str, object], key: str, where: str, options: tuple[str, ...]) -> str:
    value = _text(entry.get(key), where)
    if value not in options:
        raise UserError("session.unknown_value", where=where, value=redact(value).text, options=nearest(value, options))
    return value


def _table(value: object, where: str) -> dict[str, object]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise UserError("session.wrong_type", where=where, expected="{ }")
    return value


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise UserError("session.wrong_type", where=where, expected='"…"')
    return value
