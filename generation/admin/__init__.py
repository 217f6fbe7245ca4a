"""What the admin shows of work and money: each file registers its own models."""

from generation.admin import batches, costs, jobs, prompts, provider_states, review

__all__ = ["batches", "costs", "jobs", "prompts", "provider_states", "review"]
