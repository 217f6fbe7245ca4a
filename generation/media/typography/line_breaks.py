"""Where lines end, and the size at which a text fits its box."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Any

from generation.media.typography.drawing import clusters_of, measure
from generation.media.typography.font_faces import HANGUL, KANA, THAI, cleaned, script_of

# A piece of text that stays on one line, and whether a space follows.
Unit = tuple[str, bool]
# Largest width and height in pixels, height of a line in sizes, most lines.
FitBox = tuple[float, float, float, int]
# For (lines, units) of a paragraph's beginning: the lowest cost, and where its last line starts.
BestBreaks = dict[tuple[int, int], tuple[float, int | None]]

_NO_START = set(
    "、。，．・：；？！゛゜ヽヾゝゞ々ー’”）〕］｝〉》」』】°′″℃％‰…‥—～〜ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ!%),.:;?]}»›·"
)
_NO_END = set("‘“（〔［｛〈《「『【$([{«‹£¥￥＄￡")
_PAUSES = set(",.;:!?…—–，。、；：！？）」』》】·|")
_THAI_STARTS = "เแโใไ"  # vowels that stand before their consonant: a syllable begins here
# Words before which a reader of Thai pauses: for, in, of, and, or, when, from, with, that, not, by, every …
_THAI_LINKS = (
    "สำหรับ", "ใน", "ของ", "และ", "หรือ", "เมื่อ", "จาก", "กับ", "ที่", "ไม่", "เพื่อ", "โดย", "ด้วย", "ทุก", "แต่",
    "ตาม", "ให้", "พร้อม", "เหมาะ", "ทั่ว",
)  # fmt: skip
# What shops sell and say that the models of Chinese and Thai would part.
_WHOLE_WORDS_LIST = """
สแตนเลส อัตโนมัติ ออร์แกนิก ครอบครัว รองเท้า พลาสติก ซิลิโคน อะลูมิเนียม เซรามิก คอลลาเจน วิตามิน
ไมโครเวฟ บลูทูธ คอมพิวเตอร์ โทรศัพท์ สมาร์ทโฟน แบตเตอรี่ โพลีเอสเตอร์ คอตตอน ไฟเบอร์ ดีไซน์ พรีเมียม
ออนไลน์ ธรรมชาติ อุณหภูมิ มิลลิลิตร กิโลกรัม เซนติเมตร นาฬิกา กระเป๋า ผลิตภัณฑ์ คุณภาพ ปลอดภัย
น้ำหนัก ไร้สาย ชาร์จ หูฟัง กันน้ำ พกพา แปรงสีฟัน 不锈钢 不鏽鋼 婴儿 嬰兒 连体衣 連體衣 柔软 柔軟
降噪 续航 續航 耳机 耳機 钱包 錢包 手工 一键 一鍵 笔记本 筆記本 户外 戶外 自行车 自行車 防水 无线
無線 充电 充電 便携 便攜 轻便 輕便 纸张 紙張 陶瓷 保温 保溫 咖啡 皮革 真皮 玻璃 硅胶 矽膠 纯棉 純棉
亲肤 親膚 护肤 護膚 保湿 保濕 小时 小時 分钟 分鐘 毫升 公斤 厘米 容量 材质 材質 设计 設計 智能 智慧
舒适 舒適 健康 安全 环保 環保 免费 免費 全国 全國
"""
_CHINESE_NUMERALS = frozenset("一二三四五六七八九十百千万萬两兩")
_WHOLE_WORDS = frozenset(_WHOLE_WORDS_LIST.split())
_WEAK_STARTS = set("的了吗呢吧着过们地得")
_LEANING_WORDS = """
a an the of to in on at by for with and or but as is are be it its your our my his her their this that from
into no not so if than per we you i every each
und oder der die das den dem des ein eine einen einem einer mit von zu zum zur für auf an im am bei aus als
nicht ohne ist
le la les un une de du des et ou à au aux en dans sur pour avec par ce cette votre son sa ses est
el los las y o con para por del al su sus una lo que se
il gli i e di da del della nel per con che è
o os as um uma em no na do com seu sua
het een van op en te met voor je
en ett och att på för med till av som är
na w z ze do i za od po nie się jest
в на с к по из о у за не и а но для от до без под над это
το η ο τα οι και με για σε του της των ένα μια στο στη
في من على إلى عن مع أو ثم هذا هذه
של את על עם או גם רק לא כל זה
và của với cho là một các
"""
_LEANING = frozenset(_LEANING_WORDS.split())


def word_units(text: str) -> list[Unit]:
    """The text cut where a line may end: (characters, whether a space follows).

    Japanese, Chinese and Thai are cut between phrases; the first two also where a phrase changes its script.
    """
    model, units = _phrase_model(text), []
    for word in cleaned(text.replace("\u00a0", "\u2007")).split(" "):
        word = word.replace("\u2007", " ")
        parts = _phrase_parts(word, model) if model else _word_parts(word)
        units += [(part, False) for part in parts[:-1]]
        units += [(part, True) for part in parts[-1:]]
    return units


def _word_parts(word: str) -> list[str]:
    """One word, or its characters where Chinese and Japanese may break; hyphens break after."""
    parts: list[str] = []
    for char in word:
        if parts and not _may_break(parts[-1], char):
            parts[-1] += char
        else:
            parts.append(char)
    return parts


def _phrase_parts(word: str, model: str) -> list[str]:
    """What stands between two spaces of such a text, in pieces that nobody reads across a line's end."""
    if model == "thai":
        return _thai_parts(word)
    ends, at = set(_phrase_ends(word, model)), 0
    pieces: list[str] = []
    for sign in _word_parts(word):
        begins = at in ends or (pieces and _changes_script(pieces[-1][-1], sign[0]))
        # A sign alone behind a foreign word belongs to it: "Moleskine風".
        is_alone = at + 1 in {*ends, len(word)} and at not in ends
        if not pieces or (begins and not is_alone):
            pieces.append(sign)
        else:
            pieces[-1] += sign
        at += len(sign)
    return pieces


