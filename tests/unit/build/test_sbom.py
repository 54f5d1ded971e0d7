"""The SBOM names every file of a program once, nothing escapes the check, and it is the CycloneDX that it says."""

import json
import marshal
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from referencing import Registry, Resource

import sbom
from gui.kb import Licences, load_licences
from tests.unit.build.bundle import DISTRIBUTIONS, FILES, MODULES, make_bundle, make_modules, make_site_packages

ROOT = Path(__file__).resolve().parents[3]


LICENCES = load_licences()


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A program with its SBOM, written by the command."""

    folder: Path
    site_packages: Path
    modules: Path
    path: Path

    @property
    def document(self) -> dict[str, Any]:
        """The SBOM."""
        document: dict[str, Any] = json.loads(self.path.read_bytes())
        return document

    def problems(self) -> list[str]:
        """Return what the check finds."""
        found: list[str] = sbom.check_sbom(self.document, self.folder)
        return found

    def command(self, *arguments: object, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run build/sbom.py on the program."""
        command = [sys.executable, str(ROOT / "build" / "sbom.py"), str(self.folder), *map(str, arguments)]
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            env={"PYTHONUTF8": "1", **environ},
            cwd=self.path.parent,
        )

    def make(self, out: Path, *more: object, **environ: str) -> subprocess.CompletedProcess[str]:
        """Make an SBOM from the written inputs."""
        inputs = ["--modules", self.modules, "--site-packages", self.site_packages]
        return self.command("--out", out, *inputs, *more, **environ)


def build(folder: Path) -> Built:
    """Write a program and make its SBOM."""
    built = Built(
        folder=make_bundle(folder),
        site_packages=make_site_packages(folder),
        modules=make_modules(folder),
        path=folder / "SBOM.json",
    )
    done = built.make(built.path)
    assert done.returncode == 0, done.stderr
    return built


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return a program that the tests leave as it is."""
    return build(tmp_path_factory.mktemp("sbom"))


def contents(*, without: str = "", files: tuple[str, ...] = (), modules: tuple[str, ...] = ()) -> Any:
    """Return the contents of the small program, with one name less or some more."""
    names = [name for name in (*FILES, *files) if name != without]
    inside = tuple(name for name in (*MODULES, *modules) if name.partition(".")[0] != without)
    return sbom.Contents(files=dict.fromkeys(names, "0" * 64), modules=inside)


def problems_of(contents: Any, licences: Licences = LICENCES) -> list[str]:
    """Return why the contents do not fit the list."""
    with pytest.raises(sbom.SbomError) as failure:
        sbom.assign(licences, contents)
    return list(failure.value.problems)


def components_of(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the components and the program itself by their id."""
    listed = [document["metadata"]["component"], *document["components"]]
    return {component["bom-ref"]: component for component in listed}


def test_every_file_has_one_owner(built: Built) -> None:
    """All files are listed once, and some that are easily taken for another's are with their owner."""
    components = components_of(built.document)
    listed = {
        name: {file["name"] for file in component.get("components", ())} for name, component in components.items()
    }
    assert sorted(name for names in listed.values() for name in names) == sorted(FILES)
    assert "_internal/PySide6/MSVCP140.dll" in listed["microsoft-vc-runtime"]
    assert "_internal/PySide6/QtCore.pyd" in listed["pyside6"]
    assert "_internal/PySide6/plugins/platforms/qwindows.dll" in listed["qt"]
    assert "_internal/resources/fonts/OFL.txt" in listed["poscheckup-sans-sc"]
    assert {"POSCheckup.exe", "_internal/resources/style.qss"} <= listed["poscheckup"]
    assert set(components) == {"poscheckup", *LICENCES.components}


def test_versions_come_from_what_is_there(built: Built) -> None:
    """Version resources, CPython's own numbering, marks in the bytes, and the packages that were zipped in."""
    components = components_of(built.document)
    expected = {"qt": "6.11.3", "cpython": "3.13.2", "openssl": "3.0.15", "sqlite": "3.45.3", "qt-libpng": "1.6.59"}
    expected |= {"qt-pcre2": "10.49", "cpython-zlib": "1.3.1", "qt-zlib": "1.3.2", "pyinstaller-zlib": "1.3.2"}
    expected |= {"pyside6": "6.11.3", "segno": "1.6.6", "pyinstaller": DISTRIBUTIONS["pyinstaller"]}
    assert {name: components[name]["version"] for name in expected} == expected
    assert components["qt"]["purl"] == "pkg:generic/qt@6.11.3"
    assert "version" not in components["libffi"]


