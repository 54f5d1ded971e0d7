"""Exact inference over discrete variables by variable elimination, in pure Python.

The model is a list of factors; the posterior of one variable is what is left of their product when all other variables
are summed out (Zhang and Poole, A simple approach to Bayesian network computations, 1994). The order is greedy: next
comes the variable whose product has the smallest table. The diagnosis has one variable, its hypotheses; networks with
many run through the same code.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Factor:
    """A table over variables: one value per joint state, the last variable's state changing fastest."""

    variables: tuple[str, ...]
    sizes: tuple[int, ...]
    values: Sequence[float]


def posterior_of(query: str, factors: Sequence[Factor]) -> list[float]:
    """Return P(query) by state, summing to 1. Raises ZeroDivisionError when the factors exclude every state."""
    left = list(factors)
    while hidden := {name for factor in left for name in factor.variables} - {query}:
        name = min(hidden, key=lambda one: (_product_size(one, left), one))
        touched = [factor for factor in left if name in factor.variables]
        left = [factor for factor in left if name not in factor.variables]
        left.append(_summed_out(product_of(touched), name))
    values = product_of(left).values
    total = math.fsum(values)
    return [value / total for value in values]


def product_of(factors: Sequence[Factor]) -> Factor:
    """Return the product, scaled so that its largest value is 1: many small likelihoods must not vanish together."""
    sizes = {name: size for factor in factors for name, size in zip(factor.variables, factor.sizes, strict=True)}
    names = tuple(sizes)
    values: Sequence[float] = [1.0] * math.prod(sizes.values())
    for factor in factors:
        if factor.variables == names:
            values = [one * other for one, other in zip(values, factor.values, strict=True)]
        else:
            table = factor.values
            values = [one * table[place] for one, place in zip(values, _places(factor, sizes), strict=True)]
        values = _scaled(values)
    return Factor(names, tuple(sizes.values()), values)


def restricted(factor: Factor, states: Mapping[str, int]) -> Factor:
    """Return the factor with the observed variables fixed to their states and left out."""
    kept = {name: size for name, size in zip(factor.variables, factor.sizes, strict=True) if name not in states}
    strides = _strides(factor)
    start = sum(strides[name] * states[name] for name in factor.variables if name in states)
    values = [factor.values[start + place] for place in _places(factor, kept)]
    return Factor(tuple(kept), tuple(kept.values()), values)


def _summed_out(factor: Factor, name: str) -> Factor:
    kept = {one: size for one, size in zip(factor.variables, factor.sizes, strict=True) if one != name}
    size, stride = factor.sizes[factor.variables.index(name)], _strides(factor)[name]
    steps = [state * stride for state in range(size)]
    values = [sum(factor.values[place + step] for step in steps) for place in _places(factor, kept)]
    return Factor(tuple(kept), tuple(kept.values()), values)


def _scaled(values: Sequence[float]) -> Sequence[float]:
    top = max(values)
    return [value / top for value in values] if top > 0.0 else values


def _strides(factor: Factor) -> dict[str, int]:
    strides, stride = {}, 1
    for name, size in zip(reversed(factor.variables), reversed(factor.sizes), strict=True):
        strides[name] = stride
        stride *= size
    return strides


def _places(factor: Factor, sizes: Mapping[str, int]) -> list[int]:
    """Return where the factor's value stands for every joint state of the variables in `sizes`, in their order."""
    strides, places = _strides(factor), [0]
    for name, size in sizes.items():
        stride = strides.get(name, 0)
        places = [place + stride * state for place in places for state in range(size)]
    return places


def _product_size(name: str, factors: Sequence[Factor]) -> int:
    touched = [factor for factor in factors if name in factor.variables]
    return math.prod({one: size for factor in touched for one, size in zip(factor.variables, factor.sizes, strict=True)}
                     .values())  # fmt: skip
