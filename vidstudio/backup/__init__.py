"""A whole studio in one file, and back: its rows, its media, and which keys it needs (docs/operations.md)."""
