"""Frozen types shared by every layer: no I/O, no clock, no Qt."""
