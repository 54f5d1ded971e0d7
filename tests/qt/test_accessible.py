"""What a screen reader is told: a name, a role and, where the name is not enough, a description of every control."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QListWidget,
    QMessageBox,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QTabBar,
    QTabWidget,
    QTextBrowser,
    QWidget,
)

from gui.model.errors import UserError
from gui.model.failure import Failure, Operation
from gui.model.observation import Observation, ProbeKind, ProbeOutcome, ProbeResult, ProbeState, Segment, Verdict
from gui.qt.about import AboutDialog
from gui.qt.dialogs import ask, show_error
from gui.qt.history import HistoryDialog
from gui.qt.icons import drawing, room
from gui.qt.pages.network import NetworkPage
from gui.qt.pages.report import ReportPage
from gui.qt.pages.steps import StepsPage
from gui.qt.pages.verdict import VerdictPage
from gui.qt.texts import Texts
from gui.qt.theme import present_palette
from gui.qt.widgets.basics import Drawing, Fold, Notice
from gui.qt.widgets.path_picture import PathPicture
from gui.qt.widgets.ranked import CauseRow
from gui.qt.widgets.side import ICON_PX, SideList
from gui.qt.widgets.status_row import StatusRow
from gui.qt.widgets.table import Table
from gui.qt.window import WizardParts
from gui.session import Session
from tests.qt.test_wizard import ONE_CARD
from tests.qt.walk import Walker, settle

MakeWizard = Callable[..., WizardParts]
Role = QAccessible.Role

#: What a user operates or reads as one thing, with the role that it must have; the first that fits counts.
ROLES: tuple[tuple[type[QWidget], QAccessible.Role], ...] = (
    (QRadioButton, Role.RadioButton),
    (QCheckBox, Role.CheckBox),
    (QAbstractButton, Role.Button),
    (QLineEdit, Role.EditableText),
    (QPlainTextEdit, Role.EditableText),
    (QTextBrowser, Role.StaticText),
    (QComboBox, Role.ComboBox),
    (QListWidget, Role.List),
    (Table, Role.Tree),
    (QTabBar, Role.PageTabList),
    (QProgressBar, Role.ProgressBar),
    (Drawing, Role.Graphic),
    (StatusRow, Role.Border),
    (CauseRow, Role.Border),
    (PathPicture, Role.Border),
    (Notice, Role.Border),
)
#: What holds others may have the focus for its arrow keys, if it has a name.
HOLDERS = (QTabWidget, QScrollArea)
#: What cannot be understood by its name alone, as every field is.
DESCRIBED: tuple[type[QWidget], ...] = (QLineEdit, QCheckBox)


def said(widget: QWidget, what: QAccessible.Text = QAccessible.Text.Name) -> str:
    """Return what a screen reader is told of a widget."""
    return QAccessible.queryAccessibleInterface(widget).text(what).strip()


def role_of(widget: QWidget) -> QAccessible.Role:
    """Return the role of a widget."""
    return QAccessible.queryAccessibleInterface(widget).role()


def shown(root: QWidget) -> Iterator[QWidget]:
    """Yield every visible widget below a window."""
    yield from (widget for widget in root.findChildren(QWidget) if widget.isVisible())


def flaws(root: QWidget) -> list[str]:
    """Return what is wrong with the visible widgets of a window."""
    found = []
    for widget in shown(root):
        role = next((role for kind, role in ROLES if isinstance(widget, kind)), None)
        if isinstance(widget, QAbstractButton) and widget.isCheckable() and role is Role.Button:
            role = Role.CheckBox  # Qt's name for a button that stays down
        takes_focus = widget.focusPolicy() is not Qt.FocusPolicy.NoFocus
        if role is None and not (takes_focus and isinstance(widget, HOLDERS)):
            found += [f"takes the focus and is no control: {widget}"] if takes_focus else []
            continue
        found += [] if said(widget) else [f"no name: {widget}"]
        found += [] if role in (None, role_of(widget)) else [f"role {role_of(widget)}: {widget}"]
        if isinstance(widget, DESCRIBED) and not said(widget, QAccessible.Text.Description):
            found.append(f"no description: {said(widget)}")
    return found


def unfold(root: QWidget) -> None:
    """Open everything that can be opened."""
    settle()
    for fold in root.findChildren(Fold):
        if fold.isVisible() and not fold.is_open:
            fold.click()
    settle()


@pytest.fixture(params=["zh", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    """Return each language in turn."""
    return str(request.param)


@pytest.fixture
def parts(make_wizard: MakeWizard, session: Session, lang: str) -> WizardParts:
    """Return a wizard in the language of the test, with a fault in its network."""
    fault = Verdict(segment=Segment.INTERCEPTION, fault="captive-portal", confidence=0.95)
    made = make_wizard(session, lang=lang, verdict=fault)
    made.wizard.context.check.start()
    return made


def test_every_control_of_every_page_says_what_it_is(parts: WizardParts) -> None:
    """Name, role and description are there on all pages, with everything open that can be opened."""
    walker, counted = Walker(parts), 0
    wrong: list[str] = []

    def look(page: str) -> None:
        nonlocal counted
        unfold(walker.wizard)
        wrong.extend(f"{page}: {flaw}" for flaw in flaws(walker.wizard))
        counted += sum(isinstance(widget, tuple(kind for kind, _ in ROLES)) for widget in shown(walker.wizard))

    walker.walk_to_report({**ONE_CARD, "connection": "wifi"}, shot=look)
    assert wrong == []
    assert counted > 200


def test_every_control_of_every_dialog_says_what_it_is(parts: WizardParts) -> None:
    """Both tabs of About, and the stored cases."""
    parts.wizard.show_about()
    about = parts.wizard.findChild(AboutDialog)
    assert about is not None
    for number in range(about.tabs.count()):
        about.tabs.setCurrentIndex(number)
        settle()
        assert flaws(about) == []
    about.show_stored()
    stored = about.findChild(HistoryDialog)
    assert stored is not None
    assert flaws(stored) == []
    assert said(stored.some, QAccessible.Text.Description)
    assert said(stored.all, QAccessible.Text.Description)
    stored.reject()
    about.reject()


def test_the_facts_of_about_are_read_with_their_words(parts: WizardParts) -> None:
    """The name of a label is all that is read of it: it holds the fact, not the title alone."""
    parts.wizard.show_about()
    about = parts.wizard.findChild(AboutDialog)
    assert about is not None
    facts = [label for label in about.program.findChildren(QWidget) if label.accessibleName().count(": ")]
    assert len(facts) == 5
    assert all(str(getattr(label, "text", str)()) in said(label) for label in facts)
    about.reject()


def test_message_boxes_are_alerts_with_named_buttons(
    monkeypatch: pytest.MonkeyPatch, themed: QApplication, lang: str
) -> None:
    """A question and an error: each button of the box says its word."""
    seen: list[tuple[QAccessible.Role, list[str]]] = []

    def run(box: QMessageBox) -> int:
        assert {role_of(button) for button in box.buttons()} == {Role.Button}
        seen.append((role_of(box), [said(button) for button in box.buttons()]))
        box.buttons()[0].click()
        box.deleteLater()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", run)
    texts = Texts(lang)
    ask(None, texts, "ui.finish")
    show_error(None, texts, UserError("field.amount"))
    words = [texts.text("ui.finish.yes"), texts.text("ui.finish.no")]
    assert seen == [(Role.AlertMessage, words), (Role.AlertMessage, [texts.text("ui.app.ok")])]


def test_pictures_say_what_they_show(parts: WizardParts) -> None:
    """The way, the chart and the drawings are graphics with words; the owner's icon names who has to act."""
    walker = Walker(parts)
    walker.walk_to_report(ONE_CARD)
    network, verdict = walker.wizard.pages["network"], walker.wizard.pages["verdict"]
    assert isinstance(network, NetworkPage)
    assert isinstance(verdict, VerdictPage)
    drawings = walker.wizard.findChildren(Drawing)
    assert len(drawings) == 6
    assert {role_of(drawing) for drawing in drawings} == {Role.Graphic}
    assert all(map(said, drawings))
    words = Texts(parts.wizard.context.texts.lang).text("path.state.broken")
    assert words in said(network.path)
    assert said(verdict.owner) == verdict.whose.text() != ""


