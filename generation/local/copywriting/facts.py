"""What the copywriter is given, cleaned: plain names, sentences and points out of a shop's record."""

import re
from dataclasses import dataclass
from functools import cached_property

from generation.local.copywriting.english_grammar import is_plural, plural, singular, title_name
from generation.local.copywriting.lexicon import and_word, domain_for, lexicon, topic_for
from generation.provider_errors import Rejected
from generation.text.plain_text import (
    capital,
    ended,
    has_word,
    is_shouted,
    numbers,
    plain,
    sentences,
)

_ASIDES = re.compile(
    r"(?i)https?://|www\.|@\w|click here|add to cart|size (?:guide|chart)|free shipping|\bsku\b"
)
_ITEM = re.compile(r"(?is)<li\b[^>]*>(.*?)(?=</li>|<li\b|</[uo]l>|\Z)")
_SIZE = re.compile(r"(?i)\s+(\d[\d.,]*\s?(?:ml|cl|l|g|kg|mm|cm|m|oz|inch|in|\"|″))\Z")
LONGEST_SENTENCE = 240


@dataclass(frozen=True)
class Brief:
    """A product record and an order, ready to write from.

    `name` is how the product is called in a sentence, without article; `noun` is what it is
    ("bottle", "mugs"; "" when unknown) and `many` whether that is a plural; `name_many` whether the
    name itself is. `extra` is what the name said in brackets ("3-pack").
    `domain` is the kind of thing it is, `topic` the part of life that copy may speak of ("" = none).
    """

    name: str
    noun: str
    many: bool
    name_many: bool
    extra: str
    domain: str
    topic: str
    sentences: tuple
    points: tuple
    audience: str
    price: str
    cta: str
    vendor: str
    key: str
    mode: str
    language: str
    duration_ms: int
    banned: tuple
    record_numbers: frozenset

    @cached_property
    def style(self):
        return self.key.split(".")[1]

    def allows(self, text):
        return not has_word(text, self.banned)


def brief_of(request):
    """The Brief of a ScriptRequest with a product. Raises Rejected where the record cannot be used."""
    product = request.product
    full_name = " ".join(plain(product.name).split())
    if not full_name:
        raise Rejected("The product has no name. Fill in the product's name and try again.")
    name, extra = spoken_name(full_name)
    language = request.language.split("-")[0].lower()
    points, told = ([_said(text, language) for text in texts] for texts in _points(product))
    noun, many = _noun(name, f"{product.description} {product.category}")
    cta = " ".join(plain(request.cta).split())
    _check_banned(request.banned_words, name=name, call_to_action=cta)
    return Brief(
        name=name,
        noun=noun,
        many=many or _name_many(name),
        name_many=_name_many(name),
        extra=extra,
        domain=domain_for(name, product.category),
        topic=topic_for(name, product.category, " ".join((product.audience, *told, *points))),
        sentences=tuple(told),
        points=tuple(points),
        audience=_audience(product.audience),
        price=" ".join(plain(product.price).split()),
        cta=capital(cta),
        vendor=" ".join(plain(product.vendor).split()),
        key=f"{request.mode}.{request.style}",
        mode=request.mode,
        language=language,
        duration_ms=request.duration_ms,
        banned=tuple(request.banned_words),
        record_numbers=frozenset(_record_numbers(product, request.cta)),
    )


def _record_numbers(product, cta):
    words = (product.name, product.description, *product.selling_points, product.audience, product.price, cta)
    return numbers(" ".join(plain(word) for word in words))


def _check_banned(banned, **fields):
    for field, text in fields.items():
        for word in banned:
            if has_word(text, (word,)):
                raise Rejected(
                    f'The {field.replace("_", " ")} "{text}" contains the banned word "{word}". '
                    "Change it, or take the word off the list of banned words."
                )


