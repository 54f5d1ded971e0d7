"""Makes the SBOM (CycloneDX 1.6, JSON) of a built Windows program from what is really inside, and checks it.

    python build/sbom.py FOLDER --out SBOM.json                        make it, checked
    python build/sbom.py FOLDER --check SBOM.json                      compare it with the files that are there

FOLDER is PyInstaller's one-folder program: `POSCheckup.exe` beside `_internal`. Every file and every Python module in
the exe is assigned to exactly one component of `resources/licences/components.toml`, or to the program itself; one that
nobody claims is an error, as is a component that is not there. Versions are read from the files where they carry them.
The same input gives the same bytes; the time is SOURCE_DATE_EPOCH, or left out.
"""

import argparse
import datetime
import hashlib
import json
import os
import re
import struct
import sys
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # run as a program, Python looks in build/ only

import gui  # noqa: E402
import pack  # noqa: E402
from gui.kb import Component, Licences, load_licences, notices_text  # noqa: E402
from gui.model.errors import KnowledgeError  # noqa: E402
from packed_names import packed_names  # noqa: E402

OWN = "poscheckup"
OWN_NAME = "POSCheckup"
EXE = "POSCheckup.exe"
#: The program's own files; what a component claims among them (a font) is the component's.
OWN_FILES = (
    EXE,
    "LICENSE.txt",
    "THIRD-PARTY-NOTICES.txt",
    "先看这里-README.html",
    "POS机体检手册.html",
    "POSCheckup-handbook.html",
    "POS机贴墙速查.pdf",
    "_internal/resources/**",
    "_internal/later.bin",
    "_internal/system_dlls.txt",
)
OWN_MODULES = frozenset({"gui", *pack.MODULES})
STDLIB = "@stdlib"
SCHEMA = "http://cyclonedx.org/schema/bom-1.6.schema.json"
#: What stands before the fixed part of a version resource: VS_FIXEDFILEINFO.dwSignature and dwStrucVersion.
VERSION_MARK = struct.pack("<II", 0xFEEF04BD, 0x00010000)

Json = dict[str, object]


