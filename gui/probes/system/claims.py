"""Tells from the system's own neighbour table who claims an address, where no packet of one's own may be sent."""

from collections.abc import Callable, Iterable

from gui.probes.system.types import AddressClaim, Neighbour

#: Waits for some seconds, in the thread that asks.
Pause = Callable[[float], None]

#: Within a second, the time that a table keeps its first answer before it believes another (arp(7), locktime).
READS, PAUSE_S = 5, 0.25


def watch_table(read: Callable[[], Iterable[Neighbour | None]], address: str, pause: Pause) -> tuple[AddressClaim, ...]:
    """Return the hardware addresses that the table shows for an address one after another; nothing without an entry."""
    macs: dict[str, None] = {}
    for turn in range(READS):
        if turn:
            pause(PAUSE_S)
        macs |= dict.fromkeys(one.mac for one in read() if one is not None and one.mac is not None)
    return (AddressClaim(address=address, macs=tuple(macs)),) if macs else ()
