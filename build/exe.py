"""Builds the Windows programs: `python3 build/dev.py exe`. On Linux through Wine, on Windows natively, from one recipe.

Writes to `dist/`: POSCheckup.exe (one file), POSCheckup-win64.zip (a folder: starts faster, and antivirus programs
mind it less), the page that users read first, the list of what is inside, and SHA256SUMS. The same sources give the
same bytes: every time comes from SOURCE_DATE_EPOCH (by default the last commit), every order is fixed.
"""

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

BUILD = Path(__file__).resolve().parent
ROOT = BUILD.parent
DIST, WORK = ROOT / "dist", ROOT / ".work" / "pyi"
#: Used where there is no repository to ask, as in an unpacked source archive.
_FIXED_EPOCH_S = 1_790_000_000
_PYINSTALLER_TIMEOUT_S = 900.0
_IS_WINDOWS = sys.platform == "win32"
_PROGRAM_FILES = (".dll", ".pyd", ".exe")
#: What a user reads who cannot start the program: beside the exe, in `dist/` and in the zip.
COMPANION = "先看这里-README.html"
#: Where a second build lies for comparison.
TWICE = ROOT / ".work" / "twice"
#: What can be looked up on a PC or a phone that cannot run the program; by language.
HANDBOOKS = {"zh": "POS机体检手册.html", "en": "POSCheckup-handbook.html"}
#: One page for the shop's wall.
QUICK_GUIDE = "POS机贴墙速查.pdf"


class ExeError(Exception):
    """The build went wrong; the text says what and where to look."""


def build(program: str = "POSCheckup", dist: Path = DIST, drive: Mapping[str, str] | None = None) -> Path:
    """Build one program (`POSCheckup`, or `BareWizard` to compare with) into `dist`; return the one-file exe.

    `drive`: the environment that names another Windows drive than the usual one.
    """
    work = WORK / dist.name / program
    for old in (dist / f"{program}.exe", dist / program, work):
        shutil.rmtree(old) if old.is_dir() else old.unlink(missing_ok=True)
    arguments = ["--noconfirm", "--clean", "--log-level", "WARN", "--distpath", _name(dist), "--workpath", _name(work)]
    env = {
        "PROGRAM": "bare" if program == "BareWizard" else "",
        "PYTHONHASHSEED": "1",
        "SOURCE_DATE_EPOCH": str(source_date_epoch_s()),
        "PYINSTALLER_ZLIB_COMPRESSION_LEVEL": "9",  # Python modules are packed with 6 otherwise
        **(drive or {}),
    }
    run_windows_python(
        "-m", "PyInstaller", *arguments, _name(BUILD / "app.spec"), env=env, timeout_s=_PYINSTALLER_TIMEOUT_S
    )
    return dist / f"{program}.exe"


def source_date_epoch_s() -> int:
    """Return the time that stands in everything built, in seconds since 1970 (reproducible-builds.org)."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    ask = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    try:
        said = subprocess.run(ask, capture_output=True, text=True, check=False).stdout.strip()
    except FileNotFoundError:
        said = ""
    return int(said) if said.isdigit() else _FIXED_EPOCH_S


def run_windows_python(*arguments: str, env: Mapping[str, str] | None = None, timeout_s: float = 120.0) -> str:
    """Run the Windows Python that has PyInstaller, and return what it printed. Raises ExeError."""
    if not _IS_WINDOWS:
        import wine  # noqa: PLC0415 (Linux only)

        try:
            return wine.run([str(wine.PYTHON / "python.exe"), *arguments], env=env, timeout_s=timeout_s)
        except wine.WineError as error:
            raise ExeError(str(error)) from error
    command = [str(_native_python()), *arguments]
    done = subprocess.run(command, env={**os.environ, **(env or {})}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ExeError(f"{' '.join(command)}\n{done.stdout[-4000:]}{done.stderr[-4000:]}")
    return done.stdout + done.stderr


def _native_python() -> Path:
    """Return the Python on Windows that has PyInstaller. The build runs in it; the tests have another of their own."""
    made_by_dev = ROOT / ".work" / "exe-venv" / "Scripts" / "python.exe"
    return made_by_dev if made_by_dev.exists() else Path(sys.executable)


def _name(path: Path) -> str:
    """Return how the Windows Python calls a file."""
    if _IS_WINDOWS:
        return str(path)
    import wine  # noqa: PLC0415 (Linux only)

    return wine.windows_path(path)


def look_inside(exe: Path) -> dict[str, list[str]]:
    """Return what an exe holds: `files` (name and SHA-256, one string each) and `modules` (of Python)."""
    result = WORK / f"{exe.stem}-inside.json"
    run_windows_python(_name(BUILD / "inside.py"), _name(exe), _name(result))
    inside: dict[str, list[str]] = json.loads(result.read_text(encoding="utf-8"))
    return inside


def require_vendors_files(program: str, dist: Path = DIST) -> int:
    """Prove that every program file inside is byte for byte the vendor's, none of Wine's; return how many there are."""
    folder = dist / program
    vendors = {_sha256(path) for home in _vendor_folders() for path in _program_files(home)}
    sums = {path: _sha256(path) for path in _program_files(folder) if path != folder / f"{program}.exe"}
    for path, checksum in sums.items():
        if checksum not in vendors:
            raise ExeError(f"{path.relative_to(folder)} is not the file that its vendor published")
    in_folder = set(sums.values())
    in_file = {
        line.split()[0]
        for line in look_inside(dist / f"{program}.exe")["files"]
        if line.lower().endswith(_PROGRAM_FILES)
    }
    if in_file != in_folder:
        raise ExeError(f"one file and folder differ in {len(in_file ^ in_folder)} program files")
    return len(in_folder)


def _vendor_folders() -> tuple[Path, ...]:
    """Return where the vendors' files are: CPython's folder and, where that is another, its packages' environment."""
    if _IS_WINDOWS:
        return Path(sys.base_prefix), Path(sys.prefix)
    import wine  # noqa: PLC0415 (Linux only)

    return (wine.PYTHON,)


