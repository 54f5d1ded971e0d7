"""The small closed grammar of `when` conditions, in TOML values. Nothing in a data file is ever evaluated as Python.

One operator per table:

    { is = { connection = "wifi" } }                    the answer is that value
    { is = { connection = ["wifi", "ethernet"] } }      ... one of those values; several questions: all must fit
    { known = "charged" }                               asked, and not answered 不清楚
    { not = CONDITION }    { all = [CONDITION, ...] }    { any = [CONDITION, ...] }

A question that was never asked reads as `unknown`: `is` fits it only where `unknown` is listed by name.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import cast

from gui.model.evidence import UNKNOWN

#: The operators, in the order in which an error message names them.
OPERATORS = ("all", "any", "not", "is", "known")


class WhenError(ValueError):
    """The condition does not follow the grammar. `path` says where in the expression (`all[1].is.connection`)."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.path = path
        self.reason = message


def evaluate_when(expr: object, answers: Mapping[str, str]) -> bool:
    """Say whether `answers` (question id to value) meet the condition; `None` is no condition and is met.

    Raises `WhenError` for an expression outside the grammar, whatever the answers are.
    """
    if expr is None:
        return True
    for _reference in when_references(expr):  # also proves that the whole expression is well formed
        pass
    return is_met(expr, answers)


def is_met(expr: object, answers: Mapping[str, str]) -> bool:
    """Say the same of a condition that is known to be well formed, as all of the knowledge are once it is read."""
    return expr is None or _holds(expr, answers)


def when_references(expr: object, path: str = "") -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield `(path, question id, values)` for every question the condition names; `values` is empty for `known`.

    Raises `WhenError` at the first place that does not follow the grammar.
    """
    operator, operand = _only_entry(expr, path)
    here = f"{path}.{operator}".lstrip(".")
    yield from _REFERENCES[operator](operand, here)


def _only_entry(expr: object, path: str) -> tuple[str, object]:
    if not isinstance(expr, Mapping) or len(expr) != 1:
        raise WhenError(path, f"expected a table with one of {', '.join(OPERATORS)}")
    operator, operand = next(iter(expr.items()))
    if operator not in _REFERENCES:
        raise WhenError(path, f"unknown operator {operator!r}, expected one of {', '.join(OPERATORS)}")
    return operator, operand


def _references_of_list(operand: object, path: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    if not isinstance(operand, list) or not operand:
        raise WhenError(path, "expected a list of conditions")
    for index, item in enumerate(operand):
        yield from when_references(item, f"{path}[{index}]")


def _references_of_is(operand: object, path: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    if not isinstance(operand, Mapping) or not operand:
        raise WhenError(path, "expected a table of question = value")
    for question, wanted in operand.items():
        values = _as_list(wanted)
        if not values or not all(isinstance(value, str) for value in values):
            raise WhenError(f"{path}.{question}", "expected a value or a list of values")
        yield f"{path}.{question}", question, tuple(cast("list[str]", values))


def _references_of_known(operand: object, path: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    if not isinstance(operand, str):
        raise WhenError(path, "expected a question id")
    yield path, operand, ()


_REFERENCES: dict[str, Callable[[object, str], Iterator[tuple[str, str, tuple[str, ...]]]]] = {
    "all": _references_of_list,
    "any": _references_of_list,
    "not": when_references,
    "is": _references_of_is,
    "known": _references_of_known,
}


def _holds(expr: object, answers: Mapping[str, str]) -> bool:
    [(operator, operand)] = cast("Mapping[str, object]", expr).items()
    return _HOLDS[operator](operand, answers)


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _holds_is(operand: object, answers: Mapping[str, str]) -> bool:
    wanted = cast("Mapping[str, object]", operand)
    return all(answers.get(question, UNKNOWN) in _as_list(value) for question, value in wanted.items())


_HOLDS: dict[str, Callable[[object, Mapping[str, str]], bool]] = {
    "all": lambda operand, answers: all(_holds(item, answers) for item in cast("list[object]", operand)),
    "any": lambda operand, answers: any(_holds(item, answers) for item in cast("list[object]", operand)),
    "not": lambda operand, answers: not _holds(operand, answers),
    "is": _holds_is,
    "known": lambda operand, answers: answers.get(cast("str", operand), UNKNOWN) != UNKNOWN,
}
