"""The pages that follow the first: loaded and made once the window is there, since they need most of the program.

Each is loaded by itself, so that between two of them the window answers the user.
"""

from collections.abc import Callable

from gui.qt.context import WizardContext
from gui.qt.pages.base import Page

PageMaker = Callable[[WizardContext], Page]


def _terminal() -> PageMaker:
    from gui.qt.pages.terminal import TerminalPage  # noqa: PLC0415 (see above)

    return TerminalPage


def _symptom() -> PageMaker:
    from gui.qt.pages.symptom import SymptomPage  # noqa: PLC0415 (see above)

    return SymptomPage


def _network() -> PageMaker:
    from gui.qt.pages.network import NetworkPage  # noqa: PLC0415 (see above)

    return NetworkPage


def _steps() -> PageMaker:
    from gui.qt.pages.steps import StepsPage  # noqa: PLC0415 (see above)

    return StepsPage


def _verdict() -> PageMaker:
    from gui.qt.pages.verdict import VerdictPage  # noqa: PLC0415 (see above)

    return VerdictPage


def _report() -> PageMaker:
    from gui.qt.pages.report import ReportPage  # noqa: PLC0415 (see above)

    return ReportPage


#: The larger parts of a page: loaded one by one before the page, for the same reason.
PAGE_PARTS = {
    "network": (
        "gui.qt.widgets.path_picture",
        "gui.qt.widgets.watch_card",
        "gui.qt.widgets.lan_card",
        "gui.qt.widgets.hotspot_card",
    ),
}
#: What loads a page's class, by the page's name. A new kind of page is code, registered here.
LATER_PAGES: dict[str, Callable[[], PageMaker]] = {
    "terminal": _terminal,
    "symptom": _symptom,
    "network": _network,
    "steps": _steps,
    "verdict": _verdict,
    "report": _report,
}
