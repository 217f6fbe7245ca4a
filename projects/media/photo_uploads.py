"""Files from people: sniffed by content, bounded, and re-encoded before anything else sees them.

Re-encoding drops metadata and whatever else hides in a file; SVG and scripts are never accepted.
"""

import hashlib
import io
import warnings

import numpy as np
from django.conf import settings
from PIL import Image, ImageCms, ImageOps

from projects.errors import BadInput
from projects.media import library

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
LONGEST_SIDE = 16_000  # JPEG itself ends at 65,535, and nothing of ours is taller than a wall
SRGB = ImageCms.createProfile("sRGB")


def picture(workspace, file, field="photo", origin="upload", digest=None):
    """Keep an uploaded picture as an asset (PNG when it has alpha, else JPEG).

    `file` has read(); it may also be bytes. The same bytes again find the asset without decoding;
    `digest` names another request that this picture answers. Raises BadInput naming `field` when
    it is not a PNG, JPEG, WebP or GIF, is too large in bytes or pixels, or does not decode.
    """
    data = file if isinstance(file, bytes) else file.read(settings.UPLOAD_MAX_BYTES + 1)
    there = library.find(workspace, digest) if digest else known(workspace, data)
    if there:
        return there
    image = decode(data, field)
    out, mime = io.BytesIO(), "image/jpeg"
    if image.mode == "RGBA":
        image.save(out, "PNG", optimize=False)
        mime = "image/png"
    else:
        image.save(out, "JPEG", quality=95, subsampling=0)
    return library.keep(
        workspace,
        "image",
        out.getvalue(),
        mime,
        origin,
        digest=digest or _digest(data),
        width=image.width,
        height=image.height,
    )


def known(workspace, data):
    """The asset that these very bytes became before, or None."""
    return library.find(workspace, _digest(data))


def _digest(data):
    return hashlib.sha256(b"upload:" + data).hexdigest()


def decode(data, field="photo"):
    """A fully decoded, upright RGB or RGBA picture from untrusted bytes, or BadInput."""
    if not data:
        raise BadInput("The file is empty. Choose another picture.", field)
    if len(data) > settings.UPLOAD_MAX_BYTES:
        most = settings.UPLOAD_MAX_BYTES // 2**20
        raise BadInput(f"The picture is larger than {most} MB. Save it smaller and try again.", field)
    image = _opened(data, field)
    width, height = image.size
    if width * height > settings.UPLOAD_MAX_PIXELS:
        most = settings.UPLOAD_MAX_PIXELS // 1_000_000
        raise BadInput(
            f"The picture has {width}×{height} pixels; at most {most} megapixels are accepted.", field
        )
    if max(width, height) > LONGEST_SIDE:
        raise BadInput(
            f"The picture is {width}×{height}; a side may have at most {LONGEST_SIDE} pixels.", field
        )
    return _loaded(image, field)


def _opened(data, field):
    try:
        with warnings.catch_warnings():
            # The pixel limit is checked by us, from the header, before anything is decoded.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError:
        raise BadInput("The picture has far too many pixels. Save it smaller and try again.", field) from None
    except Exception:  # (decoders meet hostile bytes and raise whatever they like)
        raise BadInput(
            "This is not a picture we can read. Use a PNG, JPEG, WebP or GIF file.", field
        ) from None


def _loaded(image, field):
    try:
        image.load()
        profile = image.info.get("icc_profile")
        image = _in_colour(ImageOps.exif_transpose(_eight_bit(image)), profile)
    except Exception:  # (as above)
        raise BadInput("The picture is damaged or cut off. Export it again and retry.", field) from None
    # Comments and profiles would be written out again by the encoders, whatever they hold.
    image.info.clear()
    return image


def _eight_bit(image):
    """16-bit grey as 8-bit; Pillow alone would clip everything above 255 to white."""
    if not image.mode.startswith("I"):
        return image
    grey = Image.fromarray((np.clip(np.asarray(image), 0, 65535) >> 8).astype("uint8"))
    grey.info = dict(image.info)
    return grey


def _in_colour(image, profile):
    """The picture as sRGB, with alpha when it has any. Large pictures are not copied needlessly."""
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    mode = "RGBA" if has_alpha else "RGB"
    if image.mode not in (mode, "CMYK"):
        image = image.convert(mode)
    image = _managed(image, profile, mode) if profile else image
    return image if image.mode == mode else image.convert(mode)


def _managed(image, profile, mode):
    """The colours a camera or a print shop meant. A profile that makes no sense is ignored."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, source, SRGB, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
