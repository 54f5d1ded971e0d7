"""Prints how large the report's formats are and how long all of them take together.

    python -m tests.bench.report_formats

The reports: the examples of the tests (a rich case; one with long texts and probes for several pages) in both
languages, and a case drawn from the knowledge with every question answered. The worst of them counts; a time is the
median of five.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QGuiApplication

from gui.kb import load_knowledge
from gui.qt.export import FORMATS, export_report
from gui.report import Document
from tests.bench.sampled_cases import sample_cases, state_of
from tests.bench.sampled_reports import report_of
from tests.bench.tables import against, markdown
from tests.qt.test_pdf import crowded_document
from tests.unit.report.examples import document

LANGUAGES = ("zh", "en")
MOST_PDF_BYTES = 150_000
MOST_S = 1.0
ROUNDS = 5


def all_formats_s(report: Document) -> float:
    """Return how long it takes to write every format, in seconds."""
    times_s = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            start_s = time.perf_counter()
            export_report(report, Path(folder))
            times_s.append(time.perf_counter() - start_s)
    return statistics.median(times_s)


def main() -> int:
    """Print the table; status 1 when a limit is passed."""
    application = QGuiApplication([])
    knowledge = load_knowledge()
    drawn = state_of(knowledge, next(sample_cases(knowledge, 5, 1)), list(knowledge.questions))
    reports = [make(lang) for lang in LANGUAGES for make in (document, crowded_document)]
    reports.append(report_of(knowledge, drawn))
    sizes = {suffix: max(len(make(report)) for report in reports) for suffix, make in FORMATS.items()}
    slowest_s = max(map(all_formats_s, reports))
    limits = {".pdf": against(sizes[".pdf"], MOST_PDF_BYTES)}
    rows = [(f"{suffix[1:].upper()}, bytes", str(size), limits.get(suffix, "")) for suffix, size in sizes.items()]
    rows.append(("all formats together", f"{slowest_s:.2f} s", against(slowest_s, MOST_S, " s")))
    sys.stdout.write(f"{markdown(('figure', 'seen', 'limit'), rows, right=(1,))}\n")
    del application
    return int(sizes[".pdf"] > MOST_PDF_BYTES or slowest_s > MOST_S)


if __name__ == "__main__":
    sys.exit(main())