def _thai_parts(word: str) -> list[str]:
    """Thai in its words, as far as the model knows them; what is no Thai in it stays whole."""
    parts: list[str] = []
    start = 0
    for end in _phrase_ends(word, "thai"):
        piece, before = word[start:end], word[start - 1 : start]
        if parts and (_belongs(before, piece[0]) or len(clusters_of(piece)) < 2):
            parts[-1] += piece
        else:
            parts.append(piece)
        start = end
    return parts


def _belongs(last: str, sign: str) -> bool:
    """Whether a sign of a Thai text stays with the one before it."""
    if sign in _NO_START or last in _NO_END or unicodedata.combining(sign) or last in _THAI_STARTS:
        return True
    return last.isdigit() or not THAI.search(last + sign)


@lru_cache(maxsize=4096)
def _phrase_ends(word: str, model: str) -> tuple[int, ...]:
    """How many characters of a text each of its phrases ends after."""
    ends, total = [], 0
    for phrase in _phrases(model).parse(word):
        total += len(phrase)
        ends.append(total)
    if model == "japanese":
        return tuple(ends)
    starts, inside = _known_words(word)
    counted = {at for at in range(1, total) if word[at - 1].isdigit() or word[at - 1] in _CHINESE_NUMERALS}
    return tuple(sorted({*ends, *starts} - inside - counted))


def _known_words(text: str) -> tuple[set[int], set[int]]:
    """The places where words begin that are known to be whole, and those within them."""
    starts, inside = set(), set()
    for whole in _WHOLE_WORDS:
        at = text.find(whole)
        while at >= 0:
            starts.add(at)
            inside |= set(range(at + 1, at + len(whole)))
            at = text.find(whole, at + 1)
    return starts - {0}, inside


