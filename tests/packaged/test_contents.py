"""What the exe holds, by name: a new file or module must be looked at before it is handed out.

The allow list is literal on purpose. When a release of Python, Qt or PyInstaller adds a file, this test fails, and
somebody decides whether it may come in (and enters it in `resources/licences/components.toml`).
"""

import fnmatch
import zipfile
from pathlib import Path

import pytest

import exe as building
from tests.packaged.windows_pc import EXE

pytestmark = pytest.mark.frozen

FOLDER = EXE.parent / EXE.stem
INSIDE = "_internal"
#: Files of both programs, below `_internal` in the folder. What is in `resources/` is the repository's own.
FILES = {
    "PySide6/MSVCP140.dll", "PySide6/MSVCP140_1.dll", "PySide6/MSVCP140_2.dll", "PySide6/VCRUNTIME140.dll",
    "PySide6/VCRUNTIME140_1.dll", "PySide6/pyside6.abi3.dll",
    "PySide6/Qt6Core.dll", "PySide6/Qt6Gui.dll", "PySide6/Qt6Svg.dll", "PySide6/Qt6Widgets.dll",
    "PySide6/QtCore.pyd", "PySide6/QtGui.pyd", "PySide6/QtWidgets.pyd",
    "PySide6/plugins/iconengines/qsvgicon.dll", "PySide6/plugins/imageformats/qjpeg.dll",
    "PySide6/plugins/imageformats/qsvg.dll", "PySide6/plugins/platforms/qwindows.dll",
    "shiboken6/MSVCP140.dll", "shiboken6/Shiboken.pyd", "shiboken6/VCRUNTIME140.dll", "shiboken6/VCRUNTIME140_1.dll",
    "shiboken6/shiboken6.abi3.dll",
    "VCRUNTIME140.dll", "VCRUNTIME140_1.dll", "libcrypto-3.dll", "libffi-8.dll", "libssl-3.dll", "python3.dll",
    "python313.dll", "sqlite3.dll",
    "_ctypes.pyd", "_hashlib.pyd", "_lzma.pyd", "_socket.pyd",
    "_sqlite3.pyd", "_ssl.pyd", "select.pyd", "unicodedata.pyd",
    "base_library.zip", "later.bin", "system_dlls.txt",
}  # fmt: skip
#: Beside `_internal`: the program, and what is there to be read.
BESIDE = {"POSCheckup.exe", "LICENSE.txt", "THIRD-PARTY-NOTICES.txt", "先看这里-README.html"}
BESIDE |= {"POS机体检手册.html", "POSCheckup-handbook.html", "POS机贴墙速查.pdf"}

#: Never inside, whatever else changes: patterns of file names, in any folder, lower case.
DENIED_FILES = (
    # Qt: other modules and their bindings, the software renderer, and every plugin but the four
    *(f"*{name}*" for name in (
        "qt6qml", "qt6quick", "qt6pdf", "qt6opengl", "qt6network", "qt6dbus", "qt6designer", "qt6virtualkeyboard",
        "qt6webengine", "qt6multimedia", "qt6charts", "qt63d", "qt6sql", "qt6test", "qt6help", "qt6printsupport",
        "qt6concurrent", "qt6xml", "qt6shadertools", "qt6labs", "qt6uitools",
    )),
    "qt[!cgw]*.pyd", "opengl32sw.dll", "d3dcompiler*", "libegl*", "libglesv2*", "*.qm", "*.qml", "qmldir", "*.pri",
    "qminimal*", "qoffscreen*", "qdirect2d*", "qtuiotouch*", "qgif*", "qico*", "qpdf*", "qwebp*", "qtiff*",
    "qmodernwindowsstyle*", "qschannel*", "qopenssl*", "qcertonly*", "qnetworklistmanager*",
    # Wine's stand-ins for what Windows has itself
    "icuuc.dll", "icuin.dll", "icu.dll", "mscms.dll", "ucrtbase.dll", "api-ms-*",
    # CPython's parts that nothing here uses, and programs
    "_tkinter.pyd", "tcl8*", "tk8*", "_bz2.pyd", "pyexpat.pyd", "_elementtree.pyd", "_multiprocessing.pyd",
    "_wmi.pyd", "_queue.pyd", "_overlapped.pyd", "_zoneinfo.pyd", "_uuid.pyd", "winsound.pyd", "_test*.pyd",
    "python.exe", "pythonw.exe",
    "_psutil_windows.pyd", "*.py", "*.pyi", "*.pdb", "*.lib", "*.h", "*.map",
)  # fmt: skip

