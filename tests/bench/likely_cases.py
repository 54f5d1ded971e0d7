"""Cases sampled from the knowledge that ships: a cause by its prior, and what it would make a shop answer and see."""

from collections.abc import Iterator, Mapping
from random import Random

from gui.model.case import CaseState, StepOutcome, StepRecord
from gui.model.evidence import UNKNOWN
from gui.model.knowledge import Cause, Knowledge, Question
from gui.model.observation import CheckReport, Segment, Verdict

#: How much of a case is known: questions of the pages, questions of the checklist, code, run, steps without success.
_P_PAGE, _P_CHECKLIST, _P_CODE, _P_RUN = 0.9, 0.15, 0.5, 0.7
_MOST_STEPS = 4


def likely_cases(knowledge: Knowledge, count: int, seed: int = 0) -> Iterator[tuple[str, CaseState]]:
    """Yield the cause and the case, the same for the same seed."""
    random = Random(seed)
    causes = list(knowledge.causes.values())
    for _ in range(count):
        cause = random.choices(causes, [one.prior_weight for one in causes])[0]
        yield cause.id, _case(knowledge, cause, random)


def _case(knowledge: Knowledge, cause: Cause, random: Random) -> CaseState:
    asked = [one for one in knowledge.questions.values() if random.random() < _p_asked(one)]
    answers = {one.id: draw(random, cause.likelihood.get(one.id, one.baseline)) for one in asked}
    codes = {code.id: code.likelihood[cause.id] for code in knowledge.codes if cause.id in code.likelihood}
    if codes and random.random() < _P_CODE:
        answers["code"] = draw(random, codes)
    check = None
    if random.random() < _P_RUN:
        faults = knowledge.network_faults.values()
        check = _run(knowledge, draw(random, {one.id: one.likelihood.get(cause.id, one.p_other) for one in faults}))
    steps = random.sample([entry.step for entry in cause.steps], min(len(cause.steps), random.randint(0, _MOST_STEPS)))
    records = tuple(StepRecord(step=step, outcome=StepOutcome.NOT_SOLVED) for step in steps)
    return CaseState(answers=answers, check=check, steps=records)


def _p_asked(question: Question) -> float:
    return _P_CHECKLIST if question.page == "steps" else _P_PAGE


def draw(random: Random, weights: Mapping[str, float]) -> str:
    """Return a name by its weight; one in ten is not known."""
    return UNKNOWN if random.random() < 0.1 else random.choices(list(weights), list(weights.values()))[0]


def _run(knowledge: Knowledge, fault: str) -> CheckReport | None:
    if fault == UNKNOWN:
        return None
    verdict = Verdict(segment=Segment(knowledge.network_faults[fault].segment), fault=fault, confidence=0.9)
    return CheckReport(started_utc="2026-01-01T00:00:00Z", duration_ms=1, verdict=verdict, probes=())
