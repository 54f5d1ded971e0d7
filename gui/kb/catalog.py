"""The texts of one language, as the program uses them."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gui.packed import packed_or

if TYPE_CHECKING:
    from pathlib import Path

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


def load_catalog(lang: str, root: "Path | None" = None) -> Catalog:
    """Return the texts of `lang` (`zh` or `en`) below `root` (default: the program's own, which are read once).

    Raises `KnowledgeError` with every problem: no such folder, broken TOML, a value that is no text, a key twice.
    """
    from gui.paths import resources_dir  # noqa: PLC0415 (a diagnosis does without texts)

    return _own_catalog(lang, resources_dir()) if root is None else _read(lang, root)


@functools.cache  # a start needs the same texts three times: for the command line, the knowledge's checks, the window
def _own_catalog(lang: str, root: "Path") -> Catalog:
    return packed_or("texts", lambda: {lang: _read(lang, root)})[lang]


def _read(lang: str, root: "Path") -> Catalog:
    from gui.kb.text_files import read_checked  # noqa: PLC0415 (the exe does without)

    return Catalog(lang=lang, texts=read_checked(lang, root))
