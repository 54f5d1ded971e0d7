"""The pages that follow the first: loaded and made once the window is there, since they need most of the program.

Each is loaded with its page only, so that between two of them the window answers the user.
"""

from collections.abc import Callable

from gui.qt.context import WizardContext
from gui.qt.pages.base import Page


def _terminal(context: WizardContext) -> Page:
    from gui.qt.pages.terminal import TerminalPage  # noqa: PLC0415 (see above)

    return TerminalPage(context)


def _symptom(context: WizardContext) -> Page:
    from gui.qt.pages.symptom import SymptomPage  # noqa: PLC0415 (see above)

    return SymptomPage(context)


def _network(context: WizardContext) -> Page:
    from gui.qt.pages.network import NetworkPage  # noqa: PLC0415 (see above)

    return NetworkPage(context)


def _steps(context: WizardContext) -> Page:
    from gui.qt.pages.steps import StepsPage  # noqa: PLC0415 (see above)

    return StepsPage(context)


def _verdict(context: WizardContext) -> Page:
    from gui.qt.pages.verdict import VerdictPage  # noqa: PLC0415 (see above)

    return VerdictPage(context)


def _report(context: WizardContext) -> Page:
    from gui.qt.pages.report import ReportPage  # noqa: PLC0415 (see above)

    return ReportPage(context)


#: A new kind of page is code, registered here and nowhere else.
LATER_PAGES: dict[str, Callable[[WizardContext], Page]] = {
    "terminal": _terminal,
    "symptom": _symptom,
    "network": _network,
    "steps": _steps,
    "verdict": _verdict,
    "report": _report,
}
