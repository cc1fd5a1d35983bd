"""Bytes in, a `Report` out: pure functions that know nothing of network, database or clock."""

__version__ = "0.1.0"
