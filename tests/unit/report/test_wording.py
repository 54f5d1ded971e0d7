"""The words of the report: complete in both languages, honest about certainty, in units of people."""

from dataclasses import replace

import pytest

from gui.kb import Catalog, load_catalog
from gui.model.diagnosis import Diagnosis, RankedCause
from gui.model.failure import Failure
from gui.model.knowledge import Owner
from gui.model.observation import ProbeState
from gui.report import (
    build_document,
    chance_key,
    document_html,
)
from gui.report.wording import Words
from tests.unit.report import examples
from tests.unit.report.examples import document, rich_diagnosis, rich_state


def test_a_catalog_without_the_texts_of_others_costs_no_report() -> None:
    """Ids stand in for words that are missing."""
    mine = {key: text for key, text in load_catalog("zh").texts.items() if key.startswith("report.")}
    state = rich_state()
    report = build_document(
        examples.knowledge(),
        Catalog(lang="zh", texts=mine),
        examples.case_of(state),
        state,
        rich_diagnosis(),
        now_utc=examples.NOW_UTC,
        system="Linux",
    )
    assert report.headline == "判断：merchant-frozen（ui.p.likely，81%）"
    assert "restart-router" in document_html(report)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_failure_and_probability_has_words(lang: str) -> None:
    """Also those that no example has."""
    catalog = load_catalog(lang)
    assert all(catalog.has(f"report.failure.{failure}") for failure in Failure)
    assert all(catalog.has(chance_key(p)) for p in (0.0, 0.05, 0.2, 0.5, 0.95, 1.0))
    assert (chance_key(0.5), chance_key(0.94), chance_key(0.95)) == (
        "ui.p.likely",
        "ui.p.likely",
        "ui.p.almost_certain",
    )
    assert all(catalog.has(f"report.state.{state}") for state in ProbeState if state is not ProbeState.DONE)


def test_a_certain_cause_is_never_called_one_hundred_per_cent() -> None:
    """And an improbable one not zero."""
    cause = RankedCause(cause="merchant-frozen", ref="C30", owner=Owner.ACQUIRER, p=0.9999, p_present=0.9999)
    diagnosis = Diagnosis(ranked=(cause,), unknown_p=0.0001, next_steps=(), excluded=(), evidence=())
    (table,) = [section.table for section in document(diagnosis=diagnosis).details if section.title == "仍可能"]
    assert table is not None
    assert [row[2].rpartition("（")[2] for row in table.rows] == ["99%）", "<1%）"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_languages_have_the_same_texts(lang: str) -> None:
    """Same keys, same places."""
    own, other = load_catalog(lang), load_catalog("en" if lang == "zh" else "zh")
    for key, text in own.texts.items():
        if key.startswith(("report.", "verify.", "error.report.", "error.field.", "field.")):
            assert other.has(key), key
            assert sorted(part.partition("}")[0] for part in text.split("{")[1:]) == sorted(
                part.partition("}")[0] for part in other.texts[key].split("{")[1:]
            ), key


@pytest.mark.parametrize(
    ("minutes", "zh", "en"),
    [
        (0.5, "0.5 分钟", "0.5 min"),
        (59, "59 分钟", "59 min"),
        (90, "1.5 小时", "1.5 h"),
        (1440, "24 小时", "24 h"),
        (4320, "3 天", "3 days"),
    ],
)
def test_long_times_are_told_in_hours_and_days(minutes: float, zh: str, en: str) -> None:
    """Nobody reckons in 1440 minutes."""
    step = replace(rich_diagnosis().next_steps[0], minutes=minutes)
    for lang, expected, title in (("zh", zh, "店里接下来会做的"), ("en", en, "What the shop does next")):
        report = document(lang, diagnosis=replace(rich_diagnosis(), next_steps=(step,)))
        (table,) = [section.table for section in report.details if section.title.startswith(title)]
        assert table is not None
        assert table.rows[0][1] == expected


def test_every_meaning_of_a_code_is_told() -> None:
    """Each meaning once, with where it is used when there are several; one of low confidence is marked."""
    words = Words(load_catalog("zh"))
    balance = examples.knowledge().codes[0]
    same = replace(balance, id="shengpay:51", namespace="shengpay")
    other = replace(balance, id="scan-acquirer:51", namespace="scan-acquirer", meaning_zh="头寸不足", confidence="low")
    assert words.meaning([]) == words.say("report.code_unlisted")
    assert words.meaning([balance]) == words.meaning([balance, same]) == balance.meaning_zh
    told = words.meaning([balance, other]).split(words.say("report.separator"))
    for code, text in zip((balance, other), told, strict=True):
        assert text.startswith(words.say(f"ui.namespace.{code.namespace}"))
    assert told[0].endswith(balance.meaning_zh)
    assert "头寸不足" in told[1]
    assert words.meaning([other]) == words.say("report.meaning_doubtful", meaning="头寸不足")
