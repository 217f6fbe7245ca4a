"""From a file's bytes to its text, whatever spreadsheet wrote it; or a refusal, but never garbled letters.

UTF-8 and UTF-16 are certain by themselves. For the others chardet's models of languages put the encodings
in an order, and what the letters would look like decides: no alphabet mixes scripts inside a word, has
a sign between two letters, or a capital after a small letter that is not of ASCII.
"""

import codecs
import re
import unicodedata
from collections import Counter
from functools import cache

import chardet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ftfy import TextFixerConfig, fix_encoding
from ftfy.badness import is_bad

from projects.errors import BadInput

# What spreadsheets and shops write, and how usual each is: what decides where there are few letters.
ENCODINGS = {
    "cp1252": 1, "cp1250": 0.85, "cp1251": 0.85, "cp1254": 0.85, "cp1253": 0.85, "cp1257": 0.8,
    "cp1255": 0.85, "cp1256": 0.85, "cp874": 0.8, "cp1258": 0.6, "cp932": 0.9, "gb18030": 0.9,
    "cp950": 0.85, "cp949": 0.9, "euc_jp": 0.8, "big5hkscs": 0.7, "iso8859-15": 0.7, "iso8859-2": 0.75,
    "iso8859-9": 0.7, "iso8859-5": 0.6, "iso8859-7": 0.6, "iso8859-8": 0.6, "iso8859-6": 0.6,
    "iso8859-13": 0.5, "iso8859-4": 0.4, "iso8859-10": 0.4, "iso8859-3": 0.4, "iso8859-16": 0.4,
    "mac_roman": 0.65, "mac_latin2": 0.5, "mac_cyrillic": 0.5, "mac_greek": 0.5, "mac_turkish": 0.5,
    "koi8_r": 0.7, "koi8_u": 0.6, "cp866": 0.6, "cp850": 0.45, "cp852": 0.45, "cp437": 0.4, "cp858": 0.4,
    "cp737": 0.4, "cp857": 0.4, "cp862": 0.4,
}  # fmt: skip
# Names for people, who meet them in the dialogs of spreadsheets.
NAMES = {
    "utf-8": "UTF-8", "utf-16": "UTF-16", "cp1252": _("Western European (Windows-1252)"),
    "cp1250": _("Central European (Windows-1250)"), "cp1251": _("Cyrillic (Windows-1251)"),
    "cp1253": _("Greek (Windows-1253)"), "cp1254": _("Turkish (Windows-1254)"),
    "cp1255": _("Hebrew (Windows-1255)"), "cp1256": _("Arabic (Windows-1256)"),
    "cp1257": _("Baltic (Windows-1257)"), "cp1258": _("Vietnamese (Windows-1258)"),
    "cp874": _("Thai (Windows-874)"), "cp932": _("Japanese (Shift-JIS)"), "euc_jp": _("Japanese (EUC-JP)"),
    "gb18030": _("Simplified Chinese (GB18030)"), "cp950": _("Traditional Chinese (Big5)"),
    "cp949": _("Korean (CP949)"), "iso8859-2": _("Central European (ISO-8859-2)"),
    "iso8859-15": _("Western European (ISO-8859-15)"), "koi8_r": _("Cyrillic (KOI8-R)"),
    "mac_roman": _("Western European (Mac)"), "mac_cyrillic": _("Cyrillic (Mac)"),
    "cp850": _("Western European (DOS 850)"), "cp852": _("Central European (DOS 852)"),
    "cp866": _("Cyrillic (DOS 866)"),
}  # fmt: skip
CYRILLIC = ("cp1251", "koi8_r", "koi8_u", "cp866", "iso8859-5", "mac_cyrillic")
MULTIBYTE = {"cp932", "gb18030", "cp950", "cp949", "euc_jp", "big5hkscs"}
MOST_ODD = 0.34  # of the words beyond ASCII, when names of several languages stand together
LEAST = 0.02  # of what chardet gives, as it knows little of text without words
LEAST_EAST = 0.15  # here the signs themselves show more
SAMPLE = 8_000  # bytes that are looked at: lines with letters beyond ASCII
UNREADABLE = _(
    "This file is not text that we can read. Export the catalogue again as CSV; in a "
    "spreadsheet choose “CSV UTF-8”."
)
LOST = "\ufffd"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_WORD = re.compile(r"[^\W\d_²³¹¼½¾µªº]+")
# Between two letters these are no part of any word. Apostrophes, hyphens and middle dots are.
_INSIDE = re.compile(
    r"(?<=[^\W\d_²³¹¼½¾])[\u0080-\u009f¡-©¬®-´¶¸-¿×÷•‚„†‡‰‹›“”˝˛ˇ˘˙¤¦§£¥€\u2200-\u25ff]+(?=[^\W\d_²³¹¼½¾])"
)
_NEVER = re.compile(r"[\u0080-\u009f\ue000-\uf8ff\ufffd\ufffe\uffff]")
_ACCENT = re.compile("[άέήίόύώϊϋΐΰ]")  # every Greek word of two syllables has one
_LONE = re.compile(
    r"[¯¤¦ˇ˘˛˝˙¸†‡\u2500-\u259f]|(?<![\uff61-\uff9f])[\uff61-\uff9f](?![\uff61-\uff9f])"  # never alone
    r"|[･､].[･､]"  # Japanese of Unix that was read as that of Windows
    r"|(?<=[^\W\d_])[‚„±¿¡¶´¨]"  # what never follows a letter
    r"|[À-ɏ](?=\d)|(?<=\d)[À-ÖØ-öø-ɏ](?=\W|$)"  # a letter where a sign of money stands
    r"|(?:(?<=[\s,;\"\t])|^)(?:[\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]"  # an accent on nothing
    r"|[^\W\d_²³¹¼½¾µªºàáâãäåæçéèêëìíòóôöøùúüÀÁÂÄÅÆÉÈÊÖØÜ\u0000-\u007f\u0370-\uffff](?![^\W\d_²³¹¼½¾]))"
)
# The letters beyond ASCII of languages that are written in Latin script: what occurs together.
ALPHABETS = {
    "de": "äöüß", "fr": "àâæçéèêëîïôœùûüÿ", "es": "áéíñóúüºª", "pt": "áâãàçéêíóôõúüºª", "it": "àèéìòù",
    "nl": "áéëïóöüèê", "sv": "åäöéü", "da": "æøåé", "nb": "æøåéòôä", "fi": "äöåšž", "is": "áéíóúýþæöð",
    "ca": "àçèéíïòóúü·", "pl": "ąćęłńóśźż", "cs": "áčďéěíňóřšťúůýž", "sk": "áäčďéíĺľňóôŕšťúýž",
    "hu": "áéíóöőúüű", "ro": "ăâîșțşţ", "hr": "čćđšž", "sl": "čšž", "tr": "çğıöşüâîû", "et": "äöõüšž",
    "lv": "āčēģīķļņšūž", "lt": "ąčęėįšųūž", "sq": "çë", "mt": "ċġħżà", "cy": "âêîôûŵŷ", "eu": "ñ",
    "az": "çəğıöşü", "vi": "àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
}  # fmt: skip
# What is most frequent in the languages of other scripts. Text that is read in a wrong encoding of the
# same script (KOI8-R as Windows-1251) has the rare ones.
FREQUENT = {
    "CYRILLIC": "оеаинтсрвлкмі",
    "GREEK": "αοιετσνηυρπκμλςάίέό",
    "HEBREW": "יוהלארתבשמנםק",
    "ARABIC": "اليمنتربوعدةسفه",
    "THAI": "านรอกเงมยลวดทสตะปบคหแ่้ิีัุู็",
}
USUAL_SHARE = 0.6  # of a word's letters are among the frequent ones
# Languages of few shops: their alphabets explain letters only where no other does.
SMALL = {"ca", "cy", "mt", "eu", "sq", "is", "az", "vi"}
_FINAL = re.compile(r"[ςךםןףץ](?=[^\W\d_])")  # letters that only end words


