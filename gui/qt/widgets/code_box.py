"""The search for the code or words on the screen, with the storing of what was typed."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from gui.kb import find_code
from gui.model.errors import UserError
from gui.qt.context import WizardContext
from gui.qt.widgets.basics import Notice, vertical
from gui.qt.widgets.code_search import CodeSearch
from gui.session.values import REFUSED, is_masked

#: Answers that hold the typed code: a code entry or bare code, or free words.
CODE, SCREEN_TEXT = "code", "screen_text"


def typed_in(context: WizardContext) -> tuple[str, str]:
    """Return the code or the words of the case as they stand on the screen, and the id of the entry ("": none)."""
    code = context.answer(CODE) or ""
    entry = find_code(context.knowledge, code)
    return (entry.code, entry.id) if entry is not None else (code or context.answer(SCREEN_TEXT) or "", "")


class CodeBox(QWidget):
    """Shows and stores the case's code or words.

    `store` runs what records them and tells the user what went wrong, as a page does. What looks like a password stays
    in the field, unrecorded, with the reason below it, until it is corrected.
    """

    def __init__(self, context: WizardContext, store: Callable[[Callable[[], object]], object]) -> None:
        super().__init__()
        self._context = context
        self._store_with = store
        self.search = CodeSearch(context)
        self.masked = Notice("attention")
        self._refused = False
        self.setLayout(vertical(self.search, self.masked, spacing=12))
        self.search.changed.connect(self._record)

    def retranslate(self) -> None:
        """Write all texts anew."""
        self.search.retranslate()
        if self._refused:
            self._say_refused()

    def refresh(self) -> None:
        """Show what the case says; what is being typed or was refused stays."""
        if self._refused:
            return
        self.search.set_state(*typed_in(self._context))

    def leave(self) -> bool:
        """Store what is still being typed; False when it was refused, or masked just now, which is to be seen."""
        told = bool(self.masked.text())
        if self.search.pending():
            self.search.flush()
        return not self._refused and (told or not self.masked.text())

    def _record(self, typed: str, entry: str) -> None:
        self._store_with(partial(self._store, typed, entry))

    def _store(self, typed: str, entry: str) -> None:
        is_code = bool(entry) or (typed.isascii() and " " not in typed)
        code, words = (entry or typed, "") if is_code else ("", typed)
        masked, self._refused = False, False
        try:
            answers = ((CODE, code), (SCREEN_TEXT, words))
            for question_id, value in sorted(
                answers, key=lambda answer: not answer[1]
            ):  # what is refused clears nothing
                masked |= is_masked(self._context.session.record_answer(question_id, value), value)
        except UserError as error:
            if error.key != REFUSED:
                raise
            self._refused = True
            self._say_refused()
        else:
            self.masked.say(self._context.texts.text("ui.symptom.masked") if masked else "", "attention")

    def _say_refused(self) -> None:
        self.masked.say(" ".join(self._context.texts.error(UserError(REFUSED))), "broken")
