"""Who claims the PC's address and the router's: asked beside the check of the router, and what the answers come to.

Hardware addresses of others identify devices: an observation has how many claim an address, and their makers' part.
"""

from collections.abc import Callable, Iterable, Sequence

from gui.model.failure import Operation
from gui.model.observation import JsonValue, Observation
from gui.probes import limits
from gui.probes.addresses import Network, is_within, parse_interfaces
from gui.probes.context import RunContext
from gui.probes.daemon import in_daemon_thread
from gui.probes.system import AddressClaim, ClaimQuestion, InterfaceAddress, SystemInfo
from gui.probes.timing import within

#: Bit 1 of the first byte: not given by a maker (IEEE 802-2014, section 8.2).
_LOCAL_BIT = 0x02
#: `aa:bb:cc`: the part that IEEE assigns to a maker.
MAKER_LENGTH = 8

_OWN, _GATEWAY = "own", "gateway"


async def check_claims(run: RunContext, gateway: str, record: Callable[[Observation], None]) -> None:
    """Ask who claims both addresses. Nothing is recorded where the system does not tell, or not in time.

    Detail: role (own, gateway), claimants (devices beside the PC), makers.
    """
    if run.info is None or not run.info.routes:
        return
    own, t0_s = own_address(run.info, gateway), run.watch.now_s()
    question = ClaimQuestion(interface=run.info.routes[0].interface, own=own, gateway=gateway)
    asked = in_daemon_thread(lambda: run.system.claims(question), "claims")
    try:
        claims = await within(asked, limits.CLAIMS_TIMEOUT_S)
    except TimeoutError:
        return
    for role, address, macs in claimants(claims, own, gateway):
        makers: list[JsonValue] = [mac[:MAKER_LENGTH] for mac in macs]
        record(run.watch.observe(Operation.ARP_PROBE, address, t0_s, role=role, claimants=len(macs), makers=makers))


def own_address(info: SystemInfo, gateway: str) -> str | None:
    """Return the PC's IPv4 address towards the router: the one in the router's network, else the first."""
    name = info.routes[0].interface if info.routes else None
    own = (entry for one in info.adapters if one.name == name for entry in one.addresses)
    entries = [entry for entry in own if ":" not in entry.address]
    near = [one for one in entries if is_within(gateway, _networks(one))]
    return next((one.address for one in (*near, *entries)), None)


def _networks(entry: InterfaceAddress) -> Sequence[Network]:
    return [one.network for one in parse_interfaces((f"{entry.address}/{entry.prefix}",))]


def claimants(
    claims: Iterable[AddressClaim], own: str | None, gateway: str
) -> Sequence[tuple[str, str, tuple[str, ...]]]:
    """Return role, address and hardware addresses of the devices that claim each address.

    A router that answers for every address (proxy ARP, RFC 1027; client isolation) claims none of them for itself.
    """
    by_address = {one.address: one.macs for one in claims}
    router = by_address.get(gateway, ())
    found = []
    if own is not None and own in by_address:
        found.append((_OWN, own, tuple(mac for mac in by_address[own] if mac not in router)))
    if gateway in by_address:
        found.append((_GATEWAY, gateway, _devices(router)))
    return found


def _devices(macs: Iterable[str]) -> tuple[str, ...]:
    """Return one hardware address per device: a router gives its own ports addresses that follow one another."""
    first: dict[tuple[int, ...], str] = {}
    for mac in macs:
        head, *rest = bytes.fromhex(mac.replace(":", ""))
        first.setdefault((head & ~_LOCAL_BIT, *rest[:-1]), mac)
    return tuple(first.values())