def test_the_graph_says_who_needs_whom(built: Built) -> None:
    """The program needs what is there by itself; a library needs what is compiled into it."""
    graph = {entry["ref"]: entry.get("dependsOn", []) for entry in built.document["dependencies"]}
    assert set(graph) == set(components_of(built.document))
    assert {"qt", "cpython", "dnspython", "pyinstaller", "pyinstaller-zlib"} <= set(graph["poscheckup"])
    assert "qt-libpng" not in graph["poscheckup"]
    assert {"qt-libpng", "qt-zlib", "microsoft-vc-runtime"} <= set(graph["qt"])
    assert "cpython-liblzma" in graph["cpython"]


def test_modules_are_listed(built: Built) -> None:
    """Zipped packages are named with their owner, and parts with the file that they are compiled into."""
    components = components_of(built.document)
    properties = {
        name: [(entry["name"].partition(":")[2], entry["value"]) for entry in component.get("properties", ())]
        for name, component in components.items()
    }
    assert properties["dnspython"] == [("module", "dns")]
    assert properties["poscheckup"] == [("module", "gui")]
    assert ("module", "asyncio") in properties["cpython"]
    assert ("module", "_pydatetime") in properties["cpython"]
    assert properties["qt-xsvg"] == [("inside", "_internal/PySide6/Qt6Svg.dll")]


def test_the_same_input_gives_the_same_bytes(built: Built, tmp_path: Path) -> None:
    """Another folder, another day: not a byte differs; the time of the build is only taken from outside."""
    again = build(tmp_path)
    assert again.path.read_bytes() == built.path.read_bytes()
    assert "timestamp" not in built.document["metadata"]
    timed = tmp_path / "timed.json"
    assert again.make(timed, SOURCE_DATE_EPOCH="1700000000").returncode == 0
    document = json.loads(timed.read_bytes())
    assert document["metadata"]["timestamp"] == "2023-11-14T22:13:20Z"
    assert document["serialNumber"] != built.document["serialNumber"]


def test_it_is_valid_cyclonedx(built: Built) -> None:
    """The official JSON schema of CycloneDX 1.6 accepts it, and SPDX lists every licence that is not our own name."""
    pytest.importorskip("cyclonedx", reason="the schema comes with cyclonedx-python-lib (dev extra)")
    from importlib.resources import files  # noqa: PLC0415

    schemas = files("cyclonedx") / "schema" / "_res"
    read = {name: json.loads((schemas / f"{name}.SNAPSHOT.schema.json").read_bytes()) for name in ("spdx", "jsf-0.82")}
    schema = json.loads((schemas / "bom-1.6.SNAPSHOT.schema.json").read_bytes())
    registry: Registry[Any] = Registry().with_resources(
        (part["$id"], Resource.from_contents(part)) for part in read.values()
    )
    validator = jsonschema.Draft7Validator(schema, registry=registry, format_checker=jsonschema.FormatChecker())
    assert [error.message for error in validator.iter_errors(built.document)] == []
    words = {word for component in LICENCES.components.values() for word in component.licence.strip("()").split()}
    ids = {word.strip("()") for word in words if not word.startswith("LicenseRef-")} - {"AND", "OR", "WITH"}
    assert ids <= set(read["spdx"]["enum"])


def test_it_fits_its_program(built: Built) -> None:
    """Fresh from the press nothing is wrong, also for the command."""
    assert built.problems() == []
    assert built.command("--check", built.path).returncode == 0


@given(name=st.sampled_from(FILES), data=st.data())
def test_every_changed_byte_is_found(built: Built, name: str, data: st.DataObject) -> None:
    """Whatever byte of whatever file changes, the file is named, and no other."""
    path = built.folder / name
    before = path.read_bytes()
    place = data.draw(st.integers(0, len(before) - 1))
    value = data.draw(st.integers(0, 255).filter(lambda byte: byte != before[place]))
    path.write_bytes(before[:place] + bytes([value]) + before[place + 1 :])
    try:
        assert built.problems() == [f"{name}: is not the file that was listed"]
    finally:
        path.write_bytes(before)


@given(name=st.sampled_from(FILES).filter(lambda name: name != "POSCheckup.exe"))
def test_every_missing_file_is_found(built: Built, name: str) -> None:
    """A file that is gone is named (without the exe it is no program: see test_a_folder_without_the_program)."""
    path = built.folder / name
    before = path.read_bytes()
    path.unlink()
    try:
        assert built.problems() == [f"{name}: listed, but not in the program"]
    finally:
        path.write_bytes(before)


