"""Lists what a one-file exe holds, by PyInstaller's own reader: `python inside.py EXE OUT.json` (Windows Python)."""

import hashlib
import json
import sys
from pathlib import Path

from PyInstaller.archive.readers import CArchiveReader

from packed_names import packed_names


def main() -> None:
    """Write `{"files": ["SHA256 NAME", ...], "modules": [...]}`."""
    exe, out = map(Path, sys.argv[1:])
    archive = CArchiveReader(str(exe))
    modules: list[str] = []
    files: list[str] = []
    for name, (*_place, kind) in archive.toc.items():
        if kind == "z":
            modules += archive.open_embedded_archive(name).toc
        elif kind in "bx":
            files.append(f"{hashlib.sha256(archive.extract(name)).hexdigest()} {name}")
    modules += packed_names(archive.extract("later.bin"))
    out.write_text(json.dumps({"files": sorted(files), "modules": sorted(modules)}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
