"""Generated troubleshooting models of the published sizes: 4 to 16 actions, 0 to 10 questions, one seed each.

The sizes are those of the printer models of SACSO (Jensen et al. 2001; Vomlelova and Vomlel, Troubleshooting:
NP-hardness and solution methods, Soft Computing 7, 2003). As many questions are allowed for a number of actions as
leave the optimum computable (`MOST_SITUATIONS`). The numbers are drawn so that questions matter (cheap against an
action, and sharp for most faults) and so that most actions share a fault with another one (dependent actions).
"""

from random import Random

from gui.diagnose.repair.model import Action, Query, RepairModel

ACTIONS, QUERIES = (4, 16), (0, 10)
#: 2^actions x 3^queries, the situations of a model, of which all are computed for the optimum.
MOST_SITUATIONS = 1_000_000
#: The chance that an action also cures a fault that is not its own.
_P_SHARED = 0.15
#: The share of faults that a question tells something about.
_P_TOLD = 0.8


def generate(seed: int) -> RepairModel:
    """Return the model of a seed."""
    random = Random(seed)
    actions = random.randint(*ACTIONS)
    queries = random.randint(QUERIES[0], _most_queries(actions))
    faults = actions + random.randint(0, actions)
    costs = [2.0 * 10.0 ** random.random() for _ in range(actions)]
    return RepairModel(
        weights=tuple(random.uniform(0.2, 1.0) for _ in range(faults)),
        actions=tuple(
            Action(id=f"a{number}", cost=cost, p_fix=p_fix)
            for number, (cost, p_fix) in enumerate(zip(costs, _p_fix(random, actions, faults), strict=True))
        ),
        queries=tuple(_query(random, f"q{number}", faults) for number in range(queries)),
        service_cost=sum(costs) * random.uniform(0.5, 1.5),
    )


def _most_queries(actions: int) -> int:
    queries = QUERIES[1]
    while 2**actions * 3**queries > MOST_SITUATIONS:
        queries -= 1
    return queries


def _p_fix(random: Random, actions: int, faults: int) -> list[tuple[float, ...]]:
    """Every fault has an action of its own that probably cures it, and perhaps others that may."""
    own = [fault if fault < actions else random.randrange(actions) for fault in range(faults)]
    return [
        tuple(
            random.uniform(0.7, 1.0) if own[fault] == action
            else random.uniform(0.2, 0.9) if random.random() < _P_SHARED
            else 0.0
            for fault in range(faults)
        )
        for action in range(actions)
    ]  # fmt: skip


def _query(random: Random, name: str, faults: int) -> Query:
    """Return a yes-or-no question: nearly sure for most faults, the same chance for all that it has no bearing on."""
    other = random.uniform(0.05, 0.3)
    yes = tuple(random.betavariate(0.2, 0.2) if random.random() < _P_TOLD else other for _ in range(faults))
    return Query(id=name, cost=0.1 * 10.0 ** random.random(), p_answer=(yes, tuple(1.0 - p for p in yes)))
