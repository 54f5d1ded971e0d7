"""The chapter of the causes: whose problem, how to tell, what to do in order, whom to call and what they ask for."""

from collections.abc import Iterator, Mapping

from gui.diagnose import attracts_swindlers
from gui.kb.order import ancestors
from gui.model.knowledge import Cause, Knowledge, Question, Risk, Step
from gui.report.handbook import Badge, Entry, Group, Line, Link, Part
from gui.report.handbook_words import Texts, anchor_of

#: An answer tells a cause when it is so many times as likely as usual, and not a rare one (own choice).
_TELLING_RATIO, _TELLING_P = 2.0, 0.3
_SHOWN_ANSWERS, _SHOWN_CODES, _SHOWN_FAULTS = 5, 12, 6


def cause_groups(knowledge: Knowledge, texts: Texts) -> Iterator[Group]:
    """Yield the causes by whose problem they are, in the order of the domain list."""
    causes = sorted(knowledge.causes.values(), key=lambda cause: cause.ref)
    for owner in dict.fromkeys(cause.owner for cause in causes):
        entries = (_entry(knowledge, cause, texts) for cause in causes if cause.owner is owner)
        yield Group(title=texts.own("cause.owner", owner=texts.say(f"owner.{owner}")), entries=tuple(entries))


def _entry(knowledge: Knowledge, cause: Cause, texts: Texts) -> Entry:
    key = f"cause.{cause.id}"
    owner = Badge(text=texts.own("code.who", who=texts.say(f"owner.{cause.owner}")))
    contact = Link(text=texts.say(f"contact.{cause.contact}.name"), anchor=anchor_of("contact", cause.contact))
    scope: Line = (texts.join(texts.say(f"scope.{item}") for item in cause.scope),)
    parts = (
        Part(label="", lines=texts.as_lines(f"{key}.sentence")),
        Part(label=texts.own("cause.scope"), lines=(scope,)),
        Part(label=texts.own("cause.signs"), lines=tuple(_signs(knowledge, cause, texts))),
        Part(label=texts.own("cause.now"), lines=texts.as_lines(f"{key}.now")),
        Part(label=texts.own("cause.steps"), lines=tuple(_steps(knowledge, cause, texts)), is_ordered=True),
        Part(label=texts.own("cause.contact"), lines=((contact,),)),
        Part(label=texts.own("cause.tell"), lines=texts.as_lines(f"{key}.tell")),
        Part(label=texts.own("cause.asks"), lines=(*texts.as_lines(f"{key}.asks"), *_fields(cause, texts))),
        Part(label=texts.own("cause.meanwhile"), lines=texts.as_lines(f"{key}.meanwhile")),
        Part(
            label=texts.own("cause.beware"),
            lines=((texts.own("cause.swindlers"),),) if attracts_swindlers(cause) else (),
        ),
    )
    return Entry(
        anchor=anchor_of("cause", cause.id),
        lead=cause.ref,
        title=texts.say(f"{key}.name"),
        badges=(owner, *texts.doubts(cause.confidence)),
        parts=tuple(part for part in parts if part.lines),
        keys=f"{texts.say_other(f'{key}.name')} {cause.id}",
    )


def _fields(cause: Cause, texts: Texts) -> Iterator[Line]:
    """Yield what to have ready for the call."""
    if cause.asks_for:
        yield (texts.own("cause.ready"), texts.join(texts.say(f"field.{name}.name") for name in cause.asks_for))


def _signs(knowledge: Knowledge, cause: Cause, texts: Texts) -> Iterator[Line]:
    """Yield what speaks for a cause: the codes that mean it, what the PC finds, and the answers that tell it."""
    codes = [code for code in knowledge.codes if cause.id in code.likelihood]
    codes.sort(key=lambda code: -code.likelihood[cause.id] / code.p_other)
    if codes:
        links = (Link(text=code.code, anchor=anchor_of("code", code.id)) for code in codes[:_SHOWN_CODES])
        yield (texts.own("cause.codes"), *texts.parted(links))
    faults = [fault for fault in knowledge.network_faults.values() if fault.likelihood.get(cause.id, 0) > fault.p_other]
    faults.sort(key=lambda fault: -fault.likelihood[cause.id] / fault.p_other)
    if faults:
        yield (texts.own("cause.faults"), *texts.linked("fault", (fault.id for fault in faults[:_SHOWN_FAULTS])))
    if cause.measured_by:
        yield (texts.own("cause.measured"), texts.join(texts.say(f"probe.{kind}.name") for kind in cause.measured_by))
    for question, value in _telling(knowledge.questions, cause):
        answer = texts.say(f"question.{question}.value.{value}")
        yield (texts.own("cause.answer", question=texts.say(f"question.{question}.text"), answer=answer),)


def _telling(questions: Mapping[str, Question], cause: Cause) -> list[tuple[str, str]]:
    """Return the answers `(question, value)` that speak most for a cause, the strongest first."""
    found = [
        (p / questions[question].baseline[value], question, value)
        for question, likelihood in cause.likelihood.items()
        for value, p in likelihood.items()
        if p >= _TELLING_P and p / questions[question].baseline[value] >= _TELLING_RATIO and value != "nothing"
    ]
    found.sort(key=lambda item: -item[0])
    return [(question, value) for _, question, value in found[:_SHOWN_ANSWERS]]


def _steps(knowledge: Knowledge, cause: Cause, texts: Texts) -> Iterator[Line]:
    for step in safe_order([entry.step for entry in cause.steps], knowledge.steps):
        yield (Link(text=texts.say(f"step.{step.id}.title"), anchor=anchor_of("step", step.id)), _cost(step, texts))


def _cost(step: Step, texts: Texts) -> str:
    parts = [texts.duration(step.minutes)] if step.minutes else []
    if step.risk is not Risk.SAFE:
        parts.append(texts.own(f"risk.{step.risk}"))
    return texts.own("step.cost", cost=texts.facts(parts)) if parts else ""


def safe_order(wanted: list[str], steps: Mapping[str, Step]) -> list[Step]:
    """Return the steps in their order, each after everything that safety asks for before it.

    That is: query before any retry, upload before any reset.
    """
    order: dict[str, Step] = {}
    for name in wanted:
        before = ancestors(name, steps)
        for earlier in sorted(before, key=lambda other: (len(ancestors(other, steps)), other)):
            order.setdefault(earlier, steps[earlier])
        order.setdefault(name, steps[name])
    return list(order.values())
