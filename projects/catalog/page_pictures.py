"""The pictures of a shop's page: addresses of photos, each once in its largest size, the likeliest first."""

import html
import re
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

MOST = 20
# Pictures that are no photo of the product, by words of their address.
_NO_PHOTO = re.compile(
    r"(?i)logo|icon|sprite|placeholder|avatar|badge|payment|spacer|pixel\.|blank\.|loading|no[-_]?image|"
    r"\.svg(\?|$)|^data:"
)
# What shops add to the name of a smaller copy: "a_400x400.jpg", "a-300x300.jpg", "a_1024x.jpg".
_SIZE = re.compile(
    r"(?i)[_-](?:(?P<width>\d{2,4})x(?P<height>\d{0,4})|x(?P<tall>\d{2,4})|"
    r"(?P<word>pico|icon|thumb|small|compact|medium|large|grande))(?:@\dx)?(?:_crop_\w+)?(?=\.\w{3,4}$)"
)
_WORDS = {
    "pico": 16,
    "icon": 32,
    "thumb": 50,
    "small": 100,
    "compact": 160,
    "medium": 240,
    "large": 480,
    "grande": 600,
}
_SIZES = {
    "w",
    "width",
    "h",
    "height",
    "size",
    "resize",
    "fit",
    "crop",
    "quality",
    "q",
    "dpr",
    "auto",
    "format",
    "fm",
}
# The side of what says no size: the file as it was uploaded.
_WHOLE = 4000
# Below this a picture is a thumbnail, and goes behind the others.
_SMALL = 200


def ranked(values, url=""):
    """Addresses of the pictures that JSON-LD, Shopify or Open Graph name: whole, each once, at most MOST."""
    best = {}
    for address in _addresses(values, url):
        key, side = _identity(address)
        if key not in best or side > best[key][0]:
            best[key] = (side, address)
    found = list(best.values())  # in the order in which each picture came first
    found.sort(key=lambda one: one[0] < _SMALL)
    return tuple(address for _, address in found)[:MOST]


def _addresses(values, url):
    for value in values:
        for said in _flat(value):
            address = urljoin(url, _quoted(html.unescape(said).strip())) if said else ""
            if address.startswith(("http://", "https://")) and not _NO_PHOTO.search(address):
                yield address


def _flat(value, depth=0):
    """The texts in a value: of lists, of ImageObjects, of several addresses with commas between."""
    if isinstance(value, list) and depth < 4:
        for one in value:
            yield from _flat(one, depth + 1)
    elif isinstance(value, dict) and depth < 4:
        inner = value.get("@list") or value.get("@set")
        said = inner or value.get("contentUrl") or value.get("url") or value.get("src") or value.get("@id")
        yield from _flat(said, depth + 1)
    elif isinstance(value, str):
        yield from re.split(r",\s+(?=(?:https?:)?//)", value) if "," in value else (value,)


def _quoted(address):
    return quote(address, safe="%/:?#[]@!$&'()*+,;=~")


def _identity(address):
    """(what is the same for all sizes of one picture, the longer side that the address tells)."""
    parts = urlsplit(address)
    query = parse_qsl(parts.query, keep_blank_values=True)
    sides = [
        int(value) for name, value in query if name.lower() in _SIZES and re.fullmatch(r"\d{1,5}", value)
    ]
    said = _SIZE.search(parts.path)
    if said:
        named = [int(side) for side in (said["width"], said["height"], said["tall"]) if side]
        sides += named or [_WORDS[said["word"].lower()]]
    path = _SIZE.sub("", parts.path)
    rest = urlencode([(name, value) for name, value in query if name.lower() not in _SIZES])
    return urlunsplit(("", parts.netloc, path, rest, "")), max(sides, default=_WHOLE)
