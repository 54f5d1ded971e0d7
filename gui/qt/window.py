"""Starts and ends the window: texts, the case to go on with, the wizard, the probe thread."""

import signal
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from gui.exit_status import INTERRUPTED
from gui.model.errors import UserError
from gui.model.knowledge import Knowledge
from gui.model.targets import Targets
from gui.paths import data_dir as default_data_dir
from gui.paths import resources_dir
from gui.qt.bridge import ProbeBridge
from gui.qt.check import CheckModel
from gui.qt.context import WizardContext
from gui.qt.dialogs import CrashReporter, ask, show_error
from gui.qt.gcpin import GarbageCollectorPin
from gui.qt.place import forget_place, remember_place, restore_place
from gui.qt.texts import Texts
from gui.qt.wizard import CheckupWizard
from gui.session import Navigator, Session, Workspace, load_flow

if TYPE_CHECKING:
    from gui.kb import ChosenTargets


@dataclass(frozen=True, slots=True, kw_only=True)
class WizardParts:
    """The window with what has to be closed after it."""

    wizard: CheckupWizard
    bridge: ProbeBridge


def build_wizard(
    session: Session,
    knowledge: Knowledge,
    texts: Texts,
    targets: Targets,
    *,
    network_allowed: bool = True,
    data_folder: Path | None = None,
) -> WizardParts:
    """Put the wizard together for a case; nothing is shown and no run is started yet.

    `data_folder`: where the case is stored (default: the user's own data folder).
    """
    bridge = ProbeBridge()
    check = CheckModel(bridge, targets, session.state.answer("provider"))
    context = WizardContext(
        session=session,
        knowledge=knowledge,
        navigator=Navigator(load_flow()),
        texts=texts,
        check=check,
        data_folder=default_data_dir(data_folder),
    )
    check.allowed = network_allowed
    wizard = CheckupWizard(context)
    check.setParent(wizard)
    if session.state.check is not None:
        check.restore(session.state.check)
    return WizardParts(wizard=wizard, bridge=bridge)


def run_window(
    app: QApplication,
    knowledge: Knowledge,
    *,
    lang: str | None,
    chosen: "ChosenTargets",
    no_network: bool,
    data_dir: Path | None,
) -> int:
    """Show the wizard until it is closed; return the exit status."""
    pin = GarbageCollectorPin(app)
    texts = Texts(lang or "zh")
    crash = CrashReporter(texts, app)
    crash.install()
    signal.signal(signal.SIGINT, partial(_interrupt, app))  # Python sees it when the collector's timer ticks
    try:
        if chosen.problem is not None:
            show_error(None, texts, chosen.problem)
        return _work(app, knowledge, texts, chosen.targets, default_data_dir(data_dir), network_allowed=not no_network)
    except UserError as error:
        show_error(None, texts, error)
        return 2
    finally:
        pin.release()
        crash.release()
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _interrupt(app: QApplication, _number: int, _frame: FrameType | None) -> None:
    """End the program from the event loop: `exit` before the loop runs would be lost."""
    QTimer.singleShot(0, app, partial(app.exit, INTERRUPTED))


def _work(
    app: QApplication, knowledge: Knowledge, texts: Texts, targets: Targets, folder: Path, *, network_allowed: bool
) -> int:
    """Open the user's data, show the wizard, and close the data whatever happens. Raises UserError `data.*`."""
    workspace = Workspace(folder, knowledge)
    try:
        return _show(app, workspace, knowledge, texts, targets, network_allowed=network_allowed)
    finally:
        workspace.close()


def _show(
    app: QApplication,
    workspace: Workspace,
    knowledge: Knowledge,
    texts: Texts,
    targets: Targets,
    *,
    network_allowed: bool,
) -> int:
    session = _choose_case(workspace, texts)
    if workspace.notice is not None:
        show_error(None, texts, workspace.notice)
    page = session.state.page  # showing the wizard begins with its first page, and records that
    parts = build_wizard(
        session, knowledge, texts, targets, network_allowed=network_allowed, data_folder=workspace.folder
    )
    parts.wizard.first_shown.connect(_set_icon)
    parts.wizard.first_shown.connect(parts.wizard.context.check.start)
    restore_place(parts.wizard, workspace.folder)
    parts.wizard.show()
    if page is not None:
        parts.wizard.go_to(page)
    try:
        status = app.exec()
    finally:
        parts.bridge.close()
    if parts.wizard.context.delete_all:
        workspace.delete_all()
        forget_place(workspace.folder)
    else:
        remember_place(parts.wizard, workspace.folder)
    return status


def _set_icon() -> None:
    """Draw the icon once the window is there: for SVG Qt loads two more libraries."""
    QApplication.setWindowIcon(QIcon(str(resources_dir() / "icons" / "app.svg")))


def _choose_case(workspace: Workspace, texts: Texts) -> Session:
    """Offer to go on with a case that was not finished."""
    unfinished = workspace.unfinished()
    if unfinished is not None and ask(
        None, texts, "ui.resume", case=unfinished.id, started=unfinished.created_utc[:10]
    ):
        return workspace.resume(unfinished)
    return workspace.new_case()
