"""关于: reached by mouse and keyboard, says what it should in both languages, and leaves nothing behind."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gui import __version__
from gui.kb import Licences, load_licences
from gui.model.knowledge import Knowledge
from gui.qt import about as about_module
from gui.qt.about import AboutDialog, utf16_length
from gui.qt.texts import Texts
from gui.qt.window import WizardParts, build_wizard
from gui.qt.wizard import SMALLEST, CheckupWizard
from gui.session import Session
from tests.qt.conftest import visible_texts

MakeWizard = Callable[..., WizardParts]


def opened(wizard: CheckupWizard) -> AboutDialog:
    """Return the window that is open."""
    dialog = wizard.findChild(AboutDialog)
    assert dialog is not None
    assert dialog.isVisible()
    return dialog


def closed(wizard: CheckupWizard) -> bool:
    """Say whether the window is gone for good, after what Qt does later was done."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return wizard.findChild(AboutDialog) is None


def settle(dialog: AboutDialog) -> None:
    """Let layouts and views take their sizes."""
    for _ in range(10):
        QApplication.processEvents()
    assert dialog.isVisible()


def first_shown_line(notices: QPlainTextEdit) -> str:
    """Return the text of the line at the top of the notices."""
    return notices.cursorForPosition(notices.viewport().rect().topLeft()).block().text()


@pytest.fixture(scope="module")
def licences() -> Licences:
    """Return the program's own list."""
    return load_licences()


@pytest.fixture
def wizard(make_wizard: MakeWizard, session: Session, qtbot: QtBot) -> CheckupWizard:
    """Return a Chinese wizard that has the keyboard."""
    wizard = make_wizard(session).wizard
    wizard.activateWindow()
    qtbot.waitUntil(wizard.isActiveWindow)
    return wizard


@pytest.fixture
def dialog(wizard: CheckupWizard) -> AboutDialog:
    """Return the open window."""
    wizard.show_about()
    return opened(wizard)


def test_by_mouse_and_out_by_mouse(wizard: CheckupWizard) -> None:
    """A click on the link opens it, a click on the button closes it, and it can be opened again."""
    for _ in range(2):
        QTest.mouseClick(wizard.side.about, Qt.MouseButton.LeftButton)
        QTest.mouseClick(opened(wizard).close_button, Qt.MouseButton.LeftButton)
        assert closed(wizard)


def test_by_f1_and_out_by_escape(wizard: CheckupWizard) -> None:
    """F1 opens it from wherever the keyboard is; Esc closes it and nothing else."""
    QTest.keyClick(wizard, Qt.Key.Key_F1)
    dialog = opened(wizard)
    assert dialog.isModal()
    wizard.show_about()
    assert len(wizard.findChildren(AboutDialog)) == 1
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert closed(wizard)
    assert wizard.isVisible()


def test_by_the_link_with_the_keyboard(wizard: CheckupWizard) -> None:
    """The link is reached with Tab and pressed with Space."""
    for _ in range(60):
        if wizard.side.about.hasFocus():
            break
        QTest.keyClick(wizard.focusWidget(), Qt.Key.Key_Tab)
    assert wizard.side.about.hasFocus()
    QTest.keyClick(wizard.side.about, Qt.Key.Key_Space)
    QTest.keyClick(opened(wizard).tabs, Qt.Key.Key_Escape)
    assert closed(wizard)


@pytest.mark.parametrize("place", ["search", "notices", "list"])
def test_escape_works_everywhere(wizard: CheckupWizard, dialog: AboutDialog, place: str) -> None:
    """No field of the window keeps Esc for itself."""
    dialog.tabs.setCurrentIndex(1)
    QTest.keyClick(getattr(dialog.third_party, place), Qt.Key.Key_Escape)
    assert closed(wizard)


@pytest.mark.parametrize(
    ("lang", "link", "words"),
    [
        (
            "zh",
            "关于 (F1)",
            ("关于 POS机体检", "个原因", "不上传任何内容", "不存完整卡号", "MIT", "用到的软件和许可证"),
        ),
        (
            "en",
            "About (F1)",
            ("About POSCheckup", "causes", "never uploads", "No PIN", "MIT", "Software used, licences"),
        ),
    ],
)
def test_what_it_says(
    make_wizard: MakeWizard, session: Session, knowledge: Knowledge, lang: str, link: str, words: tuple[str, ...]
) -> None:
    """Version, knowledge with its counts and digest, Python and Qt, what is kept and contacted, and no raw key."""
    wizard = make_wizard(session, lang=lang).wizard
    assert wizard.side.about.text() == link
    wizard.show_about()
    dialog = opened(wizard)
    shown = visible_texts(dialog)
    dialog.tabs.setCurrentIndex(1)
    shown += [*visible_texts(dialog), dialog.windowTitle(), *(dialog.tabs.tabText(tab) for tab in range(2))]
    text = "\n".join(shown)
    counts = (len(knowledge.causes), len(knowledge.steps), len(knowledge.codes), len(knowledge.providers))
    for wanted in (*words, __version__, knowledge.digest[:12], *map(str, counts), "Python 3.", "Qt 6.11.3"):
        assert wanted in text
    assert "ui." not in text
    dialog.reject()


def test_a_switched_language_is_used(wizard: CheckupWizard) -> None:
    """After a switch the link and the next window speak the other language."""
    wizard.context.texts.switch()
    assert wizard.side.about.text() == "About (F1)"
    wizard.show_about()
    assert opened(wizard).accessibleName() == "About POSCheckup"
    opened(wizard).reject()