class SbomError(Exception):
    """The program does not fit the list of components. Carries every problem found, not only the first."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What is in the program: SHA-256 (hex) by path below the folder, and the names of the zipped Python modules."""

    files: Mapping[str, str]
    modules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Which component has which files and top-level modules, and which files a component is compiled into."""

    files: Mapping[str, tuple[str, ...]]
    modules: Mapping[str, tuple[str, ...]]
    hosts: Mapping[str, tuple[str, ...]]


def main() -> int:
    """Make or check; the exit status is 0 when all is well, else 1 with every problem on standard error."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="the one-folder program")
    parser.add_argument("--out", type=Path, help="SBOM to write, outside the folder")
    parser.add_argument("--check", type=Path, metavar="SBOM", help="SBOM to compare with the folder")
    parser.add_argument("--modules", type=Path, help="JSON list of the modules in the exe, instead of reading the exe")
    parser.add_argument("--site-packages", type=Path, help="where the program's Python packages were taken from")
    parser.add_argument("--notices", type=Path, help="also write the third-party notices, with versions")
    options = parser.parse_args()
    if (options.out is None) == (options.check is None):
        parser.error("one of --out and --check is needed")
    try:
        problems = _check(options) if options.check else _make(options)
    except (SbomError, KnowledgeError) as error:
        problems = str(error).splitlines()
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def _make(options: argparse.Namespace) -> list[str]:
    folder: Path = options.folder
    if folder.resolve() in options.out.resolve().parents:
        return [f"{options.out}: the SBOM cannot lie in the folder that it describes"]
    licences = load_licences()
    modules = tuple(json.loads(options.modules.read_bytes()) if options.modules else modules_in_exe(folder / EXE))
    contents = Contents(files=scan(folder), modules=modules)
    assignment = assign(licences, contents)
    versions = find_versions(licences, assignment, folder, options.site_packages)
    if options.notices:
        options.notices.write_text(notices_text(licences, versions), encoding="utf-8", newline="\n")
        contents = Contents(files=scan(folder), modules=modules)  # the notices may lie in the folder
        assignment = assign(licences, contents)
    sbom = make_sbom(licences, contents, assignment, versions, time_utc=_time_of_build())
    options.out.write_text(json.dumps(sbom, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    return check_sbom(json.loads(options.out.read_bytes()), folder)


def _check(options: argparse.Namespace) -> list[str]:
    return check_sbom(json.loads(options.check.read_bytes()), options.folder)


def _time_of_build() -> str | None:
    """Return SOURCE_DATE_EPOCH (reproducible-builds.org) as text, None when it is not set."""
    epoch_s = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch_s:
        return None
    return datetime.datetime.fromtimestamp(int(epoch_s), datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# ------------------------------------------------------------------------------------------- what is there


def scan(folder: Path) -> dict[str, str]:
    """Return the SHA-256 (hex) of every file below the folder by its path with forward slashes, sorted.

    Raises SbomError for a folder without the program, and for a symbolic link: what it names may lie elsewhere.
    """
    paths = sorted(path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    links = [f"{path.relative_to(folder).as_posix()}: is a symbolic link" for path in paths if path.is_symlink()]
    if links:
        raise SbomError(links)
    if not (folder / EXE).is_file():
        raise SbomError([f"{folder}: holds no {EXE}"])
    names = {path.relative_to(folder).as_posix(): path for path in paths}
    return {name: hashlib.sha256(names[name].read_bytes()).hexdigest() for name in sorted(names)}


def modules_in_exe(exe: Path) -> list[str]:
    """Return the names of the Python modules in a PyInstaller program.

    The exe ends with an archive whose cookie names its table of contents; one entry of it is the PYZ, an archive of
    modules that begins with the place of its own, marshalled, table (PyInstaller manual, "CArchive" and "ZlibArchive").
    Those that are packed by themselves (`later_modules.py`) are named beside the exe. Raises SbomError when there is
    no archive.
    """
    import marshal  # noqa: PLC0415 (nothing but our own build is read with it)

    data = exe.read_bytes()
    cookie = data.rfind(b"MEI\014\013\012\013\016")
    if cookie < 0:
        raise SbomError([f"{exe.name}: holds no PyInstaller archive"])
    length, toc_offset, toc_length = struct.unpack_from("!III", data, cookie + 8)
    start = cookie + struct.calcsize("!8sIIII64s") - length
    place, end = start + toc_offset, start + toc_offset + toc_length
    while place < end:
        entry_length, offset, _packed, _unpacked, _flag, kind = struct.unpack_from("!IIIIBc", data, place)
        if kind == b"z":
            pyz = start + offset
            (table,) = struct.unpack_from("!i", data, pyz + 8)
            names = [name for name, _where in marshal.loads(data[pyz + table :])]  # noqa: S302 (see above)
            return sorted(names + packed_names((exe.parent / "_internal" / "later.bin").read_bytes()))
        place += entry_length
    raise SbomError([f"{exe.name}: holds no archive of Python modules"])


# ------------------------------------------------------------------------------------------- who has what


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    """Compile a pattern of components.toml: `*` and `?` stay inside a folder, `**` does not; case does not matter."""
    parts = {"**": ".*", "*": "[^/]*", "?": "[^/]"}
    expression = "".join(parts.get(part) or re.escape(part) for part in re.split(r"(\*\*|\*|\?)", pattern))
    return re.compile(expression, re.IGNORECASE)


def _matching(patterns: Iterable[str], names: Iterable[str]) -> tuple[str, ...]:
    compiled = [_pattern(pattern) for pattern in patterns]
    return tuple(name for name in names if any(pattern.fullmatch(name) for pattern in compiled))


def assign(licences: Licences, contents: Contents) -> Assignment:
    """Assign every file and module to exactly one component or to the program itself (`OWN`).

    Raises SbomError with every file and module that has no owner or several, and every component that is not there.
    """
    components = licences.components
    files = {name: _matching(component.files, contents.files) for name, component in components.items()}
    taken = {name for names in files.values() for name in names}
    files[OWN] = tuple(name for name in _matching(OWN_FILES, contents.files) if name not in taken)
    tops = sorted({name.partition(".")[0] for name in contents.modules})
    modules = {name: _modules_of(component, tops) for name, component in components.items()}
    modules[OWN] = tuple(top for top in tops if top in OWN_MODULES)
    hosts = {name: _matching(component.inside, contents.files) for name, component in components.items()}
    problems = [
        *_owner_problems("file", contents.files, files),
        *_owner_problems("module", tops, modules),
        *_absent(components, files, modules, contents.files),
    ]
    if problems:
        raise SbomError(problems)
    return Assignment(files=files, modules=modules, hosts=hosts)


def _modules_of(component: Component, tops: Iterable[str]) -> tuple[str, ...]:
    named = set(component.modules)
    if STDLIB in named:
        named |= sys.stdlib_module_names
    return tuple(top for top in tops if top in named)


def _owner_problems(kind: str, names: Iterable[str], claimed: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    owners: dict[str, list[str]] = {name: [] for name in names}
    for component, own_names in claimed.items():
        for name in own_names:
            owners[name].append(component)
    for name, found in owners.items():
        if not found:
            yield f"{name}: no component claims this {kind}"
        elif len(found) > 1:
            yield f"{name}: this {kind} is claimed by {' and '.join(found)}"


def _absent(
    components: Mapping[str, Component],
    files: Mapping[str, tuple[str, ...]],
    modules: Mapping[str, tuple[str, ...]],
    names: Iterable[str],
) -> Iterator[str]:
    """Yield what a component says about its place that is not so: each of files, modules and inside must hold."""
    for component in components.values():
        if component.files and not files[component.id]:
            yield f"{component.id}: has no file in the program"
        if component.modules and not modules[component.id]:
            yield f"{component.id}: has no module in the program"
        for pattern in component.inside:
            if not _matching([pattern], names):
                yield f"{component.id}: {pattern}, which it is compiled into, is not in the program"


# ------------------------------------------------------------------------------------------- versions


def find_versions(
    licences: Licences, assignment: Assignment, folder: Path, site_packages: Path | None = None
) -> dict[str, str]:
    """Return the version of every component that has one; distributions are looked up in `site_packages`.

    Without `site_packages` those of the running Python count. Raises SbomError for a version that cannot be found.
    """
    readers: dict[str, Callable[[Component, str], str]] = {
        "dist": lambda _component, name: _distribution_version(name, site_packages),
        "pe": lambda _component, pattern: _file_version(folder, pattern),
        "python": lambda _component, pattern: _python_version(folder, pattern),
        "mark": lambda component, mark: _marked_version(folder, component, mark, assignment),
    }
    versions, problems = {}, []
    for component in licences.components.values():
        kind, _, place = component.version_from.partition(":")
        try:
            version = readers[kind](component, place) if kind else component.version
        except SbomError as error:
            problems += [f"{component.id}: {problem}" for problem in error.problems]
            continue
        if version:
            versions[component.id] = version
    if problems:
        raise SbomError(problems)
    return versions


def _distribution_version(name: str, site_packages: Path | None) -> str:
    found = distributions(name=name, path=[str(site_packages)]) if site_packages else distributions(name=name)
    for distribution in found:
        return distribution.version
    raise SbomError([f"the distribution {name} is not installed"])


def _version_numbers(folder: Path, pattern: str) -> tuple[int, ...]:
    """Return the four numbers of the file version in a Windows version resource (VS_FIXEDFILEINFO)."""
    names = _matching([pattern], (path.relative_to(folder).as_posix() for path in folder.rglob("*")))
    if len(names) != 1:
        raise SbomError([f"{pattern} is {len(names)} files of the program, not one"])
    data = (folder / names[0]).read_bytes()
    place = data.find(VERSION_MARK)
    if place < 0:
        raise SbomError([f"{names[0]} has no version resource"])
    high, low = struct.unpack_from("<II", data, place + len(VERSION_MARK))
    return high >> 16, high & 0xFFFF, low >> 16, low & 0xFFFF


def _file_version(folder: Path, pattern: str) -> str:
    numbers = _version_numbers(folder, pattern)
    return ".".join(map(str, numbers[:3] if numbers[3] == 0 else numbers))


def _python_version(folder: Path, pattern: str) -> str:
    """Return CPython's version: its third number is micro * 1000 + level * 10 + serial (PC/python_ver_rc.h)."""
    major, minor, build, _api = _version_numbers(folder, pattern)
    return f"{major}.{minor}.{build // 1000}"


def _marked_version(folder: Path, component: Component, mark: str, assignment: Assignment) -> str:
    names = assignment.hosts[component.id] or assignment.files[component.id]
    expression = re.compile(mark.encode())
    found = {match[1] for name in names for match in expression.finditer((folder / name).read_bytes())}
    if len(found) != 1:
        shown = " ".join(sorted(version.decode("latin-1") for version in found)) or "nothing"
        raise SbomError([f"{mark!r} finds {shown} in {', '.join(names)}, not one version"])
    return found.pop().decode("ascii")


# ------------------------------------------------------------------------------------------- the document


def make_sbom(
    licences: Licences,
    contents: Contents,
    assignment: Assignment,
    versions: Mapping[str, str],
    *,
    time_utc: str | None = None,
) -> Json:
    """Return the CycloneDX document as JSON values; its serial number follows from its content."""
    program: Json = {
        "type": "application",
        "bom-ref": OWN,
        "name": OWN_NAME,
        "version": gui.__version__,
        "licenses": [{"expression": "MIT"}],
        "purl": f"pkg:generic/{OWN}@{gui.__version__}",
        **_nested(OWN, contents, assignment),
    }
    metadata: Json = {
        **({"timestamp": time_utc} if time_utc else {}),
        "lifecycles": [{"phase": "post-build"}],
        "component": program,
    }
    components = sorted(licences.components.values(), key=lambda component: component.id)
    document: Json = {
        "$schema": SCHEMA,
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": metadata,
        "components": [_component_json(component, contents, assignment, versions) for component in components],
        "dependencies": _dependencies(licences, assignment),
    }
    return {**document, "serialNumber": serial_number(document)}


def serial_number(document: Mapping[str, object]) -> str:
    """Return the serial number of a document: a version-5 UUID (RFC 9562, 5.5) over all of it but the number itself."""
    content = {key: value for key, value in document.items() if key != "serialNumber"}
    return uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(content, sort_keys=True)).urn


def _component_json(
    component: Component, contents: Contents, assignment: Assignment, versions: Mapping[str, str]
) -> Json:
    version = versions.get(component.id)
    addresses = {"website": component.home, "source-distribution": component.source}
    return {
        "type": "library",
        "bom-ref": component.id,
        "name": component.name,
        **({"version": version} if version else {}),
        "licenses": [{"expression": component.licence}],
        "copyright": "\n".join(component.copyright),
        "purl": f"{component.purl}@{version}" if version else component.purl,
        "externalReferences": [{"type": kind, "url": url} for kind, url in addresses.items() if url],
        **_nested(component.id, contents, assignment),
    }


def _nested(component_id: str, contents: Contents, assignment: Assignment) -> Json:
    """Return the files of a component as nested components, its modules and what it is compiled into as properties."""
    listed = {
        "module": assignment.modules[component_id],
        "inside": assignment.hosts.get(component_id, ()),
    }
    properties = [{"name": f"{OWN}:{kind}", "value": name} for kind, names in listed.items() for name in names]
    files = [
        {
            "type": "file",
            "bom-ref": f"file:{name}",
            "name": name,
            "hashes": [{"alg": "SHA-256", "content": contents.files[name]}],
        }
        for name in sorted(assignment.files[component_id])
    ]
    return {**({"properties": properties} if properties else {}), **({"components": files} if files else {})}


def _dependencies(licences: Licences, assignment: Assignment) -> list[Json]:
    """Return the graph: the program needs what is there by itself, a file's owner needs what is compiled into it."""
    owner = {name: component for component, names in assignment.files.items() for name in names}
    needs: dict[str, set[str]] = {OWN: set(), **{name: set() for name in licences.components}}
    for component in licences.components.values():
        needs[component.id] |= set(component.needs)
        if component.files or component.modules:
            needs[OWN].add(component.id)
        for host in assignment.hosts[component.id]:
            needs[owner[host]].add(component.id)
    return [{"ref": name, **({"dependsOn": sorted(on)} if on else {})} for name, on in sorted(needs.items())]


# ------------------------------------------------------------------------------------------- the check


def check_sbom(sbom: Mapping[str, object], folder: Path) -> list[str]:
    """Compare an SBOM with a program: return every file that is changed, missing, not listed or listed twice.

    An SBOM that was changed after it was made no longer fits its serial number; that is a problem as well.
    """
    actual = scan(folder)
    listed: dict[str, str] = {}
    problems = []
    for name, digest in _listed_files(sbom):
        if name in listed:
            problems.append(f"{name}: listed twice")
        listed[name] = digest
    problems += [f"{name}: listed, but not in the program" for name in sorted(listed.keys() - actual.keys())]
    problems += [f"{name}: in the program, but not listed" for name in sorted(actual.keys() - listed.keys())]
    both = sorted(actual.keys() & listed.keys())
    problems += [f"{name}: is not the file that was listed" for name in both if actual[name] != listed[name]]
    if sbom.get("serialNumber") != serial_number(sbom):
        problems.append("serialNumber: does not follow from the content")
    return problems


def _listed_files(value: object) -> Iterator[tuple[str, str]]:
    """Yield path and SHA-256 of every file component, however deep."""
    if isinstance(value, list):
        for item in value:
            yield from _listed_files(item)
    elif isinstance(value, dict):
        if value.get("type") == "file":
            hashes = {entry.get("alg"): entry.get("content") for entry in value.get("hashes", ())}
            yield str(value.get("name")), str(hashes.get("SHA-256"))
        for key in ("metadata", "component", "components"):
            yield from _listed_files(value.get(key))


if __name__ == "__main__":
    sys.exit(main())
