"""The look at the shop's own network as the window sees it: consent, whether it runs, and what comes of it."""

from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal

from gui.model.lan import TerminalAddress
from gui.qt.bridge import RunMessage
from gui.qt.check import STOPPED, CheckModel

#: What a look around takes: 254 addresses at 64 a second, and the wait for the last of them.
FIND_S = 6


class LanJob(StrEnum):
    """What runs."""

    NONE = "none"
    FIND = "find"
    TEST = "test"


class LanModel(QObject):
    """Follows the connectivity run's switch: nothing is sent while that is off.

    `consented` is for this window only. `changed`: something to redraw; `finished`: a `LanScan` or `TerminalTest`.
    """

    changed = Signal()
    finished = Signal(object)

    def __init__(self, check: CheckModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._check = check
        self._run_id = 0
        self.consented = False
        self.job = LanJob.NONE
        check.bridge.message.connect(self._take, Qt.ConnectionType.QueuedConnection)
        check.changed.connect(self._follow_switch)
        check.stopped.connect(self._drop)

    @property
    def allowed(self) -> bool:
        """Whether anything may be sent."""
        return self._check.allowed

    def find(self) -> None:
        """Look around, if the user agreed and the network test is on."""
        if self.allowed and self.consented:
            self._begin(LanJob.FIND, None)

    def test(self, text: str) -> None:
        """Try the terminal at `address:port`, as the field stores it, if the network test is on. Raises ValueError.

        Runs that begin from now on try it too: the user has asked for it.
        """
        if self.allowed:
            terminal = TerminalAddress.from_text(text, may_look_around=self.consented)
            self._check.use_terminal(terminal)
            self._begin(LanJob.TEST, terminal)

    def cancel(self) -> None:
        """Stop what runs; what was seen still comes."""
        self._check.bridge.cancel_lan()

    def _begin(self, job: LanJob, terminal: TerminalAddress | None) -> None:
        self._run_id = self._check.bridge.look_at_lan(terminal)
        self.job = job
        self.changed.emit()

    def _follow_switch(self) -> None:
        if not self.allowed and self.job is not LanJob.NONE:
            self._drop()
            self.changed.emit()

    def _drop(self) -> None:
        """End what runs; nothing that still comes of it counts."""
        self._run_id = STOPPED
        self.job = LanJob.NONE
        self._check.bridge.cancel_lan()

    def _take(self, message: RunMessage) -> None:
        if message.run_id != self._run_id:
            return
        self.job = LanJob.NONE
        if message.lan is not None:
            self.finished.emit(message.lan)
        self.changed.emit()
        if message.error is not None:
            raise message.error
