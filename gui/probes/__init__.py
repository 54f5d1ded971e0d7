"""Connectivity checks on real sockets, and the pure verdict on what they saw."""

from typing import TYPE_CHECKING

from gui.lazy import lazy_exports
from gui.probes.limits import RUN_BUDGET_S

if TYPE_CHECKING:
    from gui.probes.plan import plan_check
    from gui.probes.run import run_check, run_check_blocking
    from gui.probes.verdict import judge
else:
    __getattr__ = lazy_exports(
        __name__,
        {
            "judge": "verdict",
            "plan_check": "plan",
            "run_check": "run",
            "run_check_blocking": "run",
        },
    )

__all__ = ["RUN_BUDGET_S", "judge", "plan_check", "run_check", "run_check_blocking"]
