"""Product photos: cut out whole, or shown uncut; never with a hole, a slab of shadow, or an exception."""

import io
import resource
import struct
import zlib
from dataclasses import replace

import cv2
import numpy as np
import pillow_heif
import pytest
from PIL import Image as Pictures
from PIL import ImageCms

from generation.media import cutout
from generation.provider_errors import Rejected
from projects.errors import BadInput
from projects.media import decoder_process, photo_uploads, picture_decoding
from tests.quality import films, profiles
from tests.quality.kit import Input, each
from tests.quality.pictures import Scene, cut_free, drawn, encoded, photo, truth

SMALL = (480, 480)
RED, BLACK, GREY, WHITE = (200, 40, 36), (40, 40, 44), (125, 127, 130), (249, 249, 249)


def scene(thing="cup", **changes):
    return Scene(thing, **{"size": SMALL, "soft": 9} | changes)


CUT, WHOLE, EITHER = "cut out", "uncut", "either"
ON_PLAIN = "a thing on plain ground"
SHADOWED = "a thing with its shadow"
WHITE_ON_WHITE = "a white thing on white"
GROUNDS = [
    Input(ON_PLAIN, "red cup on white", CUT, more=scene()),
    Input(
        ON_PLAIN,
        "black bottle on grey that darkens",
        CUT,
        more=scene("bottle", colour=BLACK, ground=(200, 200, 200), falloff=0.15),
    ),
    Input(
        ON_PLAIN,
        "gold bottle on black",
        CUT,
        more=scene("bottle", colour=(200, 160, 60), ground=(12, 12, 14)),
    ),
    Input(
        ON_PLAIN,
        "cream bottle on green paper",
        CUT,
        more=scene("bottle", colour=(240, 220, 200), ground=(60, 150, 90)),
    ),
    Input(ON_PLAIN, "two things side by side", CUT, more=scene("pair")),
    Input(ON_PLAIN, "chair, seen through its legs", CUT, more=scene("chair")),
    Input(ON_PLAIN, "noisy picture of a phone", CUT, more=scene("shirt", noise=6)),
    Input(
        ON_PLAIN,
        "pure white label on a bottle, white ground",
        CUT,
        more=scene("bottle", print_=(255, 255, 255), ground=(255, 255, 255), noise=0),
    ),
    Input(ON_PLAIN, "white label on a box", CUT, more=scene("box", print_=(254, 254, 254))),
    Input(ON_PLAIN, "ring: most of it is hole", EITHER, more=scene("ring")),
    Input(SHADOWED, "red cup, soft shadow", CUT, more=scene(shadow=0.35)),
    Input(SHADOWED, "shoe, soft shadow", CUT, more=scene("shoe", shadow=0.35)),
    Input(
        SHADOWED, "black cup, wide shadow", CUT, more=scene(colour=BLACK, shadow=0.4, soft=18, falloff=0.06)
    ),
    Input(
        SHADOWED,
        "grey bottle, dark shadow",
        CUT,
        more=scene("bottle", colour=GREY, shadow=0.6, soft=12, lean=0.1),
    ),
    Input(
        SHADOWED,
        "shoe on blue paper, shadow aside",
        CUT,
        more=scene("shoe", ground=(90, 140, 200), shadow=0.5, lean=0.2),
    ),
    Input(
        SHADOWED,
        "cup on yellow paper",
        CUT,
        more=scene(colour=(30, 30, 30), ground=(250, 210, 60), shadow=0.45, soft=12),
    ),
    Input(
        SHADOWED,
        "grey cup in the sun, hard shadow",
        WHOLE,
        more=scene(colour=GREY, shadow=0.35, soft=1.5, lean=0.5),
    ),
    Input(
        SHADOWED,
        "red shoe in the sun, hard shadow",
        WHOLE,
        more=scene("shoe", shadow=0.35, soft=1.5, lean=0.5),
    ),
    Input(SHADOWED, "chair, shadow between its legs", WHOLE, more=scene("chair", shadow=0.35)),
    Input(WHITE_ON_WHITE, "cup, lightly shaded", WHOLE, more=scene(colour=WHITE, shade=0.14)),
    Input(
        WHITE_ON_WHITE,
        "cup, shaded more, with a shadow",
        WHOLE,
        more=scene(colour=WHITE, shade=0.22, shadow=0.3),
    ),
    Input(WHITE_ON_WHITE, "bottle", WHOLE, more=scene("bottle", colour=WHITE, shade=0.14)),
    Input(WHITE_ON_WHITE, "shirt", WHOLE, more=scene("shirt", colour=WHITE, shade=0.14)),
    Input(
        WHITE_ON_WHITE, "shoe with a shadow", WHOLE, more=scene("shoe", colour=WHITE, shade=0.2, shadow=0.3)
    ),
    Input(
        WHITE_ON_WHITE,
        "drawing without any noise",
        WHOLE,
        more=scene(colour=(255, 255, 255), shade=0.1, ground=(255, 255, 255), noise=0),
    ),
    Input(WHITE_ON_WHITE, "noisy picture", WHOLE, more=scene(colour=WHITE, shade=0.14, noise=4)),
    Input(
        WHITE_ON_WHITE,
        "polished steel, bright at its rim",
        WHOLE,
        more=scene("bottle", colour=(235, 236, 238), shade=0.7),
    ),
    Input("a black thing on black", "cup", WHOLE, more=scene(colour=(30, 30, 32), ground=(14, 14, 16))),
]


