"""A product as the page of a shop tells it: schema.org's JSON-LD, Shopify's product JSON, Open Graph.

`read_page` decides from bytes alone; `look_up` fetches them by the careful downloader. Nothing is saved: a
person looks first.
"""

import html
import json
import re
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.conf import settings

from projects.catalog import prices, text
from projects.errors import BadInput
from projects.media import downloads

MOST_BYTES = 4 * 2**20
SECONDS = 15
MOST_IMAGES = 20
# How deep JSON-LD is searched for a product; real pages need four.
DEEPEST = 12
# Pictures that are no photo of the product, by words of their address.
_NO_PHOTO = re.compile(r"(?i)logo|icon|sprite|placeholder|avatar|badge|payment|\.svg(\?|$)|^data:")
_HANDLE = re.compile(r"/products/([\w%-]+)")
_TYPES = ("product", "productgroup", "individualproduct", "productmodel")


@dataclass(frozen=True)
class ShopProduct:
    """What a page tells of one product. `images` are addresses, the likeliest first."""

    name: str
    description: str = ""
    selling_points: tuple[str, ...] = ()
    price: str = ""
    currency: str = ""
    sku: str = ""
    vendor: str = ""
    category: str = ""
    images: tuple[str, ...] = ()
    source: str = ""


def look_up(url):
    """The ShopProduct at an address. Raises BadInput naming "url" where none is told there."""
    try:
        data, _ = downloads.fetch(url, most_bytes=MOST_BYTES, seconds=SECONDS)
    except downloads.FetchRefused as refused:
        raise BadInput(refused.message, "url") from None
    found = read_page(data, url)
    handle = _HANDLE.search(urlsplit(url).path)
    if handle and (found is None or found.source == "open_graph"):
        found = _of_shop(url, handle[0]) or found
    if found is None:
        raise BadInput(
            "This page does not tell which product it shows. Give the address of one product's own page, or "
            "type what is known of it.",
            "url",
        )
    return found


def fetch_photo(url):
    """The bytes of a picture at an address. Raises BadInput naming "url"."""
    try:
        return downloads.fetch(url, most_bytes=settings.UPLOAD_MAX_BYTES, seconds=SECONDS)[0]
    except downloads.FetchRefused as refused:
        raise BadInput(refused.message, "url") from None


def read_page(data, url=""):
    """The ShopProduct that a page's bytes tell, or None. `url` is where they came from."""
    page = _Page()
    page.feed(_decoded(data))
    page.close()
    products = [one for block in page.json_ld for one in _products(_json(block))]
    named = [one for one in products if _words(one.get("name"))]
    shared = _open_graph(page, url)
    if named:
        # Pages of one product also list others ("you may like"): the one with most to tell is the page's own.
        best = max(named, key=lambda one: (_is_at(one, url), bool(one.get("offers")), len(one)))
        return _with_images(_of_json_ld(best, url), shared)
    return shared


def read_shop(data, url=""):
    """The ShopProduct of Shopify's product JSON (bytes), or None."""
    told = _json(data.decode("utf-8", errors="replace"))
    row = told.get("product") if isinstance(told, dict) else None
    if not isinstance(row, dict) or not _words(row.get("title")):
        return None
    variant = next((one for one in _list(row.get("variants")) if isinstance(one, dict)), {})
    said = text.description(_words(row.get("body_html")))
    return ShopProduct(
        name=_line(row["title"]),
        description=said.text,
        selling_points=tuple(said.points),
        price=_price(variant.get("price")),
        currency=_line(variant.get("price_currency"))[:3].upper(),
        sku=_line(variant.get("sku")),
        vendor=_line(row.get("vendor")),
        category=_line(row.get("product_type")),
        images=_images([row.get("image"), *_list(row.get("images"))], url),
        source="shopify",
    )


def _of_shop(url, path):
    parts = urlsplit(url)
    address = f"{parts.scheme}://{parts.netloc}{path}.json"
    try:
        data, _ = downloads.fetch(address, most_bytes=MOST_BYTES, seconds=SECONDS)
    except downloads.FetchRefused:
        return None
    return read_shop(data, url)


# --- JSON-LD -----------------------------------------------------------------------------------
def _products(told, depth=0):
    """Every product in a JSON-LD value, also in lists, graphs and pages about one."""
    if depth > DEEPEST:
        return
    if isinstance(told, list):
        for one in told:
            yield from _products(one, depth + 1)
    elif isinstance(told, dict):
        kinds = {_words(one).rpartition("/")[2].lower() for one in _list(told.get("@type"))}
        if kinds & set(_TYPES):
            yield told
        for name in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "about"):
            yield from _products(told.get(name), depth + 1)


def _of_json_ld(row, url):
    variants = [one for one in _list(row.get("hasVariant")) if isinstance(one, dict)]
    offer = _offer(row.get("offers")) or next(
        (found for one in variants if (found := _offer(one.get("offers")))), {}
    )
    said = text.description(_words(row.get("description")))
    pictures = [*_list(row.get("image")), *(one.get("image") for one in variants)]
    return ShopProduct(
        name=_line(row["name"]),
        description=said.text,
        selling_points=tuple(said.points),
        price=_price(_value(offer, "price") or offer.get("lowPrice")),
        currency=_line(_value(offer, "priceCurrency"))[:3].upper(),
        sku=_line(row.get("sku") or row.get("mpn") or row.get("productGroupID")),
        vendor=_name(row.get("brand")) or _name(row.get("manufacturer")),
        category=_name(row.get("category")),
        images=_images(pictures, url),
        source="json_ld",
    )


