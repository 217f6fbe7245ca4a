"""What is measured and counted in words: units, percent, degrees, fractions, ranges and multiples."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from decimal import Decimal

from num2words import num2words

from generation.text.spoken import money
from generation.text.spoken.lexicon import SpokenWords, symbols
from generation.text.spoken.numbers import WrittenNumber, number_of, ordinal, read, rule, say, say_whole

Reader = Callable[[re.Match[str], SpokenWords], str | None]

# Words that say "of" already: "dos tercios del precio".
_OF_WORDS = (
    "de",
    "di",
    "des",
    "du",
    "d",
    "del",
    "dello",
    "della",
    "dei",
    "degli",
    "delle",
    "dell",
    "do",
    "da",
    "dos",
    "das",
)
# The point of an abbreviated unit in the middle of a sentence: "3 yr. warranty", "5 lb. 3 oz".
_POINT = r"(?:\.(?=\s[a-zà-ÿа-я]|\s\d{1,2}\s?(?:oz|in|min)\b))?"
_GAP = r"[\u00a0\u202f ]?"
_POWER = r"[²³]|(?<=m)[23]"
_GLYPHS = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
# Denominators of what people call fractions: 7/11 is a shop, 38/40 a size.
_UNDERS = frozenset({2, 3, 4, 5, 6, 8, 10, 12, 16, 32, 64})
# Inches only where it is one: attached to the number, or at the end of what is said of it.
_INCH_AHEAD = r"(?=\s*(?:[.,;:)x×]|$|by\b|wide|tall|high|long|deep|thick))"
_ENGLISH_UNITS = {"ft", "yd", "lb", "lbs", "oz", "mi", "gal", "tsp", "tbsp", "pcs", "pc", "in"}
# Where a half stands behind what is counted, and agrees with it: (with his nouns, with hers).
_HALVES = {
    "es": ("y medio", "y media"),
    "pt": ("e meio", "e meia"),
    "it": ("e mezzo", "e mezza"),
    "fr": ("et demi", "et demie"),
}
_HER_FRENCH = (
    "heure",
    "tasse",
    "journée",
    "minute",
    "année",
    "semaine",
    "cuillère",
    "bouteille",
    "page",
    "seconde",
)
_HER_ITALIAN = ("ore", "tazze", "giornate", "settimane", "bottiglie", "volte", "pagine")
_LINKS = ("de", "di", "d", "a", "à", "y", "e", "et", "in", "en", "x")
# So many digits after a space are read as one number with those before it.
_GROUP_DIGITS = 3
# What a K or M behind a number counts; "5K run" and "4K film" are something else.
_COUNTED = (
    r"(?:d['’])?(?:followers?|subscribers?|reviews?|views?|likes?|downloads?|users?|fans?|seguidor|suscriptor"
    r"|visitas|reseñas|usuarios|abonn[ée]|vues|utilisateur|iscritti|visualizza|recensioni|utenti|inscritos|avalia"
    r"|visualiza|usuários|Follower|Abonnent|Aufrufe|Nutzer|Bewertungen|volgers)"
)
# What is so many times as large or dear, and no side of anything: "3 × 45,50 €", "6x 250 ml".
_COUNTED_AFTER = re.compile(
    r"\s?(?:(?:R\$|[$€£₹]|CHF)\s?\d|\d+(?:[.,]\d+)?\s?(?:(?:[mc]?l|L|[mk]?g|oz|мл|л|г|кг|kr|zł|EUR|USD|CHF)\b|[€$£]))"
)
# Pieces in a packet: "100 ct."; fewer are the weight of a stone.
_COUNT, _FEWEST_IN_A_PACKET = r"(?<![\w.,])(?P<number>\d{2,4})[-\s]?ct(?:\.(?=\s[a-z]))?(?!\w)", 30
_KARATS = {
    "en": "karat", "de": "Karat", "fr": "carats", "es": "quilates", "it": "carati",
    "pt": "quilates", "nl": "karaat",
}  # fmt: skip
_GOLD = {
    "en": r"(?:(?:white|yellow|rose|solid|pure)\s)?[Gg]old", "de": r"(?:Weiß|Gelb|Rosé|Rot)?[Gg]old",
    "fr": r"(?:d['’])?or\b", "es": r"(?:de\s)?oro\b", "it": r"(?:d['’])?oro\b", 
    "pt": r"(?:de\s)?ouro\b", "nl": "goud",
}  # fmt: skip
_KARAT = r"(?P<number>\d{1,2})[-\s]?(?:[kK]t?|ct\.?|Kt\.?)"
_MEASURES = ("unit", "inch", "feet", "degrees", "percent")


def _choice(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


def rules(words: SpokenWords) -> list[tuple[re.Pattern[str], Reader]]:
    """The patterns of measures in a language, first the longer ones, each with its reader."""
    number, unit = number_of(words), _units(words)
    measure = (
        rf"(?:(?:{_GAP}(?P<unit>{unit})(?P<power>{_POWER})?(?:/(?P<second>{unit})(?P<base>{_POWER})?)?(?:(?!\w)|(?=x\d))"
        rf"|(?P<inch>{_GAP}(?:[″\"”]|in{_INCH_AHEAD}|(?<=\d)in(?![\w])))|(?P<feet>['′](?!\w))"
        rf"|{_GAP}(?P<degrees>[°º][CF]|°|[℃℉])(?!\w)|{_GAP}(?P<percent>%))"
        rf"{_POINT})"
    )
    fraction = (
        rf"(?:(?P<whole>\d{{1,4}})(?:[-‑ ](?=\d{{1,2}}[/⁄])|{_GAP}(?=[{_GLYPHS}])))?"
        rf"(?:(?P<top>\d{{1,2}})[/⁄](?P<under>\d{{1,3}})(?![\d/.,]\d|[\d/])|(?P<glyph>[{_GLYPHS}]))"
    )
    free = r"(?<![\w.,:/%°])(?<!\d[-–])"
    return [
        (rule(_COUNT), read_count),
        (
            rule(
                rf"{free}(?P<score>\d+(?:[.,]\d)?)/(?P<of>5|10|100)"
                rf"(?![\w/\"”″%]|[.,]\d|\s?(?:{unit}|cup)\b)"
            ),
            read_score,
        ),
        (
            rule(
                rf"{free}(?P<whole>\d{{1,3}})(?:{_GAP}½|[ -]1/2)\s(?!(?:{unit})(?!\w))"
                r"(?P<noun>[^\W\d_]+)(?!\w)"
            ),
            read_and_half,
        ),
        (
            rule(rf"{free}(?P<minus>[-−](?=\d))?{fraction}(?P<hung>[-‑](?=[^\W\d]))?{measure}?"),
            read_fraction,
        ),
        (
            rule(
                rf"{free}(?P<minus>[-−](?=\d))?(?P<number>{number})(?P<same>{_GAP}(?:%|[°º][CF]|°|[℃℉]))?{_GAP}(?P<dash>[-–—~]){_GAP}(?P<last>{number})(?![-–/][\dA-Z])"
                rf"(?:{measure}|(?P<times>[x×]))?(?!\w)"
            ),
            read_range,
        ),
        (
            rule(
                rf"{free}(?P<number>{number})[-‑](?:(?P<unit>{unit})(?P<power>)(?P<second>)|(?P<degrees>°C?)"
                r"|(?P<percent>%)|(?P<euro>€))(?:[-‑](?=[^\W\d])|(?P<alone>)(?![\w-]))"
            ),
            read_compound,
        ),
        (rule(rf"{free}(?P<number>{number})[-\s]?%-?ig(?P<end>e[rnms]?)?(?!\w)"), read_percent_adjective),
        (rule(rf"{free}(?P<number>{number}){_GAP}[x×](?=\s?\d)"), read_by),
        (
            rule(
                rf"{free}(?P<number>{number})(?:[x×X](?!\w)|\s[x×](?=\s[^\W\d]{{2}}|\s?[$€£₹]))"
                r"|(?<![\w.,\"”″'′])[x×](?P<after>\d+)(?![\w.,x×])"
            ),
            read_multiple,
        ),
        (rule(r"(?<![\w.,])(?P<metres>\d)\s?m\s?(?P<rest>\d\d)(?!\w)"), read_height),
        (rule(r"(?<![\w.,])(?P<feet>\d{1,2})['′]\s?(?P<inches>\d{1,2})(?:[\"”″]|'')"), read_feet),
        (
            rule(rf"(?:(?<![\w.,%°])|(?<=[\d\"”″][x×]))(?P<minus>[-−–](?=\d))?(?P<number>{number}){measure}"),
            read_measure,
        ),
        (rule(rf"(?<![\w.,%])%\s?(?P<number>{number})(?![\w%])"), read_percent_before),
        (rule(r"\s?/\s?(?P<per>[^\W\d_]{2,20}\.?)(?!\w)"), read_per),
        (rule(rf"(?<![\w.,-])(?P<number>{number})[.,][-–—]{{1,2}}(?!\w)"), read_price),
        (
            rule(
                rf"(?<![\w.,-])(?P<number>{number}){_GAP}(?P<scale>[KM])(?P<noun>)(?=\+?\s{_COUNTED})", re.I
            ),
            read_many,
        ),
        *_karats(words),
        (
            rule(
                r"(?:(?<=\dV[/,])|(?<=\dV[/,]\s))(?P<number>\d)\s?A(?!\w)|(?<![\w.,])(?P<part>\d\.\d)\s?A(?!\w)"
            ),
            read_amps,
        ),
        (
            rule(
                rf"(?<![\w.,-])(?P<number>{number}){_GAP}(?P<scale>{_scales(words)})(?:\s(?P<noun>[^\W\d_]+))?"
            ),
            read_many,
        ),
        (rule(rf"(?<![\w.,-])(?P<minus>[-−])?(?P<number>{number})(?![\w%°])(?![.,]\d)"), read_number),
    ]


def _units(words: SpokenWords) -> str:
    own = {*words.table.get("units", {}), *words.table.get("spellings", {})}
    known = {*symbols().units, *own}
    if words.language != "en":
        known -= _ENGLISH_UNITS - own
    return _choice(known - {"in"})


def _scales(words: SpokenWords) -> str:
    """Spellings of thousand and million that stand without money, too: "10k runs", "1,5 Mio. Stück"."""
    long = [
        spelling for spelling in symbols().scales if len(spelling) > 2 or spelling in ("bn", "Cr", "rb", "jt")
    ]
    own = words.table.get("scale_spellings", {})
    return rf"(?:(?:{_choice({*long, *own})})(?!\w)|(?<=\d)[kM](?!\w)|(?<=\.\d)B(?!\w))"


# --- measures --------------------------------------------------------------------------------
def read_measure(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "750 millilitres", "50 percent", "20 degrees"."""
    number = read(match["number"], words)
    if number is None or not _is_measure(match) or _is_decade(match, words):
        return None
    said = _measured(match, number, say(number, words), words)
    return None if said is None else _minus(match, words) + said


