"""The way that a PC's packets take and the terminal's do not: a VPN that carries everything.

Nothing is sent where no tunnel carries the PC's packets: the system itself tells which adapter it would use.
"""

import ipaddress
from collections.abc import Callable
from dataclasses import replace

from gui.model.failure import Operation
from gui.model.observation import JsonValue, Observation, ProbeSpec
from gui.model.targets import ControlTarget, EndpointTarget
from gui.probes import limits
from gui.probes.context import RunContext
from gui.probes.facts import SYSTEM_TARGET
from gui.probes.findings import SILENT, has_tunnel_name
from gui.probes.system import Adapter, AdapterKind

Record = Callable[[Observation], None]

#: Resolvers answer over TCP as well (RFC 7766): they can be asked by address where no name is found.
_DNS_PORT = 53


async def check_detours(_spec: ProbeSpec, run: RunContext, record: Record) -> None:
    """See whether packets take a detour. Without one, that is an observation of the PC as a whole."""
    if not await _check_tunnel(run, record):
        record(run.watch.observe(Operation.ROUTE, SYSTEM_TARGET, run.watch.now_s()))


async def _check_tunnel(run: RunContext, record: Record) -> bool:
    """Tell whether a tunnel carries the PC's packets; where it is dead, try the PC's own line beside it.

    Detail of the route: interface; of the two connections: via (the adapter).
    """
    adapters = run.info.adapters if run.info else ()
    target = await _beyond(run) if any(map(is_tunnel, adapters)) else None
    if target is None:
        return False
    route = await run.net.source_address(target[0])
    carrier = next((one for one in adapters if route.detail.get("source") in addresses_of(one)), None)
    if carrier is None or not is_tunnel(carrier):
        return False
    record(_with(route, interface=carrier.name))
    through = await run.net.tcp_connect(*target, limits.DETOUR_TIMEOUT_S)
    record(_with(through, via=carrier.name))
    line = next((one for one in adapters if is_own_line(one)), None)
    if through.failure in SILENT and line is not None:
        past = await run.net.tcp_connect_by(line.name, addresses_of(line)[0], *target, limits.DETOUR_TIMEOUT_S)
        record(_with(past, via=line.name))
    return True


def is_tunnel(adapter: Adapter) -> bool:
    """Tell whether an adapter is running and a tunnel, by its kind or, where a driver hides that, by its name."""
    return adapter.is_running and (adapter.kind is AdapterKind.TUNNEL or has_tunnel_name(adapter.name))


def is_own_line(adapter: Adapter) -> bool:
    """Tell whether an adapter leads to a router of its own, and is no tunnel."""
    return adapter.is_running and not is_tunnel(adapter) and adapter.gateways != () and bool(addresses_of(adapter))


def addresses_of(adapter: Adapter) -> tuple[str, ...]:
    """Return the IPv4 addresses of an adapter that are not self-assigned (RFC 3927)."""
    found = (ipaddress.ip_address(entry.address) for entry in adapter.addresses)
    return tuple(str(one) for one in found if one.version == 4 and not one.is_link_local)


async def _beyond(run: RunContext) -> tuple[str, int] | None:
    """Return an IPv4 address and port beyond the router: of the first host that is found, else of a resolver."""
    sites: tuple[EndpointTarget | ControlTarget, ...] = (*run.targets.endpoints[:1], *run.targets.controls[:1])
    found = [(site.port, await run.book.find(site.host)) for site in sites]
    known = [(place.address, port) for port, place in found if place is not None]
    known += [(resolver.address, _DNS_PORT) for resolver in run.targets.resolvers]
    return next((target for target in known if ":" not in target[0]), None)


def _with(observation: Observation, **detail: JsonValue) -> Observation:
    return replace(observation, detail={**observation.detail, **detail})
