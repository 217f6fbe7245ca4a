"""Pictures that do not show what their board says by now: other words, another price, style, format or brand.

A made picture keeps what it was `asked` for, and the files it was made `of`. This compares it with what its
scene would ask for now, which settings.WANTED_PICTURES says: rooms above build the request. A picture that a
person uploaded is theirs, and so is what it shows.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from projects import formats, photo_cuts, styles
from projects.board import takes
from projects.languages import wording
from projects.models import Asset, Scene, VideoProject

# What a scene's picture would be asked for now, by the fields of a picture's request.
Wish = Mapping[str, Any]

# Words that are set as type. Setting them anew over the same scene is enough.
WORDS = ("headline", "detail", "price", "cta")
# And what a person chose of the picture: the product's photo, the places on the frame.
CHOSEN = ("photo", "words_at", "product_at")
# Frames whose proportions differ by less are the same format: sizes are whole, even pixels.
_SAME_RATIO = 0.02


@dataclass(frozen=True)
class Difference:
    """One thing in which a picture is not what the board asks for: a field of its request, and words."""

    name: str
    says: str


@dataclass(frozen=True)
class StalePicture:
    """A scene whose picture in use differs from what it would be made of now.

    `words` is what it would say, then what was chosen of it, where anything was.
    """

    scene: Scene
    asset: Asset
    differences: tuple[Difference, ...]
    words: tuple[str, ...]

    @property
    def says(self) -> str:
        """A sentence: The picture still says “Stack Mug Set”."""
        first, *others = [one.says for one in self.differences]
        found = gettext(" and ").join([first, *others])
        return gettext("The picture %(differences)s.") % {"differences": found}

    @property
    def names(self) -> frozenset[str]:
        return frozenset(one.name for one in self.differences)

    @property
    def only_words(self) -> bool:
        return self.names <= set(WORDS)

    @property
    def is_set_at_once(self) -> bool:
        """Whether words and choices alone are others: the rest of the picture stays as it is."""
        return self.names <= {*WORDS, *CHOSEN}


def pictures(project: VideoProject) -> list[StalePicture]:
    """The stale pictures of a board, in the order of its scenes. Reads the product and the brand once."""
    scenes = [scene for scene in takes.scenes_with_takes(project) if _made_picture(scene)]
    if not scenes:
        return []
    wish_of = _wishes(project)
    found = []
    for scene in scenes:
        stale = _compared(scene, wish_of)
        if stale:
            found.append(stale)
    return found


def of_scene(scene: Scene) -> StalePicture | None:
    """The scene's picture where it is stale, or None."""
    return _compared(scene, _wishes(scene.project)) if _made_picture(scene) else None


def _compared(scene: Scene, wish_of: Callable[[Scene], Wish]) -> StalePicture | None:
    asset = _made_picture(scene)
    if asset is None or _is_hidden(scene):
        return None
    wish = wish_of(scene)
    differences = tuple(compare(asset.meta, wish, scene.notes.get("image", "")))
    words = tuple(wish.get(name, "") for name in WORDS)
    if any(wish.get(name) for name in CHOSEN):
        words += tuple(f"{name} {wish[name]}" for name in CHOSEN)
    return StalePicture(scene, asset, differences, words) if differences else None


def refusal(found: list[StalePicture]) -> str:
    """Why a board cannot go on with these, and what to do."""
    shown = [f"{one.scene}: {one.says}" for one in found[:3]]
    more = [gettext("And %(count)s more.") % {"count": len(found) - 3}] if len(found) > 3 else []
    return " ".join([*shown, *more, gettext("Mend the pictures first, or accept them as they are.")])


def named(found: list[StalePicture]) -> str:
    """Scene 1 · Scenes 1, 3 and 4."""
    return scenes_named([one.scene.scene_index for one in found])


def scenes_named(numbers: list[int]) -> str:
    """[1, 3, 4] → Scenes 1, 3 and 4."""
    named = wording.listed([str(number) for number in numbers])
    return ngettext("Scene %(numbers)s", "Scenes %(numbers)s", len(numbers)) % {"numbers": named}


