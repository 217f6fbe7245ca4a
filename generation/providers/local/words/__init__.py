"""The house writer: narration without a model, a key or a network."""

from .screenplay import read_script

__all__ = ["read_script"]
