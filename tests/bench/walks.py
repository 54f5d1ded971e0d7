"""How a case goes through the wizard up to the verdict: which questions are put, and what is made of the answers.

The order is the program's own: 开始 (trouble, charged when there is a payment), 现象 (the code or words first, then the
questions of the page in their order), the connectivity run, then the questions of the checklist as the diagnosis orders
them. 终端 (kind, connection) is remembered from the profile: its answers are known and no question. Every other
question counts as one, the code too, whether the shop knows an answer or not.

A verdict is there as soon as the verdict page would name a cause without reserve: `Diagnosis.top` with at least
`FIRM_FROM_P`, and no undecided pair of faults. The pages 现象 and 排查步骤 may be left at any time, so nothing is asked
beyond that. A case for which no verdict comes is walked on until the checklist asks nothing more, or `most` questions
were put: then what is named with reserve, or nothing, is the verdict.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from gui.diagnose import diagnose, has_payment, is_cause_undecided
from gui.model.case import CaseState
from gui.model.diagnosis import FIRM_FROM_P, Diagnosis
from gui.model.knowledge import Knowledge
from tests.bench.sampled_cases import SampledCase, answer_next, check_report

#: What the profile remembers.
_REMEMBERED = ("terminal_kind", "connection")
#: A shop does not answer for ever: so many questions at most, then it goes on to 结论.
MOST_QUESTIONS = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """The end of a case: the diagnosis, and the questions put to the shop in their order (`code` is one)."""

    diagnosis: Diagnosis
    state: CaseState
    asked: tuple[str, ...]

    @property
    def named(self) -> str | None:
        """The most probable hypothesis: a cause's id, or None for the unknown cause."""
        return self.best(1)[0]

    def best(self, count: int) -> tuple[str | None, ...]:
        """Return the most probable hypotheses, the unknown cause (None) among them."""
        ranked: list[tuple[float, str | None]] = [(cause.p, cause.cause) for cause in self.diagnosis.ranked]
        ranked.append((self.diagnosis.unknown_p, None))
        return tuple(cause for _, cause in sorted(ranked, key=lambda item: -item[0])[:count])

    @property
    def p_named(self) -> float:
        """The probability of the most probable hypothesis."""
        return max(self.diagnosis.unknown_p, self.diagnosis.ranked[0].p)


def walk(
    knowledge: Knowledge,
    case: SampledCase,
    *,
    firm_from_p: float = FIRM_FROM_P,
    most: int = MOST_QUESTIONS,
    looks_ahead: bool = True,
) -> Walk:
    """Return how the case ends; see the head of this module. `looks_ahead`: as `gui.diagnose.diagnose` takes it."""
    for found in _pages(knowledge, case, looks_ahead=looks_ahead):
        if _is_firm(knowledge, found, firm_from_p) or len(found.asked) >= most:
            return found
    while True:
        state = answer_next(knowledge, case, found.state, found.diagnosis)
        if state is None:
            return found
        question = knowledge.steps[state.steps[-1].step].question or "code"
        diagnosis = diagnose(knowledge, state, looks_ahead=looks_ahead)
        found = Walk(diagnosis=diagnosis, state=state, asked=(*found.asked, question))
        if _is_firm(knowledge, found, firm_from_p) or len(found.asked) >= most:
            return found


def _is_firm(knowledge: Knowledge, found: Walk, firm_from_p: float) -> bool:
    top = found.diagnosis.top
    return top is not None and top.p >= firm_from_p and not is_cause_undecided(knowledge, found.state)


def _pages(knowledge: Knowledge, case: SampledCase, *, looks_ahead: bool) -> Iterator[Walk]:
    """Yield what is known after the code and after each further question of 现象; the last with the run's result."""
    answers = {question: case.answers[question] for question in ("trouble", *_REMEMBERED)}
    asked: tuple[str, ...] = ("trouble",)
    if has_payment(CaseState(answers=answers)):
        answers["charged"] = case.answers["charged"]
        asked += ("charged",)
    asked += ("code",)
    state = CaseState(answers=answers | dict(case.typed))
    for question in (question.id for question in knowledge.questions.values() if question.page == "symptom"):
        yield Walk(diagnosis=diagnose(knowledge, state, looks_ahead=looks_ahead), state=state, asked=asked)
        state, asked = state.with_answer(question, case.answers[question]), (*asked, question)
    state = CaseState(answers=state.answers, check=check_report(knowledge, case.network_fault))
    yield Walk(diagnosis=diagnose(knowledge, state, looks_ahead=looks_ahead), state=state, asked=asked)
