"""Connectivity checks on real sockets, and the pure verdict on what they saw."""

from gui.probes.limits import RUN_BUDGET_S
from gui.probes.plan import plan_check
from gui.probes.run import run_check, run_check_blocking
from gui.probes.verdict import judge

__all__ = ["RUN_BUDGET_S", "judge", "plan_check", "run_check", "run_check_blocking"]
