"""Names and times: readable case ids, and the present time as it is written everywhere."""

import os
from datetime import UTC, datetime

from gui.model.zone import BEIJING

#: Crockford's Base32: no I, L, O, U, so that an id can be read out on the telephone.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RANDOM_LENGTH = 4


def utc_now() -> str:
    """Return the present time in UTC, ISO 8601 with `Z`, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def new_case_id(created_utc: str) -> str:
    """Return a new id such as `20261123-8F3KQ`: the day in Beijing, four random characters and a check character."""
    day = datetime.fromisoformat(created_utc).astimezone(BEIJING).strftime("%Y%m%d")
    random_part = "".join(ALPHABET[byte % len(ALPHABET)] for byte in os.urandom(_RANDOM_LENGTH))  # 256 is 8 times 32
    start = f"{day}-{random_part}"
    return start + check_character(start)


def check_character(text: str) -> str:
    """Return the Luhn mod 32 character of `text` (hyphens do not count): it tells one wrong or two swapped ones."""
    total = 0
    for position, character in enumerate(reversed(text.replace("-", ""))):
        value = ALPHABET.index(character) * (2 if position % 2 == 0 else 1)
        total += value // len(ALPHABET) + value % len(ALPHABET)
    return ALPHABET[-total % len(ALPHABET)]
