"""The page for users who cannot start the program: whole in one file, in both languages, with Windows' own words."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import exe

PAGE = Path(exe.BUILD / "companion.html")
VOID = {"meta", "br", "hr", "img", "link", "input"}
#: What Windows says, letter for letter: users search for it and compare with their screen.
MESSAGES = (
    "无法启动此程序，因为计算机中丢失 api-ms-win-core-path-l1-1-0.dll。尝试重新安装该程序以解决此问题。",
    (
        "The program can't start because api-ms-win-core-path-l1-1-0.dll is missing from your computer. "
        "Try reinstalling the program to fix this problem."
    ),
    "此应用无法在你的电脑上运行",
    "This app can't run on your PC",
    "此文件的版本与正在运行的 Windows 版本不兼容。",
    "The version of this file is not compatible with the version of Windows you're running.",
    "不是有效的 Win32 应用程序",
    "Windows 已保护你的电脑",
    "Windows protected your PC",
)


class Outline(HTMLParser):
    """The page's skeleton: what is open, headings, ids, links, languages, and text by language."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.tags: list[str] = []
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.outside: list[str] = []
        self.text: dict[str, str] = {}
        self.problems: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if tag == "a" else []
        self.outside += [value for name, value in given.items() if name in ("src", "data", "action") or "//" in value]
        if tag not in VOID:
            language = self.open[-1][1] if self.open else ""
            self.open.append((tag, given.get("lang", language)))

    def handle_endtag(self, tag: str) -> None:
        """Close an element: it must be the one opened last."""
        if not self.open or self.open.pop()[0] != tag:
            self.problems.append(f"{self.getpos()}: </{tag}>")

    def handle_data(self, data: str) -> None:
        """Collect text."""
        if self.open:
            language = self.open[-1][1]
            self.text[language] = self.text.get(language, "") + data


@pytest.fixture(scope="module")
def page() -> Outline:
    """Return the page, read."""
    outline = Outline()
    outline.feed(PAGE.read_text(encoding="utf-8"))
    outline.close()
    return outline


def test_it_is_well_formed(page: Outline) -> None:
    """Old browsers guess differently where elements are not closed."""
    assert page.problems == []
    assert page.open == []
    assert len(set(page.ids)) == len(page.ids)


def test_it_needs_nothing_from_outside(page: Outline) -> None:
    """No script, no picture, no font, no link that leaves the page: a shop without network reads it too."""
    assert not {"script", "img", "link", "iframe", "object", "form"} & set(page.tags)
    assert page.outside == []
    assert "url(" not in PAGE.read_text(encoding="utf-8")
    assert "@import" not in PAGE.read_text(encoding="utf-8")


def test_every_link_leads_somewhere(page: Outline) -> None:
    """Links point to places on the page, and to the handbooks that lie beside it."""
    handbooks = set(exe.HANDBOOKS.values())
    assert handbooks <= set(page.links)
    assert [link for link in page.links if link.removeprefix("#") not in {*page.ids, *handbooks}] == []


def test_old_browsers_read_it() -> None:
    """The charset stands in the first kilobyte, without a byte order mark, and no CSS that IE 11 lacks is needed."""
    data = PAGE.read_bytes()
    assert data.startswith(b"<!DOCTYPE html>\n")
    assert b'<meta charset="utf-8">' in data[:1024]
    style = PAGE.read_text(encoding="utf-8").partition("<style>")[2].partition("</style>")[0]
    assert not re.search(r"var\(|display: *(grid|flex)|--[a-z]", style)
    assert "prefers-color-scheme: dark" in style


def test_both_languages_say_the_same(page: Outline) -> None:
    """Chinese first; the English part has the same headings in the same order, and as many steps."""
    assert page.headings[0] == 1
    half = len(page.headings) // 2
    assert page.headings[:half] == page.headings[half:]
    assert all(deeper - level <= 1 for level, deeper in zip(page.headings, page.headings[1:], strict=False))
    chinese, _mark, english = PAGE.read_text(encoding="utf-8").partition('<div class="english"')
    assert chinese.count("<li>") == english.count("<li>")
    assert chinese.count('class="box message"') == english.count('class="box message"')
    assert set(page.text) == {"zh-CN", "en"}
    assert re.findall("[一-鿿]", page.text["en"]) == []


@pytest.mark.parametrize("message", MESSAGES)
def test_windows_words_are_exact(message: str, page: Outline) -> None:
    """They stand on one line, so that a search finds them."""
    language = "zh-CN" if re.search("[一-鿿]", message) else "en"
    assert message in page.text[language]


def test_the_dll_is_never_recommended(page: Outline) -> None:
    """The first hits of a search for that message offer the DLL: the page warns of them."""
    assert "不要到网上下载这个 dll" in page.text["zh-CN"]
    assert "Never download that DLL" in page.text["en"]


def test_money_comes_before_everything(page: Outline) -> None:
    """Whether the customer was charged stands before the first other heading."""
    for language, words, heading in (
        ("zh-CN", "有没有被扣款", "用哪个文件"),
        ("en", "whether the customer was charged", "Which file"),
    ):
        text = page.text[language]
        assert text.index(words) < text.index(heading)


def test_it_lies_beside_the_exe(tmp_path: Path) -> None:
    """The build copies it under a name that stands first in a Chinese folder and that anybody can read."""
    copy = exe.write_companion(tmp_path)
    assert copy == tmp_path / "先看这里-README.html"
    assert copy.read_bytes() == PAGE.read_bytes()
