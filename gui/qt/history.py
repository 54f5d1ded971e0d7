"""以前的记录: the cases on this computer and what became of them: to look at, to go on with, to export, to delete."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QTreeWidgetItem, QWidget

from gui.model.case import Conclusion, Mark
from gui.model.errors import UserError
from gui.qt.context import WizardContext
from gui.qt.dialogs import ask, show_error
from gui.qt.place import fit_to_screen
from gui.qt.widgets.basics import Notice, button, horizontal, label, vertical
from gui.qt.widgets.table import Table
from gui.report import Words
from gui.session import CaseStatus, PastCase

WINDOW = QSize(840, 520)
COLUMNS = ("time", "trouble", "verdict", "status")
#: The two columns that share the width: what the trouble was, and what was concluded.
STRETCHED = (1, 2)
STATUS_COLUMN = 3
#: Icon and colour role of a state; the word is beside them.
STATUS_LOOKS = {
    CaseStatus.SOLVED: ("✓", "fine"),
    CaseStatus.WAITING: ("…", "attention"),
    CaseStatus.UNFINISHED: ("!", "attention"),
    CaseStatus.ENDED: ("–", "not_tested"),
}


class HistoryDialog(QDialog):
    """Lists the cases, the newest first.

    打开 goes on with a case that was not finished, where it was: the wizard closes and opens with it, and the case at
    hand stays as it is, unfinished. A finished case is only shown: nothing of it changes until the user goes on with it
    there by 接着处理, which is recorded. The case at hand can be marked and exported here, but not deleted by itself.
    """

    def __init__(self, context: WizardContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context = context
        self._history = context.session.history()
        self._cases: tuple[PastCase, ...] = ()
        text = context.texts.text
        self.setWindowTitle(text("ui.history.title"))
        self.setAccessibleName(self.windowTitle())
        self.list = Table(self.windowTitle(), [text(f"ui.history.column.{name}") for name in COLUMNS], STRETCHED)
        self.chosen = label("secondary")
        self.said = Notice("fine")
        self.open_case = self._button("open", self.open_chosen)
        self.export = self._button("export", self.export_chosen)
        self.compare = self._button("compare", self.compare_chosen)
        self.marks = {mark: self._button(f"mark.{mark}", partial(self.mark_chosen, mark)) for mark in Mark}
        for one in self.marks.values():
            one.setCheckable(True)
        self.some = self._button("some.yes", self.delete_chosen)
        self.all = self._button("all.yes", self.delete_all)
        self.all.setAccessibleDescription(text("ui.history.all.text"))
        self.close_button = self._button("close", self.reject, "ui.about")
        self.list.itemSelectionChanged.connect(self._selection_changed)
        self.list.itemActivated.connect(self.open_chosen)
        self.list.delete_pressed.connect(self.delete_chosen)
        self._arrange()
        self.show_cases()
        self.list.choose_first()
        self.list.setFocus()

    def _button(self, name: str, clicked: Callable[[], object], table: str = "ui.history") -> QPushButton:
        made = button()
        made.setText(self._context.texts.text(f"{table}.{name}"))
        made.clicked.connect(clicked)
        return made

    def _arrange(self) -> None:
        with_one = horizontal(self.open_case, self.export, self.compare, *self.marks.values())
        with_all = horizontal(self.some, self.all, self.close_button)
        with_one.addStretch(1)
        with_all.insertStretch(2, 1)
        self.setLayout(vertical(self.list, self.chosen, self.said, with_one, with_all, margin=16, spacing=12))
        fit_to_screen(self, WINDOW, WINDOW)

    def show_cases(self) -> None:
        """Write the list anew; what was chosen stays so. Cases in which nothing was said share the last row."""
        chosen = {tuple(self._ids(item)) for item in self.list.selectedItems()}
        self._cases = self._history.cases()
        blocked = QSignalBlocker(self.list)
        self.list.clear()
        for case in self._cases:
            if not case.is_empty:
                role = STATUS_LOOKS[case.status][1]
                self._add([case.id], self._row(case), {STATUS_COLUMN: role})
        empty = [case.id for case in self._cases if case.is_empty]
        if empty:
            self._add(empty, ("", self._context.texts.text("ui.history.empty", number=len(empty)), "", ""), {})
        for row in range(self.list.topLevelItemCount()):
            item = self.list.topLevelItem(row)
            if item is not None and tuple(self._ids(item)) in chosen:
                item.setSelected(True)
        blocked.unblock()
        self._selection_changed()

    def open_chosen(self) -> None:
        """Go on with the chosen case, or show it when it is finished."""
        case = self._one()
        if case is None or not self.open_case.isEnabled():
            return
        try:
            session = self._history.load(case.id)
        except UserError as error:
            show_error(self, self._context.texts, error)
            return
        if not session.state.closed:
            self._go_on_with(case.id)
            return
        from gui.qt.past_report import PastReport  # noqa: PLC0415 (seldom asked for)

        shown = PastReport(self._context, session, self._title(case), self)
        shown.accepted.connect(partial(self._go_on_with, case.id))
        shown.open()

    def export_chosen(self) -> None:
        """Write the chosen case's report once more, into a folder that is asked for."""
        case = self._one()
        if case is None:
            return
        from gui.qt.past_report import export_once_more  # noqa: PLC0415 (seldom asked for)

        try:
            paths = export_once_more(self._context, self._history.load(case.id), self)
        except UserError as error:
            show_error(self, self._context.texts, error)
            return
        if paths:
            self.said.say(self._context.texts.text("ui.report.exported", files="\n".join(map(str, paths))))

    def compare_chosen(self) -> None:
        """Show what the network was like then and is now."""
        case = self._one()
        if case is None:
            return
        from gui.qt.compare import CompareDialog  # noqa: PLC0415 (seldom asked for)

        try:
            then = self._history.load(case.id).state.check
        except UserError as error:
            show_error(self, self._context.texts, error)
            return
        now = self._context.check.report
        if then is not None and now is not None:
            CompareDialog(self._context.texts, then, now, self).open()

    def mark_chosen(self, mark: Mark) -> None:
        """Set what the user says of the chosen case; the mark that is there already is taken back."""
        case = self._one()
        if case is not None:
            self._change(partial(self._history.mark, case.id, None if case.state.mark is mark else mark))

    def delete_chosen(self) -> None:
        """Ask, and delete the chosen cases, without the one at hand."""
        ids = self._deletable()
        if ids and ask(self, self._context.texts, "ui.history.some", enter_is="no", number=len(ids)):
            self._change(partial(self._history.delete, ids))

    def delete_all(self) -> None:
        """Ask, and end the program, which then deletes everything."""
        if ask(self, self._context.texts, "ui.history.all", enter_is="no"):
            self._context.delete_all = True
            self._end()

    def _go_on_with(self, case_id: str) -> None:
        self._context.next_case = case_id
        self._end()

    def _end(self) -> None:
        self.accept()
        QApplication.closeAllWindows()

    def _change(self, change: Callable[[], object]) -> None:
        try:
            change()
        except UserError as error:
            show_error(self, self._context.texts, error)
        self.show_cases()

    def _add(self, ids: list[str], texts: tuple[str, ...], roles: dict[int, str]) -> None:
        self.list.add(texts, roles).setData(0, Qt.ItemDataRole.UserRole, ids)

    def _row(self, case: PastCase) -> tuple[str, ...]:
        text, words = self._context.texts.text, Words(self._context.texts.catalog)
        time = words.minute(case.created_utc)
        if self._is_present(case):
            time = text("ui.history.present", time=time)
        trouble = text("ui.history.no_trouble") if case.trouble is None else words.answer("trouble", case.trouble)
        status = f"{STATUS_LOOKS[case.status][0]} {text(f'ui.history.status.{case.status}')}"
        return time, trouble, self._verdict(case), status

    def _verdict(self, case: PastCase) -> str:
        if case.conclusion is not None:
            return conclusion_text(Words(self._context.texts.catalog), case.conclusion)
        return self._context.texts.text(f"ui.history.{'not_kept' if case.state.closed else 'no_verdict'}")

    def _title(self, case: PastCase) -> str:
        time, trouble, verdict, status = self._row(case)
        return self._context.texts.text(
            "ui.history.chosen", time=time, trouble=trouble, verdict=verdict, status=status, case=case.id
        )

    def _is_present(self, case: PastCase) -> bool:
        return case.id == self._context.session.case_id

    def _ids(self, item: QTreeWidgetItem) -> list[str]:
        ids: list[str] = item.data(0, Qt.ItemDataRole.UserRole)
        return ids

    def _selected(self) -> list[PastCase]:
        ids = {case_id for item in self.list.selectedItems() for case_id in self._ids(item)}
        return [case for case in self._cases if case.id in ids]

    def _one(self) -> PastCase | None:
        """Return the chosen case when it is one, and one in which something was said."""
        chosen = self._selected()
        return chosen[0] if len(chosen) == 1 and not chosen[0].is_empty else None

    def _deletable(self) -> list[str]:
        return [case.id for case in self._selected() if not self._is_present(case)]

    def _selection_changed(self) -> None:
        case = self._one()
        is_other = case is not None and not self._is_present(case)
        has_both = case is not None and case.has_check and self._context.check.report is not None
        self.open_case.setEnabled(is_other)
        self.export.setEnabled(case is not None)
        self.compare.setEnabled(is_other and has_both)
        for mark, one in self.marks.items():
            is_set = case is not None and case.state.mark is mark
            one.setEnabled(case is not None)
            one.setChecked(is_set)
            one.setText(f"{'✓ ' if is_set else ''}{self._context.texts.text(f'ui.history.mark.{mark}')}")
        deletable = self._deletable()
        self.some.setEnabled(bool(deletable))
        self.some.setAccessibleDescription(self._context.texts.text("ui.history.some.text", number=len(deletable)))
        self.chosen.setText("" if case is None else self._title(case))
        self.said.say("")


def conclusion_text(words: Words, conclusion: Conclusion) -> str:
    """Return whose problem a case was found to be, in words."""
    if conclusion.fault is not None:
        segment = words.say(f"segment.{conclusion.segment}.name", conclusion.segment)
        is_fault = conclusion.segment not in ("none", "unknown")
        name = words.fault(conclusion.fault)
        return words.say("ui.network.verdict", segment=segment, name=name) if is_fault else name
    if conclusion.cause is None:
        return words.say("ui.verdict.whose_unknown")
    name = words.cause(conclusion.cause)
    return name if conclusion.is_firm else words.say("ui.history.tentative", name=name)
