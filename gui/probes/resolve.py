"""Name lookups: raw queries (RFC 1035) to one server, and the system's own `getaddrinfo`."""

import asyncio
import socket
from collections.abc import Iterable

import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.rdataclass
import dns.rdatatype

from gui.model.failure import Failure, Operation
from gui.model.observation import JsonValue, Observation
from gui.probes import limits
from gui.probes.classify import classify_lookup_error, classify_os_error
from gui.probes.daemon import in_daemon_thread
from gui.probes.icmp import round_trips
from gui.probes.timing import Stopwatch, within

_PORT = 53
_MAX_ANSWER_BYTES = 4096
_BY_RCODE = {
    dns.rcode.NXDOMAIN: Failure.DNS_NXDOMAIN,
    dns.rcode.SERVFAIL: Failure.DNS_SERVFAIL,
    dns.rcode.REFUSED: Failure.DNS_REFUSED,
}


def connected_udp(address: str, port: int) -> socket.socket:
    """Return a non-blocking UDP socket that only hears `address`, and hears its port-unreachable. Raises OSError."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    udp = socket.socket(family, socket.SOCK_DGRAM)
    try:
        udp.settimeout(0)
        udp.connect((address, port))
    except OSError:
        udp.close()
        raise
    return udp


async def dns_query(watch: Stopwatch, server: str, name: str, rdtype: str) -> Observation:
    """Ask `server`, and again after a while. A closed port 53 is `tcp_refused`, the answer REFUSED `dns_refused`."""
    t0_s = watch.now_s()
    question: dict[str, JsonValue] = {"name": name, "type": rdtype}
    try:
        query = dns.message.make_query(name, rdtype)
        with connected_udp(server, _PORT) as udp:
            answer, tries = await _ask(udp, query)
    except (dns.exception.DNSException, UnicodeError):
        return watch.observe(Operation.DNS_QUERY, server, t0_s, failure=Failure.DNS_MALFORMED, **question)
    except OSError as error:
        return watch.observe(Operation.DNS_QUERY, server, t0_s, failure=classify_os_error(error), **question)
    if answer is None:
        return watch.observe(Operation.DNS_QUERY, server, t0_s, failure=Failure.DNS_TIMEOUT, tries=tries, **question)
    addresses: list[JsonValue] = list(answer_addresses(answer))
    return watch.observe(
        Operation.DNS_QUERY,
        server,
        t0_s,
        failure=_answer_failure(answer, addresses),
        rcode=dns.rcode.to_text(answer.rcode()),
        addresses=addresses,
        tries=tries,
        **question,
    )


async def _ask(udp: socket.socket, query: dns.message.Message) -> tuple[dns.message.Message | None, int]:
    """Return the answer and how often the query was sent; None when none came in time."""
    wire = query.to_wire()
    ends_s = (*limits.DNS_SEND_AT_S[1:], limits.DNS_TIMEOUT_S)
    for tries, (start_s, end_s) in enumerate(zip(limits.DNS_SEND_AT_S, ends_s, strict=True), start=1):
        udp.send(wire)
        try:
            return await within(_receive(udp, query), end_s - start_s), tries
        except TimeoutError:
            continue
    return None, len(ends_s)


async def _receive(udp: socket.socket, query: dns.message.Message) -> dns.message.Message:
    """Return the answer to `query`; datagrams with another id are dropped. Raises DNSException, OSError."""
    while True:
        wire = await asyncio.get_running_loop().sock_recv(udp, _MAX_ANSWER_BYTES)
        if wire[:2] == query.id.to_bytes(2, "big"):
            return dns.message.from_wire(wire, ignore_trailing=True)
        await asyncio.sleep(0)  # a flood of others' answers must not keep the time limit waiting


def answer_addresses(answer: dns.message.Message) -> Iterable[str]:
    """Return the addresses of the answer section, whatever names lead to them."""
    for rrset in answer.answer:
        if rrset.rdclass == dns.rdataclass.IN and rrset.rdtype in (dns.rdatatype.A, dns.rdatatype.AAAA):
            for record in rrset:
                yield record.address


def _answer_failure(answer: dns.message.Message, addresses: list[JsonValue]) -> Failure | None:
    if answer.rcode() == dns.rcode.NOERROR:
        return None if addresses else Failure.DNS_NO_ANSWER
    return _BY_RCODE.get(answer.rcode(), Failure.DNS_MALFORMED)


async def dns_loss(watch: Stopwatch, server: str, name: str, *, count: int) -> Observation:
    """Send `count` queries once each and count the answers, whatever they say."""
    t0_s = watch.now_s()
    try:
        with connected_udp(server, _PORT) as udp:
            detail = await _count_answers(udp, name, count)
    except OSError as error:
        return watch.observe(Operation.PING, server, t0_s, failure=classify_os_error(error), method="udp-dns")
    failure = None if detail["received"] else Failure.PING_TIMEOUT
    return watch.observe(Operation.PING, server, t0_s, failure=failure, method="udp-dns", **detail)


async def _count_answers(udp: socket.socket, name: str, count: int) -> dict[str, JsonValue]:
    """Return sent, received and round-trip times. A query younger than the slowest answer is under way, not lost."""
    loop = asyncio.get_running_loop()
    waiting: dict[bytes, float] = {}
    rtts_ms: list[float] = []
    finish_s = loop.time() + count * limits.PING_INTERVAL_S + limits.PING_REPLY_TIMEOUT_S
    for _ in range(count):
        wire = _loss_question(name).to_wire()
        udp.send(wire)
        waiting[wire[:2]] = loop.time()
        next_s = loop.time() + limits.PING_INTERVAL_S
        while await _take(udp, waiting, rtts_ms, next_s):
            pass
    while waiting and await _take(udp, waiting, rtts_ms, finish_s):
        pass
    youngest_s = loop.time() - max(rtts_ms, default=0.0) / 1000
    lost = sum(sent_s <= youngest_s for sent_s in waiting.values())
    return {"sent": len(rtts_ms) + lost, "received": len(rtts_ms), **round_trips(rtts_ms)}


def _loss_question(name: str) -> dns.message.Message:
    """Return a small question; names of the server itself are asked for in class CH (RFC 4892)."""
    if name.endswith(".bind"):
        return dns.message.make_query(name, "TXT", dns.rdataclass.CH)
    return dns.message.make_query(name, "A")


async def _take(udp: socket.socket, waiting: dict[bytes, float], rtts_ms: list[float], until_s: float) -> bool:
    """Take one answer and note how long it took; False when none came until a time."""
    loop = asyncio.get_running_loop()
    if loop.time() >= until_s:  # where something always comes in, nothing is ever waited for
        return False
    try:
        wire = await within(loop.sock_recv(udp, _MAX_ANSWER_BYTES), until_s - loop.time())
    except TimeoutError:
        return False
    sent_s = waiting.pop(wire[:2], None)
    if sent_s is not None:
        rtts_ms.append((loop.time() - sent_s) * 1000)
    return True


async def getaddrinfo(watch: Stopwatch, host: str) -> Observation:
    """Ask the system's resolver, in a thread of its own, and give it up after a while."""
    t0_s = watch.now_s()

    def ask() -> list[JsonValue]:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(str(entry[4][0]) for entry in found))

    try:
        waiting = in_daemon_thread(ask, f"getaddrinfo {host}")
        addresses = await within(waiting, limits.GETADDRINFO_TIMEOUT_S)
    except TimeoutError:
        return watch.observe(Operation.GETADDRINFO, host, t0_s, failure=Failure.DNS_TIMEOUT)
    except UnicodeError:
        return watch.observe(Operation.GETADDRINFO, host, t0_s, failure=Failure.DNS_MALFORMED)
    except OSError as error:
        return watch.observe(Operation.GETADDRINFO, host, t0_s, failure=classify_lookup_error(error))
    return watch.observe(Operation.GETADDRINFO, host, t0_s, addresses=addresses)
