"""Reads scripts as people write, paste and export them: one reader, one small module for each format."""
