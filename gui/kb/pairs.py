"""Reads `pairs.toml`: which two causes are plausible at the same time."""

from gui.kb.schema import TableReader
from gui.model.knowledge import CausePair

_CAUSES_OF_A_PAIR = 2
#: Two causes that come together more often than this are one cause (own choice).
_HIGHEST_FACTOR = 100.0


def read_pairs(reader: TableReader) -> tuple[CausePair, ...]:
    """Read the list of tables `pair`; a pair without two causes is a problem and left out."""
    pairs = [_read_pair(one) for one in reader.tables("pair")]
    reader.finish()
    return tuple(pair for pair in pairs if pair is not None)


def _read_pair(reader: TableReader) -> CausePair | None:
    causes = reader.texts("causes", required=True)
    factor, source = reader.number("factor", high=_HIGHEST_FACTOR), reader.text("source")
    reader.finish()
    if len(causes) != _CAUSES_OF_A_PAIR:
        reader.problem("causes", "a pair has two causes, the one to deal with first comes first")
        return None
    return CausePair(first=causes[0], second=causes[1], factor=factor, source=source)
