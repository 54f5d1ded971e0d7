"""Case files of the unattended interface: everything optional, every misfit named with its key."""

from dataclasses import replace
from typing import Any

import pytest

from gui.model.case import StepOutcome
from gui.model.codec import to_json
from gui.model.errors import UserError
from gui.model.failure import Operation
from gui.model.observation import Observation, ProbeKind, ProbeOutcome, ProbeResult, ProbeState
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


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ({"steps": [{"step": "restart-router", "outcome": "cannot"}] * 10_001}, "steps"),
        ({"schema": "poscheckup.report/1", "case": {}, "events": [{}] * 10_001}, "events"),
    ],
)
def test_no_case_has_so_many_parts(data: Any, where: str) -> None:
    """The state is made anew with each, so that ten times as many take a hundred times as long."""
    with pytest.raises(UserError) as caught:
        _read(data)
    assert (caught.value.key, caught.value.text_args["where"]) == ("session.bad_part", where)


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


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ({"screen_text": "PIN: 1234"}, "screen_text"),
        ({"code": "密码123456"}, "code"),
        ({"answers": {"screen_text": "验证码 482913"}}, "answers.screen_text"),
        ({"fields": {"note": "CVV 123"}}, "fields.note"),
        ({"fields": {"auth_code": "CVV123"}}, "fields.auth_code"),
    ],
)
def test_a_password_is_refused_with_its_place(data: dict[str, object], where: str) -> None:
    """In every typed text; what it was is not said."""
    with pytest.raises(UserError) as caught:
        _read(data)
    assert (caught.value.key, caught.value.text_args) == ("session.secret", {"where": where})


def test_an_honest_code_file_passes() -> None:
    """The code of a wrong PIN is a code."""
    assert _read({"code": "55", "screen_text": "密码错误 55"}).answers == {"code": "55", "screen_text": "密码错误 55"}


@pytest.mark.parametrize(
    "data",
    [
        {"4111111111111111": 1},
        {"answers": {"4111111111111111": "x"}},
        {"fields": {"4111111111111111": "x"}},
        {"provider": "4111111111111111"},
        {"check": {"4111111111111111": 1}},
        {"steps": [{"4111111111111111": 1}]},
        {"steps": [{"step": "4111111111111111"}]},
    ],
)
def test_the_words_about_a_misfit_hold_no_secret(data: dict[str, object]) -> None:
    """They name what is in the file, and may be kept with a log."""
    with pytest.raises(UserError) as caught:
        _read(data)
    assert "4111111111111111" not in str(caught.value.text_args)
    assert "411111******1111" in str(caught.value.text_args)


def test_a_run_from_a_file_loses_its_secrets() -> None:
    """And so does one that is written to a file."""
    check = make_check()
    seen = Observation(op=Operation.HTTP_GET, target="a", t0_s=0, dt_s=0, detail={"title": "4111111111111111"})
    probe = ProbeResult(
        id="portal", kind=ProbeKind.PORTAL, state=ProbeState.DONE, outcome=ProbeOutcome.FINE, duration_ms=1,
        observations=(seen,),
    )  # fmt: skip
    told = replace(check, probes=(probe,))
    assert "411111******1111" in str(check_json(told))
    read = _read({"check": to_json(told)})
    assert read.check.probes[0].observations[0].detail == {"title": "411111******1111"}


def test_only_what_is_asked_for_is_taken_from_a_report() -> None:
    """What else its events hold, and values that a field cannot have, stay behind; the rest is redacted once more."""
    secret = "4111111111111111"
    told = [
        ("opened", {"answers": {"provider": "lakala", "diary": "x"}, "fields": {"merchant_no": "822290059430BCY",
                    "diary": "x", "amount": "much", "note": secret}, "diary": "x"}),
        ("answered", {"id": "diary", "value": "x"}),
        ("answered", {"id": "charged", "value": "no", "diary": "x"}),
        ("field_set", {"name": "diary", "value": "x"}),
        ("field_set", {"name": "amount", "value": "much"}),
        ("field_set", {"name": "amount", "value": 12.5}),
        ("field_set", {"name": "trace_no", "value": "123"}),
        ("field_set", {"name": "terminal_sn", "value": "a4:5e:60:12:34:56"}),
        ("closed", {"diary": "x"}),
    ]  # fmt: skip
    events = [{"seq": seq, "at_utc": AT, "kind": kind, "data": data} for seq, (kind, data) in enumerate(told, start=1)]
    case = read_case(make_knowledge(), {**_report_file(), "events": events}, case_id="", at_utc="", app_version="")
    assert "diary" not in str(case.events)
    state = replay(case)
    assert state.answers == {"provider": "lakala", "charged": "no"}
    serial = state.fields["terminal_sn"]
    assert str(serial).startswith("a4:5e:60:mac-")
    assert state.fields == {
        "merchant_no": "822290059430BCY", "note": "411111******1111", "trace_no": "000123", "terminal_sn": serial,
    }  # fmt: skip


@pytest.mark.parametrize("odd", [[], {"code": "51"}, 7, None])
@pytest.mark.parametrize(("kind", "key"), [("answered", "id"), ("field_set", "name")])
def test_a_name_that_is_no_text_is_nobodys(kind: str, key: str, odd: object) -> None:
    """A list cannot be looked up."""
    event = {"seq": 1, "at_utc": AT, "kind": kind, "data": {key: odd, "value": "51"}}
    case = read_case(make_knowledge(), {**_report_file(), "events": [event]}, case_id="", at_utc="", app_version="")
    state = replay(case)
    assert not state.answers
    assert not state.fields


def test_a_run_that_does_not_count_has_to_fit_as_well() -> None:
    """Nobody would look at what it holds."""
    events = [
        {"seq": seq, "at_utc": AT, "kind": "checked", "data": {"report": report}}
        for seq, report in enumerate(({"diary": "x"}, to_json(make_check())), start=1)
    ]
    with pytest.raises(UserError) as caught:
        read_case(make_knowledge(), {**_report_file(), "events": events}, case_id="", at_utc="", app_version="")
    assert caught.value.key == "session.bad_part"
