"""What platforms ask of a file, and whether a finished video keeps to it.

The limits stand in platforms.toml beside this file. Every one names where it comes from and whether that
is the platform itself. A limit that nobody publishes is None, and its check says "unknown", never "pass".
`must` limits fail a video, `should` limits are advice. Pure: what was measured comes in as Facts, rows for
people come out.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

from projects.languages.marked import gettext_noop as _
from rendering.exports import ad_policy

PASS, FAIL, ADVICE, UNKNOWN = "pass", "fail", "advice", "unknown"

# What a person has to look at comes first.
_ORDER = (FAIL, ADVICE, PASS, UNKNOWN)

MB = 1_000_000

# One AAC frame at 48 kHz is 21.3 ms long: sound and picture may be that far apart in any player.
_AAC_FRAME_MS = 22

# The frame in whose pixels the boxes in platforms.toml are.
_BOX_FRAME = (1080, 1920)

_ONLY_START = _("skips the encoders' start only")

ShareBox = tuple[float, float, float, float]


class Range(NamedTuple):
    """A number between two others, both included; None where there is no bound."""

    least: float | None
    most: float | None


class SoundLimit(NamedTuple):
    """The sound's codec, and its sample rate where that is bounded."""

    codec: str
    most_hz: int | None
    least_hz: int | None


@dataclass(frozen=True)
class Limit:
    """One row: the name of a check, what it allows (None: not published), from where, how strictly."""

    check: str
    allowed: Any
    source: str = ""
    must: bool = True


@dataclass(frozen=True)
class Platform:
    name: str
    label: str
    limits: tuple[Limit, ...]


# --- what was measured -----------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Facts:
    """A finished file and what is in it. Boxes are (left, top, right, bottom) fractions of the frame.

    `edits` says in words what an edit list does beyond skipping an encoder's start, "" for nothing;
    `has_edits` whether there is one at all. `apart_ms` is how much longer the sound is than the picture.
    `captions` is the box of all captions burnt in and `type` that of the words in the pictures, both None
    where there are none. `words` are (where, text) of all that is said, shown or painted.
    """

    aspect: str
    width: int
    height: int
    fps: float
    constant_rate: bool
    seconds: float
    bytes: int
    container: str
    faststart: bool
    has_edits: bool
    edits: str
    video: str
    profile: str
    level: str
    pixels: str
    audio: str
    sample_rate: int
    channels: int
    apart_ms: int
    lufs: float | None
    true_peak_db: float | None
    keyframe_seconds: float
    captions: ShareBox | None = None
    type: ShareBox | None = None
    words: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Finding:
    """What a check found. `good` is None where it cannot be said."""

    good: bool | None
    measured: str
    allowed: str = _("not published")
    advice: str = ""


# What a check looks at: the file's facts, and what a platform allows (None where it publishes nothing).
Look = Callable[[Facts, Any], Finding]


def report(facts: Facts) -> list[dict[str, Any]]:
    """[{platform, label, verdict, counts, checks}] for all PLATFORMS, as plain JSON.

    A check is {check, label, verdict, measured, allowed, advice, source}. A platform's verdict is "fail"
    if one of its checks fails, else "pass": what is unknown is counted and shown beside it.
    """
    return [_platform_report(platform, facts) for platform in PLATFORMS]


def _platform_report(platform: Platform, facts: Facts) -> dict[str, Any]:
    known = {limit.check: limit for limit in platform.limits}
    names = [name for name in CHECKS if name in known or name in ALWAYS]
    checks = [_check(name, known.get(name) or Limit(name, None), facts) for name in names]
    checks.sort(key=lambda check: _ORDER.index(check["verdict"]))
    verdicts = [check["verdict"] for check in checks]
    counts = {verdict: verdicts.count(verdict) for verdict in (PASS, FAIL, ADVICE, UNKNOWN)}
    return {
        "platform": platform.name,
        "label": platform.label,
        "verdict": FAIL if counts[FAIL] else PASS,
        "counts": counts,
        "checks": checks,
    }


