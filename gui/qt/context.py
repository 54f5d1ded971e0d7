"""What every page needs: the session, the knowledge, the texts and the connectivity run."""

from dataclasses import dataclass

from gui.model.knowledge import Knowledge
from gui.qt.check import CheckModel
from gui.qt.texts import Texts
from gui.session import Navigator, Session


@dataclass(slots=True, kw_only=True)
class WizardContext:
    """Handed to every page; holds no state of its own."""

    session: Session
    knowledge: Knowledge
    navigator: Navigator
    texts: Texts
    check: CheckModel

    def answer(self, question_id: str) -> str | None:
        """Return what the case says, or None."""
        return self.session.state.answer(question_id)
