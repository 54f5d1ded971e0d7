"""The way to the provider in words: on the first page, in the JSON, in the short text and on the command line."""

import json
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator

from gui.kb import load_catalog
from gui.model.observation import ProbeOutcome, ProbeState, Segment, Verdict
from gui.paths import resources_dir
from gui.probes.path import PathPart, PathState, PathStep, PathView, path_of
from gui.report import PATH_ICONS, Words, document_json, path_line, path_sentence, state_words, summary_html
from gui.unattended.commands import verdict_text
from tests.unit.report.examples import check, document, empty_document, rich_state

SCHEMA = json.loads((resources_dir() / "schema" / "report-1.schema.json").read_text(encoding="utf-8"))
#: Of the rows only the PC's own settings, which are fine.
WAN_DOWN = replace(check(Segment.ROUTER, "wan-down"), probes=check().probes[:1])
DOWN = replace(
    WAN_DOWN, verdict=Verdict(segment=Segment.ACQUIRER, fault="down", confidence=0.6, remarks=("ip-filter",))
)
ZH = Words(load_catalog("zh"))


def view_of(*states: PathState, place: PathPart | None = None) -> PathView:
    """Return a way with these states, from the PC outwards."""
    pairs = zip(PathPart, states, strict=True)
    return PathView(steps=tuple(PathStep(part=part, state=state) for part, state in pairs), place=place)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("state", PathState)
def test_every_state_has_a_symbol_and_a_word(lang: str, state: PathState) -> None:
    """Not colour alone; only the two greys share a symbol, and their words differ."""
    words = Words(load_catalog(lang))
    shown = state_words(words, state)
    assert shown.startswith(PATH_ICONS[state])
    assert "path.state" not in shown
    others = [state_words(words, other) for other in PathState if other is not state]
    assert shown not in others


def test_the_line_of_text() -> None:
    """Every link with its state, a node where it is not fine."""
    assert path_line(ZH, path_of(WAN_DOWN)) == (
        "网络路径：电脑 →［– 没测］→ 路由器（– 没测） →［× 断在这里］→ 运营商（– 没法判断）"
        " →［– 没法判断］→ 支付机构（– 没法判断）"
    )


SENTENCES = {
    "all fine": (view_of(*[PathState.FINE] * 7), "一路都通。"),
    "passed, not judged": (
        replace(view_of(*[PathState.FINE] * 7), judged=False), "走得通，但没有测完，还不能判断线路好不好。"),
    "nothing tested": (view_of(*[PathState.NOT_TESTED] * 7), "还没有检测。"),
    "partly tested": (
        view_of(*[PathState.FINE] * 5, *[PathState.NOT_TESTED] * 2), "有的地方没有测出来，还不能判断断在哪里。"),
    "one silent place": (
        view_of(*[PathState.FINE] * 5, PathState.ATTENTION, PathState.HIDDEN),
        "运营商到支付机构这一段要留意，别处没有发现断开。"),
    "a slow line with a fault": (
        view_of(*[PathState.FINE] * 3, PathState.ATTENTION, *[PathState.FINE] * 3, place=PathPart.ROUTER_ISP),
        "路由器到运营商这一段要留意，别处没有发现断开。"),
    "broken": (path_of(WAN_DOWN), "断在路由器到运营商这一段。后面的没法判断。"),
    "two places": (path_of(DOWN), "多半断在支付机构，也可能在路由器，从这台电脑分不出来。"),
}  # fmt: skip


@pytest.mark.parametrize("name", SENTENCES)
def test_the_sentence(name: str) -> None:
    """What the picture says; never that something is broken when nothing was found."""
    view, sentence = SENTENCES[name]
    assert path_sentence(ZH, view) == sentence


def test_while_the_run_goes_on() -> None:
    """What is not tested yet waits, in the sentence too."""
    view = view_of(*[PathState.NOT_TESTED] * 7)
    assert path_sentence(ZH, view, running=True).startswith("正在检测")
    assert "– 等结果" in path_line(ZH, view, running=True)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_first_page_shows_the_way(lang: str) -> None:
    """As a table with arrows, words and symbols, that needs no colour; none without a run."""
    report = document(lang, state=replace(rich_state(), check=WAN_DOWN))
    table = report.sections[-1].table
    assert table is not None
    assert sum(table.widths) == 100
    assert [cell[0] for cell in table.rows[0]] == ["✓", "–", "–", "×", "–", "–", "–"]
    html = summary_html(report)
    assert all(word in html for word in (*table.columns, *table.rows[0]))
    assert all(section.table is None for section in empty_document(lang).sections)


def test_the_json_holds_the_way() -> None:
    """Part by part, as the schema says; null without a run."""
    content = json.loads(document_json(document(state=replace(rich_state(), check=WAN_DOWN))))
    assert content["path"]["place"] == "router-isp"
    assert [step["part"] for step in content["path"]["steps"]] == [part.value for part in PathPart]
    Draft202012Validator(SCHEMA).validate(content)
    assert json.loads(document_json(empty_document()))["path"] is None


def test_an_older_report_without_the_way_still_fits() -> None:
    """The field came later: the schema does not ask it of files that were made before."""
    content = json.loads(document_json(document()))
    del content["path"]
    Draft202012Validator(SCHEMA).validate(content)


def test_the_short_text_tells_the_way_when_there_is_room() -> None:
    """It is the first thing that is left out of 300 characters."""
    roomy = replace(rich_state(), check=WAN_DOWN, fields={}, answers={"trouble": "no_network", "charged": "no"})
    assert "网络路径：电脑 – 路由器 × 运营商 – 支付机构" in document(state=roomy).short
    crowded = replace(rich_state(), check=WAN_DOWN, fields={**rich_state().fields, "merchant_name": "店" * 90})
    short = document(state=crowded).short
    assert "网络路径" not in short
    assert len(short) <= 300


def test_a_marked_node_in_the_short_text() -> None:
    """A node that is at fault, or may be, carries its symbol."""
    roomy = replace(rich_state(), check=DOWN, fields={}, answers={"trouble": "no_network", "charged": "no"})
    assert "路由器(?)" in document(state=roomy).short
    assert "支付机构(×)" in document(state=roomy).short


def test_the_command_line_says_it_in_one_line() -> None:
    """Second line of four: after the verdict, before what it means."""
    lines = verdict_text(load_catalog("zh"), WAN_DOWN).split("\n")
    assert len(lines) == 4
    assert lines[1] == path_line(ZH, path_of(WAN_DOWN))


def test_skipped_checks_are_not_called_broken() -> None:
    """Not run is grey in words too."""
    probes = tuple(
        replace(row, state=ProbeState.SKIPPED, outcome=ProbeOutcome.NOT_TESTED, observations=())
        for row in check().probes
    )
    unknown = Verdict(segment=Segment.UNKNOWN, fault="unknown", confidence=0.0)
    line = path_line(ZH, path_of(replace(check(), probes=probes, verdict=unknown)))
    assert "×" not in line
    assert line.count("没测") == 7
