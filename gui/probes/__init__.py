"""Connectivity checks on real sockets, and the pure verdict on what they saw."""

from gui.probes.plan import plan_check
from gui.probes.run import run_check, run_check_blocking
from gui.probes.verdict import judge

__all__ = ["judge", "plan_check", "run_check", "run_check_blocking"]
