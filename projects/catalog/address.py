"""A product as the page of a shop tells it: schema.org's JSON-LD, Shopify's product JSON, Open Graph.

`read_page` decides from bytes alone; `look_up` fetches them by the careful downloader. Nothing is saved: a
person looks first.
"""

import html
import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils.translation import gettext

from projects import currencies
from projects.catalog import page_pictures, prices, text
from projects.errors import BadInput
from projects.media import downloads

MOST_BYTES = 4 * 2**20
SECONDS = 15
FETCHED_AT_ONCE = 6
# How deep JSON-LD is searched for a product; real pages need four.
DEEPEST = 12
_HANDLE = re.compile(r"/products/([\w%-]+)")
_TYPES = {
    "product", "productgroup", "individualproduct", "productmodel", "productcollection", "someproducts",
    "vehicle", "car", "motorcycle", "drug", "dietarysupplement",
}  # fmt: skip
# Prices that are not what one pays.
_NOT_PAID = re.compile(r"(?i)listprice|msrp|srp$|strikethrough|regularprice|minimumadvertised")
# An address that somebody typed without its beginning.
_BARE = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:[:/?#].*)?")


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
    url = url.strip()
    url = f"https://{url}" if _BARE.fullmatch(url) else url
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
            gettext(
                "This page does not tell which product it shows. Give the address of one product's own "
                "page, or type what is known of it."
            ),
            "url",
        )
    return found


def fetch_photo(url):
    """The bytes of a picture at an address. Raises BadInput naming "url"."""
    try:
        return downloads.fetch(url, most_bytes=settings.UPLOAD_MAX_BYTES, seconds=SECONDS)[0]
    except downloads.FetchRefused as refused:
        raise BadInput(refused.message, "url") from None


def fetch_photos(urls):
    """[(address, its bytes or a BadInput)] of several pictures, a few at a time."""

    def one(url):
        try:
            return url, fetch_photo(url)
        except BadInput as refused:
            return url, refused

    with ThreadPoolExecutor(FETCHED_AT_ONCE) as pool:
        return list(pool.map(one, urls))


def read_page(data, url=""):
    """The ShopProduct that a page's bytes tell, or None. `url` is where they came from."""
    page = _Page()
    page.feed(_decoded(data))
    page.close()
    found = [one for block in page.json_ld for one in _products(_json(block))]
    named = [(row, is_listed) for row, is_listed in found if _called(row)]
    shared = _open_graph(page, url)
    if not named or _is_catalogue(named, url):
        return shared
    # Pages of one product also list others ("you may like"): the one with most to tell is the page's own.
    best, _ = max(
        named, key=lambda one: (_is_at(one[0], url), not one[1], bool(one[0].get("offers")), len(one[0]))
    )
    return _with_images(_of_json_ld(best, url), shared)


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
        currency=currencies.code_of(_line(variant.get("price_currency"))),
        sku=_line(variant.get("sku")),
        vendor=_line(row.get("vendor")),
        category=_line(row.get("product_type")),
        images=page_pictures.ranked([row.get("image"), *_list(row.get("images"))], url),
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
def _products(told, depth=0, is_listed=False):
    """(product, whether it stands in a list of items) of a JSON-LD value, also in graphs and pages of one."""
    if depth > DEEPEST:
        return
    if isinstance(told, list):
        for one in told:
            yield from _products(one, depth + 1, is_listed)
    elif isinstance(told, dict):
        told = {name.removeprefix("schema:"): value for name, value in told.items()}
        kinds = {re.split("[/:#]", _words(one))[-1].lower() for one in _list(told.get("@type"))}
        if kinds & _TYPES:
            yield told, is_listed
        for name in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "about"):
            inner = is_listed or name in ("itemListElement", "item")
            yield from _products(told.get(name), depth + 1, inner)