def decode(data, encoding=""):
    """(text, encoding) of a file's bytes; `encoding` is a name of Python's where somebody chose it.

    Raises BadInput naming "catalog", in words that say what to do, for what is not text and for text of
    which no encoding makes words.
    """
    if encoding:
        return _chosen(data, encoding), encoding
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise BadInput(
            gettext("This is a spreadsheet or ZIP, not a CSV. Save the sheet as “CSV UTF-8” and try again."),
            "catalog",
        )
    name = _by_marks(data)
    text = _strict(data, name) if name else None
    if text is None and not name:
        text, name = _guessed(data)
    if text is None or _CONTROL.search(text):
        raise BadInput(UNREADABLE, "catalog")
    return text.removeprefix("\ufeff"), name


def mended(text):
    """The text with letters put right that were garbled before it was saved ("GrÃ¼n" is "Grün").

    UTF-8 that was read as another encoding, once or twice; and words of another script that were read as
    Western European ("Êðóæêà"). What cannot be put right comes back as it is; see `is_garbled`.
    """
    if text.isascii():
        return text
    fixed = text
    if is_bad(text):
        for _ in range(3):
            again = fix_encoding(fixed, _FIX)
            if again == fixed:
                break
            fixed = again
    return _other_script(fixed) if _odd_words(fixed) else fixed


