"""The plain form of what was typed: full-width digits and letters as everybody else's (NFKC of Unicode UAX 15)."""


def nfkc(text: str) -> str:
    """Return the text with its compatibility forms made plain: `４１` is `41`."""
    import unicodedata  # noqa: PLC0415 (a megabyte of tables that the first page does without)

    return unicodedata.normalize("NFKC", text)
