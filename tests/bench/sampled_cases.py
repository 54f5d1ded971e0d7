"""Cases drawn from the knowledge itself: a cause by its prior, and what a shop with that cause would see and answer.

What is drawn follows the numbers of the knowledge, as the posterior reads them: the cause by its prior weight (the
unknown cause by its own), each answer by P(answer | cause) or the baseline, the verdict of the connectivity run by
P(verdict | cause) as far as the PC's line is the terminal's, and the outcome of each step by its chance to cure.

Where the numbers say too little to draw from, own choices (all estimates):

- Answers. The numbers of the loaded knowledge are of what is answered, mistakes included (`gui.kb.mistakes`); drawn is
  the truth behind them.
- Codes. One entry that lists the cause and fits the kind of trade and the provider is drawn in proportion to
  P(code | cause); the chance that the shop can name one at all is their sum, at most `P_SHOWN`.
- A shop that says 已扣款 (charged_but_failed) answers the question about it with yes: the first page does that itself.
- Noise: each answer, the code too, is spoilt with probability `noise`. Half of the spoilt answers are missing (不清楚),
  half are another value, drawn evenly; a wrong code is any entry that fits the place. A code that the program asks to
  read once more is spoilt anew, as often and by luck of its own; what was seen the first time stays when it can no
  longer be read. What a machine measures is not spoilt, nor is the trouble, without which the wizard does not go on,
  nor are outcomes of steps.

Everything follows from the random generator that is passed in. Each draw has luck of its own, told by its name, so that
another number in the knowledge changes only the draws that depend on it: figures before and after a change compare the
same shops.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from random import Random
from typing import TypeVar

from gui.diagnose.terms import prior_weights
from gui.kb.mistakes import in_truth
from gui.model.case import CaseState, StepOutcome, StepRecord
from gui.model.diagnosis import Diagnosis
from gui.model.evidence import UNKNOWN
from gui.model.knowledge import SCREEN_TEXT, Cause, Code, Knowledge, StepKind, Trade
from gui.model.observation import CheckReport, Segment, Verdict

T = TypeVar("T")

#: A terminal nearly always shows a code or words that the shop can tell (estimate).
P_SHOWN = 0.95
#: Questions whose answer is never spoilt: without the trouble the first page does not go on.
_ALWAYS_ANSWERED = ("trouble",)
#: The trouble that answers the question about the money by itself.
_CHARGED = "charged_but_failed"
_CONFIDENCE = 0.9
#: Steps that ask: a question, or for the code once more.
_ASKING = (StepKind.QUESTION, StepKind.READ)


@dataclass(frozen=True, slots=True, kw_only=True)
class SampledCase:
    """One shop's trouble. `cause` is None when it is none of the listed ones.

    `answers[question id]`: what the shop would answer to every question of the knowledge, `unknown` for a missing
    answer; ask only what the program asks. `typed`: empty, `{"code": ...}` or `{"screen_text": ...}`, as it is typed;
    `code` is the entry's id (None without one); `typed_again`: the same when it is read once more.
    `network_fault`: what the connectivity run finds (`none`: no fault).
    `outcomes[step id]`: how every step ends that is no question.
    """

    cause: str | None
    answers: Mapping[str, str]
    typed: Mapping[str, str]
    typed_again: Mapping[str, str]
    code: str | None
    network_fault: str
    outcomes: Mapping[str, StepOutcome]


def sample_case(
    knowledge: Knowledge, random: Random, *, noise: float = 0.0, include_unknown: bool = True, with_code: bool = True
) -> SampledCase:
    """Return one case. `noise` in 0..1: the share of answers (and codes) that are wrong or missing, half and half.

    `include_unknown`: also cases of no listed cause. `with_code`: False lets nobody know a code or words.
    """
    lots = _Lots(random)
    cause = _draw_cause(knowledge, lots, "cause", include_unknown=include_unknown)
    told = {question: _draw_answer(knowledge, lots, cause, question) for question in knowledge.questions}
    if told.get("trouble") == _CHARGED and "charged" in told:
        told["charged"] = "yes"
    entries = _fitting(knowledge, told) if with_code else {}
    shown = _draw_code(lots, cause, entries)
    code = _spoilt_code(lots, "code", shown, entries, noise)
    again = _spoilt_code(lots, "code/again", shown, entries, noise)
    is_told = told.get("trouble") == _CHARGED
    fault = _draw_fault(knowledge, lots, cause, told.get("connection", UNKNOWN))
    answers = {
        name: value if is_told and name == "charged" else _spoilt(knowledge, lots, name, value, noise)
        for name, value in told.items()
    }
    return SampledCase(
        cause=None if cause is None else cause.id,
        answers=answers,
        typed={} if code is None else typed_as(code),
        typed_again={} if again is None else typed_as(again),
        code=None if code is None else code.id,
        network_fault=fault,
        outcomes={step: _draw_outcome(lots, cause, step) for step in knowledge.steps},
    )


def sample_cases(
    knowledge: Knowledge,
    seed: int,
    count: int,
    *,
    noise: float = 0.0,
    include_unknown: bool = True,
    with_code: bool = True,
) -> Iterator[SampledCase]:
    """Yield `count` cases; each has a generator of its own, so that the first hundred do not depend on the count.

    Without the shops that only want the network checked: the wizard asks them nothing and names no cause.
    """
    number = found = 0
    while found < count:
        random = Random(f"{seed}/{number}")
        number += 1
        case = sample_case(knowledge, random, noise=noise, include_unknown=include_unknown, with_code=with_code)
        if case.answers.get("trouble") != "network_only":
            found += 1
            yield case


def typed_as(code: Code) -> dict[str, str]:
    """Return what a shop types that sees this entry on the screen: the bare code, or the words."""
    return {"screen_text" if code.namespace == SCREEN_TEXT else "code": code.code}


def check_report(knowledge: Knowledge, fault: str) -> CheckReport:
    """Return a finished connectivity run that found `fault` (`none`: a clean one)."""
    segment = Segment(knowledge.network_faults[fault].segment)
    verdict = Verdict(segment=segment, fault=fault, confidence=_CONFIDENCE)
    return CheckReport(started_utc="", duration_ms=0, verdict=verdict, probes=())


def state_of(
    knowledge: Knowledge, case: SampledCase, questions: Sequence[str], *, code: bool = True, network: bool = True
) -> CaseState:
    """Return the state with these questions answered as the case would, the code typed, the network checked."""
    answers = {question: case.answers[question] for question in questions}
    check = check_report(knowledge, case.network_fault) if network else None
    return CaseState(answers=answers | (dict(case.typed) if code else {}), check=check)


def do_step(knowledge: Knowledge, case: SampledCase, state: CaseState, step_id: str) -> CaseState:
    """Return the state after a checklist step: a question answered, or the step done with its outcome.

    As the page of the checklist records it: a question step is done as well, with no outcome of its own.
    """
    step = knowledge.steps[step_id]
    outcome = case.outcomes[step_id]
    if step.kind is StepKind.QUESTION and step.question is not None:
        state = state.with_answer(step.question, case.answers[step.question])
        outcome = StepOutcome.UNKNOWN
    if step.kind is StepKind.READ:
        state, outcome = _read_again(case, state), StepOutcome.UNKNOWN
    return replace(state, steps=(*state.steps, StepRecord(step=step_id, outcome=outcome)))


def _read_again(case: SampledCase, state: CaseState) -> CaseState:
    if not case.typed_again:
        return state
    others = {name: value for name, value in state.answers.items() if name not in ("code", "screen_text")}
    return replace(state, answers=others | dict(case.typed_again))


def next_question(knowledge: Knowledge, diagnosis: Diagnosis) -> str | None:
    """Return the first step of the checklist that asks something, None when the program would ask no more."""
    steps = (step.id for step in diagnosis.next_steps)
    return next((step for step in steps if knowledge.steps[step].kind in _ASKING), None)


def answer_next(knowledge: Knowledge, case: SampledCase, state: CaseState, diagnosis: Diagnosis) -> CaseState | None:
    """Return the state with the question answered that the checklist asks next, None when it asks none.

    `diagnosis` is that of `state`. Actions that the checklist puts before the question are passed over.
    """
    step = next_question(knowledge, diagnosis)
    return None if step is None else do_step(knowledge, case, state, step)


def is_cured(knowledge: Knowledge, case: SampledCase, step_id: str) -> bool:
    """Say whether this step ends the case's trouble."""
    return knowledge.steps[step_id].kind is not StepKind.QUESTION and case.outcomes[step_id] is StepOutcome.SOLVED