def is_garbled(text):
    """Whether words of a text are letters that no language puts together, or letters are lost."""
    if text.isascii():
        return False
    if (
        LOST in text
        or _NEVER.search(text)
        or _odd_words(text)
        or any(map(_is_two_scripts, _WORD.findall(text)))
    ):
        return True
    return is_bad(text) and _is_latin_mess(text)


_FIX = TextFixerConfig(unescape_html=False, restore_byte_a0=True, replace_lossy_sequences=False)


def _is_two_scripts(word):
    """A letter such as "Ñ" within a word of another script: a part of it was put right, a part not."""
    kinds = {_script(letter) for letter in word if not letter.isascii()}
    return "LATIN" in kinds and bool(kinds & set(FREQUENT))


def _is_latin_mess(text):
    return bool(re.search(r"[ÃÂâÐÑÎÏØÙ][\u0080-\u00bf\u2018-\u203a€™œž]", text))


# --- certain encodings -----------------------------------------------------------------------
def _by_marks(data):
    """The encoding that the bytes themselves show, or ""."""
    if data[:4] in (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff"):
        return "utf-32"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    head = data[:400]
    if head[1::2].count(0) > len(head) // 4:
        return "utf-16-le"
    if head[::2].count(0) > len(head) // 4:
        return "utf-16-be"
    if data[:3] == codecs.BOM_UTF8:
        return "utf-8"
    if b"\x1b$" in data or b"\x1b(J" in data:
        return "iso2022_jp_3"
    return "utf-8" if _strict(data, "utf-8") is not None else ""


def _strict(data, encoding):
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _chosen(data, encoding):
    text = _strict(data, encoding)
    if text is None or _CONTROL.search(text):
        raise BadInput(gettext("The file cannot be read in that encoding. Choose another one."), "encoding")
    return text.removeprefix("\ufeff")


# --- the others ------------------------------------------------------------------------------
def _guessed(data):
    """(text, encoding) of bytes that are no Unicode; (None, "") where no encoding makes words."""
    lines = [line for line in data.replace(b"\r", b"\n").split(b"\n") if not line.isascii()]
    _refuse_mixtures(lines, data)
    sample = _sample(lines)
    likely = _likely(sample)
    best = (0.0, "")
    for name, usual in ENCODINGS.items():
        text = _strict(sample, name)
        if text is not None and (oddity := _oddity(text)) <= MOST_ODD:
            letters = sum(not sign.isascii() and sign.isalpha() for sign in text)
            least = LEAST_EAST if name in MULTIBYTE else LEAST
            score = usual * max(likely.get(name, 0), least) ** min(1, 0.4 + letters / 20) * (1 - oddity) ** 4
            if name in MULTIBYTE:
                score *= _common_share(text, name)
            best = max(best, (score, name), key=lambda pair: pair[0])
    text = _strict(data, best[1]) if best[1] else None
    return text, best[1]


def _refuse_mixtures(lines, data):
    """Parts that were pasted together from files of two encodings are named by their line."""
    as_utf8 = [line for line in lines if _strict(line, "utf-8") is not None]
    if len(as_utf8) * 2 > len(lines):
        odd = next(line for line in lines if _strict(line, "utf-8") is None)
        number = data[: data.find(odd)].count(b"\n") + 1
        raise BadInput(
            gettext(
                "Line %(number)s of the file is in another encoding than the rest. Save the whole file "
                "as “CSV UTF-8” and try again."
            )
            % {"number": number},
            "catalog",
        )


def _sample(lines):
    found, size = [], 0
    for line in lines:
        found.append(line)
        size += len(line)
        if size > SAMPLE:
            break
    return b"\n".join(found)


def _likely(sample):
    """{encoding: 0 to 1} how well the letters fit the best language of each, by chardet."""
    found = {}
    for row in chardet.detect_all(sample, ignore_threshold=True):
        if row["encoding"]:
            name = _ours(row["encoding"])
            found[name] = max(found.get(name, 0), row["confidence"])
    # It knows few words in capitals; between the encodings of Cyrillic the frequent letters decide.
    cyrillic = max((found.get(name, 0) for name in CYRILLIC), default=0)
    found |= dict.fromkeys(CYRILLIC, cyrillic)
    best = max(found.values(), default=0) or 1
    return {name: value / best for name, value in found.items()}


def _ours(name):
    """Our name of one of chardet's encodings: the larger one of its family."""
    try:
        name = codecs.lookup(name).name
    except LookupError:
        return name
    larger = {"shift_jis": "cp932", "euc_kr": "cp949", "big5": "cp950", "gb2312": "gb18030", "gbk": "gb18030",
              "iso8859-1": "cp1252", "mac-roman": "mac_roman", "mac-latin2": "mac_latin2",
              "mac-cyrillic": "mac_cyrillic", "mac-greek": "mac_greek", "mac-turkish": "mac_turkish",
              "koi8-r": "koi8_r", "koi8-u": "koi8_u", "tis-620": "cp874", "iso8859-11": "cp874"}  # fmt: skip
    return larger.get(name, name)


def _oddity(text):
    """0 (reads well) to 1: the share of words beyond ASCII that no language would write like that."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    signs = len(_INSIDE.findall(text)) + 2 * len(_NEVER.findall(text)) + len(_LONE.findall(text))
    if not words:
        return min(1.0, signs / max(1, sum(not sign.isascii() for sign in text)))
    if not signs and all(len(word) == 1 and word < "\u2e80" and _script(word) != "LATIN" for word in words):
        return 0.5  # a letter by itself, as a sign of money is when it is misread
    odd = sum(_is_odd(word) for word in words)
    strange = _outside_alphabets(words)
    return min(1.0, (odd + signs + 0.5 * strange) / len(words))


def _is_odd(word):
    scripts = {_script(letter) for letter in word if letter.isalpha()} - {"LATIN"}
    if scripts and _mixes(word, scripts):
        return True
    if not scripts:
        return _is_odd_latin(word)
    if _FINAL.search(word):
        return True
    if scripts == {"GREEK"} and len(word) > 4 and word.islower() and len(_ACCENT.findall(word)) != 1:
        return True
    return len(word) > 2 and any(a.islower() and b.isupper() for a, b in zip(word, word[1:], strict=False))


def _mixes(word, scripts):
    has_latin = any(_script(letter) == "LATIN" for letter in word)
    together = {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "FULLWIDTH", "IDEOGRAPHIC"}
    if scripts <= together:
        return False
    return has_latin or len(scripts) > 1


def _is_odd_latin(word):
    # Names in capitals inside ("McÉ…") are of ASCII; a capital of another kind after a small letter is not.
    if any(a.islower() and b.isupper() and not b.isascii() for a, b in zip(word, word[1:], strict=False)):
        return True
    special = sum(not letter.isascii() for letter in word)
    return len(word) > 3 and special * 5 > len(word) * 3 and not _is_vietnamese(word)


def _is_vietnamese(word):
    return all(letter.isascii() or letter in ALPHABETS["vi"] for letter in word.lower())


@cache
def _script(letter):
    return unicodedata.name(letter, "NONE").partition(" ")[0]


def _outside_alphabets(words):
    """How many of the words have a letter that the language of the most of them does not have."""
    latin = [word.lower() for word in words if all(_script(letter) == "LATIN" for letter in word)]
    others = [word.lower() for word in words if len(word) > 1 and _script(word[0]) in FREQUENT]
    greek = [word for word in others if len(word) > 2 and _script(word[0]) == "GREEK"]
    found = 0
    if len(greek) > 2 and not any(map(_ACCENT.search, greek)):
        found += 2 * len(greek)
    if latin:
        letters = [{letter for letter in word if not letter.isascii()} for word in latin]
        found += min(
            sum(not own <= set(known) for own in letters) + (0.5 * len(letters) if code in SMALL else 0)
            for code, known in ALPHABETS.items()
        )
    for script, known in FREQUENT.items():
        own = [word for word in others if _script(word[0]) == script]
        if own:
            counted = Counter("".join(own))
            share = sum(counted[letter] for letter in known) / counted.total()
            found += len(own) * max(0.0, USUAL_SHARE - share) * 5
    return found


def _common_share(text, name):
    """0 to 1: how many of the signs of two bytes are among those that everybody learns at school."""
    signs = [sign for sign in text if ord(sign) > 0x2E7F]
    if not signs:
        return 0.05
    return sum(_is_common(sign, name) for sign in signs) / len(signs)


def _is_common(sign, name):
    """Encodings put the frequent signs into their first block."""
    if "\u3000" <= sign <= "\u30ff" or "\uff00" <= sign <= "\uff5e":
        # Words of kana are no accident; Chinese files have none.
        return 1.3 if name in ("cp932", "euc_jp") else not "\u3041" <= sign <= "\u30ff"
    if "\uac00" <= sign <= "\ud7a3":
        return name == "cp949"
    try:
        if name in ("cp932", "euc_jp"):
            return 0xB0 <= sign.encode("euc_jp")[0] <= 0xCF
        if name == "gb18030":
            return 0xB0 <= sign.encode("gb2312")[0] <= 0xD7
        if name in ("cp950", "big5hkscs"):
            return 0xA4 <= sign.encode("big5")[0] <= 0xC6
    except (UnicodeEncodeError, IndexError):
        return False
    return False


# --- garbled before it was saved -------------------------------------------------------------
def _odd_words(text):
    """Whether most of the words beyond ASCII are such as no language writes."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    return bool(words) and sum(_is_odd(word) for word in words) * 2 > len(words)


def _other_script(text):
    """Words of another script that were read as Western European, in their own letters."""
    for wrong in ("cp1252", "iso8859-1"):
        try:
            data = text.encode(wrong)
            found, name = _guessed(data)
        except (UnicodeEncodeError, BadInput):
            continue
        if found and name not in ("cp1252", "iso8859-15") and _oddity(found) == 0:
            return found
    return text
