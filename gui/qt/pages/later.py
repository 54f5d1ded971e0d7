"""The pages that follow the first: loaded and made once the window is there, since they need most of the program."""

from gui.qt.pages.base import PageFactory
from gui.qt.pages.network import NetworkPage
from gui.qt.pages.report import ReportPage
from gui.qt.pages.steps import StepsPage
from gui.qt.pages.symptom import SymptomPage
from gui.qt.pages.terminal import TerminalPage
from gui.qt.pages.verdict import VerdictPage

#: A new kind of page is code, registered here and nowhere else.
LATER_PAGES: dict[str, PageFactory] = {
    "terminal": TerminalPage,
    "symptom": SymptomPage,
    "network": NetworkPage,
    "steps": StepsPage,
    "verdict": VerdictPage,
    "report": ReportPage,
}
