"""The wizard itself: seven pages, the step list at the side, and the language switch."""

from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWizard

from gui.model.case import CaseState
from gui.model.observation import CheckReport
from gui.qt.about import AboutDialog
from gui.qt.context import WizardContext
from gui.qt.dialogs import ask
from gui.qt.pages.base import PAGE_NAMES, PAGE_NUMBERS, Page, PageFactory
from gui.qt.pages.network import NetworkPage
from gui.qt.pages.report import ReportPage
from gui.qt.pages.start import StartPage
from gui.qt.pages.steps import StepsPage
from gui.qt.pages.symptom import SymptomPage
from gui.qt.pages.terminal import TerminalPage
from gui.qt.pages.verdict import VerdictPage
from gui.qt.theme import set_role
from gui.qt.widgets.side import SideList

#: A new kind of page is code, registered here and nowhere else.
PAGES: dict[str, PageFactory] = {
    "start": StartPage,
    "terminal": TerminalPage,
    "symptom": SymptomPage,
    "network": NetworkPage,
    "steps": StepsPage,
    "verdict": VerdictPage,
    "report": ReportPage,
}
WINDOW = QSize(960, 680)
SMALLEST = QSize(900, 560)
BUTTONS = {
    QWizard.WizardButton.BackButton: "back",
    QWizard.WizardButton.NextButton: "next",
    QWizard.WizardButton.CancelButton: "cancel",
    QWizard.WizardButton.FinishButton: "finish",
}


class CheckupWizard(QWizard):
    """Attaches widgets to the flow; where to go next is the navigator's business."""

    def __init__(self, context: WizardContext) -> None:
        super().__init__()
        self.context = context
        self.setWizardStyle(QWizard.WizardStyle.ModernStyle)
        self.setOption(QWizard.WizardOption.NoBackButtonOnStartPage)
        self.setOption(QWizard.WizardOption.NoCancelButtonOnLastPage)
        self.pages: dict[str, Page] = {}
        for name, factory in PAGES.items():
            self.pages[name] = factory(context)
            self.setPage(PAGE_NUMBERS[name], self.pages[name])
        self.side = SideList(context.navigator.pages, context.texts)
        self.setSideWidget(self.side)
        self.setStartId(PAGE_NUMBERS[context.navigator.first])
        self.resize(WINDOW)
        self.setMinimumSize(SMALLEST)
        self.side.language_clicked.connect(context.texts.switch)
        QShortcut(QKeySequence("Ctrl+L"), self, context.texts.switch)
        self.side.about_clicked.connect(self.show_about)
        QShortcut(QKeySequence("F1"), self, self.show_about)
        context.texts.changed.connect(self.retranslate)
        context.check.finished.connect(self._take_report)
        self._unsubscribe = context.session.subscribe(self._case_changed)
        self.currentIdChanged.connect(self._page_changed)
        self.retranslate()

    def retranslate(self) -> None:
        """Write window, buttons and pages in the present language; no answer changes."""
        text = self.context.texts.text
        self.setWindowTitle(text("ui.app.title"))
        for which, name in BUTTONS.items():
            self.setButtonText(which, text(f"ui.app.{name}"))
            self.button(which).setAccessibleName(text(f"ui.app.{name}").replace("&", ""))
        set_role(self.button(QWizard.WizardButton.NextButton), "primary", "true")
        self.side.retranslate()
        for page in self.pages.values():
            page.retranslate()

    def show_about(self) -> None:
        """Open About; it is made when it is asked for, and deletes itself."""
        if self.findChild(AboutDialog) is None:
            AboutDialog(self.context, self).open()

    def present_page(self) -> Page:
        """Return the page that is shown."""
        return self.pages[PAGE_NAMES[self.currentId()]]

    def go_to(self, name: str) -> None:
        """Walk forward to a page, as the user did before (a case that goes on), if the flow still leads there."""
        if name not in self.context.navigator.path(self.context.session.state):
            return
        while self.currentId() != PAGE_NUMBERS[name]:
            before = self.currentId()
            self.next()
            if self.currentId() == before:
                return

    def accept(self) -> None:
        """Close the case at the end; ask first when its report was never taken out of the program."""
        report = self.pages["report"]
        taken = isinstance(report, ReportPage) and report.taken
        if taken or ask(self, self.context.texts, "ui.finish"):
            report.store(self.context.session.close)
            super().accept()

    def done(self, result: int) -> None:
        """Close without a question: every answer is stored, and the next start offers to go on."""
        self.present_page().leave()
        self._unsubscribe()
        self.context.check.stop()
        super().done(result)

    def _page_changed(self, number: int) -> None:
        if number not in PAGE_NAMES:
            return
        page = self.pages[PAGE_NAMES[number]]
        if page.name == self.context.session.state.page:
            page.refresh()
        else:  # recording the page (a killed program comes back here) tells `_case_changed`, which refreshes it
            page.store(partial(self.context.session.show_page, page.name))
        visited = [PAGE_NAMES[visited] for visited in self.visitedIds()]
        self.side.show_progress(PAGE_NAMES[number], visited)

    def _take_report(self, report: CheckReport) -> None:
        self.present_page().store(partial(self.context.session.record_check, report))

    def _case_changed(self, _state: CaseState) -> None:
        page = self.currentPage()
        if isinstance(page, Page):
            page.refresh()
