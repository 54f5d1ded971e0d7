"""The report marks what the reader will ask for, and a cause that rests on weak sources."""

from dataclasses import replace

import pytest

from gui.model.case import CaseState
from gui.model.diagnosis import RankedCause
from gui.model.knowledge import Owner
from gui.report import build_document
from gui.report.document import Document
from tests.unit.report import examples

TOP = RankedCause(cause="printer-broken", ref="C99", owner=Owner.MERCHANT, p=0.9, p_present=0.9)


def report(state: CaseState, *, confidence: str = "high", top: RankedCause = TOP, lang: str = "zh") -> Document:
    """Return a report whose top cause asks for the serial number."""
    known = examples.knowledge()
    cause = replace(known.causes["printer-broken"], asks_for=("terminal_sn",), confidence=confidence)
    return build_document(
        replace(known, causes={**known.causes, cause.id: cause}),
        examples.catalog(lang),
        examples.case_of(state),
        state,
        replace(examples.rich_diagnosis(), ranked=(top,), unknown_p=0.05),
        now_utc=examples.NOW_UTC,
        system="Linux",
    )


def missing(document: Document) -> list[str]:
    """Return the labels of what the reader needs and does not get."""
    return [row.label for section in document.sections for row in section.facts if row.missing]


def test_what_they_ask_about_this_cause_is_shown_as_missing() -> None:
    """The serial number is missing only where somebody asks for it."""
    label = examples.catalog("zh").text("field.terminal_sn.name")
    other = RankedCause(cause="no-internet", ref="C99", owner=Owner.ISP, p=0.9, p_present=0.9)
    unknown = replace(TOP, cause="of-another-version")
    assert label in missing(report(CaseState()))
    assert label not in missing(report(CaseState(fields={"terminal_sn": "N86-1234567"})))
    assert label not in missing(report(CaseState(), top=other))
    assert label not in missing(report(CaseState(), top=unknown))
    assert label not in missing(report(CaseState(), top=replace(TOP, p=0.01)))


@pytest.mark.parametrize(("lang", "mark"), [("zh", "（资料较少）"), ("en", "(little evidence)")])
def test_weak_sources_are_marked(lang: str, mark: str) -> None:
    """In the headline, in the short text and in the table of causes; never for a cause that is well sourced."""
    weak, sound = (report(CaseState(), confidence=confidence, lang=lang) for confidence in ("low", "medium"))
    tables = [section.table for section in weak.details if section.table is not None]
    assert mark in weak.headline
    assert mark in weak.short
    assert any(mark in row[0] for table in tables for row in table.rows)
    assert mark not in sound.headline
    assert mark not in sound.short
