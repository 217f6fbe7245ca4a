"""The request for a scene's picture, built from frozen values. Pure: no database, no settings, no files.

The estimate and the work build their requests with the same functions, so what is shown before a job
and what is paid for by it cannot differ.
"""

from dataclasses import dataclass

from generation.interfaces import ImageRequest, PlateRequest, Reference, Segment
from generation.prompts import image_prompts
from generation.prompts.board_facts import PictureSources, ProjectFacts, SceneFacts
from generation.text.clothing import is_worn
from projects import caption_looks, formats
from projects.board.pictures import places

# A still is drawn this much larger than the frame, so that the camera can come closer. Not in 4K, where it
# would need half as much memory again.
OVERSIZE = {"720p": 1.25, "1080p": 1.25, "2160p": 1.0}

# Plates are asked for in this size's proportions, whatever the film's: the model has sizes of its own.
PLATE_RESOLUTION = "1080p"


@dataclass(frozen=True, kw_only=True)
class SceneWish:
    """What is wanted of one scene's picture: the scene, out of `count`, by a `seed`.

    `prompt` is what a person asked for instead of the scene's own prompt, "" for that. `references` show
    what is to be drawn as it looks; an empty place, over which the product is laid, is drawn without any.
    """

    scene: SceneFacts
    count: int
    seed: int
    prompt: str = ""
    references: tuple[Reference, ...] = ()


def image_request(
    sources: PictureSources, wish: SceneWish, plate: PlateRequest | None = None
) -> ImageRequest:
    """The ImageRequest for a scene; `plate` is for painters that are asked for the scene alone."""
    project, scene = sources.project, wish.scene
    width, height = picture_size(project.aspect, project.resolution)
    return ImageRequest(
        prompt=wish.prompt or scene.visual_prompt,
        style=project.style,
        beat=scene.beat,
        width=width,
        height=height,
        seed=wish.seed,
        scene_index=scene.index,
        scene_count=wish.count,
        photos=sources.photos,
        product_name=project.product.name if project.product else "",
        **words_on(project, scene),
        cuts=sources.cuts,
        shows=sources.shows,
        words_at=places.put(scene.placement, project.aspect, "words"),
        product_at=places.put(scene.placement, project.aspect, "product"),
        logo=sources.logo,
        brand_colours=project.brand_colours,
        brand_font=project.brand_font,
        captions=project.captions,
        language=project.language,
        plate=plate,
    )


def picture_size(aspect: str, resolution: str) -> tuple[int, int]:
    """(width, height) of a still in pixels, both even, for keys of projects.formats."""
    width, height = formats.frame_size(aspect, resolution)
    factor = OVERSIZE[resolution]
    return round(width * factor / 2) * 2, round(height * factor / 2) * 2


# --- the words on it -------------------------------------------------------------------------
def words_on(project: ProjectFacts, scene: SceneFacts) -> dict[str, str]:
    """The words that are set on the picture, by the fields of an ImageRequest.

    An end card has a price and a button, so its headline repeats neither.
    """
    if scene.beat != "cta":
        return {"headline": scene.headline, "detail": _small_print(project, scene)}
    name, price = (project.product.name, project.product.price) if project.product else ("", "")
    button = scene.detail or project.call_to_action
    taken = {_bare(button), _bare(price)}
    headline = "" if _bare(scene.headline) in taken else scene.headline
    return {"headline": headline or name, "detail": "", "price": price, "cta": button}


def all_words_on(project: ProjectFacts, scene: SceneFacts) -> list[str]:
    """The texts that are set on the picture, as its request would have them now."""
    return [words for words in words_on(project, scene).values() if words]


def _small_print(project: ProjectFacts, scene: SceneFacts) -> str:
    """The detail, unless the captions say the same words at the same time."""
    read = (
        project.captions
        and f" {caption_looks.plain(scene.detail)} " in f" {caption_looks.plain(scene.text)} "
    )
    return "" if read else scene.detail


def _bare(words: str) -> str:
    return words.casefold().rstrip(".!")


# --- the scene behind a product --------------------------------------------------------------
def plate_request(sources: PictureSources, wish: SceneWish, template: str) -> PlateRequest:
    """The PlateRequest of a scene.

    `template` is the text of the prompt "plate"; it is not read where no photo is laid over the scene.
    """
    width, height = formats.frame_size(sources.project.aspect, PLATE_RESOLUTION)
    return PlateRequest(
        prompt=_plate_prompt(sources, wish, template),
        width=width,
        height=height,
        seed=wish.seed,
        scene_index=wish.scene.index,
        references=() if sources.keeps_photo else wish.references,
    )


def _plate_prompt(sources: PictureSources, wish: SceneWish, template: str) -> str:
    project, scene = sources.project, wish.scene
    if not sources.keeps_photo or project.product is None:
        return wish.prompt or scene.visual_prompt
    # A prompt that was written here shows the product; only a person's own words stand for the place.
    own = wish.prompt
    if own in ("", scene.visual_prompt):
        own = scene.visual_prompt if scene.own_prompt else ""
    values = image_prompts.plate_values(
        segment_of(scene),
        scene.index,
        project.film(wish.count),
        project.product,
        wish=own,
        worn=is_worn(project.product.name),
    )
    return image_prompts.truncate(image_prompts.fill(template, values))


def segment_of(scene: SceneFacts) -> Segment:
    """A scene as the segment of a script that it was made of."""
    return Segment(
        text=scene.text,
        duration_ms=scene.duration_ms,
        beat=scene.beat,
        headline=scene.headline,
        detail=scene.detail,
        heading=scene.heading,
        action=scene.action,
    )
