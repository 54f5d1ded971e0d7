"""Puts the knowledge, the texts, the flow, the licences, drawings and the tables to look up into modules of the exe.

Who reads them there: `gui/packed.py`.

Everything is read and checked here: with a mistake in a data file there is no exe.
"""

import lzma
import pickle
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # the recipe runs without the package installed
from gui.kb import LANGUAGES, load_catalog, load_knowledge, load_licences, load_reference  # noqa: E402
from gui.kb.drawings import load_drawings  # noqa: E402
from gui.kb.spelling import load_spelling_tables  # noqa: E402
from gui.session import load_flow  # noqa: E402
from sharing import shared  # noqa: E402

#: The modules, and what is in each of them.
MODULES: dict[str, Callable[[], object]] = {
    "packed_knowledge": load_knowledge,
    "packed_texts": lambda: {lang: load_catalog(lang) for lang in LANGUAGES},
    "packed_flow": load_flow,
    "packed_licences": load_licences,
    "packed_spelling": load_spelling_tables,
    "packed_reference": load_reference,
    "packed_drawings": load_drawings,
}
#: What is packed smaller and read slower: the licences are seldom asked for, and the texts are the largest content, of
#: which this takes a fifth away for some 4 ms of a start.
SMALLER = ("packed_licences", "packed_texts")
#: Modules that only read what is packed: the exe needs none of them.
READERS = (
    "gui.kb.checks",
    "gui.kb.codes",
    "gui.kb.entities",
    "gui.kb.loader",
    "gui.kb.mac_prefixes",
    "gui.kb.maker_rows",
    "gui.kb.reference",
    "gui.kb.spelling_files",
    "gui.kb.text_files",
    "gui.kb.translations",
    "gui.kb.usb_ids",
)
#: What of `resources/` the modules stand for, or only the tests need; the rest goes into the exe as files.
PACKED = ("kb", "i18n", "icons", "licences", "flow.toml", "schema")
#: What lies in a packed folder and is a file all the same, because OpenSSL or Qt itself reads it.
PLAIN = ("kb/roots.pem", "icons/app.svg", "icons/chevron-down.svg")
#: One protocol for ever, so that the bytes do not change with Python's default.
_PROTOCOL = 5


def write_modules(folder: Path) -> list[str]:
    """Write the modules into a folder that may exist; return their names. Raises `KnowledgeError` for bad data."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, load in MODULES.items():
        content = pickle.dumps(shared(load()), protocol=_PROTOCOL)
        if name in SMALLER:
            content = lzma.compress(content, preset=9 | lzma.PRESET_EXTREME)
        module = f"CONTENT = {content!r}\n"
        (folder / f"{name}.py").write_text(module, encoding="ascii", newline="\n")
    return list(MODULES)


def files(resources: Path) -> list[tuple[str, str]]:
    """Return what stays a file, as PyInstaller takes it: `(path, folder inside)`."""
    whole = [
        (str(path), "resources" if path.is_file() else f"resources/{path.name}")
        for path in sorted(resources.iterdir())
        if path.name not in PACKED
    ]
    return whole + [(str(resources / name), f"resources/{name.rpartition('/')[0]}") for name in PLAIN]
