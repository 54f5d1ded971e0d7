"""When the code or the words on the screen should be read once more: what was typed fits nothing else that is known."""

from gui.diagnose.posterior import Posterior
from gui.diagnose.terms import code_terms
from gui.model.case import CaseState
from gui.model.knowledge import Knowledge

#: The causes that list a code, together less probable than this in spite of it: it was misread, likely as not
#: (estimate; half of the codes that fit so badly in the sampled cases of `tests.bench.accuracy` are misread).
DOUBTFUL_BELOW_P = 0.5


def is_code_doubtful(knowledge: Knowledge, state: CaseState, posterior: Posterior) -> bool:
    """Say whether a listed code or message speaks only for causes that all the rest makes improbable."""
    for term in code_terms(knowledge, state):
        first = max(posterior.p, key=lambda cause: posterior.p[cause])
        if first not in term.speaks and sum(posterior.p[cause] for cause in term.speaks) < DOUBTFUL_BELOW_P:
            return True
    return False
