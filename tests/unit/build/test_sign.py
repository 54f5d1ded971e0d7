"""Signing: the words for the signing programs, where a certificate comes from, and what a signed release renews."""

import base64
import importlib.util
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[3]
PFX = b"\x30\x82 a certificate"


@pytest.fixture
def sign() -> ModuleType:
    """Return build/sign.py as a module (the folder is no package, on purpose)."""
    spec = importlib.util.spec_from_file_location("sign", ROOT / "build" / "sign.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_both_programs_hash_by_sha256(sign: ModuleType) -> None:
    """SHA-1 signatures are worth nothing today, and a timestamp is only asked for by name."""
    linux = sign.osslsigncode_command(Path("a.exe"), Path("b.exe"), Path("c.pem"), "k.pem", None)
    assert linux[linux.index("-h") + 1] == "sha256"
    assert "-ts" not in linux
    windows = sign.signtool_arguments(Path("a.exe"), Path("c.pfx"), "secret", "http://time.test")
    assert windows[windows.index("/fd") + 1] == windows[windows.index("/td") + 1] == "sha256"
    assert windows[-1] == "a.exe"


def test_a_certificate_from_the_environment_leaves_the_disk(sign: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a file while the signing lasts, and gone afterwards, also when that fails."""
    monkeypatch.setenv("PFX", base64.b64encode(PFX).decode("ascii"))
    seen: list[Path] = []

    def refuse() -> None:
        with sign.certificate_file("env:PFX") as file:
            seen.append(file)
            assert file.read_bytes() == PFX
            raise RuntimeError("refused")

    with pytest.raises(RuntimeError, match="refused"):
        refuse()
    assert not seen[0].exists()


def test_a_certificate_file_stays(sign: ModuleType, tmp_path: Path) -> None:
    """A file of the user's is his."""
    (tmp_path / "mine.pfx").write_bytes(PFX)
    with sign.certificate_file(str(tmp_path / "mine.pfx")) as file:
        assert file == tmp_path / "mine.pfx"
    assert file.read_bytes() == PFX


def test_the_newest_signtool_is_taken(sign: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Versions are compared as numbers; without any, the text says what to install."""
    monkeypatch.setattr(sign.shutil, "which", lambda _name: None)
    with pytest.raises(FileNotFoundError, match="Windows SDK"):
        sign.find_signtool(tmp_path)
    for version in ("10.0.9600.0", "10.0.26100.0", "10.0.22621.0"):
        (tmp_path / version / "x64").mkdir(parents=True)
        (tmp_path / version / "x64" / "signtool.exe").touch()
    assert sign.find_signtool(tmp_path) == str(tmp_path / "10.0.26100.0" / "x64" / "signtool.exe")


def test_a_signed_release_fits_together(sign: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both programs are signed, list and zip are of the signed one, and the checksums of what is there now."""
    import exe  # noqa: PLC0415 (the script of the build folder)

    (tmp_path / "POSCheckup").mkdir()
    for name in ("POSCheckup.exe", "POSCheckup/POSCheckup.exe", "先看这里-README.html"):
        (tmp_path / name).write_bytes(b"built")
    exe.write_sums(tmp_path, ["POSCheckup.exe", "先看这里-README.html"])
    before = (tmp_path / "SHA256SUMS").read_text(encoding="utf-8")
    monkeypatch.setattr(sign, "sign", lambda file, *_how: file.write_bytes(b"signed"))
    listed: list[bytes] = []
    monkeypatch.setattr(
        exe, "write_lists", lambda dist, name: listed.append((dist / name / "POSCheckup.exe").read_bytes())
    )
    sign.sign_release(tmp_path, Path("c.pfx"), "KEY")
    with zipfile.ZipFile(tmp_path / "POSCheckup-win64.zip") as archive:
        assert archive.read("POSCheckup/POSCheckup.exe") == b"signed"
    assert listed == [b"signed"]
    after = (tmp_path / "SHA256SUMS").read_text(encoding="utf-8")
    assert [line[66:] for line in after.splitlines()] == [line[66:] for line in before.splitlines()]
    assert after.splitlines()[0] != before.splitlines()[0]
    assert after.splitlines()[1] == before.splitlines()[1]


@pytest.mark.skipif(sys.platform == "win32", reason="signs with osslsigncode")
def test_a_refused_signature_leaves_the_exe_alone(sign: ModuleType, tmp_path: Path) -> None:
    """What is no program cannot be signed; nothing is replaced."""
    (tmp_path / "no.exe").write_bytes(b"no program")
    with pytest.raises((sign.subprocess.CalledProcessError, FileNotFoundError)):
        sign.sign(tmp_path / "no.exe", tmp_path / "none.pem", "none.pem")
    assert (tmp_path / "no.exe").read_bytes() == b"no program"
