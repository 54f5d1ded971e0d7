"""Bulk uploads of another device on the shop's LAN: so many TCP connections that send as fast as the line takes it.

Run as `python -m tests.lab.uploads ADDRESS PORT FLOWS`; goes on until killed.
"""

import asyncio
import socket
import sys

_CHUNK = b"\0" * 65536
#: What a flow has under way at most, as cameras with little memory do: four of them keep a queue of a second or two,
#: which neither overflows nor empties while a check runs.
_SEND_BUFFER_BYTES = 131072


async def upload(address: str, port: int) -> None:
    """Send for ever."""
    sending = socket.socket()
    sending.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER_BYTES)
    sending.connect((address, port))
    _, writer = await asyncio.open_connection(sock=sending)
    while True:
        writer.write(_CHUNK)
        await writer.drain()


async def main() -> None:
    """Start the flows side by side."""
    address, port, flows = sys.argv[1:]
    await asyncio.gather(*(upload(address, int(port)) for _ in range(int(flows))))


if __name__ == "__main__":
    asyncio.run(main())
