"""The cases of the lab, one per row of the domain list (`network_faults.md`): how to break the world, what must follow.

`break_it` gets the healthy world of `tests.lab.inside`. Expected remarks are those that must be there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gui.model.observation import Segment

if TYPE_CHECKING:
    from tests.lab.inside import World

FIVE_YEARS_S = 5 * 365 * 86400.0
LANDING = "100.64.0.99"
LANDING_PAGE = "http://login.portal.test/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A row: its number, how to break the world, and the verdict."""

    id: str
    row: str
    break_it: Callable[[World], None]
    segment: Segment
    fault: str
    remarks: tuple[str, ...] = ()


def healthy(world: World) -> None:
    """Nothing is wrong."""


def icmp_blocked(world: World) -> None:
    """The router drops every ping."""
    for hook in ("forward", "input"):
        world.drop("gw", "ip protocol icmp drop", hook=hook)


def gateway_silent(world: World) -> None:
    """The router answers no ping itself and forwards everything."""
    world.drop("gw", "icmp type echo-request drop", hook="input")


def public_dns_blocked(world: World) -> None:
    """Only the ISP's resolver may be asked."""
    world.drop("isp", "ip daddr 198.51.100.53 udp dport 53 drop")


def http_blocked(world: World) -> None:
    """Port 80 is closed, everything else is fine."""
    world.drop("isp", "tcp dport 80 drop")


def ntp_blocked(world: World) -> None:
    """UDP 123 is closed; the clock is right."""
    world.drop("isp", "udp dport 123 drop")


def nxdomain_wildcard(world: World) -> None:
    """The ISP answers for names that do not exist; real names are right."""
    world.stop_dns("100.64.0.53")
    world.resolver("isp", "100.64.0.53", f"--address=/#/{LANDING}")


def one_host_down(world: World) -> None:
    """Host B of the acquirer is away."""
    world.ip("net", "addr del 203.0.113.11/24 dev s1")


def no_carrier(world: World) -> None:
    """The cable is unplugged."""
    world.ip("gw", "link set p1 down")


def no_lease(world: World) -> None:
    """The PC gave itself an address."""
    world.ip("pc", "addr flush dev eth0", "addr add 169.254.23.9/16 dev eth0")


def wrong_gateway(world: World) -> None:
    """The PC's default route leads to an address that nobody has."""
    world.ip("pc", "route replace default via 192.168.1.254")


def netmask_too_wide(world: World) -> None:
    """The PC thinks that the whole internet is on its own LAN."""
    world.ip(
        "pc", "addr flush dev eth0", "addr add 192.168.1.50/4 dev eth0", "route add default via 192.168.1.1 dev eth0",
        "route add 203.0.113.0/24 dev eth0",
    )  # fmt: skip


def hosts_override(world: World) -> None:
    """The hosts file leads the acquirer's names to an address that nobody has."""
    world.write("hosts", "127.0.0.1 localhost\n203.0.113.99 a.acquirer.test b.acquirer.test\n")


def wifi_loss(world: World) -> None:
    """A third of what the PC should hear is lost on the air."""
    world.drop("pc", 'iifname "eth0" numgen random mod 100 < 30 drop', hook="input")


def router_wan_down(world: World) -> None:
    """The router lost its line."""
    world.ip("gw", "link set wan down")


def one_port_blocked(world: World) -> None:
    """The router's firewall drops the terminal's port."""
    world.drop("gw", "tcp dport 6000 drop")


def port_rejected(world: World) -> None:
    """The router's firewall refuses 443."""
    world.drop("gw", "tcp dport 443 reject with tcp reset")


def acquirer_range_blocked(world: World) -> None:
    """A filter drops the acquirer's addresses: the same from here as an acquirer that is away."""
    world.drop("gw", "ip daddr 203.0.113.10-203.0.113.11 drop")


def resolver_down(world: World) -> None:
    """The router's name server died."""
    world.stop_dns("192.168.1.1")


def dns_first_dead(world: World) -> None:
    """The first of two name servers is away."""
    world.write("resolv.conf", "nameserver 192.168.1.9\nnameserver 192.168.1.1\n")


def dns_filter_zero(world: World) -> None:
    """A filter answers 0.0.0.0 for the acquirer."""
    world.stop_dns("192.168.1.1")
    world.forwarder("gw", "192.168.1.1", "100.64.0.53", "--address=/acquirer.test/0.0.0.0")


