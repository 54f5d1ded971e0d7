"""What every page needs: the session, the knowledge, the texts and the connectivity run."""

from dataclasses import dataclass

from gui.model.errors import UserError
from gui.model.knowledge import Knowledge
from gui.qt.check import CheckModel
from gui.qt.texts import Texts
from gui.session import Navigator, Session


@dataclass(slots=True, kw_only=True)
class WizardContext:
    """Handed to every page; holds no state of its own besides the switch for the network test."""

    session: Session
    knowledge: Knowledge
    navigator: Navigator
    texts: Texts
    check: CheckModel
    network_allowed: bool = True

    def answer(self, question_id: str) -> str | None:
        """Return what the case says, or None."""
        return self.session.state.answer(question_id)

    def explain(self, error: UserError) -> str:
        """Return an error's three parts as one text for a dialog."""
        return "\n\n".join(self.texts.error(error))
