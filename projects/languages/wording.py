"""Numbers and labels as they stand inside a sentence, in the language of whoever reads it."""

from collections.abc import Sequence

from django.utils.translation import get_language, gettext, override, pgettext_lazy

from projects.languages import numbers

# Languages whose labels keep their capital letters inside a sentence, as German nouns do.
KEEP_CAPITALS = {"de"}


# How this studio's voices sound, as their labels say behind a name ("Ava, warm").
_SOUNDS = {
    "bright": pgettext_lazy("voice", "bright"),
    "calm": pgettext_lazy("voice", "calm"),
    "clear": pgettext_lazy("voice", "clear"),
    "deep": pgettext_lazy("voice", "deep"),
    "warm": pgettext_lazy("voice", "warm"),
}


def voice(label: str) -> str:
    """ "Leo, bright", in German "Leo, hell"; what another provider calls its voice stays."""
    name, comma, sound = label.rpartition(", ")
    return f"{name}{comma}{_SOUNDS.get(sound, sound)}"


def number(count: int) -> str:
    """60000 → "60,000", in German "60.000"."""
    return numbers.written(f"{count:,}")


def short(value: float) -> str:
    """0.5 → "0.5", in German "0,5"; a whole number without a point."""
    return numbers.written(f"{value:g}")


def fixed(value: float, digits: int) -> str:
    """(2.04, 1) → "2.0", in German "2,0"."""
    return numbers.written(f"{value:.{digits}f}")


def inside(label: object) -> str:
    """A label ("In review") as it stands inside a sentence: "in review"; in German as it is."""
    language = (get_language() or "en").partition("-")[0]
    return str(label) if language in KEEP_CAPITALS else str(label).lower()


def stored(value: object) -> str:
    """A value as it is stored, whoever reads it later: in English."""
    with override("en"):
        return str(value)


def quoted(words: Sequence[str], most: int = 3) -> str:
    """["шапка", "杯"] → “шапка” and “杯”; of many the first few, and how many more there are."""
    shown = [gettext("“%(word)s”") % {"word": word} for word in words[:most]]
    more = len(words) - most
    return listed([*shown, gettext("%(count)s more") % {"count": number(more)}] if more > 0 else shown)


def listed(names: Sequence[str]) -> str:
    """["1", "3", "4"] → "1, 3 and 4"."""
    *first, last = names
    return gettext("%(first)s and %(last)s") % {"first": ", ".join(first), "last": last} if first else last
