"""Time by SNTP (RFC 4330, the client part of RFC 5905)."""

import asyncio
import struct
import time
from dataclasses import dataclass

from gui.model.failure import Failure, Operation
from gui.model.observation import Observation
from gui.probes import limits
from gui.probes.classify import classify_os_error
from gui.probes.resolve import connected_udp
from gui.probes.timing import Stopwatch, within

#: Seconds from 1900 (NTP) to 1970 (Unix), RFC 5905, figure 4; and the length of an era.
_NTP_TO_UNIX_S = 2_208_988_800
_ERA_S = 2**32
_PACKET = struct.Struct("!BBBb11I")
_VERSION_4_CLIENT = 0x23
_MODE_SERVER = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeAnswer:
    """A server's answer. Times are Unix seconds by the server's clock."""

    stratum: int
    received_s: float
    sent_s: float


def time_request(now_s: float) -> bytes:
    """Return a client packet that carries the time it is sent."""
    seconds = now_s + _NTP_TO_UNIX_S
    whole = int(seconds)
    fraction = int((seconds - whole) * _ERA_S)
    return _PACKET.pack(_VERSION_4_CLIENT, 0, 0, 0, *([0] * 9), whole % _ERA_S, fraction)


def parse_time_answer(packet: bytes) -> TimeAnswer | None:
    """Return the answer; None when it is none, or one that says 'go away' or 'I do not know' (stratum 0 or 16)."""
    if len(packet) < _PACKET.size:
        return None
    first, stratum, _, _, *words = _PACKET.unpack_from(packet)
    sent_s = _unix_s(words[9], words[10])
    if first & 0x7 != _MODE_SERVER or not 1 <= stratum <= 15 or words[9] == 0:
        return None
    received_s = _unix_s(words[7], words[8]) if words[7] else sent_s
    return TimeAnswer(stratum=stratum, received_s=received_s, sent_s=sent_s)


def _unix_s(seconds: int, fraction: int) -> float:
    """Convert an NTP time stamp; the upper half of the range is era 0, the lower one era 1 (from 2036)."""
    era_s = 0 if seconds & 0x8000_0000 else _ERA_S
    return seconds + era_s - _NTP_TO_UNIX_S + fraction / _ERA_S


async def ntp_query(watch: Stopwatch, host: str, address: str, port: int) -> Observation:
    """Ask once. `offset_s` is PC minus server, by the formula of RFC 5905, section 8."""
    t0_s, target = watch.now_s(), f"{host}:{port}"
    try:
        with connected_udp(address, port) as udp:
            start_s = time.time()
            udp.send(time_request(start_s))
            packet = await within(asyncio.get_running_loop().sock_recv(udp, 512), limits.NTP_TIMEOUT_S)
            end_s = time.time()
    except TimeoutError:
        return watch.observe(Operation.NTP_QUERY, target, t0_s, failure=Failure.NTP_TIMEOUT, address=address)
    except OSError as error:
        return watch.observe(Operation.NTP_QUERY, target, t0_s, failure=classify_os_error(error), address=address)
    answer = parse_time_answer(packet)
    if answer is None:
        return watch.observe(Operation.NTP_QUERY, target, t0_s, failure=Failure.NTP_MALFORMED, address=address)
    server_minus_pc_s = ((answer.received_s - start_s) + (answer.sent_s - end_s)) / 2
    return watch.observe(
        Operation.NTP_QUERY,
        target,
        t0_s,
        address=address,
        offset_s=round(-server_minus_pc_s, 4),
        rtt_ms=round((end_s - start_s) * 1000, 2),
        stratum=answer.stratum,
    )
