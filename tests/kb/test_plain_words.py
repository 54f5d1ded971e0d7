"""Plain Chinese: short sentences, no term of art without its explanation, and the words that stand on slips."""

import re
from collections import defaultdict
from collections.abc import Iterator

import pytest

from gui.kb.files import load_toml
from gui.kb.text_files import flatten
from gui.model.fields import FIELDS
from gui.paths import resources_dir
from gui.report.path import PATH_ICONS
from gui.report.wording import OUTCOME_ICONS
from tests.kb.data import CATALOGS

MOST_ON_AVERAGE, MOST = 20, 40
#: What the shop never sees: the command line, and the files that a bank's technician writes.
FOR_TECHNICIANS = ("cli", "errors_cli", "errors_kb", "errors_probes")
#: Terms of art by the plain words that must stand at them, before or after, one of the two in parentheses.
TERMS = {
    "APN": "接入点",
    "CVV": "三位码",
    "DHCP": "地址分配",
    "DNS": "域名服务器",
    "ICCID": "流量卡号",
    "IP": "网络地址|网络编号",
    "IPv6": "新式地址",
    "MAC": "网络编号|校验",
    "MSS": "缩小数据包",
    "MTU": "数据包大小",
    "NTP": "对时",
    "PAC": "自动配置脚本",
    "PIN": "密码",
    "SN": "序列号",
    "TLS": "加密方式",
    "VPN": "虚拟专网",
    "WAN": "外网口",
    "hosts": "地址对照表",
    "ping": "小包",
}
#: What is read on the terminal, the phone or the PC itself, or copied letter by letter; keys; names of programs.
KNOWN = """
A0 A000001 A12345 AES AP APP B C87 Ctrl DuckDB EBOX EMV EX2003 English F F1 G H Internet JPG JSON L MIT MPOS N P PDF PNG
POS POSCheckup PSK PosN38 PySide6 Python QQ Qt RMB SHA SIM Spark U USB V V2 WPA2 WiFi Windows XX Z1 b code com csv
exe install parquet pip posppay shengpay triage
"""
#: Not in GBK, but in Microsoft's, Apple's and Google's Chinese fonts, or in the symbols that every Windows has.
IN_THE_FONTS_ALL_THE_SAME = {"✓"}
#: Stands so on the label that is drawn; the legend of the drawing has the field's own name.
DRAWN = {"ui.where.terminal_sn": ["SN"]}
#: Texts of one entry stand together on the screen; those of other kinds stand alone.
TOGETHER = ("cause", "fault", "probe", "question", "split", "step")
#: The names of the fields as slips and terminals have them (`商户编号(MERCHANT NO)`, in many makers' printing code).
PRINTED = {
    "merchant_no": "商户编号",
    "terminal_no": "终端编号",
    "merchant_name": "商户名称",
    "trade_time": "交易时间",
    "trade_type": "交易类型",
    "rrn": "参考号",
    "trace_no": "凭证号",
    "batch_no": "批次号",
    "auth_code": "授权码",
    "response_code": "应答码",
    "order_no": "商户订单号",
    "terminal_sn": "机身序列号",
}
#: Other names of the same: whoever compares a slip with the screen would look for them in vain.
OTHER_NAMES = re.compile(
    "(?<!子)商户号|终端号|检索参考号|系统参考号|票据号|授权号|响应码|返回码|(?<!商户)订单号|(?<!小票（)签购单|S/N"
)


def texts_of(name: str) -> dict[str, str]:
    """Return the Chinese texts of one file."""
    text = (resources_dir() / "i18n" / "zh" / f"{name}.toml").read_text(encoding="utf-8")
    return {key: str(value) for key, value in flatten(load_toml(text))}


FILES = {path.stem: texts_of(path.stem) for path in sorted((resources_dir() / "i18n" / "zh").glob("*.toml"))}


def sentences(text: str) -> Iterator[str]:
    """Yield what stands between the marks that end a sentence, without the places to be filled."""
    for sentence in re.split(r"[。！？；\n]", re.sub(r"\{\w*\}", "", text)):
        if plain := sentence.strip().strip("“”「」（）"):
            yield plain


