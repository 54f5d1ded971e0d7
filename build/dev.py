#!/usr/bin/env python3
"""The project's commands: `python3 build/dev.py run` opens the wizard, `python3 build/dev.py test` runs every check.

Both set up what they need first: a virtual environment below `.work/` with the hash-locked dependencies, and the system
libraries that Qt needs on Debian and Ubuntu. Standard library only: this file runs before anything is installed.
"""

import argparse
import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / ".work"
VENV = WORK / "venv"
OLDEST_PYTHON = (3, 11)

#: Shared libraries that Qt's widgets and its X11 platform load, and the Debian package of each.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
#: Programs of the network lab and of the tests that read the PDF back, and the Debian package of each.
TEST_PROGRAMS = {
    "ip": "iproute2",
    "nft": "nftables",
    "dnsmasq": "dnsmasq-base",
    "ping": "iputils-ping",
    "unshare": "util-linux",
    "pdftotext": "poppler-utils",
    "Xvfb": "xvfb",
}
#: The browser that the handbook is tested in, where it is a package: Ubuntu has it as a snap only.
BROWSER_PROGRAMS = {"chromium": "chromium", "chromedriver": "chromium-driver"}
#: Says which system this is: https://www.freedesktop.org/software/systemd/man/os-release.html
OS_RELEASE = Path("/etc/os-release")


#: The tests in groups, by what pytest is told. Whatever is new below `tests` belongs to the last one.
_CASES, _NEIGHBOURS = ("tests/lab/test_cases.py",), ("tests/lab/test_lan.py", "tests/lab/test_watch.py")
_WALKS = ("tests/lab/test_wizard.py",)
#: The longest tests of `property` that need no window: units make a Qt application that can have none.
_PROPERTIES = ("codec", "fuzz", "posterior", "probe_boundary", "undo")
_UNITS = ("tests/unit", "tests/kb", *(f"tests/property/test_{name}.py" for name in _PROPERTIES))
TESTS = {
    "cases": _CASES,
    "neighbours": _NEIGHBOURS,
    "walks": _WALKS,
    "lab": ("tests/lab", *(f"--ignore={path}" for path in (*_CASES, *_NEIGHBOURS, *_WALKS))),
    "units": _UNITS,
    "others": ("tests", "--ignore=tests/lab", *(f"--ignore={path}" for path in _UNITS)),
}
#: The Windows programs have a command of their own, and more of the same is for whoever asks for it.
CHOICE = "not frozen and not long"
#: The lab measures times: its cases, four at a time, want the machine for themselves, and its other tests wait most of
#: the time. The last two groups fill a core each.
TEST_PARTS = (("cases",), ("neighbours", "walks", "lab"), ("others", "units"))

#: The same for the Windows programs, half of the time each: a run has a Wine drive, a screen and networks of its own.
_STREAMS = ("tests/packaged/test_console.py", "tests/packaged/test_planted_dll.py")
PACKAGED_TESTS = {
    "streams": _STREAMS,
    "desktop": ("tests/packaged", *(f"--ignore={path}" for path in _STREAMS)),
}
PACKAGED_PARTS = (("streams", "desktop"),)

#: Line and branch coverage in per cent that the test run must reach, by rooms of `gui/`.
COVERAGE = {("model", "kb", "diagnose", "session"): 100, ("probes", "store", "report"): 97, ("qt",): 90}


class SetupError(Exception):
    """Something is missing that this script cannot install; the text says what and how."""