def _wishes(project: VideoProject) -> Callable[[Scene], Wish]:
    return import_string(settings.WANTED_PICTURES)(project)


def _made_picture(scene: Scene) -> Asset | None:
    """The picture in use, if it was made here and says what for."""
    take = scene.picture
    if take is None or take.is_own or not take.asset.meta.get("asked"):
        return None
    return take.asset


def _is_hidden(scene: Scene) -> bool:
    """Whether a person's own clip is shown in place of the picture."""
    clip = takes.clip(scene)
    return clip is not None and clip.asset.origin == "upload"


# --- comparing -------------------------------------------------------------------------------
def compare(meta: Mapping[str, Any], wish: Wish, prompt_note: str = "") -> Iterator[Difference]:
    """In what a picture of that meta differs from a wish. What it did not write down is taken to be right.

    `prompt_note` says that its prompt was edited since.
    """
    asked, of = meta.get("asked") or {}, meta.get("of") or {}
    yield from _words(asked, wish)
    yield from _look(asked, wish)
    yield from _brand(asked, of, wish)
    yield from _photos(of, wish, is_laid=bool(meta.get("plate")))
    yield from _photo(meta, wish)
    yield from _places(meta, wish)
    yield from _references(meta.get("shown") or (), wish)
    if meta.get("product_box"):  # the photo was laid here, not drawn from
        yield from _cuts(asked, of, wish)
    if prompt_note:
        yield Difference("prompt", gettext("was drawn before its prompt was changed"))


_GONE = _("shows a photo that the product has no more")
_SAID = {
    "headline": (_("still says “%(old)s”"), _("does not say “%(new)s” yet")),
    "detail": (_("still says “%(old)s”"), _("does not say “%(new)s” yet")),
    "price": (_("still shows the price %(old)s"), _("does not show the price %(new)s yet")),
    "cta": (_("still has “%(old)s” on its button"), _("has no button “%(new)s” yet")),
}


def _words(asked: Mapping[str, Any], wish: Wish) -> Iterator[Difference]:
    for name in WORDS:
        old, new = asked.get(name), wish.get(name, "")
        if old is not None and old != new:
            still, missing = _SAID[name]
            yield Difference(name, still % {"old": old} if old else missing % {"new": new})


def _look(asked: Mapping[str, Any], wish: Wish) -> Iterator[Difference]:
    style = asked.get("style")
    if style and style != wish["style"]:
        label = styles.STYLES[style].label if style in styles.STYLES else style
        yield Difference("style", gettext("is drawn in the style “%(style)s”") % {"style": gettext(label)})
    width, height = asked.get("width"), asked.get("height")
    if width and height:
        ratio, wanted = width / height, wish["width"] / wish["height"]
        if abs(ratio / wanted - 1) > _SAME_RATIO:
            yield Difference("format", gettext("is drawn for %(format)s") % {"format": _format(ratio)})
        elif width < wish["frame_width"]:
            yield Difference("resolution", gettext("is drawn for a smaller film"))
    if asked.get("captions") is False and wish["captions"]:
        yield Difference("captions", gettext("leaves no room for captions"))


def _format(ratio: float) -> str:
    sizes = {name: formats.frame_size(name, "1080p") for name in formats.ASPECTS}
    return min(sizes, key=lambda name: abs(sizes[name][0] / sizes[name][1] - ratio))


def _brand(asked: Mapping[str, Any], of: Mapping[str, Any], wish: Wish) -> Iterator[Difference]:
    colours = asked.get("brand_colours")
    if colours is not None and list(colours) != list(wish["brand_colours"]):
        yield Difference("brand_colours", gettext("has other colours than the brand"))
    font = asked.get("brand_font")
    if font is not None and font != wish["brand_font"]:
        yield Difference("brand_font", gettext("has other type than the brand"))
    if asked.get("beat") in wish["logo_beats"] and of.get("logo", "") != wish["logo"]:
        yield Difference(
            "logo", gettext("has another logo") if of.get("logo") else gettext("has no logo yet")
        )


