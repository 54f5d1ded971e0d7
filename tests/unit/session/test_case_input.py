"""Case files of the unattended interface: everything optional, every misfit named with its key."""

from typing import Any

import pytest

from gui.model.case import StepOutcome
from gui.model.codec import to_json
from gui.model.errors import UserError
from gui.model.observation import ProbeKind, ProbeOutcome, ProbeResult, ProbeState
from gui.session import check_json, read_case, replay
from tests.unit.knowledge_factory import make_check, make_knowledge

AT = "2026-11-23T08:00:00Z"


def _read(data: Any) -> Any:
    return replay(read_case(make_knowledge(), data, case_id="x", at_utc=AT, app_version="0"))


def test_empty_case() -> None:
    """An empty file is a case without answers."""
    case = read_case(make_knowledge(), {}, case_id="x", at_utc=AT, app_version="0.1.0")
    assert (case.id, case.created_utc, case.app_version, case.knowledge_digest) == ("x", AT, "0.1.0", "0" * 64)
    assert replay(case).answers == {}


def test_everything_at_once() -> None:
    """Every key of a case file is read."""
    state = _read(
        {
            "provider": "lakala",
            "connection": "wifi",
            "code": " 51 ",
            "screen_text": "余额不足",
            "trouble": None,
            "answers": {"charged": "no", "other_card_works": "unknown", "app_notice": None},
            "fields": {"amount": "12.5", "terminal_no": None},
            "check": check_json(make_check()),
            "steps": [{"step": "restart-router", "outcome": "cannot"}],
        }
    )
    assert state.answers == {
        "provider": "lakala",
        "connection": "wifi",
        "code": "51",
        "screen_text": "余额不足",
        "charged": "no",
        "other_card_works": "unknown",
    }
    assert state.fields == {"amount": 1250}
    assert state.check == make_check()
    assert [(record.step, record.outcome) for record in state.steps] == [("restart-router", StepOutcome.CANNOT)]


def test_blank_text_is_no_answer() -> None:
    """Blank text is no answer."""
    assert _read({"code": "  "}).answers == {}


def test_null_parts_are_not_there() -> None:
    """Null parts are not there."""
    assert _read({"answers": None, "fields": None, "check": None, "steps": None}).answers == {}


@pytest.mark.parametrize(
    ("data", "key", "where", "options"),
    [
        ({"conection": "wifi"}, "session.unknown_key", "conection", "connection"),
        ({"charged": "no"}, "session.unknown_key", "charged", "answers.charged"),
        ({"answers": {"chargd": "no"}}, "session.unknown_key", "answers.chargd", "charged"),
        ({"answers": {"charged": "nope"}}, "session.unknown_value", "answers.charged", "no"),
        ({"connection": "5g-ultra"}, "session.unknown_value", "connection", "wifi, cellular, unknown"),
        ({"provider": "lakalla"}, "session.unknown_value", "provider", "lakala"),
        ({"fields": {"terminal_noo": "1"}}, "session.unknown_key", "fields.terminal_noo", "terminal_no"),
        ({"steps": [{"step": "restart-ruter", "outcome": "solved"}]}, "session.unknown_value", "steps[0].step",
         "restart-router"),
        ({"steps": [{"step": "restart-router", "outcome": "done"}]}, "session.unknown_value", "steps[0].outcome",
         "solved, not_solved, cannot, unknown"),
        ({"steps": [{"stp": "x"}]}, "session.unknown_key", "steps[0].stp", "step, outcome"),
    ],
)  # fmt: skip
def test_wrong_names_are_met_with_the_right_ones(data: Any, key: str, where: str, options: str) -> None:
    """Wrong names are met with the right ones."""
    with pytest.raises(UserError) as caught:
        _read(data)
    assert caught.value.key == key
    assert (caught.value.text_args["where"], caught.value.text_args["options"]) == (where, options)


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ({"code": 51}, "code"),
        ({"answers": []}, "answers"),
        ({"answers": {"charged": True}}, "answers.charged"),
        ({"fields": {"amount": 12.5}}, "fields.amount"),
        ({"check": 1}, "check"),
        ({"steps": {}}, "steps"),
        ({"steps": ["restart-router"]}, "steps[0]"),
        ({"steps": [{"outcome": "solved"}]}, "steps[0].step"),
    ],
)
def test_wrong_types_are_named(data: Any, where: str) -> None:
    """Wrong types are named."""
    with pytest.raises(UserError) as caught:
        _read(data)
    assert (caught.value.key, caught.value.text_args["where"]) == ("session.wrong_type", where)