@each(GROUNDS)
def test_a_thing_is_cut_out_whole_or_shown_uncut(case):
    product = cutout.cut_out(photo(case.more), "photo 1")
    if case.right != EITHER:
        assert (CUT if product.kind == "plain" else WHOLE) == case.right
    if product.kind == "card":
        assert product.rgba[..., 3].min() == 255 and (product.width, product.height) == SMALL
        return
    wanted = truth(case.more)
    rows, columns = np.flatnonzero(wanted.any(1)), np.flatnonzero(wanted.any(0))
    assert abs(product.width - (columns[-1] - columns[0] + 1)) <= 8, "something was added or lost aside"
    assert abs(product.height - (rows[-1] - rows[0] + 1)) <= 8, "something was added or lost below"
    assert 0.95 < (product.rgba[..., 3] > 128).sum() / wanted.sum() < 1.06


def test_a_white_top_before_a_white_wall_is_not_cut_away():
    """A person's head, arms and legs stand out from the wall, what she wears does not."""
    skin = scene("shirt", colour=(196, 140, 110), large=0.8)
    picture = drawn(skin).astype(np.float32)
    at = truth(scene("shirt", large=0.8)) & ~truth(scene("box", large=0.001))
    height = np.flatnonzero(at.any(1))
    at[: height[0] + 40] = at[height[-1] - 60 :] = False
    folds = 250 - 6 * np.abs(np.sin(np.arange(SMALL[0]) / 9))
    picture[at] = np.repeat(folds[None, :, None], SMALL[1], 0).repeat(3, 2)[at]
    assert cutout.cut_out(encoded(picture.round().clip(0, 255).astype(np.uint8))).kind == "card"


OWN_SHADOWS = [
    Input("its own shadow in the file", f"{thing}, {reach} px below", reach, more=scene(thing, large=0.7))
    for thing in ("box", "bottle", "cup", "shirt")
    for reach in (5, 10, 20, 40, 60)
]


@each(OWN_SHADOWS)
def test_a_shadow_that_came_with_the_photo_is_left_out(case):
    product = cutout.cut_out(cut_free(case.more, blur=case.right / 2.5, shift=(0, case.right)))
    wanted = truth(case.more)
    tall = np.flatnonzero(wanted.any(1))
    assert product.kind == "alpha" and abs(product.height - (tall[-1] - tall[0] + 1)) <= 8
    assert 0.97 < (product.rgba[..., 3] > 128).sum() / wanted.sum() < 1.04


def see_through(alpha):
    rgba = np.asarray(Pictures.open(io.BytesIO(cut_free(scene("bottle"))))).copy()
    rgba[..., 3] = (rgba[..., 3] * alpha).astype(np.uint8)
    return encoded(rgba, "PNG")


def frames(form):
    first = Pictures.fromarray(drawn(scene()))
    others = [Pictures.fromarray(drawn(scene("bottle"))), Pictures.fromarray(drawn(scene("shoe")))]
    return encoded(first, form, save_all=True, append_images=others, duration=100)


def in_mode(mode, form="PNG"):
    return encoded(Pictures.fromarray(drawn(scene("shirt"))).convert(mode), form)


def sixteen_bits(mode):
    grey = np.asarray(Pictures.fromarray(drawn(scene("shirt"))).convert("L"), np.uint16) * 257
    values = {"I;16": grey, "I": grey.astype(np.int32), "F": (grey / 65535).astype(np.float32)}[mode]
    return encoded(Pictures.fromarray(values), "PNG" if mode == "I;16" else "TIFF")


