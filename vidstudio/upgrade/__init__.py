"""Which version this is, and which databases it takes."""