def isp_outage(world: World) -> None:
    """The ISP carries nothing, and its name server is away."""
    world.drop("isp", 'iifname "c1" drop')
    world.drop("isp", 'iifname "c1" drop', hook="input")


def isp_dns_broken(world: World) -> None:
    """Only the ISP's name server is silent."""
    world.drop("isp", "udp dport 53 ip daddr 100.64.0.53 drop", hook="input")


def arrears_portal(world: World) -> None:
    """The line is not paid: HTTP leads to the pay page, all else is dropped."""
    world.ip("isp", f"addr add {LANDING}/32 dev c1")
    world.serve("isp", {"http": [(LANDING, 80, LANDING_PAGE)]})
    world.redirect("isp", f'iifname "c1" tcp dport 80 dnat to {LANDING}')
    world.drop("isp", 'iifname "c1" drop')


def path_loss(world: World) -> None:
    """The ISP loses a third of the packets each way."""
    world.drop("isp", "numgen random mod 100 < 30 drop")


def mtu_black_hole(world: World) -> None:
    """Full-size packets vanish beyond the router, without a word."""
    world.ip("isp", "link set c1 mtu 1400", "link set n1 mtu 1400")
    world.ip("gw", "link set wan mtu 1500")
    world.drop("isp", "icmp type destination-unreachable drop", hook="output")


def dns_hijack(world: World) -> None:
    """Every name leads to the ISP's page."""
    world.stop_dns("100.64.0.53")
    world.dnsmasq("isp", "100.64.0.53", f"--address=/#/{LANDING}")
    world.ip("isp", f"addr add {LANDING}/32 dev c1")
    world.serve("isp", {"http": [(LANDING, 80, LANDING_PAGE)], "tls": [(LANDING, 443, world.pem("portal"))]})


def captive_portal(world: World) -> None:
    """A login page takes HTTP and HTTPS; names are right, other ports open."""
    _serve_on_router(world, "portal", LANDING_PAGE)
    world.redirect("gw", 'iifname "br0" tcp dport { 80, 443 } redirect')


def tls_mitm(world: World) -> None:
    """A box on the way opens all HTTPS."""
    _serve_on_router(world, "intercepted", "204")
    world.redirect("gw", 'iifname "br0" tcp dport 443 redirect')


def tls_antivirus(world: World) -> None:
    """The same by a program whose name its certificate carries."""
    _serve_on_router(world, "antivirus", "204")
    world.redirect("gw", 'iifname "br0" tcp dport 443 redirect')


def accept_all(world: World) -> None:
    """A box accepts every connection and says nothing."""
    world.serve("gw", {"plain": [("192.168.1.1", 443), ("192.168.1.1", 6000)]})
    world.redirect("gw", 'iifname "br0" tcp dport { 443, 6000 } redirect')


def clock_wrong(world: World) -> None:
    """The world is five years ahead of the PC (there is no namespace for the real-time clock)."""
    world.serve_net("future", shift_s=FIVE_YEARS_S)


def clock_minutes_off(world: World) -> None:
    """The PC's clock is ten minutes slow: certificates still pass, gateways do not let it pass."""
    world.serve_net(shift_s=600.0)


def cert_expired(world: World) -> None:
    """One host of the acquirer has an old certificate."""
    world.serve_net("expired", "good")


def acquirer_down(world: World) -> None:
    """No host of the acquirer answers."""
    world.drop("isp", "ip daddr 203.0.113.10-203.0.113.11 drop")


def everything_dropped(world: World) -> None:
    """The router swallows every packet, its own answers included."""
    for hook in ("forward", "input"):
        world.drop("gw", 'iifname "br0" drop', hook=hook)


def _serve_on_router(world: World, certificate: str, page: str) -> None:
    world.serve("gw", {"http": [("192.168.1.1", 80, page)], "tls": [("192.168.1.1", 443, world.pem(certificate))]})


_NONE, _ROUTER, _ISP, _DNS, _PC = Segment.NONE, Segment.ROUTER, Segment.ISP, Segment.DNS, Segment.PC
_WAY = Segment.INTERCEPTION