@given(
    folder=st.sampled_from(["", "_internal/", "_internal/PySide6/", "_internal/resources/fonts/"]),
    stem=st.text("abcxyz-中文", min_size=1, max_size=8),
)
def test_every_added_file_is_found(built: Built, folder: str, stem: str) -> None:
    """A file that was not there is named, empty or not, wherever it lies."""
    path = built.folder / f"{folder}{stem}.dll"
    path.touch()
    try:
        assert built.problems() == [f"{folder}{stem}.dll: in the program, but not listed"]
    finally:
        path.unlink()


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every text and number of a document."""
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(item, (*path, key))
    else:
        yield path


@given(data=st.data())
def test_every_change_of_the_document_is_found(built: Built, data: st.DataObject) -> None:
    """An SBOM whose hash, name, version or licence was changed is no longer taken."""
    document = built.document
    *way, last = data.draw(st.sampled_from(list(_leaves(document))))
    place = document
    for key in way:
        place = place[key]
    place[last] = f"{place[last]}x"
    assert sbom.check_sbom(document, built.folder)


def test_a_file_listed_twice(built: Built) -> None:
    """Two entries for one file are a problem even when both are right."""
    document = built.document
    qt = components_of(document)["qt"]["components"]
    qt.append(qt[0])
    assert f"{qt[0]['name']}: listed twice" in sbom.check_sbom(document, built.folder)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("_internal/PySide6/plugins/tls/qschannelbackend.dll", None),
        ("_internal/PySide6/opengl32sw.dll", "no component claims this file"),
        ("_internal/tcl86t.dll", "no component claims this file"),
        ("_internal/shiboken6/deeper/x.pyd", "no component claims this file"),
        ("SBOM.json", "no component claims this file"),
    ],
)
def test_a_file_that_nobody_claims(name: str, problem: str | None) -> None:
    """It is named; a pattern does not reach into deeper folders unless it says so."""
    if problem is None:
        assert name in sbom.assign(LICENCES, contents(files=(name,))).files["qt"]
    else:
        assert problems_of(contents(files=(name,))) == [f"{name}: {problem}"]


def test_a_module_that_nobody_claims() -> None:
    """A package in the exe that is not in the list is named once, however many modules it has."""
    found = problems_of(contents(modules=("numpy", "numpy.linalg")))
    assert found == ["numpy: no component claims this module"]


@pytest.mark.parametrize(
    ("without", "problem"),
    [
        ("_internal/sqlite3.dll", "sqlite: has no file in the program"),
        ("segno", "segno: has no module in the program"),
        (
            "_internal/_lzma.pyd",
            "cpython-liblzma: _internal/_lzma.pyd, which it is compiled into, is not in the program",
        ),
    ],
)
def test_a_component_that_is_not_there(without: str, problem: str) -> None:
    """The list may not promise more than there is."""
    assert problems_of(contents(without=without)) == [problem]


def test_two_owners() -> None:
    """A file that two components claim is named with both."""
    libffi = replace(LICENCES.components["libffi"], files=("_internal/lib*.dll",))
    licences = replace(LICENCES, components={**LICENCES.components, "libffi": libffi})
    assert "_internal/libssl-3.dll: this file is claimed by libffi and openssl" in problems_of(contents(), licences)


def test_versions_that_cannot_be_found(tmp_path: Path) -> None:
    """A missing distribution, a file without version resource and an ambiguous mark are all named at once."""
    folder = make_bundle(tmp_path)
    (folder / "_internal/sqlite3.dll").write_bytes(b"no version")
    (folder / "_internal/PySide6/Qt6Core.dll").write_bytes(b"\x0010.49 2026-09-28\x00\x0010.50 2027-01-01\x00")
    (folder / "_internal/PySide6/Qt6Gui.dll").write_bytes(b"")
    (folder / "_internal/python314.dll").write_bytes(b"\x001.3.1\x00")
    empty = tmp_path / "empty"
    empty.mkdir()
    assignment = sbom.assign(LICENCES, contents(files=("_internal/python314.dll",)))
    with pytest.raises(sbom.SbomError) as failure:
        sbom.find_versions(LICENCES, assignment, folder, empty)
    found = failure.value.problems
    assert "sqlite: _internal/sqlite3.dll has no version resource" in found
    assert "cpython: _internal/python3??.dll is 2 files of the program, not one" in found
    assert "dnspython: the distribution dnspython is not installed" in found
    assert [problem for problem in found if problem.startswith("qt-pcre2") and "10.49 10.50" in problem]
    assert [problem for problem in found if problem.startswith("qt-libpng") and "finds nothing" in problem]


def test_a_version_with_four_numbers(tmp_path: Path) -> None:
    """The fourth number of a file version counts unless it is 0."""
    (tmp_path / "a.dll").write_bytes(struct.pack("<IIII", 0xFEEF04BD, 0x00010000, 1 << 16 | 2, 3 << 16 | 4))
    assert sbom._file_version(tmp_path, "A.DLL") == "1.2.3.4"


def test_a_folder_without_the_program(tmp_path: Path) -> None:
    """The wrong folder is refused, and so is a link that may lead anywhere."""
    with pytest.raises(sbom.SbomError, match="holds no POSCheckup"):
        sbom.scan(tmp_path)
    folder = make_bundle(tmp_path)
    (folder / "link").symlink_to(tmp_path)
    with pytest.raises(sbom.SbomError, match="link: is a symbolic link"):
        sbom.scan(folder)


def archive(modules: list[str]) -> bytes:
    """Return an exe with PyInstaller's archive at its end: a script, the modules, the table, the cookie."""
    table = marshal.dumps([(name, (0, 0, 0)) for name in modules])
    pyz = b"PYZ\0" + b"\xf3\r\r\n" + struct.pack("!i", 17) + b"\0" * 5 + table
    script = b"script"
    entries = b""
    for name, kind, offset, data in (("start", b"s", 0, script), ("PYZ.pyz", b"z", len(script), pyz)):
        padded = name.encode().ljust(14, b"\0")
        entries += struct.pack("!IIIIBc", 18 + len(padded), offset, len(data), len(data), 0, kind) + padded
    body = script + pyz + entries
    cookie = struct.pack(
        "!8sIIII64s", b"MEI\014\013\012\013\016", len(body) + 88, len(script + pyz), len(entries), 313, b"python313.dll"
    )
    return b"MZ program" + body + cookie + b"signature"


