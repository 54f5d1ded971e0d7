"""Prints how long a diagnosis takes: `python -m tests.bench.diagnosis_time [--cases N]`.

Over cases sampled from the knowledge that ships: the posterior (terms and hypotheses), the order of the next steps, and
what would change the verdict, each at the 95th percentile; the last one is made only when asked for and has no limit.
Then the import of the engine, with everything that a diagnosis needs, in fresh processes (the start of Python not
counted; the fastest of some: what else runs only adds), and whether numpy came with it. Exit status: 0, or 1 when a
limit is missed.

It is processor time: the work neither waits nor uses threads, so that this is what passes on a machine that has
nothing else to do, and the figures do not depend on what else runs.
"""

import argparse
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import process_time
from typing import TypeVar

from gui.diagnose import diagnose, what_would_change
from gui.diagnose.nextstep import advise
from gui.diagnose.posterior import compute_posterior, weigh_evidence
from gui.diagnose.terms import collect_terms
from gui.kb import load_knowledge
from gui.model.case import CaseState
from gui.model.knowledge import Knowledge
from tests.bench.likely_cases import likely_cases
from tests.bench.tables import against, markdown
from tests.lab.world import ROOT

CASES, IMPORTS = 1000, 15
MOST_POSTERIOR_MS, MOST_NEXT_STEP_MS, MOST_IMPORT_MS = 5.0, 50.0, 30.0
_IMPORT = """
import sys, time
began = time.process_time()
import gui.diagnose.diagnosis, gui.kb.search
print((time.process_time() - began) * 1000, "numpy" in sys.modules)
"""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTimes:
    """Milliseconds of one case."""

    posterior: float
    next_step: float
    turns: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table; `limit` None: none was promised."""

    name: str
    ms: float
    limit: float | None = None

    @property
    def is_kept(self) -> bool:
        """Whether the limit is not missed."""
        return self.limit is None or self.ms <= self.limit


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least `share` of the values do not exceed (nearest rank)."""
    return sorted(values)[math.ceil(share * len(values)) - 1]


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """Return the result and the milliseconds."""
    began = process_time()
    result = work()
    return result, (process_time() - began) * 1000


def time_case(knowledge: Knowledge, state: CaseState) -> CaseTimes:
    """Time the parts of one diagnosis."""
    terms, terms_ms = timed(lambda: collect_terms(knowledge, state))
    posterior, posterior_ms = timed(lambda: compute_posterior(knowledge, terms))
    reasons = weigh_evidence(posterior, terms)
    _, next_step_ms = timed(lambda: advise(knowledge, state, posterior, reasons))
    diagnosis = diagnose(knowledge, state)
    _, turns_ms = timed(lambda: what_would_change(knowledge, state, diagnosis))
    return CaseTimes(posterior=terms_ms + posterior_ms, next_step=next_step_ms, turns=turns_ms)


def import_engine(runs: int) -> list[tuple[float, bool]]:
    """Return for so many fresh processes the milliseconds of the import, and whether numpy was loaded.

    The sources are compiled by a process before, as they are once for an installed program.
    """
    with tempfile.TemporaryDirectory() as compiled:
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment = {**kept, "PYTHONPYCACHEPREFIX": compiled}
        outputs = [_output_of_import(environment) for _ in range(runs + 1)][1:]
    return [(float(milliseconds), with_numpy == "True") for milliseconds, with_numpy in outputs]


def _output_of_import(environment: Mapping[str, str]) -> list[str]:
    command = [sys.executable, "-c", _IMPORT]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, env=environment)
    return done.stdout.split()


def figures(times: Sequence[CaseTimes], imports_ms: Sequence[float]) -> list[Figure]:
    """Return the lines of the table."""
    return [
        Figure(name="posterior, 95 %", ms=percentile([one.posterior for one in times], 0.95), limit=MOST_POSTERIOR_MS),
        Figure(name="next step, 95 %", ms=percentile([one.next_step for one in times], 0.95), limit=MOST_NEXT_STEP_MS),
        Figure(name="what would change it, 95 %", ms=percentile([one.turns for one in times], 0.95)),
        Figure(name="import of the engine", ms=min(imports_ms), limit=MOST_IMPORT_MS),
    ]


def table(shown: Sequence[Figure], *, with_numpy: bool) -> str:
    """Return a line per figure, and one for numpy."""
    rows = [(one.name, f"{one.ms:.1f}", "" if one.limit is None else against(one.ms, one.limit)) for one in shown]
    rows.append(("numpy is loaded", "yes" if with_numpy else "no", "no: missed" if with_numpy else "no"))
    return markdown(("figure", "ms", "limit"), rows, (1,))


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=CASES, help=f"sampled cases (default {CASES})")
    options = parser.parse_args()
    knowledge = load_knowledge()
    times = [time_case(knowledge, state) for _, state in likely_cases(knowledge, options.cases)]
    imports = import_engine(IMPORTS)
    shown = figures(times, [ms for ms, _ in imports])
    with_numpy = any(loaded for _, loaded in imports)
    sys.stdout.write(f"{table(shown, with_numpy=with_numpy)}\n")
    return 0 if all(one.is_kept for one in shown) and not with_numpy else 1


if __name__ == "__main__":
    sys.exit(main())
