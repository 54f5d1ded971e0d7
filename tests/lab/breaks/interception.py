"""Part G: somebody answers in place of the host that was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lab.breaks.landing import LANDING, LANDING_PAGE

if TYPE_CHECKING:
    from tests.lab.inside import World


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


def accept_all_ports(world: World) -> None:
    """The same for every port, so that also one connects behind which nothing is."""
    world.serve("gw", {"plain": [("192.168.1.1", 443)]})
    world.redirect("gw", 'iifname "br0" ip daddr != 192.168.1.1 tcp dport 1-65535 redirect to :443')


def _serve_on_router(world: World, certificate: str, page: str) -> None:
    world.serve("gw", {"http": [("192.168.1.1", 80, page)], "tls": [("192.168.1.1", 443, world.pem(certificate))]})