def test_modules_are_read_from_the_exe(tmp_path: Path) -> None:
    """The names come from the archive in the exe, also behind a signature; without an archive that is said."""
    exe = tmp_path / "POSCheckup.exe"
    (tmp_path / "_internal").mkdir()
    (tmp_path / "_internal" / "later.bin").write_bytes(b"dns/ dns.message\npacked")
    exe.write_bytes(archive(["gui", "json"]))
    assert sbom.modules_in_exe(exe) == ["dns", "dns.message", "gui", "json"]
    exe.write_bytes(archive([]).replace(b"\0z", b"\0x"))
    with pytest.raises(sbom.SbomError, match="no archive of Python modules"):
        sbom.modules_in_exe(exe)
    exe.write_bytes(b"MZ program")
    with pytest.raises(sbom.SbomError, match="holds no PyInstaller archive"):
        sbom.modules_in_exe(exe)


def test_the_command_reads_the_exe_itself(tmp_path: Path) -> None:
    """Without a list of modules the exe's own table is used; the notices carry versions and may lie in the folder."""
    built = build(tmp_path)
    exe = built.folder / "POSCheckup.exe"
    exe.write_bytes(exe.read_bytes() + archive(MODULES))
    (built.folder / "_internal" / "later.bin").write_bytes(b"dns/ segno\npacked")
    notices = built.folder / "THIRD-PARTY-NOTICES.txt"
    done = built.command("--out", built.path, "--site-packages", built.site_packages, "--notices", notices)
    assert (done.returncode, done.stderr) == (0, "")
    assert built.problems() == []
    assert "OpenSSL 3.0.15\n" in notices.read_text(encoding="utf-8")
    assert "THIRD-PARTY-NOTICES.txt" in {file["name"] for file in built.document["metadata"]["component"]["components"]}


def test_the_command_says_what_is_wrong(built: Built, tmp_path: Path) -> None:
    """Problems go to standard error, one a line, with status 1; wrong usage is status 2."""
    inside = built.make(built.folder / "SBOM.json")
    assert (inside.returncode, "cannot lie in the folder" in inside.stderr) == (1, True)
    assert not (built.folder / "SBOM.json").exists()
    assert built.command().returncode == 2
    other = build(tmp_path)
    (other.folder / "_internal" / "new.dll").touch()
    refused = other.make(tmp_path / "new.json")
    assert (refused.returncode, refused.stderr) == (1, "_internal/new.dll: no component claims this file\n")
    checked = other.command("--check", other.path)
    assert (checked.returncode, checked.stderr) == (1, "_internal/new.dll: in the program, but not listed\n")
