"""Words as they are said and captioned: without markup, directions, emoji and the paths of web addresses."""

import html
import re
import unicodedata
from urllib.parse import urlsplit

from generation.text.scripts import elements, labels
from generation.text.scripts.elements import ScriptElement

# Marks of direction and of byte order; joiners stay, because Persian and Hindi are written with them.
_INVISIBLE = re.compile("[\ufeff\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\u00ad]")
_EMOJI = re.compile(
    "(?:[\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff\u2600-\u27bf\u2b50\u2b55\u231a\u231b\u23e9-\u23fa\u25b6\u25c0"
    "\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u3030\u303d\u3297\u3299]|[0-9#*]\ufe0f?\u20e3)"
    "[\ufe0f\u200d\U0001f3fb-\U0001f3ff\U0001f300-\U0001faff\u2640\u2642\u2600-\u27bf]*"
)
_LINK = re.compile(r"!?\[(?P<words>[^\[\]\n]*)\]\((?P<address>[^)\s]+)(?:\s+\"[^\"]*\")?\)")
_ADDRESS = re.compile(
    r"(?P<open><?)(?P<address>(?:https?://|ftp://|www\.)(?:\([^\s<>()]{0,80}\)|[^\s<>\"“”«»（(）)」』】\]])+"
    r"|(?<![\w@.])(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,12}/[^\s<>\"“”«»（）()「」『』，。]+)(?P<close>>?)",
    re.IGNORECASE,
)
_TRAILING = re.compile(r"[.,;:!?…'’*_~)\]。，！？；：]+$")
_EMPHASIS = (
    re.compile(r"(?<!\\)(\*{1,3})(?=\S)(?P<words>[^*\n]*?\S)(?<!\\)\1"),
    re.compile(r"(?<![\w\\])(_{1,3})(?=\S)(?P<words>[^\n]{0,2000}?\S)\1(?!\w)"),
    re.compile(r"(?<!\\)(~~)(?=\S)(?P<words>[^~\n]*?\S)~~"),
    re.compile(r"(?<!\\)(`+)(?P<words>[^`\n]+)\1"),
)
_TAG = re.compile(
    r"</?(?:b|i|u|s|em|strong|br|p|div|span|font|mark|small|big|sub|sup|del|ins|code|center|h[1-6]|ul|ol|li|a|c|ruby|rt)"
    r"(?:[.\s][^<>\n]*)?/?>",
    re.IGNORECASE,
)
# Without one of these signs a line has no markup; most lines have none.
_MARKUP_SIGN = re.compile("[<&\\\\*_~`\ue000\ue001]")
_ESCAPED = re.compile(r"\\([\\*_`~#>\-+.!()\[\]{}|@^=])")
_BRACKETS = re.compile(
    r"\s*(?:\((?P<round>[^()]*)\)|（(?P<wide>[^（）]*)）|\[(?P<square>[^\[\]]*)\]|【(?P<lens>[^【】]*)】)"
)
# "*sighs*", as people write it in chats.
_ACTED = re.compile(r"(?<!\*)\*(?P<words>[^*\s][^*\n]{0,40})\*(?!\*)")
_QUOTES = {
    '"': '"',
    "“": "”",
    "„": "“”",
    "«": "»",
    "»": "«",
    "「": "」",
    "『": "』",
    "‹": "›",
    "”": "”",
    "＂": "＂",
    "‘": "’",
}


def visible(text: str) -> str:
    """The text with one kind of line end, and without marks that are not seen."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    return _INVISIBLE.sub("", text.replace("\x00", "").replace("\u0085", "\n"))


def without_markup(text: str) -> str:
    """A line without Markdown's, Fountain's and HTML's marks of emphasis; "5 * 3" and snake_case stay."""
    if not _MARKUP_SIGN.search(text):
        return text
    text = re.sub(r"<br\s*/?>", "\n", re.sub("[\ue000\ue001]", "", text), flags=re.IGNORECASE)
    text = _TAG.sub("", text)
    kept: list[str] = []

    def keep(words: str) -> str:
        kept.append(words)
        return f"\ue000{len(kept) - 1}\ue001"

    text = _ADDRESS.sub(lambda found: keep(found.group(0)), text)
    text = _ESCAPED.sub(lambda found: keep(found.group(1)), text)
    text = _ACTED.sub(_acted, text)
    for pattern in _EMPHASIS:
        for _ in range(3):
            text, count = pattern.subn(lambda found: found.group("words"), text)
            if not count:
                break
    # Marks whose partner stands in another line.
    text = re.sub(r"(?:(?<=\s)|^)\*{2,3}(?=\S)|(?<=\S)\*{2,3}(?=\s|$|[:：])", "", text)
    text = re.sub("\ue000(\\d+)\ue001", lambda found: kept[int(found.group(1))], text)
    return html.unescape(text)


def _acted(found: re.Match[str]) -> str:
    """ "*sighs*" in brackets, as a direction; "*warm*" is stress."""
    words, before, after = found["words"], found.string[: found.start()], found.string[found.end() :]
    apart = not before.strip(' "“') or before.rstrip()[-1:] in '.!?…"”:' or not after.strip(' ."”!)')
    acts = words.split()[0].endswith(("s", "ing")) and is_remark(words)
    return f"({words})" if apart and acts else found[0]


