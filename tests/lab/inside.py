"""The inside of the lab: runs as process 1 of private user, network, mount and process namespaces.

Builds the shop network of the domain list, breaks it as a case says, and runs commands in it:

    pc 192.168.1.50 -- gw br0 192.168.1.1 [dnsmasq, masquerade] wan 100.64.0.2 -- isp 100.64.0.1 [dnsmasq 100.64.0.53]
       -- net 203.0.113.10 .11 (acquirer A, B: 443 TLS, 6000 plain), .20 (control: 443 TLS), .80 (HTTP 204, NTP),
          .81 (Windows' test page), 198.51.100.53 (public DNS)

Started by `tests.lab.world`, never by hand: outside of new namespaces it would configure the machine itself, so it
refuses to.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.lab import cases
from tests.lab.authority import CONTROL_HOST, HOSTS
from tests.lab.servers import Config

NAMESPACES = ("pc", "gw", "isp", "net")
ACQUIRER = ("203.0.113.10", "203.0.113.11")
CONTROL, PORTAL, PUBLIC_DNS, ISP_DNS = "203.0.113.20", "203.0.113.80", "198.51.100.53", "100.64.0.53"
NCSI_HOST, NCSI = "www.msftconnecttest.com", "203.0.113.81"
#: A public name that rightly leads to a device in the shop.
READER_HOST, READER = "reader.acquirer.test", "192.168.1.60"
GATEWAY, PC = "192.168.1.1", "192.168.1.50"
RECORDS = {
    HOSTS[0]: ACQUIRER[0],
    HOSTS[1]: ACQUIRER[1],
    CONTROL_HOST: CONTROL,
    "portal1.test": PORTAL,
    NCSI_HOST: NCSI,
    READER_HOST: READER,
    "time.test": PORTAL,
}

_LINKS = """\
link add eth0 netns pc type veth peer name p1 netns gw
link add wan netns gw type veth peer name c1 netns isp
link add n1 netns isp type veth peer name s1 netns net
"""
#: The router keeps its hardware address: by itself a bridge takes another when a device is plugged in.
_ADDRESSES = {
    "pc": "link set eth0 up\naddr add 192.168.1.50/24 dev eth0\nroute add default via 192.168.1.1\n",
    "gw": (
        "link add br0 address 02:00:00:00:00:01 type bridge\nlink set p1 master br0\n"
        "link set br0 up\nlink set p1 up\nlink set wan up\n"
        "addr add 192.168.1.1/24 dev br0\naddr add 100.64.0.2/24 dev wan\nroute add default via 100.64.0.1\n"
    ),
    "isp": (
        "link set c1 up\nlink set n1 up\naddr add 100.64.0.1/24 dev c1\naddr add 100.64.0.53/24 dev c1\n"
        "addr add 203.0.113.1/24 dev n1\naddr add 198.51.100.1/24 dev n1\n"
    ),
    "net": (
        "link set s1 up\naddr add 203.0.113.10/24 dev s1\naddr add 203.0.113.11/24 dev s1\n"
        "addr add 203.0.113.20/24 dev s1\naddr add 203.0.113.80/24 dev s1\n"
        "addr add 203.0.113.81/24 dev s1\naddr add 198.51.100.53/24 dev s1\n"
        "route add default via 203.0.113.1\n"
    ),
}


class World:
    """The shop network. Cases break it through these methods."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.records = RECORDS
        self._servers: dict[str, subprocess.Popen[str]] = {}
        self._resolvers: dict[str, subprocess.Popen[str]] = {}
        self._programs: list[subprocess.Popen[bytes]] = []

    def build(self) -> None:
        """Make the namespaces, links, addresses, filters and servers."""
        _must_be_private()
        self._mount()
        for name in NAMESPACES:
            _call(["ip", "netns", "add", name])
        _call(["ip", "-batch", "-"], _LINKS)
        for name, lines in _ADDRESSES.items():
            _call(["ip", "-n", name, "-batch", "-"], "link set lo up\n" + lines)
        for name in ("gw", "isp"):
            self.sh(name, "echo 1 > /proc/sys/net/ipv4/ip_forward")
        self.chain("gw", "ip n", "nat hook postrouting priority 100", "oifname wan masquerade")
        self.forwarder("gw", GATEWAY, ISP_DNS)
        self.resolver("isp", ISP_DNS)
        self.resolver("net", PUBLIC_DNS)
        self.serve_net()
        self.sh(
            "pc", f"for i in 1 2 3 4 5; do ping -q -c1 -W1 {ACQUIRER[0]} > {self.folder}/ping && exit; done; exit 1"
        )

    def _mount(self) -> None:
        """Hide the machine's /run, so that no namespace leaks, and put our name settings over its own."""
        _call(["mount", "-t", "tmpfs", "tmpfs", "/run"])
        Path("/run/netns").mkdir()
        self.write("resolv.conf", f"nameserver {GATEWAY}\n")
        self.write("hosts", "127.0.0.1 localhost\n")
        for name in ("resolv.conf", "hosts"):
            _call(["mount", "--bind", str(self.folder / name), f"/etc/{name}"])

    def write(self, name: str, text: str) -> None:
        """Write `resolv.conf` or `hosts` of every namespace (in place: it is mounted)."""
        (self.folder / name).write_text(text, encoding="ascii")

    def sh(self, namespace: str, script: str) -> str:
        """Run a shell script in a namespace and return what it prints. Raises CalledProcessError."""
        return _call([*_enter(namespace), "sh", "-ec", script])

    def ip(self, namespace: str, *commands: str) -> None:
        """Run `ip` commands in a namespace."""
        _call(["ip", "-n", namespace, "-batch", "-"], "\n".join(commands) + "\n")

    def chain(self, namespace: str, table: str, hook: str, *rules: str) -> None:
        """Add an nft table with one chain."""
        lines = [f"table {table} {{", "chain c {", f"type {hook};", *rules, "}", "}"]
        _call([*_enter(namespace), "nft", "-f", "-"], "\n".join(lines) + "\n")

    def drop(self, namespace: str, *rules: str, hook: str = "forward") -> None:
        """Add filter rules in front of what passes (`rules` with their verdict, mostly `... drop`)."""
        self.chain(namespace, f"inet f_{hook}", f"filter hook {hook} priority -10", *rules)

    def redirect(self, namespace: str, *rules: str) -> None:
        """Add destination NAT rules."""
        self.chain(namespace, "ip d", "nat hook prerouting priority -100", *rules)

    def forwarder(self, namespace: str, address: str, upstream: str, *more: str) -> None:
        """Start a DNS forwarder as a home router has it."""
        self.dnsmasq(namespace, address, f"--server={upstream}", *more)

    def resolver(self, namespace: str, address: str, *more: str) -> None:
        """Start a DNS server that knows the lab's names and says NXDOMAIN to all others."""
        records = [f"--host-record={name},{target}" for name, target in RECORDS.items()]
        self.dnsmasq(namespace, address, "--local=/#/", *records, *more)

    def dnsmasq(self, namespace: str, address: str, *options: str) -> None:
        """Start dnsmasq. In debug mode it needs no second group, which a namespace without rights does not have."""
        argv = [*_enter(namespace), "dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--no-resolv", "--no-hosts"]
        argv += ["--bind-interfaces", f"--listen-address={address}", *options]
        process = subprocess.Popen(argv, stderr=subprocess.PIPE, text=True)
        assert process.stderr is not None
        said: list[str] = []
        for line in process.stderr:
            if "started, version" in line:
                break
            said.append(line)
        else:
            raise SystemExit(f"dnsmasq did not start at {address}: {''.join(said)}")
        self._resolvers[address] = process

    def program(self, namespace: str, module: str, *arguments: str) -> None:
        """Start a module of `tests.lab` that says `ready`; it ends with the world."""
        argv = [*_enter(namespace), sys.executable, "-m", f"tests.lab.{module}", *arguments]
        process = subprocess.Popen(argv, stdout=subprocess.PIPE)
        assert process.stdout is not None
        if process.stdout.readline() != b"ready\n":
            raise SystemExit(f"{module} did not start in {namespace}")
        self._programs.append(process)

    def add_namespace(self, name: str) -> None:
        """Make another host of the network."""
        _call(["ip", "netns", "add", name])

    def stop_dns(self, address: str) -> None:
        """Kill the DNS server at an address."""
        process = self._resolvers.pop(address)
        process.kill()
        process.wait()

    def serve_net(
        self, certificate: str = "good", certificate_b: str = "", shift_s: float = 0.0, *, only_tls13: bool = False
    ) -> None:
        """(Re)start the acquirer's, the control and the portal servers in `net`."""
        self.serve(
            "net",
            {
                "tls": [
                    (ACQUIRER[0], 443, self.pem(certificate)),
                    (ACQUIRER[1], 443, self.pem(certificate_b or certificate)),
                    (CONTROL, 443, self.pem("future" if certificate == "future" else "good")),
                ],
                "plain": [(address, 6000) for address in ACQUIRER],
                "http": [(PORTAL, 80, "204"), (NCSI, 80, "ncsi")],
                "ntp": [PORTAL],
                "shift_s": shift_s,
                "only_tls13": only_tls13,
            },
        )

    def serve(self, namespace: str, config: Config) -> None:
        """(Re)start the servers of a namespace."""
        if namespace in self._servers:
            old = self._servers.pop(namespace)
            old.kill()
            old.wait()
        argv = [*_enter(namespace), sys.executable, "-m", "tests.lab.servers", json.dumps(config)]
        process = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        self._servers[namespace] = process

    def add_device(self, namespace: str, address: str, mac: str) -> None:
        """Plug a device into the shop's switch."""
        _call(["ip", "netns", "add", namespace])
        _call(["ip", "-batch", "-"], f"link add eth0 netns {namespace} type veth peer name to-{namespace} netns gw\n")
        self.ip("gw", f"link set to-{namespace} master br0 up")
        self.ip(namespace, "link set lo up", f"link set eth0 address {mac} up", f"addr add {address}/24 dev eth0")

    def pem(self, name: str) -> str:
        """Return the file of a certificate."""
        return str(self.folder / f"{name}.pem")

    def run(self, argv: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        """Run a command on the shop's PC."""
        return subprocess.run([*_enter("pc"), *argv], text=True, check=False, **options)

    def start(self, argv: list[str], **options: Any) -> None:
        """Start a program on the shop's PC. Its output is a pipe: a file breaks Windows programs under Wine 8.0."""
        shell = ["sh", "-c", '"$@" </dev/null 2>&1 | cat >/dev/null', "start", *_enter("pc"), *argv]
        self._programs.append(subprocess.Popen(shell, **options))


def _must_be_private() -> None:
    if os.getpid() != 1 or Path("/run/netns").exists():
        raise SystemExit("tests.lab.inside must be started by tests.lab.world, in namespaces of its own")


def _enter(namespace: str) -> list[str]:
    return ["nsenter", f"--net=/run/netns/{namespace}"]


def _call(argv: list[str], text: str | None = None) -> str:
    done = subprocess.run(argv, input=text, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(argv)}: {done.stderr.strip() or done.returncode}\n{text or ''}")
    return done.stdout


def _answer(world: World, request: dict[str, Any]) -> dict[str, Any]:
    """Do what one line of the outside asks."""
    match request["do"]:
        case "apply":
            cases.by_id(request["case"]).break_it(world)
            return {}
        case "sh":
            return {"stdout": world.sh(request["namespace"], request["script"])}
        case "run":
            return _run(world, request)
        case "start":
            world.start(request["argv"], env={**os.environ, **request["env"]}, cwd=request["cwd"])
            return {}
    raise ValueError(request["do"])


def _run(world: World, request: dict[str, Any]) -> dict[str, Any]:
    environment = {**os.environ, **request["env"]}
    try:
        done = world.run(
            request["argv"], capture_output=True, env=environment, cwd=request["cwd"], timeout=request["timeout_s"]
        )
    except subprocess.TimeoutExpired as late:
        return {"returncode": -1, "stdout": "", "stderr": f"no end after {late.timeout} s"}
    return {"returncode": done.returncode, "stdout": done.stdout, "stderr": done.stderr}


def main() -> int:
    """Build the world; then run one command (`FOLDER CASE COMMAND...`) or serve requests from standard input."""
    folder, *command = sys.argv[1:]
    world = World(Path(folder))
    world.build()
    if command:
        cases.by_id(command[0]).break_it(world)
        return world.run(command[1:]).returncode
    sys.stdout.write('{"ready": true}\n')
    sys.stdout.flush()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_answer(world, json.loads(line))) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
