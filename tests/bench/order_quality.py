"""Prints how near our next steps come to the exact optimum: `python -m tests.bench.order_quality [--models N]`.

On generated models (`tests.bench.repair_models`, seeds 0 to N - 1) the expected cost of repair of what the program does
is computed exactly, over all answers, and compared with the optimum, which a full table gives. Beside it: actions only
in the order of chance by cost, and questions judged one step ahead. Published, on models of these sizes (Langseth and
Jensen 2003; Vomlelova and Vomlel 2003): SACSO 1.81 %, myopic questions 21.5 %, actions only 59.16 %. A run over all
models is written to `tests/bench/results/order_quality.md`. Exit status: 0, or 1 when a limit is missed.
"""

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from time import process_time

from gui.diagnose.repair.model import Tables, start
from gui.diagnose.repair.strategy import Strategy
from tests.bench.repair_models import generate
from tests.bench.repair_optimum import optimal_cost
from tests.bench.repair_strategies import actions_only, expected_cost, myopic_questions, ours
from tests.bench.tables import against, markdown, source_state

MODELS, PROCESSES = 10_000, 2
#: The promises, as shares of the optimum.
MOST_MEAN_GAP, MOST_GAP = 0.005, 0.05
RESULTS = Path(__file__).parent / "results" / "order_quality.md"
STRATEGIES = {"ours": ours, "questions one step ahead": myopic_questions, "actions only": actions_only}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One model: its size, the gap of each strategy as a share of the optimum, the time of the first choice."""

    actions: int
    queries: int
    gaps: dict[str, float]
    choice_ms: float


def measure(seed: int) -> Measured:
    """Compare the strategies on the model of a seed."""
    model = generate(seed)
    tables = Tables.of(model)
    least = optimal_cost(model)
    gaps = {name: expected_cost(tables, strategy(tables)) / least - 1.0 for name, strategy in STRATEGIES.items()}
    began = process_time()
    Strategy(tables).choose(start(model))
    return Measured(
        actions=len(model.actions),
        queries=len(model.queries),
        gaps=gaps,
        choice_ms=(process_time() - began) * 1000.0,
    )


def is_kept(measured: Sequence[Measured]) -> bool:
    """Tell whether no limit is missed, and nothing is better than the optimum (that would be an error)."""
    gaps = [one.gaps["ours"] for one in measured]
    return fmean(gaps) <= MOST_MEAN_GAP and max(gaps) <= MOST_GAP and min(gaps) > -1e-9


def table(measured: Sequence[Measured]) -> str:
    """Return a line per strategy, then the models by size and the time of a choice."""
    rows = []
    for name in STRATEGIES:
        gaps = [one.gaps[name] for one in measured]
        mean, most = f"{fmean(gaps):.3%}", f"{max(gaps):.2%}"
        if name == "ours":
            mean += f" ({against(100 * fmean(gaps), 100 * MOST_MEAN_GAP, ' %')})"
            most += f" ({against(100 * max(gaps), 100 * MOST_GAP, ' %')})"
        rows.append((name, mean, f"{sorted(gaps)[int(0.99 * len(gaps))]:.2%}", most))
    head = ("strategy", "mean gap to the optimum", "99th percentile", "largest")
    times = sorted(one.choice_ms for one in measured)
    return "\n\n".join(
        (
            markdown(head, rows, right=(1, 2, 3)),
            _sizes(measured),
            f"Time of the first choice: 95th percentile {times[int(0.95 * len(times))]:.1f} ms.",
        )
    )


def _sizes(measured: Sequence[Measured]) -> str:
    rows = []
    for actions in sorted({one.actions for one in measured}):
        those = [one for one in measured if one.actions == actions]
        gaps = [one.gaps["ours"] for one in those]
        asked = f"0-{max(one.queries for one in those)}"
        rows.append((str(actions), asked, str(len(those)), f"{fmean(gaps):.3%}", f"{max(gaps):.2%}"))
    return markdown(("actions", "questions", "models, all exact", "our mean gap", "largest"), rows, right=(0, 2, 3, 4))


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=int, default=MODELS, help=f"how many seeds (default {MODELS})")
    options = parser.parse_args()
    with ProcessPoolExecutor(PROCESSES) as pool:
        measured = list(pool.map(measure, range(options.models), chunksize=20))
    found = table(measured)
    sys.stdout.write(f"{found}\n")
    if options.models == MODELS:
        RESULTS.write_text(f"{MODELS} models; {source_state()}.\n\n{found}\n", encoding="utf-8")
    return 0 if is_kept(measured) else 1


if __name__ == "__main__":
    sys.exit(main())
