"""One check as a row: icon, what was tested, the result in words, the time, and the raw facts on demand."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy

from gui.model.observation import Observation, ProbeOutcome, ProbeResult, ProbeState
from gui.qt.texts import Texts
from gui.qt.theme import set_role
from gui.qt.widgets.basics import Fold, label
from gui.qt.widgets.mark import Mark


class StatusRow(QFrame):
    """Shows a `ProbeResult`; there from the start as 等待, so that nothing jumps."""

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self.setObjectName("card")
        self._texts = texts
        self._row: ProbeResult | None = None
        self.icon = Mark(ProbeState.WAITING, "not_tested")
        self.name = label("group", wrap=False)
        self.result = label()
        self.time = label("secondary", wrap=False)
        self.time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.more = Fold(texts)
        self.facts = label("secondary")
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.facts.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.facts.hide()
        self.more.opened.connect(self.facts.setVisible)
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 8, 12, 8)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.addWidget(self.icon, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self.name, 0, 1)
        grid.addWidget(self.time, 0, 2)
        grid.addWidget(self.more, 0, 3)
        grid.addWidget(self.result, 1, 1, 1, 3)
        grid.addWidget(self.facts, 2, 1, 1, 3)
        grid.setColumnStretch(1, 1)

    def show_row(self, row: ProbeResult) -> None:
        """Show a probe's present state."""
        if row is not self._row:
            self._row = row
            self._write(row)

    def _write(self, row: ProbeResult) -> None:
        text = self._texts.text
        role = row.outcome.value if row.state is ProbeState.DONE else ProbeOutcome.NOT_TESTED.value
        self.icon.show_state(_STATE_ICONS.get(row.state, role), role)
        self.name.setText(text(f"probe.{row.kind}.name"))
        self.result.setText(self._words(row))
        set_role(self.result, "role", "" if row.outcome is ProbeOutcome.FINE else role)
        self.time.setText(f"{row.duration_ms / 1000:.1f} s" if row.state is ProbeState.DONE else "")
        self.more.say(text("ui.network.facts"), self.name.text())
        self.more.setVisible(bool(row.observations))
        self.facts.setText("\n".join(map(_fact, row.observations)))
        self.setAccessibleName(f"{self.name.text()}: {self.result.text()}")

    def retranslate(self) -> None:
        """Write the row in the present language."""
        if self._row is not None:
            self._write(self._row)

    def _words(self, row: ProbeResult) -> str:
        text = self._texts.text
        if row.state is ProbeState.DONE and row.outcome is not ProbeOutcome.NOT_TESTED:
            return text(f"probe.{row.kind}.{_OUTCOME_KEYS[row.outcome]}")
        if row.state is ProbeState.SKIPPED and row.skipped_reason:
            return text("ui.network.skipped", reason=text(row.skipped_reason))
        state = ProbeState.SKIPPED if row.state is ProbeState.DONE else row.state
        return text(f"ui.network.state.{state}")


_OUTCOME_KEYS = {
    ProbeOutcome.FINE: "ok",
    ProbeOutcome.ATTENTION: "attention",
    ProbeOutcome.BROKEN: "broken",
}
#: Where the state tells more than the outcome, which there is none of.
_STATE_ICONS = {
    ProbeState.WAITING: "waiting",
    ProbeState.RUNNING: "running",
    ProbeState.CRASHED: "attention",
}


def _fact(observation: Observation) -> str:
    """Return one raw fact for the technician: operation, target, result, milliseconds."""
    outcome = observation.failure.value if observation.failure else "ok"
    detail = " ".join(f"{key}={value}" for key, value in observation.detail.items() if value not in (None, "", [], {}))
    return f"{observation.op} {observation.target}: {outcome}  {observation.dt_s * 1000:.0f} ms  {detail}".rstrip()
