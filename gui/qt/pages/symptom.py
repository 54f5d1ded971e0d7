"""现象: the code or words on the screen, and the questions that split the causes best."""

from gui.qt.context import WizardContext
from gui.qt.pages.base import Page
from gui.qt.widgets.code_box import CODE, SCREEN_TEXT, CodeBox
from gui.qt.widgets.question import QuestionBox
from gui.qt.widgets.where_to_find import ON_SCREEN, WhereToFind


class SymptomPage(Page):
    """Asks every question of the knowledge base whose page is `symptom`, after the code."""

    name = "symptom"

    def __init__(self, context: WizardContext) -> None:
        super().__init__(context)
        self.code = CodeBox(context, self.store)
        self.where = WhereToFind((ON_SCREEN,), context.texts)
        self.column.addWidget(self.code)
        self.column.addWidget(self.where)
        self.questions = {
            question.id: QuestionBox(question, context.texts)
            for question in context.knowledge.questions.values()
            if question.page == self.name and question.id not in (CODE, SCREEN_TEXT)
        }
        for box in self.questions.values():
            self.column.addWidget(box)
            box.answered.connect(self.record_answer)
        self.column.setSpacing(20)

    def retranslate(self) -> None:
        """Write all texts anew."""
        super().retranslate()
        self.code.retranslate()
        self.where.retranslate()
        for box in self.questions.values():
            box.retranslate()
        self.refresh()

    def refresh(self) -> None:
        """Show the answers of the case."""
        for question_id, box in self.questions.items():
            box.cards.choose(self.context.answer(question_id))
        self.code.refresh()

    def leave(self) -> None:
        """Store what is still being typed."""
        self.code.leave()

    def validatePage(self) -> bool:
        """Store what is being typed before the next page shows; stay once when something had to be masked."""
        return self.code.leave()
