"""Prints how near our steps are to a proven bound on our own knowledge: `python -m tests.bench.repair_gap [--cases N]`.

For sampled cases, at the start of the checklist, the model that the program plans with (the likeliest causes and the
rest, the most promising steps and questions, no test sale) is solved exactly by a full table (`repair_optimum`): no
strategy in that model costs less, so no lower bound of it is better. Against it stands the exact expected cost of
what the program does in that model. Beside it the clairvoyant's bound in the same model, which knows the cause. Models
of more than `MOST_CELLS` situations are left out and counted. Exit status: 0, or 1 when the limit is missed.
"""

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from statistics import fmean

from gui.diagnose.nextstep import model_of_case
from gui.diagnose.posterior import compute_posterior, weigh_evidence
from gui.diagnose.repair.bounds import Bounds
from gui.diagnose.repair.model import Tables, start
from gui.diagnose.terms import collect_terms
from tests.bench.repair_minutes import PROCESSES, begin, draw, knowledge
from tests.bench.repair_optimum import count_cells, optimal_cost
from tests.bench.repair_strategies import expected_cost, ours
from tests.bench.tables import against

CASES, MOST_CELLS, MOST_GAP = 200, 6_000_000, 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Expected minutes in one case's model: what we do, the proven optimum, one who knows the cause."""

    ours: float
    optimum: float
    clairvoyant: float


def measure(number: int) -> Gap | None:
    """Return the figures of a case, None when its model is too large."""
    state = begin(draw(number))
    terms = collect_terms(knowledge(), state)
    posterior = compute_posterior(knowledge(), terms)
    model = model_of_case(knowledge(), state, posterior, weigh_evidence(posterior, terms))
    if count_cells(model) > MOST_CELLS:
        return None
    tables = Tables.of(model)
    return Gap(
        ours=expected_cost(tables, ours(tables)),
        optimum=optimal_cost(model),
        clairvoyant=Bounds(tables).clairvoyant(start(model)),
    )


def summary(gaps: Sequence[Gap], left_out: int) -> str:
    """Return the figures in words."""
    ours_mean, optimum = fmean(gap.ours for gap in gaps), fmean(gap.optimum for gap in gaps)
    share, most = ours_mean / optimum - 1.0, max(gap.ours / gap.optimum for gap in gaps) - 1.0
    limit = against(100 * share, 100 * MOST_GAP, " %")
    return (
        f"{len(gaps)} models ({left_out} too large): ours {ours_mean:.2f} minutes, proven bound {optimum:.2f}, "
        f"gap {share:.2%} ({limit}), largest {most:.2%}; "
        f"clairvoyant {fmean(gap.clairvoyant for gap in gaps):.2f}\n"
    )


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=CASES, help=f"how many cases (default {CASES})")
    options = parser.parse_args()
    with ProcessPoolExecutor(PROCESSES) as pool:
        measured = list(pool.map(measure, range(options.cases)))
    gaps = [gap for gap in measured if gap is not None]
    sys.stdout.write(summary(gaps, len(measured) - len(gaps)))
    return 0 if fmean(gap.ours for gap in gaps) <= (1.0 + MOST_GAP) * fmean(gap.optimum for gap in gaps) else 1


if __name__ == "__main__":
    sys.exit(main())
