"""Taking apart what was typed: codes, words, and what is neither."""

from time import process_time

import pytest

from gui.kb.spelling import own_spelling
from gui.kb.typed import Reader, Run, Typed

CODES = {"51", "99", "A0", "E106", "NOTENOUGH", "SIGNERROR", "98.1"}


def read(text: str) -> Typed:
    """Take a text apart with the program's own tables."""
    return Reader(own_spelling()).read(text, CODES)


def keys(text: str) -> list[str]:
    """Return the keys of the runs."""
    return [run.key for run in read(text).runs]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("99PIN格式错", ["99"]),
        ("E106", ["E106"]),
        ("E 106", ["E106", "E", "106"]),
        ("NOT ENOUGH", ["NOTENOUGH", "NOT", "ENOUGH"]),
        ("err_code=SIGN_ERROR", ["ERRCODE", "SIGNERROR"]),
        ("XQ77PIN", ["XQ77PIN"]),
        ("金额100.00元 51", ["51"]),
        ("凭证号000123 批次号：000007 51", ["51"]),
        ("2026-11-20 14:32:05 51", ["51"]),
        ("2026年5月1日 5月1日 51", ["51"]),
        ("¥51.20 51", ["51"]),
        ("付了51块", []),
        ("6222 **** **** 5151", []),
        ("13800138000", []),
        ("账户异常", []),
    ],
)
def test_runs(text: str, expected: list[str]) -> None:
    """Possible codes, without amounts, times and the numbers of a slip."""
    assert keys(text) == expected


@pytest.mark.parametrize(
    ("text", "is_marked", "is_edge"),
    [
        ("51", True, True),
        ("【51】", True, True),
        ("失败[51]了", True, False),
        ("错误码：51，刷不了", True, False),
        ("提示51余额不足", True, False),
        ("51余额不足", False, True),
        ("余额不足 51。", False, True),
        ("有51个", False, False),
        ("我说51好吧", False, False),
    ],
)
def test_marks(text: str, *, is_marked: bool, is_edge: bool) -> None:
    """Alone, in brackets, after a word that announces a code; or at an edge. A number that counts is none of these."""
    runs = read(text).runs
    assert runs in ((), (Run(key="51", is_marked=is_marked, is_edge=is_edge),))
    assert bool(runs) == (text != "有51个")


def test_words() -> None:
    """The words, without the code, and without what is said around every message."""
    typed = read("请问POS机提示51余额不足怎么办，网络异常")
    assert typed.text == "请问POS机提示51余额不足怎么办网络异常"
    assert typed.words == "请问POS机提示余额不足怎么办网络异常"
    assert typed.message == "余额不足网络异常"
    assert typed.phrases == ("余额不足", "网络异常")
    assert typed.texts == (typed.text, typed.words, typed.message)


def test_what_holds_an_amount_is_no_code_as_a_whole() -> None:
    """Only a text that is nothing else is a code."""
    assert read(" 51 ").whole == "51"
    assert read("51 100.00元").whole == ""


def test_noise_alone_is_no_message() -> None:
    """怎么办 says nothing."""
    assert read("怎么办，请重试").message == ""


@pytest.mark.parametrize("part", ["X", "9", "51X", "X_", "X. ", "E 1", "51 ", "错X"])
def test_what_has_no_end_takes_no_time(part: str) -> None:
    """Four thousand characters may come in a file: a tenth of a second, where it grew with their square."""
    reader = Reader(own_spelling())
    began_s = process_time()
    reader.read(part * (4000 // len(part)), CODES)
    assert process_time() - began_s < 1.0