def _cuts(asked: Mapping[str, Any], of: Mapping[str, Any], wish: Wish) -> Iterator[Difference]:
    """The photo that the picture shows is cut out otherwise by now. Without a note it was automatic."""
    shown = of.get("photos")
    if not shown or "beat" not in asked or "scene_index" not in asked:
        return
    at = photo_cuts.shown_photo(asked["beat"], asked["scene_index"], len(shown), asked.get("shows", 0))
    cuts = of.get("cuts") or [""] * len(shown)
    if wish.get("cuts", {}).get(shown[at], cuts[at]) != cuts[at]:
        yield Difference("cuts", gettext("shows an older cut-out of the product"))


def _references(shown: Iterable[Mapping[str, str]], wish: Wish) -> Iterator[Difference]:
    """A product that a model drew after photos, of which it has none any more."""
    photos = [one["sha256"] for one in shown if one["shows"].startswith("the product ")]
    if photos and not set(photos) & set(wish["photos"]):
        yield Difference("photos", gettext("was drawn after a photo that the product has no more"))


def _photos(of: Mapping[str, Any], wish: Wish, is_laid: bool) -> Iterator[Difference]:
    """A photo that the product has no more; a first one that came since; one that is to be drawn instead.

    `is_laid`: the photo was laid over a painted scene, where the board may want it drawn.
    """
    shown = of.get("photos")
    if shown is None:
        return
    if is_laid and not wish["keep_product"]:
        if shown:
            yield Difference("keep_product", gettext("shows the product’s photo, which is to be drawn"))
    elif shown and not set(shown) & set(wish["photos"]):
        yield Difference("photos", str(_GONE))
    elif wish["photos"] and not shown:
        yield Difference("photos", gettext("was drawn without the product’s photo"))


def _photo(meta: Mapping[str, Any], wish: Wish) -> Iterator[Difference]:
    """Another photo was chosen for the scene since, or none any more."""
    asked, shown = meta.get("asked") or {}, _photo_shown(meta)
    wanted = wish.get("photo", "")
    photos = (meta.get("of") or {}).get("photos")
    if not shown or (photos and not set(photos) & set(wish["photos"])):
        return  # `_photos` says that none of them is there
    if wanted and shown != wanted:
        yield Difference("photo", gettext("shows another photo than the one that was chosen"))
    elif not wanted and asked.get("shows"):
        is_there = shown in wish.get("cuts", {shown: ""})
        other = gettext("shows the photo that was chosen before")
        yield Difference("photo", other if is_there else str(_GONE))


def _photo_shown(meta: Mapping[str, Any]) -> str:
    """The SHA-256 of the photo that a picture shows or was drawn after first; "" where none is known."""
    asked, photos = meta.get("asked") or {}, (meta.get("of") or {}).get("photos")
    if photos and "beat" in asked and "scene_index" in asked:
        chosen = asked.get("shows", 0)
        at = photo_cuts.shown_photo(asked["beat"], asked["scene_index"], len(photos), chosen)
        return str(photos[at])
    drawn = [one["sha256"] for one in meta.get("shown") or () if one["shows"].startswith("the product ")]
    return str(drawn[0]) if drawn else ""


def _places(meta: Mapping[str, Any], wish: Wish) -> Iterator[Difference]:
    """Words or product stand elsewhere on the picture than a person put them since."""
    asked = meta.get("asked") or {}
    if meta.get("text_boxes") and list(asked.get("words_at") or ()) != list(wish.get("words_at") or ()):
        yield Difference("words_at", gettext("has its words at another place"))
    if meta.get("product_box") and list(asked.get("product_at") or ()) != list(wish.get("product_at") or ()):
        yield Difference("product_at", gettext("has the product at another place"))
