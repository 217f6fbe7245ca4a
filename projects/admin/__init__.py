"""What the admin shows of projects: each file registers its own models."""

from projects.admin import catalog, imports, members, notifications, outgoing, projects, review

__all__ = ["catalog", "imports", "members", "notifications", "outgoing", "projects", "review"]
