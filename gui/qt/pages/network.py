"""网络检测: the live rows of the connectivity run, and what they add up to."""

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWizard

from gui.diagnose import SplitTest, is_money_at_stake, split_test
from gui.model.case import StepOutcome
from gui.model.evidence import UNKNOWN
from gui.model.observation import CheckReport, Segment, Verdict
from gui.model.watch import WatchSummary
from gui.probes.path import path_of_rows
from gui.qt.background import Background
from gui.qt.check import rows_in_order
from gui.qt.context import WizardContext
from gui.qt.pages.base import Page
from gui.qt.theme import set_role
from gui.qt.watch import WatchModel
from gui.qt.widgets.basics import Card, Notice, button, horizontal, label
from gui.qt.widgets.hotspot_card import HotspotCard
from gui.qt.widgets.lan_card import LanCard
from gui.qt.widgets.mark import Mark
from gui.qt.widgets.path_picture import PathPicture
from gui.qt.widgets.status_row import StatusRow
from gui.qt.widgets.watch_card import WatchCard

#: The bar moves between results, so that waiting for a timeout does not look like a standstill.
BAR_MS = 100
#: How long nothing must change until the diagnosis for the next page is made.
THINK_MS = 50


class NetworkPage(Page):
    """The run began when the wizard opened; the page shows it, and can stop it or run it again."""

    name = "network"

    def __init__(self, context: WizardContext) -> None:
        super().__init__(context)
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.state = label()
        self.cancel = button()
        self.again = button()
        self.summary = label("group")
        self.meaning = label()
        self.advice = label()
        self.remarks = label("secondary")
        self.mark = Mark("fine")
        summary = horizontal(self.mark, self.summary)
        summary.setStretch(1, 1)
        self.verdict = Card(summary, self.meaning, self.advice, self.remarks, name="notice")
        self.path = PathPicture(context.texts)
        self.own_card = Notice("attention")
        self.split = HotspotCard(context.texts)
        self.split.answered.connect(self._record_split)
        self.watch = WatchModel(context.check, self._record_watch, self)
        self.watch_card = WatchCard(self.watch, self.texts)
        self._rows: dict[str, StatusRow] = {}
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self.column.addLayout(horizontal(self.state, self.cancel, self.again))
        for item in (self.bar, self.path, self.verdict, self.own_card, self.split, self.watch_card):
            self.column.addWidget(item)
        self.column.addLayout(self._list)
        self.lan = LanCard(context, self.store)
        self.column.addWidget(self.lan)
        self._ticker = QTimer(self)
        self._ticker.setInterval(BAR_MS)
        self._ticker.timeout.connect(self._show_progress)
        self.cancel.clicked.connect(context.check.cancel)
        self.again.clicked.connect(self._run_again)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh_if_seen)
        context.check.changed.connect(self._refresh_soon)
        self._ahead = Background(self)
        self._think_soon = QTimer(self, singleShot=True, interval=THINK_MS)
        self._think_soon.timeout.connect(self._think_ahead)
        context.check.stopped.connect(self._ahead.stop)

    def retranslate(self) -> None:
        """Write all texts anew."""
        super().retranslate()
        self.cancel.setText(self.texts.text("ui.network.cancel"))
        self.again.setText(self.texts.text("ui.network.again"))
        self.bar.setAccessibleName(self.texts.text("ui.network.progress"))
        self.watch_card.retranslate()
        for row in self._rows.values():
            row.retranslate()
        self.lan.retranslate()
        self._show_rows()
        self.refresh_if_seen()

    def focus_first(self) -> None:
        """Nothing has to be answered here: Enter goes on."""
        self.wizard().button(QWizard.WizardButton.NextButton).setFocus()

    def refresh(self) -> None:
        """Show rows, progress and verdict."""
        check = self.context.check
        self._show_rows()
        self.cancel.setEnabled(check.running)
        self.again.setEnabled(not check.running)
        if check.running and not self._ticker.isActive():
            self._ticker.start()
        self._show_progress()
        verdict = None if check.report is None else check.report.verdict
        self.path.show_path(path_of_rows(check.rows.values(), verdict), running=check.running)
        self._show_verdict(check.report)
        self._show_split(self._split_test())
        self.lan.refresh()
        if check.report is not None:
            self._think_soon.start()
        self.announce_news()

    def news(self) -> str:
        """Return how the run ended; nothing while there is no result."""
        return "" if self.context.check.report is None else f"{self.state.text()} {self.summary.text()}"

    def _think_ahead(self) -> None:
        """Have the diagnosis made while the user looks at the results: the next page begins with it."""
        session = self.context.session
        self._ahead.start(partial(session.diagnose, session.state))

    def _show_rows(self) -> None:
        """Show every row; one that shows its result already costs nothing."""
        check = self.context.check
        for result in rows_in_order(check.specs, check.rows):
            if result.id not in self._rows:
                self._rows[result.id] = StatusRow(self.texts)
                self._list.addWidget(self._rows[result.id])
            self._rows[result.id].show_row(result)
        for gone in set(self._rows) - set(check.rows):
            self._rows.pop(gone).deleteLater()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop what only moves the picture."""
        super().hideEvent(event)
        for timer in (self._soon, self._ticker, self._think_soon):
            timer.stop()

    def _refresh_soon(self) -> None:
        """Refresh once for all that the run says at a time."""
        if self.isVisible():
            self._soon.start()
        else:
            self._show_rows()  # one by one as they come: the page is then entered at once

    def leave(self) -> None:
        """Store the terminal's address as far as it can be taken."""
        self.lan.leave()

    def _show_progress(self) -> None:
        check = self.context.check
        if not check.running:
            self._ticker.stop()
        self.bar.setValue(round(check.progress() * 1000))
        key = "running" if check.running else "done" if check.report else "off"
        if check.report is not None and check.report.cancelled:
            key = "cancelled"
        seconds = "" if check.report is None else f"{check.report.duration_ms / 1000:.1f}"
        left = check.seconds_left() if check.running else ""
        self.state.setText(self.texts.text(f"ui.network.run.{key}", seconds=seconds, left=left))

    def _show_verdict(self, report: CheckReport | None) -> None:
        self.verdict.setVisible(report is not None)
        if report is None:
            self.own_card.say("")
            return
        verdict, text = report.verdict, self.texts.text
        fine = verdict.segment is Segment.NONE
        segment, name = text(f"segment.{verdict.segment}.name"), text(f"fault.{verdict.fault}.name")
        self.summary.setText(name if fine else text("ui.network.verdict", segment=segment, name=name))
        self.meaning.setText(self._meaning(verdict))
        self.advice.setText(text(f"fault.{verdict.fault}.do"))
        self.remarks.setText("\n".join(self._remark(remark) for remark in verdict.remarks))
        self.remarks.setVisible(bool(verdict.remarks))
        role = "fine" if fine else "broken" if verdict.is_fault else "attention"
        set_role(self.verdict, "role", role)
        self.mark.show_state(role)
        on_own_card = self.context.answer("connection") == "cellular"
        key = "ui.network.own_card" if fine else "ui.network.own_card_fault"
        self.own_card.say(text(key) if on_own_card else "")

    def _meaning(self, verdict: Verdict) -> str:
        meaning = self.texts.text(f"fault.{verdict.fault}.meaning")
        if not verdict.issuer:
            return meaning
        return f"{meaning}\n{self.texts.text('network.issuer', issuer=verdict.issuer)}"

    def _remark(self, remark: str) -> str:
        catalog = self.texts.catalog
        key = f"remark.{remark}.text"
        return self.texts.text(key) if catalog.has(key) else self.texts.text(f"fault.{remark}.name")

    def _split_test(self) -> SplitTest | None:
        """Return the test to be guided; while a run goes on only the one that does not depend on it."""
        test = split_test(self.context.knowledge, self.context.session.state)
        is_known = self.context.check.report is not None or self.context.answer("connection") == "cellular"
        return test if is_known and not self.context.check.running else None

    def _show_split(self, test: SplitTest | None) -> None:
        state = self.context.session.state
        question = None if test is None else self.context.knowledge.questions.get(test.step.question or "")
        answer = None if question is None else state.answer(question.id)
        charged = is_money_at_stake(self.context.knowledge, state)
        self.split.show_test(test, question, answer, charged=charged)

    def _record_split(self, value: str) -> None:
        """Record the result as the answer to the checklist's question, which then need not be asked again."""
        test = self._split_test()
        if test is None or test.step.question is None:
            return
        self.record_answer(test.step.question, value)
        done = {record.step for record in self.context.session.state.steps}
        if value == UNKNOWN and test.step.id not in done:
            self.store(partial(self.context.session.record_step, test.step.id, StepOutcome.CANNOT))

    def _record_watch(self, watch: WatchSummary, verdict: Verdict) -> None:
        if not self.context.session.state.closed:
            self.store(partial(self.context.session.record_watch, watch, verdict))

    def _run_again(self) -> None:
        self.context.check.allow(allowed=True)  # asking for a run is the permission
        self.context.check.start()
        self.refresh()
