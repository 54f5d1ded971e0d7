"""The median is the one of the standard library."""

import statistics

from hypothesis import given
from hypothesis import strategies as st

from gui.probes.median import median


@given(st.lists(st.floats(-1e6, 1e6), min_size=1))
def test_it_is_the_one_of_the_standard_library(values: list[float]) -> None:
    """Of odd and even numbers of values, in any order."""
    assert median(values) == statistics.median(values)
