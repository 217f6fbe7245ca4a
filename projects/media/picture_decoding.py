"""Pictures of others, decoded: bounded by their header, upright, in sRGB, eight bits, nothing else kept.

No Django: `decoder_process` runs this in a process of its own, where the decoders of HEIC, AVIF and TIFF are
loaded.
"""

import io
import warnings

import numpy as np
from PIL import Image, ImageCms, ImageOps

from projects.errors import BadInput
from projects.languages.marked import gettext_noop

# Pillow's own names; an iPhone's HEIC is a HEIF.
NEARBY_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
FORMATS = (*NEARBY_FORMATS, "TIFF", "AVIF", "HEIF")
NAMED = "PNG, JPEG, WebP, GIF, HEIC, AVIF or TIFF"
LONGEST_SIDE = 16_000  # JPEG itself ends at 65,535, and nothing of ours is taller than a wall
# A side of what is cut to a square: a smaller one is no likeness of anybody.
LEAST_SQUARE = 64
_ORIENTATION = 0x0112
SRGB = ImageCms.createProfile("sRGB")


def decoded(data, field, most_pixels, formats=FORMATS):
    """A fully decoded, upright RGB or RGBA picture from untrusted bytes, or BadInput naming `field`."""
    return _loaded(measured(data, field, most_pixels, formats), data, field)


def encoded(image):
    """(bytes, MIME type) of a picture: a PNG when it has alpha, else a JPEG."""
    out = io.BytesIO()
    if image.mode == "RGBA":
        image.save(out, "PNG", optimize=False)
        return out.getvalue(), "image/png"
    image.save(out, "JPEG", quality=95, subsampling=0)
    return out.getvalue(), "image/jpeg"


def as_mask(image, longest):
    """(bytes of a grey PNG, (width, height), the share that is white) of a picture, `longest` long at most.

    Of a picture with transparency its alpha is the mask.
    """
    grey = image.getchannel("A") if image.mode == "RGBA" else image.convert("L")
    if image.mode == "RGBA" and grey.getextrema() == (255, 255):
        grey = image.convert("L")
    if max(grey.size) > longest:
        scale = longest / max(grey.size)
        size = max(1, round(grey.width * scale)), max(1, round(grey.height * scale))
        grey = grey.resize(size, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    grey.save(out, "PNG")
    return out.getvalue(), grey.size, float((np.asarray(grey) > 127).mean())


def as_square(image, side, field):
    """Bytes of a WebP of the middle of a picture, `side` pixels each way, on white; BadInput if too small."""
    if min(image.size) < LEAST_SQUARE:
        raise BadInput(
            gettext_noop(
                "The picture has %(width)s×%(height)s pixels. Choose one with at least %(least)s on each "
                "side."
            )
            % {"width": image.width, "height": image.height, "least": LEAST_SQUARE},
            field,
        )
    middle = ImageOps.fit(image, (side, side), Image.Resampling.LANCZOS)
    square = Image.new("RGB", middle.size, "white")
    square.paste(middle, mask=middle if middle.mode == "RGBA" else None)
    out = io.BytesIO()
    square.save(out, "WEBP", quality=86, method=6)
    return out.getvalue()


def measured(data, field, most_pixels, formats=FORMATS):
    """The picture with its header read and nothing else, when it is of an accepted size; BadInput if not."""
    image = _opened(data, field, formats)
    if image.format == "HEIF" and not (b"irot" in data or b"imir" in data):
        # Nothing turns it while it is decoded, so what the camera noted counts; pillow_heif took it away.
        image.getexif()[_ORIENTATION] = image.info.get("original_orientation") or 1
    width, height = image.size
    if width * height > most_pixels:
        most = most_pixels // 1_000_000
        raise BadInput(
            gettext_noop(
                "The picture has %(width)s×%(height)s pixels; at most %(most)s megapixels are accepted."
            )
            % {"width": width, "height": height, "most": most},
            field,
        )
    if max(width, height) > LONGEST_SIDE:
        raise BadInput(
            gettext_noop("The picture is %(width)s×%(height)s; a side may have at most %(most)s pixels.")
            % {"width": width, "height": height, "most": LONGEST_SIDE},
            field,
        )
    return image


def _opened(data, field, formats):
    try:
        with warnings.catch_warnings():
            # The pixel limit is checked by us, from the header, before anything is decoded.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(data), formats=formats)
    except Image.DecompressionBombError:
        raise BadInput(
            gettext_noop("The picture has far too many pixels. Save it smaller and try again."), field
        ) from None
    except Exception:  # (decoders meet hostile bytes and raise whatever they like)
        raise BadInput(
            gettext_noop("This is not a picture we can read. Use a %(named)s file.") % {"named": NAMED}, field
        ) from None


def _check_boxes(data):
    """ValueError where a HEIC or AVIF ends before its last box does: its decoder fills up what is missing."""
    at = 0
    while at + 8 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16], "big")
        at += size if size >= 8 else len(data) - at  # 0: to the end of the file
    if at > len(data):
        raise ValueError(gettext_noop("The last box is cut off."))


def _loaded(image, data, field):
    try:
        if image.format in ("HEIF", "AVIF"):
            _check_boxes(data)
        image.load()
        profile = image.info.get("icc_profile")
        image = _in_colour(ImageOps.exif_transpose(_eight_bit(image)), profile)
    except MemoryError:
        raise
    except Exception:  # (as above)
        raise BadInput(
            gettext_noop("The picture is damaged or cut off. Export it again and retry."), field
        ) from None
    # Comments and profiles would be written out again by the encoders, whatever they hold.
    image.info.clear()
    return image


def _eight_bit(image):
    """Grey of 16 or 32 bits, or of floating point, as 8 bits; Pillow alone would clip it."""
    if not image.mode.startswith(("I", "F")):
        return image
    values = np.asarray(image, np.float32)
    most = float(np.nanmax(values, initial=0))
    if image.mode == "F":
        full = 1.0 if most <= 1 else 255.0 if most <= 255 else 65535.0
    else:
        full = 65535.0 if most <= 65535 else 2.0**32 - 1
    grey = Image.fromarray((np.nan_to_num(values).clip(0, full) * (255 / full) + 0.5).astype("uint8"))
    grey.info = dict(image.info)
    return grey


def _in_colour(image, profile):
    """The picture as sRGB, with alpha when it has any. Large pictures are not copied needlessly."""
    has_alpha = (image.mode != "LAB" and "A" in image.getbands()) or "transparency" in image.info
    mode = "RGBA" if has_alpha else "RGB"
    if image.mode not in (mode, "CMYK", "LAB"):
        image = image.convert(mode)
    image = _managed(image, profile, mode) if profile else image
    if image.mode == "LAB":
        return _managed(image, ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes(), mode)
    return image if image.mode == mode else image.convert(mode)


def _managed(image, profile, mode):
    """The colours a camera or a print shop meant. A profile that makes no sense is ignored."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, source, SRGB, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
