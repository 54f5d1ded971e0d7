"""Prints how far the posterior is from pyAgrum's: `python -m tests.bench.posterior_vs_pyagrum [--models N] [--sets N]`.

1. Random models (`tests.bench.random_cases`): a knowledge base with masks and pairs, and a case, go through
   `collect_terms` and `compute_posterior` as in the program. pyAgrum gets the same as a Bayesian network, built a
   second time from the words of the rules (`tests.bench.reference`), with the cures of the steps as variables that
   nobody sees. Compared: every hypothesis, and every cause as the one to deal with next.
2. win95pts, a public network for finding faults of printing (76 variables, from the wheel of pgmpy). It is no case of
   the program's model, so the engine below the posterior is compared: `gui.diagnose.elimination` gets the network's
   tables, some symptoms are seen (the variables without children), and P(v | seen) of every other variable v is
   compared with pyAgrum's. pyAgrum reads the file for both.

The figure is the largest absolute difference. Exit status: 0, or 1 when it is above 1e-9. pyAgrum, numpy and pgmpy's
wheel are not needed by the program: `python3 build/dev.py setup` installs them from build/requirements-reference.txt.
"""

import argparse
import gzip
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any

from gui.diagnose.elimination import Factor, posterior_of, restricted
from gui.diagnose.posterior import compute_posterior
from gui.diagnose.terms import collect_terms
from gui.model.evidence import UNKNOWN
from tests.bench.random_cases import random_case
from tests.bench.reference import ReferenceNetwork
from tests.bench.tables import against, markdown

MODELS, SETS = 1000, 10
LARGEST_DIFFERENCE = 1e-9
#: Between so many symptoms are seen at once.
_FEWEST_SEEN, _MOST_SEEN = 2, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What was compared: so many cases, so many probabilities, and the largest difference."""

    name: str
    cases: int
    numbers: int
    difference: float


def compare_models(gum: Any, models: int) -> Compared:
    """Compare random models, by the seeds 0, 1, ..."""
    differences = [difference for seed in range(models) for difference in model_differences(gum, seed)]
    return Compared(name="random models", cases=models, numbers=len(differences), difference=max(differences))


def model_differences(gum: Any, seed: int) -> list[float]:
    """Return |ours - pyAgrum's| of every hypothesis, and of every cause as the one to deal with next."""
    knowledge, state = random_case(seed)
    ours = compute_posterior(knowledge, collect_terms(knowledge, state))
    hypotheses, to_do_next = ReferenceNetwork(gum, knowledge, state).posterior()
    whole: dict[tuple[str, ...], float] = {(): ours.p_unknown}
    whole.update({(cause,): p for cause, p in ours.alone.items()})
    whole.update(ours.pairs.items())
    ours_next = {**ours.p, UNKNOWN: ours.p_unknown}
    return [abs(whole[one] - p) for one, p in hypotheses.items()] + [
        abs(ours_next[c] - p) for c, p in to_do_next.items()
    ]


def compare_network(gum: Any, net: Any, sets: int, name: str) -> Compared:
    """Compare every unseen variable of a network, for some random sets of seen symptoms."""
    factors = [factor_of(gum, net, node) for node in net.nodes()]
    random, differences = Random(0), list[float]()
    for _ in range(sets):
        seen = _symptoms(net, random)
        engine = gum.LazyPropagation(net)
        engine.setEvidence(seen)
        engine.makeInference()
        left = [restricted(factor, seen) for factor in factors]
        for query in sorted({name for factor in left for name in factor.variables}):
            theirs = engine.posterior(query).tolist()
            differences += [abs(p - q) for p, q in zip(posterior_of(query, left), theirs, strict=True)]
    return Compared(name=name, cases=sets, numbers=len(differences), difference=max(differences))


def factor_of(gum: Any, net: Any, node: int) -> Factor:
    """Return a table of pyAgrum as a factor; pyAgrum's first variable changes fastest, ours is the last one."""
    table = net.cpt(node)
    names = tuple(reversed(table.names))
    place, values = gum.Instantiation(table), list[float]()
    while not place.end():
        values.append(table[place])
        place.inc()
    return Factor(names, tuple(net.variable(name).domainSize() for name in names), values)


def _symptoms(net: Any, random: Random) -> dict[str, int]:
    """Return states of some variables without children that can occur together: a sample of the network."""
    leaves = sorted(net.variable(node).name() for node in net.nodes() if not net.children(node))
    chosen = random.sample(leaves, random.randint(_FEWEST_SEEN, _MOST_SEEN))
    state = dict[str, int]()
    for node in net.topologicalOrder():
        parents = {net.variable(parent).name(): state[net.variable(parent).name()] for parent in net.parents(node)}
        row = net.cpt(node)[parents].tolist() if parents else net.cpt(node).tolist()
        state[net.variable(node).name()] = random.choices(range(len(row)), row)[0]
    return {name: state[name] for name in chosen}


def win95pts(gum: Any) -> Any:
    """Return the network, read by pyAgrum from the file in pgmpy's wheel; pgmpy itself is not imported."""
    (folder,) = find_spec("pgmpy").submodule_search_locations  # type: ignore[union-attr, misc]
    packed = Path(folder, "utils", "example_models", "win95pts.bif.gz").read_bytes()
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch, "win95pts.bif")
        file.write_bytes(gzip.decompress(packed))
        return gum.loadBN(str(file))


def table(compared: Sequence[Compared]) -> str:
    """Return a line per comparison."""
    rows = [
        (
            one.name,
            str(one.cases),
            str(one.numbers),
            f"{one.difference:.1e}",
            against(one.difference, LARGEST_DIFFERENCE),
        )
        for one in compared
    ]
    return markdown(("compared with pyAgrum", "cases", "probabilities", "largest difference", "limit"), rows, (1, 2, 3))


def missing_packages() -> list[str]:
    """Return which packages of the comparison are not installed."""
    return [name for name in ("numpy", "pgmpy", "pyagrum") if find_spec(name) is None]


def main() -> int:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=int, default=MODELS, help=f"random models (default {MODELS})")
    parser.add_argument("--sets", type=int, default=SETS, help=f"sets of symptoms of win95pts (default {SETS})")
    options = parser.parse_args()
    if missing := missing_packages():
        parser.error(f"not installed: {', '.join(missing)} (python3 build/dev.py setup)")
    gum = import_module("pyagrum")
    compared = (compare_models(gum, options.models), compare_network(gum, win95pts(gum), options.sets, "win95pts"))
    sys.stdout.write(f"{table(compared)}\n")
    return 0 if all(one.difference <= LARGEST_DIFFERENCE for one in compared) else 1


if __name__ == "__main__":
    sys.exit(main())