@cache
def _phrases(model: str) -> Any:
    """What finds the phrases of a text. In Chinese and Thai it may part a compound, never a syllable."""
    import budoux  # only where there is such a text

    return getattr(budoux, f"load_default_{model}_parser")()


@lru_cache(maxsize=1024)
def _phrase_model(text: str) -> str:
    """The model that finds a text's phrases, for scripts that put no spaces between words; else ""."""
    if is_japanese(text):
        return "japanese"
    if THAI.search(text):
        return "thai"
    if not any(_breaks_anywhere(sign) for sign in text):
        return ""
    signs = "".join(filter(_breaks_anywhere, text))
    try:
        signs.encode("gb2312")  # has no sign of the traditional script that the reform changed
    except UnicodeError:
        return "traditional_chinese"
    return "simplified_chinese"


def _changes_script(last: str, first: str) -> bool:
    """Whether a phrase may be parted between two signs: カット|加工, 手作り|マグ; not 2|個, 食|べる."""
    kind, following = _cjk_kind(last), _cjk_kind(first)
    if kind == following or following == "hiragana" or last.isdigit():
        return False
    return kind != "hiragana" or following != "han"


def _may_break(before: str, char: str) -> bool:
    last = before[-1]
    if char in _NO_START or last in _NO_END or unicodedata.combining(char):
        return False
    if char in _THAI_STARTS and len(clusters_of(before)) > 2:
        return True
    if last in "-–—/" and len(before) > 2 and char.isalpha():
        return True
    return _breaks_anywhere(last) or _breaks_anywhere(char)


def _breaks_anywhere(char: str) -> bool:
    """Han and kana; Korean keeps its words whole."""
    return script_of(char) == "cjk" and not HANGUL.match(char)


def _join(units: Iterable[Unit]) -> str:
    return "".join(part + " " * spaced for part, spaced in units).rstrip(" ")


class _Measurer:
    """Widths of stretches of units, from sums; a line is measured for real before it is believed."""

    def __init__(self, units: Sequence[Unit], family: str, size: float) -> None:
        self.parts = units
        self.widths = [measure(part, family, size)[0] for part, _ in units]
        self.space = measure(" ", family, size)[0]

    def line(self, first: int, last: int) -> float:
        gaps = sum(spaced for _, spaced in self.parts[first : last - 1])
        return sum(self.widths[first:last]) + gaps * self.space


def _chopped(units: Iterable[Unit], family: str, size: float, limit: float) -> Iterator[Unit]:
    """The last resort: a unit wider than the line is cut into its characters."""
    smaller = (one for unit in units for one in _unphrased(unit, family, size, limit))
    for part, spaced in smaller:
        if measure(part, family, size)[0] <= limit:
            yield part, spaced
            continue
        clusters = clusters_of(part)
        piece = ""
        for cluster in clusters:
            if piece and measure(piece + cluster, family, size)[0] > limit:
                yield piece, False
                piece = ""
            piece += cluster
        yield piece, spaced


def _unphrased(unit: Unit, family: str, size: float, limit: float) -> Iterator[Unit]:
    """A phrase wider than the line, cut where the signs allow it; any other unit as it is."""
    part, spaced = unit
    if not _phrase_model(part) or measure(part, family, size)[0] <= limit:
        yield unit
        return
    *parts, last = _word_parts(part)
    yield from ((one, False) for one in parts)
    yield last, spaced


def _greedy(ruler: _Measurer, limit: float) -> int:
    """Fill each line: how many lines the text needs at least."""
    lines, start, total = 1, 0, len(ruler.parts)
    for end in range(1, total + 1):
        if end - start > 1 and ruler.line(start, end) > limit:
            lines, start = lines + 1, end - 1
    return lines


