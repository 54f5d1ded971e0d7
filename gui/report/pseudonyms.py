"""Stable short names for what must not leave the shop but has to be told apart: the same value gets the same token.

A token is a keyed hash (BLAKE2s, RFC 7693), so that nobody can try out names without the key. The key belongs to the
installation (`use_key`; without a data folder it is random per process) and is never exported. The letters of a token
are no hexadecimal digits, so that it never becomes part of a number or of a hardware address beside it.
"""

import functools
import os
import re

from gui.plain import nfkc

KEY_BYTES = 32
#: What a token looks like; it is never masked again.
TOKEN = re.compile(r"(?:wifi|user|path|mac)-[ghjkmnpqrstvwxyz]{4}")

_LETTERS = bytes.maketrans(b"0123456789abcdef", b"ghjkmnpqrstvwxyz")
_PERCENT = r"(?:%[0-9A-Fa-f]{2})+"
#: Names that tell nothing of a person, and that stand in many a text.
_COMMON_NAMES = frozenset((
    "root", "admin", "administrator", "user", "users", "guest", "owner", "default", "public", "test", "pos", "shop",
    "store", "runner", "ubuntu", "debian", "wine", "system", "network", "service", "code", "error", "home", "desktop",
))  # fmt: skip
_key = os.urandom(KEY_BYTES)


def use_key(key: bytes) -> None:
    """Make tokens with the key of this installation from now on."""
    global _key  # noqa: PLW0603 - one per process, as is the data folder that it comes from
    _key = key


def token(kind: str, value: str) -> str:
    """Return the token of a name, such as `wifi-kzqm`; case, width and percent-encoding of the name do not matter."""
    from hashlib import blake2s  # noqa: PLC0415 (a text without a name does without)

    plain = nfkc(re.sub(_PERCENT, _decoded, value)).strip().casefold()
    digest = blake2s(plain.encode("utf-8", "replace"), digest_size=2, key=_key, person=kind.encode())
    return f"{kind}-{digest.hexdigest().encode().translate(_LETTERS).decode()}"


def _decoded(match: re.Match[str]) -> str:
    return bytes.fromhex(match[0].replace("%", "")).decode("utf-8", "replace")


@functools.cache
def own_names() -> re.Pattern[str] | None:
    """Return a pattern of the names of the PC's user, as the environment has them; None for none worth hiding."""
    home = os.environ.get("USERPROFILE") or os.environ.get("HOME") or ""
    given = [os.environ.get(name, "") for name in ("USERNAME", "USER", "LOGNAME")]
    names = {name.strip() for name in (*given, re.split(r"[\\/]", home)[-1]) if _tells(name.strip())}
    words = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return re.compile(rf"(?<![0-9A-Za-z_])(?:{words})(?![0-9A-Za-z_])", re.IGNORECASE) if words else None


def _tells(name: str) -> bool:
    """Say whether a name is one of somebody: short ones are parts of other words, numbers are numbers."""
    long_enough = len(name) >= (3 if name.isascii() else 2)
    return long_enough and not name.isdecimal() and name.casefold() not in _COMMON_NAMES
