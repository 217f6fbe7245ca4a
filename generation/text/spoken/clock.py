"""Times, dates, years and ordinals in words."""

import datetime
import re
from collections.abc import Callable

from babel.dates import format_date
from num2words import num2words

from generation.text.spoken import calendar
from generation.text.spoken.lexicon import SpokenWords
from generation.text.spoken.numbers import ordinal, rule

Reader = Callable[[re.Match[str], SpokenWords], str | None]

_ROMAN = r"(?=[IVX]{2,6}(?!\w))X{0,3}(?:IX|IV|V?I{0,3})"
_DATIVE = ("am", "vom", "zum", "bis", "dem", "den", "ab", "seit", "beim")
# Words before which a numeral counts; else a capitalised word must stand before it: "IV" may be anything.
_CENTURIES = ("secolo", "siècle", "siglo", "século", "век", "wiek", "secol", "asır", "yüzyıl")
# Words after which one counts, also in small letters.
_PARTS = (
    "siglo",
    "século",
    "capítulo",
    "tomo",
    "parte",
    "capitolo",
    "chapitre",
    "tome",
    "partie",
    "kapitel",
    "teil",
)
# Before a number with a point that is a place in a row.
_ARTICLES = "[Dd]er|[Dd]ie|[Dd]as|[Dd]em|[Dd]en|[Dd]es|[Aa]m|[Ii]m|[Zz]um|[Zz]ur|[Bb]eim|[Vv]om"
_HOURS = r"[01]?\d|2[0-4]"
# Words after which 18.30 is an hour.
_BEFORE_HOUR = "|".join(
    rf"(?<={word}\s)"
    for word in (
        r"kl\.",
        "klo",
        r"godz\.",
        "godz",
        "godzinie",
        "saat",
        "[Oo]re",
        "[Aa]lle",
        "[Dd]alle",
        "pukul",
        "um",
        "om",
    )
)
_VALUES = {"I": 1, "V": 5, "X": 10}
_KINGS = (
    r"Henry|Louis|Elizabeth|Charles|George|Edward|William|James|Richard|Philip|Napoleon|Frederick|Catherine|Mary"
    r"|Pius|Benedict|John Paul|Alexander|Nicholas|Ramses|Leo"
    r"|Felipe|Carlos|Alfonso|Fernando|Juan Pablo|Pedro|Enrique|Benedicto|Isabel|Isabella"
    r"|Luigi|Carlo|Vittorio Emanuele|Umberto|Giovanni Paolo|Giovanni|Pio|Benedetto|Enrico|Federico|Elisabetta"
    r"|João Paulo|João|Manuel|Afonso|Henrique|Luís|Maria"
)
_QUEENS = ("Isabel", "Isabella", "Elisabetta", "Maria", "Catherine", "Elizabeth", "Mary")


