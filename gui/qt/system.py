"""One line about the system for the report: no user name, no computer name, no path."""

import platform
import sys

from PySide6.QtCore import QSysInfo, qVersion


def system_summary() -> str:
    """Return operating system, processor kind, Python and Qt versions."""
    python = ".".join(map(str, sys.version_info[:3]))
    system = f"{QSysInfo.prettyProductName()} {QSysInfo.currentCpuArchitecture()}, {platform.system()}"
    return f"{system}, Python {python}, Qt {qVersion()}"
