"""What platforms ask of a file, as rows of data, and whether a finished video keeps to it.

Every limit names where it comes from and whether that is the platform itself. A limit that nobody
publishes is None, and its check says "unknown", never "pass". `must` limits fail a video, `should`
limits are advice. Pure: what was measured comes in as Facts, rows for people come out.
"""

from dataclasses import asdict, dataclass, field

from rendering.exports import ad_policy

PASS, FAIL, ADVICE, UNKNOWN = "pass", "fail", "advice", "unknown"

# What a person has to look at comes first.
_ORDER = (FAIL, ADVICE, PASS, UNKNOWN)

MB = 1_000_000

# --- where limits come from ------------------------------------------------------------------
TIKTOK = "ads.tiktok.com/help/article/video-ads-specifications"
TIKTOK_RESERVED = "ads.tiktok.com/help/article/tiktok-reservation-in-feed-ads-reach-frequency"
TIKTOK_API = "ayrshare.com/docs/media-guidelines/tiktok (secondary)"
REELS_API = "ayrshare.com/docs/media-guidelines/instagram (secondary; other pages say 1 GB)"
SAFE_ZONES = "shotstack.io/learn/vertical-video-safe-zones (secondary)"
GOOGLE_ADS = "support.google.com/google-ads/answer/13547298"
YOUTUBE = "support.google.com/youtube/answer/1722171"
SHORTS = "support.google.com/youtube/answer/15424877 (three minutes; older pages say 60 s)"
AMAZON_ADS = "advertising.amazon.com/resources/ad-specs/custom-media/amazon-video-ads"
AMAZON_LISTING = "sellerby.com/p/2878.html (secondary)"
SHOPIFY = "help.shopify.com/en/manual/products/product-media/product-media-types (secondary copy)"


@dataclass(frozen=True)
class Limit:
    """One row: the name of a check, what it allows (None: not published), from where, how strictly."""

    check: str
    allowed: object
    source: str = ""
    must: bool = True


@dataclass(frozen=True)
class Platform:
    name: str
    label: str
    limits: tuple[Limit, ...]


def should(check, allowed, source):
    return Limit(check, allowed, source, must=False)


# The box that a 1080x1920 frame leaves free of each platform's own buttons, as fractions.
_TIKTOK_BOX = (120 / 1080, 288 / 1920, 888 / 1080, 1248 / 1920)
_REELS_BOX = (65 / 1080, 269 / 1920, 1015 / 1080, 1248 / 1920)
_SHORTS_BOX = (48 / 1080, 288 / 1920, 888 / 1080, 1248 / 1920)