def test_an_answer_names_its_step_and_a_link_its_state(parts: WizardParts) -> None:
    """没解决 alone says nothing; a link says whether what it shows is there."""
    walker = Walker(parts)
    walker.walk_to_report(ONE_CARD)
    steps, report = walker.wizard.pages["steps"], walker.wizard.pages["report"]
    assert isinstance(steps, StepsPage)
    assert isinstance(report, ReportPage)
    for answer in steps.buttons.values():
        assert said(answer, QAccessible.Text.Description) == steps.step_title.text() != ""
    link, text = report.where.link, parts.wizard.context.texts.text
    assert said(link) == f"{link.text()} {text('ui.app.folded')}"
    walker.click(link)
    assert said(link) == f"{link.text()} {text('ui.app.unfolded')}"


@pytest.mark.parametrize("state", ProbeState)
@pytest.mark.parametrize("outcome", ProbeOutcome)
def test_a_status_row_has_icon_and_words(themed: QApplication, state: ProbeState, outcome: ProbeOutcome) -> None:
    """In every state; what it is called for screen readers holds the words."""
    row = StatusRow(Texts("zh"))
    seen = Observation(op=Operation.TCP_CONNECT, target="203.0.113.1:443", t0_s=0, dt_s=1, failure=Failure.TCP_TIMEOUT)
    row.show_row(
        ProbeResult(id="a", kind=ProbeKind.ENDPOINT, state=state, outcome=outcome, duration_ms=0, observations=(seen,))
    )
    assert row.icon.state
    assert drawing(f"state-{row.icon.state}", "#000000") is not None
    assert row.result.text().strip()
    assert row.result.text() in said(row)
    assert row.name.text() in said(row)
    assert row.name.text() in said(row.more)
    row.deleteLater()


