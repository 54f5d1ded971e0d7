"""Prints how many minutes a shop needs to the right action: `python -m tests.bench.repair_minutes [--cases N]`.

Cases are drawn from the knowledge (`tests.bench.sampled_cases`), each with all that the wizard's pages ask before the
checklist, the code and the connectivity run; all orders begin there and have the same luck. Minutes are those of the
steps and questions in the knowledge; no order pays for a test sale. A case ends

- with a step that cures it (drawn by the step's chance, given the cause), or
- with a call to the party that acts on the cause, told the right one: a CALL of the cause's own list that is more than
  a try (`PARTY_FROM_P`), made while the cause is among the first three (ours; the verdict names five), while its steps
  are gone through (the fixed order), or knowing it (the clairvoyant); or
- by handing it over (`HAND_OVER_MINUTES`): ours as soon as the program says that nothing is worth its minutes any more,
  the fixed and the random order after their last step. Steps that take no less than that are left out by all.

The orders: ours, after every answer anew; the causes' steps in the order of the article (seeds A1 to B6, causes without
one last); the same steps shuffled for each case; and a clairvoyant who knows the cause and does its steps in the best
order. In all of them what must come first for safety does, as do the looks at the payment while money may be at stake
(the clairvoyant makes those that his cause's steps ask for, or else all, as the program does); what the case forbids or
rules out is left out.

A run over all cases is written to `tests/bench/results/repair_minutes.md`. Exit status: 0, or 1 when a limit is missed.
How near our order is to a proven bound: `tests.bench.repair_gap`.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from statistics import fmean
from time import process_time

from gui.diagnose.nextstep import advise
from gui.diagnose.posterior import compute_posterior, weigh_evidence
from gui.diagnose.repair.bounds import Bounds
from gui.diagnose.repair.case import HAND_OVER_MINUTES, is_party
from gui.diagnose.repair.model import Action, RepairModel, Tables, start
from gui.diagnose.safety import is_forbidden, is_money_at_stake, prerequisites
from gui.diagnose.terms import collect_terms
from gui.kb import is_met, load_knowledge
from gui.model.case import CaseState
from gui.model.knowledge import Knowledge
from tests.bench.sampled_cases import SampledCase, do_step, is_cured, sample_case, state_of
from tests.bench.tables import against, markdown, source_state

CASES, PROCESSES, SEED = 10_000, 2, "repair-minutes"
#: The promises: ours against the clairvoyant, against the fixed order.
MOST_OF_CLAIRVOYANT, MOST_OF_FIXED = 1.3, 0.5
MOST_CHOICE_MS = 50.0
#: The cause must be among so many of the likeliest when its party is called.
NAMED = 3
#: The places of the article, in its order (domain list, section 1).
SEEDS = ("A1", "A2", "A3", "A4", "A5", "B1", "B2", "B3", "B4", "B5", "B6")
RESULTS = Path(__file__).parent / "results" / "repair_minutes.md"
ORDERS = ("ours", "fixed", "random", "clairvoyant")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The minutes of one case by order, and the times of our choices in milliseconds."""

    minutes: dict[str, float]
    choices_ms: tuple[float, ...]


@cache
def knowledge() -> Knowledge:
    """Return the knowledge that ships."""
    return load_knowledge()


def begin(case: SampledCase) -> CaseState:
    """Return the state when the checklist is opened: all questions of the pages are answered."""
    asked = [question.id for question in knowledge().questions.values() if question.page != "steps"]
    return state_of(knowledge(), case, asked)


def draw(number: int) -> SampledCase:
    """Return the case of a number; not one that only wants its network checked: nothing is to be repaired there."""
    random = Random(f"{SEED}/{number}")
    while True:
        case = sample_case(knowledge(), random)
        if case.answers["trouble"] != "network_only":
            return case


def measure(number: int) -> Measured:
    """Go through one case by every order."""
    case = draw(number)
    ours, choices_ms = ours_minutes(case)
    steps = [(cause, entry.step) for cause in _by_seed() for entry in knowledge().causes[cause].steps]
    shuffled = [("", step) for step in sorted({step for _, step in steps})]
    Random(f"{SEED}/order/{number}").shuffle(shuffled)
    minutes = {
        "ours": ours,
        "fixed": listed_minutes(case, steps),
        "random": listed_minutes(case, shuffled),
        "clairvoyant": clairvoyant_minutes(case),
    }
    return Measured(minutes=minutes, choices_ms=choices_ms)


def ours_minutes(case: SampledCase) -> tuple[float, tuple[float, ...]]:
    """Follow the program's first step until the case ends; also the times of the choices."""
    state, minutes, times = begin(case), 0.0, []
    while True:
        terms = collect_terms(knowledge(), state)
        posterior = compute_posterior(knowledge(), terms)
        reasons = weigh_evidence(posterior, terms)
        began = process_time()
        advice = advise(knowledge(), state, posterior, reasons)
        times.append((process_time() - began) * 1000.0)
        steps = [step for step in advice.steps if step.minutes < HAND_OVER_MINUTES]
        if advice.hand_over or not steps:
            return minutes + HAND_OVER_MINUTES, tuple(times)
        minutes += steps[0].minutes
        named = sorted(posterior.p, key=lambda cause: -posterior.p[cause])[:NAMED]
        if _ends(case, steps[0].id, named):
            return minutes, tuple(times)
        state = do_step(knowledge(), case, state, steps[0].id)


