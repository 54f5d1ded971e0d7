"""What a report says, and that it says nothing it must not."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from gui.kb import Catalog, load_catalog
from gui.model.case import CaseState, StepOutcome, StepRecord
from gui.model.diagnosis import RankedCause
from gui.model.knowledge import Owner
from gui.model.observation import ProbeState, Segment, Verdict
from gui.paths import resources_dir
from gui.report import (
    Document,
    build_document,
    check_code,
    document_html,
    document_json,
    short_text,
    summary_html,
)
from tests.unit.report import examples
from tests.unit.report.examples import document, empty_document, rich_diagnosis, rich_state

SCHEMA = json.loads((resources_dir() / "schema" / "report-1.schema.json").read_text(encoding="utf-8"))
PAN = "6222021234567890128"


def texts(report: Document) -> str:
    """Return everything a person can read of a report."""
    return document_html(report) + short_text(report)


def lines(report: Document) -> list[str]:
    """Return every line of every section."""
    return [line for section in (*report.sections, *report.details) for line in section.lines]


def facts(report: Document) -> dict[str, str]:
    """Return every labelled fact."""
    return {row.label: row.value for section in (*report.sections, *report.details) for row in section.facts}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("make", [document, empty_document])
def test_the_json_fits_the_published_schema(lang: str, make: Callable[[str], Document]) -> None:
    """A rich case and an empty one, in both languages."""
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator(SCHEMA).validate(json.loads(document_json(make(lang))))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("make", [document, empty_document])
def test_no_text_is_missing(lang: str, make: Callable[[str], Document]) -> None:
    """No bare key and no unfilled place reaches the reader."""
    report = make(lang)
    for word in ("report.", "field.", "cause.", "step.", "question.", "{", "probe."):
        assert word not in "\n".join([*lines(report), *facts(report).values(), *facts(report), report.short]), word


def test_failures_have_their_names_of_ooni() -> None:
    """So that other tools can read what the run met; without a run there are none."""
    assert json.loads(document_json(document()))["ooni_failures"] == {"tcp_timeout": "generic_timeout_error"}
    assert json.loads(document_json(empty_document()))["ooni_failures"] == {}


def test_reasons_carry_the_ids_of_their_evidence() -> None:
    """The same ids as in the JSON."""
    assert "[other_card_works]" in texts(document())


def test_a_clerk_finds_what_is_needed_on_the_first_page() -> None:
    """Numbers, amount, code with meaning, what is asked, what was tried, whose turn it is."""
    page = summary_html(document())
    for part in (
        "20260131-7K3M",
        "822290059430BCY",
        "A9254710",
        "N300W1234567",
        "拉卡拉",
        "2026-01-31 14:05",
        "2026-01-31 14:20:00（北京时间）",
        "¥1,234.50",
        "**** 1234",
        "62（受限制的卡）",
        "031612345678",
        "000123",
        "冲正或调账",
        "× 没解决",
    ):
        assert part in page, part
    assert "不能用来排除终端自身的网络问题" in page


def test_details_name_target_time_and_result_of_every_probe() -> None:
    """A probe that did not run is not tested; a failure is named in words."""
    (table,) = [section.table for section in document().details if section.title == "网络检测项目"]
    assert table is not None
    assert len(table.rows) == 4
    assert "203.0.113.10:443" in table.rows[2][1]
    assert table.rows[2][2] == "! 注意\n连接没有回应"
    assert table.rows[2][3] == "2310 毫秒"
    assert table.rows[3][2].startswith("– 未检测")
    assert any("203.0.113.10:6000" in line for line in lines(document()))


def test_a_clean_result_does_not_clear_a_terminal_on_its_own_card() -> None:
    """The sentence stands in every report; the first page has it whenever it applies."""
    for lang, sentence in (("zh", "自带流量卡"), ("en", "4G card")):
        assert any(sentence in line for line in lines(empty_document(lang)))
    shared = document(diagnosis=replace(rich_diagnosis(), network_speaks_for_terminal=True))
    assert "自带流量卡" in summary_html(shared)


def test_versions_and_clock_are_on_record() -> None:
    """Program, knowledge, system, times with zone, clock offset."""
    found = facts(document())
    assert found["程序版本"]
    assert found["知识库版本"] == "5f5f5f5f5f5f"
    assert found["操作系统"] == "Windows 11 23H2, Python 3.13"
    assert found["电脑时钟"] == "比标准时间快 3 秒"
    assert facts(empty_document())["电脑时钟"] == "未检测"


@pytest.mark.parametrize(("offset_s", "words"), [(-75.0, "慢 75 秒"), (0.4, "不到 1 秒"), (None, "未检测")])
def test_the_clock_in_words(offset_s: float | None, words: str) -> None:
    """Ahead, behind, right, and not measured."""
    state = replace(rich_state(), check=replace(examples.check(), clock_offset_s=offset_s))
    assert words in facts(document(state=state))["电脑时钟"]


def test_another_knowledge_than_at_the_start_is_told() -> None:
    """A case can outlive an update of the program."""
    state = rich_state()
    case = replace(examples.case_of(state), knowledge_digest="aa" * 32)
    report = build_document(
        examples.knowledge(), examples.catalog("zh"), case, state, rich_diagnosis(), now_utc="now", system="s"
    )
    assert facts(report)["知识库版本"] == "5f5f5f5f5f5f（开始排查时为 aaaaaaaaaaaa）"
    assert facts(report)["报告生成"] == "now"


@pytest.mark.parametrize("name", ["screen_text", "code"])
def test_a_card_number_typed_as_an_answer_is_nowhere(name: str) -> None:
    """Not in a page, not in the short text, not in the events of the JSON."""
    state = replace(rich_state(), answers={**rich_state().answers, name: f"请联系{PAN}"})
    report = document(state=state)
    assert PAN not in texts(report) + document_json(report).decode()
    assert "622202*********0128" in texts(report)
    assert report.masked_count == 1 + (name != "screen_text")
    assert any("已被遮盖" in line for line in lines(report))


@pytest.mark.parametrize(
    "name", ["merchant_name", "merchant_no", "terminal_sn", "order_no", "note", "rrn", "unheard_of"]
)
def test_a_card_number_in_any_field_is_masked(name: str) -> None:
    """Also in a field of fixed form of a case file that did not come from the program."""
    report = document(state=replace(rich_state(), fields={**rich_state().fields, name: PAN}))
    assert PAN not in texts(report) + document_json(report).decode()


@pytest.mark.parametrize("name", ["merchant_name", "merchant_no", "amount", "note"])
def test_a_hidden_field_is_nowhere(name: str) -> None:
    """Neither on a page nor in the short text nor in the events."""
    state = rich_state()
    shown = {"amount": "1,234.50", "note": "昨天下午"}.get(name, str(state.fields[name]))
    report = document(hidden_fields=frozenset({name}))
    everything = texts(report) + document_json(report).decode()
    assert shown in texts(document())
    assert shown not in everything
    assert (
        "123450" not in everything if name == "amount" else name in json.loads(document_json(report))["hidden_fields"]
    )
    assert any("不写入报告" in line for line in lines(report))


def test_a_hidden_answer_is_no_evidence() -> None:
    """The words on the screen can be left out too, and then are no reason in the report."""
    report = document(hidden_fields=frozenset({"code", "screen_text"}))
    content = json.loads(document_json(report))
    assert not [item for cause in content["diagnosis"]["ranked"] for item in cause["evidence"] if item["id"] == "code"]
    assert content["response_code"] is None
    assert facts(report)["应答码"] == "未提供"


def test_html_is_escaped_and_self_contained() -> None:
    """What is typed is text, and nothing is loaded from elsewhere."""
    state = replace(rich_state(), fields={"merchant_name": '<script src="http://x/">&', "note": "a\nb"})
    page = document_html(document(state=state))
    assert "&lt;script src=&quot;http://x/&quot;&gt;&amp;" in page
    assert "<script" not in page
    assert page.count("src=") == page.count('src="data:image/png;base64,') + page.count("src=&quot;")
    assert "a<br>b" in page


def test_unprintable_characters_cost_no_report() -> None:
    """Halves of surrogate pairs and control characters from a case file are dropped."""
    state = replace(rich_state(), answers={"screen_text": "异\ud800常\x00\u00ad 1\u00a02"})
    report = document(state=state)
    assert "异常 1 2" in texts(report)
    assert document_json(report).decode()


def test_the_same_case_gives_the_same_report() -> None:
    """Nothing depends on the clock or on chance."""
    assert document() == document()
    assert document_json(document()) == document_json(document())


def asked(cause: str, p: float = 0.9, **answers: str) -> str:
    """Return the requests of a report with this top cause, for a case with these answers only."""
    ranked = (RankedCause(cause=cause, ref="C99", owner=Owner.MERCHANT, p=p, p_present=p),)
    texts_of_lang = {**examples.catalog("zh").texts, **{f"cause.{name}.tell": "请处理。" for name in examples.CONTACTS}}
    state = CaseState(answers=answers)
    report = build_document(
        examples.knowledge(),
        Catalog(lang="zh", texts=texts_of_lang),
        examples.case_of(state),
        state,
        replace(rich_diagnosis(), ranked=ranked, unknown_p=0.05),
        now_utc=examples.NOW_UTC,
        system="Linux",
    )
    assert report.sections[0].title == "请贵方协助"
    return "\n".join(report.sections[0].lines)


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        ("merchant-frozen", "具体请求：请处理。"),
        ("printer-broken", "具体请求：请处理。"),
        ("data-card", "具体请求：请处理。"),
        ("court-freeze", "请查结算账户的状态"),
        ("card-frozen", "须由持卡人本人致电"),
        ("no-internet", "目前看不需要贵方操作"),
        ("day-end", "目前看不需要贵方操作"),
        ("of-another-version", "目前看不需要贵方操作"),
    ],
)
def test_what_is_asked_depends_on_who_has_to_be_contacted(cause: str, expected: str) -> None:
    """Whoever owns the problem: the acquirer gets the words that the shop would say on the telephone."""
    assert expected in asked(cause)
    assert "\n" not in asked(cause)


@pytest.mark.parametrize("cause", examples.CONTACTS)
def test_a_bank_is_never_told_to_do_nothing_while_the_cause_is_open(cause: str) -> None:
    """A tentative cause brings the request to help, and what follows if it is confirmed."""
    lines_asked = asked(cause, 0.4).split("\n")
    assert lines_asked[0].startswith("请按商户编号、终端编号查状态")
    told = examples.CONTACTS[cause] in ("acquirer", "after_sales", "data_card")
    assert [line.startswith("若查实是") for line in lines_asked[1:]] == [True] * told


def test_a_cause_without_words_for_the_telephone_brings_the_general_request() -> None:
    """A text that is missing never empties the request."""
    mine = {key: text for key, text in load_catalog("zh").texts.items() if key.startswith("report.")}
    report = build_document(
        examples.knowledge(),
        Catalog(lang="zh", texts=mine),
        examples.case_of(CaseState()),
        CaseState(),
        rich_diagnosis(),
        now_utc=examples.NOW_UTC,
        system="Linux",
    )
    assert report.sections[0].lines == ("具体请求：请按商户编号、终端编号查状态；有参考号的，请查交易结果。",)


@pytest.mark.parametrize(
    ("answers", "money", "request_"),
    [
        ({"charged": "yes"}, "顾客称已扣款", "顾客称已被扣款"),
        ({"trouble": "charged_but_failed"}, "顾客称已扣款", "顾客称已被扣款"),
        ({"trouble": "charged_but_failed", "charged": "unknown"}, "顾客可能已被扣款", "顾客是否被扣款还不清楚"),
        ({"trouble": "qr_failed"}, "顾客可能已被扣款", "顾客是否被扣款还不清楚"),
        ({"charged": "unknown"}, "顾客可能已被扣款", "顾客是否被扣款还不清楚"),
        ({"trouble": "network_only", "charged": "unknown"}, "", ""),
        ({"trouble": "charged_but_failed", "charged": "no"}, "", ""),
        ({}, "", ""),
    ],
)
def test_an_open_payment_leads_the_first_page(answers: dict[str, str], money: str, request_: str) -> None:
    """Whatever the first cause is: in the box before the finding, and as the first request."""
    report = document(state=CaseState(answers=answers))
    page = summary_html(report)
    assert report.money.startswith(money)
    assert bool(report.money) == bool(money)
    assert page.count('<p class="money">') == bool(money)
    assert not money or page.index(report.money) < page.index(report.headline)
    assert asked("no-internet", 0.9, **answers).startswith(request_ or "目前看不需要贵方操作")


@pytest.mark.parametrize("charged", [{}, {"charged": "unknown"}, {"charged": "no"}])
def test_a_payment_that_a_look_found_is_told_as_found(charged: dict[str, str]) -> None:
    """Not as what the customer says, and not as an open question: the look stands above every answer."""
    found = StepRecord(step="query-today-trades", outcome=StepOutcome.SOLVED)
    state = CaseState(answers={"trouble": "abnormal_or_code", **charged}, steps=(found,))
    report = document(state=state)
    assert report.money.startswith("已查到顾客付款成功")
    assert report.sections[0].lines[0].startswith("已查到顾客付款成功")
    assert "已查到顾客付款成功" in short_text(report)
    assert "不清楚" not in short_text(report)


@pytest.mark.parametrize(
    ("lang", "p", "headline", "named"),
    [
        ("zh", 0.97, "判断：商户账户被冻结（几乎肯定，97%）", True),
        ("zh", 0.81, "判断：商户账户被冻结（很可能，81%）", True),
        ("zh", 0.38, "还不能确定。目前最可能：商户账户被冻结（有可能，38%）", True),
        ("zh", 0.12, "现有信息还不能确定原因，需要收单机构协助查询。", False),
        ("en", 0.81, "Finding: Merchant account frozen (likely, 81%)", True),
    ],
)
def test_a_guess_is_not_told_to_a_bank_as_a_finding(lang: str, p: float, headline: str, named: bool) -> None:
    """A probable cause is the finding, by its name; a possible one is called open, an improbable one not named."""
    name = examples.catalog(lang).text("cause.merchant-frozen.name")
    own = "商户账户被冻结" if lang == "zh" else "Merchant account frozen"
    cause = replace(rich_diagnosis().ranked[0], p=p)
    report = document(lang, diagnosis=replace(rich_diagnosis(), ranked=(cause,), unknown_p=0.02))
    assert report.headline == headline.replace(own, name)
    assert (json.loads(document_json(report))["verdict"]["cause"] == "merchant-frozen") is named
    assert (report.turn == "下一步由谁处理：请收单机构协助判断") is not named


@pytest.mark.parametrize(
    ("segment", "speaks", "trouble", "expected"),
    [
        (Segment.ROUTER, True, "no_network", "检测到网络故障"),
        (Segment.ROUTER, False, "no_network", "还不能确定原因"),
        (Segment.NONE, True, "network_only", "未发现网络故障"),
        (Segment.NONE, True, "qr_failed", "还不能确定原因"),
        (Segment.UNKNOWN, True, "network_only", "还不能确定原因"),
    ],
)
def test_the_headline_without_a_cause(segment: Segment, speaks: bool, trouble: str, expected: str) -> None:
    """A fault of the network is said when the terminal uses that network; otherwise nothing is claimed."""
    check = replace(examples.check(), verdict=Verdict(segment=segment, fault="port-blocked", confidence=0.9))
    diagnosis = replace(examples.empty_diagnosis(), network_speaks_for_terminal=speaks)
    state = CaseState(answers={"trouble": trouble}, check=replace(check, cancelled=True))
    report = document(state=state, diagnosis=diagnosis)
    assert expected in report.headline
    assert ("把握 90%" in summary_html(report)) == (segment is Segment.ROUTER)
    assert "中途取消" in summary_html(report)


@pytest.mark.parametrize(
    "probe_state", [ProbeState.CANCELLED, ProbeState.CRASHED, ProbeState.RUNNING, ProbeState.WAITING]
)
def test_what_did_not_finish_is_not_tested(probe_state: ProbeState) -> None:
    """Never failed, whatever its observations say."""
    probe = replace(examples.check().probes[2], state=probe_state)
    report = document(state=replace(rich_state(), check=replace(examples.check(), probes=(probe,))))
    (table,) = [section.table for section in report.details if section.title == "网络检测项目"]
    assert table is not None
    assert table.rows[0][2].startswith("– 未检测")
    assert table.rows[0][3] == "–"


def test_the_first_page_stays_short() -> None:
    """The newest six steps; the others are in the details."""
    steps = tuple(StepRecord(step=f"s{i}", outcome=StepOutcome.UNKNOWN) for i in range(9))
    report = document(state=replace(rich_state(), steps=steps))
    assert len(report.sections[3].lines) == 7
    assert "另有 3 项" in report.sections[3].lines[-1]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"code": "ZZ9"}, "ZZ9（本程序未收录"),
        ({"code": "unknown"}, "未提供"),
        ({}, "未提供"),
        ({"screen_text": "没见过的话"}, "未提供"),
    ],
)
def test_a_code_that_is_not_listed_is_said_to_be(answers: dict[str, str], expected: str) -> None:
    """The program never guesses what a code means."""
    report = document(state=CaseState(answers=answers), diagnosis=examples.empty_diagnosis())
    assert facts(report)["应答码"].startswith(expected)


def test_words_without_a_code_are_explained_as_words() -> None:
    """A text on the screen is no response code."""
    code = replace(examples.knowledge().codes[0], id="screen-text:账户异常", namespace="screen-text", code="账户异常")
    state = CaseState(answers={"screen_text": "账户异常"})
    report = build_document(
        replace(examples.knowledge(), codes=(code,)),
        examples.catalog("zh"),
        examples.case_of(state),
        state,
        examples.empty_diagnosis(),
        now_utc=examples.NOW_UTC,
        system="Linux",
    )
    assert facts(report)["屏幕文字"] == "账户异常（受限制的卡）"
    assert facts(report)["应答码"] == "未提供"
    assert json.loads(document_json(report))["response_code"]["shown"] == "账户异常"
    assert "屏幕文字账户异常" in report.short


def test_a_field_that_is_no_number_of_its_form_is_left_as_text() -> None:
    """A case file from elsewhere may hold anything; the report shows it and does not fail."""
    report = document(state=CaseState(fields={"rrn": "12", "amount": 5, "trade_type": "other"}))
    assert facts(report)["参考号"] == "12"
    assert facts(report)["交易类型"] == "other"


@given(
    st.text(min_size=1, max_size=40),
    st.text(max_size=400),
    st.sampled_from(["zh", "en"]),
)
def test_the_short_text_is_short_and_keeps_number_and_code(name: str, screen_text: str, lang: str) -> None:
    """However long the words are."""
    texts_of_lang = {
        **examples.catalog(lang).texts,
        "cause.merchant-frozen.name": "句" * 20 + screen_text.replace("{", "").replace("}", ""),
    }
    state = replace(rich_state(), fields={**rich_state().fields, "merchant_name": name})
    report = build_document(
        examples.knowledge(),
        Catalog(lang=lang, texts=texts_of_lang),
        examples.case_of(state),
        state,
        rich_diagnosis(),
        now_utc=examples.NOW_UTC,
        system="Linux",
    )
    assert len(report.short) <= 300
    assert "20260131-7K3M" in report.short
    assert "句" * 10 in report.short


@pytest.mark.parametrize("length", [200, 300, 2000])
def test_a_long_sentence_is_cut_before_number_and_code(length: int) -> None:
    """First the facts go, then the end of the sentence; number and check code stay."""
    key = "cause.merchant-frozen.name"
    catalog = Catalog(lang="zh", texts={**examples.catalog("zh").texts, key: "句" * length})
    state = rich_state()
    case = examples.case_of(state)
    report = build_document(
        examples.knowledge(), catalog, case, state, rich_diagnosis(), now_utc=examples.NOW_UTC, system="Linux"
    )
    assert 290 <= len(report.short) <= 300 or length == 200
    assert report.short.endswith("。")
    assert check_code(report.seal) in report.short
    assert ("…" in report.short) == (length > 200)


@pytest.mark.parametrize("trouble", ["network_only", "payout_missing"])
def test_no_payment_no_section(trouble: str) -> None:
    """The rows that a bank needs to find a payment stand there empty only when there is a payment."""
    answers = {"trouble": trouble, "shown_where": "payout"}
    titles = [section.title for section in document(state=CaseState(answers=answers)).sections]
    assert titles == ["请贵方协助", "商户与终端", "已经做过的排查", "网络检测结论"]
    given = document(state=CaseState(answers={"trouble": trouble}, fields={"amount": 100}))
    assert "这笔交易" in [section.title for section in given.sections]
    failed = facts(document(state=CaseState(answers={"trouble": "qr_failed"})))
    assert failed["批次号"] == failed["参考号"] == "未提供"


def test_the_short_text_is_of_use_by_itself() -> None:
    """Who, which terminal, was the customer charged, what is asked."""
    short = document().short
    for part in ("商户编号822290059430BCY", "；拉卡拉；", "顾客称已被扣款", "请协助查询并回复", "商户账户被冻结"):
        assert part in short, part
    assert "商户编号未填；顾客是否被扣款不清楚；" in document(state=CaseState(answers={"trouble": "qr_failed"})).short
    assert "顾客没有被扣款" in document(state=CaseState(answers={"charged": "no"})).short
    assert "扣款" not in document(state=CaseState(answers={"trouble": "network_only", "charged": "unknown"})).short
    assert "商户编号" not in document(hidden_fields=frozenset({"merchant_no"})).short
    assert "不清楚" not in document(state=CaseState(answers={"provider": "unknown"})).short


@pytest.mark.parametrize(("lang", "title"), [("zh", "已排除（可能性极小）"), ("en", "Ruled out (very unlikely)")])
def test_what_is_ruled_out_is_called_very_unlikely(lang: str, title: str) -> None:
    """It is an estimate and must not sound like a finding."""
    assert title in [section.title for section in document(lang).details]