def main() -> int:
    """Run one command; the exit status is that of the program or of the first check that failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = {name: command for name, (command, _help) in COMMANDS.items()}
    listed = "; ".join(f"{name}: {words}" for name, (_command, words) in COMMANDS.items())
    parser.add_argument("command", choices=commands, help=listed)
    parser.add_argument("arguments", nargs="*", help="passed on to the program, to pytest or to the script")
    options, passed_on = parser.parse_known_args()
    arguments = sys.argv[sys.argv.index(options.command) + 1 :] if options.arguments or passed_on else []
    try:
        return commands[options.command]([argument for argument in arguments if argument != "--"])
    except SetupError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _run(arguments: list[str]) -> int:
    require_system({}, quiet=True)
    python = environment("requirements.txt")
    return subprocess.run([str(python), "-m", "gui", *arguments], cwd=ROOT, check=False).returncode


def _setup(_arguments: list[str]) -> int:
    require_system(test_programs())
    development_environment()
    return 0


def development_environment() -> Path:
    """Return the Python of the development environment, with what the posterior is compared with (30 MB more)."""
    environment("requirements-dev.txt")
    return environment("requirements-reference.txt")


def _test(arguments: list[str]) -> int:
    require_system(test_programs())
    python = str(development_environment())
    checks = [
        [python, "-m", "ruff", "check", "."],
        [python, "-m", "ruff", "format", "--check", "."],
        [python, "-m", "mypy"],
        [str(python_dir() / f"lint-imports{_exe_suffix()}")],
    ]
    for check in [] if arguments else checks:
        print("$", Path(check[0]).name, *check[1:], flush=True)
        status = subprocess.run(check, cwd=ROOT, check=False).returncode
        if status:
            return status
    if arguments:
        return subprocess.run([python, "-m", "pytest", *arguments], cwd=ROOT, check=False, env=_quiet_qt()).returncode
    # Windows has no lab: what only its tests reach is not covered there.
    return _run_all_tests(python) or (0 if sys.platform == "win32" else _require_coverage(python))


def _run_all_tests(python: str) -> int:
    """Run every test of the sources and put the coverage together; return 0 when all of them passed."""
    pytest = [python, "-m", "pytest", "--cov=gui", "--cov-branch", "--cov-report=", "-m", CHOICE]
    status = _run_parts(TEST_PARTS, {name: [*pytest, *paths] for name, paths in TESTS.items()})
    data = [f".coverage.{name}" for name in TESTS]
    combine = subprocess.run([python, "-m", "coverage", "combine", "-q", *data], cwd=ROOT, check=False)
    return max(status, abs(combine.returncode))


def _run_parts(parts: Iterable[Sequence[str]], commands: Mapping[str, list[str]]) -> int:
    """Run the parts one after another, the groups of a part side by side; return 0 when all of them passed."""
    statuses = []
    for part in parts:
        with ThreadPoolExecutor(len(part)) as pool:
            running = [pool.submit(_run_tests, name, commands[name], live=name == part[0]) for name in part]
        statuses += [one.result() for one in running]
    return max(map(abs, statuses))


def _run_tests(name: str, command: list[str], *, live: bool) -> int:
    """Run a group (without a test it fails, by 5); what is said beside a live one is shown at the end."""
    environment = {**_quiet_qt(), "COVERAGE_FILE": str(ROOT / f".coverage.{name}")}
    output = None if live else subprocess.PIPE
    errors = None if live else subprocess.STDOUT
    done = subprocess.run(
        command, cwd=ROOT, check=False, env=environment, stdout=output, stderr=errors, encoding="utf-8"
    )
    if not live:
        print(done.stdout, end="", flush=True)
    return done.returncode


def test_programs() -> dict[str, str]:
    """Return the programs that the tests need on this system, and the Debian package of each."""
    return {**TEST_PROGRAMS, **BROWSER_PROGRAMS} if _is_debian() else TEST_PROGRAMS


def _is_debian() -> bool:
    return OS_RELEASE.exists() and "ID=debian" in OS_RELEASE.read_text(encoding="utf-8").splitlines()


def _exe(arguments: list[str]) -> int:
    command = [str(exe_environment()), "build/exe.py", *arguments]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def exe_environment() -> Path:
    """Return the Python that runs `build/exe.py`: on Windows the one that is built with, elsewhere Wine is needed."""
    if sys.platform == "win32":
        return environment("requirements-exe.txt", WORK / "exe-venv")
    import wine  # noqa: PLC0415 (beside this file; nobody else needs it)

    if missing := wine.missing_packages():
        install_packages(sorted(set(missing)))
    return environment("requirements-dev.txt")


def _test_exe(arguments: list[str]) -> int:
    require_system(test_programs())
    python = str(environment("requirements-dev.txt"))
    limit = "faulthandler_timeout=600"  # one test builds the exe a second time
    pytest = [python, "-m", "pytest", "-m", "frozen", "-o", limit]
    if arguments:
        return subprocess.run([*pytest, *arguments], cwd=ROOT, check=False, env=_quiet_qt()).returncode
    return _run_parts(PACKAGED_PARTS, {name: [*pytest, *paths] for name, paths in PACKAGED_TESTS.items()})


def _fuzz(arguments: list[str]) -> int:
    venv = WORK / "fuzz-venv"
    environment("requirements-dev.txt", venv)
    command = [str(environment("requirements-fuzz.txt", venv)), "-m", "tests.fuzz.guided", *arguments]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def _audit(_arguments: list[str]) -> int:
    command = [str(environment("requirements-dev.txt")), "build/audit.py"]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def _sign(arguments: list[str]) -> int:
    command = [str(exe_environment()), "build/sign.py", *arguments]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def _require_coverage(python: str) -> int:
    """Return 0 when every room is covered as promised; else print what is missing and return 1."""
    missed = 0
    for rooms, per_cent in COVERAGE.items():
        include = ",".join(f"gui/{room}/*" for room in rooms)
        command = [python, "-m", "coverage", "report", f"--include={include}", f"--fail-under={per_cent}"]
        result = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
        if result.returncode:
            print(result.stdout, result.stderr)
            missed = 1
    return missed


def _lock(_arguments: list[str]) -> int:
    if shutil.which("uv") is None:
        raise SetupError("Renewing the lock files needs uv: pip install uv")
    compile_lock = ["uv", "pip", "compile", "--generate-hashes", "--no-emit-index-url"]
    anywhere = ["--universal", "--python-version", "3.11"]
    windows = ["--python-platform", "x86_64-pc-windows-msvc", "--python-version", "3.13"]
    locks = (
        [*anywhere, "--extra", "dev", "-o", "build/requirements-dev.txt"],
        [*anywhere, "-c", "build/requirements-dev.txt", "-o", "build/requirements.txt"],
        [*windows, "--extra", "exe", "-c", "build/requirements-dev.txt", "-o", "build/requirements-exe.txt"],
    )
    groups = [
        ["--group", f"pyproject.toml:{name}", "--no-deps", *anywhere, "-o", f"build/requirements-{name}.txt"]
        for name in ("reference", "fuzz")
    ]
    commands = [[*compile_lock, "pyproject.toml", *lock] for lock in locks]
    commands += [[*compile_lock, *group] for group in groups]
    return any(subprocess.run(command, cwd=ROOT, check=False).returncode for command in commands)


def _screenshots(arguments: list[str]) -> int:
    return _picture("build/screenshots.py", arguments)


def _animation(arguments: list[str]) -> int:
    return _picture("build/animation.py", arguments)


def _picture(script: str, arguments: list[str]) -> int:
    require_system(test_programs())
    command = [str(environment("requirements-dev.txt")), script, *arguments]
    return subprocess.run(command, cwd=ROOT, check=False, env=_quiet_qt()).returncode


def _quiet_qt() -> dict[str, str]:
    """Return the environment for tests: offscreen unless the caller chose a platform, and no local Qt settings."""
    return {"QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1", **os.environ}


def python_dir(venv: Path = VENV) -> Path:
    """Return the folder of the environment's programs (`bin`, on Windows `Scripts`)."""
    return venv / ("Scripts" if os.name == "nt" else "bin")


