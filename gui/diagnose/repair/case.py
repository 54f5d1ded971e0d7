"""A case's repair model: the likeliest causes, what may cure them, what may be asked, in minutes.

The model is kept small enough for a look-ahead within a few milliseconds: beyond the likeliest causes the rest is one
fault with the mean of their numbers (the unknown cause in it, which nothing cures), and of the steps and questions the
most promising ones are taken, always with what they need first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gui.diagnose.posterior import Posterior
from gui.diagnose.repair.answers import Row, merge_alike
from gui.diagnose.repair.model import Action, Query, RepairModel
from gui.diagnose.repair.options import Move
from gui.model.knowledge import Knowledge, Risk, Step, StepKind

#: What it takes to hand a case over without knowing its cause: two calls, for the first party passes it on (estimate).
HAND_OVER_MINUTES = 30.0
#: A call with a lower chance to cure than this is a try: the other end does not act on the cause (own choice).
PARTY_FROM_P = 0.2
#: A test sale: take a card, pay one small real purchase, look at the screen (estimate).
SALE_MINUTES = 1.0
#: So many causes, steps and questions are looked at (own choice, for the time it takes).
CAUSES, STEPS, QUESTIONS = 12, 12, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """The faults of a case's model: `causes`, and after them the rest as one more.

    `shares`: of the rest, by cause; `known_share`: their sum, the remainder is the unknown cause's.
    """

    causes: tuple[str, ...]
    weights: tuple[float, ...]
    shares: Mapping[str, float]
    known_share: float

    def row(self, by_cause: Mapping[str, float], other: float, unknown: float) -> tuple[float, ...]:
        """Return a number by fault from one by cause: `other` where it has none, `unknown` for the unknown cause."""
        own = sum([self.shares[cause] * (number - other) for cause, number in by_cause.items() if cause in self.shares])
        rest = self.known_share * other + own + (1.0 - self.known_share) * unknown
        return (*[by_cause.get(cause, other) for cause in self.causes], rest)


def faults_of(posterior: Posterior) -> Faults:
    """Return the likeliest causes, and the rest with the unknown cause as one fault."""
    ranked = sorted(posterior.p, key=lambda cause: (-posterior.p[cause], cause))
    causes, others = ranked[:CAUSES], ranked[CAUSES:]
    rest = posterior.p_unknown + sum(posterior.p[cause] for cause in others)
    shares = {cause: posterior.p[cause] / rest for cause in others} if rest > 0.0 else {}
    return Faults(
        causes=tuple(causes),
        weights=(*(posterior.p[cause] for cause in causes), rest),
        shares=shares,
        known_share=sum(shares.values()),
    )


def repair_model(
    knowledge: Knowledge,
    posterior: Posterior,
    steps: Iterable[Step],
    needs: Mapping[str, Sequence[str]],
    *,
    bits: Mapping[str, float],
    has_sale: bool,
) -> RepairModel:
    """Return the model of a case.

    `steps`: those that are open; `needs[step id]`: the open steps that come first (never in a circle).
    `bits[step id]`: what the answer to an open question step is expected to tell.
    `has_sale`: a test sale shows whether a step has cured. Where no sale is in question, or none may be advised, the
    outcome of a step is taken as seen at once.
    """
    faults = faults_of(posterior)
    opened = {step.id: step for step in steps}
    chances = _chances(knowledge, faults, opened)
    actions = _promising(opened, chances, needs, faults)
    place = {name: number for number, name in enumerate(actions)}
    return RepairModel(
        weights=faults.weights,
        actions=tuple(
            Action(
                id=name,
                cost=opened[name].minutes,
                p_fix=chances[name],
                needs=_set(place, needs.get(name, ())),
                sale=opened[name].risk is not Risk.MAY_CHARGE_TWICE,
            )
            for name in actions
        ),
        queries=tuple(
            Query(
                id=step.id,
                cost=step.minutes,
                p_answer=merge_alike(_answers(knowledge, faults, step), faults.weights),
                needs=_set(place, needs.get(step.id, ())),
            )
            for step in _telling(bits, opened, needs, place)
        ),
        service_cost=HAND_OVER_MINUTES,
        sale_cost=SALE_MINUTES if has_sale else 0.0,
    )


def find_move(model: RepairModel, step: str) -> tuple[Move, int] | None:
    """Return how a step is begun: by itself, or by the first that it needs; None when it is not in the model."""
    for number, query in enumerate(model.queries):
        if query.id == step:
            return (Move.ACTION, _begin(model, query.needs)) if query.needs else (Move.QUERY, number)
    places = [number for number, action in enumerate(model.actions) if action.id == step]
    return (Move.ACTION, _begin(model, 1 << places[0])) if places else None


def _begin(model: RepairModel, actions: int) -> int:
    """Return the first of these actions, or the first that it needs."""
    first = (actions & -actions).bit_length() - 1
    needs = model.actions[first].needs
    return _begin(model, needs) if needs else first


def _set(place: Mapping[str, int], names: Iterable[str]) -> int:
    return sum({1 << place[name] for name in names if name in place})


def is_party(knowledge: Knowledge, cause: str, step: str) -> bool:
    """Say whether a step calls the party that acts on a cause; it is then theirs, whatever comes of the call itself."""
    return knowledge.steps[step].kind is StepKind.CALL and any(
        entry.step == step and entry.p_fix >= PARTY_FROM_P for entry in knowledge.causes[cause].steps
    )


def _chances(knowledge: Knowledge, faults: Faults, steps: Iterable[str]) -> dict[str, tuple[float, ...]]:
    """Return by step the chance that it cures, given the fault."""
    cures: dict[str, dict[str, float]] = {step: {} for step in steps}
    for cause in knowledge.causes.values():
        for entry in cause.steps:
            if entry.step in cures:
                acts = is_party(knowledge, cause.id, entry.step)
                cures[entry.step][cause.id] = 1.0 if acts else entry.p_fix
    return {step: faults.row(by_cause, 0.0, 0.0) for step, by_cause in cures.items()}


def _promising(
    opened: Mapping[str, Step],
    chances: Mapping[str, tuple[float, ...]],
    needs: Mapping[str, Sequence[str]],
    faults: Faults,
) -> list[str]:
    """Return the steps with the highest chance per minute, with what they need, in the order of the knowledge."""

    def ratio(name: str) -> float:
        return sum(p * weight for p, weight in zip(chances[name], faults.weights, strict=True)) / opened[name].minutes

    curing = [name for name, step in opened.items() if step.kind is not StepKind.QUESTION and any(chances[name])]
    chosen: set[str] = set()
    for name in sorted(curing, key=lambda name: (-ratio(name), name)):
        if len(chosen) < STEPS:
            chosen |= _closed(name, needs)
    return [name for name in opened if name in chosen]


def _closed(name: str, needs: Mapping[str, Sequence[str]]) -> set[str]:
    """Return a step with all that must come before it."""
    return {name}.union(*(_closed(need, needs) for need in needs.get(name, ())))


def _telling(
    bits: Mapping[str, float],
    opened: Mapping[str, Step],
    needs: Mapping[str, Sequence[str]],
    place: Mapping[str, int],
) -> list[Step]:
    """Return the question steps that tell the most per minute, as far as what they need is in the model."""
    rates = {
        name: bits[name] / step.minutes
        for name, step in opened.items()
        if bits.get(name, 0.0) > 0.0 and all(need in place for need in needs.get(name, ()))
    }
    return [opened[name] for name in sorted(rates, key=lambda name: (-rates[name], name))[:QUESTIONS]]


def _answers(knowledge: Knowledge, faults: Faults, step: Step) -> list[Row]:
    """Return P(answer | fault) by answer."""
    question, rows = knowledge.questions[step.question or ""], []
    for value in question.values:
        baseline = question.baseline.get(value, 0.0)
        by_cause = {
            cause.id: cause.likelihood[question.id].get(value, 0.0)
            for cause in knowledge.causes.values()
            if question.id in cause.likelihood
        }
        rows.append(faults.row(by_cause, baseline, baseline))
    return rows
