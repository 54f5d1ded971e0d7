"""Writes the report's files: the same document as PDF and as sealed JSON."""

from pathlib import Path

from gui.qt.pdf import write_pdf
from gui.report import Document, document_json, write_file


def export_report(document: Document, folder: Path) -> list[Path]:
    """Write PDF and JSON into `folder`; return their paths. Raises UserError `report.*`; nothing half-written stays."""
    stem = f"POSCheckup-{document.case_id}"
    pdf, json = folder / f"{stem}.pdf", folder / f"{stem}.json"
    write_pdf(document, pdf)
    write_file(json, document_json(document))
    return [pdf, json]
