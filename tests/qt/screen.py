"""The screen of a usual computer: that of Qt without a display has 800 x 800, on which the window is a small one."""

import os
from pathlib import Path

SCREEN = Path(__file__).with_suffix(".json")


def use_usual_screen() -> None:
    """Have Qt's application, which is not made yet, and those of processes that are started on such a screen."""
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={SCREEN}"
