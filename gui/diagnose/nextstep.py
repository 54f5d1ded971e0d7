"""The order of the checklist: the best next step first, and nothing before what it needs.

The first step is the one with the least expected cost of repair (`gui.diagnose.repair`): questions and actions are
valued on one scale, in minutes, some steps ahead. The list behind it goes by a rule of thumb; it is made anew after
every answer. Safety is no matter of cost: the rules 3 to 5 hold whatever the first step is.

1. Candidates: the steps of every cause above `P_CUT`, and every question step whose question is open and would tell
   something. Steps that were done, whose `when` is false, or that money safety forbids are left out.
2. They are sorted by worth per minute (`gui.diagnose.benefit`), behind the step with the least expected cost; the
   minutes of what must come first count too.
3. While money may be at stake, the looks at this payment come before everything else, until one finds it; before even
   those come the GUARD steps of every cause that one piece of evidence alone speaks for strongly, however improbable
   the cause is.
4. Each step's `after` steps are put in before it, transitively. A CALL or WAIT also comes after the earlier steps of
   the cause it most likely cures that take less time than it: nobody should wait on the telephone for what a minute's
   look would have settled, nor fill in forms for what a call settles.
   Any other step may overtake its cause's earlier steps when it is worth more per minute.
5. After guards and money checks comes a look at the code that was typed, when it contradicts all the rest
   (`gui.diagnose.doubt`), and then the question that tells two faults of the network apart which look the same from
   one PC (`gui.diagnose.separating`): whom to call depends on it, whatever the causes' probabilities are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from gui.diagnose.benefit import MIN_INFORMATION_BITS, Cure, cures_by_step, information_bits, worth_per_bit
from gui.diagnose.doubt import is_code_doubtful
from gui.diagnose.posterior import Posterior
from gui.diagnose.repair.case import find_move, repair_model
from gui.diagnose.repair.model import RepairModel, Tables, start
from gui.diagnose.repair.options import Move
from gui.diagnose.repair.strategy import Strategy
from gui.diagnose.safety import (
    has_payment,
    is_alarming,
    is_forbidden,
    is_money_at_stake,
    is_paid,
    is_payment_found,
    is_solved,
    prerequisites,
)
from gui.diagnose.separating import undecided
from gui.kb import is_met
from gui.model.case import CaseState
from gui.model.diagnosis import Contribution, NextStep, SaleAdvice
from gui.model.evidence import UNKNOWN
from gui.model.knowledge import Knowledge, Question, Step, StepKind

#: Causes at or below this posterior do not bring their own steps into the list (estimate).
P_CUT = 0.01
#: A step that takes no longer than this is called quick (estimate).
QUICK_MINUTES = 2.0
#: From this chance on, given the cause, an action is said to cure it (estimate).
CURING_P = 0.5
#: Nobody waits on the telephone for what a minute's look would settle: these come after their cause's other steps.
_LATE = (StepKind.CALL, StepKind.WAIT)
#: Kinds of step that always come for the same reason.
_WHY_BY_KIND = {StepKind.CHECK_MONEY: "why.safety_first", StepKind.READ: "why.read_again"}
#: What the diagnosis found for and against each cause, by cause id.
Reasons = Mapping[str, tuple[Contribution, ...]]
#: So many of the likeliest causes are compared to say what a question tells apart.
_COMPARED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A step with what it is worth per minute, and the cause it most likely cures (none: a question)."""

    step: Step
    ratio: float
    p_fix: float = 0.0
    cure: Cure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """The steps in order. `hand_over`: none of them is worth its minutes any more; the case should be handed over."""

    steps: tuple[NextStep, ...]
    hand_over: bool = False


def advise(
    knowledge: Knowledge, state: CaseState, posterior: Posterior, reasons: Reasons, *, looks_ahead: bool = True
) -> Advice:
    """Return the steps that are worth doing, in order, and whether the case should be handed over before any of them.

    Deterministic: ties go by the cause's own order, then by id. `looks_ahead`: False leaves the first step to the rule
    of thumb too, which is some three times as quick, and never hands over.
    """
    planner = _Planner(knowledge, state, posterior, reasons)
    return planner.plan(looks_ahead=looks_ahead)