def opaque(alpha):
    picture = Pictures.fromarray(drawn(scene())).convert("RGBA")
    picture.putalpha(alpha)
    return encoded(picture, "PNG")


def rounded():
    """A photo with round corners: nothing but them is clear, and what lies under them is black."""
    rgba = np.dstack([drawn(scene()), np.full(SMALL, 255, np.uint8)])
    rgba[:20, :20] = rgba[-20:, :20] = rgba[:20, -20:] = rgba[-20:, -20:] = 0
    return encoded(rgba, "PNG")


def turned(way):
    exif = Pictures.Exif()
    exif[0x0112] = way
    return photo(scene("bottle"), exif=exif)


FILES = [
    Input("an unusual file", "palette", "plain", more=lambda: in_mode("P")),
    Input("an unusual file", "one bit", "either", more=lambda: in_mode("1")),
    Input("an unusual file", "grey", "plain", more=lambda: in_mode("L")),
    Input("an unusual file", "CMYK", "plain", more=lambda: in_mode("CMYK", "JPEG")),
    Input("an unusual file", "16 bit grey", "plain", more=lambda: sixteen_bits("I;16")),
    Input("an unusual file", "32 bit grey", "plain", more=lambda: sixteen_bits("I")),
    Input("an unusual file", "floating point", "plain", more=lambda: sixteen_bits("F")),
    Input("an unusual file", "alpha that is solid everywhere", "plain", more=lambda: opaque(255)),
    Input("an unusual file", "alpha, half clear everywhere", "either", more=lambda: opaque(128)),
    Input("an unusual file", "round corners on black", "plain", more=rounded),
    Input(
        "an unusual file",
        "grey with alpha",
        "alpha",
        more=lambda: encoded(Pictures.open(io.BytesIO(cut_free(scene()))).convert("LA"), "PNG"),
    ),
    Input("an unusual file", "glass: half clear as a whole", "alpha", more=lambda: see_through(0.5)),
    Input("an unusual file", "smoke: hardly there", "alpha", more=lambda: see_through(0.12)),
    Input("an unusual file", "moving GIF", "plain", more=lambda: frames("GIF")),
    Input("an unusual file", "moving WebP", "plain", more=lambda: frames("WEBP")),
    Input("an unusual file", "moving PNG", "plain", more=lambda: frames("PNG")),
    Input(
        "an unusual file",
        "one pixel of alpha",
        "either",
        more=lambda: encoded(np.pad(np.full((1, 1, 4), 255, np.uint8), ((40, 60), (70, 30), (0, 0))), "PNG"),
    ),
    Input(
        "an unusual file",
        "a line one pixel wide",
        "either",
        more=lambda: encoded(
            np.pad(np.full((300, 1, 4), 255, np.uint8), ((40, 60), (70, 30), (0, 0))), "PNG"
        ),
    ),
    Input("an unusual file", "alpha 0 everywhere", refused="is empty", more=lambda: opaque(0)),
    Input(
        "an unusual file",
        "nothing but white",
        "card",
        more=lambda: encoded(np.full((300, 300, 3), 255, np.uint8)),
    ),
    Input("an unusual file", "17 × 900 pixels", "either", more=lambda: photo(scene(size=(17, 900)))),
    Input("an unusual file", "901 × 333 pixels", "plain", more=lambda: photo(scene(size=(901, 333)))),
    Input(
        "an unusual file",
        "50 pixels",
        "plain",
        more=lambda: photo(scene("box", size=(50, 50), large=0.8), quality=95),
    ),
    Input(
        "an unusual file",
        "8 × 8 pixels",
        refused="too small",
        more=lambda: encoded(np.zeros((8, 8, 3), np.uint8)),
    ),
    Input(
        "an unusual file",
        "1 × 1 pixel",
        refused="too small",
        more=lambda: encoded(np.zeros((1, 1, 4), np.uint8), "PNG"),
    ),
    *(
        Input("a photo taken sideways", f"EXIF orientation {way}", way, more=lambda way=way: turned(way))
        for way in range(1, 9)
    ),
]


