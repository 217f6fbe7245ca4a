"""From what shops write into cells to plain text: HTML, shortcodes and templates, tables, entities."""

import html
import re
import unicodedata
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.utils.translation import gettext

from projects.catalog.encodings import mended
from projects.languages.marked import gettext_noop

MOST_HTML = 60_000  # characters of one description; more is cut
SILENT = {
    "script",
    "style",
    "head",
    "template",
    "noscript",
    "svg",
    "object",
    "iframe",
    "title",
    "button",
    "select",
}
BLOCKS = {
    "p", "div", "section", "article", "ul", "ol", "blockquote", "pre", "hr", "dl", "dt", "details", "summary",
    "figure", "figcaption", "address", "aside", "center", "fieldset", "footer", "form", "header", "legend",
    "main", "nav",
} | {f"h{level}" for level in range(1, 7)}  # fmt: skip
# Tags without an end, and those whose words are struck out.
_VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "param",
    "source",
    "track",
    "wbr",
}
_STRUCK = {"del", "s", "strike"}
# What a page does not show: by its style, or by a class that themes use for it.
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?<![\w-])font-size\s*:\s*0(?:\.0+)?"
    r"(?:px|em|rem|%|pt)?\s*(?:;|!|$)",
    re.I,
)
_HIDDEN_CLASSES = {
    "screen-reader-text", "screen-reader-only", "sr-only", "visually-hidden", "visuallyhidden", "d-none",
    "hidden", "hide", "is-hidden", "u-hidden", "display-none", "a-offscreen", "aok-hidden",
}  # fmt: skip
# Everything else between < and > is what somebody wrote: "< 5 kg", "<Size M>", "<3".
TAGS = SILENT | BLOCKS | {
    "a", "abbr", "address", "area", "aside", "audio", "b", "base", "bdi", "bdo", "big", "body", "br",
    "caption", "center", "cite", "code", "col", "colgroup", "data", "dd", "del", "details", "dfn",
    "dialog", "em", "embed", "fieldset", "figcaption", "figure", "font", "footer", "form", "header",
    "html", "i", "img", "input", "ins", "kbd", "label", "legend", "li", "link", "main", "map", "mark",
    "meta", "nav", "o:p", "option", "output", "param", "picture", "q", "rp", "rt", "ruby", "s", "samp",
    "small", "source", "span", "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td",
    "textarea", "tfoot", "th", "thead", "time", "tr", "track", "tt", "u", "var", "video", "wbr",
}  # fmt: skip
SPACE = re.compile(r"\s+")
# Also tags of other programs: <o:p>, <ac:image/>, <g:id>.
_NAME = "|".join([*sorted(map(re.escape, TAGS)), r"[a-z]{1,8}:[a-z][\w-]{0,30}"])
# A tag ends after its name, or has an attribute: "a<b then c>d" has none.
_TAG = (
    rf"(?:/(?:{_NAME})\s*>|(?:{_NAME})(?=\s*/?>|\s+[\w:@.-]+\s*=|\s+(?:hidden|disabled|nowrap|noshade|async|defer"
    r"|controls|allowfullscreen)\b)|!--|!doctype|!\[|\?)"
)
_NO_TAG = re.compile(rf"<(?!{_TAG})", re.I)
_MARKUP = re.compile(rf"<{_TAG}", re.I)
_CUT_TAG = re.compile(r"<[a-zA-Z/!][^<>]*$")  # of a description that was cut in the middle
_CUT_END = re.compile(rf"</(?:{_NAME})?\s*$", re.I)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\ufeff\ue000-\uf8ff\ufff9-\ufffc]"
)
_BULLET = re.compile(
    r"^\s*(?:\d{1,2}[.)]\s+(?=[^\W\d])|[•·‣▪▫◦●○■□➤►▶✓✔✅☑★–—*-]\ufe0f?\s+|[•‣▪●■✓✔✅☑➤]\ufe0f?)(?=\S)"
)

