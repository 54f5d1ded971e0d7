"""Pings from the shop's PC and prints the observation as JSON. Arguments: address, TTL."""

import asyncio
import json
import sys

from gui.model.codec import to_json
from gui.probes import dial
from gui.probes.realnet import RealNet
from gui.probes.timing import Stopwatch


async def main() -> None:
    """Send three echo requests."""
    net = RealNet(Stopwatch(), dial.make_contexts(None))
    seen = await net.ping(sys.argv[1], count=3, ttl=int(sys.argv[2]))
    sys.stdout.write(json.dumps(to_json(seen)))


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        runner.run(main())
