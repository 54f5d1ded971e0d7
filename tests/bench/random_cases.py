"""Random small knowledge bases with codes, network faults, steps, masks and pairs, and a case for each of them."""

from collections.abc import Sequence
from itertools import combinations
from random import Random

from gui.model.case import CaseState, StepOutcome, StepRecord
from gui.model.evidence import UNKNOWN
from gui.model.knowledge import Cause, CausePair, Code, Knowledge, ModelNumbers, NetworkFault, Question, Step
from gui.model.observation import Segment
from tests.unit.knowledge_factory import cause, choice, code, make_check, make_knowledge, step

#: No likelihood of these models comes near the floor below which the diagnosis takes none as impossible.
LEAST_P = 0.005
_QUESTIONS, _CODES, _FAULTS, _STEPS = (f"question-{n}" for n in range(6)), range(4), ("down", "none"), range(4)
QUESTIONS = tuple(_QUESTIONS)
STEPS = tuple(f"step-{n}" for n in _STEPS)


def random_case(seed: int) -> tuple[Knowledge, CaseState]:
    """Return a knowledge base and a case, the same for the same seed."""
    random = Random(seed)
    questions = {name: _question(random, name) for name in QUESTIONS}
    causes = {one.id: one for one in (_cause(random, n, questions) for n in range(random.randint(2, 9)))}
    knowledge = make_knowledge(
        causes=causes,
        questions={**questions, "connection": choice("connection", "wifi", "cellular", page="terminal")},
        steps={name: _step(name) for name in STEPS},
        codes=tuple(_code(random, n, causes) for n in _CODES),
        network_faults={name: _fault(random, name, causes) for name in _FAULTS},
        numbers=ModelNumbers(
            unknown_prior_weight=random.uniform(0.5, 5.0),
            network_relevance={"wifi": random.random(), "cellular": 0.0, UNKNOWN: random.random()},
            p_excluded=0.001,
        ),
        pairs=_pairs(random, tuple(causes)),
    )
    return knowledge, _state(random, questions)


def _distribution(random: Random, count: int) -> list[float]:
    weights = [LEAST_P + random.random() ** 3 for _ in range(count)]
    return [weight / sum(weights) for weight in weights]


def _question(random: Random, name: str) -> Question:
    values = [f"value-{n}" for n in range(random.randint(2, 4))]
    baseline = dict(zip(values, _distribution(random, len(values)), strict=True))
    return Question(id=name, page="symptom", values=tuple(values), baseline=baseline)


def _cause(random: Random, number: int, questions: dict[str, Question]) -> Cause:
    spoken = [question for question in questions.values() if random.random() < 0.6]
    likelihood = {
        question.id: dict(zip(question.values, _distribution(random, len(question.values)), strict=True))
        for question in spoken
    }
    steps = {name: random.uniform(0.05, 0.95) for name in STEPS if random.random() < 0.5}
    evidence = (*QUESTIONS, "code", "network")
    masks = tuple(name for name in evidence if random.random() < 0.3)
    weight = random.choice((1.0, 3.0, 6.0))
    return cause(f"cause-{number}", f"C{number:02d}", weight, steps, likelihood=likelihood, masks=masks)


def _step(name: str) -> Step:
    return step(name)


def _listed(random: Random, causes: dict[str, Cause]) -> dict[str, float]:
    return {name: random.uniform(0.05, 0.9) for name in causes if random.random() < 0.3}


def _code(random: Random, number: int, causes: dict[str, Cause]) -> Code:
    """Two codes share a name: what is typed is a mixture of both."""
    likelihood = _listed(random, causes)
    return code(f"space-{number}", f"E{number // 2}", likelihood, p_other=random.uniform(LEAST_P, 0.1))


def _fault(random: Random, name: str, causes: dict[str, Cause]) -> NetworkFault:
    p_other = random.uniform(LEAST_P, 0.9)
    return NetworkFault(id=name, segment="router", likelihood=_listed(random, causes), p_other=p_other)


def _pairs(random: Random, causes: Sequence[str]) -> tuple[CausePair, ...]:
    chosen = [both for both in combinations(causes, 2) if random.random() < 0.3]
    ordered = (both if random.random() < 0.5 else both[::-1] for both in chosen)
    return tuple(CausePair(first=first, second=second, factor=random.uniform(0.5, 20.0)) for first, second in ordered)


def _state(random: Random, questions: dict[str, Question]) -> CaseState:
    asked = [question for question in questions.values() if random.random() < 0.6]
    answers = {question.id: random.choice((*question.values, UNKNOWN)) for question in asked}
    if random.random() < 0.5:
        answers["connection"] = random.choice(("wifi", "cellular", UNKNOWN))
    if random.random() < 0.5:
        answers["code"] = random.choice(("E0", "E1", "no such code"))
    check = make_check(Segment.ROUTER, random.choice(_FAULTS)) if random.random() < 0.5 else None
    outcomes = (StepOutcome.NOT_SOLVED, StepOutcome.NOT_SOLVED, StepOutcome.CANNOT)
    steps = [StepRecord(step=name, outcome=random.choice(outcomes)) for name in STEPS[:-1] if random.random() < 0.5]
    if random.random() < 0.2:
        steps.append(StepRecord(step=STEPS[-1], outcome=StepOutcome.SOLVED))
    return CaseState(answers=answers, check=check, steps=tuple(steps))