PLATFORMS = (
    Platform(
        "tiktok",
        "TikTok",
        (
            Limit("ratio", ("9:16", "1:1", "16:9"), TIKTOK),
            Limit("size", {"9:16": (540, 960), "1:1": (640, 640), "16:9": (960, 540)}, TIKTOK),
            Limit("fps", (23, 60), TIKTOK_API),
            Limit("duration", (3, 600), TIKTOK_API),
            should("duration_advised", (9, 15), TIKTOK_RESERVED),
            Limit("bytes", 500 * MB, TIKTOK),
            Limit("bitrate", (516, None), TIKTOK),
            should("bitrate_advised", (2500, None), TIKTOK_RESERVED),
            Limit("container", ("mp4",), TIKTOK),
            should("captions", {"9:16": _TIKTOK_BOX}, SAFE_ZONES),
            should("type", {"9:16": _TIKTOK_BOX}, SAFE_ZONES),
        ),
    ),
    Platform(
        "reels",
        "Instagram Reels",
        (
            Limit("ratio", ("9:16",), REELS_API),
            Limit("widest", 1920, REELS_API),
            Limit("fps", (23, 60), REELS_API),
            Limit("duration", (3, 900), REELS_API),
            Limit("bytes", 300 * MB, REELS_API),
            Limit("container", ("mp4",), REELS_API),
            Limit("faststart", True, REELS_API),
            Limit("edits", False, REELS_API),
            Limit("video", ("h264", "hevc"), REELS_API),
            Limit("pixels", ("yuv420p",), REELS_API),
            Limit("audio", ("aac", 48_000, None), REELS_API),
            should("captions", {"9:16": _REELS_BOX}, SAFE_ZONES),
            should("type", {"9:16": _REELS_BOX}, SAFE_ZONES),
        ),
    ),
    Platform(
        "shorts",
        "YouTube Shorts",
        (
            Limit("ratio", ("9:16", "4:5", "1:1"), GOOGLE_ADS),
            should("ratio_advised", ("9:16",), GOOGLE_ADS),
            Limit("size", {"9:16": (720, 1280), "4:5": (720, 900), "1:1": (480, 480)}, GOOGLE_ADS),
            Limit("duration", (None, 180), SHORTS),
            should("duration_advised", (None, 60), SHORTS),
            Limit("bytes", 256_000 * MB, GOOGLE_ADS),
            Limit("container", ("mp4",), YOUTUBE),
            should("faststart", True, YOUTUBE),
            should("edits", False, YOUTUBE),
            should("video", ("h264",), YOUTUBE),
            should("profile", ("High",), YOUTUBE),
            should("pixels", ("yuv420p",), YOUTUBE),
            should("audio", ("aac", 96_000, None), YOUTUBE),
            should("captions", {"9:16": _SHORTS_BOX}, SAFE_ZONES),
            should("type", {"9:16": _SHORTS_BOX}, SAFE_ZONES),
        ),
    ),
    Platform(
        "youtube",
        "YouTube",
        (
            should("ratio", ("16:9", "9:16", "1:1", "4:5"), GOOGLE_ADS),
            should("ratio_advised", ("16:9",), YOUTUBE),
            should("size", {"16:9": (1280, 720), "9:16": (720, 1280), "1:1": (480, 480)}, GOOGLE_ADS),
            should("fps", (24, 60), YOUTUBE),
            Limit("bytes", 256_000 * MB, GOOGLE_ADS),
            Limit("container", ("mp4",), YOUTUBE),
            should("faststart", True, YOUTUBE),
            should("edits", False, YOUTUBE),
            should("video", ("h264",), YOUTUBE),
            should("profile", ("High",), YOUTUBE),
            should("pixels", ("yuv420p",), YOUTUBE),
            should("audio", ("aac", 96_000, None), YOUTUBE),
            should("keyframes", 0.5, YOUTUBE),
        ),
    ),
    Platform(
        "amazon",
        "Amazon",
        (
            Limit("ratio", ("16:9",), AMAZON_ADS),
            Limit("size", {"16:9": (1280, 720)}, AMAZON_LISTING),
            should("size_advised", {"16:9": (1920, 1080)}, AMAZON_ADS),
            Limit("fps", (15, None), AMAZON_ADS),
            Limit("duration", (None, 180), AMAZON_ADS),
            should("duration_advised", (None, 15), AMAZON_ADS),
            Limit("bytes", 500 * MB, AMAZON_ADS),
            Limit("container", ("mp4", "mov"), AMAZON_LISTING),
            Limit("video", ("h264", "mpeg2video", "mpeg4"), AMAZON_ADS),
            Limit("audio", ("aac", None, 44_100), AMAZON_ADS),
            Limit("offers", False, AMAZON_LISTING),
        ),
    ),
    Platform(
        "shopify",
        "Shopify",
        (
            Limit("longest", 4096, SHOPIFY),
            Limit("duration", (None, 600), SHOPIFY),
            Limit("bytes", 1000 * MB, SHOPIFY),
            Limit("container", ("mp4", "mov"), SHOPIFY),
        ),
    ),
)

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
    captions: tuple | None = None
    type: tuple | None = None
    words: tuple = field(default=())


@dataclass(frozen=True)
class Found:
    """What a check found. `good` is None where it cannot be said."""

    good: bool | None
    measured: str
    allowed: str = "not published"
    advice: str = ""


def report(facts):
    """[{platform, label, verdict, counts, checks}] for all PLATFORMS, as plain JSON.

    A check is {check, label, verdict, measured, allowed, advice, source}. A platform's verdict is "fail"
    if one of its checks fails, else "pass": what is unknown is counted and shown beside it.
    """
    return [_platform(platform, facts) for platform in PLATFORMS]


def _platform(platform, facts):
    known = {limit.check: limit for limit in platform.limits}
    names = [name for name in CHECKS if name in known or name in ALWAYS]
    checks = [_check(name, known.get(name) or Limit(name, None), facts) for name in names]
    checks.sort(key=lambda check: _ORDER.index(check["verdict"]))
    verdicts = [check["verdict"] for check in checks]
    counts = {verdict: verdicts.count(verdict) for verdict in (PASS, FAIL, ADVICE, UNKNOWN)}
    verdict = FAIL if counts[FAIL] else PASS
    return {
        "platform": platform.name,
        "label": platform.label,
        "verdict": verdict,
        "counts": counts,
        "checks": checks,
    }