class _Lots:
    """Luck by name: independent between names, the same for the same generator state and name."""

    def __init__(self, random: Random) -> None:
        self._key = random.randbytes(16)

    def luck(self, name: str) -> float:
        """Return a number in 0..1, evenly drawn."""
        digest = blake2b(name.encode(), digest_size=8, key=self._key).digest()
        return int.from_bytes(digest) / 2**64

    def draw(self, name: str, weights: Mapping[T, float]) -> T:
        """Return one of the keys, each as often as its weight says."""
        left = self.luck(name) * sum(weights.values())
        for key, weight in weights.items():
            left -= weight
            if left < 0.0:
                return key
        return next(reversed(list(weights)))


def _draw_cause(knowledge: Knowledge, lots: _Lots, name: str, *, include_unknown: bool) -> Cause | None:
    weights: dict[str, float] = prior_weights(knowledge)
    if include_unknown:
        weights[UNKNOWN] = knowledge.numbers.unknown_prior_weight
    return knowledge.causes.get(lots.draw(name, weights))


def _draw_answer(knowledge: Knowledge, lots: _Lots, cause: Cause | None, question: str) -> str:
    asked = knowledge.questions[question]
    told = asked.baseline if cause is None else cause.likelihood.get(question, asked.baseline)
    return lots.draw(f"answer/{question}", in_truth(told, asked.p_wrong))


