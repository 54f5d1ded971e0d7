"""Runs the check on the shop's PC and prints the report as JSON."""

import argparse
import asyncio
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

from gui.model.codec import to_json
from gui.model.lan import TerminalAddress
from gui.model.targets import (
    ControlTarget,
    EndpointTarget,
    NtpTarget,
    PortalTarget,
    PrivateNameTarget,
    ResolverTarget,
    Targets,
)
from gui.probes import run_check


def read_targets(path: Path) -> Targets:
    """Read the tables of a targets file."""
    tables: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    return Targets(
        portals=tuple(PortalTarget(**entry) for entry in tables.get("portal", [])),
        resolvers=tuple(ResolverTarget(**entry) for entry in tables.get("resolver", [])),
        ntp=tuple(NtpTarget(**entry) for entry in tables.get("ntp", [])),
        controls=tuple(ControlTarget(**entry) for entry in tables.get("control", [])),
        endpoints=tuple(EndpointTarget(**entry) for entry in tables.get("endpoint", [])),
        private_names=tuple(PrivateNameTarget(**entry) for entry in tables.get("private_name", [])),
        ca_file=tables.get("ca_file"),
        known_roots=tables.get("known_roots"),
    )


async def main() -> None:
    """Run, cancelling after a while when asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", type=Path)
    parser.add_argument("--cancel-after", type=float, metavar="S")
    parser.add_argument(
        "--terminal", metavar="ADDRESS:PORT", help="the terminal on the LAN, with consent to look around"
    )
    options = parser.parse_args()
    targets, cancel = read_targets(options.targets), asyncio.Event()
    if options.cancel_after is not None:
        asyncio.get_running_loop().call_later(options.cancel_after, cancel.set)
    terminal = TerminalAddress.from_text(options.terminal, may_look_around=True) if options.terminal else None
    report = await run_check(targets, cancel=cancel, terminal=terminal)
    sys.stdout.write(json.dumps(to_json(report)))


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        runner.run(main())
