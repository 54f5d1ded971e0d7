"""Films a shop that walks the real program, click by click: `python build/dev.py animation [--shop NAME]`.

The wizard runs inside the network lab with the real run (`tests/qt/shops.py`); its pictures become
`tests/qt/output/<lang>-shop.gif`.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "tests" / "qt" / "output"
sys.path.insert(0, str(ROOT))

from tests.qt.shops import shop_named  # noqa: E402 (found by the line above)

#: How long a picture stays: before a click, after it, and the last one, in milliseconds.
BEFORE_MS, AFTER_MS, LAST_MS = 700, 1300, 4000
#: Where the shop puts its report, as the last picture names it.
FOLDERS = {"zh": "桌面", "en": "Desktop"}
#: A window of flat surfaces needs no more.
COLOURS = 128


def main() -> int:
    """Film one shop; return the walk's exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shop", default="frozen", help="see tests/qt/shops.py")
    parser.add_argument("--lang", default="zh", choices=("zh", "en"))
    parser.add_argument("--out", type=Path, default=OUTPUT)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        film, folder = Path(name) / "film", FOLDERS[options.lang]
        film.mkdir()
        (Path(name) / folder).mkdir()
        walk = ["env", "-C", name, sys.executable, "-m", "tests.qt.shops", options.shop, "--targets", "{targets}"]
        walk += ["--out", folder, "--lang", options.lang, "--film", str(film)]
        command = [sys.executable, "-m", "tests.lab.world", shop_named(options.shop).lab_case, "--", *walk]
        status = subprocess.run(command, cwd=ROOT, check=False).returncode
        if status == 0:
            write_animation(sorted(film.glob("*.png")), options.out / f"{options.lang}-shop.gif")
    return status


def write_animation(pictures: list[Path], target: Path) -> None:
    """Put pictures (PNG, in their order) together to a GIF that goes on for ever."""
    frames = [Image.open(path).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE) for path in pictures]
    lasting = [BEFORE_MS if path.stem.endswith("before") else AFTER_MS for path in pictures]
    lasting[-1] = LAST_MS
    frames[0].save(target, save_all=True, append_images=frames[1:], duration=lasting, loop=0, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