def _called(row):
    """Its name; of one that has none the group's that it is a variant of, or its first variant's."""
    others = [*_list(row.get("isVariantOf")), *_list(row.get("hasVariant"))]
    names = (one.get("name") for one in (row, *others) if isinstance(one, dict))
    return next((said for name in names if (said := _line(name))), "")


def _is_catalogue(named, url):
    """Whether the page shows many products of which none is its own."""
    if any(_is_at(row, url) for row, _ in named):
        return False
    return all(is_listed for _, is_listed in named) and len({_called(row) for row, _ in named}) > 1


def _of_json_ld(row, url):
    variants = [one for one in _list(row.get("hasVariant")) if isinstance(one, dict)]
    offer = _offer(row.get("offers")) or next(
        (found for one in variants if (found := _offer(one.get("offers")))), {}
    )
    said = text.description(_words(row.get("description")))
    pictures = [*_list(row.get("image")), *(one.get("image") for one in variants)]
    price, named = _paid(_value(offer, "price") or offer.get("lowPrice"))
    return ShopProduct(
        name=_called(row),
        description=said.text,
        selling_points=tuple(said.points),
        price=price,
        currency=currencies.code_of(_line(_value(offer, "priceCurrency"))) or named,
        sku=_line(row.get("sku") or row.get("mpn") or row.get("productGroupID")),
        vendor=_name(row.get("brand")) or _name(row.get("manufacturer")),
        category=_name(row.get("category")),
        images=page_pictures.ranked(pictures, url),
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
    said = [one for one in _list(offer.get("priceSpecification")) if isinstance(one, dict)]
    said.sort(key=lambda one: bool(_NOT_PAID.search(_words(one.get("priceType")))))
    return next((one[name] for one in said if _words(one.get(name))), "")


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
    amount, named = _paid(
        first.get("product:sale_price:amount")
        or first.get("product:price:amount")
        or first.get("og:price:amount")
    )
    currency = first.get("product:price:currency") or first.get("og:price:currency") or ""
    return ShopProduct(
        name=_without_shop(_line(first["og:title"]), _line(first.get("og:site_name"))),
        description=said.text,
        selling_points=tuple(said.points),
        price=amount,
        currency=currencies.code_of(currency) or named,
        vendor=_line(first.get("product:brand")),
        images=page_pictures.ranked([*told.get("og:image", []), *told.get("og:image:secure_url", [])], url),
        source="open_graph",
    )


def _without_shop(name, shop):
    """A page's title without the name of its shop."""
    return re.sub(rf"\s+[|·–—:-]\s+{re.escape(shop)}$", "", name) if shop else name


def _with_images(found, shared):
    more = shared.images if shared else ()
    return replace(found, images=page_pictures.ranked([*found.images, *more]))


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
    """The value of a JSON-LD block; None for what cannot be read.

    What shops' templates leave is forgiven: comments around it, bare line ends, a comma before a closing
    bracket, quotes as entities, and something behind the value.
    """
    bare = re.sub(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\s*\]\]>)\s*$", "", block, flags=re.S)
    bare = bare.strip().rstrip(";")
    for mend in (str, _without_spare_commas, html.unescape):
        try:
            return json.JSONDecoder(strict=False).raw_decode(mend(bare))[0]
        except (ValueError, RecursionError):
            continue
    return None


def _without_spare_commas(block):
    """Without commas before a closing bracket; texts stay as they are."""
    return re.sub(r'("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])', lambda found: found[1] or "", block)


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
    return text.line(_words(value))[:300]


def _name(value):
    return _line(value).split(" > ")[-1]


def _price(value):
    """A price as digits; "" for none, nought or what could be two."""
    return _paid(value)[0]


def _paid(value):
    """(a price as digits, the currency that is written with it); both "" for what is no price."""
    said = _words(value).strip()
    try:
        found = prices.read(said, prices.Usual(decimal="." if re.fullmatch(r"\d+\.\d+", said) else ""))
    except ValueError:
        return "", ""
    return (str(found.amount), found.currency) if found and found.amount > 0 else ("", "")
