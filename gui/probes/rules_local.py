"""Rules about the PC's own settings and its link (rows 12 to 15 and 22 of the domain list)."""

from ipaddress import IPv4Network

from gui.model.failure import Failure, Operation
from gui.model.observation import Segment, Verdict
from gui.probes.addresses import PRIVATE_BLOCKS, Network, is_within
from gui.probes.facts import Facts, has_carrier, has_usable_address, interfaces
from gui.probes.findings import Names, beyond_works, gateway_alive, names, server_states
from gui.probes.ruling import fault


def no_carrier(facts: Facts) -> Verdict | None:
    """Row 22: no cable plugged, no WiFi joined."""
    if not facts.adapters:
        return None
    if not has_carrier(facts.adapters):
        return fault(Segment.LINK, "no-carrier", 0.95)
    return None


def no_lease(facts: Facts) -> Verdict | None:
    """Row 12: only an address that the PC gave itself (RFC 3927), or none."""
    if not facts.adapters or has_usable_address(facts.adapters):
        return None
    self_assigned = any(
        one.ip.is_link_local and one.version == 4 for item in facts.adapters for one in interfaces(item)
    )
    return fault(Segment.PC, "no-dhcp-lease", 0.9 if self_assigned else 0.7)


def netmask_too_wide(facts: Facts) -> Verdict | None:
    """Row 14: the hosts look as if they were on the PC's own LAN, and nobody there answers for them.

    That they have no such neighbour is said by the system, but not always (Linux limits how many such messages it sends
    in a second). Silence is enough where the mask cannot be right: it takes in more than the private block.
    """
    networks = [one.network for item in facts.adapters for one in interfaces(item) if item.failure is None]
    own = [network for network in networks if network.prefixlen]
    searched = {Failure.HOST_UNREACHABLE: own, Failure.TCP_TIMEOUT: list(filter(_exceeds_its_block, own))}
    hidden = any(site.failure and is_within(site.address, searched.get(site.failure, ())) for site in facts.sites)
    return fault(Segment.PC, "wrong-netmask", 0.85) if hidden and not beyond_works(facts) else None


def _exceeds_its_block(network: Network) -> bool:
    return isinstance(network, IPv4Network) and any(
        block != network and block.subnet_of(network) for block in PRIVATE_BLOCKS
    )


def netmask_too_narrow(facts: Facts) -> Verdict | None:
    """Row 15: the router lies outside the PC's own subnet. The internet may work, the LAN beside it does not."""
    if not facts.routes:
        return None
    route = facts.routes[0]
    own = [one for item in facts.adapters if item.target == route.interface for one in interfaces(item)]
    # A single-address mask is how point-to-point links are set up on purpose.
    networks = [one.network for one in own if one.version == 4 and one.network.prefixlen < 31]
    outside = networks and not is_within(route.gateway, networks)
    return fault(Segment.PC, "wrong-netmask", 0.6) if outside else None


def wrong_gateway(facts: Facts) -> Verdict | None:
    """Row 13: nobody has the configured router's address, while another host on the LAN answers."""
    if beyond_works(facts):
        return None
    if facts.has_no_route:
        return fault(Segment.PC, "wrong-gateway", 0.6)
    if gateway_alive(facts) is not False or not _nobody_there(facts):
        return None
    gateway = facts.routes[0].gateway if facts.routes else ""
    others = [state for server, state in server_states(facts).items() if server != gateway and _on_lan(facts, server)]
    lan_answers = any(state in (Names.WORKS, Names.CANNOT, Names.CLOSED) for state in others)
    return fault(Segment.PC, "wrong-gateway", 0.85) if lan_answers else None


def router_dead(facts: Facts) -> Verdict | None:
    """The router gives no sign of life, and nothing else does. A wrong address of it would look the same."""
    if gateway_alive(facts) is not False or beyond_works(facts) or names(facts) is Names.WORKS:
        return None
    return fault(Segment.ROUTER, "wan-down", 0.4, "wrong-gateway")


def _nobody_there(facts: Facts) -> bool:
    neighbours = [one for one in facts.gateway if one.op is Operation.NEIGHBOUR]
    return not any(one.failure is None for one in neighbours)


def _on_lan(facts: Facts, address: str) -> bool:
    own = [one.network for item in facts.adapters for one in interfaces(item)]
    return is_within(address, own)
