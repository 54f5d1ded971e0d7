"""Starts and ends the window: texts, the case to go on with, the wizard, the probe thread."""

import signal
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from gui.exit_status import INTERRUPTED
from gui.kb import shop_file_error
from gui.model.bank import NO_BANK, Bank
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
    bank: Bank = NO_BANK,
) -> WizardParts:
    """Put the wizard together for a case; nothing is shown and no run is started yet.

    `data_folder`: where the case is stored (default: the user's own data folder). `bank`: whose copy of the program it
    is, with a logo that Qt can draw.
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
        bank=bank,
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
    bank, problems = chosen.bank, chosen.problems
    texts = Texts(lang or bank.lang or "zh")
    crash = CrashReporter(texts, app)
    crash.install()
    signal.signal(signal.SIGINT, partial(_interrupt, app))  # Python sees it when the collector's timer ticks
    try:
        if bank.logo is not None:
            from gui.qt.logo import without_bad_logo  # noqa: PLC0415 (most shops have none)

            bank, more = without_bad_logo(bank)
            problems += more
        problem = shop_file_error(texts.catalog, problems)
        if problem is not None:
            show_error(None, texts, problem)
        chosen = replace(chosen, bank=bank)
        return _work(app, knowledge, texts, chosen, default_data_dir(data_dir), network_allowed=not no_network)
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
    app: QApplication,
    knowledge: Knowledge,
    texts: Texts,
    chosen: "ChosenTargets",
    folder: Path,
    *,
    network_allowed: bool,
) -> int:
    """Open the user's data, show the wizard, and close the data whatever happens. Raises UserError `data.*`."""
    workspace = Workspace(folder, knowledge)
    try:
        return _show(app, workspace, knowledge, texts, chosen, network_allowed=network_allowed)
    finally:
        workspace.close()


def _show(
    app: QApplication,
    workspace: Workspace,
    knowledge: Knowledge,
    texts: Texts,
    chosen: "ChosenTargets",
    *,
    network_allowed: bool,
) -> int:
    """Show one window after the other: the next one for a case that the user opened from the history."""
    session = _choose_case(workspace, texts, chosen.bank)
    if workspace.notice is not None:
        show_error(None, texts, workspace.notice)
    build = partial(
        build_wizard,
        knowledge=knowledge,
        texts=texts,
        targets=chosen.targets,
        data_folder=workspace.folder,
        bank=chosen.bank,
    )
    page = session.state.page  # showing the wizard begins with its first page, and records that
    parts = build(session, network_allowed=network_allowed)
    parts.wizard.first_shown.connect(parts.wizard.context.check.start)
    restore_place(parts.wizard, workspace.folder)
    status = _run(app, parts, page)
    while (case_id := parts.wizard.context.next_case) is not None:
        last = parts.wizard
        session = _reopen(workspace, texts, case_id, session)
        page = session.state.page
        parts = build(session, network_allowed=last.context.check.allowed)
        parts.wizard.restoreGeometry(last.saveGeometry())
        last.deleteLater()
        if session.state.check is None:  # what an earlier case measured is kept: only the user runs it again
            parts.wizard.first_shown.connect(parts.wizard.context.check.start)
        status = _run(app, parts, page)
    if parts.wizard.context.delete_all:
        workspace.delete_all()
        forget_place(workspace.folder)
    else:
        remember_place(parts.wizard, workspace.folder)
    return status


def _run(app: QApplication, parts: WizardParts, page: str | None) -> int:
    """Show a window at the page where its case was, until it is closed; return the exit status."""
    parts.wizard.first_shown.connect(_set_icon)
    parts.wizard.show()
    if page is not None:
        parts.wizard.go_to(page)
    try:
        return app.exec()
    finally:
        parts.bridge.close()


def _reopen(workspace: Workspace, texts: Texts, case_id: str, present: Session) -> Session:
    """Return the case that the user opened, or the present one when it cannot be."""
    try:
        return workspace.reopen(case_id)
    except UserError as error:
        show_error(None, texts, error)
        return present


def _set_icon() -> None:
    """Draw the icon once the window is there: for SVG Qt loads two more libraries."""
    QApplication.setWindowIcon(QIcon(str(resources_dir() / "icons" / "app.svg")))


def _choose_case(workspace: Workspace, texts: Texts, bank: Bank) -> Session:
    """Offer to go on with a case that was not finished."""
    unfinished = workspace.unfinished()
    if unfinished is not None and ask(
        None, texts, "ui.resume", case=unfinished.id, started=unfinished.created_utc[:10]
    ):
        return workspace.resume(unfinished)
    return workspace.new_case(provider=bank.provider)
