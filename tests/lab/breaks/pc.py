"""Part B: the PC's own settings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.lab.inside import World

#: The PC's OpenSSL settings (config(5)) of `old_tls`: /run is the lab's own.
OLD_TLS_CONF = "/run/openssl.cnf"


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


def netmask_too_narrow(world: World) -> None:
    """The PC takes half of its own LAN, and the router in it, for strangers; a host route still leads to the router."""
    world.ip(
        "pc", "addr flush dev eth0", "addr add 192.168.1.130/26 dev eth0", "route add 192.168.1.1 dev eth0",
        "route add default via 192.168.1.1 dev eth0",
    )  # fmt: skip


def dead_tunnel(world: World) -> None:
    """The PC prefers a default route into a VPN whose far end is gone: it swallows everything.

    A tunnel has no neighbours that must be found first, so the far end's stand in the table.
    """
    world.ip(
        "pc", "route add default via 192.168.1.1 dev eth0 metric 100", "route del default via 192.168.1.1 metric 0",
        "link add tun0 type veth peer name far", "link set far up", "link set tun0 up", "addr add 10.8.0.2/24 dev tun0",
        "neigh add 10.8.0.1 lladdr 02:00:00:00:08:01 dev tun0", "route add default via 10.8.0.1 dev tun0 metric 5",
    )  # fmt: skip


def working_tunnel(world: World) -> None:
    """Everything of the PC goes through a VPN (its far end is here the router), and arrives."""
    world.ip("pc", "link add tun0 type veth peer name far netns gw")
    world.ip("gw", "link set far up", "addr add 10.8.0.1/24 dev far")
    world.ip(
        "pc", "route add default via 192.168.1.1 dev eth0 metric 100", "route del default via 192.168.1.1 metric 0",
        "link set tun0 up", "addr add 10.8.0.2/24 dev tun0", "route add default via 10.8.0.1 dev tun0 metric 5",
    )  # fmt: skip


def dead_proxy(world: World) -> None:
    """Nothing listens where the PC's proxy should be (the case's environment names it): the router refuses."""


def silent_proxy(world: World) -> None:
    """The PC's proxy is behind a filter that swallows everything."""
    world.drop("gw", "tcp dport 3128 drop", hook="input")


def live_proxy(world: World) -> None:
    """The PC's proxy works, and the direct way as well."""
    world.serve("gw", {"proxy": [("192.168.1.1", 3128)]})


def only_by_proxy(world: World) -> None:
    """A company's network: its proxy gets out, nobody else does; the terminal has no proxy."""
    live_proxy(world)
    world.drop("gw", "iifname br0 oifname wan drop")


def acquirer_only_by_proxy(world: World) -> None:
    """The router filters the acquirer's addresses, and the PC's proxy reaches them all the same."""
    live_proxy(world)
    world.drop("gw", "ip daddr 203.0.113.10-203.0.113.11 drop")


def firewall(world: World) -> None:
    """The PC forbids its programs TLS, and allows port 6000.

    Windows' firewall refuses such a connection at once (WSAEACCES); Linux does so by a rule of its routes (EACCES). A
    packet that a filter of the PC drops without a word is another thing: that looks the same as a drop in the router
    (domain list, row 19), and only a second device could tell them apart.
    """
    world.ip("pc", "rule add pref 100 ipproto tcp dport 443 prohibit")


def old_tls(world: World) -> None:
    """The PC's TLS ends at 1.2 by its OpenSSL settings (the case's environment), and every server wants 1.3."""
    world.serve_net(only_tls13=True)
    lines = ("openssl_conf = all", "[all]", "ssl_conf = tls", "[tls]", "system_default = caps", "[caps]")
    Path(OLD_TLS_CONF).write_text("\n".join((*lines, "MaxProtocol = TLSv1.2", "")), encoding="ascii")


def missing_root(world: World) -> None:
    """Nothing in the network: the lab's root stands among the known ones (the case's targets), and the PC lacks it."""
