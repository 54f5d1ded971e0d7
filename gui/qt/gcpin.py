"""Keeps Python's cyclic garbage collector on the GUI thread.

A collection that runs in the probe thread would destroy widgets in reference cycles there, and Qt crashes within
seconds (reproduced; novelWriter #2927, napari #1029). So the automatic collector is off, and a timer on the GUI thread
collects instead, with Python's own thresholds.
"""

import gc

from PySide6.QtCore import QObject, QTimer

#: Often enough that garbage does not pile up, rare enough that the GUI does not feel it.
INTERVAL_MS = 200


class GarbageCollectorPin(QObject):
    """While it lives, cyclic garbage is collected on the thread that made it, and nowhere else."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()  # the program itself and its knowledge stay: no collection needs to look at them
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self._collect)
        self._timer.start()

    def release(self) -> None:
        """Give the collector back to Python (at the end of the program, and in tests)."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def _collect(self) -> None:
        """Collect the oldest generation whose threshold is passed, as Python itself would."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation] > 0:
                gc.collect(generation)
                return
