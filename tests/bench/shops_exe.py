"""The twelve shops in the Windows program, under Wine: `python -m tests.bench.shops --exe FILE`.

Keys choose and go on where the other part of the bench clicks; a key that chooses or goes on counts as a click. What
the verdict says is read from the report that the program exported.
"""

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests.lab.world import ROOT, Lab
from tests.qt.shops import PAGES, Shop

sys.path.insert(0, str(ROOT / "build"))  # as pytest does: the build's scripts are no package
import wine
from tests.packaged.owner import Owner
from tests.packaged.windows_pc import Screen, WindowsPc, wait_until


@contextmanager
def shop_pc(exe: Path, shop: Shop) -> Iterator[WindowsPc]:
    """Give a PC of its own to a shop, in the network that it has."""
    with ExitStack() as stack:
        screen = Screen()
        stack.callback(screen.close)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="shop-exe-")))
        wine.copy_prefix(folder / "prefix")
        lab = stack.enter_context(Lab())
        lab.apply(shop.lab_case)
        yield stack.enter_context(WindowsPc(lab, folder / "prefix", screen, exe))


def walk_exe(exe: Path, shop: Shop) -> dict[str, Any]:
    """Walk one shop; return what `tests.qt.shops` prints."""
    with shop_pc(exe, shop) as pc:
        owner = Owner(pc, f"shop-{shop.name}")
        began_s = time.monotonic()
        owner.start()
        clicks = _answer(owner, shop)
        owner.show_verdict()
        if not any(event["kind"] == "checked" for event in owner.events()):
            owner.wait_for_check()
        seconds = round(time.monotonic() - began_s, 1)
        owner.keep_picture("verdict")
        owner.next("report")
        _pdf, exported = owner.export()
        files = sorted(path.name for path in exported.parent.glob("POSCheckup-*"))
        said = json.loads(exported.read_text(encoding="utf-8"))
    verdict = {"whose": said["verdict"]["owner"] or "", "sentence": said["verdict"]["sentence"]}
    return {**verdict, "seconds": seconds, "clicks_to_verdict": clicks, "clicks": clicks + 2, "files": files}


def _answer(owner: Owner, shop: Shop) -> int:
    """Give the answers, page by page; return how often something was chosen or gone on, with the way to the verdict."""
    answers = {**shop.answers, **({"code": shop.types} if shop.types else {})}
    pages = {PAGES.get(question, "symptom") for question in answers}
    owner.fill_start(answers)
    clicks = len(shop.answers) + 1
    if pages & {"terminal", "symptom"}:
        owner.press("alt+n")
        wait_until(lambda: owner.page == "terminal", "the terminal's page", limit_s=30)
        owner.fill_terminal(answers)
        clicks += 1
    if "symptom" in pages:
        owner.press("alt+n")
        wait_until(lambda: owner.page == "symptom", "the symptom's page", limit_s=30)
        owner.fill_symptom(answers)
        clicks += 1
    return clicks
