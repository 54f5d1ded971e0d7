"""The architecture page: its layers are those that are enforced, and what it names is there."""

import re
import tomllib
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]
SVG = "{http://www.w3.org/2000/svg}"
PICTURE = ElementTree.parse(ROOT / ".github" / "architecture.svg").getroot()
PAGE = (ROOT / ".github" / "ARCHITECTURE.md").read_text(encoding="utf-8")


def layers() -> list[str]:
    """Return the layers that the linter holds, the highest first; those beside each other in one text."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    return [str(layer) for layer in found]


def test_its_layers_are_the_linters() -> None:
    """In the same order, those beside each other too; above and below them are the command line and small modules."""
    (line,) = (line for line in PAGE.splitlines() if line.startswith("`gui.qt` >"))
    named = [re.findall(r"gui\.\w+", layer) for layer in line.split(">")]
    held = [re.findall(r"gui\.\w+", layer) for layer in layers()]
    start = held.index(["gui.qt"])
    assert named[:-1] == held[start : start + len(named) - 1]
    assert named[-1][0] in held[start + len(named) - 1]


def test_the_picture_has_every_layer_in_its_place() -> None:
    """None stands above one that it is below; those beside each other stand beside each other."""
    heights: dict[str, float] = {}
    for group in PICTURE.iterfind(f"{SVG}g[@class='layer']"):
        box, title = group.find(f"{SVG}rect"), group.find(f"{SVG}text")
        assert box is not None
        assert title is not None
        heights[str(title.text).partition(":")[0]] = float(box.attrib["y"])
    held = [re.findall(r"gui\.\w+", layer) for layer in layers()]
    rows = [[heights[name] for name in row if name in heights] for row in held]
    assert len(heights) == 8
    assert all(len(set(row)) <= 1 for row in rows)
    order = [row[0] for row in rows if row]
    assert order == sorted(order)


def test_calls_go_down_and_results_up() -> None:
    """As drawn: from the first to the last point of an arrow."""
    directions = {"down": 1, "up": -1}
    paths = [path for path in PICTURE.iterfind(f"{SVG}path") if path.attrib.get("class") in directions]
    assert len(paths) == 16
    for path in paths:
        heights = [float(point.partition(",")[2]) for point in re.findall(r"[ML]([\d.]+,[\d.]+)", path.attrib["d"])]
        assert (heights[-1] - heights[0]) * directions[path.attrib["class"]] >= 0


def test_the_way_is_told_below_the_picture() -> None:
    """The numbers in the picture are those of the list."""
    drawn = [str(text.text) for text in PICTURE.iterfind(f"{SVG}text[@class='way']")]
    told = PAGE.partition("## The way of an answer")[2].partition("##")[0]
    numbers = sorted(text.partition(" ")[0] for text in drawn if text[0].isdigit())
    assert numbers == re.findall(r"^(\d)\.", told, re.MULTILINE)


def test_what_it_names_is_there() -> None:
    """Every folder, and every module beside it in the tour."""
    tour = re.findall(r"^\| `([^`]+)`[^|]*\|[^|]*\| ([^|]*) \|$", PAGE, re.MULTILINE)
    assert len(tour) == 13
    for folder, names in tour:
        assert (ROOT / folder).is_dir()
        for name in re.findall(r"`([\w./]+(?:\.py|/))`", names):
            assert (ROOT / folder / name).exists(), name
    for name in ("gui/qt/gcpin.py", "build/early_modules.txt", "resources/flow.toml", "gui/cli.py"):
        assert name in PAGE
        assert (ROOT / name).is_file()