# --- what templates leave behind ---------------------------------------------------------------
_BRACES = re.compile(
    r"\{\{\{?[^{}]{0,400}\}?\}\}|\{%[^%]{0,400}%\}|\{#[^#]{0,400}#\}|<%[^%]{0,400}%>|<\?(?:php|=|xml)[^?]{0,2000}\?>|\$\{[^{}\n]{0,200}\}|%%[\w.]+%%|##[A-Z][A-Z0-9_.]+##|\{\$[\w.>\[\]-]{1,60}\}"
    r"|\{/?(?:load(?:position|module)|widget|block|cms|store|media|config|customvar)\b[^{}]{0,400}\}"
    r"|\{[a-z]{1,40}[_.][\w.]{1,80}\}"
    r"|\[\[[\w. |:-]{1,120}\]\]|@@[A-Z][A-Z0-9_.]*@@|(?<!\w)__[A-Z][A-Z0-9_]*__(?!\w)"
    r"|(?<!\w)#[A-Z][A-Z0-9_]{2,40}#(?!\w)"
    r"|\{!![^{}]{0,400}!!\}|\[%[^%\[\]]{1,80}%\]|\$\[[\w.]{1,60}\]|\*\|[\w:. ]{1,60}\|\*"
    r"|(?<![\w%])%[A-Z][A-Z0-9]{1,20}(?:_[A-Z0-9]{1,20}){0,4}%(?![\w%])"
    r"|</?#[a-z]{2,20}(?:\s[^<>]{0,200})?>"
    r"|(?<!\w)@(?:if|elseif|unless|isset|empty|foreach|forelse|switch|case|include|lang|section|yield)\s?\([^()]{0,200}\)"
    r"|(?<!\w)@(?:else|end(?:if|unless|isset|empty|foreach|forelse|switch|section))(?!\w)"
    r"|\{(?:price|name|title|brand|sku|vendor|product|shop|store)\}"
)
_TEMPLATE_SIGNS = ("{", "<%", "<?", "%", "#", "[[", "@", "__", "$[", "*|")
# What stands between these two is an address, or a path of a file.
_EMBEDDED = re.compile(
    r"\[(?P<name>embed|video|audio|youtube|vimeo|playlist)(?:\s[^\[\]]{0,400})?\]\s*(?:https?:)?//[^\s\[\]]{1,600}\s*"
    r"\[/(?P=name)\]",
    re.I,
)
# Names that WordPress itself and its builders use; others are known by what stands in them or by their end.
_SHORTCODES = {
    "gallery", "caption", "wp_caption", "embed", "audio", "video", "playlist", "products", "product",
    "product_page", "product_category", "add_to_cart", "add_to_cart_url", "shop_messages",
    "contact-form", "contact-form-7", "button", "buttons", "row", "column", "col", "columns", "section",
    "tab", "tabs", "accordion", "toggle", "spacer", "divider", "icon", "separator", "title_heading",
    "text_block", "slider", "slideshow", "map", "googlemap", "youtube", "vimeo", "sc", "code",
    "raw_html", "form", "wpforms", "gravityform", "ninja_form", "trustpilot", "reviews", "one_half",
    "one_third", "two_third", "one_fourth", "clear", "clearfix", "highlight", "dropcap", "quote",
    "list_item", "faq", "countdown", "related_products",
}  # fmt: skip
_SHORTCODE = re.compile(
    r"\[(?P<end>/)?(?P<name>[a-zA-Z][\w-]*)(?:=[^\[\]\s]{0,400})?(?P<rest>(?:\s+(?:[^\[\]\"']|\"[^\"]*\"|'[^']*')*)?/?)\]"
)
_ATTRIBUTE = re.compile(r"[\w-]+\s*=\s*[\"'”“‘’\w#]|&quot;|/$")
_FORMULA_ERROR = re.compile(r"#(?:N/A|REF!|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SPILL!)", re.I)
_NOTHING = {"nan", "null", "undefined", "n/a", "#n/a", "(null)", "<null>", "<na>"}


