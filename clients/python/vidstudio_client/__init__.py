"""A typed client of a vidstudio's API: calls done once, jobs waited for, files fetched."""

from vidstudio_client.studio import JobFailed, Refused, Studio

__all__ = ["JobFailed", "Refused", "Studio"]
