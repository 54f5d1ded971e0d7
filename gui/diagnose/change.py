"""What would change the verdict: which answer, given otherwise or given at all, would put another cause first.

Every answer of every question that can be asked is tried on the posterior without that question. The turns are listed
by how likely such an answer is, P(answer | everything else that is known): the first one is the one to make sure of.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from gui.diagnose.elimination import Factor, product_of
from gui.diagnose.posterior import Hypotheses, Posterior
from gui.diagnose.terms import Term, answer_terms, collect_terms
from gui.kb import is_met
from gui.model.case import CaseState
from gui.model.diagnosis import NAMED_FROM_P, Diagnosis, Turn
from gui.model.evidence import UNKNOWN, Evidence, EvidenceSource
from gui.model.knowledge import Knowledge, Question

#: An answer less likely than this would be a surprise that nobody need be told about (own choice).
_LEAST_P = 0.02
#: So many turns are worth a reader's time (own choice).
MOST_TURNS = 3


def what_would_change(knowledge: Knowledge, state: CaseState, diagnosis: Diagnosis) -> tuple[Turn, ...]:
    """Return the answers that would put another cause first, the likeliest answers first, one for each question.

    Pure and slower than the diagnosis (some ten milliseconds), so only those who show it ask for it. Nothing that
    would leave the verdict open is listed: the cause that came first must be one that may be named.
    """
    return _Turns(knowledge, state, diagnosis.ranked[0].cause).best() if diagnosis.ranked else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rest:
    """All that is known but one answer, as one factor (or none), and what it says about the causes."""

    factors: tuple[Factor, ...]
    posterior: Posterior


class _Turns:
    """Tries the answers of one case."""

    def __init__(self, knowledge: Knowledge, state: CaseState, first: str) -> None:
        self._knowledge = knowledge
        self._state = state
        self._first = first
        self._hypotheses = Hypotheses(knowledge)
        terms = collect_terms(knowledge, state)
        self._factors = [(term.evidence.id, self._hypotheses.factor(term)) for term in terms]
        self._steps = self._hypotheses.steps(terms)
        self._whole = self._without(None)

    def best(self) -> tuple[Turn, ...]:
        """Return the likeliest turn of each question."""
        found = []
        for question in self._knowledge.questions.values():
            turns = list(self._of(question))
            found += [max(turns, key=lambda turn: (turn.p_answer, turn.value))] if turns else []
        return tuple(sorted(found, key=lambda turn: (-turn.p_answer, turn.question))[:MOST_TURNS])

    def _of(self, question: Question) -> Iterator[Turn]:
        given = self._state.answers.get(question.id, UNKNOWN)
        if given == UNKNOWN and not self._can_be_asked(question):
            return
        rest = self._whole if given == UNKNOWN else self._without(question.id)
        for value in question.values:
            if value != given:
                yield from self._turn(question, value, given, rest)

    def _can_be_asked(self, question: Question) -> bool:
        """Whether a page of the wizard asks it, or a step of the checklist that makes sense in this case."""
        steps = [step for step in self._knowledge.steps.values() if step.question == question.id]
        return question.page != "steps" or any(is_met(step.when, self._state.answers) for step in steps)

    def _without(self, left_out: str | None) -> _Rest:
        kept = [factor for evidence, factor in self._factors if evidence != left_out]
        posterior = self._hypotheses.posterior(kept, self._steps)
        return _Rest(factors=(product_of(kept),) if kept else (), posterior=posterior)

    def _turn(self, question: Question, value: str, given: str, rest: _Rest) -> Iterator[Turn]:
        (term,) = answer_terms(self._knowledge, Evidence(id=question.id, value=value, source=EvidenceSource.ANSWER))
        p_answer = _predicted(rest.posterior, term)
        if p_answer < _LEAST_P:
            return
        changed = self._hypotheses.posterior([*rest.factors, self._hypotheses.factor(term)], self._steps)
        cause = min(changed.p, key=lambda name: (-changed.p[name], self._knowledge.causes[name].ref))
        p = changed.p[cause]
        if cause != self._first and p >= max(changed.p_unknown, NAMED_FROM_P):
            yield Turn(question=question.id, value=value, given=given, cause=cause, p=p, p_answer=p_answer)


def _predicted(posterior: Posterior, term: Term) -> float:
    """Return P(answer | what else is known), a pair taken as the cause that is to be dealt with next."""
    known = (posterior.p[cause] * p for cause, p in term.by_cause.items())
    return math.fsum([posterior.p_unknown * term.p_unknown, *known])
