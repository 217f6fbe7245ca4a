"""What a text promises that the record does not say: numbers, prices, percentages, and words of promise.

A model's script is held against what the shop itself wrote. The two may be in different languages, so
numbers are compared by value and unit ("24 Stunden" and "24-hour" are one), and promises by their kind
("kostenloser Versand" and "free shipping" are one). Words are known in English, German, French and
Spanish, units in Italian, Portuguese and Dutch as well. Pure.
"""

import re
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import NamedTuple

# dimension → (words, factor to the dimension's first unit)
_UNITS = {
    "percent": [("% percent pct prozent pourcent percento procent", 1)],
    "time": [
        (
            "s sec secs second seconds sek sekunde sekunden seconde secondes segundo segundos secondi "
            "seconden",
            1,
        ),
        ("min mins minute minutes minuten minuto minutos minuti minuut", 60),
        ("h hr hrs hour hours std stunde stunden heure heures hora horas ora ore uur", 3600),
        ("day days tag tage tagen jour jours día días dia dias giorno giorni dag dagen", 86400),
        ("week weeks woche wochen semaine semaines semana semanas settimana settimane weken", 604800),
    ],
    "months": [
        ("month months monat monate monaten mois mes meses mese mesi maand maanden", 1),
        ("year years yr yrs jahr jahre jahren an ans année années año años anno anni ano anos jaar", 12),
    ],
    "volume": [
        ("ml millilitre millilitres milliliter milliliters mililitros", 1),
        ("cl centilitre centilitres", 10),
        ("dl", 100),
        ("l litre litres liter liters litro litros litri", 1000),
    ],
    "mass": [
        ("mg", Decimal("0.001")),
        ("g gram grams gramm gramme grammes gramo gramos grammi", 1),
        ("kg kilo kilos kilogram kilograms kilogramm kilogrammes", 1000),
    ],
    "ounces": [("oz ounce ounces", 1)],
    "length": [
        ("mm millimetre millimetres millimeter millimeters", 1),
        ("cm centimetre centimetres centimeter centimeters zentimeter centimètres", 10),
        ("m metre metres meter meters mètre mètres metro metros metri", 1000),
        ("km kilometre kilometres kilometer kilometers kilomètres", 1_000_000),
    ],
    "inches": [('" ″ inch inches zoll pouce pouces pulgada pulgadas', 1)],
    "watts": [("w watt watts", 1)],
    "charge": [("mah", 1)],
    "volts": [("v volt volts", 1)],
    "lumens": [("lm lumen lumens", 1)],
    "memory": [("mb", 1), ("gb", 1000), ("tb", 1_000_000)],
    "degrees": [("° °c celsius degree degrees grad degrés grados gradi graus graden", 1)],
    "times": [("x × times mal fois veces volte vezes keer", 1)],
    "EUR": [("€ eur euro euros", 1)],
    "USD": [("$ usd dollar dollars dólares dollari", 1)],
    "GBP": [("£ gbp sterling", 1)],
    "CHF": [("chf franken francs", 1)],
    "JPY": [("¥ jpy yen", 1)],
}
_UNIT = {
    word: (dimension, Decimal(factor))
    for dimension, rows in _UNITS.items()
    for words, factor in rows
    for word in words.split()
}
_COINS = {"EUR", "USD", "GBP", "CHF", "JPY"}
_NUMBER = re.compile(
    r"""(?<![\w.,])(?P<coin>[€$£¥]|(?:EUR|USD|GBP|CHF|JPY)(?=\s))?\s?
        (?P<digits>\d+(?:[.,'’\u00a0\u202f]\d+)*)
        (?:\s?[-\u2010\u2011\u00a0\u202f]?
           (?P<unit>%|°C?|[€$£¥×"″]|por\ ciento|pour\ cent|per\ cent|[^\W\d_]+))?""",
    re.VERBOSE,
)
_PROMISES = {
    "free delivery or returns": r"free (?:\w+ )?(?:shipping|delivery|returns?)|ships? (?:for )?free|"
    r"versandkosten\w*|(?:kostenlos\w*|gratis|kostenfrei\w*) (?:versand|lieferung|rückgabe|rücksendung)\w*|"
    r"gratisversand|livraison (?:gratuite|offerte)|retours? gratuits?|(?:envío|devoluci\w+) gra\w+",
    "something for nothing": r"for free|free of charge|free gift|gratis|kostenlos\w*|kostenfrei\w*|geschenkt|"
    r"gratuit\w*|offert\w?|de regalo",
    "a guarantee": r"guarante\w+|garant\w+|warrant\w+|money[- ]back|geld[- ]zurück|remboursé\w*|"
    r"risk[- ]free|risikolos|risikofrei\w*|sans risque|sin riesgo",
    "a lifetime": r"lifetime|for life|lebenslang\w*|ein leben lang|à vie|toute une vie|toda la vida|"
    r"de por vida",
    "an award": r"award\w*|prize[- ]winning|preisgekrönt\w*|prämiert\w*|testsieger\w*|récompensé\w*|primé\w*|"
    r"premiad\w+|galardonad\w+",
    "a test or certificate": r"certifi\w+|zertifi\w+|(?:fda|tüv|ce)[- ](?:approved|geprüft)|dermatolog\w+|"
    r"clinical\w*|klinisch\w*|cliniquement|clínicament\w+|scientific\w*|wissenschaftlich\w*|"
    r"doctor[- ]recommended|ärztlich\w*|lab[- ]tested",
    "a discount": r"discount\w*|(?:on|for) sale|sale (?:price|ends)|half price|save up to|rabatt\w*|"
    r"sonderangebot\w*|reduzierte\w?|zum halben preis|soldes|remise|en promo\w*|à moitié prix|"
    r"descuento\w*|rebaja\w*|en oferta|mitad de precio|special offer|voucher|coupon|gutschein\w*",
    "a deadline or scarcity": r"limited (?:time|edition|offer|stock)|today only|only today|"
    r"while stocks? lasts?|last chance|selling fast|nur heute|nur für kurze zeit|"
    r"solange der vorrat reicht|letzte chance|limitiert\w*|"
    r"durée limitée|édition limitée|dernière chance|solo hoy|por tiempo limitado|"
    r"edición limitada|últimas unidades",
    "a rank": r"best[- ]?sell\w+|number one|no\. ?1|#1|nr\. ?1|world['’]?s (?:best|first|only|most|\w+est)|"
    r"marktführer\w*|meistverkauft\w*|der weltweit \w+|numéro un|número uno|más vendid\w+|"
    r"(?:le|la) plus vendu\w*|award[- ]level|market[- ]leading",
    "other people's praise": r"(?:five|\d)[- ]stars?|five star|fünf sterne|reviews?|bewertung\w*|"
    r"(?:thousands|millions|hundreds) of|tausende\w*|des milliers|miles de|trusted by|loved by|"
    r"recommended by|(?:customers|experts) (?:love|say|agree|recommend)|avis clients|recomendad\w+ por",
    "an effect on health": r"cures?|heals?|heilt|guérit|anti[- ]?ag(?:e|ing)|detox\w*|immun\w+|medical\w*|"
    r"medizinisch\w*|therapeut\w*|thérapeut\w*|terapéut\w*|weight loss|pain relief",
    "where or how it was made": r"made in|hand[- ]?(?:made|crafted|woven|finished)|by hand|hergestellt in|"
    r"handgemacht\w*|handgefertigt\w*|von hand|fabriqué\w? (?:en|à)|fait\w? (?:à la )?main|à la main|"
    r"hecho en|(?:hecho )?a mano|artisan\w*",
    "an environmental promise": r"sustainab\w+|eco[- ]?friendly|recycl\w+|recycelt\w*|biodegradab\w+|"
    r"compostab\w+|(?:carbon|climate)[- ]neutral|klimaneutral\w*|nachhaltig\w*|umweltfreundlich\w*|"
    r"organic\w*|bio-\w+|aus bioanbau|écologi\w+|ecológic\w+|sostenib\w+|recicla\w+|"
    r"zero[- ]waste|plastic[- ]free",
    "a patent": r"patent\w*|breveté\w*",
    "something vegan": r"vegan\w*|végan\w*|cruelty[- ]free|tierversuchsfrei\w*",
}
_SUBSTANCES = (
    "bpa",
    "gluten",
    "sugar zucker sucre azúcar",
    "lactose laktose lactosa",
    "fragrance duftstoff parfum perfume",
    "paraben parabène parabeno",
    "alcohol alkohol alcool",
    "nickel níquel",
    "latex látex",
)
_FREE_OF = {
    f"being free of {names.split()[0]}": rf"(?:{'|'.join(names.split())})s?[- ](?:free|frei\w*)|"
    rf"(?:free of|frei von|sans|sin) (?:{'|'.join(names.split())})s?"
    for names in _SUBSTANCES
}
_KINDS = {
    kind: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
    for kind, words in {**_PROMISES, **_FREE_OF}.items()
}


