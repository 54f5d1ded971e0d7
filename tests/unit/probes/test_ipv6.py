"""The way over IPv6 beside IPv4: when it is tried, and what its silence says."""

import asyncio
from dataclasses import replace

import pytest

from gui.model.failure import Failure, Operation
from gui.model.observation import CheckReport, Observation, ProbeOutcome, Segment
from gui.model.targets import Targets
from gui.probes.context import AddressBook
from gui.probes.ipv6 import has_ipv6, tried_sites
from gui.probes.system import InterfaceAddress, SystemInfo
from gui.probes.system.linux_net import has_ipv6_default_route
from tests.unit.probes.scripted import ETHERNET, HEALTHY_PC, TARGETS, Script, ScriptedNet, ScriptedSystem, check

V6, LOCAL = "2001:db8::10", InterfaceAddress(address="fe80::1", prefix=64)
OWN = InterfaceAddress(address="2001:db8::50", prefix=64)
DUAL = replace(
    HEALTHY_PC, adapters=(replace(ETHERNET, addresses=(*ETHERNET.addresses, LOCAL, OWN)),), has_ipv6_route=True
)
BY_IPV6 = f"tcp_connect {V6}:443"
REJECT = "0" * 32 + " 00 " + "0" * 32 + " 00 " + "0" * 32 + " ffffffff 00000001 00000000 00200200       lo"
DEFAULT = "0" * 32 + " 00 " + "0" * 32 + " 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003 eth0"


def line(failure: Failure | None, *, by_ipv4: Failure | None = None, hosts: str = "test") -> Script:
    """Give hosts both kinds of address; connections over IPv6 end in `failure`."""

    def script(op: Operation, target: str, healthy: Observation) -> Observation:
        if op is Operation.GETADDRINFO and hosts in target:
            addresses = healthy.detail["addresses"]
            assert isinstance(addresses, list)
            return replace(healthy, detail={**healthy.detail, "addresses": [V6, *addresses]})
        if op is Operation.TCP_CONNECT and V6 in target:
            return replace(healthy, failure=failure)
        return replace(healthy, failure=by_ipv4) if op is Operation.TCP_CONNECT and "acq.test" in target else healthy

    return script


def run(script: Script, info: SystemInfo = DUAL, targets: Targets = TARGETS) -> tuple[CheckReport, ScriptedNet]:
    """Run the check."""
    net = ScriptedNet(script)
    return check(net, ScriptedSystem(info), targets), net


def test_ipv6_that_leads_nowhere() -> None:
    """Programs that try it first wait; the sites themselves are fine."""
    report, net = run(line(Failure.TCP_TIMEOUT))
    assert (report.verdict.segment, report.verdict.fault) == (Segment.ISP, "ipv6-broken")
    assert {probe.outcome for probe in report.probes} == {ProbeOutcome.FINE}
    assert net.asked.count(BY_IPV6) == 3, "two hosts of the provider and a control, each once"
    tried = [one for probe in report.probes for one in probe.observations if one.detail.get("ipv6")]
    assert {one.target for one in tried} == {"a.acq.test:443", "b.acq.test:443", "www.control.test:443"}


@pytest.mark.parametrize("failure", [None, Failure.NETWORK_UNREACHABLE, Failure.TCP_REFUSED])
def test_ipv6_that_costs_no_time(failure: Failure | None) -> None:
    """Programs connect, or fall back to IPv4 at once."""
    assert run(line(failure))[0].verdict.fault == "none"


def test_ipv6_of_a_host_that_is_away() -> None:
    """Over IPv4 it is not reached either: that is the host."""
    assert run(line(Failure.TCP_TIMEOUT, by_ipv4=Failure.TCP_TIMEOUT, hosts="acq"))[0].verdict.fault == "port-blocked"


@pytest.mark.parametrize(
    "info",
    [
        HEALTHY_PC,
        replace(DUAL, has_ipv6_route=None),
        replace(DUAL, has_ipv6_route=False),
        replace(HEALTHY_PC, has_ipv6_route=True),
        replace(DUAL, adapters=(replace(ETHERNET, addresses=(*ETHERNET.addresses, LOCAL)),)),
        replace(DUAL, adapters=(ETHERNET, replace(DUAL.adapters[0], is_running=False))),
    ],
)
def test_without_ipv6_no_packet(info: SystemInfo) -> None:
    """A global address on a running adapter and a route, or nothing is sent."""
    assert not has_ipv6(info)
    assert BY_IPV6 not in run(line(None), info)[1].asked


def test_unread_settings_and_hosts_without_ipv6() -> None:
    """Nothing is known, or there is nothing to try."""
    assert not has_ipv6(None)
    assert BY_IPV6 not in run(line(None, hosts="nobody"))[1].asked


def test_which_sites_are_tried() -> None:
    """One port of a host is enough; a control that is an endpoint too counts once."""
    assert tried_sites(TARGETS) == (*TARGETS.endpoints[:2], TARGETS.controls[0])
    same = replace(TARGETS, controls=(replace(TARGETS.controls[0], host="a.acq.test"),))
    assert tried_sites(same) == TARGETS.endpoints[:2]
    assert tried_sites(Targets()) == ()


def test_addresses_of_a_host() -> None:
    """IPv4 is what the check itself uses; a host with IPv6 alone is tested over it as it is."""

    async def main() -> tuple[list[str | None], str]:
        book = AddressBook(["both", "six", "four"])
        book.put("system", "both", [V6, "203.0.113.10"])
        book.put("system", "six", [V6])
        book.put("system", "four", ["203.0.113.10"])
        found = await book.find("both")
        assert found is not None
        return [await book.find_ipv6(host) for host in ("both", "six", "four", "203.0.113.10")], found.address

    assert asyncio.run(main()) == ([V6, None, None, None], "203.0.113.10")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [([REJECT, DEFAULT], True), ([REJECT], False), ([DEFAULT.replace(" 00 ", " 40 ", 1)], False), ([], False)],
)
def test_default_routes_of_linux(lines: list[str], expected: bool) -> None:
    """The kernel lists a "no way" too."""
    assert has_ipv6_default_route(lines) is expected
