"""Builds the frozen types of `gui.model.knowledge`, each from its own table; `checks` compares the tables."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from gui.kb.mistakes import answered
from gui.kb.schema import TableReader, nearest
from gui.model.evidence import UNKNOWN
from gui.model.fields import FIELDS
from gui.model.knowledge import (
    Cause,
    CauseStep,
    CodeNamespace,
    ModelNumbers,
    NetworkFault,
    Owner,
    Provider,
    Question,
    Risk,
    Step,
    StepKind,
    Trade,
)
from gui.model.observation import ProbeKind, Segment

_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_SNAKE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*\Z")
_VALUE = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*\Z")  # values of `provider` are provider ids, in kebab-case
_REF = re.compile(r"C\d\d\Z")


class Page(StrEnum):
    """The wizard pages that ask questions; `STEPS`: only the checklist does."""

    START = "start"
    TERMINAL = "terminal"
    SYMPTOM = "symptom"
    NETWORK = "network"
    STEPS = "steps"


class Confidence(StrEnum):
    """How well a code's meaning, or a cause and its cure, is sourced.

    high: official, or three and more independent ones; medium: two, or one good; low: less, and the user is told.
    """

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeNumbers:
    """P(code shown | a cause it lists, weight 1) and P(code shown | any other cause), both estimates."""

    p_listed: float
    p_other: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """The content of `model.toml`: what becomes part of the knowledge, and what is used while loading."""

    numbers: ModelNumbers
    p_wrong_answer: float = 0.0
    prior_weights: Mapping[str, float] = field(default_factory=dict)
    code_numbers: Mapping[Confidence, CodeNumbers] = field(default_factory=dict)


def read_model(reader: TableReader) -> Model:
    """Read `model.toml`: prior weights, relevance of the PC's network per connection, and the numbers of codes."""
    reader.text("source")
    priors = reader.table("prior_weights")
    weights = {name: priors.number(name) for name in ("common", "fairly_common", "rare")}
    relevance = reader.table("network_relevance")
    codes = reader.table("code_confidence")
    model = Model(
        numbers=ModelNumbers(
            unknown_prior_weight=reader.number("unknown_prior_weight"),
            network_relevance=relevance.numbers(zero=True),
            p_excluded=reader.number("p_excluded", high=1.0),
        ),
        p_wrong_answer=reader.number("p_wrong_answer", default=0.0, high=0.5, zero=True),
        prior_weights=weights,
        code_numbers={confidence: _code_numbers(codes.table(confidence)) for confidence in Confidence},
    )
    for table in (reader, priors, codes):
        table.finish()
    return model


def _code_numbers(reader: TableReader) -> CodeNumbers:
    numbers = CodeNumbers(p_listed=reader.number("p_listed", high=1.0), p_other=reader.number("p_other", high=1.0))
    if numbers.p_listed <= numbers.p_other:
        reader.problem("p_listed", "must be more than p_other")
    reader.finish()
    return numbers


def read_cause(cause_id: str, reader: TableReader, prior_weights: Mapping[str, float]) -> Cause:
    """Read one table of `causes/*.toml`."""
    _check_id(cause_id, _KEBAB, reader)
    ref = reader.text("ref")
    if ref and not _REF.match(ref):
        reader.problem("ref", f"{ref!r} does not look like C01")
    reader.text("likelihood_source")
    likelihood = reader.table("likelihood", required=False)
    cause = Cause(
        id=cause_id,
        ref=ref,
        owner=reader.choice("owner", Owner),
        category=reader.text("category"),
        prior_weight=_prior_weight(reader, prior_weights),
        steps=tuple(_cause_step(step) for step in reader.tables("steps")),
        contact=reader.text("contact"),
        likelihood={question: likelihood.table(question).numbers() for question in likelihood.names()},
        is_network=reader.flag("network", default=False),
        seeds=reader.texts("seeds"),
        sources=reader.texts("sources", required=True),
        confidence=reader.choice("confidence", Confidence).value,
        masks=reader.texts("masks"),
        scope=reader.texts("scope", required=True),
        measured_by=_listed(reader, "measured_by", tuple(ProbeKind)),
        asks_for=_listed(reader, "asks_for", tuple(FIELDS)),
    )
    reader.finish()
    return cause


def _listed(reader: TableReader, name: str, valid: tuple[str, ...]) -> tuple[str, ...]:
    """Return a list of names, none of them outside `valid`."""
    names = reader.texts(name)
    for item in names:
        if item not in valid:
            reader.problem(name, f"{item!r} is none of {', '.join(valid)}{nearest(item, valid)}")
    return names


def _prior_weight(reader: TableReader, prior_weights: Mapping[str, float]) -> float:
    prior = reader.text("prior")
    if prior in prior_weights:
        return prior_weights[prior]
    if prior:
        reader.problem("prior", f"{prior!r} is none of {', '.join(prior_weights)}{nearest(prior, prior_weights)}")
    return math.nan


