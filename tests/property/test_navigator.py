"""Laws of the wizard's way: deterministic, always forward, and Back undoes Next."""

from hypothesis import given
from hypothesis import strategies as st

from gui.model.case import CaseState
from gui.session import Navigator, load_flow

NAVIGATOR = Navigator(load_flow())
TROUBLES = ["abnormal_or_code", "no_network", "charged_but_failed", "network_only", "unknown", None]
STATES = st.builds(
    lambda trouble, connection: CaseState(
        answers={name: value for name, value in (("trouble", trouble), ("connection", connection)) if value}
    ),
    st.sampled_from(TROUBLES),
    st.sampled_from(["wifi", "cellular", "unknown", None]),
)


@given(STATES, st.sampled_from(NAVIGATOR.pages))
def test_next_is_a_function_of_page_and_answers(state: CaseState, page: str) -> None:
    """Next is a function of page and answers."""
    following = NAVIGATOR.next(page, state)
    assert NAVIGATOR.next(page, CaseState(answers=dict(state.answers))) == following
    if following is not None:
        assert NAVIGATOR.pages.index(following) > NAVIGATOR.pages.index(page)


@given(STATES)
def test_every_way_ends_at_the_report(state: CaseState) -> None:
    """Every way ends at the report."""
    path = NAVIGATOR.path(state)
    assert (path[0], path[-1]) == (NAVIGATOR.first, "report")


@given(STATES, st.lists(st.booleans(), max_size=30))
def test_back_undoes_next(state: CaseState, moves: list[bool]) -> None:
    """Back undoes next."""
    stack = [NAVIGATOR.first]
    for forward in moves:
        following = NAVIGATOR.next(stack[-1], state)
        if forward and following is not None:
            before = list(stack)
            stack.append(following)
            assert stack[:-1] == before
        elif not forward and len(stack) > 1:
            left = stack.pop()
            assert NAVIGATOR.next(stack[-1], state) == left
    assert tuple(stack) == NAVIGATOR.path(state)[: len(stack)]
