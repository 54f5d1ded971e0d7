"""Connectivity checks on real sockets, and the pure verdict on what they saw."""

from typing import TYPE_CHECKING

from gui.lazy import lazy_exports
from gui.probes.limits import RUN_BUDGET_S

if TYPE_CHECKING:
    from gui.probes.lan import find_terminals, try_terminal
    from gui.probes.plan import plan_check
    from gui.probes.run import run_check, run_check_blocking
    from gui.probes.verdict import judge
else:
    __getattr__ = lazy_exports(
        __name__,
        {
            "find_terminals": "lan",
            "judge": "verdict",
            "plan_check": "plan",
            "run_check": "run",
            "run_check_blocking": "run",
            "try_terminal": "lan",
        },
    )

__all__ = [
    "RUN_BUDGET_S",
    "find_terminals",
    "judge",
    "plan_check",
    "run_check",
    "run_check_blocking",
    "try_terminal",
]
