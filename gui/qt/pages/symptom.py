"""现象: the code or words on the screen, and the questions that split the causes best."""

from functools import partial

from gui.kb import find_code
from gui.qt.context import WizardContext
from gui.qt.pages.base import Page
from gui.qt.widgets.basics import Notice
from gui.qt.widgets.code_search import CodeSearch
from gui.qt.widgets.question import QuestionBox

#: Answers that hold the typed code: a code entry or bare code, or free words.
CODE, SCREEN_TEXT = "code", "screen_text"


class SymptomPage(Page):
    """Asks every question of the knowledge base whose page is `symptom`, after the code."""

    name = "symptom"

    def __init__(self, context: WizardContext) -> None:
        super().__init__(context)
        self.search = CodeSearch(context)
        self.masked = Notice("attention")
        self.column.addWidget(self.search)
        self.column.addWidget(self.masked)
        self.questions = {
            question.id: QuestionBox(question, context.texts)
            for question in context.knowledge.questions.values()
            if question.page == self.name and question.id not in (CODE, SCREEN_TEXT)
        }
        for box in self.questions.values():
            self.column.addWidget(box)
            box.answered.connect(self.record_answer)
        self.column.setSpacing(20)
        self.search.changed.connect(self._record_code)

    def retranslate(self) -> None:
        """Write all texts anew."""
        super().retranslate()
        self.search.retranslate()
        for box in self.questions.values():
            box.retranslate()
        self.refresh()

    def refresh(self) -> None:
        """Show the answers of the case."""
        for question_id, box in self.questions.items():
            box.cards.choose(self.context.answer(question_id))
        code = self.context.answer(CODE) or ""
        known = find_code(self.context.knowledge, code)
        if known is not None:
            self.search.set_state(known.code, known.id)
        else:
            self.search.set_state(code or self.context.answer(SCREEN_TEXT) or "", "")

    def leave(self) -> None:
        """Store what is still being typed."""
        if self.search.pending():
            self.search.flush()

    def validatePage(self) -> bool:
        """Store what is being typed before the next page shows; stay once when something had to be masked."""
        told = self.masked.isVisible()
        self.leave()
        return told or not self.masked.isVisible()

    def _record_code(self, typed: str, entry: str) -> None:
        self.store(partial(self._store_code, typed, entry))

    def _store_code(self, typed: str, entry: str) -> None:
        is_code = bool(entry) or (typed.isascii() and " " not in typed)
        code, words = (entry or typed, "") if is_code else ("", typed)
        masked = False
        for question_id, value in ((CODE, code), (SCREEN_TEXT, words)):
            stored = self.context.session.record_answer(question_id, value)
            masked |= "*" in stored and "*" not in value
        self.masked.say(self.texts.text("ui.symptom.masked") if masked else "")
