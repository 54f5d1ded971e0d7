"""Reads the texts of one language: every `*.toml` of its folder merged into flat dotted keys."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from gui.kb.files import parse_toml, relative_name
from gui.model.errors import KnowledgeError, Problem


def read_checked(lang: str, root: Path) -> dict[str, str]:
    """Read the texts below `root`, the folder that holds `i18n`. Raises `KnowledgeError` with every problem."""
    problems: list[Problem] = []
    texts = read_texts(lang, root, problems)
    if problems:
        raise KnowledgeError(problems)
    return texts


def read_texts(lang: str, root: Path, problems: list[Problem]) -> dict[str, str]:
    """Read what can be read of a language and add to `problems` what cannot."""
    texts: dict[str, str] = {}
    origin: dict[str, str] = {}
    paths = sorted((root / "i18n" / lang).glob("*.toml"))
    if not paths:
        problems.append(Problem(file=f"i18n/{lang}", key="*.toml", message="no text file found"))
    for path in paths:
        name = relative_name(path, root)
        for key, value in flatten(parse_toml(path, root, problems)):
            if not isinstance(value, str):
                problems.append(Problem(file=name, key=key, message=f"expected a text, found {type(value).__name__}"))
            elif key in texts:
                problems.append(Problem(file=name, key=key, message=f"already defined in {origin[key]}"))
            else:
                texts[key], origin[key] = value, name
    return texts


def flatten(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    """Yield `(dotted key, leaf)` for every leaf of nested tables."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from flatten(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
