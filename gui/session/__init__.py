"""The application without a window: flow, session, autosave."""

from gui.model.replay import replay
from gui.session.case_input import check_json, read_case
from gui.session.flow import Flow, Navigator, load_flow
from gui.session.ids import utc_now
from gui.session.session import Session
from gui.session.workspace import Workspace

__all__ = ["Flow", "Navigator", "Session", "Workspace", "check_json", "load_flow", "read_case", "replay", "utc_now"]
