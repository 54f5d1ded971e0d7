"""The JSON codec: strict in both directions, and every misfit is named with its path."""

import json
from dataclasses import dataclass, replace
from typing import Any

import pytest

from gui.model.codec import CodecError, from_json, parse_json, to_json
from gui.model.failure import Failure, Operation, ooni_name
from gui.model.observation import (
    CheckReport,
    Observation,
    ProbeKind,
    ProbeOutcome,
    ProbeResult,
    ProbeState,
    Segment,
    Verdict,
)
from gui.model.targets import EndpointTarget, PrivateNameTarget, Targets


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    count: int
    label: str | None = None
    share: float = 0.5


def _report() -> CheckReport:
    seen = Observation(
        op=Operation.TCP_CONNECT,
        target="203.0.113.10:443",
        t0_s=0.25,
        dt_s=1.5,
        failure=Failure.TCP_TIMEOUT,
        detail={"tries": 2, "addresses": ["203.0.113.10"], "more": {"deep": None}, "retried": True},
    )
    probe = ProbeResult(
        id="endpoint.lakala",
        kind=ProbeKind.ENDPOINT,
        state=ProbeState.DONE,
        outcome=ProbeOutcome.BROKEN,
        duration_ms=1500,
        observations=(seen,),
    )
    verdict = Verdict(segment=Segment.ACQUIRER, fault="down", confidence=0.8, remarks=("icmp-filtered",))
    return CheckReport(started_utc="2026-11-23T08:00:00Z", duration_ms=1600, verdict=verdict, probes=(probe,))


def test_round_trip_of_a_real_report() -> None:
    """Round trip of a real report."""
    written = to_json(_report())
    assert isinstance(written, dict)
    assert written["verdict"] == {
        "segment": "acquirer",
        "fault": "down",
        "confidence": 0.8,
        "remarks": ["icmp-filtered"],
        "issuer": None,
    }
    assert from_json(CheckReport, written) == _report()


def test_optional_fields_may_be_missing_or_null() -> None:
    """Optional fields may be missing or null."""
    assert from_json(_Item, {"count": 1}) == _Item(count=1)
    assert from_json(_Item, {"count": 1, "label": None, "share": 1}) == _Item(count=1, share=1.0)
    assert from_json(_Item, {"count": 1, "label": "x"}) == _Item(count=1, label="x")


@pytest.mark.parametrize(
    ("value", "path", "reason"),
    [
        ([], "", "expected dict, found list"),
        ({}, "count", "missing"),
        ({"count": 1, "colour": 2}, "colour", "unknown key"),
        ({"count": True}, "count", "expected int, found true or false"),
        ({"count": 1, "share": False}, "share", "expected float, found true or false"),
        ({"count": "1"}, "count", "expected int, found str"),
        ({"count": 1, "label": 5}, "label", "expected str, found int"),
    ],
)
def test_misfits_are_named(value: Any, path: str, reason: str) -> None:
    """Misfits are named."""
    with pytest.raises(CodecError) as caught:
        from_json(_Item, value)
    assert (caught.value.path, caught.value.reason) == (path, reason)
    assert str(caught.value).startswith(path or "(top)")


def test_misfit_deep_inside_has_its_path() -> None:
    """Misfit deep inside has its path."""
    written: Any = to_json(_report())
    written["probes"][0]["observations"][0]["failure"] = "gone"
    with pytest.raises(CodecError) as caught:
        from_json(CheckReport, written, "check")
    assert caught.value.path == "check.probes[0].observations[0].failure"
    assert "tcp_timeout" in caught.value.reason


def test_only_the_model_has_a_json_form() -> None:
    """Only the model has a JSON form."""
    with pytest.raises(TypeError, match="set has no JSON form"):
        to_json({"a": {1}})
    with pytest.raises(TypeError, match="type has no JSON form"):
        to_json(_Item)


def test_verdict_knows_a_fault() -> None:
    """Verdict knows a fault."""
    assert _report().verdict.is_fault
    assert not Verdict(segment=Segment.NONE, fault="none", confidence=1.0).is_fault
    assert not Verdict(segment=Segment.UNKNOWN, fault="unknown", confidence=0.0).is_fault


def test_failures_have_their_ooni_name() -> None:
    """Failures have their OONI name."""
    assert ooni_name(Failure.TCP_REFUSED) == "connection_refused"
    assert ooni_name(Failure.NO_CARRIER) == "unknown_failure: no_carrier"


def test_targets_of_one_provider() -> None:
    """Targets of one provider."""
    ends = tuple(EndpointTarget(provider=name, name=name, host=f"{name}.test") for name in ("lakala", "shengpay"))
    rest = Targets(private_names=(PrivateNameTarget(host="reader.test", address="10.0.0.9"),), ca_file="root.pem")
    targets = replace(rest, endpoints=ends)
    assert targets.for_provider("lakala") == replace(rest, endpoints=ends[:1])
    assert targets.for_provider("of-no-host") == targets
    assert targets.for_provider(None) == targets


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1',
        "[" * 100_000,
        "[" * 70 + "]" * 70,
        '{"x":' * 70 + "1" + "}" * 70,
        "9" * 30,
        "1e999",
        "NaN",
        "-Infinity",
        '"' + "x" * 4001 + '"',
        '"\\ud800"',
        "\ufeff\ufeff{}",
    ],
    ids=lambda text: text[:12],
)
def test_json_without_bounds_is_refused(text: str) -> None:
    """Depth, digits, length, half characters: such is no JSON of ours, and must not cost more than a look."""
    with pytest.raises(ValueError, match=r"."):
        parse_json(text.encode("utf-8"))


def test_what_only_looks_like_it_is_taken() -> None:
    """Brackets and digits in texts, whole characters in two halves, a byte order mark."""
    texts = ["[[[[" * 100, "9" * 400, '\\" ] }', "\U0001f600"]
    told = json.dumps({"texts": texts, "deep": [[[[1.5e-7, -3]]]]}).encode()
    assert parse_json(b"\xef\xbb\xbf" + told) == {"texts": texts, "deep": [[[[1.5e-7, -3]]]]}


def test_a_text_is_as_long_as_it_reads() -> None:
    """However it is written: the longest note has a thousand characters, in ASCII twelve times as many."""
    for text in ("账" * 3999, "\U0001f600" * 1999):
        assert parse_json(json.dumps([text]).encode()) == [text]
    for character in ("账", '"', "\\"):
        assert parse_json(json.dumps([character * 3999]).encode())
        with pytest.raises(ValueError, match="too long"):
            parse_json(json.dumps([character * 4001]).encode())


def test_a_number_beyond_all_floats_is_named() -> None:
    """As a misfit, like every other."""
    with pytest.raises(CodecError, match="too large"):
        from_json(_Item, {"count": 1, "share": 10**400})