def _offer(offers):
    """The first offer that says a price; of an AggregateOffer itself, where it says one."""
    for one in _list(offers):
        if isinstance(one, dict):
            if _price(_value(one, "price") or one.get("lowPrice")):
                return one
            inner = _offer(one.get("offers"))
            if inner:
                return inner
    return {}


def _value(offer, name):
    """A value of an offer, or of its price specification."""
    if _words(offer.get(name)):
        return offer[name]
    for one in _list(offer.get("priceSpecification")):
        if isinstance(one, dict) and _words(one.get(name)):
            return one[name]
    return ""


def _is_at(row, url):
    told = _words(row.get("url")) or _words(row.get("@id"))
    if not (told and url):
        return False
    return urlsplit(urljoin(url, told)).path.rstrip("/") == urlsplit(url).path.rstrip("/")


# --- Open Graph --------------------------------------------------------------------------------
def _open_graph(page, url):
    """What the page's head says of itself, if it says that it is a product."""
    told = page.meta
    price = told.get("product:price:amount") or told.get("og:price:amount")
    kind = " ".join(told.get("og:type", []))
    if not told.get("og:title") or not (price or "product" in kind):
        return None
    first = {name: values[0] for name, values in told.items()}
    said = text.description(first.get("og:description", ""))
    amount = first.get("product:price:amount") or first.get("og:price:amount")
    currency = first.get("product:price:currency") or first.get("og:price:currency") or ""
    return ShopProduct(
        name=_line(first["og:title"]),
        description=said.text,
        selling_points=tuple(said.points),
        price=_price(amount),
        currency=currency.strip()[:3].upper(),
        vendor=_line(first.get("product:brand")),
        images=_images([*told.get("og:image", []), *told.get("og:image:secure_url", [])], url),
        source="open_graph",
    )


def _with_images(found, shared):
    more = shared.images if shared else ()
    return replace(found, images=tuple(dict.fromkeys([*found.images, *more]))[:MOST_IMAGES])


class _Page(HTMLParser):
    """Collects `json_ld` (texts) and `meta` ({property: [content]})."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.json_ld, self.meta, self._is_in = [], {}, False

    def handle_starttag(self, tag, attrs):
        told = {name: value or "" for name, value in attrs}
        if tag == "script":
            self._is_in = told.get("type", "").partition(";")[0].strip().lower() == "application/ld+json"
            if self._is_in:
                self.json_ld.append("")
        elif tag == "meta":
            name = (told.get("property") or told.get("name", "")).lower()
            if name.startswith(("og:", "product:")) and told.get("content", "").strip():
                self.meta.setdefault(name, []).append(told["content"])

    def handle_endtag(self, tag):
        if tag == "script":
            self._is_in = False

    def handle_data(self, data):
        if self._is_in:
            self.json_ld[-1] += data


# --- values as shops write them ----------------------------------------------------------------
def _decoded(data):
    head = data[:2048].decode("ascii", errors="replace")
    named = re.search(r"(?i)charset\s*=\s*[\"']?([\w-]+)", head)
    try:
        return data.decode(named[1] if named else "utf-8-sig")
    except (LookupError, UnicodeDecodeError):
        return data.decode("cp1252", errors="replace")


def _json(block):
    """The value of a JSON-LD block; None for what cannot be read. Comments around it and bare line ends are
    forgiven: shops' templates leave them."""
    bare = re.sub(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\s*\]\]>)\s*$", "", block, flags=re.S)
    try:
        return json.loads(bare.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def _list(value):
    return value if isinstance(value, list) else [] if value is None else [value]


def _words(value):
    """A value as text: of a language map or a named thing its text."""
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    if isinstance(value, list):
        value = next((one for one in value if one), "")
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _line(value):
    return " ".join(html.unescape(html.unescape(_words(value))).split())[:300]


def _name(value):
    return _line(value).split(" > ")[-1]


def _price(value):
    """A price as digits; "" for none, nought or what could be two."""
    said = _words(value).strip()
    try:
        found = prices.read(said, prices.Usual(decimal="." if re.fullmatch(r"\d+\.\d+", said) else ""))
    except ValueError:
        return ""
    return str(found.amount) if found and found.amount > 0 else ""


def _images(values, url):
    """Addresses of photos, each once and absolute, logos and icons left out."""
    found = []
    for value in values:
        for one in _list(value):
            said = one
            if isinstance(one, dict):
                said = one.get("contentUrl") or one.get("url") or one.get("src") or one.get("@id")
            address = urljoin(url, html.unescape(_words(said)).strip()) if _words(said) else ""
            if address.startswith(("http://", "https://")) and not _NO_PHOTO.search(address):
                found.append(address)
    return tuple(dict.fromkeys(found))[:MOST_IMAGES]