def _check(name: str, limit: Limit, facts: Facts) -> dict[str, Any]:
    label, look = CHECKS[name]
    row = asdict(look(facts, limit.allowed))
    verdict = _verdict(row.pop("good"), limit.must)
    if verdict == PASS:
        row["advice"] = ""
    return {"check": name, "label": label, "verdict": verdict, **row, "source": limit.source}


def _verdict(good: bool | None, must: bool) -> str:
    if good is None:
        return UNKNOWN
    return PASS if good else FAIL if must else ADVICE


# --- the checks ------------------------------------------------------------------------------
def _ratio(facts: Facts, allowed: tuple[str, ...] | None) -> Finding:
    if not allowed:
        return Finding(None, facts.aspect)
    advice = _("Make it in %(ratios)s with “Make other ratios”.") % {"ratios": " or ".join(allowed)}
    return Finding(facts.aspect in allowed, facts.aspect, ", ".join(allowed), advice)


def _size(facts: Facts, allowed: Mapping[str, tuple[int, int]] | None) -> Finding:
    measured = f"{facts.width}×{facts.height}"
    least = (allowed or {}).get(facts.aspect)
    if least is None:
        return Finding(None, measured, _("not published for this ratio") if allowed else _("not published"))
    good = facts.width >= least[0] and facts.height >= least[1]
    needed = _("%(least)s or more") % {"least": f"{least[0]}×{least[1]}"}
    return Finding(good, measured, needed, _("Choose a higher resolution."))


def _widest(facts: Facts, allowed: Range) -> Finding:
    return _pixels(facts.width, allowed)


def _longest(facts: Facts, allowed: Range) -> Finding:
    return _pixels(max(facts.width, facts.height), allowed)


def _pixels(side: int, allowed: Range) -> Finding:
    most = allowed.most or 0
    measured, needed = _("%(side)s pixels") % {"side": side}, _("%(most)s pixels or fewer") % {"most": most}
    return Finding(side <= most, measured, needed, _("Choose a lower resolution."))


def _fps(facts: Facts, allowed: Range | None) -> Finding:
    rate = f"{facts.fps:g}"
    measured = rate if facts.constant_rate else _("%(rate)s, not even") % {"rate": rate}
    return _within(facts.fps, measured, allowed, "", _("Convert it to an even 30 frames a second."))


def _duration(facts: Facts, allowed: Range | None) -> Finding:
    advice = _("Make scenes shorter or longer on the board, and have it approved again.")
    return _within(facts.seconds, f"{facts.seconds:g} s", allowed, " s", advice)


def _bytes(facts: Facts, allowed: Range) -> Finding:
    measured, most = f"{facts.bytes / MB:.1f} MB", allowed.most or 0
    needed = _("%(most)s or less") % {"most": f"{most / MB:,.0f} MB"}
    return Finding(facts.bytes <= most, measured, needed, _("Choose a lower resolution."))


def _bitrate(facts: Facts, allowed: Range | None) -> Finding:
    kbps = facts.bytes * 8 / 1000 / max(facts.seconds, 0.001)
    return _within(kbps, f"{kbps:,.0f} kbit/s", allowed, " kbit/s", _("Render it at a higher resolution."))


def _within(value: float, measured: str, allowed: Range | None, unit: str, advice: str) -> Finding:
    """A value against (least, most), either of which may be None."""
    if allowed is None:
        return Finding(None, measured)
    least, most = allowed
    good = (least is None or value >= least) and (most is None or value <= most)
    return Finding(good, measured, _span(allowed, unit), advice)


def _span(allowed: Range, unit: str) -> str:
    least, most = allowed
    if least is None:
        return _("%(most)s or less") % {"most": f"{most:g}{unit}"}
    if most is None:
        return _("%(least)s or more") % {"least": f"{least:g}{unit}"}
    return f"{least:g} to {most:g}{unit}"


def _one_of(name: str, advice: str) -> Look:
    def look(facts: Facts, allowed: tuple[str, ...] | None) -> Finding:
        measured = getattr(facts, name)
        if not allowed:
            return Finding(None, measured)
        return Finding(measured in allowed, measured, " or ".join(allowed), advice)

    return look