@each(FILES)
def test_any_file_becomes_a_product_or_is_refused_in_a_line(case):
    if case.refused:
        with pytest.raises(Rejected, match=case.refused):
            cutout.cut_out(case.more(), "photo 1")
        return
    product = cutout.cut_out(case.more(), "photo 1")
    assert product.opaque.size and product.rgba[..., 3].max() > 12
    if isinstance(case.right, int):
        assert (product.height > product.width) == (case.right < 5)  # the bottle lies where it was turned
    elif case.right != EITHER:
        assert product.kind == case.right


def banner(width, height, form="JPEG"):
    """A long white strip with a red shirt of 0.8 of its shorter side in the middle."""
    return photo(Scene("shirt", size=(width, height), large=0.72, noise=0), form)


STRIPS = [
    Input("a long strip", "4000 × 400, wide", (4000, 400), more="JPEG"),
    Input("a long strip", "400 × 4000, tall", (400, 4000), more="JPEG"),
    Input("a long strip", "4000 × 400 as PNG", (4000, 400), more="PNG"),
    Input("a long strip", "3000 × 300", (3000, 300), more="JPEG"),
]


@each(STRIPS)
def test_a_thing_in_a_strip_keeps_its_own_pixels(case):
    width, height = case.right
    product = cutout.cut_out(banner(width, height, case.more))
    there = min(width, height) * 0.72 * 1.1
    assert product.kind == "plain" and abs(product.width - there) < 0.04 * there


def test_a_small_thing_in_a_large_photo_keeps_its_own_pixels():
    picture = Pictures.new("RGBA", (3000, 2400))
    thing = Pictures.open(io.BytesIO(cut_free(scene(large=0.9))))
    picture.paste(thing, (1800, 1500))
    product = cutout.cut_out(encoded(picture, "PNG", compress_level=1))
    assert product.height == pytest.approx(432, abs=3)


def test_a_photo_of_a_place_that_is_too_long_is_made_small():
    rng = np.random.default_rng(3)
    noise = Pictures.fromarray(rng.integers(0, 255, (6, 60, 3), dtype=np.uint8)).resize((4000, 400))
    product = cutout.cut_out(encoded(noise))
    assert (product.kind, product.width) == ("card", 2000)


def test_the_same_photo_is_cut_the_same_way_twice():
    data = photo(replace(scene(), shadow=0.3))
    first = cutout.cut_out(data)
    cutout.cut_out.cache_clear()
    assert (cutout.cut_out(data).rgba == first.rgba).all()


# --- files of other cameras and programs -----------------------------------------------------
pillow_heif.register_heif_opener(thumbnails=False)
UPLOADED = "a photo in another file"


def fields(size=(120, 80)):
    return Pictures.fromarray(films.picture(size))


def saved(form, picture=None, **options):
    return encoded(picture or fields(), form, **options)


def with_exif(form, way, **options):
    exif = Pictures.Exif()
    exif[0x0112] = way
    return saved(form, exif=exif, **options)


def several(form, **options):
    others = [Pictures.new("RGB", (120, 80), "black")] * 2
    return saved(form, save_all=True, append_images=others, **options)


def primary_second():
    """A HEIC of two pictures of which the second is the one to be shown, as bursts have them."""
    made, out = pillow_heif.HeifFile(), io.BytesIO()
    made.add_from_pillow(Pictures.new("RGB", (120, 80), "black"))
    made.add_from_pillow(fields())
    made.save(out, primary_index=1)
    return out.getvalue()


def deep(form):
    """Sixteen bits a channel."""
    values = np.asarray(fields(), np.uint16) * 257
    ok, data = cv2.imencode(form, values[..., ::-1])
    return data.tobytes() if ok else b""


def heif_of_ten_bits():
    values = (np.asarray(fields(), np.uint16) * 257).tobytes()
    out = io.BytesIO()
    pillow_heif.encode("RGB;16", (120, 80), values, out, quality=95)
    return out.getvalue()


def clear_corner(mode="RGBA"):
    picture = fields().convert("RGBA")
    picture.paste((0, 0, 0, 0), (80, 50, 120, 80))
    return picture.convert(mode)


