"""Runs the check as `tests.lab.run_check` does, and prints whom Python's own sockets spoke to instead of the report.

One JSON object: `addresses` of every connect and datagram, `names` that were looked up, `programs` that were started.
"""

import asyncio
import io
import json
import sys
from contextlib import redirect_stdout

from tests.lab.run_check import main

_SEEN: dict[str, set[str]] = {"addresses": set(), "names": set(), "programs": set()}


def _note(event: str, args: tuple[object, ...]) -> None:
    """PEP 578: nothing in Python sends without one of these events."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = args[1]
        if isinstance(address, tuple) and isinstance(address[0], str):
            _SEEN["addresses"].add(address[0])
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        _SEEN["names"].add(str(args[0]))
    elif event in ("subprocess.Popen", "os.exec", "os.system", "os.posix_spawn"):
        _SEEN["programs"].add(str(args[0]))


if __name__ == "__main__":
    sys.addaudithook(_note)
    with redirect_stdout(io.StringIO()), asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        runner.run(main())
    sys.stdout.write(json.dumps({name: sorted(seen) for name, seen in _SEEN.items()}))
