"""The pictures on the styles' cards, by the art director: `python -m tests.benchmarks.style_cards`.

They show the demo's kettle in the opening scene of each style. Made anew when a style's looks change; a test
compares them with what the art director paints today.
"""

import io
from dataclasses import replace

from PIL import Image as Pictures

from generation.interfaces import ImageRequest
from generation.local.images import ArtDirector
from projects.styles import STYLES
from tests.paths import ROOT

FOLDER = ROOT / "static" / "img" / "styles"
PHOTO = ROOT / "vidstudio" / "demo" / "kettle.png"
# Painted at the first size, kept at the second: a card on a wide screen is a third as wide.
PAINTED, KEPT = (960, 540), (480, 270)

REQUEST = ImageRequest(
    prompt="", style="minimal", beat="hook", width=PAINTED[0], height=PAINTED[1], photos=(),
    product_name="Pour-Over Kettle", headline="Slow mornings", seed=7, scene_index=1, scene_count=5,
    captions=False,
)  # fmt: skip


def card(style: str) -> Pictures.Image:
    """The picture of one style's card."""
    request = replace(REQUEST, style=style, photos=(PHOTO.read_bytes(),))
    picture = Pictures.open(io.BytesIO(ArtDirector().paint(request).data)).convert("RGB")
    return picture.resize(KEPT, Pictures.Resampling.LANCZOS)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for style in STYLES:
        card(style).save(FOLDER / f"{style}.webp", quality=82, method=6)


if __name__ == "__main__":
    main()
