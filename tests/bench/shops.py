"""Prints what twelve shops need, from the first click to the report: `python -m tests.bench.shops [--save]`.

Each is walked in a process of its own on the lab's PC, with the network as its case says, the real run meanwhile, and
real clicks on the real window (`tests/qt/shops.py`). The seconds are those until the verdict has all that the run
found, from the start of the program on; the hand is a machine's. `--exe`: in the Windows program, under Wine
(`tests/bench/shops_exe.py`). Exit status: 0, or 1 when one of the commonest troubles takes more than it may.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.bench.tables import markdown, source_state
from tests.lab.world import Lab
from tests.qt.shops import COMMONEST, MOST_CLICKS, SHOPS, Shop

RESULTS = Path(__file__).parent / "results"
MOST_S = 60.0


def walk(shop: Shop) -> dict[str, Any]:
    """Walk one shop in a world of its own. Raises RuntimeError."""
    with Lab() as lab, tempfile.TemporaryDirectory(prefix="shops-") as folder:
        lab.apply(shop.lab_case)
        argv = [sys.executable, "-m", "tests.qt.shops", shop.name, "--targets", str(lab.targets_file), "--out", folder]
        done = lab.run(argv, timeout_s=120, env={"QT_QPA_PLATFORM": "offscreen"})
    if done.returncode:
        raise RuntimeError(f"{shop.name} ended with {done.returncode}: {done.stderr}")
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def walk_all(exe: Path | None) -> Iterator[tuple[Shop, dict[str, Any]]]:
    """Walk every shop, from source or in the exe."""
    if exe is None:
        yield from ((shop, walk(shop)) for shop in SHOPS)
        return
    from tests.bench.shops_exe import walk_exe  # noqa: PLC0415 (needs what drives Wine)

    for shop in SHOPS:
        yield shop, walk_exe(exe.resolve(), shop)


def is_kept(shop: Shop, said: Mapping[str, Any]) -> bool:
    """Tell whether a shop gets its verdict soon enough, and its report."""
    is_common = shop.name in COMMONEST
    soon = said["clicks_to_verdict"] <= MOST_CLICKS and said["seconds"] <= MOST_S
    return len(said["files"]) == 4 and (soon or not is_common)


def row(shop: Shop, said: Mapping[str, Any]) -> tuple[str, ...]:
    """Return one line of the table."""
    clicks, seconds = f"{said['clicks_to_verdict']}", f"{said['seconds']:.1f}"
    if shop.name in COMMONEST:
        clicks, seconds = f"{clicks} (≤ {MOST_CLICKS})", f"{seconds} (≤ {MOST_S:.0f})"
    verdict = f"{said['whose']}。{said['sentence']}".replace("\n", "；")
    return (shop.says, shop.lab_case, clicks, seconds, str(said["clicks"]), verdict)


def main(arguments: Sequence[str] | None = None) -> int:
    """Walk all and print; return 1 when a limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--exe", type=Path, help="a built program, to be walked under Wine")
    parser.add_argument("--save", action="store_true", help="also write shops.md, or shops_exe.md")
    options = parser.parse_args(arguments)
    walked = list(walk_all(options.exe))
    head = ("the shop says", "network", "clicks to the verdict", "seconds", "clicks to the report", "verdict")
    table = markdown(head, [row(shop, said) for shop, said in walked], right=(2, 3, 4))
    title = "Twelve shops" if options.exe is None else "The shops in the exe, under Wine"
    text = f"# {title}\n\n{source_state()}\n\n{table}"
    sys.stdout.write(f"{text}\n")
    if options.save:
        (RESULTS / f"shops{'_exe' if options.exe else ''}.md").write_text(f"{text}\n", encoding="utf-8")
    return 0 if all(is_kept(shop, said) for shop, said in walked) else 1


if __name__ == "__main__":
    sys.exit(main())
