"""A program folder as PyInstaller makes it, small: the real names and modules, and just enough bytes in every file."""

import json
import struct
from pathlib import Path

#: Version resource by file: the four numbers of a file version.
VERSIONS = {
    "_internal/PySide6/Qt6Core.dll": (6, 11, 3, 0),
    "_internal/PySide6/VCRUNTIME140.dll": (14, 44, 35211, 0),
    "_internal/python313.dll": (3, 13, 2150, 1013),
    "_internal/libcrypto-3.dll": (3, 0, 15, 0),
    "_internal/sqlite3.dll": (3, 45, 3, 0),
}
MARKS = {
    "_internal/PySide6/plugins/imageformats/qjpeg.dll": b"libjpeg-turbo version 3.2.0 (build )",
    "POSCheckup.exe": b" inflate 1.3.2 Copyright 1995-2026 Mark Adler ",
    "_internal/PySide6/Qt6Core.dll": b"\x0010.49 2026-09-28\x001.3.2 (Qt)\x00",
    "_internal/PySide6/Qt6Gui.dll": b"\x001.6.59\x00",
    "_internal/python313.dll": b"\x001.3.1\x00",
}
FILES = [
    "POSCheckup.exe",
    "_internal/PySide6/MSVCP140.dll",
    "_internal/PySide6/MSVCP140_1.dll",
    "_internal/PySide6/VCRUNTIME140.dll",
    "_internal/PySide6/Qt6Core.dll",
    "_internal/PySide6/Qt6Gui.dll",
    "_internal/PySide6/Qt6Svg.dll",
    "_internal/PySide6/Qt6Widgets.dll",
    "_internal/PySide6/QtCore.pyd",
    "_internal/PySide6/QtGui.pyd",
    "_internal/PySide6/plugins/iconengines/qsvgicon.dll",
    "_internal/PySide6/plugins/imageformats/qjpeg.dll",
    "_internal/PySide6/plugins/platforms/qwindows.dll",
    "_internal/PySide6/pyside6.abi3.dll",
    "_internal/VCRUNTIME140.dll",
    "_internal/_decimal.pyd",
    "_internal/_lzma.pyd",
    "_internal/_socket.pyd",
    "_internal/_ssl.pyd",
    "_internal/base_library.zip",
    "_internal/later.bin",
    "_internal/libcrypto-3.dll",
    "_internal/libffi-8.dll",
    "_internal/libssl-3.dll",
    "_internal/python3.dll",
    "_internal/python313.dll",
    "_internal/resources/fonts/OFL.txt",
    "_internal/resources/fonts/POSCheckupSansSC-Regular.otf.xz",
    "_internal/resources/icons/app.svg",
    "_internal/resources/kb/roots.pem",
    "_internal/resources/style.qss",
    "_internal/select.pyd",
    "_internal/shiboken6/Shiboken.pyd",
    "_internal/shiboken6/VCRUNTIME140.dll",
    "_internal/shiboken6/shiboken6.abi3.dll",
    "_internal/sqlite3.dll",
    "_internal/system_dlls.txt",
    "_internal/unicodedata.pyd",
]
MODULES = [
    "PySide6",
    "_colorize",
    "_pyi_rth_utils",
    "_pydatetime",
    "asyncio",
    "asyncio.events",
    "dns",
    "dns.message",
    "gui",
    "gui.kb.licences",
    "json",
    "platformdirs",
    "segno",
    "shiboken6",
    "ssl",
    "tomllib",
]
DISTRIBUTIONS = {
    "PySide6-Essentials": "6.11.3",
    "shiboken6": "6.11.3",
    "pyinstaller": "6.22.3",
    "dnspython": "2.9.2",
    "platformdirs": "4.14.8",
    "segno": "1.6.6",
}


def content(name: str) -> bytes:
    """Return the bytes of a file: its name, its marks and its version resource, where it has them."""
    data = name.encode() + b"\x00" + MARKS.get(name, b"")
    if name in VERSIONS:
        major, minor, build, private = VERSIONS[name]
        data += struct.pack("<IIII", 0xFEEF04BD, 0x00010000, major << 16 | minor, build << 16 | private)
    return data


def make_bundle(folder: Path) -> Path:
    """Write the program to `folder/POSCheckup`, and return that."""
    bundle = folder / "POSCheckup"
    for name in FILES:
        path = bundle / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content(name))
    return bundle


def make_site_packages(folder: Path) -> Path:
    """Write the metadata of the Python packages to `folder/site-packages`, and return that."""
    for name, version in DISTRIBUTIONS.items():
        info = folder / "site-packages" / f"{name.replace('-', '_')}-{version}.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8")
    return folder / "site-packages"


def make_modules(folder: Path) -> Path:
    """Write the list of modules to `folder/modules.json`, and return that."""
    path = folder / "modules.json"
    path.write_text(json.dumps(MODULES), encoding="utf-8")
    return path
