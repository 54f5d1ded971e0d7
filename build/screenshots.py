"""Makes pictures of every page from the real program, in both languages and at two sizes of the screen's text.

Walks the real wizard inside the network lab (no packet leaves this machine) and saves `tests/qt/output/<lang>-<per
cent>-<page>.png`. The report is exported too, and the first page of the PDF becomes a picture.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "tests" / "qt" / "output"
ANSWERS = {
    "trouble": "abnormal_or_code",
    "charged": "unknown",
    "provider": "lakala",
    "terminal_kind": "smart",
    "connection": "wifi",
    "code": "1407",
    "shown_where": "card_trade",
    "other_card_works": "no",
    "qr_works": "no",
    "other_terminal_works": "no",
    "changed_lately": "nothing",
}


def main() -> int:
    """Make all pictures, or those of one lab case."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", default="healthy", help="lab case to show (tests/lab)")
    parser.add_argument("--watch", type=int, default=20, metavar="S", help="how long the line is watched")
    parser.add_argument("--out", type=Path, default=OUTPUT)
    parser.add_argument("--answers", type=json.loads, default=ANSWERS)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for lang in ("zh", "en"):
        for per_cent in (100, 150):
            with tempfile.TemporaryDirectory() as folder:
                status = shoot(options, lang, per_cent, Path(folder))
            if status:
                return status
    return 0


def shoot(options: argparse.Namespace, lang: str, per_cent: int, folder: Path) -> int:
    """Walk once in the lab with pictures; return the exit status."""
    walk = [sys.executable, "-m", "tests.qt.walk", "--targets", "{targets}", "--lang", lang, "--out", str(folder)]
    walk += ["--answers", json.dumps(options.answers), "--shots", str(options.out / f"{lang}-{per_cent}-")]
    walk += ["--watch", str(options.watch)]
    command = [sys.executable, "-m", "tests.lab.world", options.case, "--", *walk]
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(per_cent / 100)}
    environ["XDG_DATA_HOME"] = "/home/shop/.local/share"  # About shows where data are kept
    status = subprocess.run(command, cwd=ROOT, env=environ, check=False).returncode
    for pdf in folder.glob("*.pdf"):
        picture = options.out / f"{lang}-{per_cent}-pdf"
        subprocess.run(["pdftoppm", "-r", "80", "-png", "-singlefile", str(pdf), str(picture)], check=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
