"""What the admin shows of projects: each file registers its own models."""

from projects.admin import catalog, members, projects, review

__all__ = ["catalog", "members", "projects", "review"]
