"""The application without a window: flow, session, autosave."""

from typing import TYPE_CHECKING

from gui.lazy import lazy_exports
from gui.model.replay import replay
from gui.session.flow import Flow, Navigator, load_flow
from gui.session.ids import utc_now
from gui.session.session import Session
from gui.session.workspace import Workspace

if TYPE_CHECKING:
    from gui.session.case_input import check_json, read_case
    from gui.session.history import CaseStatus, History, PastCase
else:
    __getattr__ = lazy_exports(
        __name__,
        {
            "CaseStatus": "history",
            "History": "history",
            "PastCase": "history",
            "check_json": "case_input",
            "read_case": "case_input",
        },
    )

__all__ = [
    "CaseStatus",
    "Flow",
    "History",
    "Navigator",
    "PastCase",
    "Session",
    "Workspace",
    "check_json",
    "load_flow",
    "read_case",
    "replay",
    "utc_now",
]
