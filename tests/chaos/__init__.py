"""Faults of machines and networks, for so many minutes: `make chaos` (docs/operations.md)."""
