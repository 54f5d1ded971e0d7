"""What the parts of the knowledge say to each other: names that exist, numbers that sum to 1, an order that is safe."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from gui.kb.order import UPLOAD_STEPS, ancestors
from gui.kb.schema import nearest
from gui.kb.when import WhenError, when_references
from gui.model.errors import Problem
from gui.model.evidence import UNKNOWN
from gui.model.knowledge import Knowledge, Risk, Step, StepKind

#: What rounding in a sum of written decimals may add up to.
SUM_TOLERANCE = 1e-9

#: Answers that are typed, not chosen: a condition may ask whether they are known.
TYPED_ANSWERS = ("code", "screen_text")

#: Evidence that is no answer to a question of the knowledge.
OTHER_EVIDENCE = (*TYPED_ANSWERS, "network")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The knowledge as read, not proven sound yet. `files[kind, id]` is the file an entry came from."""

    knowledge: Knowledge
    files: Mapping[tuple[str, str], str]

    def problem(self, kind: str, entry_id: str, key: str, message: str) -> Problem:
        """Return a problem of one entry, with its file."""
        return Problem(file=self.files[kind, entry_id], key=f"{entry_id}.{key}" if key else entry_id, message=message)


def check_knowledge(draft: Draft) -> Iterator[Problem]:
    """Yield every contradiction between the entries."""
    for check in _CHECKS:
        yield from check(draft)


def _check_questions(draft: Draft) -> Iterator[Problem]:
    for question in draft.knowledge.questions.values():
        for message in _distribution_defects(question.baseline, question.values):
            yield draft.problem("question", question.id, "baseline", message)


def _check_likelihoods(draft: Draft) -> Iterator[Problem]:
    questions = draft.knowledge.questions
    for cause in draft.knowledge.causes.values():
        for question_id, likelihood in cause.likelihood.items():
            key = f"likelihood.{question_id}"
            if question_id not in questions:
                yield draft.problem("cause", cause.id, key, f"unknown question{nearest(question_id, questions)}")
                continue
            for message in _distribution_defects(likelihood, questions[question_id].values):
                yield draft.problem("cause", cause.id, key, message)


def _distribution_defects(numbers: Mapping[str, float], values: tuple[str, ...]) -> Iterator[str]:
    """Say what keeps `numbers` from being a distribution over the values. A NaN was reported where it was read."""
    for name in numbers:
        if name not in values:
            yield f"{name!r} is no value of the question{nearest(name, values)}"
    for value in values:
        if value not in numbers:
            yield f"the value {value!r} is missing"
    total = math.fsum(numbers.values())
    if abs(total - 1.0) > SUM_TOLERANCE:
        yield f"sums to {total:.10g} instead of 1"


def _check_causes(draft: Draft) -> Iterator[Problem]:
    knowledge = draft.knowledge
    first_with: dict[str, str] = {}
    for cause in knowledge.causes.values():
        if cause.ref and first_with.setdefault(cause.ref, cause.id) != cause.id:
            yield draft.problem("cause", cause.id, "ref", f"{cause.ref} is already used by {first_with[cause.ref]}")
        if not cause.steps:
            yield draft.problem("cause", cause.id, "steps", "a cause needs at least one step")
        names = [entry.step for entry in cause.steps]
        for name in _unknown(names, knowledge.steps):
            yield draft.problem("cause", cause.id, "steps", f"unknown step {name!r}{nearest(name, knowledge.steps)}")
        for name in sorted({name for name in names if name and names.count(name) > 1}):
            yield draft.problem("cause", cause.id, "steps", f"names the step {name!r} twice")


def _check_masks(draft: Draft) -> Iterator[Problem]:
    valid = (*draft.knowledge.questions, *OTHER_EVIDENCE)
    for cause in draft.knowledge.causes.values():
        for name in _unknown(cause.masks, valid):
            yield draft.problem("cause", cause.id, "masks", f"unknown evidence {name!r}{nearest(name, valid)}")
        for name in sorted({name for name in cause.masks if cause.masks.count(name) > 1}):
            yield draft.problem("cause", cause.id, "masks", f"names {name!r} twice")


