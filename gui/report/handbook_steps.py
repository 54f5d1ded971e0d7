"""The chapter of the checklist's steps: what to do, how long it takes, what can be lost, what must come before."""

from collections.abc import Iterator

from gui.model.knowledge import Knowledge, Risk, Step, StepKind
from gui.report.handbook import Badge, Entry, Group, Line, Part
from gui.report.handbook_words import Texts, anchor_of

_SHOWN_CAUSES = 12


def step_groups(knowledge: Knowledge, texts: Texts) -> Iterator[Group]:
    """Yield the steps by what they ask of the shop: the money first."""
    for kind in StepKind:
        steps = [step for step in knowledge.steps.values() if step.kind is kind]
        if steps:
            entries = tuple(_entry(knowledge, step, texts) for step in steps)
            yield Group(title=texts.own(f"step.kind.{kind}"), entries=entries)


def _entry(knowledge: Knowledge, step: Step, texts: Texts) -> Entry:
    facts = [texts.own("step.minutes", duration=texts.duration(step.minutes))] if step.minutes else []
    facts.append(texts.own("step.who", who=texts.say(f"owner.{step.who}")))
    risk = () if step.risk is Risk.SAFE else (Badge(text=texts.own(f"risk.{step.risk}"), role="attention"),)
    lines: list[Line] = [(texts.facts(facts),)]
    if step.after:
        lines.append((texts.own("step.after"), *texts.linked("step", step.after)))
    causes = [cause.id for cause in knowledge.causes.values() if step.id in {entry.step for entry in cause.steps}]
    if causes:
        lines.append((texts.own("step.causes"), *texts.linked("cause", causes[:_SHOWN_CAUSES])))
    return Entry(
        anchor=anchor_of("step", step.id),
        title=texts.say(f"step.{step.id}.title"),
        badges=risk,
        parts=(
            Part(label="", lines=texts.as_lines(f"step.{step.id}.text")),
            Part(label=texts.own("step.facts"), lines=tuple(lines)),
        ),
        keys=texts.say_other(f"step.{step.id}.title"),
    )
