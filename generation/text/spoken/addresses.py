"""Web and mail addresses, handles, hashtags, phone numbers, versions and abbreviations in words."""

import re
from collections.abc import Callable

from generation.text.spoken.lexicon import SpokenWords, symbols
from generation.text.spoken.numbers import rule

Reader = Callable[[re.Match[str], SpokenWords], str | None]

_TOP_LEVELS = (
    "com|org|net|io|co|shop|store|app|dev|eu|info|biz|me|tv|ai|example|de|fr|es|it|pt|br|nl|be|pl|se|dk|no|fi|uk|us|ca|au"
    "|in|jp|cn|kr|ru|ua|tr|cz|sk|hu|ro|gr|at|ch|ie|mx|ar|cl|za|il|ae|sa|id|vn|th"
)
_HOST = rf"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+(?:{_TOP_LEVELS})"


def rules(words: SpokenWords) -> list[tuple[re.Pattern[str], Reader]]:
    """The patterns of addresses, each with its reader."""
    letters = "|".join(symbols().letters)
    return [
        (rule(r"(?:https?://|www\.)\S*[\w/]"), read_link),
        (rule(rf"(?<![\w.@-])(?P<user>[\w.+-]+)@(?P<host>{_HOST})(?!\w)"), read_mail),
        (
            rule(rf"(?<![\w.@/-])(?P<host>{_HOST})(?:/[\w/.-]*[\w/])?(?:\?[\w=&%.+-]*\w)?(?![\w.-]*\w)"),
            read_link,
        ),
        (rule(r"(?<!\w)@(?P<name>[A-Za-z_][\w.]*\w)"), read_handle),
        (rule(r"(?<!\w)#(?P<name>[^\W\d]\w*)"), read_hashtag),
        (
            rule(
                r"(?<![\w.,])(?:[01][ .-])?(?:\(\d{2,5}\)[ .-]?|\d{2,5}[ .-])(?:\d{2,5}[ .-])*\d{2,8}"
                r"(?![\w%€$£°.,]*\w)"
                r"|(?<![\w.,])\+\d{1,3}[ .-]?(?:\(\d{1,5}\)[ .-]?)?(?:\d{1,5}[ .-])*\d{2,8}(?![\w.,]*\w)"
                r"|(?<![\w.,])(?:\+\d{8,14}|0[1-9]\d{7,12})(?!\w)"
                r"|(?<![\w.,])0[1-9]\d{1,3} ?/ ?\d{2,8}(?:[ -]\d{1,5})*(?!\w)"
            ),
            read_phone,
        ),
        (
            rule(r"\b(?P<name>ISBN(?:-1[03])?|EAN|GTIN|UPC)(?P<gap>:?\s)(?P<code>\d[\d -]{6,18}[\dX])(?!\w)"),
            read_code,
        ),
        (
            rule(r"(?<![\w.])[vV]?\d+(?:\.\d+){2,3}(?![\w.]*\w)|(?<![\w.])[vV]\d+(?:\.\d+)?(?!\w)"),
            read_version,
        ),
        (rule(rf"(?<![\w&-])(?P<letters>{letters})(?P<plural>s)?(?![\w&])"), read_letters),
    ]


def read_link(match: re.Match[str], words: SpokenWords) -> str:
    """An address is read without what nobody says: scheme, www, query and closing slash."""
    bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", match.group())
    return _spelled(re.split(r"[?#]", bare)[0].rstrip("/"), words)


def _spelled(address: str, words: SpokenWords) -> str:
    """The signs of an address as words; those without a word stay for the voice."""
    for sign, name in ((".", "dot"), ("/", "slash"), ("@", "at"), ("-", "dash"), ("_", "underscore")):
        word = words.text("addresses", name)
        if word:
            address = address.replace(sign, f" {word} ")
    return " ".join(address.split())


def read_mail(match: re.Match[str], words: SpokenWords) -> str:
    """ "info at shop dot example"."""
    return _spelled(match.group(), words)


def read_handle(match: re.Match[str], words: SpokenWords) -> str:
    """ "at" and the name."""
    return _spelled(match.group(), words)


def read_hashtag(match: re.Match[str], words: SpokenWords) -> str:
    """The words of a hashtag, apart: #SlowMorning."""
    return re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ]|\d\d)|_", " ", match["name"])


# What says that a number is dialled.
_NAMED = re.compile(r"(?i)(?:\btel|\btél|\bfon|phone|\bfax|\bmob|telefon\w*|téléphone|teléfono|тел)\.?:?\s*$")


def read_phone(match: re.Match[str], words: SpokenWords) -> str | None:
    """Digit by digit, with a pause between groups; only what is long and grouped as no amount is."""
    written = match.group()
    digits = re.sub(r"\D", "", written)
    grouped = re.findall(r"\d+", written)
    named = _NAMED.search(match.string[: match.start()]) is not None
    marked = named or written.startswith(("+", "(", "0")) or (len(grouped) >= 3 and "-" in written)
    if not 7 <= len(digits) <= 15 or not marked or re.fullmatch(r"[1-9]\d{0,2}(?:[ .]\d{3})+", written):
        return None
    plus = f"{words.sign('+')} " if written.startswith("+") else ""
    return plus + ", ".join(" ".join(group) for group in grouped if group)


def read_code(match: re.Match[str], words: SpokenWords) -> str:
    """The number of a book or a ware, digit by digit."""
    groups = re.findall(r"\w+", match["code"])
    return f"{match['name']}{match['gap']}" + ", ".join(" ".join(group) for group in groups)


def read_version(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "version 2 point 4 point 1"."""
    point = words.text("addresses", "point") or words.text("addresses", "dot")
    if not point:
        return None
    parts = re.sub("[vV]", "", match.group()).split(".")
    if len(parts) > 2 and all(len(part) == 3 for part in parts[1:]):
        return None  # 1.000.000
    name = words.sign("v")
    return f"{name + ' ' if match.group()[0] in 'vV' and name else ''}{f' {point} '.join(parts)}"


def abbreviations(words: SpokenWords) -> list[tuple[re.Pattern[str], Reader]]:
    """The pattern of the abbreviations of a language: "z. B.", "p. ej."; "nr 0" is one before a number."""
    known = words.table.get("abbreviations", {})
    if not known:
        return []
    parts = []
    for written in sorted(known, key=len, reverse=True):
        bare, before_number = written.removesuffix(" 0"), written.endswith(" 0")
        spaced = re.escape(bare).replace(r"\.\ ", r"\.[\s\u00a0\u202f]?").replace(r"\ ", r"\s")
        parts.append(spaced + (r"(?=\s?\d)" if before_number else r"(?!\w)"))
    by_letters = {_letters_of(written): said for written, said in known.items()}

    def read(match: re.Match[str], words: SpokenWords) -> str | None:
        said = by_letters.get(_letters_of(match.group()))
        # The point at a text's end ends its sentence, too.
        ends = match.group().endswith(".") and not match.string[match.end() :].strip()
        return f"{said}." if said and ends else said

    return [(rule(rf"(?<![\w.])(?:{'|'.join(parts)})"), read)]


def _letters_of(written: str) -> str:
    return "".join(character for character in written if character.isalpha())


def read_letters(match: re.Match[str], words: SpokenWords) -> str | None:
    """Abbreviations that are said letter by letter."""
    if words.language in ("cmn", "ja", "ko"):
        return None
    return " ".join(match["letters"]) + ("s" if match["plural"] else "")
