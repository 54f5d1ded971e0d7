"""What watching the line saw, in words, as a picture's content and in the report."""

import json
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from gui.model.watch import WatchedPart, WatchMethod, WatchPart, WatchSummary
from gui.paths import resources_dir
from gui.report import details_html, document_json
from gui.report.html import PICTURE_URL
from gui.report.picture import described, duration, percent, seen_sentences, watch_picture
from gui.report.wording import Words
from tests.unit.report.examples import catalog, document, empty_document, rich_state

ZH = Words(catalog("zh")).text
PARTS = {WatchPart.GATEWAY: "192.168.1.1", WatchPart.RESOLVER: "192.168.1.1", WatchPart.PROVIDER: "203.0.113.10:443"}


def part(which: WatchPart, **changes: Any) -> WatchedPart:
    """Return what was seen of one part: by default all is well."""
    quiet = WatchedPart(
        part=which, address=PARTS[which], method=WatchMethod.ICMP, sent=180, lost=0, lost_alone=0, spells=0,
        longest_silence_s=0.0, fastest_ms=0.4, median_ms=1.2, p95_ms=12.4, slowest_ms=20.0, series_ms=(1.0, 20.0, None),
        series_lost=(0, 0, 1),
    )  # fmt: skip
    return replace(quiet, **changes)


def watch(gateway: WatchedPart | None = None, **changes: Any) -> WatchSummary:
    """Return a watch of three minutes."""
    near = gateway or part(WatchPart.GATEWAY)
    parts = (near, part(WatchPart.RESOLVER), part(WatchPart.PROVIDER))
    return replace(WatchSummary(watched_s=180.0, parts=parts, step_s=2.0), **changes)


near = partial(part, WatchPart.GATEWAY)


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (watch(), "看了 3 分钟，没有断过，也没有丢数据。"),
        (watch(near(lost=1)), "看了 3 分钟，没有断过，只丢了个别数据，不要紧。"),
        (watch(near(lost=9)), "看了 3 分钟，没有断过，但到路由器丢数据。"),
        (watch(near(lost=6, spells=1, longest_silence_s=5.6)), "看了 3 分钟，路由器有一段约 6 秒没有应答。"),
        (watch(breaks=4), "3 分钟内断了 4 次。"),
        (watch(near(longest_silence_s=9.0), breaks=4), "3 分钟内断了 4 次，最长一次约 9 秒没有应答。"),
        (watch(near(lost=180, longest_silence_s=99.0)), "看了 3 分钟，没有断过，也没有丢数据。"),
        (watch(breaks=2, parts=()), "3 分钟内断了 2 次。"),
        (WatchSummary(watched_s=0.0), "还没有看到什么。"),
    ],
)
def test_what_was_seen_in_one_sentence(seen: WatchSummary, words: str) -> None:
    """Breaks before silence before loss; a router that never answers has not fallen silent."""
    assert list(seen_sentences(seen, ZH)) == [words]


def test_another_router_has_a_sentence_of_its_own() -> None:
    """Two routers with one address."""
    assert list(seen_sentences(watch(gateway_mac_changes=2), ZH))[1].startswith("同一个路由器地址")


def test_the_numbers_in_words() -> None:
    """What the picture shows, for who does not see it."""
    seen = watch(near(lost=1, sent=400), watched_s=80.0)
    assert described(seen, ZH) == (
        "过去 80 秒：路由器 1.2 毫秒，丢 <1%；域名服务器 1.2 毫秒，丢 0%；支付机构 1.2 毫秒，丢 0%。"
    )
    assert "路由器没有应答" in described(watch(near(lost=180, median_ms=None)), ZH)
    assert described(WatchSummary(watched_s=0.0), ZH) == "还没有看到什么。"
    assert (duration(89.0, ZH), duration(100.0, ZH)) == ("89 秒", "2 分钟")
    assert percent(near(sent=0)) == "0"


def test_the_picture_that_goes_on_ends_now() -> None:
    """In the report it ends after some time."""
    live, kept = (watch_picture(watch(), ZH, is_live=is_live) for is_live in (True, False))
    assert (live.begin, live.end) == ("6 秒前", "现在")
    assert (kept.begin, kept.end) == ("开始", "6 秒后")
    assert [line.name for line in live.lines] == ["路由器", "域名服务器", "支付机构"]
    assert live.lines[0].ms == (1.0, 20.0, None)
    assert watch_picture(WatchSummary(watched_s=0.0), ZH, is_live=True).lines == ()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_report_has_the_picture_and_the_numbers(lang: str) -> None:
    """A section of the details; the JSON fits its schema; who was asked is among the addresses."""
    state = rich_state()
    assert state.check is not None
    seen = watch(near(lost=9, lost_alone=9, median_ms=None, p95_ms=None), breaks=4)
    report = document(lang, replace(state, check=replace(state.check, watch=seen)))
    html = details_html(report)
    assert PICTURE_URL in html
    assert report.picture is not None
    for expected in ("192.168.1.1", "171 / 180", "5%", "12"):
        assert expected in html
    content = json.loads(document_json(report))
    schema = json.loads((resources_dir() / "schema" / "report-1.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(content)
    assert content["check"]["watch"]["breaks"] == 4
    assert "203.0.113.10:443" in content["targets_tested"]
    number = next(index for index, section in enumerate(report.details) if section.picture is not None)
    title = f'<p class="section"><a name="s{number}">'
    assert f'font-size: 1pt;"></p>{title}' in details_html(report, frozenset({PICTURE_URL}))
    below = details_html(report, frozenset({f"s{number}r0"}))  # the title stays with the picture, the table goes on
    assert below.count("<thead>") == html.count("<thead>")
    assert f'font-size: 1pt;"></p>{title}' not in below
    assert below.index(title) < below.rindex('font-size: 1pt;"></p><table')


def test_without_a_watch_there_is_no_picture() -> None:
    """Neither a title nor an empty frame: not watched, or nobody asked."""
    state = rich_state()
    assert state.check is not None
    nobody = replace(state, check=replace(state.check, watch=WatchSummary(watched_s=0.0)))
    for report in (document(), empty_document(), document(state=nobody)):
        assert report.picture is None
        assert PICTURE_URL not in details_html(report)