def _is_measure(match: re.Match[str]) -> bool:
    """Whether a quotation mark after a number is inches, and does not end what was quoted."""
    mark = (match["inch"] or "").strip()
    if mark not in ('"', "”"):
        return True
    before = match.string[: match.start()]
    if mark == "”":
        return max(before.rfind("“"), before.rfind("„")) <= before.rfind("”")
    return len(re.findall(r"(?<!\d)\"", before)) % 2 == 0


def _is_decade(match: re.Match[str], words: SpokenWords) -> bool:
    """ "the 90s" and "1990s" are no seconds."""
    if words.language != "en" or not match.group().endswith("0s"):
        return False
    before = match.string[: match.start()].lower()
    return len(match["number"]) == 4 or (len(match["number"]) == 2 and before.endswith(("the ", "'", "’")))


def _minus(match: re.Match[str], words: SpokenWords) -> str:
    # Hebrew hangs a short word before a number by a hyphen.
    is_hung = match.string[: match.start()][-1:].isalpha()
    return f"{words.sign('−')} " if match.groupdict().get("minus") and not is_hung else ""


def _measured(match: re.Match[str], number: WrittenNumber, said: str, words: SpokenWords) -> str | None:
    """A said number with the measure of a match."""
    value = number.value if number.fraction else Decimal(number.whole)
    if match["percent"]:
        return words.percent(value, said)
    if match["degrees"]:
        return _degrees(match["degrees"], value, said, words)
    key = _unit_key(match)
    word = _unit(match, key, value, words)
    if word is None:
        return None
    if not number.fraction:
        done = words.counted(int(number.whole), _spelling(key, words), word)
    else:
        done = f"{said} {word}"
    speed = words.text("speeds", _spelling(match["second"], words)) if match["second"] else ""
    return speed.format(done) if speed else done


