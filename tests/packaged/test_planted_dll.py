"""A DLL with the name of a system DLL, planted beside the exe, is not loaded: Downloads is everybody's folder."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import wine
from tests.lab.world import Lab
from tests.packaged.owner import Owner
from tests.packaged.windows_pc import Screen, WindowsPc

pytestmark = pytest.mark.frozen

#: Imported by CPython or by Qt, and none of those that Windows itself protects (KnownDLLs).
NAMES = (
    "version.dll",
    "dwmapi.dll",
    "uxtheme.dll",
    "wtsapi32.dll",
    "userenv.dll",
    "netapi32.dll",
    "winmm.dll",
    "propsys.dll",
)

#: Tells that it was loaded by a file beside itself, before anybody can call it.
SOURCE = """
#include <windows.h>
BOOL WINAPI DllMain(HINSTANCE self, DWORD reason, void *reserved) {
    if (reason == DLL_PROCESS_ATTACH) {
        WCHAR path[MAX_PATH];
        GetModuleFileNameW(self, path, MAX_PATH - 8);
        lstrcatW(path, L".loaded");
        CloseHandle(CreateFileW(path, GENERIC_WRITE, 0, 0, CREATE_ALWAYS, 0, 0));
    }
    return TRUE;
}
"""


@pytest.fixture(scope="session")
def planted_dll(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compile the DLL."""
    folder = tmp_path_factory.mktemp("planted")
    source, dll = folder / "planted.c", folder / "planted.dll"
    source.write_text(SOURCE, encoding="ascii")
    subprocess.run(["x86_64-w64-mingw32-gcc", "-O2", "-s", "-shared", "-o", str(dll), str(source)], check=True)
    return dll


@pytest.fixture
def pc(prefix: Path, screen: Screen, planted_dll: Path) -> Iterator[WindowsPc]:
    """Give a PC on which all of them lie beside the exe."""
    with Lab() as lab, WindowsPc(lab, prefix, screen) as pc:
        for name in NAMES:
            (pc.folder / name).write_bytes(planted_dll.read_bytes())
        yield pc


def loaded(pc: WindowsPc) -> list[str]:
    """Return the planted DLLs that ran."""
    return sorted(path.name for path in pc.folder.glob("*.loaded"))


def test_the_trap_works(pc: WindowsPc) -> None:
    """A Python beside the planted DLLs loads some with Qt: else the other tests would prove nothing."""
    for name in ("python.exe", "python313.dll", "python3.dll", "vcruntime140.dll", "vcruntime140_1.dll"):
        shutil.copy(wine.PYTHON / name, pc.folder)
    home = {"PYTHONHOME": wine.windows_path(wine.PYTHON)}
    done = pc.run("-c", "import PySide6.QtWidgets", program=pc.folder / "python.exe", env=home)
    assert loaded(pc), done.stdout + done.stderr


def test_unattended(pc: WindowsPc) -> None:
    """The self test loads Qt, the report and the database, and none of them."""
    done = pc.run("selftest", "--json", "-")
    assert (done.returncode, loaded(pc)) == (0, []), done.stdout + done.stderr


def test_the_wizard(pc: WindowsPc) -> None:
    """The window opens without them."""
    owner = Owner(pc, "planted")
    owner.start("--no-network")
    assert loaded(pc) == []
