"""Cases and the shop's profile on disk (SQLite)."""

from gui.store.store import Store

__all__ = ["Store"]
