"""What every page needs: the session, the knowledge, the texts and the connectivity run."""

from dataclasses import dataclass, field
from pathlib import Path

from gui.model.bank import NO_BANK, Bank
from gui.model.knowledge import Knowledge
from gui.paths import data_dir
from gui.qt.check import CheckModel
from gui.qt.texts import Texts
from gui.session import Navigator, Session


@dataclass(slots=True, kw_only=True)
class WizardContext:
    """Handed to every page; holds no state of a case."""

    session: Session
    knowledge: Knowledge
    navigator: Navigator
    texts: Texts
    check: CheckModel
    data_folder: Path = field(default_factory=data_dir)
    #: Whose copy of the program this is.
    bank: Bank = NO_BANK
    #: What is stored, with the case at hand, is deleted when the window has closed: until then it may write.
    delete_all: bool = False
    #: The case to go on with when the window has closed: another window opens with it.
    next_case: str | None = None

    def answer(self, question_id: str) -> str | None:
        """Return what the case says, or None."""
        return self.session.state.answer(question_id)
