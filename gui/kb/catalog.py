"""The texts of one language: every `*.toml` of its folder merged into flat dotted keys."""

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gui.kb.files import parse_toml, relative_name
from gui.model.errors import KnowledgeError, Problem
from gui.paths import resources_dir

#: The languages the program is complete in, the first being the default.
LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """All texts of one language. `texts["cause.no-internet.name"]` is one of them, with `{name}` as placeholders."""

    lang: str
    texts: Mapping[str, str] = field(default_factory=dict)

    def text(self, key: str, /, **args: object) -> str:
        """Return the text with its placeholders filled. Raises KeyError for a missing text or placeholder."""
        return self.texts[key].format(**args)

    def has(self, key: str) -> bool:
        """Say whether there is such a text."""
        return key in self.texts


def load_catalog(lang: str, root: Path | None = None) -> Catalog:
    """Read the texts of `lang` (`zh` or `en`) below `root` (default: the program's resources, which are read once).

    Raises `KnowledgeError` with every problem: no such folder, broken TOML, a value that is no text, a key twice.
    """
    return _own_catalog(lang, resources_dir()) if root is None else _load(lang, root)


def _load(lang: str, root: Path) -> Catalog:
    problems: list[Problem] = []
    catalog = read_catalog(lang, root, problems)
    if problems:
        raise KnowledgeError(problems)
    return catalog


#: The start needs the same texts three times: for the command line, the knowledge's checks and the window.
_own_catalog = functools.cache(_load)


def read_catalog(lang: str, root: Path, problems: list[Problem]) -> Catalog:
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
    return Catalog(lang=lang, texts=texts)


def flatten(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    """Yield `(dotted key, leaf)` for every leaf of nested tables."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from flatten(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
