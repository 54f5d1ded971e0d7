"""A name server that is right and odd: it answers after a while, or never for IPv6.

    python -m tests.lab.nameserver '{"address": "192.168.1.1", "records": {...}, "delay_s": 1.5}'

Other names do not exist. Prints `ready`, and goes on until killed.
"""

import asyncio
import json
import sys
from collections.abc import Mapping
from typing import NotRequired, TypedDict, cast

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

_PORT = 53


class Config(TypedDict):
    """What to answer. `swallows`: types of question that are never answered (`AAAA`)."""

    address: str
    records: Mapping[str, str]
    delay_s: NotRequired[float]
    swallows: NotRequired[list[str]]


def answer_to(query: dns.message.Message, records: Mapping[str, str]) -> dns.message.Message:
    """Return the right answer: an IPv4 address, no IPv6 one, or that there is no such name."""
    question = query.question[0]
    answer = dns.message.make_response(query)
    answer.flags |= dns.flags.RA
    address = records.get(question.name.to_text(omit_final_dot=True))
    if address is None:
        answer.set_rcode(dns.rcode.NXDOMAIN)
    elif question.rdtype == dns.rdatatype.A:
        answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", "A", address))
    return answer


class _Server(asyncio.DatagramProtocol):
    def __init__(self, config: Config) -> None:
        self._config = config

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        if dns.rdatatype.to_text(query.question[0].rdtype) in self._config.get("swallows", []):
            return
        wire = answer_to(query, self._config["records"]).to_wire()
        asyncio.get_running_loop().call_later(self._config.get("delay_s", 0.0), self._transport.sendto, wire, addr)


async def serve(config: Config) -> None:
    """Open the port, say so, and go on until killed."""
    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(lambda: _Server(config), (config["address"], _PORT))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(json.loads(sys.argv[1])))
