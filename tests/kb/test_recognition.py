"""What shops type and paste is recognised, and what matches nothing is not."""

import pytest

from tests.kb.data import KNOWLEDGE
from tests.kb.written import is_unlisted, unlisted, variants

#: The promise: so much of the variants, at least, finds its entry first.
LEAST_SHARE = 0.95
#: And so many variants, and texts that match nothing, there are at least.
LEAST_VARIANTS, LEAST_UNLISTED = 200, 40


@pytest.mark.parametrize(("name", "least"), [("recognition", LEAST_VARIANTS), ("recognition_held_out", 60)])
def test_entry_is_found_first(name: str, least: int) -> None:
    """So many are; a failure names the misses."""
    written = variants(name)
    missed = {
        f"{variant.typed} -> {variant.expected}": [match.code.id for match in variant.matches()[:3]]
        for variant in written
        if not variant.is_first()
    }
    assert len(written) >= least
    assert 1 - len(missed) / len(written) >= LEAST_SHARE, missed


@pytest.mark.parametrize("typed", unlisted("unlisted"))
def test_unlisted(typed: str) -> None:
    """Nothing is guessed."""
    assert is_unlisted(typed)


def test_unlisted_held_out() -> None:
    """Of texts that the search was not set with, too, hardly any is taken for an entry."""
    texts = unlisted("unlisted_held_out")
    guessed = [typed for typed in texts if not is_unlisted(typed)]
    assert len(texts) + len(unlisted("unlisted")) >= LEAST_UNLISTED
    assert 1 - len(guessed) / len(texts) >= LEAST_SHARE, guessed


@pytest.mark.parametrize("name", ["recognition", "recognition_held_out"])
def test_variants_name_entries(name: str) -> None:
    """Every expected entry exists, no text stands twice, and every namespace is tried."""
    written = variants(name)
    assert {variant.expected for variant in written} <= {code.id for code in KNOWLEDGE.codes}
    assert len({(one.typed, one.shown_where, one.provider) for one in written}) == len(written)
    tried = {variant.expected.partition(":")[0] for variant in written}
    assert tried >= {code.namespace for code in KNOWLEDGE.codes} - {"koolpos", "ymd-gateway"}
