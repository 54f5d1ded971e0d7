"""A watch that goes on holds no more than at its beginning, and leaves nothing; `tests.bench.soak` takes hours."""

import pytest
from PySide6.QtWidgets import QApplication

from gui.model.knowledge import Knowledge
from tests.bench import soak
from tests.bench.soak_meter import FIGURES, is_kept

#: Memory needs hours to tell; what is counted is the same from the first minutes on.
COUNTED = tuple(figure for figure in FIGURES if figure.growth_per_h == 0.0)


def test_ten_minutes_on_a_fast_clock(
    themed: QApplication, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files, sockets, threads, timers and Qt's objects are not more at the end than after the first two minutes."""
    monkeypatch.setattr(soak, "WARM_UP_S", 120.0)
    soak.fast_soak(themed, knowledge, soak.REHEARSAL_H)
    found = soak.fast_soak(themed, knowledge, hours=1 / 6, every_s=60.0)
    assert found.left == ()
    assert found.rounds >= 600
    assert len(found.readings) >= 7
    assert [figure.name for figure in COUNTED if not is_kept(found.readings, figure)] == []