class Amount(NamedTuple):
    """A number as written, the values it may mean ("1.000" is one or a thousand), and what it counts.

    `scaled` are the values in the first unit of what is counted: "2 h" is 7200 of time.
    """

    said: str
    values: frozenset
    scaled: frozenset
    counts: str | None


def unsupported(text, record, numbers=True):
    """What a text claims that the record does not, as phrases fit to be shown; [] when all is said there.

    With `numbers` False only prices, percentages and words of promise are looked at: a story may count.
    """
    known = amounts(record)
    found = [one.said for one in amounts(text) if (numbers or _dear(one)) and not _known(one, known)]
    found += [match for kind in _KINDS for match in _promised(kind, text, record)]
    return list(dict.fromkeys(found))


def _dear(amount):
    return amount.counts in _COINS or amount.counts == "percent"


def _known(amount, known):
    """A number is said when the record has it of the same thing, or where either names no thing."""
    return any(_same(amount, other) for other in known)


def _same(one, other):
    if one.counts == other.counts:
        return bool(one.scaled & other.scaled)
    return None in (one.counts, other.counts) and bool(one.values & other.values)


def _promised(kind, text, record):
    found = _KINDS[kind].search(text)
    if found and not _KINDS[kind].search(record):
        yield f"“{found.group(0)}” ({kind})"