def model_of_case(knowledge: Knowledge, state: CaseState, posterior: Posterior, reasons: Reasons) -> RepairModel:
    """Return the model that the first step is chosen by, without test sales: for a bench that computes its optimum."""
    return _Planner(knowledge, state, posterior, reasons).model(has_sale=False)


class _Planner:
    """One plan: holds what every rule needs."""

    def __init__(self, knowledge: Knowledge, state: CaseState, posterior: Posterior, reasons: Reasons) -> None:
        self._knowledge = knowledge
        self._state = state
        self._posterior = posterior
        self._likeliest = sorted(posterior.p, key=lambda cause: (-posterior.p[cause], cause))
        self._is_code_doubtful = is_code_doubtful(knowledge, state, posterior)
        self._open = {step.id for step in knowledge.steps.values() if self._is_open(step)}
        self._sale: dict[str, SaleAdvice] = {}
        pair = undecided(knowledge, state)
        self._pair = pair if pair is not None and pair.step.id in self._open else None
        self._bits = {step.id: bits for step, bits in self._telling()}
        self._candidates = self._collect()
        self._guards = [
            step for cause in self._likeliest if is_alarming(reasons[cause]) for step in self._guards_of(cause)
        ]

    def plan(self, *, looks_ahead: bool) -> Advice:
        """Return the finished list, and whether to hand over."""
        at_stake = is_money_at_stake(self._knowledge, self._state)
        wanted = sorted(self._candidates.values(), key=_rank)
        solved = is_solved(self._knowledge, self._state)
        is_searched = looks_ahead and bool(wanted) and not solved
        best = self._cheapest(wanted[0]) if is_searched else None
        hand_over = best is None and is_searched
        if best is not None:
            wanted.insert(0, best)
        if self._pair is not None:
            wanted.insert(0, self._candidate(self._pair.step.id))
        wanted = [*map(self._candidate, self._readings()), *wanted]
        if at_stake:
            wanted = [*self._money_checks(), *wanted]
        if solved:
            wanted = [candidate for candidate in wanted if at_stake and candidate.step.kind is StepKind.CHECK_MONEY]
        steps = tuple(self._arrange([*map(self._candidate, self._guards), *wanted]))
        return Advice(steps=steps, hand_over=hand_over)

    def model(self, *, has_sale: bool) -> RepairModel:
        """Return the case's repair model; `has_sale`: a test sale shows what has cured."""
        steps = [step for step in self._knowledge.steps.values() if step.id in self._open and self._is_wanted(step)]
        needs = {step.id: self._needs(step) for step in steps}
        return repair_model(self._knowledge, self._posterior, steps, needs, bits=self._bits, has_sale=has_sale)

    def _cheapest(self, usual: _Candidate) -> _Candidate | None:
        """Return the step to begin with for the least expected cost of repair, None when nothing is worth its cost.

        `usual`, the first by the rule of thumb, stays when another one would save next to nothing.
        """
        has_sale = has_payment(self._state) and not is_paid(self._knowledge, self._state)
        model = self.model(has_sale=has_sale)
        strategy = Strategy(Tables.of(model))
        option = strategy.choose(start(model), find_move(model, usual.step.id))
        if option.move is Move.QUERY:
            return self._candidate(model.queries[option.number].id)
        if option.move is not Move.ACTION:
            return None
        action = model.actions[option.number]
        if has_sale and action.sale and any(action.p_fix):
            waits = not strategy.is_tested_at_once(option) and not self._is_needed(action.id)
            self._sale = {action.id: SaleAdvice.LATER if waits else SaleAdvice.NOW}
        return self._begun_by(action.id)

    def _is_needed(self, step_id: str) -> bool:
        """Say whether a step has to be finished before another one: its outcome must not be left open."""
        return any(step_id in step.after for step in self._knowledge.steps.values())

    def _is_wanted(self, step: Step) -> bool:
        """Say whether a step may come first; a question only while it is open."""
        return step.kind is not StepKind.QUESTION or self._is_unanswered(step)

    def _needs(self, step: Step) -> list[str]:
        """Return what is open and comes before a step; what itself comes after a CALL or WAIT is not waited for."""
        earlier = [name for name in self._earlier(step) if not self._is_late(name)]
        return [name for name in dict.fromkeys([*step.after, *earlier]) if name in self._open]

    def _is_late(self, step_id: str) -> bool:
        needed = {step_id} | prerequisites(self._knowledge, self._knowledge.steps[step_id])
        return any(self._knowledge.steps[name].kind in _LATE for name in needed)

    def _begun_by(self, step_id: str) -> _Candidate | None:
        """Return the candidate itself, or the best one that it must come before."""
        if step_id in self._candidates:
            return self._candidates[step_id]
        wanted = [
            candidate
            for candidate in self._candidates.values()
            if step_id in prerequisites(self._knowledge, candidate.step)
        ]
        return min(wanted, key=_rank, default=None)

    def _readings(self) -> list[str]:
        """Return the open looks at the code."""
        return [step for step in sorted(self._open) if self._knowledge.steps[step].kind is StepKind.READ]

    def _guards_of(self, cause: str) -> list[str]:
        """Return the open GUARD steps of a cause, in its own order."""
        listed = (self._knowledge.steps[entry.step] for entry in self._knowledge.causes[cause].steps)
        return [step.id for step in listed if step.kind is StepKind.GUARD and step.id in self._open]

    def _candidate(self, step_id: str) -> _Candidate:
        """Return a step as a candidate, with no benefit when no likely cause brings it."""
        return self._candidates.get(step_id) or _Candidate(step=self._knowledge.steps[step_id], ratio=0.0)

    def _is_open(self, step: Step) -> bool:
        done = {record.step for record in self._state.steps}
        return (
            step.id not in done
            and (step.kind is not StepKind.READ or self._is_code_doubtful)
            and is_met(step.when, self._state.answers)
            and not is_forbidden(self._knowledge, self._state, step)
        )

    def _collect(self) -> dict[str, _Candidate]:
        causes = [cause for cause in self._likeliest if self._posterior.p[cause] > P_CUT]
        cures = {
            step: found
            for step, found in cures_by_step(self._knowledge, self._posterior, causes).items()
            if step in self._open and self._knowledge.steps[step].kind is not StepKind.QUESTION
        }
        worth = worth_per_bit(self._posterior, cures)
        candidates = [self._curing(step, found) for step, found in cures.items()]
        candidates += [
            self._asking(self._knowledge.steps[step], bits * worth)
            for step, bits in self._bits.items()
            if bits > MIN_INFORMATION_BITS
        ]
        return {candidate.step.id: candidate for candidate in candidates}

    def _curing(self, step_id: str, cures: list[Cure]) -> _Candidate:
        step = self._knowledge.steps[step_id]
        p_fix = sum(cure.gain for cure in cures)
        return _Candidate(step=step, ratio=p_fix / self._minutes(step), p_fix=p_fix, cure=cures[0])

    def _asking(self, step: Step, worth: float) -> _Candidate:
        return _Candidate(step=step, ratio=worth / self._minutes(step))

    def _telling(self) -> Iterable[tuple[Step, float]]:
        """Yield every open question step whose question has no known answer, with what the answer would tell."""
        for step in self._knowledge.steps.values():
            if step.kind is StepKind.QUESTION and step.id in self._open and self._is_unanswered(step):
                yield step, information_bits(self._knowledge, self._posterior, self._question(step))

    def _is_unanswered(self, step: Step) -> bool:
        return self._state.answers.get(self._question(step).id, UNKNOWN) == UNKNOWN

    def _question(self, step: Step) -> Question:
        return self._knowledge.questions[step.question or ""]

    def _minutes(self, step: Step) -> float:
        """Return what the step costs, together with what must be done before it."""
        first = prerequisites(self._knowledge, step) & self._open
        return step.minutes + sum(self._knowledge.steps[name].minutes for name in first)

    def _money_checks(self) -> list[_Candidate]:
        """Return the looks at this payment that the likely causes and their steps ask for, or else all of them.

        None once one of them found it: what there was to find out is known.
        """
        if is_payment_found(self._knowledge, self._state):
            return []
        needed = set(self._candidates)
        for candidate in self._candidates.values():
            needed |= prerequisites(self._knowledge, candidate.step)
        checks = {step.id for step in self._knowledge.steps.values() if step.proves_payment and step.id in self._open}
        return sorted(map(self._candidate, (checks & needed) or checks), key=_rank)

    def _arrange(self, wanted: Iterable[_Candidate]) -> list[NextStep]:
        order: dict[str, NextStep] = {}
        visiting: set[str] = set()

        def place(step: Step, wanted_by: Step | None) -> None:
            if step.id in visiting or step.id not in self._open:
                return
            visiting.add(step.id)
            for name in step.after:
                place(self._knowledge.steps[name], step)
            for name in self._earlier(step):
                place(self._knowledge.steps[name], None)
            order[step.id] = self._next_step(step, wanted_by)

        for candidate in wanted:
            place(candidate.step, None)
        return list(order.values())

    def _earlier(self, step: Step) -> list[str]:
        """Return what comes before a CALL or WAIT: the quicker candidates before it in its likeliest cause's list."""
        candidate = self._candidates.get(step.id)
        if candidate is None or candidate.cure is None or step.kind not in _LATE:
            return []
        listed = self._knowledge.causes[candidate.cure.cause].steps[: candidate.cure.place]
        quicker = (entry.step for entry in listed if self._knowledge.steps[entry.step].minutes < step.minutes)
        return [name for name in quicker if name in self._candidates]

    def _next_step(self, step: Step, wanted_by: Step | None) -> NextStep:
        candidate = self._candidates.get(step.id)
        why, why_args = self._why(step, candidate, wanted_by)
        return NextStep(
            id=step.id, kind=step.kind, minutes=step.minutes, why=why, why_args=why_args,
            p_fix=candidate.p_fix if candidate else 0.0, sale=self._sale.get(step.id, SaleAdvice.NONE),
        )  # fmt: skip

    def _why(self, step: Step, candidate: _Candidate | None, wanted_by: Step | None) -> tuple[str, Mapping[str, str]]:
        if step.kind in _WHY_BY_KIND:
            return _WHY_BY_KIND[step.kind], {}
        if step.id in self._guards:
            return "why.guard", {}
        if wanted_by is not None:
            return "why.prepares", {"step": wanted_by.id}
        if candidate is None or candidate.cure is None:
            return self._why_ask(step)
        cause = candidate.cure.cause
        if cause == self._likeliest[0]:
            p_fix = self._knowledge.causes[cause].steps[candidate.cure.place].p_fix
            cures = step.kind is StepKind.ACTION and p_fix >= CURING_P
            return ("why.cures" if cures else "why.most_likely"), {"cause": cause}
        return ("why.quick" if step.minutes <= QUICK_MINUTES else "why.possible"), {"cause": cause}

    def _why_ask(self, step: Step) -> tuple[str, Mapping[str, str]]:
        """Name what the answer tells apart: the faults of the verdict, or the two likely causes that it parts best."""
        if self._pair is not None and step is self._pair.step:
            return "why.separates_faults", {"fault": self._pair.fault, "rival": self._pair.rival}
        question = self._question(step)
        pairs = list(combinations(self._likeliest[:_COMPARED], 2))
        if not pairs:
            return "why.asks", {"question": question.id}
        cause, other = max(pairs, key=lambda pair: self._separation(question, *pair))
        return "why.separates", {"question": question.id, "cause": cause, "other": other}

    def _separation(self, question: Question, cause: str, other: str) -> float:
        """Return p(a) p(b) times the total variation distance of their answers."""
        one, two = (self._knowledge.causes[name].likelihood.get(question.id, question.baseline)
                    for name in (cause, other))  # fmt: skip
        distance = sum(abs(one.get(value, 0.0) - two.get(value, 0.0)) for value in question.values) / 2
        return self._posterior.p[cause] * self._posterior.p[other] * distance


def _rank(candidate: _Candidate) -> tuple[float, int, str]:
    place = candidate.cure.place if candidate.cure else 0
    return -candidate.ratio, place, candidate.step.id