def spoken_name(name):
    """(name as it is said, what stood in brackets): "Trail Socks (3-pack)" is "Trail Socks", "3-pack"."""
    bracket = re.search(r"[(\[]([^)\]]*)[)\]]", name)
    extra = bracket.group(1).strip() if bracket else ""
    bare = " ".join(re.sub(r"[(\[][^)\]]*[)\]]?", " ", name).split()) or name
    bare = re.split(r"\s+[|–—•-]\s+|\s*[|•;]\s*", bare)[0].strip(" ,-") or bare
    size = _SIZE.search(bare)
    if size and len(bare.split()) > 2:
        bare, extra = bare[: size.start()], extra or size.group(1)
    if len(bare.split()) > 5:
        bare = bare.split(",")[0].strip()
    if len(bare.split()) > 6:
        bare = _before_preposition(bare)
    return title_name(bare.rstrip(".,;:")), extra


def _before_preposition(name):
    cut = re.split(rf"(?i)\s+{lexicon().any_word('name_ends_before')}\s+", name)[0]
    return cut if len(cut.split()) >= 2 else name


def _noun(name, context):
    """(what the thing is, whether several) by the head of an English name."""
    words = _name_words(name)
    if not words:
        return "", False
    head = words[-1].lower()
    before = words[-2].lower() if len(words) > 1 else ""
    domain_of, names = lexicon().domain_of, lexicon().names
    if head in names.groups:
        return _contents(before, head, context)
    if singular(head) in domain_of or head in domain_of or re.search(rf"\b{re.escape(head)}s?\b", context):
        return names.written.get(head, head), is_plural(head)
    return "", False


def _contents(before, head, context):
    many = before if is_plural(before) else plural(before) if before else ""
    if singular(before) in lexicon().domain_of or (many and re.search(rf"\b{re.escape(many)}\b", context)):
        return many, True
    return head, False


def _name_many(name):
    """Whether the name itself is a plural: "Trail Socks", but not "Stack Mug Set" or "Lumos"."""
    words = _name_words(name)
    last = words[-1].lower() if words else ""
    domain_of = lexicon().domain_of
    return is_plural(last) and (last in domain_of or singular(last) in domain_of)


def _name_words(name):
    """The words up to a name's head: "Earbuds" ends those of "Wireless Earbuds Pro for Runners"."""
    core = re.split(r"(?i)\s+(?:with|for|in|by)\s+", name)[0]
    words = [word for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", core) if word.lower() != "in"]
    while len(words) > 1 and words[-1].lower() in lexicon().names.models:
        words.pop()
    return words


def _points(product):
    """(selling points, description sentences) without markup and without saying a thing twice.

    What the photos added comes after the record's own points.
    """
    items = [plain(item).replace("\n", " ") for item in _ITEM.findall(product.description or "")]
    points = [" ".join(plain(point).split()) for point in product.selling_points] or items
    seen = (*product.unique_points, *product.benefits, *product.features)
    points = [point for point in _once([*points, *map(plain, seen)]) if _usable(point)]
    prose = plain(re.sub(r"(?is)<[uo]l\b.*?</[uo]l>", "\n", product.description or ""))
    known = {_bare(point) for point in points}
    told = [_sentence(line) for line in sentences(prose) if _bare(line) not in known and _usable(line)]
    return points, _once(told)


def _sentence(text):
    text = text.strip(" -–—•*")
    return ended(capital(text.capitalize() if is_shouted(text) else text))


def _said(text, language):
    """The text as it is read aloud: "folds flat & travels" has an "and"."""
    return re.sub(r"(?<=[^\W\d_]) & (?=[^\W\d_])", f" {and_word(language)} ", text)


def _usable(text):
    letters = sum(1 for char in text if char.isalpha())
    return letters >= 2 and len(text) <= LONGEST_SENTENCE and not _ASIDES.search(text)


def _bare(text):
    return re.sub(r"\W+", "", text.lower())


def _once(texts):
    return list({_bare(text): text for text in reversed(texts)}.values())[::-1]


def _audience(text):
    """Who it is for, as words that can follow "for"; "" for ages, statistics and long profiles."""
    text = " ".join(plain(text).split())
    text = re.split(r"[.;(]", text)[0].strip()
    text = re.sub(rf"(?i)^{lexicon().any_word('for_words')}\s+", "", text)
    if not text or len(text.split()) > 9 or any(char.isdigit() for char in text) or ":" in text:
        return ""
    return text