@pytest.mark.parametrize("data", [[], "51", None])
def test_file_must_hold_a_table(data: Any) -> None:
    """File must hold a table."""
    with pytest.raises(UserError, match=r"session\.not_a_case"):
        _read(data)


def test_bad_field_is_named_by_its_own_error() -> None:
    """Bad field is named by its own error."""
    with pytest.raises(UserError, match=r"field\.amount"):
        _read({"fields": {"amount": "a lot"}})


@pytest.mark.parametrize(
    ("check", "where"),
    [
        ({}, "check.verdict"),
        ({"verdict": {"segment": "dns", "fault": "x"}}, "check.verdict.confidence"),
        ({"verdict": {"segment": "moon", "fault": "x", "confidence": 1}}, "check.verdict.segment"),
        ({"verdict": {"segment": "dns", "fault": "x", "confidence": 1}, "probes": 3}, "check.probes"),
        ({"verdict": {"segment": "dns", "fault": "x", "confidence": 1}, "probes": [3]}, "check.probes[0]"),
        ({"verdict": {"segment": "dns", "fault": "x", "confidence": 1}, "colour": 1}, "check.colour"),
    ],
)
def test_malformed_check_is_named(check: Any, where: str) -> None:
    """Malformed check is named."""
    with pytest.raises(UserError) as caught:
        _read({"check": check})
    assert (caught.value.key, caught.value.text_args["where"]) == ("session.bad_part", where)


def test_check_may_be_just_a_verdict() -> None:
    """Check may be just a verdict."""
    state = _read({"check": {"verdict": {"segment": "router", "fault": "wan-down", "confidence": 0.9}}})
    assert state.check.verdict == make_check().verdict


def test_probe_outcome_goes_by_the_name_of_verdict_in_files() -> None:
    """Probe oUTCome goes by the name of verdict in files."""
    probe = ProbeResult(
        id="dns", kind=ProbeKind.DNS_COMPARE, state=ProbeState.DONE, outcome=ProbeOutcome.FINE, duration_ms=3
    )
    report = make_check()
    report = type(report)(
        started_utc=report.started_utc, duration_ms=report.duration_ms, verdict=report.verdict, probes=(probe,)
    )
    written: Any = check_json(report)
    assert written["probes"][0]["verdict"] == "fine"
    assert _read({"check": written}).check == report
    del written["probes"][0]["outcome"]
    assert _read({"check": written}).check == report


def _report_file() -> dict[str, Any]:
    case = read_case(make_knowledge(), {"code": "51"}, case_id="20261123-AAAAB", at_utc=AT, app_version="0")
    written: Any = to_json(case)
    events = [{**event, "hash": "ab"} for event in written.pop("events")]
    return {"schema": "poscheckup.report/1", "case": written, "events": events, "seal": "cd"}


def test_exported_report_is_taken_as_well() -> None:
    """Exported report is taken as well."""
    case = read_case(make_knowledge(), _report_file(), case_id="other", at_utc="later", app_version="9")
    assert (case.id, case.created_utc) == ("20261123-AAAAB", AT)
    assert replay(case).answers == {"code": "51"}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"events": None}, "events"),
        ({"events": [{"seq": "one"}]}, "events[0].seq"),
        ({"events": [5]}, "events[0]."),
        ({"case": {}}, "id"),
    ],
)
def test_broken_report_is_named(change: dict[str, Any], where: str) -> None:
    """Broken report is named."""
    with pytest.raises(UserError) as caught:
        _read({**_report_file(), **change})
    assert (caught.value.key, caught.value.text_args["where"]) == ("session.bad_part", where)
