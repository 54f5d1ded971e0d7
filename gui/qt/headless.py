"""Writes a report where no window is open: the unattended interface, and the self test."""

from pathlib import Path

from PySide6.QtGui import QGuiApplication

from gui.qt.export import export_report
from gui.report import Document


def export_without_window(document: Document, folder: Path) -> list[Path]:
    """Write every format into `folder` and return the paths, the PDF first. Raises UserError `report.*`.

    Qt lays out text only in a GUI application; without a display its platform must be `offscreen` already.
    """
    application = QGuiApplication.instance() or QGuiApplication(["poscheckup"])
    paths = export_report(document, folder)
    del application  # kept until here: fonts belong to it
    return paths
