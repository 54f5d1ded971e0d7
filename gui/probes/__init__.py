"""Connectivity checks on real sockets, and the pure verdict on what they saw."""

from typing import TYPE_CHECKING

from gui.lazy import lazy_exports
from gui.probes.limits import RUN_BUDGET_S

if TYPE_CHECKING:
    from gui.probes.lan import find_terminals, try_terminal
    from gui.probes.plan import plan_check
    from gui.probes.run import run_check, run_check_blocking
    from gui.probes.verdict import judge
    from gui.probes.watch import WatchPlan, plan_watch, watch_line
    from gui.probes.watch_history import WatchHistory, WatchSample, summarise
else:
    __getattr__ = lazy_exports(
        __name__,
        {
            "find_terminals": "lan",
            "WatchHistory": "watch_history",
            "WatchPlan": "watch",
            "WatchSample": "watch_history",
            "judge": "verdict",
            "plan_check": "plan",
            "plan_watch": "watch",
            "run_check": "run",
            "run_check_blocking": "run",
            "try_terminal": "lan",
            "summarise": "watch_history",
            "watch_line": "watch",
        },
    )

__all__ = [
    "RUN_BUDGET_S",
    "WatchHistory",
    "WatchPlan",
    "WatchSample",
    "find_terminals",
    "judge",
    "plan_check",
    "plan_watch",
    "run_check",
    "run_check_blocking",
    "summarise",
    "try_terminal",
    "watch_line",
]
