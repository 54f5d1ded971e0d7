"""Signs an exe (Authenticode, SHA-256): `python build/sign.py EXE CERTIFICATE KEY [--timestamp URL]`.

On Linux with osslsigncode (certificate and key in PEM files), on Windows with signtool (CERTIFICATE is a PFX file, KEY
its password's environment variable). A timestamp keeps the signature valid after the certificate's end; it needs the
network, so it is asked for by name.

A signed exe without its signature is byte for byte the unsigned build. Anybody can compare it with a rebuild:

    osslsigncode remove-signature -in POSCheckup.exe -out unsigned.exe
    sha256sum unsigned.exe dist/POSCheckup.exe
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

DESCRIPTION = "POSCheckup"


def sign(exe: Path, certificate: Path, key: str, timestamp_url: str | None = None) -> None:
    """Sign the file in place. Raises CalledProcessError when the signing program refuses."""
    if sys.platform == "win32":
        _run(signtool_command(exe, certificate, os.environ[key], timestamp_url))
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


def signtool_command(exe: Path, certificate: Path, password: str, timestamp_url: str | None) -> list[str]:
    """Return the command for Windows (Windows SDK)."""
    stamp = ["/tr", timestamp_url, "/td", "sha256"] if timestamp_url else []
    who = ["/f", str(certificate), "/p", password, "/d", DESCRIPTION]
    return ["signtool", "sign", "/fd", "sha256", *who, *stamp, str(exe)]


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def main() -> int:
    """Sign what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("exe", type=Path)
    parser.add_argument("certificate", type=Path)
    parser.add_argument("key", help="Linux: the key's PEM file; Windows: the variable that holds the PFX password")
    parser.add_argument("--timestamp", metavar="URL", default=None)
    options = parser.parse_args()
    sign(options.exe, options.certificate, options.key, options.timestamp)
    return 0


if __name__ == "__main__":
    sys.exit(main())
