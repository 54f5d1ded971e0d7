"""Whether an adapter has its carrier right now: asked twice a second while the line is watched, so one cheap call."""

import sys
from collections.abc import Callable
from typing import TypeAlias

from gui.probes.system.windows_api import RawAdapter

#: Tells by an adapter's name whether it has a carrier; None when the system does not tell. May block for a moment.
ReadLink: TypeAlias = Callable[[str], bool | None]

#: IfOperStatusUp (ifdef.h).
_UP = 1


def local_link(platform: str = sys.platform) -> ReadLink:
    """Return the question to this PC. Each system's own modules are loaded there only."""
    if platform == "win32":
        from gui.probes.system.win32 import REAL_API  # noqa: PLC0415

        return windows_link(REAL_API.adapters)
    from gui.probes.system.portable import link_detected  # noqa: PLC0415

    return link_detected


def windows_link(adapters: Callable[[], tuple[RawAdapter, ...]]) -> ReadLink:
    """Return the question to Windows, by GetAdaptersAddresses."""

    def read(name: str) -> bool | None:
        try:
            found = adapters()
        except OSError:  # this Windows does not tell
            return None
        return next((one.oper_status == _UP for one in found if one.name == name), None)

    return read
