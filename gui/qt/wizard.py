"""The wizard itself: seven pages, the step list at the side, and the language switch."""

import re
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QAbstractSlider, QWidget, QWizard

from gui.model.case import CaseState
from gui.model.errors import UserError
from gui.model.observation import CheckReport
from gui.qt.background import Background, prepare_later_pages
from gui.qt.context import WizardContext
from gui.qt.dialogs import ask
from gui.qt.pages.base import PAGE_NAMES, PAGE_NUMBERS, Page
from gui.qt.pages.start import StartPage
from gui.qt.place import fit_to_screen
from gui.qt.theme import set_role
from gui.qt.widgets.side import SideList

WINDOW = QSize(960, 680)
SMALLEST = QSize(900, 560)
#: How long the first picture may take to the screen before anything else is begun (the system draws when we are idle).
PICTURE_MS = 100
#: The pages that show a conclusion.
CONCLUDING_PAGES = ("verdict", "report")
#: Between two parts of the making of pages, in which the window answers the user.
BREATH_MS = 5
#: Keys that scroll the page wherever the keyboard is, as much of it may hold nothing to tab to.
SCROLL_KEYS = {
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
}
VERDICT = "verdict"
BUTTONS = {
    QWizard.WizardButton.BackButton: "back",
    QWizard.WizardButton.NextButton: "next",
    QWizard.WizardButton.CancelButton: "cancel",
    QWizard.WizardButton.FinishButton: "finish",
    QWizard.WizardButton.CustomButton1: "verdict_now",
}


