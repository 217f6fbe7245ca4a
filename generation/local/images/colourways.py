"""Which colours a film has within its style: those of another product of the shop are mostly others.

A style has several colourways (data/colourways.toml), its own colours being the first. What is sold chooses:
those drop out that the product would drown in, and its name takes one of the rest. So all scenes, takes and
ratios of a product have one, whatever their photos show.
"""

from functools import cache, lru_cache
from pathlib import Path

from generation.interfaces import ImageRequest, PhotoCut
from generation.local.images import layout
from generation.media import colours, cutout
from generation.media.arrays import Colour
from generation.media.colours import Palette
from generation.text.toml_tables import read_table

# Of these grounds, the two that are clearest of the product have to be so far from its leading colours
# (by `colours.distance`): flat colours more than dark sets, which are lit around it.
_CLEAR = {"energetic": 0.26, "bold": 0.3, "luxury": 0.16, "cinematic": 0.16}
_GROUNDS = {
    "energetic": ("backdrop", "surface"),
    "bold": ("backdrop", "surface", "accent"),
    "luxury": ("backdrop", "surface"),
    "cinematic": ("backdrop", "surface"),
}


def palette_for(request: ImageRequest) -> Palette:
    """The Palette of all pictures of what is sold, with the brand's colours laid over it.

    A style whose grounds the brand's colours take keeps its own colours beside those.
    """
    own = colours.style_palette(request.style, request.brand_colours)
    ways = palettes(request.style)
    if colours.takes_grounds(request.style, request.brand_colours) or not request.photos:
        return own
    fit = [way for way in ways if _suits(way, request)] or list(ways)
    chosen = fit[layout.drawn_for(request, "colours", len(fit))]
    return colours.with_brand(chosen, request.style, request.brand_colours)


@cache
def palettes(style: str) -> tuple[Palette, ...]:
    """A style's Palettes, its own first."""
    rows = read_table(Path(__file__).parent / "data" / "colourways.toml").get(style, [])
    named = ({name: colours.parse_hex(row[name]) for name in colours.PARTS} for row in rows)
    return (colours.style_palette(style), *(Palette(**each) for each in named))


def _suits(way: Palette, request: ImageRequest) -> bool:
    """Whether the product stands out from two of the grounds at least."""
    names = _GROUNDS.get(request.style, ())
    apart = sorted(_apart(getattr(way, name), request) for name in names)
    return not apart or apart[-2] >= _CLEAR[request.style]


def _apart(ground: Colour, request: ImageRequest) -> float:
    tones = _tones(request.photos[0], request.cuts[0] if request.cuts else PhotoCut())
    return min((float(colours.distance(tone, ground)) for tone in tones[:3]), default=1.0)


@lru_cache(maxsize=8)
def _tones(photo: bytes, cut: PhotoCut) -> tuple[Colour, ...]:
    """The leading colours of what the best photo shows. Raises Rejected for one that cannot be read."""
    return tuple(colours.dominant(cutout.cut_out(photo, "photo 1", cut).opaque, 4))