def without_emoji(text: str) -> str:
    """The text without emoji and keycaps."""
    return _EMOJI.sub(" ", text) if _EMOJI.search(text) else text


def domain(address: str) -> str:
    """ "shop.example.com" of a web address, without "www."; the address itself where it has none."""
    with_scheme = address if re.match(r"(?i)[a-z]+://", address) else f"https://{address}"
    try:
        host = urlsplit(with_scheme).hostname or ""
    except ValueError:
        return address
    return host.removeprefix("www.") or address


# Hosts whose path is the address: without it one comes nowhere.
_SHORTENERS = {
    "bit.ly", "t.co", "tinyurl.com", "goo.gl", "ow.ly", "youtu.be", "linktr.ee", "wa.me", "t.me", "forms.gle",
    "amzn.to", "rebrand.ly", "cutt.ly", "is.gd", "buff.ly", "lnkd.in", "amzn.eu", "shorturl.at", "beacons.ai",
    "discord.gg",
}  # fmt: skip


def _short_link(address: str) -> str:
    """ "bit.ly/3xYz" whole, for a host of _SHORTENERS and one short part behind it; "" for all others."""
    one_part = r"(?i)(?:https?://)?(?:www\.)?(?P<host>[\w.-]+)(?P<path>/[\w+-]{1,24})/?(?:[?#].*)?"
    found = re.fullmatch(one_part, address)
    host = found["host"].lower() if found else ""
    return f"{host}{found['path']}" if found and host in _SHORTENERS else ""


def with_domains(text: str) -> tuple[str, list[str]]:
    """(the text with each web address cut down to its domain, what was taken off)."""
    if "/" not in text and "[" not in text and "www." not in text.lower():
        return text, []
    taken: list[str] = []

    def shorten(found: re.Match[str]) -> str:
        address = found.group("address")
        tail = _TRAILING.search(address)
        ending = tail.group(0) if tail else ""
        if address.count("(") == address.count(")"):
            ending = ending.replace(")", "")  # "…/Mug_(cup)."
        address = address[: len(address) - len(ending)]
        short = _short_link(address) or domain(address)
        if short == domain(address) and re.search(r"(?i)^(?:[a-z]+://)?[^/?#]+[/?#].", address):
            taken.append(address)
        return short + ending

    def link(found: re.Match[str]) -> str:
        words, address = found.group("words").strip(), found.group("address")
        if words and not _ADDRESS.fullmatch(words):
            taken.append(address)
            return words
        return address

    return _ADDRESS.sub(shorten, _LINK.sub(link, text)), taken


def unquoted(words: str) -> str:
    """Words without the quotation marks around them, where those are one pair."""
    words = words.strip()
    while len(words) > 1 and words[0] in _QUOTES and words[-1] in _QUOTES[words[0]]:
        inner = words[1:-1]
        if words[0] in inner or words[-1] in inner:
            break
        words = inner.strip()
    return words


def is_remark(inner: str) -> bool:
    """Whether the words in a pair of brackets are for the actor: "pause", "laughs", "VO"."""
    bare = inner.strip().strip(".!…。")
    return not bare or any(labels.words().remark.match(part.strip()) for part in re.split(r"[,，、;/]", bare))


def said(text: str, leading: bool = True) -> tuple[str, list[ScriptElement]]:
    """(words as they are spoken and captioned, what was left out of them).

    `leading`: whether brackets at the very beginning are a direction, as they are in dialogue.
    """
    out: list[ScriptElement] = []
    words, paths = with_domains(text)
    out += [elements.left_out(path, elements.ADDRESS) for path in paths]
    words = without_markup(words)
    words = _without_directions(words, out, leading)
    plain = without_emoji(words)
    if plain != words:
        out.append(elements.left_out("".join(_EMOJI.findall(words)), elements.EMOJI))
    return _tidy(unquoted(" ".join(plain.split()))), out


def _without_directions(words: str, out: list[ScriptElement], leading: bool) -> str:
    def replace(found: re.Match[str]) -> str:
        inner = next(group for group in found.groups() if group is not None)
        before, after = words[: found.start()], words[found.end() :]
        square = found.group("square") is not None or found.group("lens") is not None
        at_start = not before.strip(' "“«「')
        apart = at_start or before.rstrip()[-1:] in '.!?…。！？"”' or not after.strip(' ."”!')
        if (
            is_remark(inner)
            or (leading and at_start and len(inner) <= 60 and after.strip())
            or (square and apart)
        ):
            out.append(elements.left_out(found.group(0).strip(), elements.DIRECTION))
            return " " if not at_start and after[:1].strip() and after[0] not in ".,!?…" else ""
        if square and not re.search(r"\d", inner):
            return found.group(0).replace("[", "").replace("]", "").replace("【", "").replace("】", "")
        return found.group(0)

    return _BRACKETS.sub(replace, words)


def _tidy(words: str) -> str:
    words = re.sub(r"\s+([,.…，。！？])(?=\s|$)", r"\1", words)
    return " ".join(words.split()).strip()


def is_wordless(words: str) -> bool:
    """Nothing that a voice could say: only signs."""
    return not any(unicodedata.category(char)[0] in "LN" for char in words)