def listed_minutes(case: SampledCase, listed: Sequence[tuple[str, str]]) -> float:
    """Go through steps in a given order (each with the cause it is done for) until the case ends."""
    state, minutes = begin(case), 0.0
    for cause, wanted in [*(("", look) for look in _looks(state)), *listed]:
        for step_id in _with_prerequisites(wanted):
            if _is_open(state, step_id):
                minutes += knowledge().steps[step_id].minutes
                if _ends(case, step_id, [cause]):
                    return minutes
                state = do_step(knowledge(), case, state, step_id)
    return minutes + HAND_OVER_MINUTES


def clairvoyant_minutes(case: SampledCase) -> float:
    """Return the expected minutes of the best order of the cause's own steps; handed over when there is no cause."""
    if case.cause is None:
        return HAND_OVER_MINUTES
    state, cause = begin(case), knowledge().causes[case.cause]
    chances = {entry.step: 1.0 if is_party(knowledge(), cause.id, entry.step) else entry.p_fix for entry in cause.steps}
    names = [
        name
        for name in dict.fromkeys(need for step in chances for need in _with_prerequisites(step))
        if _is_open(state, name)
    ]
    minutes, p_left = 0.0, 1.0
    looks = _looks(state)
    for look in [name for name in names if name in looks] or looks:
        minutes += p_left * knowledge().steps[look].minutes
        p_left *= 1.0 - chances.get(look, 0.0)
        names = [name for name in names if name != look]
    place = {name: number for number, name in enumerate(names)}
    model = RepairModel(
        weights=(1.0,),
        actions=tuple(
            Action(
                id=name,
                cost=knowledge().steps[name].minutes,
                p_fix=(chances.get(name, 0.0),),
                needs=sum(1 << place[other] for other in knowledge().steps[name].after if other in place),
            )
            for name in names
        ),
        service_cost=HAND_OVER_MINUTES,
    )
    return minutes + p_left * Bounds(Tables.of(model)).clairvoyant(start(model))


def _ends(case: SampledCase, step_id: str, told: Sequence[str]) -> bool:
    """Say whether a step ends the case when the party is told these causes."""
    is_right_call = case.cause in told and is_party(knowledge(), case.cause or "", step_id)
    return is_right_call or is_cured(knowledge(), case, step_id)


def _looks(state: CaseState) -> list[str]:
    """Return the looks at the payment that come before everything else while money may be at stake."""
    if not is_money_at_stake(knowledge(), state):
        return []
    return [step.id for step in knowledge().steps.values() if step.proves_payment and _is_open(state, step.id)]


def _is_open(state: CaseState, step_id: str) -> bool:
    step = knowledge().steps[step_id]
    return (
        step.minutes < HAND_OVER_MINUTES
        and step_id not in {record.step for record in state.steps}
        and is_met(step.when, state.answers)
        and not is_forbidden(knowledge(), state, step)
    )


@cache
def _with_prerequisites(step_id: str) -> tuple[str, ...]:
    """Return a step after all that must come before it; a question step among them is none that cures."""
    step = knowledge().steps[step_id]
    steps = [knowledge().steps[name] for name in sorted(prerequisites(knowledge(), step))]
    needed = sorted(steps, key=lambda other: len(prerequisites(knowledge(), other)))
    return (*(other.id for other in needed), step_id)


@cache
def _by_seed() -> tuple[str, ...]:
    """Return the causes in the order of the article, each once, those without a place last."""
    ranked = sorted(knowledge().causes.values(), key=lambda cause: cause.ref)
    seeded: Iterator[str] = (cause.id for seed in SEEDS for cause in ranked if seed in cause.seeds)
    return tuple(dict.fromkeys([*seeded, *(cause.id for cause in ranked)]))


def table(measured: Sequence[Measured]) -> str:
    """Return a line per order, with the ratios and their limits, and the time of a choice."""
    means = {name: fmean(one.minutes[name] for one in measured) for name in ORDERS}
    rows = []
    for name in ORDERS:
        values = sorted(one.minutes[name] for one in measured)
        rows.append((name, f"{means[name]:.1f}", *(f"{values[int(share * len(values))]:.1f}" for share in (0.5, 0.95))))
    times = sorted(time for one in measured for time in one.choices_ms)
    p95_ms = times[int(0.95 * len(times))]
    ratios = (means["ours"] / means["clairvoyant"], means["ours"] / means["fixed"])
    return "\n\n".join(
        (
            markdown(("order", "mean minutes", "median", "95th percentile"), rows, right=(1, 2, 3)),
            f"Ours / clairvoyant: {ratios[0]:.2f} ({against(ratios[0], MOST_OF_CLAIRVOYANT)}).",
            f"Ours / fixed: {ratios[1]:.2f} ({against(ratios[1], MOST_OF_FIXED)}).",
            f"Time of a next step: 95th percentile {p95_ms:.1f} ms ({against(p95_ms, MOST_CHOICE_MS, ' ms')}).",
        )
    )


def is_kept(measured: Sequence[Measured]) -> bool:
    """Tell whether no limit is missed; the time is printed only, for it depends on what else the machine does."""
    means = {name: fmean(one.minutes[name] for one in measured) for name in ORDERS}
    within = means["ours"] <= MOST_OF_CLAIRVOYANT * means["clairvoyant"]
    return within and means["ours"] <= MOST_OF_FIXED * means["fixed"]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=CASES, help=f"how many cases (default {CASES})")
    options = parser.parse_args()
    with ProcessPoolExecutor(PROCESSES) as pool:
        measured = list(pool.map(measure, range(options.cases), chunksize=5))
    found = table(measured)
    sys.stdout.write(f"{found}\n")
    if options.cases == CASES:
        RESULTS.write_text(f"{CASES} cases; {source_state()}.\n\n{found}\n", encoding="utf-8")
    return 0 if is_kept(measured) else 1


if __name__ == "__main__":
    sys.exit(main())