#: id of the row, number, how, segment, fault, remarks that must be there.
_TABLE: tuple[tuple[str, str, Callable[[World], None], Segment, str, tuple[str, ...]], ...] = (
    ("healthy", "0", healthy, _NONE, "none", ()),
    ("icmp-blocked-everywhere", "1", icmp_blocked, _NONE, "none", ("icmp-filtered",)),
    ("gateway-silent-but-forwards", "2", gateway_silent, _NONE, "none", ("gw-no-ping",)),
    ("public-dns-blocked", "3", public_dns_blocked, _NONE, "none", ("public-dns-blocked",)),
    ("http-blocked-https-fine", "4", http_blocked, _NONE, "none", ("http-blocked",)),
    ("ntp-blocked-clock-right", "5", ntp_blocked, _NONE, "none", ("ntp-blocked",)),
    ("nxdomain-wildcard", "9", nxdomain_wildcard, _NONE, "none", ("dns-wildcard",)),
    ("one-acquirer-host-down", "10", one_host_down, _NONE, "none", ("one-host-down",)),
    ("no-dhcp-lease", "12", no_lease, _PC, "no-dhcp-lease", ()),
    ("wrong-gateway", "13", wrong_gateway, _PC, "wrong-gateway", ()),
    ("netmask-too-wide", "14", netmask_too_wide, _PC, "wrong-netmask", ()),
    ("hosts-override", "17", hosts_override, _PC, "hosts-override", ()),
    ("no-carrier", "22", no_carrier, Segment.LINK, "no-carrier", ()),
    ("loss-on-local-link", "23", wifi_loss, Segment.LINK, "wifi-loss", ()),
    ("router-wan-down", "29", router_wan_down, _ROUTER, "wan-down", ()),
    ("one-port-blocked", "33", one_port_blocked, _ROUTER, "port-blocked", ()),
    ("port-rejected-rst", "34", port_rejected, _ROUTER, "firewall-reject", ()),
    ("acquirer-range-blocked", "35", acquirer_range_blocked, Segment.ACQUIRER, "down", ("ip-filter",)),
    ("resolver-down", "37", resolver_down, _DNS, "resolver-down", ("isp-dns-down",)),
    ("dns-first-dead-second-ok", "39", dns_first_dead, _DNS, "primary-dead", ()),
    ("dns-filter-zero", "41", dns_filter_zero, _DNS, "filtered", ()),
    ("isp-outage", "42", isp_outage, _ISP, "outage", ()),
    ("isp-dns-broken", "43", isp_dns_broken, _ISP, "isp-dns-down", ("resolver-down",)),
    ("arrears-portal", "44", arrears_portal, _ISP, "arrears-portal", ()),
    ("path-loss", "45", path_loss, _ISP, "path-loss", ()),
    ("mtu-black-hole", "46", mtu_black_hole, _ISP, "mtu-black-hole", ()),
    ("dns-hijack", "48", dns_hijack, _WAY, "dns-hijack", ()),
    ("captive-portal", "49", captive_portal, _WAY, "captive-portal", ()),
    ("tls-mitm", "50", tls_mitm, _WAY, "tls-mitm", ()),
    ("tls-antivirus", "50b", tls_antivirus, _PC, "tls-mitm", ()),
    ("accept-all-middlebox", "51", accept_all, _WAY, "transparent-proxy", ()),
    ("clock-wrong", "52a", clock_wrong, Segment.CLOCK, "clock-wrong", ()),
    ("clock-minutes-off", "52a-10min", clock_minutes_off, Segment.CLOCK, "clock-wrong", ()),
    ("cert-expired", "52b", cert_expired, Segment.ACQUIRER, "cert-expired", ()),
    ("acquirer-down", "52c", acquirer_down, Segment.ACQUIRER, "down", ("ip-filter",)),
)

CASES: tuple[Case, ...] = tuple(
    Case(id=name, row=row, break_it=how, segment=segment, fault=fault, remarks=remarks)
    for name, row, how, segment, fault, remarks in _TABLE
)

#: Not a row of the list: used to test the limits of a run.
EVERYTHING_DROPPED = Case(id="everything-dropped", row="-", break_it=everything_dropped, segment=_ISP, fault="outage")


def by_id(case_id: str) -> Case:
    """Return a case. Raises KeyError with the ids there are."""
    known = {case.id: case for case in (*CASES, EVERYTHING_DROPPED)}
    if case_id not in known:
        raise KeyError(f"{case_id} is none of {', '.join(known)}")
    return known[case_id]