def break_cost(before: str, after: str, spaced: bool) -> float:
    """How much a reader minds a line ending between two units: below zero is welcome."""
    last = before[-1]
    if not spaced and last in "-–—/":
        return 0.3  # a compound torn at its hyphen reads as two words
    if last in _PAUSES:
        return -0.05
    word = before.lower().strip("\"'“”‘’«»()")
    if spaced and (word in _LEANING or _measures(before, after)):
        return 0.16
    if spaced and before[0].isupper() and after[0].isupper() and not before.isupper():
        return 0.05  # both names of one
    if spaced:
        return 0.0
    if is_japanese(before + after):
        return -0.02 if len(before) in _phrase_ends(before + after, "japanese") else 0.12
    if THAI.match(after):
        return 0.16 if before in _THAI_LINKS else -0.02 if after.startswith(_THAI_LINKS) else 0.08
    return _han_cost(last, after[0])


def _measures(before: str, after: str) -> bool:
    """Whether a number and its unit, or a sign and its number, would be parted."""
    number = before.strip("$€£¥₹₪₩₽-–~+").replace(".", "").replace(",", "").isdigit()
    return number or (after[0].isdigit() and (len(before) == 1 or not before[-1].isalnum()))


def _han_cost(last: str, first: str) -> float:
    """Keep the particles of Chinese with what they follow, and rather part signs from other letters."""
    if first in _WEAK_STARTS:
        return 0.06
    return 0.02 if _cjk_kind(last) == _cjk_kind(first) else 0.0


def _cjk_kind(char: str) -> str:
    if "ぁ" <= char <= "ゟ":
        return "hiragana"
    if "゠" <= char <= "ヿ":
        return "katakana"
    return "han" if script_of(char) == "cjk" else "latin"


def _balanced(ruler: _Measurer, limit: float, count: int) -> list[str] | None:
    """The `count` lines which differ least in length and end at the best places."""
    units, total = ruler.parts, len(ruler.parts)
    target = min(limit, ruler.line(0, total) / count)
    best: BestBreaks = {(0, 0): (0.0, None)}
    for line in range(1, count + 1):
        for end in range(line, total + 1):
            best[line, end] = min(
                _line_costs(ruler, best, line, end, limit, target, last=line == count and end == total),
                default=(float("inf"), None),
            )
    ends, end = [], total
    for line in range(count, 0, -1):
        ends.append(end)
        start = best[line, end][1]
        if start is None:
            return None
        end = start
    starts = [0, *reversed(ends)]
    return [_join(units[a:b]) for a, b in zip(starts, starts[1:], strict=False)]


def _line_costs(
    ruler: _Measurer, best: BestBreaks, line: int, end: int, limit: float, target: float, last: bool
) -> Iterator[tuple[float, int]]:
    """The cost of each way to set line number `line` so that it stops before unit `end`."""
    for start in range(end - 1, line - 2, -1):
        width = ruler.line(start, end)
        if width > limit and end - start > 1:
            return
        before, _ = best.get((line - 1, start), (float("inf"), None))
        if before == float("inf"):
            continue
        cost = ((width - target) / limit) ** 2
        if last and line > 1 and end - start == 1 and width < 0.4 * target:
            cost += 0.5
        if not last and end < len(ruler.parts):
            cost += break_cost(ruler.parts[end - 1][0], ruler.parts[end][0], ruler.parts[end - 1][1])
        yield before + cost, start


def _wrap_paragraph(
    text: str, family: str, size: float, max_width: float, max_lines: int | None
) -> list[str]:
    units = list(_chopped(word_units(text), family, size, max_width))
    if not _join(units):
        return []
    ruler = _Measurer(units, family, size)
    limit = max_width
    for _ in range(4):
        count = _greedy(ruler, limit)
        lines = _balanced(ruler, limit, count) or [_join(units)]
        widest = max(measure(line, family, size)[0] for line in lines)
        if widest <= max_width:
            break
        limit *= max_width / widest * 0.995
    return lines


