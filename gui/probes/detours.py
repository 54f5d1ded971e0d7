"""The ways that a PC's packets take and the terminal's do not: a VPN that carries everything, a proxy.

Nothing is sent where there is neither: the system itself tells which adapter it would use, and which proxy is set.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from gui.model.failure import Failure, Operation
from gui.model.observation import SYSTEM_TARGET, JsonValue, Observation, ProbeSpec
from gui.model.targets import ControlTarget, EndpointTarget
from gui.probes import limits
from gui.probes.addresses import parse_address
from gui.probes.context import RunContext, is_address, observed_addresses
from gui.probes.findings import SILENT, has_tunnel_name
from gui.probes.proxies import Proxy, has_pac, proxies_of
from gui.probes.system import Adapter, AdapterKind

Record = Callable[[Observation], None]

#: Resolvers answer over TCP as well (RFC 7766): they can be asked by address where no name is found.
_DNS_PORT = 53
#: The user's and the machine's.
_MAX_PROXIES = 2


async def check_detours(_spec: ProbeSpec, run: RunContext, record: Record) -> None:
    """See whether connections take a detour. Without one, that is an observation of the PC as a whole."""
    async with asyncio.TaskGroup() as group:
        tunnel = group.create_task(_check_tunnel(run, record))
        proxies = group.create_task(_check_proxies(run, record))
    if not tunnel.result() and proxies.result() is False:
        record(run.watch.observe(Operation.ROUTE, SYSTEM_TARGET, run.watch.now_s()))


async def _check_proxies(run: RunContext, record: Record) -> bool | None:
    """Tell whether a proxy or a PAC file is set; None when the system does not tell in time. A proxy is tried."""
    details = await _details(run)
    if details is None:
        return None
    is_chosen = has_pac(details)
    if is_chosen:
        record(run.watch.observe(Operation.PROXY, SYSTEM_TARGET, run.watch.now_s(), pac=True))
    proxies = proxies_of(details)[:_MAX_PROXIES]
    async with asyncio.TaskGroup() as group:
        for proxy in proxies:
            group.create_task(_try_proxy(proxy, run, record))
    return is_chosen or bool(proxies)


async def _details(run: RunContext) -> dict[str, JsonValue] | None:
    """Return the PC's details as soon as they are there, None when too late; a bug there is the run's to log."""
    late = asyncio.ensure_future(_end_of_waiting(run))
    waited: set[asyncio.Future[Any]] = {run.details, late}
    try:
        await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
    finally:
        late.cancel()
        await asyncio.gather(late, return_exceptions=True)
    return run.details.result() if run.details.done() and not run.details.exception() else None


async def _end_of_waiting(run: RunContext) -> None:
    """Wait until only this check is left and nobody would be kept waiting for less than a usual run."""
    await run.others_ended.wait()
    await asyncio.sleep(max(limits.DETAILS_TIMEOUT_S - run.watch.now_s(), 0.0))


async def _try_proxy(proxy: Proxy, run: RunContext, record: Record) -> None:
    """Connect to a proxy and ask it for the first host of the targets. Detail: scope, scheme, through (its place)."""
    place = f"{proxy.host}:{proxy.port}"
    address = proxy.host if is_address(proxy.host) else None
    if address is None:
        found = await run.net.getaddrinfo(proxy.host)
        address = next(iter(observed_addresses(found)), None)
        if address is None:
            failure = found.failure or Failure.DNS_NO_ANSWER
            record(replace(found, op=Operation.PROXY, target=place, failure=failure, detail={"scope": proxy.scope}))
            return
    sites: tuple[EndpointTarget | ControlTarget, ...] = (*run.targets.endpoints, *run.targets.controls)
    beyond = next(((site.host, site.port) for site in sites if site.tls), None)
    about, *shaken = await run.net.dial_proxy(address, proxy.port, beyond if proxy.takes_connect else None)
    record(replace(_with(about, scope=proxy.scope, scheme=proxy.scheme), target=place))
    for handshake in shaken:
        record(_with(handshake, through=place))


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
    found = (parse_address(entry.address) for entry in adapter.addresses)
    return tuple(str(one) for one in found if one is not None and one.version == 4 and not one.is_link_local)


async def _beyond(run: RunContext) -> tuple[str, int] | None:
    """Return an IPv4 address and port beyond the router: of the first host that is found, else of a resolver."""
    sites: tuple[EndpointTarget | ControlTarget, ...] = (*run.targets.endpoints[:1], *run.targets.controls[:1])
    found = [(site.port, await run.book.find(site.host)) for site in sites]
    known = [(place.address, port) for port, place in found if place is not None]
    known += [(resolver.address, _DNS_PORT) for resolver in run.targets.resolvers]
    return next((target for target in known if ":" not in target[0]), None)


def _with(observation: Observation, **detail: JsonValue) -> Observation:
    return replace(observation, detail={**observation.detail, **detail})