class CheckupWizard(QWizard):
    """Attaches widgets to the flow; where to go next is the navigator's business.

    Only the first page is made at once. What the others need is loaded when `first_shown` tells that the window is on
    the screen (once), and then they are made, or earlier when somebody asks for them.
    """

    first_shown = Signal()

    def __init__(self, context: WizardContext) -> None:
        super().__init__()
        self.context = context
        self.setWizardStyle(QWizard.WizardStyle.ModernStyle)
        self.setOption(QWizard.WizardOption.NoBackButtonOnStartPage)
        self.setOption(QWizard.WizardOption.NoCancelButtonOnLastPage)
        self.setOption(QWizard.WizardOption.HaveCustomButton1)
        self.customButtonClicked.connect(self._show_verdict)
        self._made: dict[str, Page] = {}
        self._parts = self._making()
        self._is_painted = False
        self._is_entering = False
        self._picture_timer = QTimer(self, singleShot=True, interval=PICTURE_MS)
        self._picture_timer.timeout.connect(self.first_shown)
        start = StartPage(context)
        self._add_page(start)
        self._loader = Background(self)
        self._breath = QTimer(self, singleShot=True, interval=BREATH_MS)
        self._breath.timeout.connect(self._make_next_part)
        self._loader.finished.connect(self._make_next_part)
        self.first_shown.connect(start.show_icons)
        self.first_shown.connect(partial(self._loader.start, partial(prepare_later_pages, context.knowledge)))
        self.side = SideList(context.navigator.pages, context.texts, context.bank)
        self.first_shown.connect(self.side.show_icons)
        self.setSideWidget(self.side)
        self.setStartId(PAGE_NUMBERS[context.navigator.first])
        fit_to_screen(self, WINDOW, SMALLEST)
        self.side.step_clicked.connect(self.jump_to)
        self.side.language_clicked.connect(context.texts.switch)
        QShortcut(QKeySequence("Ctrl+L"), self, context.texts.switch)
        self._handbook = Background(self)
        self._handbook.finished.connect(self._show_handbook)
        self.side.handbook_clicked.connect(self._write_handbook)
        self.side.history_clicked.connect(self.show_history)
        QShortcut(QKeySequence("Ctrl+H"), self, self.show_history)
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
            self.button(which).setAccessibleName(re.sub(r"\(&\w\)|&", "", text(f"ui.app.{name}")))
        set_role(self.button(QWizard.WizardButton.NextButton), "primary", "true")
        self.side.retranslate()
        for page in self._made.values():
            page.retranslate()

    @property
    def pages(self) -> dict[str, Page]:
        """All pages by name."""
        self._make_later_pages()
        return self._made

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, and tell after the first time that the window is there."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            self._picture_timer.start()

    def validateCurrentPage(self) -> bool:
        """Make the other pages before the first of them is gone to: by Next this early."""
        self._make_later_pages()
        return super().validateCurrentPage()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go by Tab in the order in which things are seen: the page, the buttons below it, the list at the side."""
        from gui.qt.tab_order import set_tab_order  # noqa: PLC0415 (not before a key is pressed)

        page = self.present_page()
        set_tab_order(self, page.findChildren(QWidget), map(self.button, BUTTONS), self.side.findChildren(QWidget))
        has_moved = super().focusNextPrevChild(forward)
        page.show_whole(self.focusWidget())
        return has_moved

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll the page by its keys."""
        action = SCROLL_KEYS.get(Qt.Key(event.key()))
        if action is None:
            super().keyPressEvent(event)
        else:
            self.present_page().area.verticalScrollBar().triggerAction(action)

    def show_about(self) -> None:
        """Open About; it is made when it is asked for, and deletes itself."""
        from gui.qt.about import AboutDialog  # noqa: PLC0415 (seldom asked for)

        if self.findChild(AboutDialog) is None:
            AboutDialog(self.context, self).open()

    def show_history(self) -> None:
        """Open the cases of before; the window is made when it is asked for, and deletes itself."""
        from gui.qt.history import HistoryDialog  # noqa: PLC0415 (seldom asked for)

        if self.findChild(HistoryDialog) is None:
            HistoryDialog(self.context, self).open()

    def present_page(self) -> Page:
        """Return the page that is shown."""
        return self._made[PAGE_NAMES[self.currentId()]]

    def go_to(self, name: str) -> None:
        """Walk forward to a page, as the user did before (a case that goes on), if the flow still leads there."""
        if name not in self.context.navigator.path(self.context.session.state):
            return
        while self.currentId() != PAGE_NUMBERS[name]:
            before = self.currentId()
            self.next()
            if self.currentId() == before:
                return

    def jump_to(self, name: str) -> None:
        """Show a page of the way at once: back to it, or forward past those in between, which stay open for later."""
        self._make_later_pages()
        while PAGE_NUMBERS[name] < self.currentId():
            self.back()
        page = self.present_page()
        if page.name != name:
            page.leads_to = name
            self.next()
            page.leads_to = None

    def accept(self) -> None:
        """Close the case at the end; ask first when its report was never taken out of the program."""
        from gui.qt.pages.report import ReportPage  # noqa: PLC0415 (loaded by now)

        report = self.pages["report"]
        taken = isinstance(report, ReportPage) and report.taken
        if taken or ask(self, self.context.texts, "ui.finish", enter_is="no"):
            report.store(self.context.session.close)
            super().accept()

    def done(self, result: int) -> None:
        """Close without a question: every answer is stored, and the next start offers to go on."""
        self._picture_timer.stop()
        self._breath.stop()
        self._loader.stop()
        self._handbook.stop()
        self.present_page().leave()
        self._unsubscribe()
        self.context.check.stop()
        super().done(result)

    def _add_page(self, page: Page) -> None:
        self._made[page.name] = page
        self.setPage(PAGE_NUMBERS[page.name], page)

    def _make_next_part(self) -> None:
        """Do one part of what is left of the later pages; between two parts the window answers the user."""
        if next(self._parts, None) is not None:
            self._breath.start()

    def _make_later_pages(self) -> None:
        """Make all pages that are not there yet."""
        for _ in self._parts:
            pass

    def _making(self) -> Iterator[str]:
        """Make the later pages in the present language; yields a page's name after each of the parts of that."""
        from gui.qt.pages.later import LATER_PAGES, PAGE_PARTS  # noqa: PLC0415 (the window is there first)

        for name, load in LATER_PAGES.items():
            for module in PAGE_PARTS.get(name, ()):
                import_module(module)
                yield name
            make = load()
            yield name
            self._add_page(make(self.context))
            yield name
            self._made[name].retranslate()
            yield name

    def _page_changed(self, number: int) -> None:
        if number not in PAGE_NAMES:
            return
        self._is_entering = True  # what the watch has to keep shows with the page, once
        self.context.check.keeping.emit()
        page = self._made[PAGE_NAMES[number]]
        self._keep_conclusion(page)
        self._is_entering = False
        if page.name == self.context.session.state.page:
            page.refresh()
        else:  # recording the page (a killed program comes back here) tells `_case_changed`, which refreshes it
            page.store(partial(self.context.session.show_page, page.name))
        visited = [PAGE_NAMES[visited] for visited in self.visitedIds()]
        self.side.show_progress(PAGE_NAMES[number], visited)
        self._show_ways()
        page.announce_news(entered=True)

    def _write_handbook(self) -> None:
        from gui.qt.handbook_page import write_page  # noqa: PLC0415 (seldom asked for)

        context = self.context
        self._handbook.start(partial(write_page, context.knowledge, context.texts.lang, context.data_folder))

    def _show_handbook(self, written: Path | UserError) -> None:
        from gui.qt.handbook_page import open_page  # noqa: PLC0415 (loaded by now)

        open_page(self, self.context.texts, written)

    def _show_verdict(self, _button: int) -> None:
        self.jump_to(VERDICT)

    def _show_ways(self) -> None:
        """Let those pages be gone to that this case leads to, once it is known what is wrong."""
        navigator, state = self.context.navigator, self.context.session.state
        path, page = navigator.path(state), self.present_page().name
        is_known = self._made[path[0]].isComplete()
        self.side.allow(path if is_known else path[:1])
        is_skipping = self.currentId() < PAGE_NUMBERS[VERDICT] and navigator.next(page, state) != VERDICT
        to_verdict = self.button(QWizard.WizardButton.CustomButton1)
        to_verdict.setVisible(is_skipping)
        to_verdict.setEnabled(is_known)

    def _take_report(self, report: CheckReport) -> None:
        page = self.present_page()
        page.store(partial(self.context.session.record_check, report))
        self._keep_conclusion(page)

    def _keep_conclusion(self, page: Page) -> None:
        """Store with the case what these pages conclude, so that the list of the cases need not diagnose each anew.

        A disk that refuses is told where an answer or the page is stored; the list then has no conclusion.
        """
        if page.name in CONCLUDING_PAGES:
            with suppress(UserError):
                self.context.session.conclude()

    def _case_changed(self, _state: CaseState) -> None:
        page = self.currentPage()
        if isinstance(page, Page) and not self._is_entering:
            page.refresh()
            self._show_ways()
