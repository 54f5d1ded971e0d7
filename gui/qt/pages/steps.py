"""排查步骤: one step at a time, the best next one first."""

from functools import partial

from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from gui.diagnose import is_payment_found, is_solved, offered_step, why_text
from gui.model.case import StepOutcome, StepRecord
from gui.model.diagnosis import NextStep, SaleAdvice
from gui.model.errors import UserError
from gui.model.knowledge import Risk, Step, StepKind
from gui.qt.context import WizardContext
from gui.qt.pages.base import Page
from gui.qt.widgets.basics import Card, Notice, button, clear, horizontal, label
from gui.qt.widgets.code_box import CodeBox, typed_in
from gui.qt.widgets.helped_card import HelpedCard
from gui.qt.widgets.question import QuestionBox
from gui.report import Words


class StepsPage(Page):
    """Shows the first of the diagnosis' next steps; the answer changes the diagnosis, and so the next step."""

    name = "steps"

    def __init__(self, context: WizardContext) -> None:
        super().__init__(context)
        self._step: NextStep | None = None
        self._question: QuestionBox | None = None
        self._code: CodeBox | None = None
        self._helped: StepRecord | None = None
        self._offered: NextStep | None = None
        self.helped = HelpedCard()
        self.helped.wanted.connect(self._begin_with_offered)
        self.solved = Notice("fine")
        self.hand_over = Notice("attention")
        self.step_title = label("group")
        self.body = label()
        self.why = label("secondary")
        self.warning = Notice("attention")
        self.buttons = {outcome: button() for outcome in StepOutcome}
        self.answers = QGridLayout()
        self.answers.setSpacing(8)
        for column, (outcome, answer) in enumerate(self.buttons.items()):
            self.answers.addWidget(answer, 0, column)
            self.answers.setColumnStretch(column, 1)
            answer.clicked.connect(partial(self._record, outcome))
        self.question_place = QVBoxLayout()
        self.card = Card(self.step_title, self.body, self.warning, self.why, spacing=12)
        self.card.column.addLayout(self.question_place)
        self.card.column.addLayout(self.answers)
        self.finished = Notice("fine")
        self.done_title = label("group")
        self.done = label()
        self.undo = button()
        self.undo.clicked.connect(self._undo)
        for item in (self.solved, self.hand_over, self.helped, self.card, self.finished):
            self.column.addWidget(item)
        self.column.addLayout(horizontal(self.done_title, self.undo))
        self.column.addWidget(self.done)

    def retranslate(self) -> None:
        """Write all texts anew; what is being typed is stored first, for its field is made anew."""
        self.leave()
        super().retranslate()
        self.undo.setText(self.texts.text("ui.steps.undo"))
        self.done_title.setText(self.texts.text("ui.steps.done"))
        shown, self._step = self._step, None
        self._show_step(shown)
        self.refresh_if_seen()

    def refresh(self) -> None:
        """Show the next step and what was done so far."""
        state = self.context.session.state
        solved = is_solved(self.context.knowledge, state)
        self.solved.say(self.texts.text("ui.steps.solved") if solved else self._money_news())
        diagnosis = self.context.session.diagnosis()
        steps = () if solved else diagnosis.next_steps
        self.hand_over.say(self.texts.text("ui.steps.hand_over") if diagnosis.hand_over and _is_a_try(steps) else "")
        self._show_step(self._kept(steps) or (steps[0] if steps else None))
        self._show_helped(steps)
        self.finished.say("" if solved or steps else self.texts.text("ui.steps.nothing_left"))
        self.done.setText("\n".join(map(self._done_line, state.steps)))
        for widget in (self.done_title, self.undo, self.done):
            widget.setVisible(bool(state.steps))
        self.announce_news()

    def news(self) -> str:
        """Return what was done last, and the step that is asked for now."""
        done = [self._done_line(record) for record in self.context.session.state.steps[-1:]]
        return " ".join([*done, *([self.step_title.text()] if self.card.isVisible() else [])])

    def initializePage(self) -> None:
        """Enter the page with the step that is best now."""
        self._step = None
        self._helped = self._find_helped()
        super().initializePage()

    def _find_helped(self) -> StepRecord | None:
        """Return what solved the same trouble before; without it (a disk that fails now) the checklist does as well."""
        try:
            return self.context.session.history().same_trouble()
        except UserError:
            return None

    def _show_helped(self, steps: tuple[NextStep, ...]) -> None:
        """Offer what helped the last time, when the checklist may begin with it now."""
        state, helped, text = self.context.session.state, self._helped, self.texts.text
        offered = None if helped is None else offered_step(self.context.knowledge, state, steps, helped.step)
        self._offered, said = offered, ""
        if helped is not None and offered is not None:
            day = Words(self.texts.catalog).day(helped.at_utc)
            said = text("ui.steps.helped", day=day, step=text(f"step.{offered.id}.title"))
        is_shown = offered is not None and self._step is not None and offered.id == self._step.id
        self.helped.offer(said, text("ui.steps.helped_begin"), is_shown=is_shown)

    def _begin_with_offered(self) -> None:
        """Show the step that helped the last time; the others follow as before."""
        self.leave()
        self._show_step(self._offered)
        self.refresh()
        self.focus_first()

    def _kept(self, steps: tuple[NextStep, ...]) -> NextStep | None:
        """Return the step that is shown while it is still worth doing: it must not change under the mouse.

        A code that is read again stays until the user goes on: what was typed so far may fit already.
        """
        if self._step is not None and self._step.kind is StepKind.READ:
            return self._step
        return next((step for step in steps if self._step is not None and step.id == self._step.id), None)

    def _money_news(self) -> str:
        """Say what a found trade means: it is no cure, but the customer has paid."""
        found = is_payment_found(self.context.knowledge, self.context.session.state)
        return self.texts.text("ui.steps.money_found") if found else ""

    def _show_step(self, step: NextStep | None) -> None:
        self.card.setVisible(step is not None)
        if step is None or step == self._step:
            return
        self._step = step
        known, text = self.context.knowledge.steps[step.id], self.texts.text
        self.step_title.setText(text(f"step.{step.id}.title"))
        self.body.setText(text(f"step.{step.id}.text"))
        sale = "" if step.sale is SaleAdvice.NONE else text(f"ui.steps.sale.{step.sale}")
        self.why.setText(f"{why_text(self.texts.catalog, step)}  {self._duration(step.minutes)}  {sale}".rstrip())
        self.warning.say("" if known.risk is Risk.SAFE else text(f"ui.steps.risk.{known.risk}"))
        self._show_asked(known)
        shown = _outcomes(known)
        for outcome, answer in self.buttons.items():
            answer.setVisible(outcome in shown)
            answer.setText(text(self._outcome_key(step.id, outcome)))
            answer.setAccessibleDescription(self.step_title.text())
        self.card.setAccessibleName(f"{self.step_title.text()} {self.body.text()}")

    def _show_asked(self, known: Step) -> None:
        """Show what the step asks: a question with its answers, or the code once more; nothing for all others."""
        clear(self.question_place)
        self._question = self._code = None
        self.body.setVisible(known.question is None)
        if known.question is not None:
            self._question = QuestionBox(self.context.knowledge.questions[known.question], self.texts)
            self._question.answered.connect(self._answer)
            self.question_place.addWidget(self._question)
        elif known.kind is StepKind.READ:
            self._code = CodeBox(self.context, self.store)
            self._code.retranslate()
            self._code.refresh()
            self.question_place.addWidget(self._code)

    def _duration(self, minutes: float) -> str:
        """Return how long a step takes, as the report tells it."""
        return self.texts.text("ui.steps.duration", duration=Words(self.texts.catalog).duration(minutes))

    def _record(self, outcome: StepOutcome) -> None:
        if self._step is not None and self._is_code_stored():
            done, self._step = self._step, None
            self.store(partial(self.context.session.record_step, done.id, outcome))
            self.refresh()
            self.focus_first()

    def _is_code_stored(self) -> bool:
        """Store the code that is being read again; False when the user has to see first what was masked in it."""
        return self._code is None or self._code.leave()

    def leave(self) -> None:
        """Store what is still being typed."""
        if self._code is not None:
            self._code.leave()

    def _answer(self, question_id: str, value: str) -> None:
        step, self._step = self._step, None
        self.record_answer(question_id, value)
        if step is not None:
            self.store(partial(self.context.session.record_step, step.id, StepOutcome.UNKNOWN))
        self.refresh()
        self.focus_first()

    def _undo(self) -> None:
        self.leave()
        self._step = None
        self.store(self.context.session.undo_step)
        self.refresh()

    def focus_first(self) -> None:
        """Keep the keyboard where the next answer is given: on the safe answer, never on 解决了."""
        if self._question is not None:
            self._question.cards.setFocus()
        elif self._code is not None:
            self._code.search.edit.setFocus()
        elif self.card.isVisible():
            self.buttons[StepOutcome.NOT_SOLVED].setFocus()

    def _done_line(self, record: StepRecord) -> str:
        known = self.context.knowledge.steps[record.step]
        title = self.texts.text(f"step.{record.step}.title")
        if known.kind is StepKind.QUESTION and known.question is not None:
            value = self.context.answer(known.question)
            return f"· {title}  {self.texts.value(known.question, value) if value else ''}"
        if known.kind is StepKind.READ:
            return f"· {title}  {typed_in(self.context)[0]}".rstrip()
        return f"· {title}  {self.texts.text(self._outcome_key(record.step, record.outcome))}"

    def _outcome_key(self, step: str, outcome: StepOutcome) -> str:
        """Return the words of an answer: the step's own where it has some (查到了 instead of 解决了)."""
        own = f"step.{step}.answer.{outcome}"
        return own if self.texts.catalog.has(own) else f"ui.steps.outcome.{outcome}"


def _outcomes(step: Step) -> tuple[StepOutcome, ...]:
    """Return the outcomes that are asked for: none of a question, which has answers of its own; a look only ends."""
    if step.question is not None:
        return ()
    return (StepOutcome.UNKNOWN,) if step.kind is StepKind.READ else tuple(StepOutcome)


def _is_a_try(steps: tuple[NextStep, ...]) -> bool:
    """Say whether the first step is one that may be left out: money and harm are seen to whatever it costs."""
    return bool(steps) and steps[0].kind not in (StepKind.CHECK_MONEY, StepKind.GUARD, StepKind.READ)
