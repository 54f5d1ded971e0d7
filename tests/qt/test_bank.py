"""A bank's `POSCheckup.toml` beside a (made-up) exe: provider, hotline, logo and language in the real window."""

import io
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from pypdf import PdfReader
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QApplication

from gui import cli
from gui.model.bank import Bank, Logo
from gui.model.errors import UserError
from gui.model.knowledge import Knowledge
from gui.paths import resources_dir
from gui.qt import app as app_module
from gui.qt.logo import LONGEST_PX, ROOM, logo_picture, without_bad_logo
from gui.qt.pages.report import ReportPage
from gui.qt.pages.terminal import TerminalPage
from gui.qt.pages.verdict import VerdictPage
from gui.qt.window import WizardParts
from gui.qt.wizard import CheckupWizard
from gui.report import verify_file
from gui.session import Workspace
from tests.fuzz.pictures import logo_bombs, png_of, svg_of
from tests.fuzz.target import SEEDS
from tests.qt.walk import Walker

NAMES = 'bank_name_zh = "示例银行"\nbank_name_en = "Example Bank"\n'
FILE = f'provider = "chinaums"\n{NAMES}hotline = "400-820-8888"\n'
FROZEN = {"trouble": "abnormal_or_code", "charged": "no", "shown_where": "card_trade", "code": "1407"}
Start = Callable[..., CheckupWizard]


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of an exe that is none."""
    folder = tmp_path / "程序"
    folder.mkdir()
    monkeypatch.setattr(sys, "executable", str(folder / "POSCheckup.exe"))
    for name in ("bank.png", "bank.svg"):
        shutil.copy(SEEDS / "logo" / name, folder)
    return folder


@pytest.fixture
def start(
    beside: Path, tmp_path: Path, themed: QApplication, boxes: list[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., None]:
    """Return a function that writes the bank's file and starts the program as its exe would, to look at its window."""
    monkeypatch.setattr(app_module, "QApplication", lambda _args: themed)
    monkeypatch.setattr(cli, "has_display", lambda: True)

    def run(text: str, look: Callable[[CheckupWizard], None], *arguments: str) -> None:
        (beside / "POSCheckup.toml").write_text(text, encoding="utf-8")

        def show(*_app: object) -> int:
            wizard = next(window for window in themed.topLevelWidgets() if isinstance(window, CheckupWizard))
            try:
                look(wizard)
            finally:
                wizard.close()
                wizard.deleteLater()
            return 0

        monkeypatch.setattr(QApplication, "exec", show)
        with monkeypatch.context() as frozen:
            frozen.setattr("gui.paths.shop_file", lambda: beside / "POSCheckup.toml")
            frozen.setattr("gui.kb.shop_file.shop_file", lambda: beside / "POSCheckup.toml")
            assert cli.main(["--no-network", "--data-dir", str(tmp_path / "data"), *arguments]) == 0

    return run


def walker_of(wizard: CheckupWizard) -> Walker:
    """Return a walker on the window that the program made."""
    return Walker(WizardParts(wizard=wizard, bridge=None))  # type: ignore[arg-type]  # only its wizard is used


def provider_of_the_next_case(folder: Path, knowledge: Knowledge, suggested: str) -> str | None:
    """Return the provider that a new case begins with, when the bank's file suggests one."""
    workspace = Workspace(folder, knowledge)
    try:
        return workspace.new_case(provider=suggested).state.answer("provider")
    finally:
        workspace.close()


def test_the_provider_is_chosen_for_a_new_case(start: Start, tmp_path: Path, knowledge: Knowledge) -> None:
    """Its card is checked on the terminal page, another one can still be chosen, and what the shop said wins."""

    def look(wizard: CheckupWizard) -> None:
        walker = walker_of(wizard)
        walker.answer("trouble", "abnormal_or_code")
        walker.next("terminal")
        page = wizard.pages["terminal"]
        assert isinstance(page, TerminalPage)
        assert page.provider.card("chinaums").isChecked()
        walker.answer("provider", "lakala")
        assert walker.context.answer("provider") == "lakala"
        assert page.provider.card("lakala").isChecked()

    start(FILE, look)
    assert provider_of_the_next_case(tmp_path / "data", knowledge, "chinaums") == "lakala"


def test_what_the_shop_never_said_is_not_remembered(start: Start, tmp_path: Path, knowledge: Knowledge) -> None:
    """A later file of the bank names another provider, and it counts: the shop only named its terminal."""

    def look(wizard: CheckupWizard) -> None:
        walker = walker_of(wizard)
        walker.answer("trouble", "abnormal_or_code")
        walker.next("terminal")
        walker.answer("terminal_kind", "smart")
        assert walker.context.answer("provider") == "chinaums"

    start(FILE, look)
    assert provider_of_the_next_case(tmp_path / "data", knowledge, "lakala") == "lakala"


