"""The grammar of conditions: what holds, what is refused, and that it is plain logic."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.kb import WhenError, evaluate_when
from gui.kb.when import when_references

ANSWERS = {"connection": "wifi", "charged": "unknown", "provider": "lakala"}


@pytest.mark.parametrize(
    ("expr", "holds"),
    [
        (None, True),
        ({"is": {"connection": "wifi"}}, True),
        ({"is": {"connection": ["cellular", "wifi"]}}, True),
        ({"is": {"connection": "cellular"}}, False),
        ({"is": {"connection": "wifi", "provider": "lakala"}}, True),
        ({"is": {"connection": "wifi", "provider": "huifu"}}, False),
        ({"is": {"never_asked": "yes"}}, False),
        ({"is": {"never_asked": "unknown"}}, True),
        ({"is": {"charged": ["yes", "unknown"]}}, True),
        ({"known": "connection"}, True),
        ({"known": "charged"}, False),
        ({"known": "never_asked"}, False),
        ({"not": {"known": "charged"}}, True),
        ({"all": [{"known": "connection"}, {"known": "charged"}]}, False),
        ({"any": [{"known": "connection"}, {"known": "charged"}]}, True),
    ],
)
def test_condition(expr: object, holds: bool) -> None:
    """Every operator, with known, unknown and never asked answers."""
    assert evaluate_when(expr, ANSWERS) is holds


@pytest.mark.parametrize(
    ("expr", "path", "reason"),
    [
        ("connection == 'wifi'", "", "expected a table"),
        ({}, "", "expected a table"),
        ({"is": {"a": "b"}, "known": "a"}, "", "expected a table"),
        ({"eval": "1"}, "", "unknown operator 'eval'"),
        ({"all": []}, "all", "expected a list"),
        ({"any": {"known": "a"}}, "any", "expected a list"),
        ({"not": [{"known": "a"}]}, "not", "expected a table"),
        ({"is": "wifi"}, "is", "question = value"),
        ({"is": {}}, "is", "question = value"),
        ({"is": {"a": 1}}, "is.a", "expected a value"),
        ({"is": {"a": []}}, "is.a", "expected a value"),
        ({"is": {"a": ["x", 1]}}, "is.a", "expected a value"),
        ({"known": ["a"]}, "known", "expected a question id"),
        ({"all": [{"known": "a"}, {"is": {"b": 2}}]}, "all[1].is.b", "expected a value"),
    ],
)
def test_outside_the_grammar(expr: object, path: str, reason: str) -> None:
    """The place is named, also where the answers would never lead there."""
    with pytest.raises(WhenError) as failure:
        evaluate_when(expr, {})
    assert failure.value.path == path
    assert reason in failure.value.reason
    assert str(failure.value) == (f"{path}: {failure.value.reason}" if path else failure.value.reason)


def test_references_name_questions_and_values() -> None:
    """What a condition speaks of, for the checks of the loader."""
    expr = {"all": [{"is": {"a": ["x", "y"]}}, {"not": {"known": "b"}}]}
    assert list(when_references(expr)) == [("all[0].is.a", "a", ("x", "y")), ("all[1].not.known", "b", ())]


QUESTIONS = st.sampled_from(["a", "b", "c"])
VALUES = st.sampled_from(["yes", "no", "unknown"])
CONDITIONS = st.recursive(
    st.one_of(
        st.builds(lambda question: {"known": question}, QUESTIONS),
        st.builds(lambda wanted: {"is": wanted}, st.dictionaries(QUESTIONS, VALUES, min_size=1)),
        st.builds(lambda wanted: {"is": wanted}, st.dictionaries(QUESTIONS, st.lists(VALUES, min_size=1), min_size=1)),
    ),
    lambda inner: st.one_of(
        st.builds(lambda items: {"all": items}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda items: {"any": items}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda item: {"not": item}, inner),
    ),
    max_leaves=8,
)
CASES = st.dictionaries(QUESTIONS, VALUES)


@given(first=CONDITIONS, second=CONDITIONS, answers=CASES)
def test_it_is_plain_logic(first: object, second: object, answers: dict[str, str]) -> None:
    """`not`, `all` and `any` are negation, and, or; De Morgan holds."""
    one, two = evaluate_when(first, answers), evaluate_when(second, answers)
    assert evaluate_when({"not": first}, answers) is not one
    assert evaluate_when({"all": [first, second]}, answers) is (one and two)
    assert evaluate_when({"any": [first, second]}, answers) is (one or two)
    neither = {"all": [{"not": first}, {"not": second}]}
    assert evaluate_when({"not": {"any": [first, second]}}, answers) is evaluate_when(neither, answers)


@given(condition=CONDITIONS, answers=CASES)
def test_only_named_questions_matter(condition: object, answers: dict[str, str]) -> None:
    """An answer to a question that is not named changes nothing; never asked is the same as unknown."""
    expected = evaluate_when(condition, answers)
    assert evaluate_when(condition, {**answers, "other": "yes"}) is expected
    assert evaluate_when(condition, {"a": "unknown", "b": "unknown", "c": "unknown", **answers}) is expected


NAMES = st.sampled_from(["all", "any", "not", "is", "known", "x"])
TOML_VALUES = st.recursive(
    st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner)
)


@given(expr=TOML_VALUES)
def test_any_toml_value_is_judged_or_refused(expr: object) -> None:
    """Whatever stands in the file, the outcome is a truth value or a `WhenError` with a reason."""
    try:
        outcome: object = evaluate_when(expr, ANSWERS)
    except WhenError as error:
        outcome = error.reason
    assert isinstance(outcome, bool) or outcome
