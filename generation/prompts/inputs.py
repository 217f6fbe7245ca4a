"""What a project says to those who write and paint for it: its rows turned into frozen values.

Beside `templates` the only file of prompts/ that reads the database. Each row and file is read once;
whatever is built of these values is pure.
"""

import re
from dataclasses import replace

from generation.interfaces import PhotoCut, ProductFacts, Reference
from generation.prompts.board_facts import FilmContext, PictureSources, ProjectFacts, SceneFacts
from generation.text import claims
from projects import photo_cuts
from projects.media import library
from projects.models import Asset, Photo, Product, Scene, VideoProject

# So many photos of a product are shown: a board has few scenes that are neither its first nor its last.
MOST_PHOTOS = 4


def facts(project: VideoProject) -> ProductFacts | None:
    """The product record as ProductFacts, or None for a prompt or a script."""
    if project.source != "product" or project.product is None:
        return None
    return product_facts(project.product, project.language)


def facts_as_seen(project: VideoProject) -> ProductFacts | None:
    """The record with what a look at the photos added to it, or None.

    A model that looks may see more than there is: a phrase with a number, a price or a promise that the
    record does not say goes no further, and what the record says already is not said twice.
    """
    record = facts(project)
    if record is None:
        return None
    record_text = "\n".join((record.name, record.description, *record.selling_points, record.price))
    seen = project.facts if isinstance(project.facts, dict) else {}
    return replace(
        record,
        features=_new_phrases(seen.get("features"), record_text),
        benefits=_new_phrases(seen.get("benefits"), record_text),
        unique_points=_new_phrases(seen.get("unique_points"), record_text),
    )


def _new_phrases(phrases: object, record_text: str) -> tuple[str, ...]:
    """Those phrases that the record does not say already, and that promise nothing beyond it."""
    texts = [text for text in phrases if isinstance(text, str)] if isinstance(phrases, list) else []
    known = _letters(record_text)
    return tuple(
        text for text in texts if _letters(text) not in known and not claims.unsupported(text, record_text)
    )


def _letters(text: str) -> str:
    """The text without case, spaces, marks and punctuation: how two phrases are compared."""
    return re.sub(r"\W+", "", text.casefold())


def product_facts(product: Product, language: str = "en") -> ProductFacts:
    """A product's row as ProductFacts, its price as a film in that language writes it."""
    return ProductFacts(
        name=product.name,
        description=product.description,
        selling_points=tuple(product.selling_points),
        audience=product.audience,
        price=product.price_in(language),
        category=product.category,
        vendor=product.vendor,
    )


def photos(project: VideoProject, most: int = MOST_PHOTOS) -> list[Asset]:
    """The product's photos as assets, best first; [] for a prompt or a script."""
    return [photo.asset for photo in photo_rows(project)[:most]]


def photo_rows(project: VideoProject) -> list[Photo]:
    """All of the product's photos, best first; [] for a prompt or a script."""
    if project.source != "product" or project.product is None:
        return []
    return list(project.product.photos.select_related("asset", "mask"))


def photo_bytes(project: VideoProject) -> tuple[bytes, ...]:
    """The product's photos as encoded pictures, best first."""
    return tuple(library.read(asset) for asset in photos(project))


def photo_cuts_of(rows: list[Photo]) -> tuple[PhotoCut, ...]:
    """How each of these photos is cut out; () where all are automatic."""
    if all(photo.cut == photo_cuts.AUTOMATIC for photo in rows):
        return ()
    return tuple(PhotoCut(photo.cut, _mask(photo)) for photo in rows)


def _mask(photo: Photo) -> bytes:
    return library.read(photo.mask) if photo.mask and photo.cut == photo_cuts.CUT else b""


def call_to_action(project: VideoProject) -> str:
    """The project's own, or its brand's where it has none; "" where neither has."""
    if project.call_to_action:
        return project.call_to_action
    return project.brand_kit.call_to_action if project.brand_kit else ""


def banned_words(project: VideoProject) -> tuple[str, ...]:
    """Words that the project's brand never uses."""
    return tuple(project.brand_kit.banned_words) if project.brand_kit else ()


