"""Packs the modules that are first needed when the window stands into one solid xz file: a third smaller than alone.

`build/later.py` imports them from there. A module that is needed before the window's first painting stays where it is:
`early_modules.txt` lists those of `gui`, one per line (`tests/qt/test_early_modules.py` says which are missing).
Packages that a wizard without content needs too are left alone, so that both programs hold them in the same way.
"""

import lzma
import marshal
from pathlib import Path

from PyInstaller.building.utils import get_code_object, replace_filename_in_code_object
from PyInstaller.config import CONF

#: Whose modules are packed.
PACKAGES = ("gui", "dns", "asyncio", "concurrent", "segno", "tomllib")
NAME = "later.bin"
_EARLY = Path(__file__).with_name("early_modules.txt")

Entry = tuple[str, str, str]


def pack_later(modules: list[Entry], folder: Path) -> Entry:
    """Take the later modules out of PyInstaller's list of modules and write them into a file; return its entry.

    The file: their names in one line, packages with a slash at the end, then the xz of a marshalled dictionary from
    name to code.
    """
    early = set(_EARLY.read_text(encoding="ascii").split())
    packed = sorted(entry for entry in modules if entry[0].partition(".")[0] in PACKAGES and entry[0] not in early)
    known = CONF["code_cache"].get(id(modules)) or {}
    codes = {name: _code(known, name, path) for name, path, _kind in packed}
    names = " ".join(f"{name}/" if Path(path).stem == "__init__" else name for name, path, _kind in packed)
    content = lzma.compress(marshal.dumps(codes), preset=9 | lzma.PRESET_EXTREME)
    target = folder / NAME
    target.write_bytes(names.encode("ascii") + b"\n" + content)
    for entry in packed:
        modules.remove(entry)
    return NAME, str(target), "DATA"


def _code(known: dict[str, object], name: str, path: str) -> bytes:
    """Return a module's code with the file name that PyInstaller gives it: no path of the machine that built it."""
    code = known.get(name) or get_code_object(name, path, optimize=2)
    is_package = Path(path).stem == "__init__"
    file = "\\".join(name.split(".")) + ("\\__init__.py" if is_package else ".py")
    return marshal.dumps(replace_filename_in_code_object(code, file))
