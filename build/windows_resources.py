"""What Windows shows and asks of the exe: its version resource in Chinese and English, and its manifest."""

import sys
from pathlib import Path

from PyInstaller.utils.win32.versioninfo import (
    FixedFileInfo,
    StringFileInfo,
    StringStruct,
    StringTable,
    VarFileInfo,
    VarStruct,
    VSVersionInfo,
)

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import gui

#: Language and code page (Unicode) of each table: Chinese (PRC), English (US).
_CHINESE, _ENGLISH, _UNICODE = 0x0804, 0x0409, 1200

_COMMON = {
    "CompanyName": "POSCheckup",
    "InternalName": "POSCheckup",
    "LegalCopyright": "MIT License",
    "FileVersion": gui.__version__,
    "ProductVersion": gui.__version__,
}
_TEXTS = {
    _CHINESE: {"FileDescription": "POS机体检 · 账户异常排查", "ProductName": "POS机体检"},
    _ENGLISH: {"FileDescription": "POSCheckup: finds out why a POS terminal fails", "ProductName": "POSCheckup"},
}

#: No administrator rights; Windows 10 and 11; sharp at every scale; paths longer than 260 characters; new controls.
MANIFEST = """\
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<assembly xmlns="urn:schemas-microsoft-com:asm.v1" manifestVersion="1.0">
  <assemblyIdentity type="win32" name="POSCheckup" version="{version}" processorArchitecture="amd64"/>
  <trustInfo xmlns="urn:schemas-microsoft-com:asm.v3">
    <security>
      <requestedPrivileges>
        <requestedExecutionLevel level="asInvoker" uiAccess="false"/>
      </requestedPrivileges>
    </security>
  </trustInfo>
  <compatibility xmlns="urn:schemas-microsoft-com:compatibility.v1">
    <application>
      <supportedOS Id="{{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}}"/>
    </application>
  </compatibility>
  <application xmlns="urn:schemas-microsoft-com:asm.v3">
    <windowsSettings>
      <dpiAware xmlns="http://schemas.microsoft.com/SMI/2005/WindowsSettings">true/pm</dpiAware>
      <dpiAwareness xmlns="http://schemas.microsoft.com/SMI/2016/WindowsSettings">PerMonitorV2</dpiAwareness>
      <longPathAware xmlns="http://schemas.microsoft.com/SMI/2016/WindowsSettings">true</longPathAware>
    </windowsSettings>
  </application>
  <dependency>
    <dependentAssembly>
      <assemblyIdentity type="win32" name="Microsoft.Windows.Common-Controls" version="6.0.0.0" \
processorArchitecture="amd64" publicKeyToken="6595b64144ccf1df" language="*"/>
    </dependentAssembly>
  </dependency>
</assembly>
"""


def numbers(version: str) -> tuple[int, int, int, int]:
    """Return a version as the four numbers that Windows compares (`0.1.0.dev3` is 0.1.0.0)."""
    parts = [int(part) for part in version.split(".") if part.isdigit()][:4]
    first, second, third, fourth = parts + [0] * (4 - len(parts))
    return first, second, third, fourth


MANIFEST = MANIFEST.format(version=".".join(map(str, numbers(gui.__version__))))


def version_resource(name: str) -> VSVersionInfo:
    """Return the version resource of the program `name`.exe."""
    tables = [
        StringTable(
            f"{language:04x}{_UNICODE:04x}",
            [StringStruct(*item) for item in {**_COMMON, **texts, "OriginalFilename": f"{name}.exe"}.items()],
        )
        for language, texts in _TEXTS.items()
    ]
    translations = [number for language in _TEXTS for number in (language, _UNICODE)]
    fixed = FixedFileInfo(filevers=numbers(gui.__version__), prodvers=numbers(gui.__version__))
    kids = [StringFileInfo(tables), VarFileInfo([VarStruct("Translation", translations)])]
    return VSVersionInfo(ffi=fixed, kids=kids)