def rules(words: SpokenWords) -> list[tuple[re.Pattern[str], Reader]]:
    """The patterns of times and dates in a language, each with its reader."""
    no_digit = r"(?![\w.,]\d|\d)"
    cues = "|".join(words.table.get("years", {}).get("after", []))
    found: list[tuple[re.Pattern[str], Reader]] = [
        (rule(r"(?<![\w.,/-])(?P<y>[12]\d{3})-(?P<m>[01]\d)-(?P<d>[0-3]\d)(?![\w-])"), read_date),
        (rule(r"(?<![\w.,/-])(?P<d>[0-3]?\d)\.\s?(?P<m>[01]?\d)\.\s?(?P<y>[12]\d{3})(?![\w-])"), read_date),
        (rule(r"(?<![\w.,/-])(?P<d>[0-3]?\d)-(?P<m>[01]?\d)-(?P<y>[12]\d{3})(?![\w-])"), read_date),
        (rule(r"(?<![\w.,/-])(?P<d>[0-3]?\d)\.(?P<m>[01]?\d)\.(?![\w.])"), read_short_date),
        (rule(r"(?<![\w.,:/-])(?P<h>[01]?\d|2[0-4])\.(?P<min>[0-5]\d)(?P<word>\s(?:Uhr|uur))"), read_time),
        (
            rule(
                rf"(?<![\w.,:/-])(?P<h>{_HOURS})(?:[.:](?P<min>[0-5]\d))?\s?[-–]\s?(?P<h2>{_HOURS})"
                r"(?:[.:](?P<min2>[0-5]\d))?"
                r"\s(?:Uhr|uur|u)(?!\w)"
            ),
            read_span,
        ),
        (
            rule(
                rf"(?:{_BEFORE_HOUR})(?P<h>{_HOURS})(?:[.:](?P<min>[0-5]\d))?\s?[-–]\s?(?P<h2>{_HOURS})"
                rf"(?:[.:](?P<min2>[0-5]\d))?{no_digit}"
            ),
            read_span,
        ),
        (rule(rf"(?:{_BEFORE_HOUR})(?P<h>{_HOURS})\.(?P<min>[0-5]\d){no_digit}"), read_time),
        (rule(r"(?<![\w.,])24\s?h\s?/\s?24|(?<![\w.,])7\s?j\s?/\s?7"), read_round_the_clock),
        (rule(r"(?<![\w.,/-])(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>[12]\d{3})(?![\w/-])"), read_slashed),
        (
            rule(
                r"(?:(?<![\w.,:/-])|(?<=:\d\d[-–])|(?<=[ap]m[-–]))(?P<h>[01]?\d|2[0-4]):(?P<min>[0-5]\d)(?![\w:.,]\d|\d|:\d)(?:\s?(?P<half>[apAP])\.?[mM]\b\.?)?"
                r"(?P<word>\s(?:Uhr|uur|hrs?|hs|h)(?!\w))?"
            ),
            read_time,
        ),
        (
            rule(
                r"(?<![\w.,:/])(?<!\d-)(?:(?P<from>1[0-2]|[1-9])\s?[-–]\s?)?(?P<h>1[0-2]|[1-9])\s?(?P<half>[ap])\.?m\b(?:\.(?=\s[^A-Z]|,|[-–]))?",
                re.IGNORECASE,
            ),
            read_hour,
        ),
        (
            rule(r"(?<![\w.,/-])(?P<h>[01]?\d|2[0-4])\s?h\s?(?P<min>[0-5]\d)(?!\w|\s?(?:min|mn)(?!\w))"),
            read_time,
        ),
        (rule(r"(?<![\w.,])24/7(?:/365)?(?![\w/])"), read_always),
        (rule(rf"\b(?P<who>{_KINGS})\s(?P<roman>{_ROMAN}|[IVX])(?![\w'’])"), read_king),
        (rule(rf"(?<![\w-])(?P<roman>{_ROMAN})(?![\w'’-])"), read_roman),
        (rule(r"(?<![\w-])(?P<century>[IVX]+)(?:e|ème)(?=\ssi[èe]cle)"), read_century),
        (
            rule(r"(?<![\w.,])(?P<n>\d{1,3})(?:st|nd|rd|th|er|re|ère|e|ème|eme|\.?ª|\.?º|:e|:a)(?!\w)"),
            read_ordinal,
        ),
    ]
    if words.language == "en":
        found.insert(
            0, (rule(r"(?<![\w.,])(?P<h>1[0-2]|[1-9])\.(?P<min>[0-5]\d)\s?(?P<half>[ap])\.?m\b"), read_time)
        )
    elif words.decimal_mark == ",":
        # Where decimals have a comma, "18.30 h" and "9.30–18.00" are hours.
        end = r"(?=\s*(?:$|[,;)!|]|\.(?!\d)|[^\W\d_]{4}))"
        found[:0] = [
            (
                rule(rf"(?<![\w.,:/-])(?P<h>{_HOURS})\.(?P<min>[0-5]\d)\s?(?P<word>hrs?|hs|h)(?!\w)"),
                read_time,
            ),
            (
                rule(
                    rf"(?<![\w.,:/-])(?<![$€£]\s)(?<![$€£])(?P<h>{_HOURS})\.(?P<min>[0-5]\d)\s?[-–]\s?"
                    rf"(?P<h2>{_HOURS})\.(?P<min2>[0-5]\d){end}"
                ),
                read_span,
            ),
        ]
    months = "|".join(words.locale.months["format"]["wide"].values()) if words.locale else ""
    short = "|".join(re.escape(name) for name in calendar.month_names(words))
    if words.language in ("de", "da", "nb") and months:
        found.append(
            (
                rule(
                    rf"(?<![\w.,])(?P<n>[0-3]?\d)\.(?=\s(?:(?:bis|und|–|-)\s[0-3]?\d\.\s)?(?:{months}|(?i:{short})(?!\w)))"
                ),
                read_day,
            )
        )
        found.insert(
            0,
            (
                rule(
                    r"(?<![\w.,])(?P<n>[0-3]?\d)\.(?:\s?(?P<dash>[-–—])\s?|\s(?P<and>und|oder|og)\s)"
                    rf"(?P<m>[0-3]?\d)\.(?=\s(?:{months}|(?i:{short})(?!\w)))"
                ),
                read_days_of_month,
            ),
        )
    if words.language == "de":
        found.append(
            (rule(rf"(?<!\w)(?P<before>{_ARTICLES})\s(?P<n>\d{{1,2}})\.(?=\s[A-ZÄÖÜ])"), read_german_place)
        )
    if words.language in ("ru", "uk"):
        found.append((rule(r"(?<!\w)(?P<in>[ВвУу]\s)?(?P<y>(?:19|20)\d\d)\s?[гр]\.(?!\w)"), read_slavic_year))
    if months and words.table.get("dates", {}).get("days"):
        day = rf"(?<![\w.,–-])(?P<n>[0-3]?\d)\.?(?=\s(?:{months}{'|' if short else ''}{short})(?!\w))"
        if words.language == "hu":
            day = rf"(?<!\w)(?P<month>{months})\s(?P<n>[0-3]?\d)\.(?![\w–-])"
        found.append((rule(day, re.IGNORECASE), read_named_day))
    if words.language == "it" and months:
        found.append(
            (rule(rf"(?<!\w)1[°º](?=\s(?:al?\s\d|{months}))", re.IGNORECASE), lambda match, words: "primo")
        )
    if cues:
        found.append(
            (
                rule(
                    rf"(?<!\w)(?P<cue>{cues})(?P<gap>\s)(?P<year>1[1-9]\d\d|20[1-9]\d)(?![\w%]|[.,]\d|\s?(?:[€$£¥₹%°]|[A-Za-z]{{1,3}}\b))"
                ),
                read_year,
            )
        )
    return found


