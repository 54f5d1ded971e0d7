"""A line of mobile radio between two interfaces: what arrives at one leaves by the other, late, and some of it never.

    python -m tests.lab.slow_line NEAR FAR       carries frames until killed; prints `ready`
    python -m tests.lab.slow_line plain NAME     lets an interface send whole frames only, as a cable carries them

For kernels without the netem queue. Frames keep their order, as on radio links, which repeat a lost block before the
next one is handed up (3GPP TS 25.322, in-sequence delivery).
"""

import array
import fcntl
import heapq
import random
import select
import socket
import struct
import sys
import time

#: Row 6 of the domain list: each way.
DELAY_S, JITTER_S, LOST_SHARE, BYTES_PER_S = 0.150, 0.030, 0.005, 700_000 / 8

#: linux/if_ether.h, linux/if_packet.h.
_ETH_P_ALL, _PACKET_OUTGOING, _FRAME_BYTES = 3, 4, 65536
#: linux/sockios.h and linux/ethtool.h: checksums (sending), scatter and gather, TCP and generic segmentation.
_SIOCETHTOOL = 0x8946
_OFFLOADS = (0x17, 0x19, 0x1F, 0x24)


class Way:
    """One direction: a queue with the rate of the line before it and its delay behind it."""

    def __init__(self, source: socket.socket, target: socket.socket) -> None:
        self._source = source
        self._target = target
        self._free_at_s = 0.0
        self._last_due_s = 0.0
        self._queue: list[tuple[float, int, bytes]] = []
        self._count = 0

    def take(self, now_s: float) -> None:
        """Take a frame that arrived."""
        frame, address = self._source.recvfrom(_FRAME_BYTES)
        if address[2] == _PACKET_OUTGOING or random.random() < LOST_SHARE:
            return
        self._free_at_s = max(self._free_at_s, now_s) + len(frame) / BYTES_PER_S
        delay_s = DELAY_S + random.uniform(-JITTER_S, JITTER_S)
        self._last_due_s = max(self._last_due_s, self._free_at_s + delay_s)
        self._count += 1
        heapq.heappush(self._queue, (self._last_due_s, self._count, frame))

    def hand_over(self, now_s: float) -> None:
        """Send what is due."""
        while self._queue and self._queue[0][0] <= now_s:
            self._target.send(heapq.heappop(self._queue)[2])

    @property
    def due_s(self) -> float:
        """When the next frame is to be sent."""
        return self._queue[0][0] if self._queue else float("inf")


def carry(near: str, far: str) -> None:
    """Carry frames both ways for ever."""
    ends = [_open(name) for name in (near, far)]
    ways = {ends[0]: Way(*ends), ends[1]: Way(*reversed(ends))}
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        wait_s = min(way.due_s for way in ways.values()) - time.monotonic()
        arrived, _, _ = select.select(ends, [], [], None if wait_s == float("inf") else max(wait_s, 0.0))
        now_s = time.monotonic()
        for end in arrived:
            ways[end].take(now_s)
        for way in ways.values():
            way.hand_over(now_s)


def _open(name: str) -> socket.socket:
    end = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_ETH_P_ALL))
    end.bind((name, 0))
    return end


def send_plain_frames(name: str) -> None:
    """Switch off what a virtual interface leaves to the next one: a relay must see checksums and single frames."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        for command in _OFFLOADS:
            value = array.array("I", [command, 0])
            request = struct.pack("16sP", name.encode(), value.buffer_info()[0]).ljust(40, b"\0")
            fcntl.ioctl(control, _SIOCETHTOOL, request)
    sys.stdout.write("ready\n")


if __name__ == "__main__":
    if sys.argv[1] == "plain":
        send_plain_frames(sys.argv[2])
    else:
        carry(sys.argv[1], sys.argv[2])
