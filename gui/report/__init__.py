"""The report: document, JSON with schema, redaction, integrity, text and HTML. No Qt.

The texts are in `resources/i18n/*/report.toml`, the JSON Schema in `resources/schema/report-1.schema.json`. The PDF is
written by `gui.qt.pdf.write_pdf`.
"""

from typing import TYPE_CHECKING

from gui.lazy import lazy_exports
from gui.report.redact import Redacted, redact

if TYPE_CHECKING:
    from gui.report.build import build_document
    from gui.report.document import Document
    from gui.report.files import write_file, write_stream
    from gui.report.html import details_html, document_html, summary_html
    from gui.report.integrity import Verification, check_code, read_and_verify, read_report, verify_file
    from gui.report.output import document_json, short_text
    from gui.report.path import PATH_ICONS, part_name, path_line, path_sentence, state_words
    from gui.report.wording import OUTCOME_ICONS, Words, chance_key
else:
    __getattr__ = lazy_exports(
        __name__,
        {
            "Document": "document",
            "OUTCOME_ICONS": "wording",
            "PATH_ICONS": "path",
            "Verification": "integrity",
            "Words": "wording",
            "build_document": "build",
            "chance_key": "wording",
            "check_code": "integrity",
            "details_html": "html",
            "document_html": "html",
            "document_json": "output",
            "part_name": "path",
            "path_line": "path",
            "path_sentence": "path",
            "short_text": "output",
            "state_words": "path",
            "summary_html": "html",
            "read_and_verify": "integrity",
            "read_report": "integrity",
            "verify_file": "integrity",
            "write_file": "files",
            "write_stream": "files",
        },
    )

__all__ = [
    "OUTCOME_ICONS",
    "PATH_ICONS",
    "Document",
    "Redacted",
    "Verification",
    "Words",
    "build_document",
    "chance_key",
    "check_code",
    "details_html",
    "document_html",
    "document_json",
    "part_name",
    "path_line",
    "path_sentence",
    "read_and_verify",
    "read_report",
    "redact",
    "short_text",
    "state_words",
    "summary_html",
    "verify_file",
    "write_file",
    "write_stream",
]
