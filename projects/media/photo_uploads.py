"""Files from people: sniffed by content, bounded, and re-encoded before anything else sees them.

Re-encoding drops metadata and whatever else hides in a file; SVG and scripts are never accepted.
"""

import hashlib

from django.conf import settings
from django.utils.translation import gettext

from projects.errors import BadInput
from projects.media import decoder_process, library, picture_decoding

# Larger ones, and those whose decoders may take what they like, are decoded in a process of their own.
NEARBY_PIXELS = 8_000_000


def picture(workspace, file, field="photo", origin="upload", digest=None):
    """Keep an uploaded picture as an asset (PNG when it has alpha, else JPEG).

    `file` has read(); it may also be bytes. The same bytes again find the asset without decoding;
    `digest` names another request that this picture answers. Raises BadInput naming `field` when it is of
    none of `picture_decoding.FORMATS`, is too large in bytes or pixels, or does not decode.
    """
    data = file if isinstance(file, bytes) else file.read(settings.UPLOAD_MAX_BYTES + 1)
    there = library.find(workspace, digest) if digest else known(workspace, data)
    if there:
        return there
    body, mime, (width, height) = encoded(data, field)
    digest = digest or _digest(data)
    return library.keep(workspace, "image", body, mime, origin, digest=digest, width=width, height=height)


def known(workspace, data):
    """The asset that these very bytes became before, or None."""
    return library.find(workspace, _digest(data))


def _digest(data):
    return hashlib.sha256(b"upload:" + data).hexdigest()


def encoded(data, field="photo"):
    """(bytes, MIME type, (width, height)) of a picture from untrusted bytes, or BadInput."""
    if _is_heavy(data, field):
        return decoder_process.encoded(data, field, settings.UPLOAD_MAX_PIXELS)
    image = decode(data, field)
    return *picture_decoding.encoded(image), image.size


def square(data, side, field="photo"):
    """The middle of a picture from untrusted bytes as a WebP, `side` pixels each way, or BadInput."""
    if _is_heavy(data, field):
        return decoder_process.square(data, field, settings.UPLOAD_MAX_PIXELS, side)
    return picture_decoding.as_square(decode(data, field), side, field)


def decode(data, field="photo"):
    """A fully decoded, upright RGB or RGBA picture from untrusted bytes, or BadInput. Here and now."""
    _check_bytes(data, field)
    return picture_decoding.decoded(data, field, settings.UPLOAD_MAX_PIXELS)


def _is_heavy(data, field):
    _check_bytes(data, field)
    if data[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+") or data[4:8] == b"ftyp":  # TIFF; HEIC, AVIF
        return True
    formats = picture_decoding.NEARBY_FORMATS
    width, height = picture_decoding.measured(data, field, settings.UPLOAD_MAX_PIXELS, formats).size
    return width * height > NEARBY_PIXELS


def _check_bytes(data, field):
    if not data:
        raise BadInput(gettext("The file is empty. Choose another picture."), field)
    if len(data) > settings.UPLOAD_MAX_BYTES:
        most = settings.UPLOAD_MAX_BYTES // 2**20
        raise BadInput(
            gettext("The picture is larger than %(most)s MB. Save it smaller and try again.")
            % {"most": most},
            field,
        )