def read_date(match: re.Match[str], words: SpokenWords) -> str | None:
    """The date in full, by the locale data of the language; in German in the case of the word before it."""
    said = _date(int(match["y"]), int(match["m"]), int(match["d"]), words)
    if said and words.language == "de":
        before = re.search(r"(\w+)\s$", match.string[: match.start()])
        if before and before[1].lower() in _DATIVE:
            return re.sub(r"^(\w+)r(?=\s)", r"\1n", said)
    return said


def read_slashed(match: re.Match[str], words: SpokenWords) -> str | None:
    """A date with slashes, where only one reading is possible (or the language has only one)."""
    a, b, year = int(match["a"]), int(match["b"]), int(match["y"])
    if words.language == "en" and a <= 12 and b <= 12 and a != b:
        return match.group()
    day, month = (b, a) if b > 12 else (a, b)
    return _date(year, month, day, words)


def _date(year: int, month: int, day: int, words: SpokenWords) -> str | None:
    if words.locale is None:
        return None
    try:
        said = format_date(datetime.date(year, month, day), "long", locale=words.locale)
    except ValueError:
        return None
    said = re.sub(r"\sг\.$", " года", re.sub(r"\sр\.$", " року", said))
    first = ordinal(day, words) if words.language in ("de", "en") else ""
    if words.language == "de":
        return re.sub(rf"^{day}\.", f"{first}r", said)
    name = words.text("dates", "first")
    if day == 1 and name:
        return re.sub(r"^1(?:º|°|er)?(?=\s)", name, said)
    return re.sub(rf"\b{day},", f"{first},", said) if first else said