def _check(name, limit, facts):
    label, look = CHECKS[name]
    found = look(facts, limit.allowed)
    row = asdict(found)
    good = row.pop("good")
    if good is None:
        verdict = UNKNOWN
    else:
        verdict = PASS if good else FAIL if limit.must else ADVICE
    if verdict in (PASS, UNKNOWN):
        row["advice"] = row["advice"] if verdict == UNKNOWN else ""
    return {"check": name, "label": label, "verdict": verdict, **row, "source": limit.source}


# --- the checks ------------------------------------------------------------------------------
def _ratio(facts, allowed):
    if not allowed:
        return Found(None, facts.aspect)
    advice = f"Make it in {' or '.join(allowed)} with “Make other ratios”."
    return Found(facts.aspect in allowed, facts.aspect, ", ".join(allowed), advice)


def _size(facts, allowed):
    measured = f"{facts.width}×{facts.height}"
    least = (allowed or {}).get(facts.aspect)
    if least is None:
        return Found(None, measured, "not published for this ratio" if allowed else "not published")
    good = facts.width >= least[0] and facts.height >= least[1]
    return Found(good, measured, f"{least[0]}×{least[1]} or more", "Choose a higher resolution.")


def _widest(facts, most):
    return _pixels(facts.width, most)


def _longest(facts, most):
    return _pixels(max(facts.width, facts.height), most)


def _pixels(side, most):
    return Found(side <= most, f"{side} pixels", f"{most} pixels or fewer", "Choose a lower resolution.")


def _fps(facts, allowed):
    measured = f"{facts.fps:g}" + ("" if facts.constant_rate else ", not even")
    return _within(facts.fps, measured, allowed, "", "Convert it to an even 30 frames a second.")


def _duration(facts, allowed):
    advice = "Make scenes shorter or longer on the board, and have it approved again."
    return _within(facts.seconds, f"{facts.seconds:g} s", allowed, " s", advice)


def _bytes(facts, most):
    measured = f"{facts.bytes / MB:.1f} MB"
    if most is None:
        return Found(None, measured)
    return Found(facts.bytes <= most, measured, f"{most / MB:,.0f} MB or less", "Choose a lower resolution.")


def _bitrate(facts, allowed):
    kbps = facts.bytes * 8 / 1000 / max(facts.seconds, 0.001)
    return _within(kbps, f"{kbps:,.0f} kbit/s", allowed, " kbit/s", "Render it at a higher resolution.")


def _within(value, measured, allowed, unit, advice):
    """A value against (least, most), either of which may be None."""
    if allowed is None:
        return Found(None, measured)
    least, most = allowed
    good = (least is None or value >= least) and (most is None or value <= most)
    return Found(good, measured, _span(least, most, unit), advice)


def _span(least, most, unit):
    if least is None:
        return f"{most:g}{unit} or less"
    return f"{least:g}{unit} or more" if most is None else f"{least:g} to {most:g}{unit}"


def _one_of(name, advice):
    def look(facts, allowed):
        measured = getattr(facts, name)
        if not allowed:
            return Found(None, measured)
        return Found(measured in allowed, measured, " or ".join(allowed), advice)

    return look


def _faststart(facts, wanted):
    measured = "at the front" if facts.faststart else "at the end"
    if wanted is None:
        return Found(None, measured)
    return Found(facts.faststart, measured, "at the front", "Render it again: our own files start with it.")


def _edits(facts, wanted):
    """One that only skips an encoder's start moves nothing; whether a rule means it is not published."""
    if not facts.has_edits:
        return Found(
            None if wanted is None else True, "none", "none" if wanted is not None else "not published"
        )
    if wanted is None:
        return Found(None, facts.edits or "skips the encoders' start only")
    if facts.edits:
        return Found(False, facts.edits, "none", "Write the file anew without edits.")
    advice = "The rule says none; whether it means the line that skips an encoder's start is not published."
    return Found(None, "skips the encoders' start only", "none", advice)


