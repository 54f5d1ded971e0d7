"""Signs an exe (Authenticode, SHA-256): `python build/dev.py sign WHAT CERTIFICATE KEY [--timestamp URL]`.

WHAT is one exe, or the folder `dist`: then both programs in it are signed, and list, zip and SHA256SUMS made anew. On
Linux with osslsigncode (certificate and key in PEM files), on Windows with signtool: there CERTIFICATE is a PFX file,
or `env:NAME` for an environment variable that holds one in base64, and KEY names the variable with its password. A
timestamp keeps the signature valid after the certificate's end; it needs the network, so it is asked for by name.

A signed exe without its signature is byte for byte the unsigned build. Anybody can compare it with a rebuild:

    osslsigncode remove-signature -in POSCheckup.exe -out unsigned.exe
    sha256sum unsigned.exe dist/POSCheckup.exe
"""

import argparse
import base64
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

DESCRIPTION = "POSCheckup"
_FROM_ENVIRONMENT = "env:"
#: Where the Windows SDK puts signtool, which is not on PATH; the newest of its versions is taken.
_WINDOWS_KITS = Path("C:/Program Files (x86)/Windows Kits/10/bin")


def sign(exe: Path, certificate: Path, key: str, timestamp_url: str | None = None) -> None:
    """Sign the file in place. Raises CalledProcessError when the signing program refuses."""
    if sys.platform == "win32":
        _run([find_signtool(), *signtool_arguments(exe, certificate, os.environ[key], timestamp_url)])
        return
    signed = exe.with_suffix(".signed")
    signed.unlink(missing_ok=True)
    _run(osslsigncode_command(exe, signed, certificate, key, timestamp_url))
    signed.chmod(exe.stat().st_mode)
    signed.replace(exe)


def osslsigncode_command(exe: Path, signed: Path, certificate: Path, key: str, timestamp_url: str | None) -> list[str]:
    """Return the command for Linux."""
    stamp = ["-ts", timestamp_url] if timestamp_url else []
    who = ["-certs", str(certificate), "-key", key, "-n", DESCRIPTION]
    return ["osslsigncode", "sign", "-h", "sha256", *who, *stamp, "-in", str(exe), "-out", str(signed)]


def signtool_arguments(exe: Path, certificate: Path, password: str, timestamp_url: str | None) -> list[str]:
    """Return what follows `signtool` on Windows."""
    stamp = ["/tr", timestamp_url, "/td", "sha256"] if timestamp_url else []
    who = ["/f", str(certificate), "/p", password, "/d", DESCRIPTION]
    return ["sign", "/fd", "sha256", *who, *stamp, str(exe)]


def find_signtool(kits: Path = _WINDOWS_KITS) -> str:
    """Return the signing program of the Windows SDK. Raises FileNotFoundError."""
    if on_path := shutil.which("signtool"):
        return on_path
    found = sorted(kits.glob("10.*/x64/signtool.exe"), key=lambda path: _numbers(path.parts[-3]))
    if not found:
        raise FileNotFoundError(f"no signtool.exe on PATH and none in {kits}: install the Windows SDK")
    return str(found[-1])


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".") if part.isdigit()]


@contextlib.contextmanager
def certificate_file(given: str) -> Iterator[Path]:
    """Give the certificate's file; one from the environment is on the disk no longer than the signing takes."""
    if not given.startswith(_FROM_ENVIRONMENT):
        yield Path(given)
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "certificate.pfx"
        file.touch(mode=0o600)
        file.write_bytes(base64.b64decode(os.environ[given.removeprefix(_FROM_ENVIRONMENT)]))
        yield file


def sign_release(dist: Path, certificate: Path, key: str, timestamp_url: str | None = None) -> None:
    """Sign both programs in `dist`, and renew what was made of them: the list of what is inside, zip and checksums."""
    import exe  # noqa: PLC0415 (beside this file; one exe alone is signed without it)

    program = "POSCheckup"
    for file in (dist / f"{program}.exe", dist / program / f"{program}.exe"):
        sign(file, certificate, key, timestamp_url)
    exe.write_lists(dist, program)
    exe.write_zip(dist / program, dist / f"{program}-win64.zip", exe.source_date_epoch_s())
    listed = (dist / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    exe.write_sums(dist, [line.split("  ", 1)[1] for line in listed])


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def main() -> int:
    """Sign what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", type=Path, help="an exe, or the folder dist")
    parser.add_argument("certificate", help="Linux: PEM file; Windows: PFX file, or env:NAME of a variable with one")
    parser.add_argument("key", help="Linux: the key's PEM file; Windows: the variable that holds the PFX password")
    parser.add_argument("--timestamp", metavar="URL", default=None)
    options = parser.parse_args()
    do = sign_release if options.what.is_dir() else sign
    with certificate_file(options.certificate) as certificate:
        do(options.what, certificate, options.key, options.timestamp)
    return 0


if __name__ == "__main__":
    sys.exit(main())
