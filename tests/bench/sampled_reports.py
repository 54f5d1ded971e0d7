"""The report of a sampled case, made as the program makes it: from events, for a test and a bench."""

from gui.diagnose import diagnose
from gui.kb import load_catalog
from gui.model.case import CaseFile, CaseState, Event, EventKind
from gui.model.codec import to_json
from gui.model.knowledge import Knowledge
from gui.model.observation import JsonValue
from gui.report import Document, build_document
from gui.session import replay

CASE_ID = "20261128-AAAA"
NOW_UTC = "2026-11-28T02:00:00Z"


def report_of(knowledge: Knowledge, state: CaseState) -> Document:
    """Return the Chinese report of a case with these answers and this run."""
    case = CaseFile(
        id=CASE_ID, created_utc=NOW_UTC, app_version="1", knowledge_digest=knowledge.digest, events=_events_of(state)
    )
    replayed = replay(case)
    diagnosis = diagnose(knowledge, replayed)
    return build_document(knowledge, load_catalog("zh"), case, replayed, diagnosis, now_utc=NOW_UTC, system="Linux")


def _events_of(state: CaseState) -> tuple[Event, ...]:
    """Return the events that lead to a state."""
    told: list[tuple[EventKind, dict[str, JsonValue]]] = [(EventKind.OPENED, {})]
    told += [(EventKind.ANSWERED, {"id": name, "value": value}) for name, value in state.answers.items()]
    told.append((EventKind.CHECKED, {"report": to_json(state.check)}))
    return tuple(
        Event(seq=number, at_utc=NOW_UTC, kind=kind, data=data) for number, (kind, data) in enumerate(told, start=1)
    )
