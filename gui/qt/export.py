"""Writes the report's files, all of the same document: PDF, sealed JSON, the first page as a picture, a short text."""

from collections.abc import Callable
from pathlib import Path

from gui.qt.first_page import first_page_png
from gui.qt.pdf import report_pdf
from gui.report import Document, document_json, short_text, write_file

#: Every format by the ending of its file; the first one holds all the others' content and is enough by itself.
FORMATS: dict[str, Callable[[Document], bytes]] = {
    ".pdf": report_pdf,
    ".json": document_json,
    ".png": first_page_png,
    ".txt": lambda document: short_text(document).encode("utf-8"),
}


def export_report(document: Document, folder: Path) -> list[Path]:
    """Write every format into `folder`; return the paths in the order of `FORMATS`.

    Raises UserError `report.*`; nothing half-written stays.
    """
    stem = folder / f"POSCheckup-{document.case_id}"
    paths = []
    for suffix, make in FORMATS.items():
        path = stem.with_suffix(suffix)
        write_file(path, make(document))
        paths.append(path)
    return paths
