"""The lab seen from outside: a shop network in namespaces of its own, without administrator rights.

In a test:

    with Lab() as lab:
        lab.apply("captive-portal")
        done = lab.run([sys.executable, "-m", "gui", "check", "--targets", str(lab.targets_file), "--json", "-"])

`run` starts a command on the shop's PC (network namespace `pc`; its files are this machine's, its name servers and
hosts file the lab's) and returns what it printed. From a shell, one command in one case:

    python -m tests.lab.world CASE -- COMMAND...      (the words {targets} in COMMAND become the targets file)

Every world is new and healthy, takes about a second to build, and ends with its process tree: the namespaces, servers
and files are gone whatever happened. `missing_for_lab()` says what this machine lacks. The cases are in `cases.py`, the
network in `inside.py`.
"""

import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.lab import cases
from tests.lab.authority import CONTROL_HOST, HOSTS, write_certificates

ROOT = Path(__file__).resolve().parents[2]
#: User, network, mount and process namespaces; the child dies with its parent, and with it the whole tree.
_UNSHARE = ("unshare", "--map-root-user", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")
_TOOLS = ("unshare", "nsenter", "ip", "nft", "dnsmasq")

TARGETS = """\
{root_as} = "{ca_file}"

[[portal]]
url = "http://portal1.test/generate_204"
status = 204
body = ""

[[portal]]
url = "http://www.msftconnecttest.com/connecttest.txt"
status = 200
body = "Microsoft Connect Test"

[[resolver]]
address = "198.51.100.53"

[[ntp]]
host = "time.test"

[[control]]
host = "{control}"
port = 443
tls = true
closed_port = 9

[[endpoint]]
provider = "{provider}"
name = "A"
host = "{a}"
port = 443
tls = true

[[endpoint]]
provider = "{provider}"
name = "B"
host = "{b}"
port = 443
tls = true

[[endpoint]]
provider = "{provider}"
name = "A, terminals"
host = "{a}"
port = 6000
tls = false

[[private_name]]
host = "reader.acquirer.test"
address = "192.168.1.60"
"""


@functools.cache
def missing_for_lab() -> str | None:
    """Return why the lab cannot run here, or None when it can."""
    if sys.platform != "linux":
        return "the lab needs Linux network namespaces"
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    for tool in _TOOLS:
        if shutil.which(tool, path=path) is None:
            return f"the lab needs the program {tool}"
    script = "mount -t tmpfs tmpfs /run && mkdir /run/netns && ip netns add x && nft add table inet x"
    done = subprocess.run(
        [*_UNSHARE, "sh", "-c", script], capture_output=True, text=True, check=False, env={**os.environ, "PATH": path}
    )
    return f"no unprivileged namespaces here: {done.stderr.strip()}" if done.returncode else None


class Lab:
    """One shop network. A context manager: inside it the network lives, after it nothing of it is left."""

    def __init__(self, provider: str = "lakala") -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="lab-")
        self.folder = Path(self._folder.name)
        self.targets_file = self.folder / "targets.toml"
        self.ca_file = self.folder / "ca.pem"
        write_certificates(self.folder)
        self.write_targets(provider)

    def write_targets(
        self, provider: str = "lakala", leave_out: Sequence[str] = (), *, root_as: str = "ca_file"
    ) -> None:
        """Write the targets file, without the tables in `leave_out`; `root_as`: the key that names the lab's root."""
        names = {"control": CONTROL_HOST, "provider": provider, "a": HOSTS[0], "b": HOSTS[1]}
        text = TARGETS.format(root_as=root_as, ca_file=self.ca_file, **names)
        tables = [part for part in text.split("\n\n") if not any(part.startswith(f"[[{name}]]") for name in leave_out)]
        self.targets_file.write_text("\n\n".join(tables), encoding="utf-8")

    def __enter__(self) -> Self:
        argv = [*_UNSHARE, sys.executable, "-m", "tests.lab.inside", str(self.folder)]
        self._process = subprocess.Popen(
            argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=_environment()
        )
        try:
            self._read()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()
        self._folder.cleanup()

    def apply(self, case_id: str) -> None:
        """Break the network as the case says, or the targets file."""
        self._write_special_targets(case_id)
        self._ask({"do": "apply", "case": case_id})

    def _write_special_targets(self, case_id: str) -> None:
        if (root_as := cases.by_id(case_id).root_as) is not None:
            self.write_targets(root_as=root_as)

    def sh(self, namespace: str, script: str) -> str:
        """Run a shell script in a namespace (pc, gw, isp, net) and return what it prints."""
        return str(self._ask({"do": "sh", "namespace": namespace, "script": script})["stdout"])

    def run(
        self, argv: Sequence[str], *, timeout_s: float = 60.0, env: Mapping[str, str] | None = None, cwd: Path = ROOT
    ) -> subprocess.CompletedProcess[str]:
        """Run a command on the shop's PC. Exit status -1: it did not end in time."""
        request = {"do": "run", "argv": list(argv), "env": dict(env or {}), "cwd": str(cwd), "timeout_s": timeout_s}
        answer = self._ask(request)
        return subprocess.CompletedProcess(argv, answer["returncode"], answer["stdout"], answer["stderr"])

    def start(self, argv: Sequence[str], *, env: Mapping[str, str] | None = None, cwd: Path = ROOT) -> None:
        """Start a program on the shop's PC and leave it to itself; it ends with the lab."""
        self._ask({"do": "start", "argv": list(argv), "env": dict(env or {}), "cwd": str(cwd)})

    def _ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the lab ended; what it said stands above")
        answer: dict[str, Any] = json.loads(line)
        return answer


def _environment() -> dict[str, str]:
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "POSCHECKUP_LAB": "1"}


def main() -> int:
    """Build a world, apply a case, run a command on the shop's PC, and return its exit status."""
    case_id, separator, *command = sys.argv[1:]
    if separator != "--" or not command:
        raise SystemExit("usage: python -m tests.lab.world CASE -- COMMAND...")
    lab = Lab()
    lab._write_special_targets(case_id)
    command = [word.replace("{targets}", str(lab.targets_file)) for word in command]
    argv = [*_UNSHARE, sys.executable, "-m", "tests.lab.inside", str(lab.folder), case_id, *command]
    with lab._folder:
        return subprocess.run(argv, cwd=ROOT, env=_environment(), check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