@dataclass
class Description:
    """What a description says: paragraphs parted by an empty line, selling points, and what was left out."""

    text: str = ""
    points: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def cell(value):
    """A cell as its writer saw it: without the marks of spreadsheets, and with letters put right."""
    found = re.fullmatch(r'\s*="(.*)"\s*', value, re.S)  # Excel's way to keep "00123" a text
    value = found[1] if found else value
    if re.fullmatch(r"'[=+\-@0-9][^']*", value):
        value = value[1:]
    value = value.replace("_x000D_", "\n").strip()
    if value.lower() in _NOTHING or _FORMULA_ERROR.fullmatch(value):
        return ""
    return mended(value)


def line(value):
    """One line of plain text of a cell: a name, a vendor, a category."""
    text = _without_codes(value, [])
    text = _parsed(text).text if _MARKUP.search(text) else _unescaped(text)
    return _tidy(text)


def pasted(value, has_lines=False):
    """What somebody typed or pasted into a form, as text. `has_lines`: line breaks are kept."""
    value = mended(_HIDDEN.sub("", value))
    is_plain = value == _without_codes(value, []) == _unescaped(value) and not _MARKUP.search(value)
    if is_plain:
        return value
    if not has_lines:
        return line(value)
    said = description(value)
    return "\n".join(filter(None, [said.text, *said.points]))


def description(source):
    """The Description of a cell. Scripts, styles and what templates left are dropped, entities decoded.

    What is in <li> or behind bullets are points. A table of two columns becomes "Material: steel"; a table
    of sizes, which nobody reads out, is left out with a note.
    """
    notes = []
    if len(source) > MOST_HTML:
        notes.append(gettext("The description was too long and was cut."))
    text = _without_codes(source[:MOST_HTML], notes)
    if not _MARKUP.search(text) and _MARKUP.search(html.unescape(text)):
        text = html.unescape(text)  # it was escaped once more on its way
    if _MARKUP.search(text):
        found = _parsed(text)
        found.notes[:0] = notes
        return found
    raw = _unescaped(text.replace("\\r", "").replace("\\n", "\n")).splitlines()
    lines = [_tidy(part) for part in _without_tables(raw, notes)]
    return _with_bullets([_without_markdown(part) for part in lines], notes)


def _without_markdown(part):
    """A line as it looks where Markdown is shown: chat models write descriptions in it."""
    part = re.sub(r"^(?:#{1,6}\s+|>\s+)", "", part)
    if re.fullmatch(r"[-*_=~]{3,}", part):
        return ""
    part = re.sub(r"\s*(?<!~)~~(?=\S)[^~\n]{1,400}~~(?!~)", "", part).strip()
    part = re.sub(r"`([^`\n]{1,200})`", r"\1", part)
    part = re.sub(r"!?\[([^\[\]\n]{1,200})\]\(https?://[^()\s]{1,400}\)", r"\1", part)
    part = re.sub(r"(?<!\w)(\*\*|__)(?=\S)([^*\n]{1,400}?)(?<=\S)\1(?!\w)", r"\2", part)
    return re.sub(r"(?<![\w*_])([*_])(?=[^\s*_])([^*_\n]{1,400}?)(?<=\S)\1(?![\w*_])", r"\2", part)


