"""Twelve shops, from their own words to the exported report, on real widgets; the network run is scripted here.

`python -m tests.bench.shops` walks them with the real one.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from gui.model.fields import format_field
from gui.model.observation import Segment, Verdict
from gui.qt.window import WizardParts
from gui.report import verify_file
from gui.session import Session
from tests.qt.conftest import CLEAN
from tests.qt.shops import COMMONEST, MOST_CLICKS, SHOPS, Shop, export_report, walk_to_verdict
from tests.qt.walk import Walker

#: What the run finds in the lab's cases.
FOUND = {
    "healthy": CLEAN,
    "router-wan-down": Verdict(segment=Segment.ROUTER, fault="wan-down", confidence=0.9),
    "captive-portal": Verdict(segment=Segment.INTERCEPTION, fault="captive-portal", confidence=0.9),
}


@pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: shop.name)
def test_a_shop_gets_its_verdict_and_its_report(
    shop: Shop, make_wizard: Callable[..., WizardParts], session: Session, tmp_path: Path
) -> None:
    """The verdict names who has to act, in few clicks, while the run goes on; the report is whole and says the same."""
    walker = Walker(make_wizard(session, verdict=FOUND[shop.lab_case]))
    walker.context.check.start()
    page = walk_to_verdict(walker, shop)
    if shop.name in COMMONEST:
        assert walker.clicks <= MOST_CLICKS
    walker.wait_for_check()
    text = walker.context.texts.text
    whose = f"：{text(f'owner.{shop.owner}')}" if shop.owner else text("ui.verdict.whose_nobody")
    assert page.whose.text().endswith(whose)
    assert page.sentence.text()
    assert all(body.text() for body in page.bodies.values())
    diagnosis = session.diagnosis()
    assert shop.cause in (None, diagnosis.ranked[0].cause)
    files = export_report(walker, shop, tmp_path)
    assert [path.suffix for path in files] == [".json", ".pdf", ".png", ".txt"]
    assert [(verify_file(path).ok, verify_file(path).case_id) for path in files[:2]] == 2 * [(True, session.case_id)]
    shown = {name: format_field(name, session.state.fields[name]) for name in shop.fields}
    assert shown == dict(shop.fields)
