"""Every translation: filled, well formed, and with the same placeholders in both languages."""

import string

import pytest

from tests.kb.data import CATALOGS

#: Words of the trade that may not stand before a shop owner without being explained (house rules, plain words).
JARGON = ("NXDOMAIN", "SERVFAIL", "TLS 握手", "getaddrinfo", "traceroute")


def placeholders(text: str) -> set[str]:
    """Return the names in braces. Raises ValueError for a brace that is not closed."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("key", sorted(CATALOGS["zh"].texts))
def test_text(key: str) -> None:
    """Said in both languages or in none, placeholders named and equal, no untranslated jargon."""
    zh, en = (CATALOGS[lang].texts.get(key, "") for lang in ("zh", "en"))
    assert bool(zh.strip()) == bool(en.strip())
    assert placeholders(zh) == placeholders(en)
    assert all(name.isidentifier() for name in placeholders(zh))
    assert not [word for word in JARGON if word in zh]
