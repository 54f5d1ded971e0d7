"""Connectivity checks on real sockets, and the pure verdict on what they saw."""
