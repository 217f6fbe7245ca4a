"""Pages about people and settings of a workspace."""
