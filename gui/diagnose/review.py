"""The knowledge tried out: what no comparison of its entries can tell, only a search through cases.

Every cause must be able to become the answer, every step must be able to come up, and no plan may lead to a reset
before the upload of unsent trades, or to a second try before a look at the customer's money. `gui.kb.checks` compares
the entries with each other; here cases are made up and put to the diagnosis itself. For the command line and the tests
(some seconds): the wizard does without.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from gui.diagnose.diagnosis import diagnose
from gui.kb.order import UPLOAD_STEPS
from gui.kb.when import when_references
from gui.model.case import CaseState, StepOutcome, StepRecord
from gui.model.diagnosis import Diagnosis
from gui.model.errors import Problem
from gui.model.knowledge import Cause, Knowledge, Risk, Step, StepKind
from gui.model.observation import CheckReport, Segment, Verdict

#: Outcomes after which a step was really done.
_DONE = (StepOutcome.SOLVED, StepOutcome.NOT_SOLVED)


def review_knowledge(knowledge: Knowledge) -> tuple[Problem, ...]:
    """Return what a search through made-up cases finds wrong with the knowledge; empty when it is sound."""
    return tuple(_Review(knowledge).problems())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evidence:
    """One thing a case may hold: P(it | cause), `p_other` for the causes not listed, `mean` over all of them."""

    id: str
    value: str
    likelihood: Mapping[str, float]
    p_other: float
    mean: float

    def p(self, cause_id: str) -> float:
        """Return P(evidence | cause)."""
        return self.likelihood.get(cause_id, self.p_other)

    def added_to(self, state: CaseState) -> CaseState:
        """Return the case with this evidence."""
        if self.id != "network":
            return state.with_answer(self.id, self.value)
        verdict = Verdict(segment=Segment.ROUTER, fault=self.value, confidence=0.9)
        check = CheckReport(started_utc="", duration_ms=0, verdict=verdict, probes=())
        return CaseState(answers=state.answers, check=check)


class _Review:
    """One search. `cases[cause]` is a case in which the cause is the answer, `seen` are the steps that came up."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._evidence = tuple(_all_evidence(knowledge))
        self._cases: dict[str, CaseState] = {}
        self._seen: set[str] = set()
        self._unsafe: dict[str, str] = {}

    def problems(self) -> Iterator[Problem]:
        """Yield every finding: causes, then steps, then plans."""
        yield from self._causes()
        yield from self._steps()
        self._try_uploads()
        for step_id, message in sorted(self._unsafe.items()):
            yield Problem(file="kb/steps", key=step_id, message=message)

    def _causes(self) -> Iterator[Problem]:
        for cause in self._knowledge.causes.values():
            if not self._comes_first(cause):
                message = "no case makes it the answer: other causes explain everything better"
                yield Problem(file="kb/causes", key=cause.id, message=message)

    def _comes_first(self, cause: Cause) -> bool:
        """Add the evidence that tells the cause best from the one that leads, until it leads itself."""
        state, rival = CaseState(), ""
        used: set[str] = set()
        while (best := self._telling(cause.id, rival, used)) is not None:
            used.add(best.id)
            state = best.added_to(state)
            diagnosis = self._diagnose(state)
            self._cases[cause.id] = state
            if diagnosis.top is not None and diagnosis.top.cause == cause.id:
                return True
            rival = diagnosis.ranked[0].cause if diagnosis.ranked[0].cause != cause.id else ""
        return False

    def _telling(self, cause_id: str, rival: str, used: set[str]) -> _Evidence | None:
        """Return what speaks most for the cause against the rival ("": against the mean of all others)."""
        speaking = (item for item in self._evidence if item.id not in used and cause_id in item.likelihood)
        gains = [
            (math.log(item.p(cause_id)) - math.log(item.p(rival) if rival else item.mean), item) for item in speaking
        ]
        gain, best = max(gains, key=lambda pair: (pair[0], pair[1].id, pair[1].value), default=(0.0, None))
        return best if gain > 0.0 else None

    def _steps(self) -> Iterator[Problem]:
        for step in self._knowledge.steps.values():
            for state in self._tries(step):
                if step.id in self._seen:
                    break
                self._diagnose(state)
            if step.id not in self._seen:
                yield Problem(file="kb/steps", key=step.id, message="no case brings it into the checklist")

    def _tries(self, step: Step) -> Iterator[CaseState]:
        """Yield cases for its causes, with one more answer that its condition speaks of; nothing else is at stake."""
        fits = [{}, *_answers_named(self._knowledge, step.when)]
        if step.kind is StepKind.READ:
            yield from self._contradicted()
        for cause in self._causes_of(step):
            base = self._cases.get(cause.id, CaseState())
            for fit in fits:
                answers = {**base.answers, "charged": "no", **fit}
                answers.pop(step.question or "", None)
                yield CaseState(answers=answers, check=base.check)
                yield CaseState(answers={**fit, "charged": "no"}, check=base.check)

    def _contradicted(self) -> Iterator[CaseState]:
        """Yield cases with a code that speaks for none of their cause."""
        for cause_id, base in self._cases.items():
            for code in (code for code in self._knowledge.codes if cause_id not in code.likelihood):
                yield base.with_answer("charged", "no").with_answer("code", code.id)

    def _causes_of(self, step: Step) -> Iterator[Cause]:
        for cause in self._knowledge.causes.values():
            if step.question in cause.likelihood or any(entry.step == step.id for entry in cause.steps):
                yield cause

    def _try_uploads(self) -> None:
        """Record the upload with every outcome: a reset may follow only where trades were really brought away."""
        resets = [step for step in self._knowledge.steps.values() if step.risk is Risk.LOSES_UNSENT]
        uploads = [name for name in UPLOAD_STEPS if name in self._knowledge.steps]
        for step in resets:
            for state in list(self._tries(step))[:1]:
                for records in _records(uploads):
                    self._diagnose(CaseState(answers=state.answers, check=state.check, steps=records))

    def _diagnose(self, state: CaseState) -> Diagnosis:
        """Return the diagnosis; remember which steps came up, and which came too early."""
        diagnosis = diagnose(self._knowledge, state, looks_ahead=False)
        before = {record.step for record in state.steps if record.outcome in _DONE}
        for item in diagnosis.next_steps:
            message = self._comes_too_early(self._knowledge.steps[item.id], before)
            if message:
                self._unsafe.setdefault(item.id, message)
            before.add(item.id)
        self._seen.update(item.id for item in diagnosis.next_steps)
        return diagnosis

    def _comes_too_early(self, step: Step, before: set[str]) -> str:
        if step.risk is Risk.LOSES_UNSENT and not before & set(UPLOAD_STEPS):
            return f"a plan reaches it before {' or '.join(UPLOAD_STEPS)}"
        kinds = {self._knowledge.steps[name].kind for name in before if name in self._knowledge.steps}
        if step.risk is Risk.MAY_CHARGE_TWICE and StepKind.CHECK_MONEY not in kinds:
            return "a plan reaches it before a step of kind check_money"
        return ""


