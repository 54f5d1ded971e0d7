"""The two plain forms of a finished document: the JSON file and the short text."""

from gui.report.document import Document
from gui.report.integrity import canonical


def document_json(document: Document) -> bytes:
    """Return the sealed report as canonical JSON (UTF-8 with a final line feed): the bytes that are exported."""
    return canonical(dict(document.content)) + b"\n"


def short_text(document: Document) -> str:
    """Return the report in at most 300 characters, for WeChat or SMS."""
    return document.short
