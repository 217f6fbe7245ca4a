"""What the picture of each scene of a board would be asked for now, without reading a file.

projects.board.stale compares pictures with it (settings.WANTED_PICTURES).
"""

from collections.abc import Callable
from typing import Any

from generation.prompts import image_requests, inputs
from projects import formats
from projects.board.pictures import places
from projects.models import Scene, VideoProject

# The beats on whose pictures the logo stands.
LOGO_BEATS = ("cta", "closing")


def wishes(project: VideoProject) -> Callable[[Scene], dict[str, Any]]:
    """A function that gives a scene's wish: fields of an ImageRequest, files as their SHA-256."""
    facts, kit = inputs.project_facts(project), project.brand_kit
    width, height = image_requests.picture_size(project.aspect, project.resolution)
    photos = inputs.photo_rows(project)
    aspect = project.aspect
    look = {
        "style": project.style,
        "width": width,
        "height": height,
        "frame_width": formats.frame_size(project.aspect, project.resolution)[0],
        "captions": project.captions,
        "brand_colours": facts.brand_colours,
        "brand_font": facts.brand_font,
        "logo": kit.logo.sha256 if kit and kit.logo else "",
        "logo_beats": LOGO_BEATS,
        "keep_product": project.keep_product,
        "cuts": {photo.asset.sha256: photo.cut_mark for photo in photos},
    }

    def wish(scene: Scene) -> dict[str, Any]:
        shown, at = inputs.photos_shown(photos, scene.photo)
        return (
            look
            | image_requests.words_on(facts, inputs.scene_facts(scene))
            | places.on_frame(scene.placement, aspect)
            | {"photos": [photo.asset.sha256 for photo in shown], "photo": scene.photo if at else ""}
        )

    return wish
