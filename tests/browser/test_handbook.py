"""The handbook in a real browser: what a search shows and hides, on a phone, on a PC and on paper."""

import base64
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

import dev
from gui.kb import LANGUAGES, load_catalog, load_knowledge, load_reference
from gui.report.handbook_build import build_handbook
from gui.report.handbook_html import handbook_html
from tests.browser.chromium import Browser, running_browser

PHONE, DESKTOP = 360, 1280
WIDTHS = [pytest.param(PHONE, id="phone"), pytest.param(DESKTOP, id="desktop")]
#: The ids of the entries that can be seen.
SEEN = "return [].filter.call(document.querySelectorAll('.e'), function (e) { return e.offsetHeight > 0; }).map("
SEEN += "function (e) { return e.id; });"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Return one browser for all these tests; on Debian it has to be there."""
    if "chromedriver" not in dev.test_programs():
        pytest.skip("Chromium is no package of this system")
    with running_browser(tmp_path_factory.mktemp("browser")) as started:
        yield started


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the address of the page in each language, in a folder with a Chinese name."""
    folder = tmp_path_factory.mktemp("手册")
    knowledge, reference = load_knowledge(), load_reference()
    catalogs = {lang: load_catalog(lang) for lang in LANGUAGES}
    for lang in LANGUAGES:
        (folder / f"{lang}.html").write_bytes(handbook_html(build_handbook(knowledge, reference, catalogs, lang)))
    return {lang: (folder / f"{lang}.html").as_uri() for lang in LANGUAGES}


@pytest.fixture(autouse=True)
def nothing_to_complain_about(browser: Browser) -> Iterator[None]:
    """Fail a test in which the page wrote to its console: an error of a script, or a file that was not there."""
    yield
    assert browser.log() == []


def seen_when_searched(browser: Browser, typed: str) -> list[str]:
    """Return the ids of the entries that can be seen once the address says that a text was searched for."""
    wanted = json.dumps(f"#q={typed}")
    look = f"if (decodeURIComponent(location.hash) === {wanted}) {{ done((function () {{ {SEEN} }}())); }}"
    seen: list[str] = browser.wait(f"(function look() {{ {look} else {{ requestAnimationFrame(look); }} }}());")
    return seen


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_whole_page(browser: Browser, pages: dict[str, str], lang: str, width: int) -> None:
    """Opened without a search everything is there, nothing is wider than the window, and the text can be read."""
    browser.open(pages[lang], width=width, is_phone=width == PHONE)
    entries = browser.run("return document.querySelectorAll('.e').length")
    assert len(browser.run(SEEN)) == entries > 600
    assert browser.run("return document.documentElement.scrollWidth") <= width
    assert browser.run("return parseFloat(getComputedStyle(document.body).fontSize)") >= 15
    wide = "return [].filter.call(document.querySelectorAll('.e'), function (e) { return e.scrollWidth > e.clientWidth"
    assert browser.run(f"{wide} + 1; }}).length") == 0


@pytest.mark.parametrize("width", WIDTHS)
def test_a_search_by_address(browser: Browser, pages: dict[str, str], width: int) -> None:
    """#q=51 shows every 51 and what it can mean, and neither 510 nor 95516; the warning about money stays."""
    browser.open(f"{pages['zh']}#q=51", width=width, is_phone=width == PHONE)
    seen = browser.run(SEEN)
    assert seen[:2] == ["code-unionpay-39u3a51", "code-scan-acquireru3a51"]
    assert "cause-cardholder-balance" in seen
    assert not {"provider-unionpay", "code-unionpay-39u3a03"} & set(seen)
    assert len(seen) < 8
    assert browser.run("return document.getElementById('q').value") == "51"
    assert f"{len(seen)} 条" in browser.run("return document.getElementById('said').textContent")
    assert browser.run("return document.querySelector('.box').offsetHeight") > 0


