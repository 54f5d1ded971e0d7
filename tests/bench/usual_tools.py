"""The usual tools for the facts that one connectivity run gathers, one after another, as a technician runs them."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

from gui.model.targets import Targets
from gui.probes.plan import host_names
from tests.lab.inside import GATEWAY
from tests.lab.world import Lab

#: Tool and its Debian package.
PACKAGES = {
    "ping": "iputils-ping",
    "dig": "bind9-dnsutils",
    "curl": "curl",
    "openssl": "openssl",
    "ntpdig": "ntpsec-ntpdig",
    "mtr": "mtr-tiny",
}
#: Loss is called on 20 packets (domain list); ping sends one in a second.
PINGS, MTR_CYCLES = 20, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolTime:
    """What all calls of a tool took together."""

    tool: str
    calls: int
    seconds: float


def missing_tools() -> dict[str, str]:
    """Return the tools that are not installed, with their packages."""
    return {tool: package for tool, package in PACKAGES.items() if shutil.which(tool) is None}


def commands(targets: Targets) -> tuple[tuple[str, ...], ...]:
    """Return the command lines: loss, the way, names, pages, certificates, the time."""
    hosts, resolver = host_names(targets), targets.resolvers[0].address
    sites = [(site.host, site.port, site.tls) for site in targets.controls]
    sites += [(site.host, site.port, site.tls) for site in targets.endpoints]
    tls = [(host, f"{host}:{port}") for host, port, is_encrypted in sites if is_encrypted]
    trust = ("--cacert", targets.ca_file) if targets.ca_file else ()
    ca_file = ("-CAfile", targets.ca_file) if targets.ca_file else ()
    quiet = ("curl", "--silent", "--output", "/dev/null", "--max-time", "10")
    return (
        *(("ping", "-q", "-c", str(PINGS), address) for address in (GATEWAY, targets.endpoints[0].host)),
        ("mtr", "--report", "--no-dns", "--report-cycles", str(MTR_CYCLES), targets.endpoints[0].host),
        *(
            ("dig", f"@{server}", name, kind)
            for name in hosts
            for server in (GATEWAY, resolver)
            for kind in ("A", "AAAA")
        ),
        *((*quiet, page.url) for page in targets.portals),
        *((*quiet, *trust, "--connect-only", f"https://{place}/") for _host, place in tls),
        *(("openssl", "s_client", "-connect", place, "-servername", host, *ca_file) for host, place in tls),
        *(("ntpdig", server.host) for server in targets.ntp),
    )


def run_tools(lab: Lab, lines: Sequence[Sequence[str]]) -> tuple[ToolTime, ...]:
    """Run command lines one after another on the PC; tools that are not installed are left out."""
    missing, seconds, calls = missing_tools(), dict[str, float](), dict[str, int]()
    for line in lines:
        tool = line[0]
        if tool in missing:
            continue
        began_s = monotonic()
        lab.run(["sh", "-c", 'exec "$@" </dev/null', "tool", *line], timeout_s=120)
        seconds[tool] = seconds.get(tool, 0.0) + monotonic() - began_s
        calls[tool] = calls.get(tool, 0) + 1
    return tuple(ToolTime(tool=tool, calls=calls[tool], seconds=seconds[tool]) for tool in seconds)