def tone(project: VideoProject) -> str:
    """How the project's brand speaks, in its own words."""
    return project.brand_kit.tone if project.brand_kit else ""


def brand_colours(project: VideoProject) -> tuple[str, ...]:
    """The brand's colours as `#rrggbb`, strongest first."""
    return tuple(project.brand_kit.colours) if project.brand_kit else ()


def project_facts(project: VideoProject) -> ProjectFacts:
    """What the project says about all of its pictures, without reading a file."""
    kit = project.brand_kit
    return ProjectFacts(
        style=project.style,
        mode=project.mode,
        aspect=project.aspect,
        resolution=project.resolution,
        language=project.language,
        seed=project.seed,
        captions=project.captions,
        keep_product=project.keep_product,
        product=facts(project),
        call_to_action=call_to_action(project),
        brand_colours=brand_colours(project),
        brand_font=kit.font.strip().lower() if kit else "",
    )


def film_context(project: VideoProject, count: int) -> FilmContext:
    """What the project's scenes share, for the prompts of `count` scenes."""
    topic = project.prompt if project.source == "prompt" else ""
    return project_facts(project).film(count, topic)


def picture_sources(project: VideoProject) -> PictureSources:
    """The project's facts with the bytes of its product's photos and its brand's logo."""
    kit = project.brand_kit
    logo = library.read(kit.logo) if kit and kit.logo else b""
    rows = photo_rows(project)[:MOST_PHOTOS]
    return PictureSources(
        project=project_facts(project),
        photos=tuple(library.read(photo.asset) for photo in rows),
        logo=logo,
        cuts=photo_cuts_of(rows),
    )


def with_chosen_photo(sources: PictureSources, scene: Scene) -> PictureSources:
    """The sources of a scene for which a person chose a photo of the product; others as they are.

    A photo that the product has no more is as if none was chosen.
    """
    rows = photo_rows(scene.project) if scene.photo else []
    shown, at = photos_shown(rows, scene.photo)
    if not at:
        return sources
    return replace(
        sources,
        photos=tuple(library.read(photo.asset) for photo in shown),
        cuts=photo_cuts_of(shown),
        shows=at,
    )


def photos_shown(rows: list[Photo], chosen: str) -> tuple[list[Photo], int]:
    """(the photos that a painter is given, which of them is the `chosen` one, from 1; 0: none is).

    `chosen` is a photo's SHA-256. One behind the best MOST_PHOTOS stands in the place of the last of them.
    """
    found = next((photo for photo in rows if photo.asset.sha256 == chosen), None)
    best = rows[:MOST_PHOTOS]
    if found is None:
        return best, 0
    if found not in best:
        best = [*best[:-1], found]
    return best, best.index(found) + 1


def references(scene: Scene, sources: PictureSources, most: int) -> tuple[Reference, ...]:
    """What a scene's picture or clip has to look like, at most `most`: who speaks, then the product.

    The portrait goes first, because a product may have many photos and a face has one.
    """
    speaker, product = scene.speaker, sources.project.product
    if not most:
        return ()
    found = []
    if speaker and speaker.portrait:
        found.append(Reference(data=library.read(speaker.portrait), shows=speaker.name))
    if product:
        shows = f"the product {product.name}"
        # The one that a person chose first, the others in their order.
        at = max(0, sources.shows - 1)
        ordered = (*sources.photos[at : at + 1], *sources.photos[:at], *sources.photos[at + 1 :])
        found += [Reference(data=photo, shows=shows) for photo in ordered]
    return tuple(found[:most])


def scene_facts(scene: Scene) -> SceneFacts:
    """What a scene says about its picture; it may be one that is not saved."""
    return SceneFacts(
        index=scene.scene_index,
        beat=scene.beat,
        text=scene.text,
        duration_ms=scene.duration_ms,
        headline=scene.headline,
        detail=scene.detail,
        heading=scene.heading,
        action=scene.action,
        visual_prompt=scene.visual_prompt,
        own_prompt="visual_prompt" in scene.edited,
        placement=scene.placement,
    )
