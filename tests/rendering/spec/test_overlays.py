"""Claims about what finishes a board: depth, signs and accents, from the picture, the style and the brand."""

import pytest

from generation.interfaces import ImageRequest
from generation.local.images import ArtDirector
from generation.providers import artifacts, registry
from projects import caption_looks, formats
from projects.board import editing
from projects.media import library
from projects.models import BrandKit, Character, Product, Scene
from projects.styles import STYLES
from rendering.engine import layers, overlays
from rendering.spec import build, depth, inputs
from rendering.spec import schema as spec
from tests import cast

pytestmark = pytest.mark.django_db

FRAME = (720, 1280)
WORDS = {"hook": ("Cold for a day", ""), "product": ("All yours", "Steel"), "cta": ("Ridge Flask", "")}


def directed(project, scene, count=3, size=(225, 400)):
    """The picture that the local art director makes for a scene, kept as the studio keeps it."""
    headline, detail = WORDS.get(scene.beat, ("", ""))
    closing = {"price": "$29.00", "cta": "Shop now"} if scene.beat == "cta" else {}
    request = ImageRequest(
        prompt="A harbour at dusk",
        style=project.style,
        beat=scene.beat,
        width=size[0],
        height=size[1],
        scene_index=scene.scene_index,
        scene_count=count,
        photos=(cast.photo_bytes(),) if project.source == "product" else (),
        headline=headline,
        detail=detail,
        captions=project.captions,
        **closing,
    )
    provider = registry.RegisteredProvider("image", "local", "1", None)
    digest = artifacts.request_digest("image", "local", "1", request)
    return artifacts.keep(project.workspace, "image", provider, digest, ArtDirector().paint(request))


def ad(size=(225, 400), **fields):
    """A board of hook, product and call to action, with the art director's pictures."""
    project = cast.draft(**{"style": "luxury", **fields})
    for beat in ("hook", "product", "cta"):
        scene = editing.add_scene(project, cast.ed(), text="Some words.", duration_ms=3000)
        Scene.objects.filter(pk=scene.pk).update(beat=beat, headline=WORDS[beat][0])
        scene.refresh_from_db()
        editing.replace_take(scene, cast.ed(), "image", directed(project, scene, size=size))
    project.refresh_from_db()
    return project


def made(project, **options):
    return build.build(project, "0" * 64, **options)


def signs(found, kind):
    return [sign for sign in found.overlays if sign.kind == kind]


# Depth


def test_a_directed_picture_is_shown_in_layers_that_are_in_the_library():
    project = ad()
    for scene in made(project).scenes:
        assert scene.layers
        for media in (scene.layers.plate, scene.layers.product):
            assert library.find(project.workspace, media.digest)


def test_the_products_camera_goes_further_than_its_plates():
    hook = made(ad()).scenes[0]
    assert hook.layers.motion.zoom_to > hook.motion.zoom_to > 1.0


def test_an_explanation_is_calmer_than_an_ad():
    boards = [inputs.read_board(ad(mode=mode)) for mode in ("creative_ad", "functional_intro")]
    lively, calm = (depth.depth_of(board, board.scenes[0]) for board in boards)
    assert 1 < calm < lively


def test_an_upload_in_place_of_a_picture_has_no_depth():
    project = ad()
    editing.replace_take(project.scenes.first(), cast.ed(), "image", cast.picture(5))
    found = made(project).scenes
    assert found[0].layers is None and found[1].layers


def test_a_picture_cut_to_another_ratio_is_shown_flat():
    """What was laid out for the whole picture does not hold in a part of it."""
    found = made(ad(), aspect="16:9")
    assert not any(scene.layers for scene in found.scenes) and not found.overlays


# Signs


def test_the_end_cards_button_and_price_are_said_once():
    found = made(ad())
    (button,), (price,) = signs(found, "button"), signs(found, "price")
    assert (button.text, price.text) == ("Shop now", "$29.00")
    assert 6000 <= price.start_ms < button.start_ms < 9000 and button.end_ms == 9000