def _program_files(folder: Path) -> Iterable[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.suffix.lower() in _PROGRAM_FILES)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_zip(folder: Path, target: Path, epoch_s: int) -> None:
    """Pack a folder so that the same content gives the same bytes: sorted, one date, no permissions of this machine."""
    date = datetime.fromtimestamp(epoch_s, UTC).timetuple()[:6]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        names = {path.relative_to(folder.parent).as_posix(): path for path in folder.rglob("*") if path.is_file()}
        for name in sorted(names):  # of texts, not of paths: those are sorted by other rules on Windows
            entry = zipfile.ZipInfo(name, date)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, names[name].read_bytes())


def write_companion(folder: Path) -> Path:
    """Put the page that users read first beside the exe; return its path."""
    return Path(shutil.copyfile(BUILD / "companion.html", folder / COMPANION))


def write_handbooks(folder: Path) -> None:
    """Put the handbook and the quick guide beside the exe, made by the sources that the exe is built of."""
    wanted = [(lang, "--handbook", name) for lang, name in HANDBOOKS.items()]
    for lang, option, name in (*wanted, ("zh", "--quick-guide", QUICK_GUIDE)):
        command = [sys.executable, "-m", "gui", "--data-dir", str(WORK / "data"), "kb", "--lang", lang]
        command += [option, str(folder / name)]
        env = {**os.environ, "TZ": "UTC"}  # the zone stands in a PDF's dates
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, encoding="utf-8", check=False)
        if done.returncode:
            raise ExeError(f"the handbook could not be written:\n{done.stderr}")


def write_sums(dist: Path, names: Iterable[str]) -> None:
    """Write SHA256SUMS, in the form that `sha256sum -c` reads."""
    lines = [f"{_sha256(dist / name)}  {name}\n" for name in sorted(names)]
    (dist / "SHA256SUMS").write_text("".join(lines), encoding="utf-8", newline="\n")


def write_lists(dist: Path, program: str) -> str:
    """Write the list of what is inside (SBOM), and notices and licence into the folder; return the SBOM's name."""
    folder, name = dist / program, f"{program}.cdx.json"
    shutil.copyfile(ROOT / "LICENSE", folder / "LICENSE.txt")
    command = [sys.executable, str(BUILD / "sbom.py"), str(folder), "--out", str(dist / name)]
    command += ["--notices", str(folder / "THIRD-PARTY-NOTICES.txt"), "--site-packages", str(_site_packages())]
    env = {**os.environ, "SOURCE_DATE_EPOCH": str(source_date_epoch_s())}
    done = subprocess.run(command, env=env, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise ExeError(f"the list of components does not fit what is inside:\n{done.stderr}")
    return name


def _site_packages() -> Path:
    """Return where the program's packages were taken from."""
    if _IS_WINDOWS:
        return Path(sysconfig.get_path("purelib"))
    return _vendor_folders()[0] / "Lib" / "site-packages"


def build_twice() -> Path:
    """Build into `dist` and, at the same time, into `TWICE`; return the first. The tests compare the two."""
    shutil.rmtree(TWICE, ignore_errors=True)
    TWICE.mkdir(parents=True)
    with second_drive() as drive, ThreadPoolExecutor(2) as pool:
        first, second = pool.submit(build), pool.submit(build, dist=TWICE, drive=drive)
        second.result()
        return first.result()


@contextlib.contextmanager
def second_drive() -> Iterator[Mapping[str, str]]:
    """Give a build a Windows of its own: two in one Wine prefix wait for its only server, which has one thread."""
    if _IS_WINDOWS:
        yield {}
        return
    import wine  # noqa: PLC0415 (Linux only)

    with tempfile.TemporaryDirectory(prefix="drive-", dir=WORK.parent) as folder:
        yield {"WINEPREFIX": str(wine.copy_prefix(Path(folder) / "prefix"))}


def main() -> int:
    """Build, prove and pack everything; print what came out. `--twice`: build a second time beside it."""
    if not _IS_WINDOWS:
        import wine  # noqa: PLC0415 (Linux only)

        wine.prepare()
    DIST.mkdir(exist_ok=True)
    exe = build_twice() if "--twice" in sys.argv[1:] else build()
    count = require_vendors_files(exe.stem)
    print(f"{count} program files inside, each byte for byte its vendor's")
    write_companion(DIST)
    write_companion(DIST / exe.stem)
    write_handbooks(DIST)
    write_handbooks(DIST / exe.stem)
    sbom = write_lists(DIST, exe.stem)
    write_zip(DIST / exe.stem, DIST / f"{exe.stem}-win64.zip", source_date_epoch_s())
    names = [COMPANION, *HANDBOOKS.values(), QUICK_GUIDE, exe.name, f"{exe.stem}-win64.zip", sbom]
    write_sums(DIST, names)
    for name in names:
        print(f"{(DIST / name).stat().st_size:>12,} bytes  dist/{name}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except ExeError as error:
        sys.exit(f"The exe was not built. {error}")
