"""One line about the system for the report: no user name, no computer name, no path."""

import sys

from PySide6.QtCore import QSysInfo, qVersion

#: `sys.platform` in words; `platform.system()` would be as much and loads a large module.
_SYSTEMS = {"win32": "Windows", "linux": "Linux", "darwin": "macOS"}


def system_summary() -> str:
    """Return operating system, processor kind, Python and Qt versions."""
    python = ".".join(map(str, sys.version_info[:3]))
    system = _SYSTEMS.get(sys.platform, sys.platform)
    machine = f"{QSysInfo.prettyProductName()} {QSysInfo.currentCpuArchitecture()}"
    return f"{machine}, {system}, Python {python}, Qt {qVersion()}"