def _audio(facts, allowed):
    measured = f"{facts.audio} {facts.sample_rate / 1000:g} kHz, {facts.channels} channels"
    measured = measured if facts.audio else "no sound"
    if allowed is None:
        return Found(None, measured)
    codec, most, least = allowed
    good = facts.audio == codec and facts.sample_rate <= (most or 10**9) and facts.sample_rate >= (least or 0)
    rate = f", up to {most / 1000:g} kHz" if most else f", {least / 1000:g} kHz or more" if least else ""
    return Found(good, measured, codec + rate, "Render it again: our own sound is AAC at 48 kHz.")


def _apart(facts, _):
    """No platform says how far they may be apart; one AAC frame is what any player takes for nothing."""
    if not facts.audio:
        return Found(None, "no sound")
    good = abs(facts.apart_ms) <= 22
    return Found(
        good, f"{facts.apart_ms:+d} ms", "within one AAC frame (our own promise)", "Render it again."
    )


def _keyframes(facts, most):
    measured = f"every {facts.keyframe_seconds:g} s at most"
    if most is None:
        return Found(None, measured)
    advice = "Nothing to do: the platform encodes it again; closer keyframes only make that quicker."
    return Found(facts.keyframe_seconds <= most + 1e-6, measured, f"every {most:g} s", advice)


def _loudness(facts, allowed):
    measured = "silent" if facts.lufs is None or facts.lufs <= -70 else f"{facts.lufs:.1f} LUFS"
    return _within(facts.lufs or -70, measured, allowed, " LUFS", "Render it again.")


def _peak(facts, allowed):
    measured = "silent" if facts.true_peak_db is None else f"{facts.true_peak_db:.1f} dBTP"
    return _within(facts.true_peak_db or -99, measured, allowed, " dBTP", "Render it again.")


def _safe(name, nothing, advice):
    def look(facts, allowed):
        box = getattr(facts, name)
        if box is None:
            return Found(None, nothing, "nothing to check")
        free = (allowed or {}).get(facts.aspect)
        if free is None:
            return Found(None, _corners(box), f"not published for {facts.aspect}")
        inside = box[0] >= free[0] and box[1] >= free[1] and box[2] <= free[2] and box[3] <= free[3]
        return Found(inside, _corners(box), f"within {_corners(free)}", advice)

    return look


def _corners(box):
    left, top, right, bottom = (round(100 * value) for value in box)
    return f"{left}–{right} % across, {top}–{bottom} % down"


def _offers(facts, _):
    found = ad_policy.found(facts.words)
    told = "; ".join(f"{where}: “{words}” ({why})" for where, words, why in found[:6])
    more = f" and {len(found) - 6} more" if len(found) > 6 else ""
    advice = "Take prices, offers, dates, reviews and addresses out of these words for Amazon's version."
    return Found(not found, told + more or "none found", "no price, offer, review or address", advice)


CHECKS = {
    "ratio": ("Ratio", _ratio),
    "ratio_advised": ("Ratio, advised", _ratio),
    "size": ("Size", _size),
    "size_advised": ("Size, advised", _size),
    "widest": ("Width", _widest),
    "longest": ("Longest side", _longest),
    "fps": ("Frames a second", _fps),
    "duration": ("Length", _duration),
    "duration_advised": ("Length, advised", _duration),
    "bytes": ("File size", _bytes),
    "bitrate": ("Bit rate", _bitrate),
    "bitrate_advised": ("Bit rate, advised", _bitrate),
    "container": ("File format", _one_of("container", "Convert it to MP4.")),
    "faststart": ("Index", _faststart),
    "edits": ("Edit list", _edits),
    "video": ("Picture codec", _one_of("video", "Convert it to H.264.")),
    "profile": ("Profile", _one_of("profile", "Convert it to H.264 High.")),
    "pixels": ("Pixel format", _one_of("pixels", "Convert it to 4:2:0.")),
    "keyframes": ("Keyframes", _keyframes),
    "audio": ("Sound", _audio),
    "apart": ("Sound and picture", _apart),
    "loudness": ("Loudness", _loudness),
    "peak": ("True peak", _peak),
    "captions": (
        "Captions",
        _safe("captions", "none burnt in", "The platform's own buttons cover a part of them."),
    ),
    "type": ("Words in pictures", _safe("type", "none", "The platform's own buttons cover a part of them.")),
    "offers": ("No price, no offer", _offers),
}

# Shown for each platform, also where it publishes no limit: then they are told as unknown.
ALWAYS = ("fps", "bitrate", "faststart", "video", "audio", "apart", "loudness", "peak", "captions")