def _exe_suffix() -> str:
    return ".exe" if os.name == "nt" else ""


def environment(lock_name: str, venv: Path = VENV) -> Path:
    """Make or renew the virtual environment for a lock file; return its Python. Does nothing when it is up to date."""
    if sys.version_info < OLDEST_PYTHON:
        raise SetupError(f"POSCheckup needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    lock = Path(__file__).parent / lock_name
    stamp = venv / f".{lock.stem}-{hashlib.sha256(lock.read_bytes()).hexdigest()[:16]}-{sysconfig.get_python_version()}"
    python = python_dir(venv) / f"python{_exe_suffix()}"
    if not stamp.exists() and not _is_usable(python):
        require_venv_module()
        print(f"Making {venv.relative_to(ROOT)} ...", file=sys.stderr, flush=True)
        if subprocess.run([sys.executable, "-m", "venv", "--clear", str(venv)], check=False).returncode:
            raise SetupError(f"No virtual environment could be made in {venv}: see the message above.")
    if not stamp.exists():
        print(f"Installing build/{lock_name} ...", file=sys.stderr, flush=True)
        install = [
            str(python),
            "-m",
            "pip",
            "install",
            "-q",
            "--disable-pip-version-check",
            # The lock names everything there is to install. Resolving once more can only go wrong: pip takes an extra
            # (pytest-cov asks for coverage[toml]) for a project of its own, and a newer release of it for unpinned.
            "--no-deps",
            "--require-hashes",
            "-r",
            str(lock),
        ]
        if subprocess.run(install, check=False).returncode:
            raise SetupError("The dependencies could not be installed: see pip's message above. Is there a network?")
        stamp.touch()
    return python


def _is_usable(python: Path) -> bool:
    """Return whether the environment is whole and of this Python's version (a half-made or older one is made anew)."""
    if not python.exists():
        return False
    command = [str(python), "-c", "import pip, sysconfig; print(sysconfig.get_python_version())"]
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    return result.stdout.strip() == sysconfig.get_python_version()


def require_venv_module() -> None:
    """Make sure that `python -m venv` works: Debian keeps ensurepip in a package of its own."""
    try:
        import ensurepip  # noqa: F401, PLC0415 (only asked whether it is there)
    except ImportError:
        install_packages([f"python{sys.version_info.major}.{sys.version_info.minor}-venv"])


def require_system(programs: dict[str, str], *, quiet: bool = False) -> None:
    """Install (as root) or name (otherwise) the system packages that Qt and `programs` need. Linux only.

    `quiet`: without the right to install, only warn; the wizard may still run, and says itself what it lacks.
    """
    if not sys.platform.startswith("linux"):
        return
    missing = [package for library, package in QT_LIBRARIES.items() if not _library_loads(library)]
    search_path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    missing += [package for program, package in programs.items() if shutil.which(program, path=search_path) is None]
    if missing:
        try:
            install_packages(sorted(set(missing)))
        except SetupError as error:
            if not quiet:
                raise
            print(error, file=sys.stderr)


def _library_loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def install_packages(packages: list[str]) -> None:
    """Install Debian packages when this process may, else say which command does it."""
    command = f"sudo apt-get install --no-install-recommends {' '.join(packages)}"
    if shutil.which("apt-get") is None:
        raise SetupError(f"These system packages are missing (Debian's names): {' '.join(packages)}")
    if os.geteuid() != 0:
        raise SetupError(f"Some system packages are missing. Install them, then try again:\n    {command}")
    print(f"Installing system packages: {' '.join(packages)} ...", file=sys.stderr, flush=True)
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        result = subprocess.run(["apt-get", *arguments], env=environ, capture_output=True, text=True, check=False)
        if result.returncode:
            raise SetupError(f"apt-get {arguments[0]} failed:\n{result.stderr}\nBy hand:\n    {command}")


#: What each command does, for `--help`.
COMMANDS = {
    "run": (_run, "set up and open the wizard"),
    "test": (_test, "set up and run every check"),
    "exe": (_exe, "build the Windows programs into dist/ (on Linux through Wine)"),
    "test-exe": (_test_exe, "drive the built Windows programs as a user would"),
    "fuzz": (_fuzz, "look for hostile inputs, guided by coverage: TARGET [-runs=N] (Linux)"),
    "audit": (_audit, "look at the pinned dependencies"),
    "sign": (_sign, "sign what was built, with a certificate of yours"),
    "setup": (_setup, "only set up the development environment"),
    "lock": (_lock, "renew the lock files (needs uv)"),
    "screenshots": (_screenshots, "make the README's pictures from the real program"),
    "animation": (_animation, "film a shop that walks the real program"),
}

if __name__ == "__main__":
    sys.exit(main())
