"""File systems of a test's own: small, or made read-only by its script. Real ones, in a mount namespace."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _can_unshare() -> bool:
    try:
        return subprocess.run(["unshare", "-rm", "true"], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


needs_mounts = pytest.mark.skipif(not _can_unshare(), reason="needs unprivileged mount namespaces")


def on_a_disk_of(size: str, script: str, folder: Path) -> str:
    """Run a script with a file system of its own as its only argument; return what it printed."""
    mount = f'mount -t tmpfs -o size={size} tmpfs "{folder}" && exec "$0" -c "$1" "{folder}"'
    command = ["unshare", "-rm", "sh", "-c", mount, sys.executable, script]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout
