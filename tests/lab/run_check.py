"""Runs the check on the shop's PC and prints the report as JSON."""

import argparse
import asyncio
import contextlib
import json
import sys
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from gui.model.codec import to_json
from gui.model.lan import TerminalAddress
from gui.model.observation import CheckReport
from gui.model.targets import (
    ControlTarget,
    EndpointTarget,
    NtpTarget,
    PortalTarget,
    PrivateNameTarget,
    ResolverTarget,
    Targets,
)
from gui.probes import WatchHistory, judge, plan_watch, run_check, watch_line
from gui.probes.timing import Stopwatch


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


async def watched(report: CheckReport, targets: Targets, watch_s: float) -> CheckReport:
    """Watch the line for a while after a run, and judge both."""
    history = WatchHistory()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(watch_s):
            await watch_line(plan_watch(report.probes, targets), Stopwatch(), history.add)
    summary = history.summary()
    return replace(report, watch=summary, verdict=judge(report.probes, summary))


async def main() -> None:
    """Run, cancelling after a while when asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", type=Path)
    parser.add_argument("--cancel-after", type=float, metavar="S")
    parser.add_argument(
        "--terminal", metavar="ADDRESS:PORT", help="the terminal on the LAN, with consent to look around"
    )
    parser.add_argument("--watch", type=float, metavar="S", help="watch the line for so long after the run")
    options = parser.parse_args()
    targets, cancel = read_targets(options.targets), asyncio.Event()
    if options.cancel_after is not None:
        asyncio.get_running_loop().call_later(options.cancel_after, cancel.set)
    terminal = TerminalAddress.from_text(options.terminal, may_look_around=True) if options.terminal else None
    report = await run_check(targets, cancel=cancel, terminal=terminal)
    if options.watch is not None:
        report = await watched(report, targets, options.watch)
    sys.stdout.write(json.dumps(to_json(report)))


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        runner.run(main())
