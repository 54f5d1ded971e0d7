"""Prints which modules of the program are loaded when the wizard has been painted first, then ends it."""

import os
import sys
import tempfile

from gui import cli
from gui.qt import window
from gui.qt.window import WizardParts

_build = window.build_wizard


def _build_and_watch(*arguments: object, **names: object) -> WizardParts:
    parts = _build(*arguments, **names)  # type: ignore[arg-type] # whatever it is called with
    parts.wizard.first_shown.disconnect()  # what begins then needs more
    parts.wizard.first_shown.connect(_print_and_end)
    return parts


def _print_and_end() -> None:
    sys.stdout.write("\n".join(sorted(name for name in sys.modules if name.partition(".")[0] == "gui")))
    sys.stdout.flush()
    os._exit(0)


window.build_wizard = _build_and_watch
with tempfile.TemporaryDirectory() as _folder:
    cli.main(["--no-network", "--data-dir", _folder])