def _check_measured(draft: Draft) -> Iterator[Problem]:
    """What a PC on the line can measure names the checks that do it, and a verdict that speaks for it."""
    faults = draft.knowledge.network_faults.values()
    for cause in draft.knowledge.causes.values():
        if not cause.is_network:
            continue
        if not cause.measured_by:
            yield draft.problem("cause", cause.id, "measured_by", "missing: by `network` a PC can measure it")
        if not any(fault.likelihood.get(cause.id, 0.0) > fault.p_other for fault in faults):
            yield draft.problem("cause", cause.id, "network", "no network fault speaks for it")


def _check_pairs(draft: Draft) -> Iterator[Problem]:
    knowledge, seen = draft.knowledge, set[frozenset[str]]()
    for number, pair in enumerate(knowledge.pairs):
        both, key = (pair.first, pair.second), f"pair[{number}].causes"
        for name in _unknown(both, knowledge.causes):
            message = f"unknown cause {name!r}{nearest(name, knowledge.causes)}"
            yield Problem(file="kb/pairs.toml", key=key, message=message)
        if pair.first == pair.second:
            yield Problem(file="kb/pairs.toml", key=key, message=f"{pair.first} cannot come together with itself")
        if frozenset(both) in seen:
            yield Problem(file="kb/pairs.toml", key=key, message=f"{' and '.join(both)} are listed twice")
        seen.add(frozenset(both))


def _check_reachable_causes(draft: Draft) -> Iterator[Problem]:
    knowledge = draft.knowledge
    spoken_of = {cause.id for cause in knowledge.causes.values() if cause.likelihood}
    for code in knowledge.codes:
        spoken_of.update(code.likelihood)
    for fault in knowledge.network_faults.values():
        spoken_of.update(fault.likelihood)
    for cause_id in knowledge.causes:
        if cause_id not in spoken_of:
            yield draft.problem("cause", cause_id, "", "unreachable: no answer, code or network fault speaks of it")


def _check_references_to_causes(draft: Draft) -> Iterator[Problem]:
    knowledge = draft.knowledge
    for kind, entries in (("code", knowledge.codes), ("network_fault", knowledge.network_faults.values())):
        for entry in entries:
            for name in _unknown(entry.likelihood, knowledge.causes):
                message = f"unknown cause {name!r}{nearest(name, knowledge.causes)}"
                yield draft.problem(kind, entry.id, "causes" if kind == "code" else "likelihood", message)


def _check_code_namespaces(draft: Draft) -> Iterator[Problem]:
    """Every namespace of a code says where it is shown; the providers it names exist."""
    knowledge = draft.knowledge
    for name in _unknown(dict.fromkeys(code.namespace for code in knowledge.codes), knowledge.code_namespaces):
        code = next(code for code in knowledge.codes if code.namespace == name)
        message = f"namespace {name!r} is not in codes/namespaces.toml{nearest(name, knowledge.code_namespaces)}"
        yield draft.problem("code", code.id, "namespace", message)
    for name, namespace in knowledge.code_namespaces.items():
        for provider in _unknown(namespace.providers, knowledge.providers):
            message = f"unknown provider {provider!r}{nearest(provider, knowledge.providers)}"
            yield draft.problem("code_namespace", name, "providers", message)


def _check_steps(draft: Draft) -> Iterator[Problem]:
    knowledge = draft.knowledge
    for step in knowledge.steps.values():
        for name in _unknown(step.after, knowledge.steps):
            yield draft.problem("step", step.id, "after", f"unknown step {name!r}{nearest(name, knowledge.steps)}")
        if step.question is not None:
            for name in _unknown([step.question], knowledge.questions):
                message = f"unknown question {name!r}{nearest(name, knowledge.questions)}"
                yield draft.problem("step", step.id, "question", message)
        for name in _unknown(step.separates, knowledge.network_faults):
            message = f"unknown network fault {name!r}{nearest(name, knowledge.network_faults)}"
            yield draft.problem("step", step.id, "separates", message)
        yield from _check_safety(draft, step)
        yield from _check_when(draft, step)