def _cause_step(reader: TableReader) -> CauseStep:
    step = CauseStep(step=reader.text("step"), p_fix=reader.number("p_fix", high=1.0))
    reader.finish()
    return step


def read_question(question_id: str, reader: TableReader, p_wrong: float = 0.0) -> Question:
    """Read one table of `questions/*.toml`. `p_wrong`: how often an answer is wrong when the table does not say."""
    _check_id(question_id, _SNAKE, reader)
    reader.text("source")
    p_wrong = reader.number("p_wrong", default=p_wrong, high=0.5, zero=True)
    question = Question(
        id=question_id,
        page=reader.choice("page", Page).value,
        values=reader.texts("values", required=True),
        baseline=answered(reader.table("baseline").numbers(), p_wrong),
        minutes=reader.number("minutes", zero=True),
        p_wrong=p_wrong,
    )
    for value in question.values:
        if value == UNKNOWN or not _VALUE.match(value):
            reader.problem("values", f"{value!r} is no name for a known answer")
    if len(set(question.values)) < len(question.values):
        reader.problem("values", "names a value twice")
    reader.finish()
    return question


def read_step(step_id: str, reader: TableReader) -> Step:
    """Read one table of `steps/*.toml`."""
    _check_id(step_id, _KEBAB, reader)
    step = Step(
        id=step_id,
        kind=reader.choice("kind", StepKind),
        minutes=reader.number("minutes", zero=True),
        who=reader.choice("who", Owner),
        risk=reader.choice("risk", Risk, Risk.SAFE),
        after=reader.texts("after"),
        question=reader.text("question", "") or None,
        when=reader.raw("when"),
        seeds=reader.texts("seeds"),
        separates=reader.texts("separates"),
        proves_payment=reader.flag("proves_payment", default=False),
        source=reader.text("source"),
    )
    if (step.kind is StepKind.QUESTION) != (step.question is not None):
        reader.problem("question", "belongs to steps of kind question, and to each of them")
    if step.separates and (step.question is None or len(set(step.separates)) < 2):
        reader.problem("separates", "names two faults or more, and belongs to steps of kind question")
    if step.proves_payment and step.kind is not StepKind.CHECK_MONEY:
        reader.problem("proves_payment", "belongs to steps of kind check_money")
    reader.finish()
    return step


def read_provider(provider_id: str, reader: TableReader) -> Provider:
    """Read one table of `providers/*.toml`. A phone needs a source and at least medium confidence."""
    _check_id(provider_id, _KEBAB, reader)
    provider = Provider(
        id=provider_id,
        ref_order=reader.integer("order", low=1, high=999),
        phone=reader.text("phone", ""),
        phone_confidence=reader.text("phone_confidence", ""),
        phone_source=reader.text("phone_source", ""),
        website=reader.text("website", ""),
        hosts=reader.texts("hosts"),
        host_confidence=reader.text("host_confidence", ""),
        legal_name=reader.text("legal_name", ""),
        aliases=reader.texts("aliases"),
        sources=reader.texts("sources", required=True),
    )
    if provider.phone and not provider.phone_source:
        reader.problem("phone_source", "missing: a phone number needs its source")
    if provider.phone and not provider.phone_confidence.startswith((Confidence.HIGH, Confidence.MEDIUM)):
        reader.problem("phone_confidence", "a number below medium confidence must not be shown: leave the phone empty")
    if provider.hosts and not provider.host_confidence:
        reader.problem("host_confidence", "missing: say how well the hosts are sourced")
    reader.finish()
    return provider


def read_network_fault(fault_id: str, reader: TableReader) -> NetworkFault:
    """Read one table of `network_faults.toml`."""
    _check_id(fault_id, _KEBAB, reader)
    segment = reader.choice("segment", Segment)
    fault = NetworkFault(
        id=fault_id,
        segment=segment,
        owner=None if segment is Segment.NONE else reader.choice("owner", Owner),
        contact=reader.text("contact"),
        likelihood=reader.table("likelihood", required=False).numbers(),
        p_other=reader.number("p_other", high=1.0),
        source=reader.text("source"),
    )
    reader.finish()
    return fault


def read_code_namespace(namespace: str, reader: TableReader) -> CodeNamespace:
    """Read one table of `codes/namespaces.toml`."""
    _check_id(namespace, _KEBAB, reader)
    reader.text("source")
    read = CodeNamespace(
        trade=reader.choice("trade", Trade),
        standard=reader.flag("standard", default=False),
        passed_on=reader.flag("passed_on", default=False),
        providers=reader.texts("providers"),
    )
    reader.finish()
    return read


def _check_id(name: str, pattern: re.Pattern[str], reader: TableReader) -> None:
    if not pattern.match(name):
        style = "snake_case" if pattern is _SNAKE else "kebab-case"
        reader.problem("", f"the id {name!r} is not in {style}")
