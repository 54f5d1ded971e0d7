"""Type a code or the words on the screen; matching entries appear while typing."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QToolButton, QWidget

from gui.kb import CodeMatch, find_code, is_open, match_codes, resolve_code
from gui.model.knowledge import Code
from gui.plain import nfkc
from gui.qt.announce import announce
from gui.qt.context import WizardContext
from gui.qt.widgets.basics import Notice, label, vertical
from gui.qt.widgets.code_words import code_words
from gui.qt.widgets.limit_texts import limit_text
from gui.session.values import may_become_secret

#: A pause in typing after which the text is stored: short enough to lose nothing, long enough not to store each key.
STORE_AFTER_MS = 300
SHOWN_MATCHES = 6


class CodeSearch(QWidget):
    """Search field with its matches. `changed(text, entry)`: `entry`: the chosen `Code.id`, or empty."""

    changed = Signal(str, str)

    def __init__(self, context: WizardContext) -> None:
        super().__init__()
        self._context = context
        self._entry = ""
        self._is_found = self._is_held = False
        self._title = label("group")
        self._help = label("secondary")
        self.edit = QLineEdit()
        self.edit.setMaxLength(200)
        self.edit.setClearButtonEnabled(True)
        self.edit.installEventFilter(self)
        self.matches = QListWidget()
        self.matches.setUniformItemSizes(True)
        self.matches.installEventFilter(self)
        self.matches.hide()
        self.chosen = Notice("fine")
        self.setLayout(vertical(self._title, self._help, self.edit, self.matches, self.chosen, spacing=4))
        self._store = QTimer(self)
        self._store.setSingleShot(True)
        self._store.setInterval(STORE_AFTER_MS)
        self._store.timeout.connect(self._pause)
        self.edit.textEdited.connect(self._typed)
        self.matches.itemClicked.connect(self._pick)

    def retranslate(self) -> None:
        """Write all texts in the present language; text and choice stay."""
        text = self._context.texts.text
        self._title.setText(text("ui.symptom.code"))
        self._help.setText(text("ui.symptom.code_help"))
        self.edit.setPlaceholderText(text("ui.symptom.code_example"))
        self.edit.setAccessibleName(text("ui.symptom.code"))
        self.edit.setAccessibleDescription(text("ui.symptom.code_help"))
        self.matches.setAccessibleName(text("ui.symptom.matches"))
        for clear in self.edit.findChildren(QToolButton):
            clear.setAccessibleName(text("ui.symptom.clear"))
        self._show_matches()
        self._show_chosen()

    def set_state(self, text: str, entry: str) -> None:
        """Show what the case says, without emitting; what is being typed stays.

        What it may mean stays in sight until one is chosen: the answers below put it in another order.
        """
        if self.pending() or (self.edit.hasFocus() and self.edit.text()):
            return
        self.edit.setText(text)
        self._entry = entry
        self._show_matches()
        self._show_chosen()

    def flush(self) -> None:
        """Store what was typed now (the page is left, or typing paused)."""
        self._store.stop()
        self._is_held = False
        self.changed.emit(self.edit.text().strip(), self._entry)

    def pending(self) -> bool:
        """Return whether typed text is not stored yet."""
        return self._store.isActive() or self._is_held

    def _pause(self) -> None:
        """Store what was typed so far, unless a password may be half typed: it would be refused when it is whole."""
        self._is_held = may_become_secret(self.edit.text())
        if not self._is_held:
            self.flush()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give the down key and Enter their meaning; Enter must not reach the wizard's Next."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(self.matches.currentItem() if watched is self.matches else self._exact_match())
            return True
        if watched is self.edit and event.key() == Qt.Key.Key_Down and self.matches.isVisible():
            self.matches.setCurrentRow(0)
            self.matches.setFocus()
            return True
        return super().eventFilter(watched, event)

    def _enter(self, chosen: QListWidgetItem | None) -> None:
        """Take an entry that was selected, or that is exactly what was typed; else keep what was typed: never guess."""
        if chosen is not None:
            self._pick(chosen)
        else:
            self.flush()

    def _exact_match(self) -> QListWidgetItem | None:
        """Return the first match whose code is what was typed, letter for letter; none while its meaning is open."""
        typed = nfkc(self.edit.text()).strip().casefold()
        if is_open(self._meanings()):
            return None
        for row in range(self.matches.count()):
            item = self.matches.item(row)
            code = find_code(self._context.knowledge, str(item.data(Qt.ItemDataRole.UserRole)))
            if code is not None and code.code.casefold() == typed:
                return item
        return None

    def _typed(self) -> None:
        self._entry = ""
        self._show_matches()
        self._show_chosen()
        self._store.start()

    def _show_matches(self) -> None:
        self.matches.clear()
        self._is_found = False
        for match in () if self._entry else self._matches():
            self._is_found |= match.is_found
            item = QListWidgetItem(code_words(self._context.texts, match.code))
            item.setData(Qt.ItemDataRole.UserRole, match.code.id)
            self.matches.addItem(item)
        was_shown = self.matches.isVisible()
        self.matches.setVisible(self.matches.count() > 0)
        if not was_shown:
            announce(self.matches, self.matches.accessibleName())
        rows = min(self.matches.count(), SHOWN_MATCHES)
        self.matches.setFixedHeight(rows * max(self.matches.sizeHintForRow(0), 28) + 18)

    def _matches(self) -> tuple[CodeMatch, ...]:
        if not self.edit.text().strip():
            return ()  # without a word there is nothing to find, nor to load what finds it while the window begins
        return match_codes(
            self._context.knowledge,
            self.edit.text(),
            shown_where=self._context.answer("shown_where"),
            provider=self._context.answer("provider"),
            limit=SHOWN_MATCHES,
        )

    def _meanings(self) -> tuple[Code, ...]:
        return resolve_code(
            self._context.knowledge,
            self.edit.text(),
            shown_where=self._context.answer("shown_where"),
            provider=self._context.answer("provider"),
        )

    def _pick(self, item: QListWidgetItem) -> None:
        self._entry = str(item.data(Qt.ItemDataRole.UserRole))
        code = find_code(self._context.knowledge, self._entry)
        if code is not None:
            self.edit.setText(code.code)
        self.matches.hide()
        self.edit.setFocus()
        self._show_chosen()
        self.flush()

    def _show_chosen(self) -> None:
        text = self._context.texts.text
        code = find_code(self._context.knowledge, self._entry) if self._entry else None
        if code is not None:
            self.chosen.say(text("ui.symptom.chosen", entry=code_words(self._context.texts, code)), "fine")
        else:
            typed = self.edit.text().strip()
            self.chosen.say(self._remark(typed) if typed else "", "attention")

    def _remark(self, typed: str) -> str:
        """Return what is to be said of what is typed and not chosen; "" when the matches speak for themselves."""
        meanings, text = self._meanings(), self._context.texts.text
        if is_open(meanings):
            return text("ui.symptom.several_meanings")
        limit = "" if meanings else limit_text(self._context.texts, typed)
        if meanings or limit or self._is_found:
            return limit
        return text("ui.symptom.only_alike" if self.matches.count() else "ui.symptom.unlisted")
