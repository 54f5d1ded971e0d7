"""The texts of the window in the present language, switchable at run time."""

from PySide6.QtCore import QObject, Signal

from gui.kb import LANGUAGES, Catalog, load_catalog
from gui.model.errors import UserError
from gui.model.evidence import UNKNOWN


class Texts(QObject):
    """Holds both catalogs; `changed` is emitted after a switch, and every page writes its texts anew."""

    changed = Signal()

    def __init__(self, lang: str = "zh", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._catalogs = {name: load_catalog(name) for name in LANGUAGES}
        self._lang = lang

    @property
    def lang(self) -> str:
        """The present language: `zh` or `en`."""
        return self._lang

    @property
    def catalog(self) -> Catalog:
        """The present language's catalog."""
        return self._catalogs[self._lang]

    def switch(self) -> None:
        """Change to the other language."""
        self._lang = "en" if self._lang == "zh" else "zh"
        self.changed.emit()

    def text(self, key: str, **args: object) -> str:
        """Return a text in the present language. Raises KeyError: a missing key is a bug that the tests find."""
        return self.catalog.text(key, **args)

    def value(self, question_id: str, value: str) -> str:
        """Return the words of an answer; 不清楚 for `unknown`."""
        return self.text("answer.unknown") if value == UNKNOWN else self.text(f"question.{question_id}.value.{value}")

    def error(self, error: UserError) -> tuple[str, str, str]:
        """Return what happened, what it means and what to do."""
        parts = (self.text(f"error.{error.key}.{part}", **error.text_args) for part in ("what", "means", "do"))
        what, means, todo = parts
        return what, means, todo