@pytest.mark.parametrize(("lang", "bank"), [("zh", "示例银行"), ("en", "Example Bank")])
def test_the_hotline_is_on_the_verdict_page_and_in_every_file(
    start: Start, tmp_path: Path, lang: str, bank: str
) -> None:
    """Before the provider's own number, with whose it is, and the warning of swindlers stays."""

    def look(wizard: CheckupWizard) -> None:
        for question, value in FROZEN.items():
            wizard.context.session.record_answer(question, value)
        page, report = wizard.pages["verdict"], wizard.pages["report"]
        assert isinstance(page, VerdictPage)
        assert isinstance(report, ReportPage)
        page.refresh()
        text = page.texts.text
        call = page.bodies["call"].text()
        own = text("ui.verdict.bank_hotline", phone="400-820-8888", bank=bank)
        assert bank in own
        assert call.index(own) < call.index("95534") < call.index(text("report.banks.scam"))
        page.copy.click()
        assert own in QGuiApplication.clipboard().text()
        report.export_to(tmp_path)

    start(FILE, look, "--lang", lang)
    pdf, words = next(tmp_path.glob("*.pdf")), next(tmp_path.glob("*.txt")).read_text(encoding="utf-8")
    first = "".join(PdfReader(io.BytesIO(pdf.read_bytes())).pages[0].extract_text().split())
    assert "400-820-8888" in first
    assert "".join(bank.split()) in first
    assert "400-820-8888" in words
    assert bank in words
    assert len(words) <= 300
    sealed = next(tmp_path.glob("*.json"))
    content = json.loads(sealed.read_text(encoding="utf-8"))
    assert content["bank"] == {"name_zh": "示例银行", "name_en": "Example Bank", "hotline": "400-820-8888"}
    assert "suggested" not in json.dumps(content["events"])
    schema = json.loads((resources_dir() / "schema" / "report-1.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(content)
    assert all(verify_file(path).ok for path in (pdf, sealed))
    assert cli.main(["replay", str(sealed)]) == 0


def test_the_hotline_helps_while_the_cause_is_open(start: Start) -> None:
    """Who knows nothing yet has a number all the same; who has to call his own internet provider is not misled."""

    def look(wizard: CheckupWizard) -> None:
        page, session = wizard.pages["verdict"], wizard.context.session
        assert isinstance(page, VerdictPage)
        page.refresh()
        assert session.diagnosis().top is None
        assert "400-820-8888" in page.bodies["call"].text()
        for question, value in {**FROZEN, "code": "51"}.items():
            session.record_answer(question, value)
        page.refresh()
        assert "400-820-8888" not in page.bodies["call"].text()

    start(FILE, look)


@pytest.mark.parametrize(("arguments", "lang"), [((), "en"), (("--lang", "zh"), "zh")])
def test_the_language_is_the_files_unless_asked_for(start: Start, arguments: tuple[str, ...], lang: str) -> None:
    """The command line wins."""

    def look(wizard: CheckupWizard) -> None:
        assert wizard.context.texts.lang == lang
        assert wizard.windowTitle() == wizard.context.texts.text("ui.app.title")

    start('language = "en"\n', look, *arguments)


@pytest.mark.parametrize("name", ["bank.png", "bank.svg"])
def test_the_logo_is_painted_above_the_programs_name(start: Start, boxes: list[str], name: str) -> None:
    """Its red is on the screen, inside the side list; whose it is can be heard, in the window's language."""

    def look(wizard: CheckupWizard) -> None:
        logo = wizard.side.logo
        wizard.resize(wizard.minimumSize())
        QApplication.processEvents()
        assert logo.isVisible()
        assert logo.geometry().bottom() < wizard.side._brand.geometry().top()
        assert logo.width() <= wizard.side.width()
        assert logo.height() >= logo.sizeHint().height(), "cut off in the smallest window"
        seen = wizard.side.grab().toImage()
        colours = {seen.pixelColor(x, y).name() for x in range(seen.width()) for y in range(logo.geometry().bottom())}
        assert any(QColor(colour).red() > 150 > 2 * QColor(colour).green() for colour in colours)
        assert logo.accessibleName() == "示例银行"
        wizard.context.texts.switch()
        assert logo.accessibleName() == "Example Bank"

    start(f'{NAMES}logo = "{name}"\n', look)
    assert boxes == []


def test_without_a_logo_nothing_is_there(start: Start) -> None:
    """Most shops have no such file."""
    start("", _expect_no_logo)


def _expect_no_logo(wizard: CheckupWizard) -> None:
    assert not wizard.side.logo.isVisible()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_hostile_logo_is_refused_and_the_program_goes_on(
    start: Start, beside: Path, boxes: list[str], lang: str
) -> None:
    """One message names file, line and entry with every other mistake; what is right still counts."""
    (beside / "bank.svg").write_bytes(svg_of('<image href="file:///etc/passwd"/>'))

    def look(wizard: CheckupWizard) -> None:
        _expect_no_logo(wizard)
        assert wizard.context.answer("provider") == "chinaums"
        assert wizard.context.bank.hotline == ""

    start(f'{FILE.replace("400-", "x")}logo = "bank.svg"\n', look, "--lang", lang)
    (box,) = boxes
    words = {"zh": ("第 4 行", "第 5 行"), "en": ("ine 4", "ine 5")}[lang]
    assert all(word in box for word in (*words, "POSCheckup.toml", "hotline", "logo", "image"))


def logo_of(data: bytes) -> Logo:
    """Return the logo of a file."""
    return Logo(data=data, file="POSCheckup.toml", line=7)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (png_of(LONGEST_PX + 1, 1, 1), "pixels"),
        (png_of(60_000, 60_000, 1), "pixels"),
        (png_of(4096, 4096, 1), "pixels"),
        (svg_of("", box="0 0 99999 9"), "pixels"),
        (svg_of("<text>x</text>"), "part"),
        (svg_of("<style>@import 'http://192.0.2.1/x'</style>"), "part"),
        (svg_of('<script href="x.js"/>'), "part"),
        (svg_of('<g id="a"><use href="#a"/></g>'), "part"),
        (svg_of('<rect filter="url(#a)"/>'), "part"),
        (svg_of('<rect stroke-dasharray="0.001"/>'), "part"),
        (svg_of('<rect fill="url(file:///x)"/>'), "part"),
        (svg_of('<linearGradient href="//192.0.2.1/x"/>'), "part"),
        (svg_of("<g>" * 50 + "</g>" * 50), "part"),
        (svg_of("<g/>" * 9000), "part"),
        (b'<!DOCTYPE svg [<!ENTITY a "x">]><svg>&a;</svg>', "part"),
        (svg_of("<g>"), "broken"),
        (b"<svg", "broken"),
        (b"", "broken"),
        (b"GIF89a", "broken"),
        (svg_of("<g/>", box="0 0 1 4000"), "broken"),
    ],
)
def test_why_a_logo_is_refused(qapp: QApplication, data: bytes, what: str) -> None:
    """Before Qt draws any of it, and without a word of Qt's own."""
    bank = Bank(name_zh="示例银行", name_en="Example Bank", hotline="95588", logo=logo_of(data))
    plain, (problem,) = without_bad_logo(bank)
    assert problem.key == f"kb.logo_{what}"
    assert (problem.text_args["file"], problem.text_args["line"]) == ("POSCheckup.toml", 7)
    assert (plain.logo, plain.hotline) == (None, "95588")


