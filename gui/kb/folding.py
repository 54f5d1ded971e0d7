"""Makes what was typed comparable: full-width and case folded, spaces and marks removed."""

import functools
import re

from gui.plain import nfkc

#: The tables hold some 300 codes with a handful of texts each; all of them stay folded between two key strokes.
_remember = functools.lru_cache(maxsize=4096)

#: What people write before a code; the longer forms stand first so that they win.
_LABEL = re.compile(
    r"\A(错误代码|错误码|应答码|响应码|返回码|交易码|故障码|代码|错误|错|ERROR ?CODE|RESPONSE ?CODE|ERROR|CODE)"
)
_BRACKETS = str.maketrans("", "", "[](){}<>【】〔〕「」《》\"'“”‘’#")
_MARKS = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Return the text with compatibility forms made plain (full-width digits, NFKC of Unicode UAX 15), upper case."""
    return nfkc(text).upper().strip()


@_remember
def fold_code(text: str) -> str:
    """Return a code as it is compared: ` ５１ `, `[51]`, `错误码：51` and `51` are the same, as are `a0` and `A0`.

    Spaces, underscores and hyphens fall away (`ACCOUNT_ERROR`); dots stay.
    """
    bare = _LABEL.sub("", fold(text).translate(_BRACKETS).strip())
    return re.sub(r"[\s_-]+", "", bare.strip(" :：.,，。=") if bare else fold(text))


@_remember
def fold_text(text: str) -> str:
    """Return a screen text as it is compared: no spaces, no punctuation."""
    return _MARKS.sub("", fold(text))


@_remember
def bigrams(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters: the unit in which short Chinese texts are compared."""
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))
