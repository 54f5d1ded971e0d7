"""Variable elimination: against summing the whole joint table."""

import math
from itertools import product
from random import Random

import pytest

from gui.diagnose.elimination import Factor, posterior_of, product_of, restricted

RAIN = Factor(("rain",), (2,), (0.8, 0.2))
SPRINKLER = Factor(("rain", "sprinkler"), (2, 2), (0.6, 0.4, 0.99, 0.01))
WET = Factor(("sprinkler", "rain", "wet"), (2, 2, 2), (1.0, 0.0, 0.2, 0.8, 0.1, 0.9, 0.01, 0.99))


def test_by_hand() -> None:
    """P(rain | wet) of the lawn that every textbook has."""
    seen = [restricted(factor, {"wet": 1}) for factor in (RAIN, SPRINKLER, WET)]
    dry = 0.8 * 0.4 * 0.9
    rain = 0.2 * (0.99 * 0.8 + 0.01 * 0.99)
    assert posterior_of("rain", seen) == pytest.approx([dry / (dry + rain), rain / (dry + rain)])


def test_a_fully_seen_factor_is_a_number() -> None:
    """What is left of a table whose variables are all seen scales the whole, and changes nothing."""
    left = restricted(RAIN, {"rain": 1})
    assert (left.variables, list(left.values)) == ((), [0.2])
    assert posterior_of("sprinkler", [left, restricted(SPRINKLER, {"rain": 1})]) == pytest.approx([0.99, 0.01])


def test_product_follows_the_order_of_the_variables() -> None:
    """A factor over the same variables in another order is turned round."""
    one = Factor(("a", "b"), (2, 3), (1, 2, 3, 4, 5, 6))
    other = Factor(("b", "a"), (3, 2), (1, 0, 0, 0, 0, 1))
    found = product_of([one, other])
    assert found.variables == ("a", "b")
    assert list(found.values) == pytest.approx([1 / 6, 0, 0, 0, 0, 1])


def test_many_small_likelihoods_do_not_vanish() -> None:
    """The product of a thousand tiny numbers is zero in floating point; what counts are their ratios."""
    small = Factor(("h",), (2,), (1e-6, 2e-6))
    assert posterior_of("h", [small] * 1000) == pytest.approx([0.0, 1.0])
    assert posterior_of("h", [small, Factor(("h",), (2,), (2e-6, 1e-6))] * 1000) == pytest.approx([0.5, 0.5])


def test_what_cannot_be_has_no_posterior() -> None:
    """Contradicting tables are an error, not a guess."""
    with pytest.raises(ZeroDivisionError):
        posterior_of("h", [Factor(("h",), (2,), (0.0, 1.0)), Factor(("h",), (2,), (1.0, 0.0))])


@pytest.mark.parametrize("seed", range(20))
def test_against_the_whole_table(seed: int) -> None:
    """Random factors over six variables."""
    random = Random(seed)
    sizes = {name: random.randint(2, 3) for name in "abcdef"}
    factors = []
    for _ in range(7):
        names = tuple(random.sample("abcdef", random.randint(1, 3)))
        shape = tuple(sizes[name] for name in names)
        factors.append(Factor(names, shape, [random.random() for _ in range(math.prod(shape))]))
    factors.append(Factor(("a",), (sizes["a"],), [1.0] * sizes["a"]))
    totals = [0.0] * sizes["a"]
    for states in product(*map(range, sizes.values())):
        state = dict(zip(sizes, states, strict=True))
        totals[state["a"]] += math.prod(restricted(factor, state).values[0] for factor in factors)
    assert posterior_of("a", factors) == pytest.approx([total / sum(totals) for total in totals], abs=1e-12)