@pytest.mark.parametrize("role", ["fine", "attention", "broken"])
def test_a_notice_has_icon_and_words(themed: QApplication, role: str) -> None:
    """The coloured edge only repeats what the symbol says."""
    holder, notice = QWidget(), Notice("attention")
    notice.setParent(holder)  # alone it would be a window
    notice.say("先查明细", role)
    assert (notice.mark.state, notice.property("role"), said(notice)) == (role, role, "先查明细")
    holder.deleteLater()


@pytest.mark.parametrize(("fault", "mark"), [("captive-portal", "broken"), ("none", "fine")])
def test_the_verdict_of_the_network_has_icon_and_words(
    make_wizard: MakeWizard, session: Session, fault: str, mark: str
) -> None:
    """The result of the run is told by a symbol and by its name."""
    segment = Segment.NONE if fault == "none" else Segment.INTERCEPTION
    walker = Walker(make_wizard(session, verdict=Verdict(segment=segment, fault=fault, confidence=0.95)))
    walker.context.check.start()
    walker.walk_to_report(ONE_CARD)
    page = walker.wizard.pages["network"]
    assert isinstance(page, NetworkPage)
    assert page.mark.state == mark
    assert walker.context.texts.text(f"fault.{fault}.name") in page.summary.text()


def test_the_step_list_says_what_is_done_in_words(themed: QApplication) -> None:
    """Mark and name differ by state, beside the colour."""
    side = SideList(["start", "terminal", "symptom"], Texts("zh"))
    side.show_progress("terminal", ["start", "terminal"])
    side.show_icons()
    names, colours = ("state-done", "state-present"), (present_palette().fine, present_palette().accent)
    expected = [drawing(name, colour, ICON_PX) for name, colour in zip(names, colours, strict=True)]
    shown = [step.icon().pixmap(ICON_PX).toImage() for step in side.steps.values()]
    assert shown == [picture.toImage() for picture in (*expected, room(ICON_PX)) if picture is not None]
    assert [said(step).split()[1] for step in side.steps.values()] == ["已完成", "正在进行", "还没到"]
    assert all(isinstance(step, QPushButton) for step in side.steps.values())
    side.deleteLater()