def _unit_key(match: re.Match[str]) -> str:
    return "in" if match["inch"] else "ft" if match["feet"] else match["unit"]


def _degrees(written: str, value: Decimal, said: str, words: SpokenWords) -> str | None:
    sign = {"℃": "°C", "℉": "°F"}.get(written, written.replace("º", "°"))
    word = words.sign(sign, value) or words.sign("°", value)
    if not word:
        return None
    return word.format(said) if "{}" in word else f"{said} {word}"


def _unit(match: re.Match[str], key: str, value: Decimal, words: SpokenWords) -> str | None:
    """The words of a unit, with what it is divided by ("grams per square metre")."""
    first = words.powered(key, match["power"], value)
    if first is None or not match["second"]:
        return first
    second = words.powered(match["second"], match["base"], Decimal(1))
    own, per = words.text("per", match["second"]), words.sign("/")
    if own:
        return f"{first} {own}"
    if words.text("speeds", _spelling(match["second"], words)):
        return first
    if second and per:
        return f"{first} {per} {second}"
    return words.unit(f"{match['unit']}/{match['second']}", value)


def read_height(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "1 mètre 80" for 1m80."""
    word = words.unit("m", int(match["metres"]))
    return f"{words.counted(int(match['metres']), 'm', word)} {match['rest']}" if word else None


def read_feet(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "5 feet 10 inches"."""
    parts = []
    for key, name in (("feet", "ft"), ("inches", "in")):
        word = words.unit(name, int(match[key]))
        if word is None:
            return None
        parts.append(words.counted(int(match[key]), name, word))
    return " ".join(parts)


def read_percent_before(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "%50", as Turkish writes it, and Arabic and Hebrew sometimes do."""
    number = read(match["number"], words)
    return words.percent(number.value, say(number, words)) if number else None


def read_percent_adjective(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "50-prozentige" for "50 %ige", as German writes it."""
    number = read(match["number"], words)
    if words.language != "de" or number is None:
        return None
    return f"{say(number, words)}-prozentig{match['end'] or ''}"


# --- fractions -------------------------------------------------------------------------------
def read_fraction(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "3 and a half inches", "half a cup", "three quarters"."""
    top, under = _parts(match)
    if not 0 < top < under or under not in _UNDERS:
        return None
    whole = int(match["whole"]) if match["whole"] else 0
    quoted = "" if _is_measure(match) else match["inch"]
    if quoted or not any(match[key] for key in _MEASURES):
        after = re.match(r"\s?([^\W\d_]+)", match.string[match.end() :])
        noun = after[1] if after and not quoted else ""
        if match["hung"] and words.language == "en" and (top, under, whole) == (1, 2, 0):
            return "half "
        said = _mixed(whole, top, under, words) if whole else _alone(top, under, noun, words)
        return f"{_minus(match, words)}{said}{' ' if match['hung'] else quoted}" if said else None
    if whole and match["unit"] and (top, under) == (1, 2) and words.language in _HALVES:
        key = _unit_key(match)
        noun = _unit(match, key, Decimal(whole), words)
        counted = words.counted(whole, key, noun) if noun else None
        done = counted and f"{counted} {_HALVES[words.language][key in words.table['gender']['f']]}"
    elif whole:
        said = _mixed(whole, top, under, words)
        done = _measured(match, WrittenNumber(str(whole), "5"), said, words) if said else None
    else:
        done = _part_of_unit(match, top, under, words)
    return None if done is None else _minus(match, words) + done


def read_and_half(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "1 hora y media" for "1½ hora": the half stands behind what is counted."""
    noun, whole = match["noun"], int(match["whole"])
    if noun in _LINKS or words.language not in _HALVES:
        return None
    is_her = _is_her(noun.lower(), words.language)
    count = words.table.get("one", {}).get("f" if is_her else "m") if whole == 1 else None
    if whole == 1:
        # "1½ horas" is one: "una hora y media".
        noun = re.sub(r"e$", "a", noun) if words.language == "it" and is_her else noun.removesuffix("s")
        if words.language == "it" and is_her and noun[0] in "aeiou":
            return f"un'{noun} {_HALVES['it'][1]}"
    return f"{count or whole} {noun} {_HALVES[words.language][is_her]}"


def _is_her(noun: str, language: str) -> bool:
    """Whether a noun is feminine, by its ending and what is measured most."""
    if language == "fr":
        return noun.rstrip("s") in _HER_FRENCH
    if language == "it":
        return noun.endswith("a") or noun in _HER_ITALIAN
    return noun.rstrip("s").endswith(("a", "colher", "noite")) and noun.rstrip("s") not in (
        "día",
        "dia",
        "programa",
        "grama",
    )


def _parts(match: re.Match[str]) -> tuple[int, int]:
    if match["top"]:
        return int(match["top"]), int(match["under"])
    top, _, under = unicodedata.normalize("NFKD", match["glyph"]).partition("⁄")
    return int(top), int(under)


def _part_of_unit(match: re.Match[str], top: int, under: int, words: SpokenWords) -> str | None:
    """Half an inch, "eine halbe Stunde", "tres cuartos de kilo"."""
    if match["percent"] or match["degrees"]:
        said = _alone(top, under, "", words)
        return _measured(match, WrittenNumber("0", "5"), said, words) if said else None
    # Polish counts a part of one in the genitive: "jedna czwarta litra".
    noun = _unit(match, _unit_key(match), Decimal("0.5" if words.language == "pl" else 1), words)
    if not noun:
        return None
    if words.language != "en":
        said = _alone(top, under, noun, words)
        return f"{said}{'' if said.endswith(chr(39)) else ' '}{noun}" if said else None
    article = "an" if re.match("[aeio]|hour", noun) else "a"
    said = "half" if (top, under) == (1, 2) else f"{_part(top, under, words)} of"
    return f"{said} {article} {noun}"


def _mixed(whole: int, top: int, under: int, words: SpokenWords) -> str:
    exact = words.text("fractions", f"{whole} {top}/{under}")
    if exact:
        return exact
    if (top, under) == (1, 2) and words.text("fractions", "and_half"):
        return words.text("fractions", "and_half").format(say_whole(whole, words))
    link, part = words.text("fractions", "and"), _part(top, under, words)
    return f"{say_whole(whole, words)} {link} {part}" if link and part else ""


def _alone(top: int, under: int, noun: str, words: SpokenWords) -> str:
    """A fraction by itself, in the form that goes with the noun after it."""
    if (top, under) == (1, 2):
        return _half(noun, words)
    part, link = _part(top, under, words), words.text("fractions", "of")
    if words.language == "en":
        return part.removesuffix("s") if noun and under == 4 else part
    if not part or not link or not noun or noun.lower() in _OF_WORDS:
        return part
    elided = words.language == "fr" and noun[0].lower() in "aeiouéèêh"
    return f"{part} d'" if elided else f"{part} {link}"


def _half(noun: str, words: SpokenWords) -> str:
    table, lower = words.table.get("fractions", {}), noun.lower()
    for said, endings in table.get("half_by_noun", {}).items():
        if noun and any(lower == end or (end[0] == "-" and lower.endswith(end[1:])) for end in endings):
            return str(said)
    if words.language == "en" and noun:
        return "half an" if re.match(r"[aeio]|hour", lower) else "half a"
    half = table.get("half", "")
    return str(table.get("half_before_noun", half) if noun else half) or _pattern(1, 2, words)


def _part(top: int, under: int, words: SpokenWords) -> str:
    """ "three quarters": by the language's words, its ordinals, or its pattern; "" where it has none."""
    exact = words.text("fractions", f"{top}/{under}")
    forms = words.forms("fractions", str(under))
    if exact:
        return exact
    if forms and words.language == "en":
        return f"{'one' if top == 1 else top} {forms.of(top, words.language)}"
    if forms:
        return words.counted(top, "part", forms.of(top, words.language))
    if words.language in ("en", "de"):
        return _by_ordinal(top, under, words)
    return _pattern(top, under, words)


def _pattern(top: int, under: int, words: SpokenWords) -> str:
    pattern = words.text("fractions", "pattern")
    return pattern.format(top=say_whole(top, words), under=say_whole(under, words)) if pattern else ""


def _by_ordinal(top: int, under: int, words: SpokenWords) -> str:
    name = ordinal(under, words)
    if words.language == "de":
        return f"{'ein' if top == 1 else top} {name.removesuffix('te').capitalize()}tel"
    return f"{'one' if top == 1 else top} {name}{'' if top == 1 else 's'}"


# --- counts ----------------------------------------------------------------------------------
def read_score(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "4.8 out of 5"."""
    number, link = read(match["score"], words), words.sign("out of")
    if number is None or not link or number.value >= int(match["of"]):
        return None
    return f"{say(number, words)} {link} {say_whole(int(match['of']), words)}"


def read_range(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "10 to 20 centimetres". A hyphen is a range only between a smaller and a larger number."""
    first, last, to = read(match["number"], words), read(match["last"], words), words.sign("–")
    if first is None or last is None or not (to or "ranges" in words.table) or not _is_measure(match):
        return None
    if match["same"] and match["same"].strip() != (match["percent"] or match["degrees"]):
        return None
    if match["dash"] == "-" and (first.value >= last.value or re.fullmatch(r"\d{3}-\d{4}", match.group())):
        return None  # "50-50"; a telephone number
    if match["times"]:
        word = words.sign("x", last.value)
        if not to:
            return f"{say(first, words)} {_times_over(last, words)}" if _times_over(last, words) else None
        return f"{say(first, words)} {to} {say(last, words)} {word}" if word else None
    has_measure = any(match[key] for key in _MEASURES)
    end = _measured(match, last, say(last, words), words) if has_measure else say(last, words)
    start = _minus(match, words) + say(first, words)
    if match["percent"] and words.language == "cmn":
        start = words.percent(first.value, start) or start
    if end is None:
        return None
    beside = _side_by_side(match, first, last, end, words)
    return beside or (f"{start} {to} {end}" if to else None)


def _side_by_side(
    match: re.Match[str], first: WrittenNumber, last: WrittenNumber, end: str, words: SpokenWords
) -> str | None:
    """ "2 3 килограмма", "kahdesta kolmeen kiloa": a range in a language that has no word for its dash.

    None before nothing that is counted: "9–17" may be anything.
    """
    ranges = words.table.get("ranges", {})
    if not (first.is_whole and last.is_whole):
        return None
    if "from" in ranges:
        start, to = (
            num2words(int(one.whole), lang=words.language, case=ranges[case])
            for one, case in ((first, "from"), (last, "to"))
        )
        return f"{start} {end.replace(last.whole, to, 1)}"
    counts = any(match[key] for key in _MEASURES) or re.match(r"\s[^\W\d_]", match.string[match.end() :])
    if not ranges.get("side_by_side") or not counts:
        return None
    key = _unit_key(match) or ""
    start = words.counted(int(first.whole), words.table.get("spellings", {}).get(key, key), "").strip()
    # A voice takes "10 100" for one number.
    return f"{start}{',' if len(last.whole) >= _GROUP_DIGITS else ''} {end}"


def read_compound(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "3,5 Millimeter-Klinke", "24 Stunden-Dienst"; in English "a 500 millilitre bottle", too."""
    number = read(match["number"], words)
    if number is None or (match["alone"] is not None and words.language != "en"):
        return None
    if match["euro"]:
        word = words.currency("EUR", Decimal(1))
    elif match["percent"] or match["degrees"]:
        whole = _measured(match, number, "", words)
        word = whole.strip() if whole else None
    else:
        word = words.unit(_spelling(match["unit"], words), 1 if words.language == "en" else 2)
    if not word:
        return None
    return f"{say(number, words)} {word}{'' if match['alone'] is not None else '-'}"


def _spelling(unit: str, words: SpokenWords) -> str:
    return str(words.table.get("spellings", {}).get(unit, unit))


def _times_over(number: WrittenNumber, words: SpokenWords) -> str:
    """ "kétszer", "tizenötször": a number whose last part has an ending; "" where the language has none."""
    endings = words.table.get("times_over", {})
    if not endings or not number.is_whole:
        return ""
    said = str(num2words(int(number.whole), lang=words.language))
    last = max((part for part in endings if said.endswith(part)), key=len, default="")
    return said.removesuffix(last) + endings[last] if last else ""


def read_by(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "3 by 5"; "3x 100" is three times a hundred."""
    number = read(match["number"], words)
    over = _times_over(number, words) if number else ""
    if over:
        return f"{over} "
    if _COUNTED_AFTER.match(match.string, match.end()):
        sign = words.sign("x", number.value if number else None)
        return f"{say(number, words)} {sign} " if number and sign else None
    attached = match.group()[-2:-1].isdigit()
    apart = match.string[match.end() : match.end() + 1].isspace()
    sign = words.sign("x" if attached and apart else "×", number.value if number else None)
    return f"{say(number, words)} {sign} " if number and sign else None


def read_multiple(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "3 times" for 3x."""
    number = read(match["number"] or match["after"], words)
    over = _times_over(number, words) if number else ""
    if over:
        return over
    word = words.sign("x", number.value) if number else ""
    if number is None or not word:
        return None
    # "в 3 раза сильнее": before a comparative.
    is_more = words.language in ("ru", "uk") and re.match(
        r"\s[^\W\d_]+(?:ее|ей|ше|же|че|ще)\b", match.string[match.end() :]
    )
    more = "в " if is_more else ""
    if number.fraction:
        return f"{more}{say(number, words)} {word}"
    return more + words.counted(int(number.whole), "times", word)


def read_per(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "per day" for /day after a number or what is counted."""
    if not re.search(
        r"(?:\d\s?|[€$£¥₹%])(?:[^\W\d_]{1,3}|×)?(?:\s?/[^\W\d_]+)?$", match.string[: match.start()]
    ):
        # "7 Tage/Woche": only before what is known to be counted by.
        own = words.text("per", match["per"].rstrip(".").lower())
        return f" {own}" if own and re.search(r"\d\s[^\W\d_]+$", match.string[: match.start()]) else None
    said = money.per(match["per"], words)
    return f" {said}" if said else None


def read_price(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "299" for "299,-", as prices without coins are written."""
    number = read(match["number"], words)
    return say(number, words) if number and not number.fraction else None


def read_many(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "1.5 million users", "10000 runs"; a 4k film is not four thousand."""
    number, spelled = read(match["number"], words), match["scale"]
    if number is None or number.mark:
        return None
    scale = {**symbols().scales, **words.scale_words}[spelled]
    noun = f" {match['noun']}" if match["noun"] else ""
    word = words.scale(scale, number.value) if scale != "thousand" else ""
    if not word:
        whole = number.value * money.SCALES[scale]
        is_resolution = spelled == "k" and number.value in (2, 4, 5, 8, 12, 16)
        return None if whole != int(whole) or is_resolution else say_whole(int(whole), words) + noun
    is_currency = noun.strip().lower().startswith(("euro", "dollar", "dólar", "dolar", "real", "reais"))
    link = words.text("scales", "link") if is_currency else ""
    count = words.counted(1, scale, word) if number.value == 1 else f"{say(number, words)} {word}"
    return f"{count}{f' {link}' if link else ''}{noun}"


def _karats(words: SpokenWords) -> list[tuple[re.Pattern[str], Reader]]:
    """The patterns of 18k beside gold, which is no thousand."""
    gold = _GOLD.get(words.language)
    if gold is None:
        return []
    behind = "|".join(rf"(?<={word}\s)" for word in ("[Gg]old", r"\bor", r"\boro", r"\bouro"))
    found: list[tuple[re.Pattern[str], Reader]] = [
        (rule(rf"(?<![\w.,-]){_KARAT}[-\s](?={gold})"), read_karat)
    ]
    if words.language != "en":
        found.append((rule(rf"(?:{behind}){_KARAT}(?!\w)"), read_karat))
    return found


def read_amps(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "2.4 amps", "12V/2A": an A alone may be anything."""
    if words.language != "en":
        return None
    number = match["number"] or match["part"]
    return f"{'' if match['part'] else ' '}{number} {'amp' if number == '1' else 'amps'}"


def read_count(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "100 count" for what is in a packet."""
    is_packet = words.language == "en" and int(match["number"]) >= _FEWEST_IN_A_PACKET
    return f"{match['number']} count" if is_packet else None


def read_karat(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "14 karat" for the k of gold."""
    gap = " " if match.group()[-1] in " -" else ""
    return f"{match['number']} {_KARATS[words.language]}{gap}" if 8 <= int(match["number"]) <= 24 else None


def read_number(match: re.Match[str], words: SpokenWords) -> str | None:
    """A bare number, without grouping and with the language's own decimal mark."""
    number = read(match["number"], words)
    if number is None or re.fullmatch(r"0\d+", match["number"]):
        return None
    if not match["minus"] and match["number"].isdigit() and words.language != "ja":
        return None
    if match["minus"] and not words.sign("−"):
        return None
    return _minus(match, words) + say(number, words)