UPLOADS = [
    *(
        Input(
            UPLOADED,
            f"{form}{', ' + compression if compression else ''}",
            "rgbw",
            more=lambda form=form, more=({"compression": compression} if compression else {}): saved(
                form, **more
            ),
        )
        for form, compression in (
            ("HEIF", ""),
            ("AVIF", ""),
            ("TIFF", ""),
            ("TIFF", "tiff_lzw"),
            ("TIFF", "tiff_deflate"),
            ("TIFF", "packbits"),
            ("TIFF", "jpeg"),
            ("PNG", ""),
            ("WEBP", ""),
            ("GIF", ""),
            ("JPEG", ""),
        )
    ),
    *(
        Input(
            UPLOADED, f"{form}, turned ({way})", right, more=lambda form=form, way=way: with_exif(form, way)
        )
        for form in ("HEIF", "AVIF", "TIFF", "JPEG", "PNG", "WEBP")
        for way, right in ((3, "wbgr"), (6, "brwg"), (8, "gwrb"), (2, "grwb"), (5, "rbgw"))
    ),
    Input(UPLOADED, "HEIC of a burst", "rgbw", more=primary_second),
    Input(UPLOADED, "HEIC of ten bits", "rgbw", more=heif_of_ten_bits),
    Input(UPLOADED, "AVIF that moves", "rgbw", more=lambda: several("AVIF", duration=100)),
    Input(UPLOADED, "TIFF of three pages", "rgbw", more=lambda: several("TIFF")),
    Input(UPLOADED, "WebP that moves", "rgbw", more=lambda: several("WEBP", duration=100)),
    Input(UPLOADED, "GIF that moves", "rgbw", more=lambda: several("GIF", duration=100)),
    Input(UPLOADED, "two pictures in a JPEG (MPO)", "rgbw", more=lambda: several("MPO")),
    Input(UPLOADED, "PNG, 16 bits a channel", "rgbw", more=lambda: deep(".png")),
    Input(UPLOADED, "TIFF, 16 bits a channel", "rgbw", more=lambda: deep(".tiff")),
    Input(
        UPLOADED, "TIFF, big-endian", "rgbw", more=lambda: saved("TIFF", big_tiff=False, tiffinfo={270: "x"})
    ),
    Input(UPLOADED, "BigTIFF", "rgbw", more=lambda: saved("TIFF", big_tiff=True)),
    Input(UPLOADED, "palette, TIFF", "rgbw", more=lambda: saved("TIFF", fields().quantize(16))),
    Input(UPLOADED, "palette, PNG", "rgbw", more=lambda: saved("PNG", fields().quantize(16))),
    Input(UPLOADED, "CMYK, TIFF", "rgbw", more=lambda: saved("TIFF", fields().convert("CMYK"))),
    Input(UPLOADED, "CMYK, JPEG", "rgbw", more=lambda: saved("JPEG", fields().convert("CMYK"), quality=95)),
    Input(UPLOADED, "L*a*b*, TIFF", "rgbw", more=lambda: saved("TIFF", in_lab())),
    *(
        Input(
            UPLOADED,
            f"{form}, alpha",
            "rgb_",
            more=lambda form=form: saved(form, clear_corner(), **LOSSLESS.get(form, {})),
        )
        for form in ("HEIF", "AVIF", "TIFF", "PNG", "WEBP")
    ),
    Input(UPLOADED, "GIF, clear colour", "rgb_", more=lambda: saved("GIF", clear_corner())),
]
LOSSLESS = {"WEBP": {"lossless": True}, "HEIF": {"quality": 95}, "AVIF": {"quality": 95}}


def in_lab():
    srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    return ImageCms.profileToProfile(fields(), srgb, lab, outputMode="LAB")


@each(UPLOADS)
def test_a_photo_in_any_usual_file_is_upright_and_in_its_colours(case):
    picture = picture_decoding.decoded(case.more(), "photo", 40_000_000)
    assert picture.size == ((80, 120) if case.right in ("brwg", "gwrb", "rbgw") else (120, 80))
    assert picture.mode == ("RGBA" if "_" in case.right else "RGB") and not picture.info
    shown = films.quarters(np.asarray(picture.convert("RGB")))
    for found, name in zip(shown, case.right, strict=True):
        # Inks of CMYK and colours of a GIF's palette are the roughest.
        assert name == "_" or np.abs(found - films.FIELDS[name]).max() <= 12
    if "_" in case.right:
        assert picture.getpixel((110, 70))[3] == 0 and picture.getpixel((10, 10))[3] == 255


PROFILED = "a colour profile"


def flat(mode, colour, form, profile):
    return encoded(
        Pictures.new(mode, (60, 40), colour),
        form,
        icc_profile=profile,
        **({"quality": 95} if form != "TIFF" else {}),
    )


