"""Looks for terminals from the shop's PC, or tries one, and prints what was seen as JSON.

Arguments: none to look around, `--cancel-after S`, or `--terminal ADDRESS:PORT` to try one.
"""

import argparse
import asyncio
import json
import sys

from gui.model.codec import to_json
from gui.model.lan import TerminalAddress
from gui.probes import find_terminals, try_terminal


async def main() -> None:
    """Do it once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cancel-after", type=float, metavar="S")
    parser.add_argument("--terminal", metavar="ADDRESS:PORT")
    options = parser.parse_args()
    cancel, loop = asyncio.Event(), asyncio.get_running_loop()
    if options.cancel_after is not None:
        loop.call_later(options.cancel_after, cancel.set)
    started_s = loop.time()
    if options.terminal:
        terminal = TerminalAddress.from_text(options.terminal, may_look_around=True)
        seen = to_json(await try_terminal(terminal, cancel=cancel))
    else:
        seen = to_json(await find_terminals(cancel=cancel))
    sys.stdout.write(json.dumps({"seen": seen, "took_s": loop.time() - started_s}))


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        runner.run(main())
