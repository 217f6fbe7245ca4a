"""Pictures from people: what is let in, and what is left of it."""

import io
import struct
import zlib

import pytest
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

from projects.errors import BadInput
from projects.media import library, photo_uploads
from tests import cast


def encoded(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def plain(mode="RGB", size=(60, 40), colour=(200, 60, 40)):
    return Image.new(mode, size, colour)


def png_that_claims(width, height):
    """A few bytes that say they are a picture of that size."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(100)))
        + chunk(b"IEND", b"")
    )


def refusal(data):
    with pytest.raises(BadInput) as refused:
        photo_uploads.decode(data)
    assert refused.value.field == "photo"
    return refused.value.message


@pytest.mark.parametrize("size", [(12000, 12000), (40_000, 40_000), (6400, 6400)])
def test_a_small_file_of_many_pixels_is_refused_from_its_header(size):
    assert "pixels" in refusal(png_that_claims(*size))


def test_a_real_bomb_is_refused_without_being_unpacked():
    bomb = encoded(Image.new("1", (12000, 12000)), "PNG")
    assert len(bomb) < 100_000
    assert "megapixels" in refusal(bomb)


def test_a_very_long_thin_picture_is_refused():
    assert "side" in refusal(encoded(Image.new("1", (20_000, 10)), "PNG"))


def test_a_film_of_many_frames_is_read_as_its_first():
    frames = [plain(colour=(i, 0, 0)) for i in range(1, 60)]
    image = photo_uploads.decode(encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert image.size == (60, 40)
    assert image.convert("RGB").getpixel((5, 5)) == (1, 0, 0)


def test_too_many_bytes(settings):
    settings.UPLOAD_MAX_BYTES = 2**20
    assert "larger than 1 MB" in refusal(bytes(2**20 + 1))


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"%PDF-1.7",
        b"GIF89a",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"RIFF\x00\x00\x00\x00WEBP",
        b"\x00" * 1000,
        encoded(plain(), "BMP"),
    ],
)
def test_what_is_no_picture_of_ours_is_refused_whatever_its_name(data):
    assert "Use a PNG, JPEG, WebP, GIF, HEIC, AVIF or TIFF" in refusal(data) or "damaged" in refusal(data)


def test_an_empty_file():
    assert "empty" in refusal(b"")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "TIFF", "AVIF"])
def test_a_truncated_picture(kind):
    noise = Image.effect_noise((200, 200), 80).convert("RGB")
    data = encoded(noise, kind)
    assert "damaged" in refusal(data[: len(data) // 2]) or "not a picture" in refusal(data[: len(data) // 2])


def test_a_turned_photo_is_set_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    image = photo_uploads.decode(encoded(plain(), "JPEG", exif=exif))
    assert image.size == (40, 60)


def test_print_colours_become_screen_colours():
    image = photo_uploads.decode(encoded(plain("CMYK", colour=(0, 255, 255, 0)), "JPEG"))
    red, green, blue = image.getpixel((5, 5))
    assert (image.mode, red > 200, green < 60, blue < 60) == ("RGB", True, True, True)


def test_sixteen_bits_keep_their_greys():
    image = photo_uploads.decode(encoded(Image.new("I;16", (10, 10), 0x8000), "PNG"))
    assert (image.mode, image.getpixel((1, 1))) == ("RGB", (128, 128, 128))


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_alpha_stays(kind):
    image = photo_uploads.decode(
        encoded(
            plain("RGBA", colour=(200, 60, 40, 100)), kind, **({"lossless": True} if kind == "WEBP" else {})
        )
    )
    assert image.getpixel((1, 1))[3] == 100


@pytest.mark.parametrize("mode", ["LA", "P", "L", "1"])
def test_rare_modes_are_read(mode):
    assert photo_uploads.decode(encoded(plain().convert(mode), "PNG")).mode in ("RGB", "RGBA")


def test_a_colour_profile_is_applied_and_dropped():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for junk in (profile, srgb, b"not a profile"):
        image = photo_uploads.decode(
            encoded(plain("RGBA", colour=(200, 60, 40, 100)), "PNG", icc_profile=junk)
        )
        assert image.info == {}
        assert image.getpixel((1, 1)) == (200, 60, 40, 100)


@pytest.mark.django_db
def test_nothing_that_was_hidden_in_the_file_is_kept():
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "<script>alert(1)</script>")
    hidden = b"<html><script>alert(1)</script></html>"
    for data in (
        encoded(plain(), "PNG", pnginfo=words) + hidden,
        encoded(plain(), "JPEG", comment=hidden) + hidden,
        encoded(plain(), "GIF", comment=hidden) + hidden,
    ):
        asset = photo_uploads.picture(cast.shop(), data)
        assert b"script" not in library.read(asset)
        assert asset.mime == "image/jpeg"


@pytest.mark.django_db
def test_the_same_bytes_are_one_asset_and_are_not_decoded_again(monkeypatch):
    first = photo_uploads.picture(cast.shop(), cast.photo_bytes())
    monkeypatch.setattr(photo_uploads, "decode", None)
    assert photo_uploads.picture(cast.shop(), io.BytesIO(cast.photo_bytes())) == first


@pytest.mark.django_db
def test_another_workspace_gets_its_own():
    first = photo_uploads.picture(cast.shop(), cast.photo_bytes())
    assert photo_uploads.picture(cast.shop("oscars", "Oscar's"), cast.photo_bytes()) != first


def test_a_busy_drawing_survives_the_trip():
    image = plain("RGBA", (200, 200), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((20, 20, 180, 180), fill=(10, 200, 30, 255))
    assert photo_uploads.decode(encoded(image, "PNG")).tobytes() == image.tobytes()
