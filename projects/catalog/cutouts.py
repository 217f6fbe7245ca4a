"""Verbs about how a photo's product is cut out. Page, API and admin call these and nothing else.

Pictures that show the photo otherwise are stale from then on (projects.board.stale); what was agreed on
stays agreed on, as after every edit of a photo.
"""

import hashlib

from django.db import transaction
from django.utils.translation import gettext

from projects import photo_cuts
from projects.audit import record
from projects.errors import BadInput, Conflict
from projects.media import decoder_process, library
from projects.models import Photo

# A mask has at most so many bytes and pixels as it is sent, and so many on its longer side as it is kept.
MOST_BYTES, MOST_PIXELS, LONGEST_SIDE = 8 * 2**20, 16_000_000, 2000
# Its sides may be this far from the photo's proportions: sizes are whole pixels.
SAME_RATIO = 0.02
# A product takes at least this share of its photo, and leaves as much of it out.
LEAST_SHARE = 0.0005

_LABELS = dict(photo_cuts.CHOICES)


def version_of(photo):
    """A word for how the photo is cut out: another after every change."""
    mask = photo.mask.sha256 if photo.mask else ""
    return hashlib.sha256(f"{photo.cut}:{mask}".encode()).hexdigest()[:16]


def choose(photo, by, choice, version=None):
    """Cut the photo out as `choice` says, one of photo_cuts.CHOICES. A corrected mask is kept.

    Returns the photo as it is now. Raises Conflict where its cut is not of that `version` any more.
    """
    if choice not in _LABELS:
        raise BadInput(gettext("Choose one of: %(names)s.") % {"names": ", ".join(_LABELS)}, "cutout")
    with transaction.atomic():
        now = _locked(photo, version)
        return _set(now, by, "chose a cut-out", cut=choice)


def correct(photo, by, file, version=None):
    """Use the cut-out that a person painted: `file` has read(), or is bytes of a picture.

    White is the product and black is left out; of a picture with transparency that counts instead. Raises
    BadInput naming "mask" for what is no picture, has other proportions, or leaves out nothing or all.
    """
    mask = _stored(photo, file)
    with transaction.atomic():
        now = _locked(photo, version)
        return _set(now, by, "corrected a cut-out", cut=photo_cuts.CUT, mask=mask)


def forget(photo, by, version=None):
    """Drop the corrected mask: the cut-out is automatic again."""
    with transaction.atomic():
        now = _locked(photo, version)
        return _set(now, by, "dropped a corrected cut-out", cut=photo_cuts.AUTOMATIC, mask=None)


def _set(photo, by, verb, **values):
    changed = {name: value for name, value in values.items() if getattr(photo, name) != value}
    if changed:
        before = photo.cut_mark
        for name, value in changed.items():
            setattr(photo, name, value)
        photo.save(update_fields=list(changed))
        new = _LABELS[photo.cut]
        record(photo.product, verb, by=by, old=before, new=new, photo=photo.pk, cut=photo.cut_mark)
    return photo


def _locked(photo, version):
    # Not the mask: after a wait PostgreSQL reads the locked row anew, but not what was joined to it before.
    rows = Photo.objects.select_related("product__workspace", "asset")
    now = rows.select_for_update(of=("self",), no_key=True).filter(pk=photo.pk).first()
    if now is None:
        raise Conflict(gettext("Somebody removed this photo a moment ago."))
    if version not in (None, version_of(now)):
        raise Conflict(
            gettext("Somebody else changed this cut-out a moment ago. Look at theirs, then choose again."),
            "version",
            current=version_of(now),
        )
    return now


def _stored(photo, file):
    data = file if isinstance(file, bytes) else file.read(MOST_BYTES + 1)
    if not data:
        raise BadInput(gettext("The file is empty. Choose another mask."), "mask")
    if len(data) > MOST_BYTES:
        raise BadInput(
            gettext("The mask is larger than %(most)s MB. Save it smaller.") % {"most": MOST_BYTES // 2**20},
            "mask",
        )
    body, (width, height), share = decoder_process.mask(data, "mask", MOST_PIXELS, LONGEST_SIDE)
    photo_ratio = photo.asset.width / photo.asset.height
    # A short side is a whole number of pixels: of a strip's mask its ratio is only so near.
    if abs(width / height / photo_ratio - 1) > max(SAME_RATIO, 1.5 / min(width, height)):
        raise BadInput(
            gettext(
                "The mask is %(width)s×%(height)s, of other proportions than the photo "
                "(%(photo_width)s×%(photo_height)s)."
            )
            % {
                "width": width,
                "height": height,
                "photo_width": photo.asset.width,
                "photo_height": photo.asset.height,
            },
            "mask",
        )
    if share < LEAST_SHARE:
        raise BadInput(gettext("Nothing of the photo is left. Add what belongs to the product."), "mask")
    if share > 1 - LEAST_SHARE:
        raise BadInput(gettext("Nothing is cut away. Choose “Show the photo whole” instead."), "mask")
    workspace = photo.product.workspace
    return library.keep(workspace, "mask", body, "image/png", "upload", width=width, height=height)
