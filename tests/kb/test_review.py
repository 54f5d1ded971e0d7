"""The whole knowledge, tried out by the search of `gui.diagnose.review`: 0 findings."""

import pytest

from gui.diagnose import review_knowledge
from tests.kb.data import KNOWLEDGE

#: Much calculation that other tests cover: traced it would take five times as long.
pytestmark = pytest.mark.no_cover


def test_nothing_is_found() -> None:
    """Every cause can become the answer, every step comes up, and no plan resets before the upload."""
    assert "\n".join(map(str, review_knowledge(KNOWLEDGE))) == ""
