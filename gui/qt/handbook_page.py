"""Opens the handbook in the PC's browser: every code, cause, step and contact on one page, to be searched."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from gui.kb import LANGUAGES, load_catalog, load_reference
from gui.model.errors import UserError
from gui.model.knowledge import Knowledge
from gui.qt.dialogs import show_error
from gui.qt.texts import Texts
from gui.report import write_file
from gui.report.handbook_build import build_handbook
from gui.report.handbook_html import handbook_html


def write_page(knowledge: Knowledge, lang: str, folder: Path) -> Path | UserError:
    """Write the page of this very program into a folder; what went wrong is returned, for the window to show."""
    path = folder / f"handbook-{lang}.html"
    catalogs = {name: load_catalog(name) for name in LANGUAGES}
    try:
        write_file(path, handbook_html(build_handbook(knowledge, load_reference(), catalogs, lang)))
    except UserError as error:
        return error
    return path


def open_page(parent: QWidget, texts: Texts, written: Path | UserError) -> None:
    """Open what was written, or say why that cannot be."""
    if isinstance(written, Path):
        if QDesktopServices.openUrl(QUrl.fromLocalFile(str(written))):
            return
        written = UserError("handbook.no_program", path=str(written))
    show_error(parent, texts, written)