def _check_safety(draft: Draft, step: Step) -> Iterator[Problem]:
    """Money first: nothing that may charge twice before the money was checked, no reset before the upload."""
    earlier = ancestors(step.id, draft.knowledge.steps)
    if step.id in earlier:
        yield draft.problem("step", step.id, "after", "comes after itself: the order runs in a circle")
    uploads = {name for name in earlier & set(UPLOAD_STEPS) if draft.knowledge.steps[name].when is None}
    if step.risk is Risk.LOSES_UNSENT and not uploads:
        message = f"may lose unsent trades and must come after {' or '.join(UPLOAD_STEPS)}, one without `when`"
        yield draft.problem("step", step.id, "after", message)
    kinds = {draft.knowledge.steps[name].kind for name in earlier}
    if step.risk is Risk.MAY_CHARGE_TWICE and StepKind.CHECK_MONEY not in kinds:
        yield draft.problem("step", step.id, "after", "may charge twice and must come after a step of kind check_money")


def _check_when(draft: Draft, step: Step) -> Iterator[Problem]:
    if step.when is None:
        return
    questions = draft.knowledge.questions
    try:
        references = tuple(when_references(step.when))
    except WhenError as error:
        yield draft.problem("step", step.id, f"when.{error.path}".rstrip("."), error.reason)
        return
    for path, question_id, values in references:
        if question_id in TYPED_ANSWERS:
            continue
        if question_id not in questions:
            message = f"unknown question {question_id!r}{nearest(question_id, questions)}"
            yield draft.problem("step", step.id, f"when.{path}", message)
            continue
        valid = (*questions[question_id].values, UNKNOWN)
        for value in _unknown(values, valid):
            message = f"{value!r} is no value of the question{nearest(value, valid)}"
            yield draft.problem("step", step.id, f"when.{path}", message)


def _check_reachable_steps(draft: Draft) -> Iterator[Problem]:
    """A step is used by a cause, asks what a cause speaks of, reads the code again, or must come before a used one."""
    knowledge = draft.knowledge
    asked = {question for cause in knowledge.causes.values() for question in cause.likelihood}
    used = {entry.step for cause in knowledge.causes.values() for entry in cause.steps} & knowledge.steps.keys()
    used |= {step.id for step in knowledge.steps.values() if step.question in asked or step.kind is StepKind.READ}
    for name in tuple(used):
        used |= ancestors(name, knowledge.steps)
    for step_id in knowledge.steps:
        if step_id not in used:
            yield draft.problem("step", step_id, "", "unreachable: no cause uses it and no used step needs it before")


def _check_provider_names(draft: Draft) -> Iterator[Problem]:
    """The values of the question `provider`, and the endpoints to test, are providers of the knowledge base."""
    knowledge = draft.knowledge
    question = knowledge.questions.get("provider")
    if question is not None:
        for name in _unknown(question.values, knowledge.providers):
            message = f"unknown provider {name!r}{nearest(name, knowledge.providers)}"
            yield draft.problem("question", "provider", "values", message)
        for name in _unknown(knowledge.providers, question.values):
            yield draft.problem("provider", name, "", "the question `provider` does not offer it")
    for name in _unknown([endpoint.provider for endpoint in knowledge.targets.endpoints], knowledge.providers):
        message = f"unknown provider {name!r}{nearest(name, knowledge.providers)}"
        yield Problem(file="kb/targets.toml", key="endpoint.provider", message=message)


def _check_numbers(draft: Draft) -> Iterator[Problem]:
    """The relevance of the PC's network is given for every connection, and for an unknown one."""
    relevance = draft.knowledge.numbers.network_relevance
    question = draft.knowledge.questions.get("connection")
    if question is None:
        return
    connections = (*question.values, UNKNOWN)
    for name in _unknown(relevance, connections):
        message = f"{name!r} is no connection{nearest(name, connections)}"
        yield Problem(file="kb/model.toml", key=f"network_relevance.{name}", message=message)
    for name in _unknown(connections, relevance):
        yield Problem(file="kb/model.toml", key=f"network_relevance.{name}", message="missing")


def _unknown(names: Iterable[str], valid: Iterable[str]) -> Iterator[str]:
    """Yield the names that are not valid; a blank one was reported where it was read."""
    known = set(valid)
    return (name for name in names if name and name not in known)


_CHECKS: tuple[Callable[[Draft], Iterator[Problem]], ...] = (
    _check_questions,
    _check_likelihoods,
    _check_causes,
    _check_masks,
    _check_measured,
    _check_pairs,
    _check_reachable_causes,
    _check_references_to_causes,
    _check_code_namespaces,
    _check_steps,
    _check_reachable_steps,
    _check_provider_names,
    _check_numbers,
)
