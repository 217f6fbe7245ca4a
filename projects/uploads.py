"""Files from people: sniffed by content, bounded, and re-encoded before anything else sees them.

Re-encoding drops metadata and whatever else hides in a file; SVG and scripts are never accepted.
"""

import io
import warnings

from django.conf import settings
from PIL import Image, ImageOps, UnidentifiedImageError

from projects import library
from projects.errors import BadInput

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


def picture(workspace, file, field="photo", origin="upload"):
    """Keep an uploaded picture as an asset (PNG when it has alpha, else JPEG).

    `file` has read(); it may also be bytes. Raises BadInput naming `field` when it is not a
    PNG, JPEG, WebP or GIF, is too large in bytes or pixels, or does not decode.
    """
    data = file if isinstance(file, bytes) else file.read(settings.UPLOAD_MAX_BYTES + 1)
    image = decode(data, field)
    out, mime = io.BytesIO(), "image/jpeg"
    if "A" in image.getbands():
        image.save(out, "PNG", optimize=False)
        mime = "image/png"
    else:
        image.save(out, "JPEG", quality=95, subsampling=0)
    return library.keep(
        workspace, "image", out.getvalue(), mime, origin, width=image.width, height=image.height
    )


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
        raise BadInput(f"The picture has {width}×{height} pixels; at most {most} megapixels are accepted.", field)
    return _loaded(image, field)


def _opened(data, field):
    try:
        with warnings.catch_warnings():
            # The pixel limit is checked by us, from the header, before anything is decoded.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError:
        raise BadInput("The picture has far too many pixels. Save it smaller and try again.", field) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise BadInput("This is not a picture we can read. Use a PNG, JPEG, WebP or GIF file.", field) from None


def _loaded(image, field):
    try:
        image.load()
        image = ImageOps.exif_transpose(image)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise BadInput("The picture is damaged or cut off. Export it again and retry.", field) from None
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    return image.convert("RGBA" if has_alpha else "RGB")
