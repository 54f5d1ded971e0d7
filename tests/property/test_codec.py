"""Whatever the model holds comes back the same from its JSON text."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gui.model.case import CaseFile, Event, EventKind
from gui.model.codec import CodecError, from_json, to_json
from gui.model.failure import Failure, Operation
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

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
SCALARS = st.none() | st.booleans() | st.integers() | NUMBERS | st.text()
JSON: st.SearchStrategy[Any] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=8
)
DETAILS = st.dictionaries(st.text(), JSON, max_size=3)
OBSERVATIONS = st.builds(
    Observation,
    op=st.sampled_from(Operation),
    target=st.text(),
    t0_s=NUMBERS,
    dt_s=NUMBERS,
    failure=st.none() | st.sampled_from(Failure),
    detail=DETAILS,
)
PROBES = st.builds(
    ProbeResult,
    id=st.text(),
    kind=st.sampled_from(ProbeKind),
    state=st.sampled_from(ProbeState),
    outcome=st.sampled_from(ProbeOutcome),
    duration_ms=st.integers(),
    observations=st.lists(OBSERVATIONS, max_size=3).map(tuple),
    skipped_reason=st.none() | st.text(),
)
VERDICTS = st.builds(
    Verdict,
    segment=st.sampled_from(Segment),
    fault=st.text(),
    confidence=NUMBERS,
    remarks=st.lists(st.text(), max_size=3).map(tuple),
)
REPORTS = st.builds(
    CheckReport,
    started_utc=st.text(),
    duration_ms=st.integers(),
    verdict=VERDICTS,
    probes=st.lists(PROBES, max_size=2).map(tuple),
    cancelled=st.booleans(),
    clock_offset_s=st.none() | NUMBERS,
)
EVENTS = st.builds(Event, seq=st.integers(), at_utc=st.text(), kind=st.sampled_from(EventKind), data=DETAILS)
CASES = st.builds(
    CaseFile,
    id=st.text(),
    created_utc=st.text(),
    app_version=st.text(),
    knowledge_digest=st.text(),
    events=st.lists(EVENTS, max_size=3).map(tuple),
)


@given(REPORTS)
def test_check_report_round_trip(report: CheckReport) -> None:
    """Check report round trip."""
    assert from_json(CheckReport, json.loads(json.dumps(to_json(report)))) == report


@given(CASES)
def test_case_round_trip(case: CaseFile) -> None:
    """A case comes back as it was written."""
    assert from_json(CaseFile, json.loads(json.dumps(to_json(case)))) == case


@given(JSON)
def test_any_json_is_read_or_refused_with_a_path(value: Any) -> None:
    """Any JSON is read or refused with a path."""
    try:
        found = from_json(CheckReport, value)
    except CodecError as error:
        reason = error.reason
    else:
        reason = str(to_json(found))
    assert reason