@pytest.mark.qt_log_ignore("libpng", "Invalid path", "QPen", "Shape of type")
def test_no_bomb_goes_off(qapp: QApplication) -> None:
    """Each is drawn in the room that there is, or refused."""
    for data in logo_bombs():
        try:
            picture = logo_picture(logo_of(data))
        except UserError:
            continue
        assert not picture.size().isEmpty()
        assert picture.size().boundedTo(ROOM) == picture.size()


def test_a_logo_keeps_its_proportions(qapp: QApplication) -> None:
    """A small PNG is not blown up, an SVG fills the room, and a sharper screen gets more pixels."""
    small = logo_of((SEEDS / "logo" / "bank.png").read_bytes())
    drawn = logo_of((SEEDS / "logo" / "bank.svg").read_bytes())
    assert logo_picture(small).size() == QSize(60, 20)
    assert logo_picture(drawn).size() == QSize(120, 40)
    sharp = logo_picture(drawn, 2.0)
    assert (sharp.size(), sharp.devicePixelRatio()) == (QSize(240, 80), 2.0)


def test_a_case_that_goes_on_keeps_its_provider(tmp_path: Path, knowledge: Knowledge) -> None:
    """A card that was clicked, also the suggested one, is the shop's own word."""
    workspace = Workspace(tmp_path, knowledge)
    session = workspace.new_case(provider="chinaums")
    session.record_answer("terminal_kind", "smart")
    assert workspace.new_case(provider="lakala").state.answer("provider") == "lakala"
    session.record_answer("provider", "chinaums")
    assert workspace.new_case(provider="lakala").state.answer("provider") == "chinaums"
    workspace.close()