#: Never inside: Python modules, with everything below them.
DENIED_MODULES = (
    # a desktop, tests, debuggers, installers
    "tkinter", "turtle", "curses", "test", "unittest", "doctest", "pdb", "pydoc", "idlelib", "lib2to3", "ensurepip",
    "venv", "pip", "setuptools", "pkg_resources", "distutils", "wheel", "PyInstaller", "pytest", "_pytest",
    "hypothesis", "coverage", "tests",
    # HTTP, mail and other servers and clients
    "http", "urllib.request", "urllib.error", "urllib.response", "ftplib", "smtplib", "poplib", "imaplib", "telnetlib",
    "xmlrpc", "socketserver", "wsgiref", "webbrowser", "netrc", "requests", "httpx", "certifi",
    # other ways to run and to unpack things
    "multiprocessing", "concurrent.futures.process", "code", "codeop", "xml.etree", "xml.dom", "xml.parsers",
    "sqlite3.dump",
    # packages of development and of other systems
    "psutil", "cryptography", "dnslib", "jsonschema", "pypdf", "fontTools", "numpy", "pefile", "segno.cli",
    "segno.writers", "dns.resolver", "dns.query", "dns.asyncresolver", "dns.quic", "dns.dnssec", "dns.zone",
    "platformdirs.unix", "platformdirs.macos", "platformdirs.android", "gui.probes.system.linux",
    "gui.probes.system.portable", "asyncio.unix_events",
    # Qt's other bindings and tools
    "PySide6.QtNetwork", "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtPdf", "PySide6.QtOpenGL", "PySide6.QtDesigner",
    "PySide6.QtTest", "PySide6.QtUiTools", "PySide6.scripts", "shiboken6_generator",
)  # fmt: skip

#: What of `resources/` lies there as files.
RESOURCES = (
    "resources/fonts/", "resources/handbook/", "resources/icons/app.svg", "resources/icons/chevron-down.svg",
    "resources/kb/roots.pem", "resources/sql/", "resources/style.qss",
)  # fmt: skip

#: Some that must be there: loaded at once, loaded only when they are needed, and in the library of the start.
EXPECTED_MODULES = {
    "gui.cli", "gui.qt.pages.later", "gui.probes.run", "gui.report.build", "segno.encoder", "re",
    "packed_knowledge", "packed_texts", "packed_flow", "packed_licences", "packed_reference",
    "packed_drawings",
    "gui.report.handbook",
}  # fmt: skip


def names_in_folder() -> list[str]:
    """Return the files of the folder, with forward slashes."""
    return sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def inside() -> dict[str, list[str]]:
    """Look into the one-file exe, once: `files` with forward slashes, `modules` with those that Python starts with."""
    if not EXE.exists():
        pytest.fail("there is no dist/POSCheckup.exe: python3 build/dev.py exe")
    seen = building.look_inside(EXE)
    files = [line.split(" ", 1)[1].replace("\\", "/") for line in seen["files"]]
    with zipfile.ZipFile(FOLDER / INSIDE / "base_library.zip") as library:
        first = [name.removesuffix(".pyc").removesuffix("/__init__").replace("/", ".") for name in library.namelist()]
    return {"files": files, "modules": [*seen["modules"], *first]}


def without_resources(names: list[str]) -> set[str]:
    """Return the files that are not the repository's own data."""
    return {name for name in names if not name.startswith("resources/")}


def test_one_file_holds_the_listed_files(inside: dict[str, list[str]]) -> None:
    """Not one more, not one less."""
    assert without_resources(inside["files"]) == FILES


def test_folder_holds_the_listed_files(inside: dict[str, list[str]]) -> None:
    """The same as the one file, and what is to be read beside it."""
    names = names_in_folder()
    within = [name.removeprefix(f"{INSIDE}/") for name in names if name.startswith(f"{INSIDE}/")]
    assert without_resources(within) == FILES
    assert {name for name in names if not name.startswith(f"{INSIDE}/")} == BESIDE
    assert sorted(within) == sorted(inside["files"])


def test_resources_are_the_repositorys(inside: dict[str, list[str]]) -> None:
    """What stays a file is inside, and nothing else; the rest is in modules (see build/pack.py)."""
    ours = building.ROOT / "resources"
    files = {path.relative_to(building.ROOT).as_posix() for path in ours.rglob("*") if path.is_file()}
    expected = {name for name in files if name.startswith(RESOURCES)}
    assert len(expected) < len(files)
    assert {name for name in inside["files"] if name.startswith("resources/")} == expected


@pytest.mark.parametrize("pattern", DENIED_FILES)
def test_denied_file(pattern: str, inside: dict[str, list[str]]) -> None:
    """Neither program holds such a file, and the allow list does not let one in."""
    names = [*inside["files"], *names_in_folder(), *FILES]
    own_program = f"{EXE.stem}.exe"
    found = [name for name in names if fnmatch.fnmatch(Path(name).name.lower(), pattern) and name != own_program]
    assert not found


@pytest.mark.parametrize("module", DENIED_MODULES)
def test_denied_module(module: str, inside: dict[str, list[str]]) -> None:
    """It is not inside, and nothing below it."""
    assert not [name for name in inside["modules"] if f"{name}.".startswith(f"{module}.")]


def test_modules_are_seen(inside: dict[str, list[str]]) -> None:
    """The list of modules is a real one: also those are there that are loaded only when they are needed."""
    assert set(inside["modules"]) >= EXPECTED_MODULES
