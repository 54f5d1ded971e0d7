"""Photos of the screen or the slip for the report: added from files, shown small, taken out again one by one."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QGridLayout, QWidget

from gui.model.errors import UserError
from gui.model.photo import MOST_PHOTOS, Photo
from gui.qt.context import WizardContext
from gui.qt.dialogs import show_error
from gui.qt.photo import prepared_photo
from gui.qt.widgets.basics import button, clear, horizontal, label, vertical

_SHOWN_PX = 120
_FILES = "*.jpg *.jpeg *.png *.bmp"


class Photos(QWidget):
    """Stores each photo at once; `changed` says that the report has others now."""

    changed = Signal()

    def __init__(self, context: WizardContext) -> None:
        super().__init__()
        self._context = context
        self.add = button()
        self.add.clicked.connect(self._choose)
        self.removers: dict[int, Callable[[], None]] = {}
        self._warning = label("secondary")
        self._grid = QGridLayout()
        self._grid.setColumnStretch(MOST_PHOTOS, 1)
        row = horizontal(self.add, self._warning, spacing=12)
        row.setStretch(1, 1)
        self.setLayout(vertical(row, self._grid))

    def retranslate(self) -> None:
        """Write all texts anew."""
        text = self._context.texts.text
        self.add.setText(text("ui.photo.add"))
        self._warning.setText(text("ui.photo.warning"))
        self._warning.setAccessibleName(self._warning.text())
        self.refresh()

    def refresh(self) -> None:
        """Show the photos of the case."""
        try:
            photos = self._context.session.photos
        except UserError as error:
            show_error(self, self._context.texts, error)
            return
        clear(self._grid)
        self.removers = {photo.number: partial(self._remove, photo.number) for photo in photos}
        for column, photo in enumerate(photos):
            self._show(column, photo)
        self.add.setEnabled(len(photos) < MOST_PHOTOS)

    def add_from(self, path: Path) -> None:
        """Make the photo in a file fit and keep it; say what is wrong with it if it cannot be taken."""
        self._change(lambda: self._context.session.add_photo(prepared_photo(path)))

    def _show(self, column: int, photo: Photo) -> None:
        picture, remove = label(wrap=False), button(link=True)
        pixmap = QPixmap()
        pixmap.loadFromData(photo.jpeg)
        mode = Qt.TransformationMode.SmoothTransformation
        picture.setPixmap(pixmap.scaled(_SHOWN_PX, _SHOWN_PX, Qt.AspectRatioMode.KeepAspectRatio, mode))
        text = self._context.texts.text
        picture.setAccessibleName(text("ui.photo.name", number=column + 1))
        remove.setText(text("ui.photo.remove", number=column + 1))
        remove.clicked.connect(self.removers[photo.number])
        self._grid.addWidget(picture, 0, column)
        self._grid.addWidget(remove, 1, column)

    def _choose(self) -> None:
        texts = self._context.texts
        kinds = f"{texts.text('ui.photo.files')} ({_FILES})"
        path, _ = QFileDialog.getOpenFileName(self, texts.text("ui.photo.choose"), "", kinds)
        if path:
            self.add_from(Path(path))

    def _remove(self, number: int) -> None:
        self._change(partial(self._context.session.remove_photo, number))

    def _change(self, change: Callable[[], None]) -> None:
        try:
            change()
        except UserError as error:
            show_error(self, self._context.texts, error)
            return
        self.refresh()
        self.changed.emit()
