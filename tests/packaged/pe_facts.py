"""Reads what Windows reads of a program: `python pe_facts.py EXE OUT.json`. The build's Python has pefile."""

import ctypes
import json
import struct
import sys
from pathlib import Path
from typing import Any

import pefile

_MANIFEST_TYPE = 24


def version_tables(program: Any) -> dict[str, dict[str, str]]:
    """Return the texts of the version resource by language and code page, as `080404b0`."""
    tables = (table for info in program.FileInfo[0] if info.Key == b"StringFileInfo" for table in info.StringTable)
    return {
        table.LangID.decode("ascii"): {key.decode("utf-8"): text.decode("utf-8") for key, text in table.entries.items()}
        for table in tables
    }


def translations(exe: Path) -> list[str]:
    """Return the languages that the version resource promises, as Windows reads them, named as its tables are."""
    version = ctypes.windll.version  # type: ignore[attr-defined]
    data = ctypes.create_string_buffer(version.GetFileVersionInfoSizeW(str(exe), None))
    version.GetFileVersionInfoW(str(exe), 0, len(data), data)
    found, size_bytes = ctypes.c_void_p(), ctypes.c_uint()
    version.VerQueryValueW(data, "\\VarFileInfo\\Translation", ctypes.byref(found), ctypes.byref(size_bytes))
    pairs = struct.iter_unpack("<HH", ctypes.string_at(found, size_bytes.value))
    return [f"{language:04x}{code_page:04x}" for language, code_page in pairs]


def manifest(program: Any) -> str:
    """Return the manifest's text."""
    (kind,) = (entry for entry in program.DIRECTORY_ENTRY_RESOURCE.entries if entry.id == _MANIFEST_TYPE)
    place = kind.directory.entries[0].directory.entries[0].data.struct
    data: bytes = program.get_data(place.OffsetToData, place.Size)
    return data.decode("utf-8")


def main() -> None:
    """Write the facts."""
    exe, out = map(Path, sys.argv[1:])
    with pefile.PE(str(exe)) as program:
        fixed = program.VS_FIXEDFILEINFO[0]
        facts = {
            "version_tables": version_tables(program),
            "translations": translations(exe),
            "file_version": [fixed.FileVersionMS >> 16, fixed.FileVersionMS & 0xFFFF, fixed.FileVersionLS >> 16],
            "manifest": manifest(program),
            "checksum": program.OPTIONAL_HEADER.CheckSum,
            "checksum_computed": program.generate_checksum(),
            "machine": program.FILE_HEADER.Machine,
            "time_s": program.FILE_HEADER.TimeDateStamp,
            "subsystem": program.OPTIONAL_HEADER.Subsystem,
            "dll_characteristics": program.OPTIONAL_HEADER.DllCharacteristics,
        }
    out.write_text(json.dumps(facts, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
