"""Cases and the shop's profile on disk (SQLite)."""
