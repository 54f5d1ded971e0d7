"""Prints how much of what shops type is recognised: `python -m tests.bench.recognition [--misses]`.

The variants that the search was set with, and those written afterwards, each with the texts that match nothing. Then
the processor time of one search, as it comes with every key: the longest of all variants, and the first one, which
makes the index. Exit status: 0, or 1 when a limit is missed.
"""

import argparse
import sys
from collections.abc import Sequence

from gui.kb.entries import EntryIndex
from gui.kb.spelling import Spelling, load_spelling_tables
from tests.bench.tables import against, markdown
from tests.kb.data import KNOWLEDGE
from tests.kb.written import Variant, is_unlisted, milliseconds, unlisted, variants

LEAST_SHARE, MOST_MS = 0.95, 20.0
SETS = (("at hand when set", ""), ("written afterwards", "_held_out"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--misses", action="store_true", help="name what was missed")
    options = parser.parse_args(arguments)
    rows, shares = [], []
    for words, suffix in SETS:
        written, texts = variants(f"recognition{suffix}"), unlisted(f"unlisted{suffix}")
        first = [variant for variant in written if variant.is_first()]
        three = [variant for variant in written if variant.is_among_three()]
        right = [text for text in texts if is_unlisted(text)]
        shares.append(len(first) / len(written))
        rows.append([words, _of(first, written), _of(three, written), _of(right, texts)])
        if options.misses:
            _print_misses([one for one in written if one not in first], [text for text in texts if text not in right])
    _say(markdown(["variants", "found first", "within first three", "unlisted right"], rows, right=(1, 2, 3)))
    longest = max(milliseconds(variant.matches) for _, suffix in SETS for variant in variants(f"recognition{suffix}"))
    index = milliseconds(lambda: EntryIndex(KNOWLEDGE, Spelling(load_spelling_tables())))
    _say(f"\nfound first: {against(min(shares), LEAST_SHARE, at_least=True)}")
    _say(f"one search, longest: {longest:.1f} ms, {against(longest, MOST_MS, ' ms')}; the index, once: {index:.1f} ms")
    return 0 if min(shares) >= LEAST_SHARE and longest <= MOST_MS else 1


def _of(some: Sequence[object], everything: Sequence[object]) -> str:
    return f"{len(some)} of {len(everything)} ({len(some) / len(everything):.1%})"


def _print_misses(missed: Sequence[Variant], guessed: Sequence[str]) -> None:
    for variant in missed:
        shown = [match.code.id for match in variant.matches()[:3]]
        _say(f"missed: {variant.typed} -> {shown}, not {variant.expected}")
    for text in guessed:
        _say(f"guessed: {text}")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
