"""A network that answers as a test says, and a PC with given settings."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from gui.model.failure import Failure, Operation
from gui.model.observation import CheckReport, JsonValue, Observation
from gui.model.targets import ControlTarget, EndpointTarget, NtpTarget, PortalTarget, ResolverTarget, Targets
from gui.probes.run import OnUpdate, run_with
from gui.probes.system import (
    Adapter,
    AddressClaim,
    ClaimQuestion,
    DefaultRoute,
    InterfaceAddress,
    Neighbour,
    PcDetails,
    SystemInfo,
)
from gui.probes.timing import Stopwatch

GATEWAY, PUBLIC_DNS = "192.168.1.1", "198.51.100.53"
ADDRESSES = {"a.acq.test": "203.0.113.10", "b.acq.test": "203.0.113.11", "www.control.test": "203.0.113.20"}
WEB = "203.0.113.80"

TARGETS = Targets(
    portals=tuple(PortalTarget(url=f"http://{name}.test/x", status=204, body="") for name in ("one", "two")),
    resolvers=(ResolverTarget(address=PUBLIC_DNS),),
    ntp=(NtpTarget(host="time.test"),),
    controls=(ControlTarget(host="www.control.test"),),
    endpoints=(
        EndpointTarget(provider="acq", name="A", host="a.acq.test"),
        EndpointTarget(provider="acq", name="B", host="b.acq.test"),
        EndpointTarget(provider="acq", name="A plain", host="a.acq.test", port=6000, tls=False),
    ),
)

ETHERNET = Adapter(
    name="eth0",
    is_enabled=True,
    is_running=True,
    mtu=1500,
    addresses=(InterfaceAddress(address="192.168.1.50", prefix=24),),
)
NO_DETAILS = PcDetails()
HEALTHY_PC = SystemInfo(
    adapters=(ETHERNET,),
    routes=(DefaultRoute(interface="eth0", gateway=GATEWAY, metric=0),),
    dns_servers=(GATEWAY,),
)

#: Called with the operation, its target and a healthy observation; returns what is seen instead.
Script = Callable[[Operation, str, Observation], Observation]


def as_it_is(op: Operation, target: str, healthy: Observation) -> Observation:
    """Break nothing."""
    return healthy


def failing(failures: Mapping[Operation, Failure]) -> Script:
    """Fail every operation of some kinds."""

    def script(op: Operation, target: str, healthy: Observation) -> Observation:
        failure = failures.get(op)
        if failure is None:
            return healthy
        lost: dict[str, JsonValue] = {"received": 0} if op is Operation.PING else {"addresses": []}
        return replace(healthy, failure=failure, detail={**healthy.detail, **lost})

    return script


@dataclass(slots=True)
class ScriptedNet:
    """Implements `Net`. `hangs`: operations that never end. `raises`: operations that are programmed wrongly."""

    script: Script = as_it_is
    hangs: frozenset[Operation] = frozenset()
    raises: frozenset[Operation] = frozenset()
    second_hop: str | None = "100.64.0.1"
    asked: list[str] = field(default_factory=list)

    async def _see(self, op: Operation, target: str, **detail: JsonValue) -> Observation:
        self.asked.append(f"{op} {target}")
        await asyncio.sleep(0)
        if op in self.hangs:
            await asyncio.Event().wait()
        if op in self.raises:
            raise ZeroDivisionError
        return self.script(op, target, Observation(op=op, target=target, t0_s=0.0, dt_s=0.01, detail=detail))

    async def ping(
        self,
        address: str,
        *,
        count: int,
        interval_s: float = 0.0,
        size_bytes: int = 32,
        may_fragment: bool = True,
        ttl: int | None = None,
    ) -> Observation:
        """See `Net`."""
        if ttl is not None:
            lost: dict[str, JsonValue] = {"sent": count, "received": 0, "hop": self.second_hop}
            failure = Failure.HOST_UNREACHABLE if self.second_hop else Failure.PING_TIMEOUT
            return Observation(op=Operation.PING, target=address, t0_s=0.0, dt_s=1.0, failure=failure, detail=lost)
        return await self._see(
            Operation.PING, address, method="icmp", sent=count, received=count, rtt_ms=5.0, size_bytes=size_bytes
        )

    async def dns_loss(self, server: str, name: str, *, count: int) -> Observation:
        """See `Net`."""
        return await self._see(Operation.PING, server, method="udp-dns", sent=count, received=count)

    async def dns_query(self, server: str, name: str, rdtype: str) -> Observation:
        """See `Net`."""
        found: list[JsonValue] = [ADDRESSES.get(name, WEB)] if name.endswith(".test") and rdtype == "A" else []
        seen = await self._see(Operation.DNS_QUERY, server, name=name, type=rdtype, addresses=found)
        return seen if found or seen.failure else replace(seen, failure=Failure.DNS_NXDOMAIN)

    async def getaddrinfo(self, host: str) -> Observation:
        """See `Net`."""
        return await self._see(Operation.GETADDRINFO, host, addresses=[ADDRESSES.get(host, WEB)])

    async def tcp_connect(self, address: str, port: int, timeout_s: float) -> Observation:
        """See `Net`."""
        return await self._see(Operation.TCP_CONNECT, f"{address}:{port}")

    async def source_address(self, address: str) -> Observation:
        """See `Net`."""
        return await self._see(Operation.ROUTE, address, source="192.168.1.50")

    async def tcp_connect_by(self, adapter: str, source: str, address: str, port: int, timeout_s: float) -> Observation:
        """See `Net`."""
        return await self._see(Operation.TCP_CONNECT, f"{address}:{port} by {adapter} {source}")

    async def dial_proxy(self, address: str, port: int, beyond: tuple[str, int] | None) -> tuple[Observation, ...]:
        """See `Net`."""
        answered = await self._see(Operation.PROXY, f"{address}:{port}")
        if beyond is None or answered.failure is not None:
            return (answered,)
        return answered, await self._see(Operation.TLS_HANDSHAKE, f"{beyond[0]}:{beyond[1]} through {address}:{port}")

    async def dial(self, host: str, address: str, port: int, *, tls: bool) -> tuple[Observation, ...]:
        """See `Net`."""
        connected = await self._see(Operation.TCP_CONNECT, f"{host}:{port}")
        if not tls or connected.failure is not None:
            return (connected,)
        return connected, await self._see(Operation.TLS_HANDSHAKE, f"{host}:{port}", issuer="Test Root")

    async def http_get(self, target: PortalTarget, address: str) -> Observation:
        """See `Net`."""
        return await self._see(Operation.HTTP_GET, target.url, status=204, date_offset_s=0.1)

    async def ntp_query(self, host: str, address: str, port: int) -> Observation:
        """See `Net`."""
        return await self._see(Operation.NTP_QUERY, f"{host}:{port}", offset_s=0.01)


@dataclass(frozen=True, slots=True)
class ScriptedSystem:
    """Implements `System`."""

    info: SystemInfo = HEALTHY_PC
    details: PcDetails = NO_DETAILS
    mac: str | None = "02:00:00:00:00:01"
    claimed: tuple[AddressClaim, ...] = ()
    table: Mapping[str, Neighbour] | None = None

    def read(self) -> SystemInfo:
        """See `System`."""
        return self.info

    def read_details(self) -> PcDetails:
        """See `System`."""
        return self.details

    def neighbour(self, address: str) -> Neighbour | None:
        """See `System`."""
        return Neighbour(mac=self.mac)

    def claims(self, question: ClaimQuestion) -> tuple[AddressClaim, ...]:
        """See `System`."""
        return self.claimed

    def neighbours(self) -> Mapping[str, Neighbour] | None:
        """See `System`."""
        return self.table


def check(
    net: ScriptedNet | None = None,
    system: ScriptedSystem | None = None,
    targets: Targets = TARGETS,
    *,
    budget_s: float = 10.0,
    on_update: OnUpdate | None = None,
    cancel_at_once: bool = False,
) -> CheckReport:
    """Run the plan on the scripted network."""

    async def run() -> CheckReport:
        cancel = asyncio.Event()
        if cancel_at_once:
            asyncio.get_running_loop().call_later(0.2, cancel.set)
        return await run_with(
            targets,
            net or ScriptedNet(),
            system or ScriptedSystem(),
            watch=Stopwatch(),
            budget_s=budget_s,
            on_update=on_update,
            cancel=cancel,
        )

    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        return runner.run(run())
