"""Twelve shops, from the words that they would use to the exported report, walked on the real widgets.

As a program (`python -m tests.qt.shops NAME --targets FILE --out DIR`) it runs inside the lab's pc namespace with the
real network run, and prints clicks, seconds and verdict as JSON (`tests.bench.shops` makes a table of all). The tests
walk the same shops with a scripted run.
"""

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from PySide6.QtWidgets import QFileDialog, QWizard

from gui.probes.timing import Stopwatch
from gui.qt.pages.report import ReportPage
from gui.qt.pages.verdict import VerdictPage
from gui.qt.widgets.field import FieldEdit
from tests.qt.film import FilmedWalker
from tests.qt.walk import Walker, opened, type_text

#: Where an answer is given.
PAGES = {"trouble": "start", "charged": "start", "provider": "terminal", "terminal_kind": "terminal"}
PAGES |= {"connection": "terminal", "shown_where": "symptom", "other_card_works": "symptom"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A shop in trouble. `says` is the trouble in its own words; `types` is what stands on the terminal's screen.

    `answers` are clicked in their order; `fields` are typed on the report page. What must follow: who has to act
    (`owner`, a text id) and the cause that is dealt with first, None where several are as probable.
    """

    name: str
    says: str
    answers: Mapping[str, str]
    types: str = ""
    lab_case: str = "healthy"
    fields: Mapping[str, str] = field(default_factory=dict)
    owner: str
    cause: str | None = None


_CODE = {"trouble": "abnormal_or_code", "charged": "no"}

#: Shops with the three commonest troubles, and how many clicks may lead to their verdict.
COMMONEST, MOST_CLICKS = ("one-card", "no-line", "charged"), 6

SHOPS = (
    Shop(
        name="one-card",
        says="就这一张卡刷不了，别的卡都行",
        answers={**_CODE, "other_card_works": "yes"},
        owner="cardholder",
    ),
    Shop(
        name="no-line",
        says="POS机一直连不上网，电脑也上不了网",
        answers={"trouble": "no_network", "charged": "no", "connection": "wifi"},
        lab_case="router-wan-down",
        owner="isp",
        cause="no-internet",
    ),
    Shop(
        name="charged",
        says="顾客手机收到扣款短信了，机器说交易失败",
        answers={"trouble": "charged_but_failed"},
        fields={"amount": "128.50", "card_last4": "1234"},
        owner="acquirer",
        cause="charged-but-failed",
    ),
    Shop(
        name="frozen",
        says="显示账户异常，哪张卡都不行，代码 1407",
        answers={**_CODE, "provider": "lakala", "other_card_works": "no"},
        types="1407",
        owner="acquirer",
        cause="merchant-frozen",
    ),
    Shop(
        name="no-money",
        says="显示 51",
        answers=_CODE,
        types="51",
        owner="cardholder",
        cause="cardholder-balance",
    ),
    Shop(
        name="wrong-pin",
        says="显示密码错，55",
        answers=_CODE,
        types="55",
        owner="cardholder",
        cause="wrong-pin",
    ),
    Shop(
        name="sign-in",
        says="屏幕上写请签到",
        answers=_CODE,
        types="请签到",
        owner="merchant",
    ),
    Shop(
        name="mac-error",
        says="一刷卡就说校验错，A0",
        answers={**_CODE, "other_card_works": "no"},
        types="A0",
        owner="acquirer",
    ),
    Shop(
        name="no-such-merchant",
        says="显示无效商户，03",
        answers={**_CODE, "other_card_works": "no"},
        types="03",
        owner="acquirer",
    ),
    Shop(
        name="no-payout",
        says="昨天的钱还没到账",
        answers={"trouble": "payout_missing"},
        owner="merchant",
    ),
    Shop(
        name="login-page",
        says="WiFi 换成商场的了，机器连不上",
        answers={"trouble": "no_network", "charged": "no", "connection": "wifi"},
        lab_case="captive-portal",
        owner="network_admin",
    ),
    Shop(
        name="only-network",
        says="没坏，想看看店里的网行不行",
        answers={"trouble": "network_only"},
        owner="",
    ),
)


def shop_named(name: str) -> Shop:
    """Return a shop. Raises KeyError."""
    return {shop.name: shop for shop in SHOPS}[name]


def walk_to_verdict(walker: Walker, shop: Shop) -> VerdictPage:
    """Click and type what the shop says, and go to the verdict."""
    for question, value in shop.answers.items():
        _go_to(walker, PAGES[question])
        walker.answer(question, value)
    if shop.types:
        _go_to(walker, "symptom")
        walker.type_code(shop.types)
    walker.press(QWizard.WizardButton.CustomButton1)
    page = walker.wizard.pages["verdict"]
    assert isinstance(page, VerdictPage)
    assert walker.page == "verdict"
    return page


def export_report(walker: Walker, shop: Shop, folder: Path) -> list[Path]:
    """Go on to the report, type what is known of the payment, and export; return the files."""
    walker.next("report")
    page = walker.wizard.pages["report"]
    assert isinstance(page, ReportPage)
    for name, text in shop.fields.items():
        edit = page.fields[name]
        assert isinstance(edit, FieldEdit)
        type_text(edit.edit, text)
        assert edit.commit()
    with mock.patch.object(QFileDialog, "getExistingDirectory", return_value=str(folder)):
        walker.click(page.export)
    return sorted(folder.glob("POSCheckup-*"))


def _go_to(walker: Walker, page: str) -> None:
    if walker.page != page:
        walker.click(walker.wizard.side.steps[page])


def main() -> int:
    """Walk one shop with the real network run, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name")
    parser.add_argument("--targets", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--lang", default="zh")
    parser.add_argument("--film", type=Path, help="a folder: save a picture of the window at every click")
    options = parser.parse_args()
    shop, clock = shop_named(options.name), Stopwatch()
    with opened(options.out / "data", options.targets, options.lang) as parts:
        walker = FilmedWalker(parts, options.film) if options.film else Walker(parts)
        page = walk_to_verdict(walker, shop)
        to_verdict = walker.clicks
        walker.wait_for_check()
        said = {"whose": page.whose.text(), "sentence": page.sentence.text(), "seconds": round(clock.now_s(), 1)}
        files = export_report(walker, shop, options.out)
        said |= {"clicks_to_verdict": to_verdict, "clicks": walker.clicks, "files": [path.name for path in files]}
    json.dump(said, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
