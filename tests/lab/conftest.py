"""Skips the lab with a named reason where the kernel or the tools do not allow it."""

from collections.abc import Iterator

import pytest

from tests.lab.world import Lab, missing_for_lab


@pytest.fixture
def lab() -> Iterator[Lab]:
    """Give a new, healthy shop network."""
    if (reason := missing_for_lab()) is not None:
        pytest.skip(reason)
    with Lab() as one:
        yield one
