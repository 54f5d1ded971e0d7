"""Looks for terminals on the shop's own network: the neighbour table, a gentle sweep, the neighbour table again.

Each address of the PC's own subnet gets one empty datagram to the discard port (RFC 863), only so that the system asks
who has the address (ARP, RFC 826). No port is scanned, nothing goes through a tunnel, and no public network is touched.
Not to be found proves nothing: a terminal may be off, apart (guest WiFi), or have a made-up hardware address.
"""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import TypeAlias

from gui.model.knowledge import MacMaker
from gui.model.lan import LanDevice, LanProblem, LanScan, TerminalAddress, TerminalTest
from gui.probes import limits
from gui.probes.daemon import in_daemon_thread
from gui.probes.dial import make_contexts
from gui.probes.lan_facts import Lan, devices_of, find_lan
from gui.probes.realnet import RealNet
from gui.probes.stopping import until_stopped
from gui.probes.system import System, local_echo, local_system
from gui.probes.terminal import mac_makers, try_with
from gui.probes.timing import Stopwatch, within

#: Datagrams per second: a tenth of what the slowest WiFi carries, and what a switch does not even notice (own choice).
SWEEP_PER_S = 64
#: How long the last addresses may take to answer: the system asks up to three times, a second apart (arp(7)).
SETTLE_S = 1.6
_DISCARD_PORT = 9
#: A late packet may be followed by at most what this time would have held: three.
_CATCH_UP_S = 0.05

#: Sends one empty datagram to an address.
Send: TypeAlias = Callable[[str], None]
#: Opens what sends from the PC's address; raises WrongWayError when packets would not leave by its own adapter.
OpenSender: TypeAlias = Callable[[str, str], AbstractContextManager[Send]]


class WrongWayError(Exception):
    """The system would send packets for the LAN somewhere else: into a tunnel."""


async def find_terminals(*, cancel: asyncio.Event | None = None) -> LanScan:
    """Look around once on the real network (some 6 s). Only after the user agreed. Stops at once on `cancel`."""
    return await find_with(local_system(), await mac_makers(), udp_sender, cancel)


async def try_terminal(terminal: TerminalAddress, *, cancel: asyncio.Event | None = None) -> TerminalTest:
    """Try the terminal once on the real network (at most some 4 s). Stops at once on `cancel`."""
    watch = Stopwatch()
    net = RealNet(watch, make_contexts(None), local_echo())
    return await try_with(terminal, net, local_system(), watch, cancel)


async def find_with(
    system: System, makers: Mapping[str, MacMaker], open_sender: OpenSender, cancel: asyncio.Event | None = None
) -> LanScan:
    """Look around once on the given system. What was seen until a cancel is kept."""
    looker = _Looker(system, makers, open_sender)
    cancelled = await until_stopped(looker.run(), None, cancel)
    return looker.scan(cancelled=cancelled)


class _Looker:
    """One look around: what has been seen so far."""

    def __init__(self, system: System, makers: Mapping[str, MacMaker], open_sender: OpenSender) -> None:
        self._system = system
        self._makers = makers
        self._open_sender = open_sender
        self._lan: Lan | None = None
        self._problem: LanProblem | None = None
        self._devices: tuple[LanDevice, ...] = ()
        self._sent = 0

    async def run(self) -> None:
        info = await within(in_daemon_thread(self._system.read, "adapters"), limits.RUN_BUDGET_S)
        lan = find_lan(info)
        if isinstance(lan, LanProblem):
            self._problem = lan
            return
        self._lan = lan
        try:
            await self._look(lan)
        except WrongWayError:
            self._problem, self._lan = LanProblem.TUNNEL, None

    async def _look(self, lan: Lan) -> None:
        await self._read_table(lan)
        known = {one.address for one in self._devices}
        with self._open_sender(str(lan.own.ip), str(next(lan.swept.hosts()))) as send:
            loop = asyncio.get_running_loop()
            due_s = loop.time()
            for address in lan.others():
                if address not in known:
                    send(address)
                    self._sent += 1
                    # By the clock, since Windows' timer ticks 64 times a second; what was slept through stays undone.
                    due_s = max(due_s + 1 / SWEEP_PER_S, loop.time() - _CATCH_UP_S)
                    await asyncio.sleep(max(due_s - loop.time(), 0.0))
        await self._read_table(lan)  # what there is already, should somebody stop now
        await asyncio.sleep(SETTLE_S)
        await self._read_table(lan)

    async def _read_table(self, lan: Lan) -> None:
        table = await in_daemon_thread(self._system.neighbours, "neighbours")
        if table is not None:
            self._devices = devices_of(table, lan, self._makers)

    def scan(self, *, cancelled: bool) -> LanScan:
        """Return what was seen."""
        if self._lan is None:
            return LanScan(problem=self._problem, cancelled=cancelled)
        return LanScan(
            subnet=str(self._lan.swept),
            devices=self._devices,
            random_count=sum(one.has_random_mac and not one.is_router for one in self._devices),
            sent=self._sent,
            cancelled=cancelled,
        )


@contextlib.contextmanager
def udp_sender(own: str, first: str) -> Iterator[Send]:
    """Yield a function that sends from the PC's own address. Raises WrongWayError, OSError.

    Connecting a datagram socket sends nothing, and tells which of its addresses the system would use on the way to
    `first`: another one than `own` means that something else, as a VPN, has taken the LAN's addresses over.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect((first, _DISCARD_PORT))
        except OSError as error:
            raise WrongWayError from error
        if asking.getsockname()[0] != own:
            raise WrongWayError
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.settimeout(0)
        udp.bind((own, 0))

        def send(address: str) -> None:
            # Unreachable, or the queue is full: the address counts as asked, and the next is as good.
            with contextlib.suppress(OSError):
                udp.sendto(b"", (address, _DISCARD_PORT))

        yield send