def _faststart(facts: Facts, wanted: bool | None) -> Finding:
    measured = _("at the front") if facts.faststart else _("at the end")
    if wanted is None:
        return Finding(None, measured)
    advice = _("Render it again: our own files start with it.")
    return Finding(facts.faststart, measured, _("at the front"), advice)


def _edits(facts: Facts, wanted: bool | None) -> Finding:
    """One that only skips an encoder's start moves nothing; whether a rule means it is not published."""
    if not facts.has_edits:
        return Finding(
            None if wanted is None else True, "none", "none" if wanted is not None else _("not published")
        )
    if wanted is None:
        return Finding(None, facts.edits or _ONLY_START)
    if facts.edits:
        return Finding(False, facts.edits, "none", _("Write the file anew without edits."))
    advice = _(
        "The rule says none; whether it means the line that skips an encoder's start is not published."
    )
    return Finding(None, _ONLY_START, "none", advice)


def _audio(facts: Facts, allowed: SoundLimit | None) -> Finding:
    rate = f"{facts.audio} {facts.sample_rate / 1000:g} kHz"
    measured = _("%(rate)s, %(count)s channels") % {"rate": rate, "count": facts.channels}
    measured = measured if facts.audio else _("no sound")
    if allowed is None:
        return Finding(None, measured)
    codec, most, least = allowed
    good = facts.audio == codec and facts.sample_rate <= (most or 10**9) and facts.sample_rate >= (least or 0)
    rate = f", up to {most / 1000:g} kHz" if most else f", {least / 1000:g} kHz or more" if least else ""
    return Finding(good, measured, codec + rate, _("Render it again: our own sound is AAC at 48 kHz."))


def _apart(facts: Facts, _none: None) -> Finding:
    """No platform says how far they may be apart; one AAC frame is what any player takes for nothing."""
    if not facts.audio:
        return Finding(None, _("no sound"))
    good = abs(facts.apart_ms) <= _AAC_FRAME_MS
    needed = _("within one AAC frame (our own promise)")
    return Finding(good, f"{facts.apart_ms:+d} ms", needed, _("Render it again."))


def _keyframes(facts: Facts, allowed: Range) -> Finding:
    most, found = allowed.most or 0, facts.keyframe_seconds
    measured = _("every %(seconds)s s at most") % {"seconds": f"{found:g}"}
    advice = _("Nothing to do: the platform encodes it again; closer keyframes only make that quicker.")
    return Finding(
        found <= most + 1e-6, measured, _("every %(seconds)s s") % {"seconds": f"{most:g}"}, advice
    )


def _loudness(facts: Facts, allowed: Range | None) -> Finding:
    measured = _("silent") if facts.lufs is None or facts.lufs <= -70 else f"{facts.lufs:.1f} LUFS"
    return _within(facts.lufs or -70, measured, allowed, " LUFS", _("Render it again."))


def _peak(facts: Facts, allowed: Range | None) -> Finding:
    measured = _("silent") if facts.true_peak_db is None else f"{facts.true_peak_db:.1f} dBTP"
    return _within(facts.true_peak_db or -99, measured, allowed, " dBTP", _("Render it again."))


def _safe(name: str, nothing: str, advice: str) -> Look:
    def look(facts: Facts, allowed: Mapping[str, ShareBox] | None) -> Finding:
        box = getattr(facts, name)
        if box is None:
            return Finding(None, nothing, _("nothing to check"))
        free = (allowed or {}).get(facts.aspect)
        if free is None:
            missing = _("not published for %(ratio)s") % {"ratio": facts.aspect}
            return Finding(None, _corners(box), missing)
        inside = box[0] >= free[0] and box[1] >= free[1] and box[2] <= free[2] and box[3] <= free[3]
        return Finding(inside, _corners(box), _("within %(what)s") % {"what": _corners(free)}, advice)

    return look


