"""Bulk uploads of another device on the shop's LAN: so many TCP connections that send as fast as the line takes it.

Run as `python -m tests.lab.uploads ADDRESS PORT FLOWS`; goes on until killed.
"""

import asyncio
import sys

_CHUNK = b"\0" * 65536


async def upload(address: str, port: int) -> None:
    """Send for ever."""
    _, writer = await asyncio.open_connection(address, port)
    while True:
        writer.write(_CHUNK)
        await writer.drain()


async def main() -> None:
    """Start the flows side by side."""
    address, port, flows = sys.argv[1:]
    await asyncio.gather(*(upload(address, int(port)) for _ in range(int(flows))))


if __name__ == "__main__":
    asyncio.run(main())