def _without_tables(lines, notes):
    """Lines of plain text, with tables that were drawn with | or copied from a sheet read as such."""
    kept: list[str] = []
    rows: list[list[tuple[bool, str]]] = []

    def end():
        if len(rows) > 1:
            said = _table(rows)
            kept.extend(said)
            if not said:
                notes.append(gettext(_SIZES_LEFT_OUT))
        else:
            kept.extend("\t".join(text for _, text in row) for row in rows)
        rows.clear()

    for one in lines:
        bare = one.strip()
        drawn = re.fullmatch(r"\|.*\|", bare)
        if drawn and rows and re.fullmatch(r"[|\s:-]+", bare):
            rows[0] = [(True, text) for _, text in rows[0]] if len(rows) == 1 else rows[0]
        elif drawn or "\t" in bare:
            cells = bare.strip("|").split("|") if drawn else bare.split("\t")
            rows.append([(False, _tidy(part)) for part in cells])
        else:
            end()
            kept.append(one)
    end()
    return kept


def _with_bullets(lines, notes):
    lines = [piece for part in lines for piece in _bullets_apart(part)]
    unsized = _without_sizes(lines)
    if len(unsized) < len(lines):
        notes.append(gettext(_SIZES_LEFT_OUT))
    lines = unsized
    points = [_BULLET.sub("", part) for part in lines if _BULLET.match(part)]
    if len(points) > 1:
        lines = [part for part in lines if not _BULLET.match(part)]
    else:
        points = []
    return Description(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), points, notes)


def _without_sizes(lines):
    """Without the lines that say a size and its measure, where there are several of them."""
    other = [part for part in lines if not _SIZE_LINE.match(_BULLET.sub("", part))]
    return other if len(other) < len(lines) - 1 else lines


def _bullets_apart(part):
    """A line of several points ("✅ Soft ✅ Warm") as a line for each."""
    return (
        re.split(r"\s*(?=[•‣▪●■✓✔✅☑➤])", part)[1:]
        if len(_POINT.findall(part)) > 1 and _POINT.match(part)
        else [part]
    )


def _parsed(text):
    reader = _HtmlReader()
    reader.feed(_markup_only(text))
    reader.close()
    return reader.result()


def _markup_only(text):
    """HTML in which each < begins a tag and each & an entity, whatever the writer did."""
    text = _CUT_END.sub("", text)
    text = (
        _CUT_TAG.sub("", text) if _CUT_TAG.search(text) and not _NO_TAG.match(text, text.rfind("<")) else text
    )
    text = re.sub(r"&amp;(?=#?\w+;)", "&", text)
    text = re.sub(rf"&(?!{_ENTITY.pattern[1:]})", "&amp;", text)
    return _NO_TAG.sub("&lt;", text)


def _unescaped(text):
    """Entities as signs. Only whole ones: "black&reg" is what somebody wrote."""
    for _ in range(2):
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    return text


def _tidy(text):
    """One line with single spaces, whole letters (NFC) and nothing that cannot be seen."""
    return SPACE.sub(" ", unicodedata.normalize("NFC", _HIDDEN.sub("", text))).strip()


def _without_codes(text, notes):
    """Without shortcodes and placeholders; what stands between the two ends of a shortcode is kept."""
    bare = _BRACES.sub(" ", text) if any(sign in text for sign in _TEMPLATE_SIGNS) else text
    if "[" in bare:
        bare = _EMBEDDED.sub(" ", bare)
        ended = {found["name"].lower() for found in _SHORTCODE.finditer(bare) if found["end"]}
        bare = _SHORTCODE.sub(lambda found: " " if _is_shortcode(found, ended) else found[0], bare)
        bare = re.sub(r"<!--\s*/?wp:.*?-->", " ", bare, flags=re.S)
    if bare != text:
        notes.append(gettext("Shortcodes and placeholders of a template were left out."))
        bare = re.sub(r"[ \t]+([.,;:!?])(?=\s|$|<)", r"\1", bare)
    return bare


def _is_shortcode(found, ended):
    name = found["name"].lower()
    return bool(
        found["end"]
        or name in ended
        or name in _SHORTCODES
        or _ATTRIBUTE.search(found["rest"])
        or ("_" in name or name.startswith(("vc", "et-", "wp-", "elementor")))
    )


