"""The ranked causes: name, probability as a bar, in words and per cent, and the evidence for and against on demand."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QProgressBar

from gui.model.case import CaseState
from gui.model.diagnosis import NOTICEABLE_BITS, Contribution, Diagnosis, RankedCause
from gui.model.evidence import EvidenceSource
from gui.model.knowledge import Knowledge
from gui.qt.texts import Texts
from gui.qt.widgets.basics import Fold, label
from gui.report import chance_key

SHOWN_EVIDENCE = 4


class CauseRow(QFrame):
    """One cause, marked when its sources are weak. `p` and name only for the unknown cause.

    `more`: further reasons, made when first asked for.
    """

    def __init__(
        self,
        texts: Texts,
        ranked: RankedCause | None,
        p: float,
        *,
        is_little_known: bool = False,
        more: Callable[[], str] | None = None,
    ) -> None:
        super().__init__()
        self._more = more
        self.setObjectName("card")
        name = texts.text("ui.verdict.unknown_cause" if ranked is None else f"cause.{ranked.cause}.name")
        name = texts.text("report.cause.little_known", name=name) if is_little_known else name
        per_cent = texts.text("ui.verdict.p", word=texts.text(chance_key(p)), per_cent=_per_cent(p))
        title, figure = label("group"), label("secondary", wrap=False)
        title.setText(name)
        figure.setText(per_cent)
        figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        bar = QProgressBar()
        bar.setRange(0, 1000)
        bar.setValue(round(p * 1000))
        bar.setTextVisible(False)
        bar.setAccessibleName(f"{name}: {per_cent}")
        self.setAccessibleName(f"{name}: {per_cent}")
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 8, 12, 8)
        grid.setColumnStretch(0, 1)
        grid.addWidget(title, 0, 0)
        grid.addWidget(figure, 0, 1)
        grid.addWidget(bar, 1, 0, 1, 2)
        reasons = "" if ranked is None else reasons_text(texts, ranked.contributions)
        if reasons:
            self._add_reasons(grid, texts, name, reasons)

    def _add_reasons(self, grid: QGridLayout, texts: Texts, name: str, reasons: str) -> None:
        self.why, self.facts = Fold(texts), label("secondary")
        self.why.say(texts.text("ui.verdict.why"), name)
        self.facts.setText(reasons)
        self.facts.hide()
        self.why.opened.connect(self._show_facts)
        grid.addWidget(self.why, 2, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self.facts, 3, 0, 1, 2)

    def _show_facts(self, shown: bool) -> None:
        if self._more is not None:
            self.facts.setText(f"{self.facts.text()}\n\n{self._more()}")
            self._more = None
        self.facts.setVisible(shown)


def _per_cent(p: float) -> str:
    return "<1" if 0 < p < 0.01 else ">99" if 0.99 < p < 1 else f"{p * 100:.0f}"


def reasons_text(texts: Texts, contributions: tuple[Contribution, ...]) -> str:
    """Return the strongest evidence for and against, one line each."""
    lines = []
    for sign, key in ((1, "ui.verdict.speaks_for"), (-1, "ui.verdict.speaks_against")):
        strong = sorted((c for c in contributions if c.bits * sign >= NOTICEABLE_BITS), key=lambda c: -abs(c.bits))
        lines += [texts.text(key, evidence=evidence_text(texts, item)) for item in strong[:SHOWN_EVIDENCE]]
    return "\n".join(lines)


def change_text(texts: Texts, knowledge: Knowledge, state: CaseState, diagnosis: Diagnosis) -> str:
    """Return which answers would put another cause first (some ten milliseconds)."""
    from gui.diagnose import turns_text, what_would_change  # noqa: PLC0415 (only when asked for)

    return turns_text(texts.catalog, what_would_change(knowledge, state, diagnosis))


def evidence_text(texts: Texts, contribution: Contribution) -> str:
    """Return one piece of evidence in words."""
    evidence = contribution.evidence
    if evidence.source is EvidenceSource.PROBE:
        return texts.text("ui.evidence.network", name=texts.text(f"fault.{evidence.value}.name"))
    if evidence.source is EvidenceSource.STEP:
        step = evidence.id.removeprefix("step:")
        outcome = texts.text(f"ui.steps.outcome.{evidence.value}")
        return texts.text("ui.evidence.step", step=texts.text(f"step.{step}.title"), outcome=outcome)
    if evidence.id in ("code", "screen_text"):
        return texts.text(f"ui.evidence.{evidence.id}", value=evidence.value.rpartition(":")[2])
    if evidence.id == "provider":
        question, value = texts.text("question.provider.text"), texts.text(f"provider.{evidence.value}.name")
        return texts.text("ui.evidence.answer", question=question, value=value)
    question = texts.text(f"question.{evidence.id}.text")
    return texts.text("ui.evidence.answer", question=question, value=texts.value(evidence.id, evidence.value))
