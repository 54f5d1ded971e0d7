"""What is handed out, looked at as Windows, an antivirus program and a distrustful user look at it.

What Windows reads of a program is read by the build's Windows Python (`pe_facts.py`); nothing here needs a network.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import exe as building
import gui
import sign as signing
from tests.packaged.windows_pc import EXE, WindowsPc

pytestmark = pytest.mark.frozen

DIST = EXE.parent
FOLDER = DIST / EXE.stem
PROGRAMS = (EXE, FOLDER / EXE.name)
ZIP = DIST / f"{EXE.stem}-win64.zip"
FACTS_SCRIPT = Path(__file__).with_name("pe_facts.py")
#: The bare wizard is built to compare sizes with; nobody gets it.
NOT_HANDED_OUT = {"SHA256SUMS", "BareWizard.exe"}
LARGEST_BYTES = 30 * 2**20
_CHINESE, _ENGLISH = "080404b0", "040904b0"
_WINDOWS_GUI, _AMD64 = 2, 0x8664
#: High-entropy address space layout, dynamic base, no execution of data, control flow guard.
_HARDENED = 0x20 | 0x40 | 0x100 | 0x4000
_UTF8_NAME = 0x800
_SETTINGS = "{http://schemas.microsoft.com/SMI/2016/WindowsSettings}"

Facts = dict[str, Any]


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    """Fail when there is nothing to look at."""
    if not EXE.exists():
        pytest.fail("there is no dist/POSCheckup.exe: python3 build/dev.py exe")


def read_facts(program: Path, folder: Path) -> Facts:
    """Return what Windows reads of a program file."""
    out = folder / "facts.json"
    building.run_windows_python(*map(building._name, (FACTS_SCRIPT, program, out)))
    facts: Facts = json.loads(out.read_text(encoding="utf-8"))
    return facts


#: Of two programs that were built side by side one is not older than the other by more than this.
BUILT_TOGETHER_S = 600.0


@pytest.fixture(scope="module", params=PROGRAMS, ids=["file", "folder"])
def facts(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """Return what Windows reads of the one file, then of the program in the folder."""
    return read_facts(request.param, tmp_path_factory.mktemp("facts"))


@pytest.fixture(scope="module")
def zipped() -> list[zipfile.ZipInfo]:
    """Return the entries of the zip, each read and found whole."""
    with zipfile.ZipFile(ZIP) as archive:
        assert archive.testzip() is None
        return archive.infolist()


def test_checksums_are_right_and_complete() -> None:
    """Every file that is handed out has its line, sorted by name, and every line is true."""
    lines = (DIST / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    handed_out = {path.name for path in DIST.iterdir() if path.is_file()} - NOT_HANDED_OUT
    assert set(sums) == handed_out
    assert list(sums) == sorted(sums)
    for name, digest in sums.items():
        assert hashlib.sha256((DIST / name).read_bytes()).hexdigest() == digest, name


@pytest.mark.parametrize("path", [EXE, ZIP], ids=lambda path: path.suffix)
def test_it_is_small(path: Path) -> None:
    """Size is time: on a weak PC for unpacking, on a phone's line for the download."""
    assert path.stat().st_size <= LARGEST_BYTES


def test_version_in_both_languages(facts: Facts) -> None:
    """Explorer shows the version and what the program is, in the user's language."""
    tables = facts["version_tables"]
    assert list(tables) == facts["translations"] == [_CHINESE, _ENGLISH]
    for table in tables.values():
        assert table["FileVersion"] == table["ProductVersion"] == gui.__version__
        assert table["OriginalFilename"] == EXE.name
    assert "POS机体检" in tables[_CHINESE]["FileDescription"]
    assert tables[_ENGLISH]["FileDescription"].isascii()
    assert facts["file_version"] == [int(part) for part in gui.__version__.split(".")]


