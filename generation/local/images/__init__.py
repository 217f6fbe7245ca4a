"""The local art director: real photos set on sets of its own making, with no network.

`cutout` frees the product, `layout` plans, `backdrops` and `scenes` paint the set, `shadows` tie the
product to it, `type` sets the words, `direct` does one after the other.
"""

from generation.local.images.provider import ArtDirector

__all__ = ["ArtDirector"]
