"""What the admin shows of projects: each file registers its own models."""

from projects.admin import boards

__all__ = ["boards"]