def _draw_code(lots: _Lots, cause: Cause | None, entries: Mapping[int, Code]) -> Code | None:
    """Return an entry that lists the cause, or None; the unknown cause shows none of them."""
    if cause is None:
        return None
    weights = {number: code.likelihood[cause.id] for number, code in entries.items() if cause.id in code.likelihood}
    if lots.luck("code/named") >= min(P_SHOWN, sum(weights.values())):
        return None
    return entries[lots.draw("code", weights)]


def _fitting(knowledge: Knowledge, told: Mapping[str, str]) -> dict[int, Code]:
    """Return the entries, by their number, that can show on that kind of trade and at that provider."""
    trades = (Trade.ANY, Trade.QR if told.get("shown_where") == "qr_trade" else Trade.CARD)
    provider, fitting = told.get("provider", UNKNOWN), {}
    for number, code in enumerate(knowledge.codes):
        namespace = knowledge.code_namespaces[code.namespace]
        own = () if namespace.passed_on else namespace.providers
        if namespace.trade in trades and (not own or provider in own):
            fitting[number] = code
    return fitting


def _draw_fault(knowledge: Knowledge, lots: _Lots, cause: Cause | None, connection: str) -> str:
    """Return what the run finds: the cause's own, or, when the PC's line is not the terminal's, any shop's."""
    relevance = knowledge.numbers.network_relevance
    if lots.luck("fault/own") >= relevance.get(connection, relevance.get(UNKNOWN, 0.0)):
        cause = _draw_cause(knowledge, lots, "fault/anyone", include_unknown=True)
    name = "" if cause is None else cause.id
    weights = {fault.id: fault.likelihood.get(name, fault.p_other) for fault in knowledge.network_faults.values()}
    return lots.draw("fault", weights)


def _draw_outcome(lots: _Lots, cause: Cause | None, step: str) -> StepOutcome:
    p_fix = next((entry.p_fix for entry in cause.steps if entry.step == step), 0.0) if cause else 0.0
    return StepOutcome.SOLVED if lots.luck(f"outcome/{step}") < p_fix else StepOutcome.NOT_SOLVED


def _spoilt(knowledge: Knowledge, lots: _Lots, question: str, value: str, noise: float) -> str:
    luck = lots.luck(f"noise/{question}")
    if question in _ALWAYS_ANSWERED or luck >= noise:
        return value
    others = {other: 1.0 for other in knowledge.questions[question].values if other != value}
    return UNKNOWN if luck < noise / 2 else lots.draw(f"wrong/{question}", others)


def _spoilt_code(lots: _Lots, look: str, code: Code | None, entries: Mapping[int, Code], noise: float) -> Code | None:
    """Return what the shop reads off the screen in this look."""
    luck = lots.luck(f"noise/{look}")
    if code is None or luck >= noise:
        return code
    return None if luck < noise / 2 else entries[lots.draw(f"wrong/{look}", dict.fromkeys(entries, 1.0))]
