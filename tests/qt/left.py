"""Starts the program, puts its window somewhere if told so (`x,y,width,height`), prints where it is, and closes it."""

import json
import sys
from pathlib import Path

from PySide6.QtCore import QRect

from gui import cli
from gui.qt import window
from gui.qt.window import WizardParts

_build = window.build_wizard


def _build_and_watch(*arguments: object, **names: object) -> WizardParts:
    parts = _build(*arguments, **names)  # type: ignore[arg-type] # whatever it is called with
    wizard = parts.wizard

    def move_and_close() -> None:
        if len(sys.argv) > 2:
            wizard.setGeometry(QRect(*map(int, sys.argv[2].split(","))))
        sys.stdout.write(json.dumps(wizard.geometry().getRect()))
        wizard.close()

    wizard.first_shown.connect(move_and_close)
    return parts


window.build_wizard = _build_and_watch
sys.exit(cli.main(["--no-network", "--data-dir", str(Path(sys.argv[1]) / "data")]))
