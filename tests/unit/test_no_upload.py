"""The program cannot upload anything: nothing in it imports what would, and only the checks open sockets.

What a run really contacts is in `tests/lab/test_contacts.py`.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import gui

PACKAGE = Path(gui.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))

#: Clients of HTTP, mail and files, the web in Qt and Windows, and what fetches packages.
UPLOADS = (
    "http", "urllib.request", "urllib3", "requests", "httpx", "aiohttp", "websocket", "websockets", "smtplib", "email",
    "ftplib",
    "poplib", "imaplib", "nntplib", "telnetlib", "xmlrpc", "paramiko", "pycurl", "webbrowser", "pip", "ensurepip",
    "PySide6.QtNetwork", "PySide6.QtWebEngineCore", "PySide6.QtWebSockets", "PySide6.QtWebView",
)  # fmt: skip
#: Whatever opens sockets, by module; the rest of the checks get theirs from these.
SOCKETS = ("socket", "_socket", "ssl", "socketserver", "asyncio", "dns.query", "dns.asyncquery")
OPENERS = {
    "gui/qt/bridge.py": "has the loop of the checks in a thread",
    "gui/unattended/selftest.py": "tries whether a socket of this PC reaches this PC",
}
#: Reads the time that a server gives (RFC 9110, 5.6.7), and sends nothing.
DATES = {("pages.py", name) for name in ("email.utils", "email.utils.parsedate_to_datetime")}
#: Opens the report, a file on this disk, in the PC's own program.
OPENS = ("qt/printing.py", "qt/handbook_page.py")
#: Parts of Windows and ways of addressing that an upload would need; as words in the code, comments included.
WORDS = re.compile(
    r"winhttp(?:open|sendrequest)|wininet\.|internetopen|urldownload|openurl|qnetwork|qdesktopservices|xmlhttp"
    r"|[\"'](?-i:POST|PUT) |method=.post",
    re.IGNORECASE,
)


def imports_of(path: Path) -> Iterator[str]:
    """Yield the names of what a module imports, wherever in it, also by `import_module` of a literal name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("importlib.import_module", "__import__"):
            yield from (arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str))


def is_of(name: str, packages: tuple[str, ...]) -> bool:
    """Tell whether a module is one of the packages or inside one."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def test_nothing_that_uploads_is_imported() -> None:
    """Not anywhere in the package, not even in a function that is seldom called."""
    assert len(MODULES) > 200
    found = [(path.name, name) for path in MODULES for name in imports_of(path) if is_of(name, UPLOADS)]
    assert set(found) <= DATES


def test_only_the_checks_open_sockets() -> None:
    """Outside of `gui/probes`, each with its reason."""
    found = {
        path.relative_to(PACKAGE.parent).as_posix()
        for path in MODULES
        if path.is_relative_to(PACKAGE) and "probes" not in path.relative_to(PACKAGE).parts[:1]
        if any(is_of(name, SOCKETS) for name in imports_of(path))
    }
    assert found <= OPENERS.keys()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_other_way_out_is_named(path: Path) -> None:
    """Calls of the system that send, or open something in a browser; report and handbook are opened from the disk."""
    text = path.read_text(encoding="utf-8")
    if path.relative_to(PACKAGE).as_posix() in OPENS:
        assert text.count("openUrl(") == text.count("openUrl(QUrl.fromLocalFile(") == 1
        text = text.replace("QDesktopServices", "").replace("openUrl(", "")
    assert WORDS.findall(text) == []


def test_such_an_import_would_be_found(tmp_path: Path) -> None:
    """In any form."""
    module = tmp_path / "module.py"
    module.write_text(
        "def f():\n from urllib import request\n import http.client\n importlib.import_module('smtplib')\n"
    )
    assert [name for name in imports_of(module) if is_of(name, UPLOADS)] == [
        "urllib.request", "http.client", "smtplib",
    ]  # fmt: skip
