"""Plugged USB devices: SetupAPI (setupapi.h), which needs no rights and sends nothing to a device."""

import ctypes
from collections.abc import Iterator

from gui.probes.system.win32 import dll
from gui.probes.system.win32.dll import I32, U16, U32, Guid, Pointer

#: DIGCF_PRESENT | DIGCF_ALLCLASSES.
_PRESENT_OF_ALL_CLASSES = 0x2 | 0x4
#: Serial bridges of FTDI hang below an enumerator of their own.
_ENUMERATORS = ("USB", "FTDIBUS")
_NAME_CHARACTERS = 512  # an instance id has at most 200 (MAX_DEVICE_ID_LEN, cfgmgr32.h)
_INVALID_HANDLE = Pointer(-1).value


class _DeviceInfo(ctypes.Structure):
    """SP_DEVINFO_DATA."""

    _fields_ = (("size", U32), ("class_guid", Guid), ("instance", U32), ("reserved", Pointer))


def get_usb_instance_ids() -> tuple[str, ...]:
    r"""Return `USB\VID_1EAB&PID_0003\...` of every plugged device. Raises OSError."""
    return tuple(name for enumerator in _ENUMERATORS for name in _of_enumerator(enumerator))


def _of_enumerator(enumerator: str) -> list[str]:
    get = dll.function("setupapi", "SetupDiGetClassDevsW", Pointer, Pointer, Pointer, Pointer, U32)
    destroy = dll.function("setupapi", "SetupDiDestroyDeviceInfoList", I32, Pointer)
    name = ctypes.create_string_buffer((enumerator + "\0").encode("utf-16-le"))
    devices = get(None, ctypes.addressof(name), None, _PRESENT_OF_ALL_CLASSES)
    if devices == _INVALID_HANDLE:
        raise OSError(dll.last_error(), "SetupDiGetClassDevs failed")
    try:
        return list(_names(devices))
    finally:
        destroy(devices)


def _names(devices: int) -> Iterator[str]:
    enumerate_one = dll.function("setupapi", "SetupDiEnumDeviceInfo", I32, Pointer, U32, Pointer)
    get_id = dll.function("setupapi", "SetupDiGetDeviceInstanceIdW", I32, Pointer, Pointer, Pointer, U32, Pointer)
    info = _DeviceInfo(size=ctypes.sizeof(_DeviceInfo))
    index = 0
    while enumerate_one(devices, index, ctypes.addressof(info)):
        text = (U16 * _NAME_CHARACTERS)()
        if get_id(devices, ctypes.addressof(info), ctypes.addressof(text), _NAME_CHARACTERS - 1, None):
            yield dll.wide_text(ctypes.addressof(text))
        index += 1
