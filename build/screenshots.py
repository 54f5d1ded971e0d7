"""Makes pictures of every page from the real program, in both languages, sizes and colours: `dev.py screenshots`.

Walks the real wizard inside the network lab (no packet leaves this machine) and saves `tests/qt/output/<lang>-<per
cent>-<page>.png`. The report is exported too, and the first page of the PDF becomes a picture. Then each page stands
beside what it was before its looks were gone over, and in the dark and in the colours of a user with high contrast:
`tests/qt/output/side-by-side/<lang>-<page>.png`.
"""

import argparse
import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "tests" / "qt" / "output"
sys.path.insert(0, str(ROOT))

from tests.qt.fit import ANSWERS as BEGINNING  # noqa: E402 (found by the line above)

ANSWERS = {
    **BEGINNING,
    "other_card_works": "no",
    "qr_works": "no",
    "other_terminal_works": "no",
    "changed_lately": "nothing",
}
#: The commit whose pictures are "before".
BEFORE = "b163c82"
LANGUAGES, COLOURS, PER_CENTS = ("zh", "en"), ("light", "dark", "contrast"), (100, 200)
#: Pages have flat surfaces: so many colours keep the edges of their letters smooth.
PNG_COLOURS = 128
GAP_PX = 16


def main() -> int:
    """Make all pictures, or those of one lab case."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", default="healthy", help="lab case to show (tests/lab)")
    parser.add_argument("--watch", type=int, default=20, metavar="S", help="how long the line is watched")
    parser.add_argument("--out", type=Path, default=OUTPUT)
    parser.add_argument("--answers", type=json.loads, default=ANSWERS)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        shots = {key: pool.submit(shoot, options, *key, Path(folder)) for key in walks()}
        if status := max(abs(shot.result()) for shot in shots.values()):
            return status
        for lang in LANGUAGES:
            for per_cent in PER_CENTS:
                for page, picture in pictures(Path(folder), lang, per_cent, "light").items():
                    save(picture, options.out / f"{lang}-{per_cent}-{page}.png")
            put_side_by_side(Path(folder), lang, options.out / "side-by-side")
    return 0


def walks() -> Iterator[tuple[str, int, str]]:
    """Yield language, per cent and colours of every walk."""
    for lang in LANGUAGES:
        yield from ((lang, 100, colours) for colours in COLOURS)
        yield lang, 200, "light"


def shoot(options: argparse.Namespace, lang: str, per_cent: int, colours: str, folder: Path) -> int:
    """Walk once in the lab with pictures, `folder/<lang>-<per cent>-<colours>/<page>.png`; return the exit status."""
    shots = folder / f"{lang}-{per_cent}-{colours}"
    out = folder / f"{shots.name}-files"
    shots.mkdir()
    walk = [sys.executable, "-m", "tests.qt.walk", "--targets", "{targets}", "--lang", lang, "--out", str(out)]
    walk += ["--answers", json.dumps(options.answers), "--shots", f"{shots}/", "--colours", colours]
    walk += ["--watch", str(options.watch)]
    command = [sys.executable, "-m", "tests.lab.world", options.case, "--", *walk]
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(per_cent / 100)}
    environ["XDG_DATA_HOME"] = "/home/shop/.local/share"  # About shows where data are kept
    status = subprocess.run(command, cwd=ROOT, env=environ, check=False).returncode
    for pdf in out.glob("*.pdf"):
        subprocess.run(["pdftoppm", "-r", "80", "-png", "-singlefile", str(pdf), str(shots / "pdf")], check=True)
    return status


def pictures(folder: Path, lang: str, per_cent: int, colours: str) -> dict[str, Image.Image]:
    """Return the pictures of a walk by page."""
    return {path.stem: Image.open(path) for path in sorted((folder / f"{lang}-{per_cent}-{colours}").glob("*.png"))}


def save(picture: Image.Image, path: Path) -> None:
    """Write a picture with few colours."""
    picture.convert("RGB").quantize(PNG_COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def put_side_by_side(folder: Path, lang: str, out: Path) -> None:
    """Write a sheet for each page: before and after, dark and high contrast below."""
    out.mkdir(exist_ok=True)
    now = {colours: pictures(folder, lang, 100, colours) for colours in COLOURS}
    for page, light in now["light"].items():
        if page != "pdf":  # paper has one colour
            others = [now[name][page] for name in COLOURS[1:]]
            save(sheet([before(lang, page), light, *others]), out / f"{lang}-{page}.png")


def before(lang: str, page: str) -> Image.Image | None:
    """Return what a page was before, None where there was none."""
    ask = ["git", "show", f"{BEFORE}:tests/qt/output/{lang}-100-{page}.png"]
    done = subprocess.run(ask, cwd=ROOT, capture_output=True, check=False)
    return Image.open(io.BytesIO(done.stdout)) if done.returncode == 0 else None


def sheet(places: Sequence[Image.Image | None]) -> Image.Image:
    """Put four pictures of a page into two rows; the place of one that there was not stays empty."""
    width = max(picture.width for picture in places if picture is not None) + GAP_PX
    height = max(picture.height for picture in places if picture is not None) + GAP_PX
    made = Image.new("RGB", (2 * width + GAP_PX, 2 * height + GAP_PX), "#808080")
    for number, picture in enumerate(places):
        if picture is not None:
            made.paste(picture, (GAP_PX + number % 2 * width, GAP_PX + number // 2 * height))
    return made


if __name__ == "__main__":
    sys.exit(main())