def _corners(box: ShareBox) -> str:
    left, top, right, bottom = (round(100 * value) for value in box)
    across, down = f"{left}–{right}", f"{top}–{bottom}"
    return _("%(across)s %% across, %(down)s %% down") % {"across": across, "down": down}


def _offers(facts: Facts, _wanted: bool) -> Finding:
    found = ad_policy.found(facts.words)
    quoted = "; ".join(f"{where}: “{words}” ({why})" for where, words, why in found[:6])
    more = f" and {len(found) - 6} more" if len(found) > 6 else ""
    advice = _("Take prices, offers, dates, reviews and addresses out of these words for Amazon's version.")
    needed = _("no price, offer, review or address")
    return Finding(not found, quoted + more or _("none found"), needed, advice)


CHECKS: dict[str, tuple[str, Look]] = {
    "ratio": (_("Ratio"), _ratio),
    "ratio_advised": (_("Ratio, advised"), _ratio),
    "size": (_("Size"), _size),
    "size_advised": (_("Size, advised"), _size),
    "widest": (_("Width"), _widest),
    "longest": (_("Longest side"), _longest),
    "fps": (_("Frames a second"), _fps),
    "duration": (_("Length"), _duration),
    "duration_advised": (_("Length, advised"), _duration),
    "bytes": (_("File size"), _bytes),
    "bitrate": (_("Bit rate"), _bitrate),
    "bitrate_advised": (_("Bit rate, advised"), _bitrate),
    "container": (_("File format"), _one_of("container", _("Convert it to MP4."))),
    "faststart": (_("Index"), _faststart),
    "edits": (_("Edit list"), _edits),
    "video": (_("Picture codec"), _one_of("video", _("Convert it to H.264."))),
    "profile": (_("Profile"), _one_of("profile", _("Convert it to H.264 High."))),
    "pixels": (_("Pixel format"), _one_of("pixels", _("Convert it to 4:2:0."))),
    "keyframes": (_("Keyframes"), _keyframes),
    "audio": (_("Sound"), _audio),
    "apart": (_("Sound and picture"), _apart),
    "loudness": (_("Loudness"), _loudness),
    "peak": (_("True peak"), _peak),
    "captions": (
        _("Captions"),
        _safe("captions", _("none burnt in"), _("The platform's own buttons cover a part of them.")),
    ),
    "type": (
        _("Words in pictures"),
        _safe("type", "none", _("The platform's own buttons cover a part of them.")),
    ),
    "offers": (_("No price, no offer"), _offers),
}

# Shown for each platform, also where it publishes no limit: then their verdict is "unknown".
ALWAYS = ("fps", "bitrate", "faststart", "video", "audio", "apart", "loudness", "peak", "captions")


# --- the limits ------------------------------------------------------------------------------
def _read(path: Path) -> Iterator[Platform]:
    tables = tomllib.loads(path.read_text())
    pages = {name: source["page"] for name, source in tables["sources"].items()}
    for row in tables["platforms"]:
        limits = [
            Limit(check, _allowed(rule), pages[rule["source"]], must=strictness == "must")
            for strictness in ("must", "should")
            for check, rule in row.get(strictness, {}).items()
        ]
        yield Platform(row["name"], row["label"], tuple(limits))


def _allowed(rule: Mapping[str, Any]) -> Any:
    """What a rule allows, as its check takes it."""
    if "one_of" in rule:
        return tuple(rule["one_of"])
    if "sizes" in rule:
        return {aspect: tuple(size) for aspect, size in rule["sizes"].items()}
    if "boxes" in rule:
        return {aspect: _shares(box) for aspect, box in rule["boxes"].items()}
    if "codec" in rule:
        return SoundLimit(rule["codec"], rule.get("most_hz"), rule.get("least_hz"))
    return rule["is"] if "is" in rule else Range(rule.get("least"), rule.get("most"))


def _shares(box: list[int]) -> ShareBox:
    left, top, right, bottom = box
    wide, high = _BOX_FRAME
    return left / wide, top / high, right / wide, bottom / high


PLATFORMS = tuple(_read(Path(__file__).with_suffix(".toml")))
