"""The terminal on the shop's own network: find it with the user's consent, and try the address that the user enters."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.model.lan import LanDevice, LanScan, TerminalAnswer, TerminalTest, terminals_of
from gui.qt.announce import announce
from gui.qt.context import WizardContext
from gui.qt.dialogs import ask
from gui.qt.lan import FIND_S, LanJob, LanModel
from gui.qt.widgets.basics import Card, Notice, button, clear, horizontal, label, vertical
from gui.qt.widgets.field import FieldEdit
from gui.qt.widgets.lan_texts import device_text, plugged_lines, rest_lines, scan_lines, words_of_test

#: Stores something and shows why it cannot be stored (`Page.store`).
Store = Callable[[Callable[[], object]], bool]

FIELD = "terminal_address"


class LanCard(Card):
    """Closed, with the reason, for a terminal on its own 4G card: the LAN cannot see it."""

    def __init__(self, context: WizardContext, store: Store) -> None:
        self._context = context
        self._store = store
        self._is_opened = False
        self._shown: LanScan | None = None
        self._shown_lang = ""
        self.title, self.intro = label("group"), label("secondary")
        self.open = button(link=True)
        self.plugged = label()
        self.find_button, self.stop_button, self.test_button = button(), button(), button()
        self.state = label("secondary")
        self.found = label()
        self.devices = QVBoxLayout()
        self.rest = label("secondary")
        self.field = FieldEdit(FIELD, context)
        self.answer = Notice("attention")
        self.absence = label("secondary")
        self.body = QWidget()
        self.body.setLayout(self._body_layout())
        super().__init__(self.title, self.intro, self.open, self.body)
        self.model = LanModel(context.check, self)
        self.open.clicked.connect(self._open)
        self.find_button.clicked.connect(self._find)
        self.stop_button.clicked.connect(self.model.cancel)
        self.test_button.clicked.connect(self._test)
        self.model.changed.connect(self.refresh)
        self.model.finished.connect(self._record)

    def _body_layout(self) -> QVBoxLayout:
        searching = horizontal(self.find_button, self.stop_button, self.state)
        searching.setStretch(2, 1)
        trying = QHBoxLayout()
        trying.setSpacing(8)
        trying.addWidget(self.field, 1)
        beside = vertical(label(), self.test_button, spacing=4)  # level with the edit, below the field's own label
        beside.addStretch(1)
        trying.addLayout(beside)
        self.devices.setSpacing(4)
        return vertical(
            self.plugged, searching, self.found, self.devices, self.rest, trying, self.answer, self.absence, spacing=12
        )

    def retranslate(self) -> None:
        """Write all texts in the present language."""
        text = self._context.texts.text
        self.title.setText(text("report.lan.section"))
        self.open.setText(text("ui.lan.own_card_open"))
        for name in ("find", "stop", "test"):
            getattr(self, f"{name}_button").setText(text(f"ui.lan.{name}"))
            getattr(self, f"{name}_button").setAccessibleDescription(self.title.text())
        self.absence.setText(text("ui.lan.absence"))
        self.field.retranslate()
        self.refresh()

    def refresh(self) -> None:
        """Show what the case says, and what runs."""
        texts, job = self._context.texts, self.model.job
        on_own_card = self._context.answer("connection") == "cellular" and not self._is_opened
        self.intro.setText(texts.text("ui.lan.own_card" if on_own_card else "ui.lan.intro"))
        self.open.setVisible(on_own_card)
        self.body.setVisible(not on_own_card)
        may_begin = self.model.allowed and job is LanJob.NONE
        self.find_button.setEnabled(may_begin)
        self.test_button.setEnabled(may_begin)
        self.stop_button.setVisible(job is not LanJob.NONE)
        self.state.setText(self._state_text())
        plugged = plugged_lines(texts, self._context.knowledge, self._context.check.report)
        self.plugged.setText("\n".join(plugged))
        self.plugged.setVisible(bool(plugged))
        self.field.refresh()
        lan = self._context.session.state.lan
        self._show_scan(None if lan is None else lan.scan)
        self._show_test(None if lan is None or job is LanJob.TEST else lan.test)

    def leave(self) -> None:
        """Store the typed address as far as it can be taken."""
        self.field.commit()

    def _state_text(self) -> str:
        text = self._context.texts.text
        if not self.model.allowed:
            return text("ui.lan.off")
        if self.model.job is LanJob.NONE:
            return ""
        key = "finding" if self.model.job is LanJob.FIND else "testing"
        return text(f"ui.lan.{key}", seconds=FIND_S)

    def _show_scan(self, scan: LanScan | None) -> None:
        if scan == self._shown and self._context.texts.lang == self._shown_lang:
            return
        self._shown, self._shown_lang = scan, self._context.texts.lang
        for where, lines in ((self.found, scan_lines), (self.rest, rest_lines)):
            where.setText("\n".join(lines(self._context.texts, scan)) if scan else "")
            where.setVisible(bool(where.text()))
        clear(self.devices)
        for device in scan.devices if scan else ():
            self.devices.addLayout(self._device_row(device))

    def _device_row(self, device: LanDevice) -> QHBoxLayout:
        words = label(wrap=False)
        words.setText(device_text(self._context.texts, device))
        row = horizontal(words)
        if terminals_of((device,)):
            use = button(link=True)
            use.setText(self._context.texts.text("ui.lan.use"))
            use.setAccessibleName(f"{use.text()} {device.address}")
            use.clicked.connect(partial(self._use, device))
            row.addWidget(use)
        row.addStretch(1)
        return row

    def _show_test(self, test: TerminalTest | None) -> None:
        if test is None:
            self.answer.say("")
            return
        role = "fine" if test.answer is TerminalAnswer.ANSWERS else "attention"
        self.answer.say(words_of_test(self._context.texts, test), role)

    def _open(self) -> None:
        self._is_opened = True
        self.refresh()

    def _use(self, device: LanDevice, _checked: object = None) -> None:
        """Put a found address into the field; a port that was typed stays."""
        _, colon, port = self.field.edit.text().partition(":")
        self.field.edit.setText(f"{device.address}:{port}" if colon else f"{device.address}:")
        self.field.edit.setFocus()

    def _find(self) -> None:
        if not self.model.consented:
            self.model.consented = ask(self.window(), self._context.texts, "ui.lan.consent", seconds=FIND_S)
        self.model.find()

    def _test(self) -> None:
        if not self.field.commit():
            return
        stored = self._context.session.state.fields.get(FIELD)
        if isinstance(stored, str):
            self.model.test(stored)
        else:
            self.answer.say(self._context.texts.text("error.field.terminal_address.do"), "attention")
            self.field.edit.setFocus()

    def _record(self, seen: LanScan | TerminalTest) -> None:
        self._store(partial(self._context.session.record_lan, seen))
        if isinstance(seen, LanScan):
            announce(self, self.found.text())