def pages() -> dict[str, list[str]]:
    """Return the sentences by file; the window's own by page as well."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, texts in FILES.items():
        for key, text in texts.items():
            kind, _, rest = key.partition(".")
            for page in {name, f"{kind}.{rest.partition('.')[0]}" if kind == "ui" else name}:
                found[page].extend(sentences(text))
    return {page: said for page, said in found.items() if said}


@pytest.mark.parametrize(("page", "said"), pages().items(), ids=lambda value: value if isinstance(value, str) else "")
def test_sentences_are_short(page: str, said: list[str]) -> None:
    """On average, and each of them."""
    assert sum(map(len, said)) / len(said) <= MOST_ON_AVERAGE
    assert [sentence for sentence in said if len(sentence) > MOST] == []


def screens() -> dict[str, str]:
    """Return what stands together, by the name of its entry."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, texts in FILES.items():
        if name not in FOR_TECHNICIANS:
            for key, text in texts.items():
                kind, entry, *_ = key.split(".")
                found[f"{kind}.{entry}" if kind in TOGETHER else key].append(re.sub(r"\{\w*\}", "", text))
    return {entry: "\n".join(texts) for entry, texts in found.items()}


def unexplained(text: str) -> list[str]:
    """Return the terms of a text that are not explained in it."""
    return [
        term
        for term, plain in TERMS.items()
        if re.search(rf"(?<![A-Za-z]){term}(?![A-Za-z0-9])", text)
        and not re.search(rf"(?:{plain})[^。；\n]{{0,3}}（[^）]*{term}|{term}[^（）。]{{0,4}}（[^）]*(?:{plain})", text)
    ]


def test_the_look_finds_bare_terms() -> None:
    """Explained before or after is fine; a longer word is another one."""
    assert unexplained("请把 DNS 改成自动。MAC 地址在标签上。") == ["DNS", "MAC"]
    assert unexplained("域名服务器（DNS）坏了。DNS 在路由器里改。hosts文件（地址对照表）。新式地址（IPv6）。") == []


def test_terms_are_explained() -> None:
    """Where they are used, by the plain words for them."""
    assert {entry: bare for entry, text in screens().items() if (bare := unexplained(text))} == DRAWN


def test_every_foreign_word_is_known_or_explained() -> None:
    """A new one must be put into plain words, or be what everybody reads anyway."""
    words = {word for text in screens().values() for word in re.findall(r"[A-Za-z][A-Za-z0-9]*", text)}
    known = set(KNOWN.split())
    assert words - known - TERMS.keys() == set()
    assert words >= known


def test_no_other_name_for_what_a_slip_has() -> None:
    """The shop compares them letter by letter. One help says that a number has a second name."""
    found = {
        key: names for texts in FILES.values() for key, text in texts.items() if (names := OTHER_NAMES.findall(text))
    }
    assert found == {}
    also = [key for texts in FILES.values() for key, text in texts.items() if "流水号" in text]
    assert also == ["field.trace_no.help"]


def test_labels_are_what_is_printed() -> None:
    """The label begins with it; in English it stands behind, for the slip is in Chinese."""
    assert PRINTED.keys() <= FIELDS.keys()
    for name, printed in PRINTED.items():
        label = CATALOGS["zh"].text(f"field.{name}.name")
        assert re.fullmatch(rf"{printed}(?:（[^）]+）)?", label)
    for name in ("merchant_no", "terminal_no", "rrn", "trace_no", "batch_no", "auth_code", "order_no"):
        assert PRINTED[name] in CATALOGS["en"].text(f"field.{name}.name")


@pytest.mark.parametrize("lang", CATALOGS)
def test_every_character_is_in_the_fonts_of_chinese_systems(lang: str) -> None:
    """They have what GBK has; what they lack is an empty box where no other font stands in."""
    said = "".join(CATALOGS[lang].texts.values()) + "".join((*OUTCOME_ICONS.values(), *PATH_ICONS.values()))
    assert {char for char in said if not char.encode("gbk", "ignore")} <= IN_THE_FONTS_ALL_THE_SAME