def test_price_and_button_never_leave_the_line_of_the_words_above_them_by_much():
    project = ad(style="luxury")
    found = made(project)
    scene = found.scenes[-1]
    marks = {m["text"]: m["box"] for m in library.find(project.workspace, scene.media.digest).meta["marks"]}
    for sign in signs(found, "price") + signs(found, "button"):
        left, _, right, _ = layers.swept_box(marks[sign.text], scene.motion, FRAME, FRAME)
        way = (right - left) - (marks[sign.text][2] - marks[sign.text][0])
        middle = (sign.box[0] + sign.box[2]) / 2
        assert abs(middle - (left + right) / 2) <= way / 2 + 1e-6


def test_no_sign_leaves_the_safe_box_or_covers_the_captions():
    for style in ("energetic", "minimal", "bold"):
        for mode in ("creative_ad", "functional_intro"):
            for sign in made(ad(style=style, mode=mode)).overlays:
                box = formats.Box(*(round(side * FRAME[k % 2]) for k, side in enumerate(sign.box)))
                assert formats.headline_box(*FRAME).contains(box)


@pytest.mark.parametrize("aspect", ["9:16", "16:9"])
def test_the_ground_of_a_price_is_as_safe_as_its_words(aspect):
    frame = formats.frame_size(aspect, "720p")
    found = made(ad(style="bold", aspect=aspect, size=(frame[0] // 3, frame[1] // 3)))
    tags = [sign for sign in signs(found, "price") if sign.ground and sign.end_ms < 9000]
    assert tags
    for sign in tags:
        box = overlays.to_pixels(sign.box, frame)
        drawn = overlays.picture(sign, (box[2] - box[0], box[3] - box[1])).getchannel("A").getbbox()
        left, top = overlays.picture_box(box)[:2]
        at = (left, top, left, top)
        seen = formats.Box(*(side // overlays.SUPERSAMPLING + at[k] for k, side in enumerate(drawn)))
        assert formats.headline_box(*frame).contains(seen)


@pytest.mark.parametrize("style", ["energetic", "bold", "minimal"])
def test_no_sign_covers_the_product_or_the_words_while_it_stands(style):
    project = ad(style=style, mode="functional_intro" if style == "minimal" else "creative_ad")
    found = made(project)
    for sign in found.overlays:
        scene = found.scenes[min(2, sign.start_ms // 3000)]
        asset = library.find(project.workspace, scene.media.digest)
        if sign.text in [mark["text"] for mark in asset.meta["marks"]]:
            continue  # painted into the picture, whose words keep clear of each other
        boxes = [layers.swept_box(scene.layers.place, scene.layers.motion, FRAME, FRAME)] + [
            layers.swept_box(box, scene.motion, FRAME, FRAME) for box in asset.meta["text_boxes"]
        ]
        assert all(layers._distance(sign.box, box) >= 0 for box in boxes)


def test_signs_wear_the_brands_colours_and_family_where_they_are_read():
    kit = BrandKit.objects.create(workspace=cast.shop(), name="House", colours=["#ffd400"], font="serif")
    found = made(ad(style="bold", brand_kit=kit))
    (price,) = [sign for sign in signs(found, "price") if sign.ground]
    assert (price.ground, price.font) == ("#ffd400", "serif")
    assert caption_looks.contrast(price.ink, price.ground) >= caption_looks.READABLE


def uploaded_end(**fields):
    """An ad on whose end card a person put a picture of their own."""
    project = ad(call_to_action="Shop now", **fields)
    editing.replace_take(project.scenes.last(), cast.ed(), "image", cast.picture(5))
    return made(project)


@pytest.mark.parametrize("style", ["luxury", "energetic", "minimal", "bold", "cinematic"])
def test_an_uploaded_end_card_gets_name_price_and_button(style):
    found = [sign for sign in uploaded_end(style=style).overlays if sign.end_ms == 9000]
    title, price, button = found
    assert (title.kind, title.text) == ("title", "Ridge Flask")
    assert (price.kind, button.kind, button.text) == ("price", "button", "Shop now")
    assert caption_looks.contrast(button.ink, button.ground) >= caption_looks.READABLE
    for sign in (title, price):
        assert caption_looks.contrast(sign.ink, title.ground) >= caption_looks.READABLE
    for inner in (price, button):
        assert title.box[0] < inner.box[0] < inner.box[2] < title.box[2]
        assert title.box[1] < inner.box[1] < inner.box[3] < title.box[3]


def test_a_brand_colour_that_is_not_read_on_the_card_is_passed_over():
    kit = BrandKit.objects.create(workspace=cast.shop(), name="Night", colours=["#0a0a0a", "#00d1ff"])
    found = uploaded_end(style="luxury", brand_kit=kit)
    assert {sign.ground for sign in signs(found, "button")} == {"#00d1ff"}


def test_a_picture_says_which_words_its_captions_need_not_repeat():
    project = ad(style="minimal")
    assert made(project).scenes[0].reads == ()  # nobody wrote down what its painter was asked for
    asset = project.scenes.first().picture.asset
    asset.meta["asked"] = {"headline": "Cold for a day", "detail": ""}
    asset.save()
    assert made(project).scenes[0].reads == ("Cold for a day",)


def test_an_explanation_names_the_product_in_the_brands_colour():
    kit = BrandKit.objects.create(workspace=cast.shop(), name="House", colours=["#ff0066"])
    (third,) = signs(made(ad(mode="functional_intro", style="minimal", brand_kit=kit)), "lower_third")
    assert (third.text, third.accent) == ("Ridge Flask", "#ff0066")


def test_speakers_are_introduced_once_with_their_place():
    project = editing.create_project(
        cast.shop(), cast.ed(), "script", script="INT. KITCHEN - DAY\nMAYA: Hello.", target_ms=8000
    )
    maya = Character.objects.create(project=project, name="MAYA")
    for _ in range(2):
        scene = editing.add_scene(project, cast.ed(), text="Hello.", duration_ms=4000)
        Scene.objects.filter(pk=scene.pk).update(speaker=maya, heading="INT. KITCHEN - DAY")
        editing.replace_take(scene, cast.ed(), "image", cast.picture(1))
    (third,) = signs(made(project), "lower_third")
    assert (third.text, third.detail, third.start_ms < 1000) == ("Maya", "Kitchen", True)


# Accents


@pytest.mark.parametrize(
    ("style", "accent"),
    [("luxury", "sweep"), ("energetic", "streaks"), ("minimal", "none"), ("bold", "blocks")],
)
def test_each_style_has_its_own_accent(style, accent):
    assert made(ad(style=style)).finish.accent == accent


def test_blocks_take_the_flat_colours_of_the_films_pictures():
    project = ad(style="bold")
    flats = project.scenes.first().picture.asset.meta["flats"]
    assert len(flats) == 2 and list(made(project).finish.colours) == flats


def test_blocks_over_pictures_without_flat_colours_take_those_of_the_letters():
    bold = STYLES["bold"]
    assert made(cast.board(style="bold")).finish.colours == (bold.ink, bold.shade)


def test_an_explanation_has_none():
    assert made(ad(style="energetic", mode="functional_intro")).finish == spec.FinishSpec()


def test_the_published_schema_knows_layers_signs_and_accents():
    import jsonschema

    found = made(ad(style="bold"))
    schema = spec.RenderSpec.model_json_schema()
    jsonschema.validate(found.model_dump(mode="json"), schema)
    assert {"LayersSpec", "OverlaySpec", "FinishSpec"} <= set(schema["$defs"])


def test_a_longer_price_has_a_wider_tag():
    project, widths = ad(style="bold", aspect="16:9", size=(400, 225)), []
    for price in (29, 12_939):
        Product.objects.filter(pk=project.product_id).update(price=price)
        project.refresh_from_db()
        tag = next(sign for sign in signs(made(project), "price") if sign.ground)
        widths.append((tag.box[2] - tag.box[0], tag.text))
    (usual, _), (longer, label) = widths
    assert label == "$12,939.00" and longer > usual