def is_japanese(text: str) -> bool:
    """Whether a text has kana: then its lines end between phrases."""
    return KANA.search(text) is not None


def keeps_phrases(lines: Iterable[str], text: str) -> bool:
    """Whether each of the lines ends where a word or a phrase does."""
    ends, at = {0}, 0
    for part, _ in word_units(text):
        at += len(part.replace(" ", ""))
        ends.add(at)
    at = 0
    for line in lines:
        at += len(line.replace(" ", ""))
        if at not in ends:
            return False
    return True


def wrap(text: str, family: str, size: float, max_width: float, max_lines: int | None = None) -> list[str]:
    """The text as lines no wider than `max_width`, evenly filled and broken where a reader pauses.

    A word is broken only when it is wider than a whole line. A text which needs more than
    `max_lines` comes back with as many lines as it needs: shrink the size and ask again, or use `fit`.
    """
    paragraphs = text.splitlines() or [""]
    return [line for part in paragraphs for line in _wrap_paragraph(part, family, size, max_width, max_lines)]


def fit(
    text: str,
    family: str,
    max_size: float,
    min_size: float,
    max_width: float,
    max_height: float,
    line_height: float = 1.1,
    max_lines: int = 4,
) -> tuple[int, list[str]]:
    """(size, lines) for the largest whole size whose block fits the box without breaking a word.

    The block is as high as one line (ascent and descent) and `line_height` sizes for each further
    line. A text too long even for `min_size` comes back at `min_size`, with all its lines.
    """
    box = (max_width, max_height, line_height, max_lines)
    torn = _largest(text, family, int(min_size), int(max_size), box)
    has_phrases = bool(_phrase_model(text))
    if torn and (_breaks_compound(torn[1]) or has_phrases):
        share = SMALLER_FOR_PHRASES if has_phrases else SMALLER_FOR_WHOLE
        least = max(int(min_size), round(torn[0] * share))
        whole = _largest(text, family, least, torn[0], box, may_tear=False)
        torn = whole or torn
    return torn or (int(min_size), wrap(text, family, int(min_size), max_width, max_lines))


# A headline may be set this much smaller when that keeps its compounds ("pour-over") on one line; and this
# much where a word of Japanese, Chinese or Thai would go over two, which has no hyphen to say so.
SMALLER_FOR_WHOLE, SMALLER_FOR_PHRASES = 0.7, 0.55


def _breaks_compound(lines: Sequence[str]) -> bool:
    """Whether a line ends inside a compound, at its hyphen."""
    return any(line.endswith("-") for line in lines[:-1])


def _largest(
    text: str, family: str, small: int, large: int, box: FitBox, may_tear: bool = True
) -> tuple[int, list[str]] | None:
    """(size, lines) for the largest size from `small` to `large` at which the text fits, or None."""
    answer = None
    while small <= large:
        size = (small + large) // 2
        lines = _fitting(text, family, size, *box, may_tear=may_tear)
        if lines is None or (_breaks_compound(lines) and not may_tear):
            large = size - 1
        else:
            answer, small = (size, lines), size + 1
    return answer


def _fitting(
    text: str,
    family: str,
    size: float,
    max_width: float,
    max_height: float,
    line_height: float,
    max_lines: int,
    may_tear: bool,
) -> list[str] | None:
    """The lines when the block fits the box at this size, or None. `may_tear`: a phrase may go over two."""
    words = [part for part, _ in word_units(text.replace("\n", " "))]
    pieces = [piece for word in words for piece in _word_parts(word)] if may_tear else words
    if any(measure(piece, family, size)[0] > max_width for piece in pieces):
        return None
    lines = wrap(text, family, size, max_width)
    _, ascent, descent = measure("", family, size)
    height = ascent + descent + (len(lines) - 1) * line_height * size
    return lines if len(lines) <= max_lines and height <= max_height else None