PROFILES = [
    *(
        Input(PROFILED, f"P3, {form}: {name}", right, more=("RGB", colour, form, profiles.p3))
        for form in ("JPEG", "HEIF", "AVIF", "TIFF", "WEBP")
        for name, colour, right in (
            ("grey", (128, 128, 128), (128, 128, 128)),
            ("its deepest red is ours", (255, 0, 0), (255, 0, 0)),
            ("a red of ours", (234, 51, 35), (255, 0, 0)),
            ("skin", (200, 150, 130), (206, 149, 127)),
        )
    ),
    *(
        Input(PROFILED, f"inks, {form}: {name}", right, more=("CMYK", colour, form, profiles.inks))
        for form in ("JPEG", "TIFF")
        for name, colour, right in (
            ("paper", (0, 0, 0, 0), (255, 255, 255)),
            ("cyan", (255, 0, 0, 0), (0, 148, 219)),
            ("magenta", (0, 255, 0, 0), (214, 0, 122)),
            ("red", (0, 255, 255, 0), (214, 60, 55)),
        )
    ),
]


@each(PROFILES)
def test_colours_are_those_that_were_meant(case):
    mode, colour, form, profile = case.more
    picture = picture_decoding.decoded(flat(mode, colour, form, profile()), "photo", 40_000_000)
    assert np.abs(np.subtract(picture.getpixel((30, 20)), case.right)).max() <= 10, picture.getpixel((30, 20))


def tile_bomb(side=60_000):
    """A TIFF of 64 × 64 pixels whose single tile is said to have 60,000 a side."""
    data = zlib.compress(bytes(64 * 64 * 3))
    entries = [
        (256, 4, 1, 64), (257, 4, 1, 64), (258, 3, 1, 8), (259, 3, 1, 8), (262, 3, 1, 2), (277, 3, 1, 3),
        (322, 4, 1, side), (323, 4, 1, side), (324, 4, 1, 8), (325, 4, 1, len(data)),
    ]  # fmt: skip
    body = struct.pack("<H", len(entries))
    for tag, kind, count, value in entries:
        body += struct.pack("<HHI", tag, kind, count) + struct.pack("<I", value)
    return b"II*\0" + struct.pack("<I", 8 + len(data)) + data + body + bytes(4)


def claims(form, width=7000):
    """A small file that says it is large: nothing but one colour compresses so well."""
    return encoded(
        Pictures.new("L", (width, width), 255),
        form,
        **({"compression": "tiff_deflate"} if form == "TIFF" else {}),
    )


BOMBS = [
    Input("a bomb", "49 megapixels in a PNG", refused="at most 40 megapixels", more=lambda: claims("PNG")),
    Input("a bomb", "49 megapixels in a TIFF", refused="at most 40 megapixels", more=lambda: claims("TIFF")),
    Input("a bomb", "a TIFF with a tile of 10 GB", refused="more memory|damaged", more=tile_bomb),
    Input("a bomb", "half a HEIC", refused="damaged|not a picture", more=lambda: saved("HEIF")[:-60]),
    Input("a bomb", "a film for a HEIC", refused="not a picture", more=lambda: films.film("-c:v", "mpeg4")),
]


@each(BOMBS)
def test_a_bomb_is_refused_in_words_and_takes_no_memory_of_ours(case):
    data = case.more()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(BadInput, match=case.refused) as refusal:
        photo_uploads.encoded(data)
    assert refusal.value.field == "photo"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30 * 1024


def test_a_heavy_picture_is_decoded_apart_and_only_within_its_memory(monkeypatch):
    data = encoded(Pictures.new("RGB", (4000, 3000), (200, 50, 45)), "JPEG")
    body, mime, size = photo_uploads.encoded(data)
    assert (mime, size, Pictures.open(io.BytesIO(body)).size) == ("image/jpeg", (4000, 3000), (4000, 3000))
    monkeypatch.setattr(decoder_process, "MOST_BYTES", 200 * 2**20)
    with pytest.raises(BadInput, match="more memory or time"):
        photo_uploads.encoded(encoded(Pictures.new("L", (8000, 4900)), "PNG", compress_level=1))


def test_a_heic_comes_back_upright_from_the_other_process():
    body, mime, size = photo_uploads.encoded(with_exif("HEIF", 6))
    assert (mime, size) == ("image/jpeg", (80, 120))
    shown = films.quarters(np.asarray(Pictures.open(io.BytesIO(body))))
    assert np.abs(shown - [films.FIELDS[name] for name in "brwg"]).max() <= 12