# --- HTML ------------------------------------------------------------------------------------
_SIZES = re.compile(
    r"(?i)^(?:\d?x{0,4}[sl]|m|xs/s|s/m|m/l|l/xl|one size"
    r"|(?:eu|us|uk|de|fr|it|jp)?\s?\d{1,3}(?:[.,/-]\d{1,3})?)$"
)
_SIZE_WORD = re.compile(
    r"(?i)^(?:sizes?|größen?|groesse|tailles?|tallas?|taglie|taglia|tamanhos?|maat|maten|storlek|størrelse|koko"
    r"|rozmiar|velikost|méret|beden|размер|サイズ|尺码|尺寸|사이즈)\b"
)
# "S - 92 cm", "XL: 60 × 80": a line of a table of sizes that was typed.
_SIZE_LINE = re.compile(r"(?i)^(?:\d?x{0,4}[sl]|m|one size)\s*(?:[-–—:=]|\()\s*(?:[^\W\d]+\s){0,3}\d")
_LETTER_SIZE = re.compile(r"(?i)^(?:\d?x{0,4}[sl]|m|one size)$")
_POINT = re.compile(r"[•‣▪●■✓✔✅☑➤]")
_SIZES_LEFT_OUT = gettext_noop("A table of sizes was left out of the description.")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


_UNSEEN_LEFT_OUT = gettext_noop("Words that the shop's page hides or strikes out were left out.")


def _is_unseen(attrs):
    """Whether a page does not show what has these attributes."""
    given = {name: value or "" for name, value in attrs}
    classes = set(given.get("class", "").lower().split())
    # "hidden md:block", "d-none d-md-block": a small screen alone does not show it.
    somewhere = any(":" in name or re.match(r"d-(?:sm|md|lg|xl)", name) for name in classes)
    return (
        ("hidden" in given and given["hidden"].lower() != "false")
        or bool(_HIDDEN_STYLE.search(given.get("style", "")))
        or (bool(_HIDDEN_CLASSES & classes) and not somewhere)
    )


