"""Looks at what is depended on: `python build/dev.py audit`. Run by the development environment's Python.

Always: every lock pins each package to one version with its hashes, and what is installed here is what the lock says.
Where the package index answers: no pinned release was withdrawn (PEP 592), and every hash in a lock is one that the
index has for that release. Where the index also lists known vulnerabilities (its JSON of a release, which `pip-audit`
asks too): none is known of a pinned release. What was not asked is printed as such. Exit status: 0, or 1 with a line
for every problem.
"""

import functools
import importlib.metadata
import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

BUILD = Path(__file__).resolve().parent
LOCKS = tuple(sorted(path.name for path in BUILD.glob("requirements*.txt")))
#: What is installed here is checked against this one; the others are for other systems or purposes.
INSTALLED = "requirements-dev.txt"
_PIN = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)==([^ ;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})\b")
_TIMEOUT_S = 20.0
#: The index in JSON (PEP 691).
_ACCEPT = "application/vnd.pypi.simple.v1+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """A package as a lock has it; `hashes` are SHA-256 in hex."""

    lock: str
    name: str
    version: str
    hashes: frozenset[str]

    def __str__(self) -> str:
        return f"{self.lock}: {self.name} {self.version}"


#: Returns what the index has of a package (PEP 691): `{"files": [{"filename", "hashes", "yanked"}, ...]}`.
Ask = Callable[[str], Mapping[str, object]]


def read_lock(lock: str, text: str) -> tuple[list[Pin], list[str]]:
    """Return the pins of a lock, and what is wrong with it."""
    pins, problems = [], []
    for entry in re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*\n?", "", text)):
        if not entry.strip():
            continue
        found = _PIN.match(entry)
        hashes = frozenset(_HASH.findall(entry))
        if found is None or not hashes:
            problems.append(f"{lock}: not pinned with hashes: {entry.split()[0]}")
        else:
            pins.append(Pin(lock=lock, name=normal(found[1]), version=found[2], hashes=hashes))
    return pins, problems


def normal(name: str) -> str:
    """Return the normalised name of a package (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def installed_problems(pins: Iterable[Pin], installed: Mapping[str, str]) -> list[str]:
    """Return what is installed here in another version than the lock has."""
    return [
        f"{pin}: installed is {installed[pin.name]}"
        for pin in pins
        if installed.get(pin.name, pin.version) != pin.version
    ]


def index_problems(pin: Pin, ask: Ask) -> list[str]:
    """Return what the index has against a pin. Raises OSError when it does not answer."""
    files = ask(pin.name).get("files")
    known: dict[str, object] = {}
    for file in files if isinstance(files, list) else ():
        known[str(file.get("hashes", {}).get("sha256"))] = file.get("yanked", False)
    problems = [f"{pin}: the index does not know the hash {one[:12]}…" for one in sorted(pin.hashes - known.keys())]
    reasons = {str(known[one]) for one in pin.hashes & known.keys() if known[one]}
    return problems + [f"{pin}: withdrawn: {reason}" for reason in sorted(reasons)]


def vulnerabilities(pin: Pin, ask: Callable[[str, str], Mapping[str, object]]) -> list[str]:
    """Return what is known of a pin, but for what was taken back. Raises OSError when nobody answers."""
    listed = ask(pin.name, pin.version)["vulnerabilities"]
    entries = listed if isinstance(listed, list) else []
    return [
        f"{pin}: {one.get('id')}: {one.get('summary') or ''}".rstrip(": ")
        for one in entries
        if not one.get("withdrawn")
    ]


def ask_index(name: str) -> Mapping[str, object]:
    """Ask the index that pip uses. Raises OSError, also for an answer that is no JSON."""
    return _fetch(f"{index_url().rstrip('/')}/{name}/", "files")


def ask_release(name: str, version: str) -> Mapping[str, object]:
    """Ask for what the index knows of one release. Raises OSError, also where it keeps no such list."""
    return _fetch(f"{index_url().rstrip('/').removesuffix('/simple')}/pypi/{name}/{version}/json", "vulnerabilities")


def _fetch(address: str, part: str) -> Mapping[str, object]:
    """Return a JSON object that has this part."""
    request = urllib.request.Request(address, headers={"Accept": f"{_ACCEPT}, application/json"})  # noqa: S310 (pip trusts the same address)
    with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as answer:  # noqa: S310 (see above)
        try:
            found = json.load(answer)
        except ValueError as error:
            raise OSError("the index does not answer in JSON") from error
    if not isinstance(found, dict) or part not in found:
        raise OSError(f"the answer has no {part}")
    return found


@functools.cache
def index_url() -> str:
    """Return the address of pip's index: as configured, else pip's own default."""
    command = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
    told = (
        os.environ.get("PIP_INDEX_URL") or subprocess.run(command, capture_output=True, text=True, check=False).stdout
    )
    if told.strip():
        return told.strip()
    from pip._internal.models.index import PyPI  # noqa: PLC0415 (pip has no other place that says it)

    return str(PyPI.simple_url)


def asked(pins: Iterable[Pin], problems_of: Callable[[Pin], list[str]]) -> list[str] | None:
    """Return what is found against the pins, None when one of them gets no answer."""
    try:
        with ThreadPoolExecutor(8) as pool:
            return [problem for problems in pool.map(problems_of, pins) for problem in problems]
    except OSError:
        return None


def main() -> int:
    """Look at every lock; print what was found and what was not asked."""
    pins: list[Pin] = []
    problems: list[str] = []
    for lock in LOCKS:
        found, wrong = read_lock(lock, (BUILD / lock).read_text(encoding="utf-8"))
        pins, problems = pins + found, problems + wrong
    installed = {normal(one.name): one.version for one in importlib.metadata.distributions()}
    problems += installed_problems((pin for pin in pins if pin.lock == INSTALLED), installed)
    by_index = asked(pins, lambda pin: index_problems(pin, ask_index))
    known = asked(pins, lambda pin: vulnerabilities(pin, ask_release))
    problems += [*(by_index or ()), *(known or ())]
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(pins)} pins in {len(LOCKS)} locks, each with its hashes; {len(problems)} problems")
    for what, answer in (("withdrawn releases, unknown hashes", by_index), ("known vulnerabilities", known)):
        print(f"{what}: {'NOT ASKED, nobody answered' if answer is None else 'asked'}")
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
