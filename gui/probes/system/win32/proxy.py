"""Proxy settings: of the user, which browsers follow, and of WinHTTP, which services follow (winhttp.h)."""

import ctypes

from gui.probes.system.win32 import dll
from gui.probes.system.win32.dll import I32, U32, Pointer
from gui.probes.system.windows_api import RawProxy

_NAMED_PROXY = 3  # WINHTTP_ACCESS_TYPE_NAMED_PROXY


class _UserSettings(ctypes.Structure):
    """WINHTTP_CURRENT_USER_IE_PROXY_CONFIG."""

    _fields_ = (("auto_detect", I32), ("pac_url", Pointer), ("servers", Pointer), ("bypass", Pointer))


class _MachineSettings(ctypes.Structure):
    """WINHTTP_PROXY_INFO."""

    _fields_ = (("access_type", U32), ("servers", Pointer), ("bypass", Pointer))


def get_user_proxy() -> RawProxy:
    """Return the user's proxy and PAC setting. Raises OSError."""
    call = dll.function("winhttp", "WinHttpGetIEProxyConfigForCurrentUser", I32, Pointer)
    settings = _UserSettings()
    if not call(ctypes.addressof(settings)):
        raise OSError(dll.last_error(), "WinHttpGetIEProxyConfigForCurrentUser failed")
    found = RawProxy(
        servers=dll.wide_text(settings.servers),
        pac_url=dll.wide_text(settings.pac_url),
        finds_automatically=bool(settings.auto_detect),
    )
    dll.give_back(settings.servers, settings.pac_url, settings.bypass)
    return found


def get_machine_proxy() -> RawProxy:
    """Return WinHTTP's own proxy. Raises OSError."""
    call = dll.function("winhttp", "WinHttpGetDefaultProxyConfiguration", I32, Pointer)
    settings = _MachineSettings()
    if not call(ctypes.addressof(settings)):
        raise OSError(dll.last_error(), "WinHttpGetDefaultProxyConfiguration failed")
    is_set = settings.access_type == _NAMED_PROXY
    found = RawProxy(servers=dll.wide_text(settings.servers) if is_set else "")
    dll.give_back(settings.servers, settings.bypass)
    return found