def _all_evidence(knowledge: Knowledge) -> Iterator[_Evidence]:
    """Yield every answer, code and verdict that can be recorded."""
    for question in knowledge.questions.values():
        speaking = {cause.id: cause.likelihood.get(question.id, {}) for cause in knowledge.causes.values()}
        for value in question.values:
            likelihood = {cause: numbers[value] for cause, numbers in speaking.items() if numbers}
            yield _evidence(knowledge, question.id, value, likelihood, question.baseline[value])
    for code in knowledge.codes:
        yield _evidence(knowledge, "code", code.id, code.likelihood, code.p_other)
    for fault in knowledge.network_faults.values():
        yield _evidence(knowledge, "network", fault.id, fault.likelihood, fault.p_other)


def _evidence(
    knowledge: Knowledge, evidence_id: str, value: str, likelihood: Mapping[str, float], p_other: float
) -> _Evidence:
    mean = math.fsum([p_other, *(likelihood.get(cause, p_other) for cause in knowledge.causes)])
    mean /= len(knowledge.causes) + 1
    return _Evidence(id=evidence_id, value=value, likelihood=likelihood, p_other=p_other, mean=mean)


def _answers_named(knowledge: Knowledge, when: object | None) -> Iterator[dict[str, str]]:
    """Yield every single answer that a condition names; for `known` the first answer there is."""
    for _, question_id, values in () if when is None else when_references(when):
        question = knowledge.questions.get(question_id)
        for value in values or (question.values[:1] if question is not None else ()):
            yield {question_id: value}


def _records(steps: Iterable[str]) -> Iterator[tuple[StepRecord, ...]]:
    """Yield one record of each step with each outcome."""
    for step in steps:
        for outcome in StepOutcome:
            yield (StepRecord(step=step, outcome=outcome),)
