"""The whole knowledge, tried out by the search of `gui.diagnose.review`: 0 findings."""

from gui.diagnose import review_knowledge
from tests.kb.data import KNOWLEDGE


def test_nothing_is_found() -> None:
    """Every cause can become the answer, every step comes up, and no plan resets before the upload."""
    assert "\n".join(map(str, review_knowledge(KNOWLEDGE))) == ""