def test_manifest(facts: Facts) -> None:
    """No administrator rights, long paths, sharp on every screen."""
    manifest = ET.fromstring(facts["manifest"])
    (level,) = manifest.iter("{urn:schemas-microsoft-com:asm.v3}requestedExecutionLevel")
    assert level.attrib == {"level": "asInvoker", "uiAccess": "false"}
    assert [element.text for element in manifest.iter(f"{_SETTINGS}longPathAware")] == ["true"]
    assert [element.text for element in manifest.iter(f"{_SETTINGS}dpiAwareness")] == ["PerMonitorV2"]


def test_header(facts: Facts) -> None:
    """A 64-bit program with a window, hardened; its checksum is right: a wrong one alone raises false alarms."""
    assert (facts["machine"], facts["subsystem"]) == (_AMD64, _WINDOWS_GUI)
    assert facts["dll_characteristics"] & _HARDENED == _HARDENED
    assert facts["checksum"] == facts["checksum_computed"] != 0


@pytest.mark.parametrize("program", PROGRAMS, ids=["file", "folder"])
def test_size_fits_a_signature(program: Path) -> None:
    """A signature starts at a multiple of 8: with any other size signing would add bytes that removing it leaves."""
    assert program.stat().st_size % 8 == 0


def test_zip_is_the_folder(zipped: list[zipfile.ZipInfo]) -> None:
    """It unpacks to one folder, which is the built one byte for byte."""
    with zipfile.ZipFile(ZIP) as archive:
        inside = {info.filename: hashlib.sha256(archive.read(info)).hexdigest() for info in zipped}
    built = {
        path.relative_to(DIST).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in FOLDER.rglob("*")
        if path.is_file()
    }
    assert inside == built


def test_zip_is_reproducible(zipped: list[zipfile.ZipInfo]) -> None:
    """Nothing of this machine is in it: entries are sorted, with one date and one set of rights."""
    names = [info.filename for info in zipped]
    assert names == sorted(names)
    assert len({info.date_time for info in zipped}) == 1
    assert {(info.external_attr, info.create_system) for info in zipped} == {(0o644 << 16, zipped[0].create_system)}


