"""The web process: `python -m vidstudio.web` (server)."""