@pytest.mark.parametrize(
    ("lang", "typed", "entry"),
    [
        ("zh", "账户异常", "code-screen-textu3au8d26u6237u5f02u5e38"),
        ("zh", "ａ０", "code-unionpay-39u3aA0"),  # full width
        ("zh", "招商银行", "bank-cmb"),
        ("zh", "没有网 路由器", "cause-no-internet"),  # two words, both must be there
        ("zh", "no_transaction", "limit-NO_TRANSACTION"),
        ("zh", "frozen", "cause-merchant-frozen"),  # English in the Chinese page
        ("zh", "A920", "model-PAX-A920"),
        ("en", "invalid merchant", "code-unionpay-39u3a03"),
        ("en", "拉卡拉", "provider-lakala"),
        ("en", "factory reset", "step-factory-reset-with-provider"),
    ],
)
def test_typing(browser: Browser, pages: dict[str, str], lang: str, typed: str, entry: str) -> None:
    """What is typed is found, everything else goes, and the address keeps it for a link."""
    if not browser.is_at(pages[lang]):
        browser.open(pages[lang], width=PHONE, is_phone=True)
    browser.run("document.getElementById('q').value = ''")
    browser.type("#q", typed)
    seen = seen_when_searched(browser, typed)
    assert entry in seen
    assert len(seen) < 60


def test_nothing_found(browser: Browser, pages: dict[str, str]) -> None:
    """It says 未收录 and guesses nothing; one click shows everything again."""
    browser.open(f"{pages['zh']}#q=%E7%81%AB%E6%98%9F%E4%BA%BA", width=PHONE, is_phone=True)
    assert browser.run(SEEN) == []
    assert browser.run("return document.getElementById('said').textContent").startswith("未收录")
    assert browser.run("return document.querySelectorAll('.c:not(.off), .g:not(.off)').length") == 0
    browser.run("document.getElementById('all').click()")
    assert len(seen_when_searched(browser, "")) > 600


def test_a_link_out_of_a_search(browser: Browser, pages: dict[str, str]) -> None:
    """It leads to an entry that the search had hidden, and that is then in sight."""
    browser.open(f"{pages['zh']}#q=E102", width=DESKTOP)
    link = "#code-newland-starposu3aE102 a[href='#cause-dns-failure']"
    place = "document.getElementById('cause-dns-failure').getBoundingClientRect().top"
    moved = (
        f"addEventListener('hashchange', function () {{ requestAnimationFrame(function () {{ done({place}); }}); }});"
    )
    top = browser.wait(f'{moved} document.querySelector("{link}").click();')
    assert 0 <= top < 300
    assert browser.run("return document.getElementById('q').value") == ""
    assert len(browser.run(SEEN)) > 600


def test_without_script(browser: Browser, pages: dict[str, str], tmp_path: Path) -> None:
    """Everything can be read, and no search field is there that would do nothing."""
    text = Path(unquote(urlsplit(pages["zh"]).path)).read_text(encoding="utf-8")
    start, _, rest = text.partition("<script>")
    (tmp_path / "plain.html").write_text(start + rest.partition("</script>")[2], encoding="utf-8")
    browser.open((tmp_path / "plain.html").as_uri(), width=PHONE, is_phone=True)
    assert len(browser.run(SEEN)) > 600
    assert browser.run("return document.getElementById('find').offsetHeight") == 0


def test_printing(browser: Browser, pages: dict[str, str], tmp_path: Path) -> None:
    """What was found is printed, with the warning and without the search field; the text is in the PDF as text."""
    browser.open(f"{pages['zh']}#q=C30", width=DESKTOP)
    (tmp_path / "page.pdf").write_bytes(base64.b64decode(browser.pdf()))
    command = ["pdftotext", "-layout", str(tmp_path / "page.pdf"), "-"]
    text = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    squeezed = "".join(text.split())
    assert "先管钱：重刷以前，先弄清顾客有没有被扣款" in squeezed
    assert "商户账户被冻结" in squeezed
    assert "按顺序做" in squeezed
    assert "看全部" not in squeezed