def test_the_folder_of_the_data(
    session: Session, knowledge: Knowledge, scripted_run: object, themed: QApplication, tmp_path: Path
) -> None:
    """The folder that this program writes to is shown and can be copied, not changed."""
    parts = build_wizard(session, knowledge, Texts("zh"), knowledge.targets, data_folder=tmp_path / "数据")
    dialog = AboutDialog(parts.wizard.context)
    folder = dialog.program.folder
    assert folder.text() == str(tmp_path / "数据")
    assert folder.isReadOnly()
    dialog.deleteLater()
    parts.wizard.close()
    parts.bridge.close()
    parts.wizard.deleteLater()


def test_every_component_leads_to_its_place(dialog: AboutDialog, licences: Licences) -> None:
    """All are listed; choosing one with the arrow keys shows its name and licence at the top."""
    dialog.tabs.setCurrentIndex(1)
    settle(dialog)
    third_party = dialog.third_party
    components = list(licences.components.values())
    assert [third_party.list.item(row).text() for row in range(third_party.list.count())] == [
        component.name for component in components
    ]
    third_party.list.setCurrentRow(0)
    for component in components:
        block = third_party.notices.textCursor().block()
        assert block.text() == f"{component.name} {component.version}".rstrip()
        assert block.next().text().strip() == component.licence
        assert first_shown_line(third_party.notices) == block.text()
        QTest.keyClick(third_party.list, Qt.Key.Key_Down)
    dialog.reject()


def test_the_whole_of_every_licence_can_be_read(dialog: AboutDialog, licences: Licences) -> None:
    """The notices hold every text to its last line, and the keyboard can select but not change them."""
    notices = dialog.third_party.notices
    shown = notices.toPlainText()
    assert all(text in shown for text in licences.texts.values())
    assert licences.preface in shown
    QTest.keyClick(notices, Qt.Key.Key_X)
    QTest.keyClick(notices, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert notices.toPlainText() == shown
    assert notices.textCursor().selectedText().startswith("POSCheckup · POS机体检")
    dialog.reject()


def test_searching(dialog: AboutDialog) -> None:
    """Enter finds the next place, after the last the first again; what is nowhere is said and moves nothing."""
    dialog.tabs.setCurrentIndex(1)
    third_party = dialog.third_party
    cursor = third_party.notices.textCursor
    QTest.keyClick(third_party.search, Qt.Key.Key_Return)
    assert not cursor().hasSelection()
    QTest.keyClicks(third_party.search, "LESSER GENERAL PUBLIC")
    places: list[int] = []
    while len(places) == len(set(places)):
        QTest.keyClick(third_party.search, Qt.Key.Key_Return)
        assert cursor().selectedText().upper() == "LESSER GENERAL PUBLIC"
        places.append(cursor().position())
    assert len(places) > 2
    assert places[-1] == places[0]
    third_party.search.setText("没有这样的话")
    QTest.mouseClick(third_party.next, Qt.MouseButton.LeftButton)
    assert third_party.answer.isVisible()
    assert third_party.answer.text() == "没有找到「没有这样的话」。"
    assert cursor().position() == places[0]
    third_party.search.setText("MIT")
    QTest.mouseClick(third_party.next, Qt.MouseButton.LeftButton)
    assert not third_party.answer.isVisible()
    assert dialog.isVisible()
    dialog.reject()


def test_everything_has_a_name(dialog: AboutDialog) -> None:
    """A screen reader can name every control, and Tab leaves the text."""
    kinds = (QPushButton, QLineEdit, QListWidget, QPlainTextEdit)
    for tab in range(dialog.tabs.count()):
        dialog.tabs.setCurrentIndex(tab)
        for control in (child for kind in kinds for child in dialog.findChildren(kind)):
            assert control.accessibleName() or getattr(control, "text", str)(), control
        assert dialog.tabs.currentWidget().accessibleName()
    assert dialog.third_party.notices.tabChangesFocus()
    dialog.reject()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_fits_a_small_wizard(make_wizard: MakeWizard, session: Session, lang: str) -> None:
    """It opens smaller than the smallest wizard; made smaller still, the facts scroll and no line is cut."""
    wizard = make_wizard(session, lang=lang).wizard
    wizard.show_about()
    dialog = opened(wizard)
    settle(dialog)
    assert dialog.width() <= SMALLEST.width()
    assert dialog.height() <= SMALLEST.height() - 32  # the frame of the window
    dialog.resize(dialog.minimumSize())
    settle(dialog)
    labels = [child for child in dialog.program.findChildren(QWidget) if child.inherits("QLabel")]
    assert len(labels) == 11
    assert not [words for words in labels if words.height() < words.heightForWidth(words.width())]
    dialog.reject()


def test_the_start_reads_no_licence(
    make_wizard: MakeWizard, session: Session, monkeypatch: pytest.MonkeyPatch, licences: Licences
) -> None:
    """The list and the texts are read when the window opens, not before."""
    reads: list[int] = []

    def read() -> Licences:
        reads.append(1)
        return licences

    monkeypatch.setattr(about_module, "load_licences", read)
    wizard = make_wizard(session).wizard
    assert reads == []
    wizard.show_about()
    assert reads == [1]
    opened(wizard).reject()


def test_lengths_are_qts() -> None:
    """A character beyond U+FFFF is two of Qt's units."""
    assert utf16_length("a中𠀀") == 4
