"""The local art director: real photos set on sets of its own making, with no network.

`composition` frees the product and puts a picture together, `layout` plans, `backdrops` and `scenery` paint
the set, `shadows` tie the product to it, `lettering` sets the words, `provider` does one after the other.
"""

from generation.local.images.provider import ArtDirector

__all__ = ["ArtDirector"]
