"""Make the two CJK faces of static/fonts from the Debian package `fonts-noto-cjk`, and coverage.json.

    python docs/tools/build_fonts.py [directory with NotoSansCJK-Bold.ttc and NotoSerifCJK-Bold.ttc]

Needs fontTools, which the studio itself does not. The full collections weigh 47 MB; a shop's captions need
the characters people write. The sans face keeps the Hanzi of GB 2312 and of Big5 level 1, the Kanji of
JIS X 0208, the Hanja of KS X 1001, kana, every modern Hangul syllable, CJK punctuation and full-width
forms. The serif face keeps the everyday part of those; text which needs a rarer character is set in the
sans face.
"""

import json
import sys
from itertools import groupby
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts"
DEBIAN = Path("/usr/share/fonts/opentype/noto")
SIMPLIFIED_CHINESE = 2
RANGES = (
    (0x20, 0x20),
    (0xA0, 0xA0),
    (0x2010, 0x2027),
    (0x2030, 0x205E),
    (0x2460, 0x2473),
    (0x25A0, 0x25CF),
    (0x2605, 0x2606),
    (0x3000, 0x303F),
    (0x3041, 0x30FF),
    (0x3105, 0x312F),
    (0x3131, 0x318E),
    (0x31F0, 0x31FF),
    (0x3200, 0x32FF),
    (0xFE30, 0xFE4F),
    (0xFF01, 0xFFEE),
)
HANGUL = (0xAC00, 0xD7A3)
TRAILS = range(0xA1, 0xFF)


def two_byte(codec, leads, trails):
    """Every character `codec` encodes with a lead and a trail byte of the given ranges."""
    pairs = (bytes((lead, trail)) for lead in leads for trail in trails)
    return {ord(text) for pair in pairs if len(text := pair.decode(codec, "ignore")) == 1}


def common():
    """Punctuation, kana and the everyday characters of each country: its standard's first level."""
    points = {point for first, last in RANGES for point in range(first, last + 1)}
    points |= two_byte("gb2312", range(0xA1, 0xD8), TRAILS)
    points |= two_byte("big5", range(0xA1, 0xC7), (*range(0x40, 0x7F), *TRAILS))
    points |= two_byte("euc_jp", range(0xA1, 0xD0), TRAILS)
    points |= two_byte("euc_kr", range(0xA1, 0xC9), TRAILS)
    return points


def full():
    """The common set, each standard's rarer levels, and every modern Hangul syllable."""
    rarer = two_byte("gb2312", range(0xD8, 0xF8), TRAILS)
    rarer |= two_byte("euc_jp", range(0xD0, 0xF5), TRAILS)
    rarer |= two_byte("euc_kr", range(0xC9, 0xFE), TRAILS)
    return common() | rarer | set(range(HANGUL[0], HANGUL[1] + 1))


def options():
    """Horizontal text only, no hinting, Japanese and Korean forms of shared characters kept."""
    chosen = subset.Options()
    chosen.layout_features = ["ccmp", "locl", "kern", "mark", "mkmk"]
    chosen.layout_scripts = ["DFLT", "hani", "kana", "hang", "latn"]
    chosen.hinting = False
    chosen.desubroutinize = False
    chosen.drop_tables += ["vhea", "vmtx", "VORG", "BASE"]
    chosen.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    chosen.notdef_outline = True
    return chosen


def build(source, target, points):
    """Cut the Simplified Chinese face of one collection down to `target`."""
    font = TTCollection(source, lazy=True).fonts[SIMPLIFIED_CHINESE]
    cutter = subset.Subsetter(options())
    cutter.populate(unicodes=points)
    cutter.subset(font)
    font.save(target)
    print(f"{target.name}: {len(font.getBestCmap())} characters, {target.stat().st_size:,} bytes")


def ranges(points):
    """Sorted code points as [first, last] pairs."""
    runs = groupby(enumerate(sorted(points)), lambda pair: pair[1] - pair[0])
    spans = [[point for _, point in run] for _, run in runs]
    return [[span[0], span[-1]] for span in spans]


def list_coverage():
    """Say which characters each face draws, so that the studio need not open the fonts to know."""
    files = sorted([*FONTS.glob("*.ttf"), *FONTS.glob("*.otf")])
    listed = {path.name: ranges(TTFont(path, lazy=True).getBestCmap()) for path in files}
    (FONTS / "coverage.json").write_text(json.dumps(listed, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    origin = Path(sys.argv[1]) if len(sys.argv) > 1 else DEBIAN
    build(origin / "NotoSansCJK-Bold.ttc", FONTS / "NotoSansCJK-Bold.otf", full())
    build(origin / "NotoSerifCJK-Bold.ttc", FONTS / "NotoSerifCJK-Bold.otf", common())
    list_coverage()
