"""What the local writer is given, cleaned: plain names, sentences and points out of a shop's record."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from generation.interfaces import ProductFacts, ScriptRequest
from generation.local.copywriting.english_grammar import is_plural, plural, singular, title_name, unshouted
from generation.local.copywriting.lexicon import DATA, and_word, domain_for, lexicon, topic_for
from generation.provider_errors import Rejected
from generation.text.language_detection import is_another
from generation.text.plain_text import (
    capital,
    ended,
    has_word,
    is_shouted,
    numbers,
    plain,
    sentences,
)
from generation.text.toml_tables import any_of, read_table

# Sentences that speak of the shop, not of the product.
_NOTES = read_table(DATA / "shop_notes.toml")
_SHOP_NOTES = re.compile(rf"(?i){any_of(_NOTES['notes'])}")
_HEADING = re.compile(rf"(?i){any_of(_NOTES['headings'])}\s*[:：.!]?")
# "SAFE TO USE: …" in a list that is no cry.
_SHOUTED_LABEL = re.compile(r"^[A-Z][A-Z '’&-]{3,40}(?=\s?[:–-]\s)")
# A cry or a greeting alone: "NEW!!", "Hi everyone!!".
_CRY = re.compile(
    r"(?i)[\W_]*(?:new(?: in| arrival)?|sale|hot|wow|best ?seller|limited(?: edition)?|back in stock|sold out"
    r"|attention|note|important|hi|hello|hey|welcome|thanks|thank you|enjoy|neu|neuheit|hallo|danke|achtung"
    r"|hinweis|ausverkauft|nouveau(?:té)?|promo|soldes?|bonjour|merci|nuevo|novedad|oferta|hola|gracias|nuovo"
    r"|novità"
    r"|ciao|grazie|novo|novidade|olá)"
    r"(?: (?:everyone|all|there|guys|folks|friends|ladies|gents|moms|girls"
    r"|zusammen|ihr lieben|à tous|a todos|a tutti))?[\W_]*"
)
# "5 mm thick | non-slip | 900 g": what a record puts between its points.
_SEPARATORS = re.compile(r"\s+[|•·/]\s+|\s*[|•]\s*")
# A number by which a shop finds a thing, before its name: "SKU-4471 Replacement Filter".
_NUMBER_FIRST = re.compile(
    r"(?i)^(?:sku|item|ref|art(?:ikel)?\.?-?(?:nr|no)?)[.:#\s-]*[\w-]*\d[\w-]*[\s:–-]+(?=\w)"
)
# A heading between two signs: "✨ Details ✨", "~ HOW TO ORDER ~".
_DECORATED = re.compile(r"(?m)^[ \t]*([^\w\s\"'“”«»‹›(\[{*_.,!?¡¿-])\ufe0f?[^\n]{1,60}?\1\ufe0f?[ \t]*$")
# What shops of Asia and Amazon write before a name: "【送料無料】", "[Free Shipping]".
_BANNER = re.compile(
    r"【[^】]*】|(?i:[\[(](?:free shipping|new|hot|sale|best ?seller|pre-?order|in stock|\d+% off)[\])])"
)
_LIST_ITEM = re.compile(r"(?is)<li\b[^>]*>(.*?)(?=</li>|<li\b|</[uo]l>|\Z)")
_SIZE = re.compile(r"(?i)\s+(?:[Øø⌀]\s?)?(\d[\d.,]*\s?(?:ml|cl|l|g|kg|mm|cm|m|oz|inch|in|\"|″))\Z")
# Characters: longer ones are no sentence that anybody would say.
LONGEST_SENTENCE = 240
# Words: a longer name is cut where it may be, a longer audience is a profile and is left out.
LONG_NAME, LONGEST_AUDIENCE = 5, 9


@dataclass(frozen=True)
class ProductBrief:
    """A product's record and what was ordered, ready to write from.

    `name` is how the product is called in a sentence, without article; `noun` is what it is
    ("bottle", "mugs"; "" when unknown). `extra` is what the name said in brackets ("3-pack").
    `domain` is the kind of thing it is, `topic` the part of life that copy may speak of ("" = none).
    """

    name: str
    noun: str
    noun_is_plural: bool
    name_is_plural: bool
    extra: str
    domain: str
    topic: str
    sentences: tuple[str, ...]
    points: tuple[str, ...]
    audience: str
    price: str
    call_to_action: str
    vendor: str
    mode: str
    style: str
    language: str
    duration_ms: int
    banned_words: tuple[str, ...]
    record_numbers: frozenset[str]
    # Whether the record's sentences are plainly in another language than the film.
    is_foreign: bool = False

    @property
    def first_sentence(self) -> str:
        return self.sentences[0] if self.sentences else ""

    def allows(self, text: str) -> bool:
        """Whether a text has no banned word, and no number that the record does not have."""
        return not has_word(text, self.banned_words) and numbers(text) <= self.record_numbers


def read_brief(request: ScriptRequest, product: ProductFacts) -> ProductBrief:
    """The ProductBrief of a request. Raises Rejected where the record cannot be used."""
    full_name = _one_line(product.name)
    if not full_name:
        raise Rejected("The product has no name. Fill in the product's name and try again.")
    name, extra = name_and_extra(full_name)
    language = request.language.split("-")[0].lower()
    points, description = (
        tuple(_with_spoken_ampersand(text, language) for text in texts)
        for texts in _points_and_description(product)
    )
    noun, noun_is_plural = _noun(name, f"{product.description} {product.category}")
    name_is_plural = _is_plural_name(name)
    call_to_action = _one_line(request.cta)
    _check_banned(request.banned_words, name=name, call_to_action=call_to_action)
    return ProductBrief(
        name=name,
        noun=noun,
        noun_is_plural=noun_is_plural or name_is_plural,
        name_is_plural=name_is_plural,
        extra=extra,
        domain=domain_for(name, product.category),
        topic=topic_for(name, product.category, " ".join((product.audience, *description, *points))),
        sentences=description,
        points=points,
        audience=_audience(product.audience),
        price=_one_line(product.price),
        call_to_action=capital(call_to_action),
        vendor=_one_line(product.vendor),
        mode=request.mode,
        style=request.style,
        language=language,
        duration_ms=request.duration_ms,
        banned_words=tuple(request.banned_words),
        record_numbers=frozenset(_record_numbers(product, request.cta)),
        is_foreign=is_another(record_text(product), language),
    )


def record_text(product: ProductFacts) -> str:
    """All sentences of a record as one text, by which its language is told."""
    return " ".join(plain(text) for text in (product.description, *product.selling_points, product.audience))


def _one_line(text: str) -> str:
    return " ".join(plain(text).split())


def _record_numbers(product: ProductFacts, call_to_action: str) -> set[str]:
    said = (product.name, product.description, *product.selling_points, product.audience, product.price)
    return numbers(" ".join(plain(text) for text in (*said, call_to_action)))


def _check_banned(banned_words: Iterable[str], **fields: str) -> None:
    for field, text in fields.items():
        for word in banned_words:
            if has_word(text, (word,)):
                raise Rejected(
                    f'The {field.replace("_", " ")} "{text}" contains the banned word "{word}". '
                    "Change it, or take the word off the list of banned words."
                )


def name_and_extra(name: str) -> tuple[str, str]:
    """(name as it is spoken, what stood in brackets): "Trail Socks (3-pack)" is "Trail Socks", "3-pack"."""
    name = _NUMBER_FIRST.sub("", name)
    name = _BANNER.sub(" ", name).strip() or name
    bracket = re.search(r"[(\[（]([^)\]）]*)[)\]）]", name)
    extra = bracket.group(1).strip() if bracket else ""
    bare = " ".join(re.sub(r"[(\[（][^)\]）]*[)\]）]?", " ", name).split()) or name
    bare = re.split(r"\s+[|–—•-]\s+|\s*[|•;]\s*", bare)[0].strip(" ,-") or bare
    if len(bare.split()) > LONG_NAME:
        bare = re.split(r",(?!\d)", bare)[0].strip()
    size = _SIZE.search(bare)
    # In a pair of quotation marks the second ends a name: Kettle "Mark 3000".
    quoted = size and bare[: size.start()].count('"') % 2
    if size and not quoted and len(bare.split()) > 2:
        bare, extra = bare[: size.start()], extra or size.group(1)
    if len(bare.split()) > LONG_NAME + 1:
        bare = _before_preposition(bare)
    return title_name(bare.rstrip(".,;:")), extra


def _before_preposition(name: str) -> str:
    part = re.split(rf"(?i)\s+{lexicon().any_word('name_ends_before')}\s+", name)[0]
    return part if len(part.split()) >= 2 else name


def _noun(name: str, context: str) -> tuple[str, bool]:
    """(what the thing is, whether several) by the last word of an English name."""
    words = _name_words(name)
    if not words:
        return "", False
    head = words[-1].lower()
    before = words[-2].lower() if len(words) > 1 else ""
    names = lexicon().names
    if head in names.groups:
        return _contents(before, head, context)
    if _is_known_noun(head) or re.search(rf"\b{re.escape(head)}s?\b", context):
        return names.written.get(head, head), is_plural(head)
    return "", False


def _is_known_noun(word: str) -> bool:
    return singular(word) in lexicon().domain_of or word in lexicon().domain_of


def _contents(before: str, head: str, context: str) -> tuple[str, bool]:
    """What a set holds: "Mug Set" holds mugs."""
    several = before if is_plural(before) else plural(before) if before else ""
    in_context = several and re.search(rf"\b{re.escape(several)}\b", context)
    if singular(before) in lexicon().domain_of or in_context:
        return several, True
    return head, False


def _is_plural_name(name: str) -> bool:
    """Whether the name itself is a plural: "Trail Socks", but not "Stack Mug Set" or "Lumos"."""
    words = _name_words(name)
    last = words[-1].lower() if words else ""
    return is_plural(last) and _is_known_noun(last)


def _name_words(name: str) -> list[str]:
    """The words up to a name's noun: "Earbuds" ends those of "Wireless Earbuds Pro for Runners"."""
    core = re.split(r"(?i)\s+(?:with|for|in|by)\s+", name)[0]
    words = [word for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", core) if word.lower() != "in"]
    while len(words) > 1 and words[-1].lower() in lexicon().names.models:
        words.pop()
    return words


def _points_and_description(product: ProductFacts) -> tuple[list[str], list[str]]:
    """(selling points, description sentences) without markup and without saying a thing twice.

    What the photos added comes after the record's own points.
    """
    items = [plain(item).replace("\n", " ") for item in _LIST_ITEM.findall(product.description or "")]
    points = [_one_line(point) for point in product.selling_points] or items
    points = [_SHOUTED_LABEL.sub(lambda found: unshouted(found[0]), point) for point in points]
    from_photos = (*product.unique_points, *product.benefits, *product.features)
    points = [point for point in _without_repeats([*points, *map(plain, from_photos)]) if _is_usable(point)]
    told = _DECORATED.sub("", product.description or "")
    prose = plain(re.sub(r"(?is)<[uo]l\b.*?</[uo]l>", "\n", told))
    if len(_SEPARATORS.findall(prose)) > 1:
        prose = _SEPARATORS.sub("\n", prose)
    known = {_letters(point) for point in points}
    description = [
        _sentence(line) for line in sentences(prose) if _letters(line) not in known and _is_usable(line)
    ]
    return points, _without_repeats(description)


def _sentence(text: str) -> str:
    text = text.strip(" -–—•*")
    return ended(capital(unshouted(text) if is_shouted(text) else text))


def _with_spoken_ampersand(text: str, language: str) -> str:
    """The text as it is read aloud: "folds flat & travels" has an "and"."""
    return re.sub(r"(?<=[^\W\d_]) & (?=[^\W\d_])", f" {and_word(language)} ", text)


def _is_usable(text: str) -> bool:
    letters = sum(1 for char in text if char.isalpha())
    says = letters >= 2 and len(text) <= LONGEST_SENTENCE
    return says and not _SHOP_NOTES.search(text) and not (_CRY.fullmatch(text) or _HEADING.fullmatch(text))


def _letters(text: str) -> str:
    """By what two texts are compared: their letters and digits."""
    return re.sub(r"\W+", "", text.lower())


def _without_repeats(texts: list[str]) -> list[str]:
    """Each text once, where it stood last."""
    return list({_letters(text): text for text in reversed(texts)}.values())[::-1]


def _audience(text: str) -> str:
    """Who it is for, as words that can follow "for"; "" for ages, statistics and long profiles."""
    text = re.split(r"[.;(]", _one_line(text))[0].strip()
    text = re.sub(rf"(?i)^{lexicon().any_word('for_words')}\s+", "", text)
    is_profile = len(text.split()) > LONGEST_AUDIENCE or any(char.isdigit() for char in text) or ":" in text
    return "" if is_profile else text