def test_companion_and_notices_are_there(zipped: list[zipfile.ZipInfo]) -> None:
    """The page for who cannot start the program lies beside it, under a name Windows can read, and the licences too."""
    by_name = {info.filename: info for info in zipped}
    companion = by_name[f"{EXE.stem}/{building.COMPANION}"]
    assert companion.flag_bits & _UTF8_NAME
    assert (DIST / building.COMPANION).read_bytes() == (FOLDER / building.COMPANION).read_bytes()
    for name in (*building.HANDBOOKS.values(), building.QUICK_GUIDE):
        assert (DIST / name).read_bytes() == (FOLDER / name).read_bytes()
    notices = (FOLDER / "THIRD-PARTY-NOTICES.txt").read_text(encoding="utf-8")
    for text in (building.ROOT / "resources" / "licences" / "texts").iterdir():
        assert text.read_text(encoding="utf-8").strip() in notices
    assert {f"{EXE.stem}/LICENSE.txt", f"{EXE.stem}/THIRD-PARTY-NOTICES.txt"} <= set(by_name)


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """Make a throw-away certificate for signing programs; return it and its key."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=POSCheckup test"]
    usage = ["-addext", "extendedKeyUsage=codeSigning", "-addext", "keyUsage=digitalSignature"]
    subprocess.run([*request, *usage, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return certificate, key


@pytest.fixture(scope="module", params=PROGRAMS, ids=["file", "folder"])
def signed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """Sign a copy; return it, the certificate, and the unsigned program."""
    if shutil.which("osslsigncode") is None:
        pytest.skip("osslsigncode signs on Linux; on Windows it is signtool's, with a real certificate")
    folder = tmp_path_factory.mktemp("signed")
    certificate, key = make_certificate(folder)
    copy = Path(shutil.copy(request.param, folder))
    signing.sign(copy, certificate, str(key))
    return copy, certificate, request.param


def test_signature_is_valid(signed: tuple[Path, Path, Path], tmp_path: Path) -> None:
    """The signature verifies, the checksum is right with it, and it is there at all."""
    copy, certificate, unsigned = signed
    verify = ["osslsigncode", "verify", "-CAfile", str(certificate), "-in", str(copy)]
    done = subprocess.run(verify, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "CN=POSCheckup test" in done.stdout
    assert copy.stat().st_size > unsigned.stat().st_size
    facts = read_facts(copy, tmp_path)
    assert facts["checksum"] == facts["checksum_computed"]


def test_a_changed_byte_breaks_the_signature(signed: tuple[Path, Path, Path], tmp_path: Path) -> None:
    """What is verified is the whole program."""
    copy, certificate, _unsigned = signed
    data = bytearray(copy.read_bytes())
    data[len(data) // 2] ^= 1
    changed = tmp_path / "changed.exe"
    changed.write_bytes(data)
    verify = ["osslsigncode", "verify", "-CAfile", str(certificate), "-in", str(changed)]
    assert subprocess.run(verify, capture_output=True, check=False).returncode != 0


def test_without_its_signature_it_is_the_build(signed: tuple[Path, Path, Path], tmp_path: Path) -> None:
    """Anybody can compare a signed program with a rebuild (the README tells how)."""
    copy, _certificate, unsigned = signed
    bare = tmp_path / "unsigned.exe"
    remove = ["osslsigncode", "remove-signature", "-in", str(copy), "-out", str(bare)]
    subprocess.run(remove, check=True, capture_output=True)
    assert bare.read_bytes() == unsigned.read_bytes()


def test_a_signed_program_still_runs(signed: tuple[Path, Path, Path], shop: WindowsPc) -> None:
    """It finds what is packed into it, although the signature now stands at the end of the file."""
    copy, _certificate, unsigned = signed
    if unsigned != EXE:
        shutil.copytree(FOLDER / "_internal", copy.parent / "_internal")
    done = shop.run("kb", "--json", "-", program=copy)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["causes"]


@pytest.mark.skipif(sys.platform != "win32", reason="driven under Wine by the other tests of this folder")
@pytest.mark.parametrize("program", PROGRAMS, ids=["file", "folder"])
def test_it_runs_on_windows(program: Path, tmp_path: Path) -> None:
    """Its own quick checks pass. They use no network."""
    result = tmp_path / "结果.json"
    command = [str(program), "--data-dir", str(tmp_path / "数据"), "selftest", "--json", str(result)]
    subprocess.run(command, check=True, timeout=120)
    assert json.loads(result.read_text(encoding="utf-8"))


def second_build() -> Path:
    """Return the exe of `dev.py exe --twice`, which was built beside this one; build it now if there is none."""
    again = building.TWICE / EXE.name
    if again.exists() and abs(again.stat().st_mtime - EXE.stat().st_mtime) < BUILT_TOGETHER_S:
        return again
    return building.build(EXE.stem, building.TWICE)


@pytest.mark.slow
def test_built_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same sources give the same bytes in another folder, one file and folder (after a change: build first)."""
    epoch_s = int(read_facts(EXE, tmp_path)["time_s"])
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(epoch_s))
    again = second_build()
    assert again.read_bytes() == EXE.read_bytes()
    building.write_companion(again.parent / EXE.stem)
    building.write_handbooks(again.parent / EXE.stem)
    building.write_lists(again.parent, EXE.stem)
    rebuilt = {path.relative_to(again.parent): path.read_bytes() for path in _files(again.parent / EXE.stem)}
    first = {path.relative_to(DIST): path.read_bytes() for path in _files(FOLDER)}
    assert sorted(rebuilt) == sorted(first)
    assert [str(name) for name in first if rebuilt[name] != first[name]] == []


def test_every_date_is_that_of_the_sources(zipped: list[zipfile.ZipInfo], tmp_path: Path) -> None:
    """The time in the program and in the zip is one, whatever the build took (zip counts in steps of 2 s)."""
    epoch_s = int(read_facts(EXE, tmp_path)["time_s"])
    date = datetime.fromtimestamp(epoch_s - epoch_s % 2, UTC).timetuple()[:6]
    assert zipped[0].date_time == date


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