def amounts(text):
    """The Amounts of a text: in digits, and in words where something is counted ("twenty-four hours")."""
    return [*_in_digits(text), *_in_words(text)]


def _in_digits(text):
    for match in _NUMBER.finditer(text):
        coin, digits, unit = match.group("coin") or "", match.group("digits"), match.group("unit") or ""
        dimension, factor = _dimension(coin or unit)
        said = coin + digits if coin or not dimension else match.group(0).strip()
        values = frozenset(_readings(digits))
        yield Amount(said, values, frozenset(value * factor for value in values), dimension)


def _dimension(word):
    word = re.sub(r"^(?:por|pour|per) (?:ciento|cent)$", "percent", word.strip().lower())
    return _UNIT.get(word, (None, Decimal(1)))


def _readings(digits):
    """What a number may mean: "1,5" is one and a half, "1.000" may be one or a thousand."""
    plain = re.sub(r"['’\u00a0\u202f]", "", digits)
    readings = {re.sub(r"[.,]", "", plain)} if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", plain) else set()
    head, *tail = re.split(r"[.,](?=\d+$)", plain)
    readings.add(re.sub(r"[.,]", "", head) + ("." + tail[0] if tail else ""))
    return [value for value in map(_decimal, readings) if value is not None]


def _decimal(text):
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _in_words(text):
    """Numbers that are spelled out, where the next word is a unit: "two minutes", "fifty per cent"."""
    words = re.findall(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*", text.lower())
    for at, word in enumerate(words[:-1]):
        value = _spelled().get(word)
        after = " ".join(words[at + 1 : at + 3])
        dimension, factor = _dimension(
            after if after in ("por ciento", "pour cent", "per cent") else words[at + 1]
        )
        if value and dimension and dimension != "times":
            yield Amount(
                f"{word} {words[at + 1]}", frozenset({value}), frozenset({value * factor}), dimension
            )


@cache
def _spelled():
    """Number words from two to a hundred, and a thousand, in four languages."""
    found = {}
    for units, tens, joined in _LANGUAGES:
        small = {word: value for value, word in enumerate(units.split(), 2)}
        large = {word: 10 * value for value, word in enumerate(tens.split(), 2)}
        found |= small | large
        for ten, value in large.items():
            found |= {joined(ten, unit): value + more for unit, more in small.items() if more < 10}
    found |= {"hundred": 100, "hundert": 100, "cent": 100, "cien": 100, "thousand": 1000, "tausend": 1000}
    return {word: Decimal(value) for word, value in found.items()}


_LANGUAGES = (
    (
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen",
        "twenty thirty forty fifty sixty seventy eighty ninety",
        lambda ten, unit: f"{ten}-{unit}",
    ),
    (
        "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
        "siebzehn achtzehn neunzehn",
        "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
        lambda ten, unit: f"{unit}und{ten}",
    ),
    (
        "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
        "vingt trente quarante cinquante soixante",
        lambda ten, unit: f"{ten}-{unit}",
    ),
    (
        "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis "
        "diecisiete dieciocho diecinueve",
        "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
        lambda ten, unit: f"veinti{unit}" if ten == "veinte" else f"{ten}y{unit}",
    ),
)