class _HtmlReader(HTMLParser):
    """Collects paragraphs, points of lists, and the cells of tables."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.paragraphs, self.points, self.notes = [[]], [], []
        self.item = None  # the text of the <li> we are in
        self.tables = []  # of the tables that we are in: rows of cells, each (is it a heading, [text])
        self.silent = 0
        self.open = []  # (name, is it not shown) of the tags that we are in
        self.unseen = 0  # how many of them are not shown
        self.is_raised = False

    def handle_starttag(self, tag, attrs):
        self._enter(tag, attrs)
        if self.unseen:
            return
        if tag in SILENT:
            self.silent += 1
        elif tag == "table":
            self._break()
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables:
            if not self.tables[-1]:
                self.tables[-1].append([])
            self.tables[-1][-1].append((tag == "th", []))
        elif tag == "li":
            self._end_item()
            self.item = []
        elif tag == "br":
            self._put("\n" if self.item is None and not self._cell() else " ")
        elif tag in BLOCKS:
            self._break()
        elif tag == "dd":
            self._put(": ")
        elif tag == "sup":
            self.is_raised = True
        elif tag == "img" or tag in ("td", "th"):
            self._put(" ")

    def _enter(self, tag, attrs):
        """One tag deeper. A new paragraph or point ends the one before it, as on a page."""
        if self.open and (
            (self.open[-1][0] == "p" and (tag in BLOCKS or tag == "table")) or self.open[-1][0] == tag == "li"
        ):
            self._leave(self.open[-1][0])
        if tag in _VOID:
            return
        unseen = tag in _STRUCK or _is_unseen(attrs)
        self.open.append((tag, unseen))
        self.unseen += unseen
        if unseen and gettext(_UNSEEN_LEFT_OUT) not in self.notes:
            self.notes.append(gettext(_UNSEEN_LEFT_OUT))

    def _leave(self, tag):
        if any(name == tag for name, _ in self.open):
            name = ""
            while name != tag:
                name, unseen = self.open.pop()
                self.unseen -= unseen

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        was_unseen = self.unseen
        self._leave(tag)
        if was_unseen:
            return
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag == "table" and self.tables:
            self._end_table()
        elif tag == "li" or tag in ("ul", "ol"):
            self._end_item()
        elif tag == "sup":
            self.is_raised = False
        elif tag in BLOCKS - {"dt"} or tag in ("tr", "dd"):
            self._break()

    def handle_data(self, data):
        if not (self.silent or self.unseen):
            data = SPACE.sub(" ", data)
            self._put(data.translate(_RAISED) if self.is_raised and data.strip().isdecimal() else data)

    def _cell(self):
        return self.tables[-1][-1][-1][1] if self.tables and self.tables[-1] and self.tables[-1][-1] else None

    def _put(self, text):
        inner = self._cell()
        if self.item is not None:
            self.item.append(text)
        elif inner is not None:
            inner.append(text)
        else:
            self.paragraphs[-1].append(text)

    def _break(self):
        if self.item is not None or self._cell() is not None:
            self._put(" ")
        else:
            self.paragraphs.append([])

    def _end_item(self):
        text = _tidy("".join(self.item or []))
        if text:
            self.points.append(text)
        if self.item is not None:
            self.item = None
            self._break()

    def _end_table(self):
        self._end_item()
        rows = [[(head, _tidy("".join(parts))) for head, parts in row] for row in self.tables.pop()]
        rows = [[pair for pair in row if pair[1]] if len(row) < 3 else row for row in rows]
        rows = [row for row in rows if any(text for _, text in row)]
        lines = _table(rows)
        if rows and not lines:
            self.notes.append(gettext(_SIZES_LEFT_OUT))
        for text in lines:
            self._break()
            self._put(text)
        self._break()

    def result(self):
        while self.tables:
            self._end_table()
        self._end_item()
        texts = ("\n".join(map(_tidy, "".join(part).split("\n"))).strip() for part in self.paragraphs)
        texts = [re.sub(r"\n{3,}", "\n\n", text) for text in texts if text]
        bullets = _with_bullets("\n\n".join(texts).split("\n"), [])
        points = _without_sizes(self.points)
        notes = [*self.notes, gettext(_SIZES_LEFT_OUT)] if len(points) < len(self.points) else self.notes
        return Description(bullets.text, points + bullets.points, notes)


def _table(rows):
    """A table's rows as lines: "Material: steel"; [] for a table of sizes."""
    if not rows:
        return []
    width = max(map(len, rows))
    if width == 1 or any(len(text) > 160 for row in rows for _, text in row):
        return [text for row in rows for _, text in row if text]  # it only lays out the page
    if _is_of_sizes(rows):
        return []
    head = [text for _, text in rows[0]] if all(is_head for is_head, _ in rows[0]) and len(rows) > 1 else None
    if width == 2 and not head:
        return [": ".join(text.rstrip(":") if place == 0 and len(row) == 2 else text
                          for place, (_, text) in enumerate(row)) for row in rows]  # fmt: skip
    if not head:
        return [", ".join(text for _, text in row if text) for row in rows]
    return [_headed(head, [text for _, text in row]) for row in rows[1:]]


def _headed(head, texts):
    named = [f"{name} {text}".strip() for name, text in zip(head, texts, strict=False) if text]
    return f"{named[0]}: {', '.join(named[1:])}" if len(named) > 1 else named[0] if named else ""


def _is_of_sizes(rows):
    texts = [[text for _, text in row] for row in rows]
    across, down = texts[0], [row[0] for row in texts if row]
    if across and _SIZE_WORD.match(across[0]):
        return True
    if len(down) > 1 and all(map(_LETTER_SIZE.match, down)):
        return True
    return any(
        len(cells) > 2 and sum(bool(_SIZES.match(text)) for text in cells[1:]) * 2 > len(cells)
        for cells in (across, down)
    )