def read_short_date(match: re.Match[str], words: SpokenWords) -> str:
    """ "24.12.": a day and a month by their numbers, as German says them; elsewhere left to the voice."""
    day, month = int(match["d"]), int(match["m"])
    if words.language != "de" or not (1 <= day <= 31 and 1 <= month <= 12):
        return match.group()
    before = re.search(r"(\w+)\s$", match.string[: match.start()])
    end = "n" if before and before[1].lower() in _DATIVE else "r"
    return f"{ordinal(day, words)}{end} {ordinal(month, words)}{end}"


def read_round_the_clock(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "24 heures sur 24", "7 jours sur 7"."""
    if words.language != "fr":
        return None
    return "24 heures sur 24" if match.group().startswith("24") else "7 jours sur 7"


def read_day(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "achtundzwanzigster" before the name of a month; after "am", "dem"… with its own ending."""
    name = ordinal(int(match["n"]), words)
    if not name or words.language != "de":
        return name or None
    before = re.search(r"(\w+)\s$", match.string[: match.start()])
    if before and before[1].lower() in _DATIVE:
        return f"{name}n"
    return name if before and before[1].lower() in ("der", "das", "die") else f"{name}r"


def read_days_of_month(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "fünfzehnter bis zwanzigster" before the name of a month; after "am", "vom"… both with its ending."""
    first, last = ordinal(int(match["n"]), words), ordinal(int(match["m"]), words)
    link = match["and"] or words.sign("–")
    if not (first and last and link):
        return None
    end = ""
    if words.language == "de":
        before = re.search(r"(\w+)\s$", match.string[: match.start()])
        word = before[1].lower() if before else ""
        end = "n" if word in _DATIVE else "" if word in ("der", "das", "die") else "r"
    return f"{first}{end} {link} {last}{end}"


def read_named_day(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "třetího května", "trzeciego maja", "május harmadika": the day as it stands beside its month."""
    days, day = words.table["dates"]["days"], int(match["n"])
    if not 1 <= day <= len(days):
        return None
    month = match.groupdict().get("month")
    return f"{month} {days[day - 1]}" if month else str(days[day - 1])


def read_german_place(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "der erste Platz", "im zweiten Stock": after an article the ending is sure."""
    name = ordinal(int(match["n"]), words)
    ends = "" if match["before"].lower() in ("der", "die", "das") else "n"
    return f"{match['before']} {name}{ends}" if name else None


def read_slavic_year(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "2025 года", "в 2025 году": the abbreviation of a year is no gram."""
    year = {"ru": ("году", "года"), "uk": ("році", "року")}[words.language][0 if match["in"] else 1]
    ends = "" if match.string[match.end() :].strip() else "."
    return f"{match['in'] or ''}{match['y']} {year}{ends}"


def read_time(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "9 30 am", "14 Uhr 30", by the pattern of the language."""
    hour, minute, groups = int(match["h"]), int(match["min"]), match.groupdict()
    if words.language == "en" and re.match(r"\d+\s?h", match.group()):
        return f"{hour} {words.unit('h', hour)} {minute}"
    if words.language == "en":
        return _english(hour, minute, (groups.get("half") or "").lower())
    if not minute and words.language in ("es", "it") and _is_in_span(match):
        return str(hour)
    pattern = words.text("times", "full" if minute else "hour")
    if not pattern:
        return f"{hour} {minute}" if minute else None
    tail = {"a": " am", "p": " pm"}.get((groups.get("half") or "").lower(), "")
    return pattern.format(h=hour, m=minute) + tail


def _is_in_span(match: re.Match[str]) -> bool:
    """Whether a time stands beside the dash of a span: "9:00–17:30"."""
    after, before = match.string[match.end() :], match.string[: match.start()]
    return bool(re.match(r"\s?[-–]\s?\d", after) or re.search(r"\d\s?[-–]\s?$", before)) or bool(
        re.match(r"\s(?:a|alle)\s(?:las\s)?\d", after)
    )


def read_span(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "9 uur tot 17 uur 30" for "9.00-17.30 uur"."""
    if match["min"] is None and match["min2"] is None:
        return None  # "9–18 Uhr" is a plain range
    to, said = words.sign("–"), []
    for hour, minute in ((match["h"], match["min"]), (match["h2"], match["min2"])):
        if not int(minute or 0) and words.language in ("es", "it", "da", "nb", "sv"):
            said.append(str(int(hour)))
            continue
        pattern = words.text("times", "full" if int(minute or 0) else "hour")
        plain = f"{int(hour)} {minute}" if int(minute or 0) else str(int(hour))
        said.append(pattern.format(h=int(hour), m=int(minute or 0)) if pattern else plain)
    return f"{said[0]} {to} {said[1]}" if to and all(said) else None


def _english(hour: int, minute: int, half: str) -> str:
    minutes = f" {minute}" if minute >= 10 else f" oh {minute}" if minute else ""
    if half:
        return f"{hour}{minutes} {half} m"
    if not hour:
        return f"12{minutes} a m"
    if hour > 12:
        return f"{hour % 12 or 12}{minutes} {'p' if hour < 24 else 'a'} m"
    return f"{hour}{minutes or chr(32) + 'o' + chr(39) + 'clock'}"


def read_hour(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "9 a m"."""
    if words.language != "en":
        return None
    start = f"{match['from']} to " if match["from"] else ""
    return f"{start}{match['h']} {match['half'].lower()} m"


def read_always(match: re.Match[str], words: SpokenWords) -> str:
    """ "24 7"."""
    return match.group().replace("/", " ")


def read_roman(match: re.Match[str], words: SpokenWords) -> str | None:
    """A roman numeral up to 39 as a number. "XX" and "XXX" are sizes, and "II" stays two."""
    numeral = match["roman"]
    before = re.search(r"([^\W\d_]+)\s$", match.string[: match.start()])
    after = match.string[match.end() :].strip().lower()
    counts = after.startswith(_CENTURIES) or (
        before and (before[1].lower() in _PARTS or (before[1][0].isupper() and not before[1].isupper()))
    )
    if set(numeral) == {"X"} or not counts:
        return None
    if words.language == "it" and after.startswith("secolo"):
        return ordinal(_roman(numeral), words)
    if words.language == "pl" and re.match(r"wieku?\b", after):
        if after.startswith("wieku"):
            return str(words.table["dates"]["days"][_roman(numeral) - 1])
        return ordinal(_roman(numeral), words)
    return str(_roman(numeral))


def read_century(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "XIXe siècle"."""
    return ordinal(_roman(match["century"]), words) if words.language == "fr" else None


def _roman(numeral: str) -> int:
    values = [_VALUES[letter] for letter in numeral]
    return sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))


def read_king(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "Henry the eighth" in English; other languages count as they read a numeral."""
    number = _roman(match["roman"])
    if words.language == "en":
        return f"{match['who']} the {ordinal(number, words)}"
    name = _place_of_a_king(match["who"], number, words)
    return (
        f"{match['who']} {name}" if name else f"{match['who']} {number}" if len(match["roman"]) > 1 else None
    )


def _place_of_a_king(who: str, number: int, words: SpokenWords) -> str:
    """ "sexto", "seconda", "quattordicesimo"; "" where it is counted, as Spanish does from eleven on."""
    if words.language not in ("es", "it", "pt") or (number > 10 and words.language != "it"):
        return ""
    name = ordinal(number, words)
    return re.sub(r"o$", "a", name) if who in _QUEENS else name


def read_ordinal(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "first", "premier", "deuxième", "primera"."""
    number, suffix = int(match["n"]), match.group()[len(match["n"]) :].lstrip(".")
    fits = {
        "en": ("st", "nd", "rd", "th"), "fr": ("er", "re", "ère", "e", "ème", "eme"), "es": ("º", "ª"),
        "it": ("º", "ª"), "pt": ("º", "ª"), "nl": ("e",), "sv": (":e", ":a"),
    }  # fmt: skip
    if suffix not in fits.get(words.language, ()) or not number:
        return None
    name = ordinal(number, words)
    if suffix == "ª" and name.endswith("o"):
        name = name.removesuffix("o") + "a"
    return "première" if words.language == "fr" and suffix in ("re", "ère") and number == 1 else name or None


def read_year(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "since nineteen eighty-five", in languages that count years in hundreds."""
    try:
        said = num2words(int(match["year"]), lang=words.language, to="year")
    except NotImplementedError:
        return None
    return f"{match['cue']}{match['gap']}{said}"
