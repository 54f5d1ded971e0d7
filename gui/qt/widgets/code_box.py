"""The search for the code or words on the screen, with the storing of what was typed."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from gui.kb import find_code
from gui.qt.context import WizardContext
from gui.qt.widgets.basics import Notice, vertical
from gui.qt.widgets.code_search import CodeSearch

#: Answers that hold the typed code: a code entry or bare code, or free words.
CODE, SCREEN_TEXT = "code", "screen_text"


def typed_in(context: WizardContext) -> tuple[str, str]:
    """Return the code or the words of the case as they stand on the screen, and the id of the entry ("": none)."""
    code = context.answer(CODE) or ""
    entry = find_code(context.knowledge, code)
    return (entry.code, entry.id) if entry is not None else (code or context.answer(SCREEN_TEXT) or "", "")


class CodeBox(QWidget):
    """Shows and stores the case's code or words.

    `store` runs what records them and tells the user what went wrong, as a page does.
    """

    def __init__(self, context: WizardContext, store: Callable[[Callable[[], object]], object]) -> None:
        super().__init__()
        self._context = context
        self._store_with = store
        self.search = CodeSearch(context)
        self.masked = Notice("attention")
        self.setLayout(vertical(self.search, self.masked, spacing=12))
        self.search.changed.connect(self._record)

    def retranslate(self) -> None:
        """Write all texts anew."""
        self.search.retranslate()

    def refresh(self) -> None:
        """Show what the case says; what is being typed stays."""
        self.search.set_state(*typed_in(self._context))

    def leave(self) -> bool:
        """Store what is still being typed; False when something had to be masked just now, which is to be seen."""
        told = bool(self.masked.text())
        if self.search.pending():
            self.search.flush()
        return told or not self.masked.text()

    def _record(self, typed: str, entry: str) -> None:
        self._store_with(partial(self._store, typed, entry))

    def _store(self, typed: str, entry: str) -> None:
        is_code = bool(entry) or (typed.isascii() and " " not in typed)
        code, words = (entry or typed, "") if is_code else ("", typed)
        masked = False
        for question_id, value in ((CODE, code), (SCREEN_TEXT, words)):
            stored = self._context.session.record_answer(question_id, value)
            masked |= "*" in stored and "*" not in value
        self.masked.say(self._context.texts.text("ui.symptom.masked") if masked else "")
