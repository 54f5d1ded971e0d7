"""Reads `resources/kb/typing`: the tables of `gui.kb.spelling`."""

from collections.abc import Iterator
from pathlib import Path

from gui.kb.files import parse_toml, relative_name
from gui.kb.schema import TableReader
from gui.kb.spelling import SpellingTables
from gui.model.errors import KnowledgeError, Problem


def read_spelling_tables(root: Path) -> SpellingTables:
    """Read both files below `root`, the folder that holds `kb`. Raises KnowledgeError with every problem."""
    problems: list[Problem] = []
    characters, words = (_reader(root, name, problems) for name in ("characters", "words"))
    tables = SpellingTables(
        traditional=characters.text("traditional"),
        same_sound=characters.text("same_sound"),
        look_alike=words.text("look_alike"),
        units=words.text("units"),
        instead=words.texts("instead", required=True),
        labels=words.texts("labels", required=True),
        references=words.texts("references", required=True),
        noise=words.texts("noise", required=True),
        small_words=words.texts("small_words", required=True),
    )
    for reader in (characters, words):
        reader.finish()
    problems.extend(_bad_pairs(tables, words))
    if problems:
        raise KnowledgeError(problems)
    return tables


def _reader(root: Path, name: str, problems: list[Problem]) -> TableReader:
    path = root / "kb" / "typing" / f"{name}.toml"
    return TableReader(parse_toml(path, root, problems), file=relative_name(path, root), key="", problems=problems)


def _bad_pairs(tables: SpellingTables, words: TableReader) -> Iterator[Problem]:
    for pair in tables.instead:
        if len(pair.split()) != len(("old", "new")):
            yield Problem(file=words.file, key="instead", message=f"{pair!r} is not what is written and what is meant")
