"""The price book and the models on sale, as read on 2026-11-20; migrations write them into rows.

Rows are what counts: the admin adds newer ones there. A figure that nobody gave is not here, and its
cost stays unknown. A unit that is told beside the bill (the seconds of a model that is paid by the
picture) has a price of nothing, which is not the same as no price.
"""

from datetime import date, timedelta
from decimal import Decimal

READ_ON = "read 2026-11-20"
LITELLM = f"litellm 1.109.1's price file, {READ_ON}"
OPENAI = f"developers.openai.com/api/docs/pricing, by way of {LITELLM}"
ANTHROPIC = f"platform.claude.com pricing, by way of {LITELLM}"
REPLICATE = "a copy of replicate.com/pricing of 2026-10-07"
ELEVENLABS = f"elevenlabs.io/pricing/api, by way of {LITELLM}"
AZURE = f"Azure's price calculator, by way of {LITELLM}; others list 16 per million"
RUNWAY = f"docs.dev.runwayml.com/guides/pricing, by way of {LITELLM}"
FAL = "a third party's list without a date: little trust"
BESIDE = "told beside the bill, not charged"

MILLION = 10**6
CACHE = ("tokens_cache_write", "tokens_cache_read")
# From when on a model counts as on sale where nobody says when it came.
FIRST = date(2026, 1, 1)
GPT_6 = date(2026, 9, 22)
HAIKU_5_5 = date(2026, 10, 16)


def _last(shutdown):
    """The last day of a model whose end is announced as an ISO date, or None."""
    return date.fromisoformat(shutdown) - timedelta(days=1) if shutdown else None


# (model, since, shutdown, in, out), USD for a million tokens.
_OPENAI_TALK = (
    ("gpt-6-luna", GPT_6, "", "0.10", "0.50"),
    ("gpt-6-sol", GPT_6, "", "2", "10"),
    ("gpt-6.1-sol", GPT_6, "", "2", "10"),
    ("gpt-6.1-terra", GPT_6, "", "1", "5"),
    ("gpt-5.6-luna", FIRST, "", "0.20", "1.20"),
    ("gpt-5.6-terra", FIRST, "", "2", "12"),
    ("gpt-5.4-mini", FIRST, "", "0.75", "4.50"),
    ("gpt-5.4-nano", FIRST, "2027-04-01", "0.20", "1.25"),
    ("gpt-4o-mini", FIRST, "2027-01-14", "0.15", "0.60"),
)
# And, beside the rest, for a million tokens written to and read from its cache.
_ANTHROPIC_CACHE = {
    "claude-haiku-5-5": ("0.125", "0.01"),
    "claude-sonnet-5-5": ("2.50", "0.10"),
    "claude-opus-5-5": ("5", "0.20"),
    "claude-haiku-4-5": ("1.25", "0.10"),
}
_ANTHROPIC_TALK = (
    ("claude-haiku-5-5", HAIKU_5_5, "", "0.10", "0.50"),
    ("claude-sonnet-5-5", FIRST, "", "2", "10"),
    ("claude-opus-5-5", FIRST, "", "4", "20"),
    ("claude-haiku-4-5", FIRST, "", "1", "5"),
)
# (model, shutdown, text in, picture in, picture out), USD for a million tokens.
_OPENAI_PICTURES = (
    ("gpt-image-2", "", "5", "8", "30"),
    ("gpt-image-2.5-flare", "", "5", "8", "30"),
    ("gpt-image-2.5-sunburst", "", "5", "8", "30"),
    ("gpt-image-1.5", "2026-12-01", "5", "8", "32"),
    ("gpt-image-1-mini", "2026-12-01", "2", "2.50", "8"),
)
# USD for a picture.
_REPLICATE_PICTURES = (
    ("black-forest-labs/flux-schnell", "0.003"),
    ("black-forest-labs/flux-dev", "0.025"),
    ("black-forest-labs/flux-1.1-pro", "0.04"),
)
# (model, shutdown, USD for a million characters).
_OPENAI_VOICES = (("tts-1", "2027-01-06", "15"), ("tts-1-hd", "2027-01-06", "30"))
_ELEVENLABS_VOICES = (
    ("eleven_multilingual_v2", "80"),
    ("eleven_v3", "80"),
    ("eleven_v4", "80"),
    ("eleven_v4_turbo", "40"),
    ("eleven_flash_v2_5", "40"),
    ("eleven_flash_v2", "40"),
    ("eleven_turbo_v2_5", "40"),
    ("eleven_turbo_v2", "40"),
)
_AZURE_VOICES = (("neural", "15"), ("neural-hd", "30"))
# USD for a second of film; units of other sizes have their own name.
_RUNWAY_CLIPS = (
    ("gen4_turbo", {"video_seconds": "0.05"}),
    ("gen4.5", {"video_seconds": "0.12"}),
    ("veo3.1", {"video_seconds": "0.40"}),
    ("veo3.1_fast", {"video_seconds": "0.15"}),
    ("seedance2", {"video_seconds": "0.36", "video_seconds_1080p": "0.40", "video_seconds_4k": "1.50"}),
    ("seedance2_fast", {"video_seconds": "0.29"}),
    ("seedance2_mini", {"video_seconds": "0.16"}),
    ("hailuo3", {"video_seconds": "0.10", "video_seconds_1080p": "0.15"}),
)
# A model of the public's own: Replicate wants its version, too.
MUSICGEN = "meta/musicgen:671ac645ce5e552cc63a54a2bbff63fcf798043055d2dac5fc9e36a837eedcfb"
PIKA = "fal-ai/pika/v2.2/image-to-video"

# Models that are, or were, on sale without a price that anybody gave: (provider, talents, model, shutdown).
_UNPRICED = (
    ("openai", ("text", "vision"), "gpt-5", "2026-12-11"),
    ("openai", ("text", "vision"), "gpt-5-mini", "2026-12-11"),
    ("openai", ("text", "vision"), "gpt-5-nano", "2026-12-11"),
    ("openai", ("text", "vision"), "gpt-4o", "2027-01-14"),
    ("openai", ("text", "vision"), "gpt-4.1", "2027-01-14"),
    ("openai", ("text", "vision"), "gpt-4.1-mini", "2027-01-14"),
    ("openai", ("image",), "gpt-image-1", "2026-10-23"),
    ("openai", ("image",), "chatgpt-image-latest", "2026-12-01"),
    ("openai", ("image",), "dall-e-2", "2026-05-12"),
    ("openai", ("image",), "dall-e-3", "2026-05-12"),
    ("openai", ("voice",), "gpt-4o-mini-tts", "2027-01-06"),
    ("openai", ("clip",), "sora-2", "2026-09-24"),
    ("openai", ("clip",), "sora-2-pro", "2026-09-24"),
    ("anthropic", ("text", "vision"), "claude-sonnet-4-5", "2026-11-30"),
    ("replicate", ("clip",), "bytedance/seedance-1-pro", ""),
    ("replicate", ("lip_sync",), "bytedance/omni-human", ""),
    ("replicate", ("lip_sync",), "sync/lipsync-2", ""),
    ("replicate", ("lip_sync",), "kwaivgi/kling-lip-sync", ""),
    ("replicate", ("music",), MUSICGEN, ""),
)

# Which model is asked where the settings name none.
DEFAULTS = {
    ("openai", "text"): "gpt-6-luna",
    ("openai", "vision"): "gpt-6-luna",
    ("openai", "image"): "gpt-image-2",
    ("openai", "voice"): "gpt-4o-mini-tts",
    ("anthropic", "text"): "claude-haiku-5-5",
    ("anthropic", "vision"): "claude-haiku-5-5",
    ("replicate", "image"): "black-forest-labs/flux-schnell",
    ("replicate", "clip"): "bytedance/seedance-1-pro",
    ("replicate", "lip_sync"): "bytedance/omni-human",
    ("replicate", "music"): MUSICGEN,
    ("elevenlabs", "voice"): "eleven_multilingual_v2",
    ("azure", "voice"): "neural",
    ("runway", "clip"): "gen4_turbo",
    ("pika", "clip"): PIKA,
}

# What adapters and people may want to know of a model: longest text in characters, lengths in seconds.
LIMITS = {
    ("openai", "tts-1"): {"longest_text": 4096},
    ("openai", "tts-1-hd"): {"longest_text": 4096},
    ("openai", "gpt-4o-mini-tts"): {"longest_text": 4096},
    ("openai", "gpt-image-2"): {"longest_text": 32000},
    ("elevenlabs", "eleven_multilingual_v2"): {"longest_text": 10000},
    ("elevenlabs", "eleven_flash_v2_5"): {"longest_text": 40000},
    ("azure", "neural"): {"longest_seconds": 600},
    ("azure", "neural-hd"): {"longest_seconds": 600},
    ("runway", "gen4_turbo"): {"longest_text": 1000},
    ("runway", "gen4.5"): {"shortest_seconds": 2, "longest_seconds": 10},
    ("runway", "veo3.1"): {"seconds": [4, 6, 8]},
    ("runway", "veo3.1_fast"): {"seconds": [4, 6, 8]},
    ("pika", PIKA): {"seconds": [5, 10], "sizes": ["720p", "1080p"]},
}


def prices():
    """Each price as a dict of Price's columns."""
    for provider, rows, source in (
        ("openai", _OPENAI_TALK, OPENAI),
        ("anthropic", _ANTHROPIC_TALK, ANTHROPIC),
    ):
        for model, since, shutdown, told, said in rows:
            for talent in ("text", "vision"):
                units = {"tokens_in": told, "tokens_out": said}
                units |= dict(zip(CACHE, _ANTHROPIC_CACHE.get(model, ()), strict=False))
                yield from _tariff(provider, talent, model, units, MILLION, source, since, shutdown)
    for model, shutdown, text, picture, made in _OPENAI_PICTURES:
        units = {"tokens_in": text, "image_tokens_in": picture, "tokens_out": made}
        yield from _tariff("openai", "image", model, units, MILLION, OPENAI, FIRST, shutdown)
        yield from _tariff("openai", "image", model, {"images": "0"}, 1, BESIDE, FIRST, shutdown)
    for model, each in _REPLICATE_PICTURES:
        yield from _tariff("replicate", "image", model, {"images": each}, 1, REPLICATE)
        yield from _tariff("replicate", "image", model, {"seconds": "0"}, 1, BESIDE)
    yield from _spoken()
    for model, units in _RUNWAY_CLIPS:
        yield from _tariff("runway", "clip", model, units, 1, RUNWAY)
        yield from _tariff("runway", "clip", model, {"clips": "0"}, 1, BESIDE)
    for talent in ("clip", "lip_sync", "image", "voice"):
        yield from _tariff("runway", talent, "", {"credits": "0.01"}, 1, RUNWAY)
    # A clip of five seconds is 0.20, in 1080p 0.45.
    yield from _tariff("pika", "clip", PIKA, {"video_seconds": "0.20", "video_seconds_1080p": "0.45"}, 5, FAL)
    yield from _tariff("pika", "clip", PIKA, {"clips": "0"}, 1, BESIDE)


def _spoken():
    for model, shutdown, each in _OPENAI_VOICES:
        yield from _tariff("openai", "voice", model, {"characters": each}, MILLION, OPENAI, FIRST, shutdown)
    for provider, rows, source in (
        ("elevenlabs", _ELEVENLABS_VOICES, ELEVENLABS),
        ("azure", _AZURE_VOICES, AZURE),
    ):
        for model, each in rows:
            yield from _tariff(provider, "voice", model, {"characters": each}, MILLION, source)


def _tariff(provider, talent, model, units, per, source, since=FIRST, shutdown=""):
    for unit, amount in units.items():
        yield {
            "provider": provider,
            "talent": talent,
            "model": model,
            "unit": unit,
            "amount": Decimal(amount),
            "per": per,
            "valid_from": since,
            "valid_to": _last(shutdown),
            "source": source,
        }


def cards():
    """Each model as a dict of ModelCard's columns: all that have a price, and those without."""
    priced = {(row["provider"], row["talent"], row["model"]): row for row in prices() if row["model"]}
    for (provider, talent, model), row in priced.items():
        yield _card(provider, talent, model, row["valid_from"], row["valid_to"])
    for provider, talents, model, shutdown in _UNPRICED:
        for talent in talents:
            yield _card(provider, talent, model, FIRST, _last(shutdown))


def _card(provider, talent, model, since, last):
    return {
        "provider": provider,
        "talent": talent,
        "model": model,
        "limits": LIMITS.get((provider, model), {}),
        "default": DEFAULTS.get((provider, talent)) == model,
        "valid_from": since,
        "valid_to": last,
        "source": f"the provider's documentation and announcements of shutdown, {READ_ON}",
    }


def seed(price, model_card):
    """Write what is not there yet; `price` and `model_card` are the classes. Rows of people stay."""
    keys = {price: ("provider", "talent", "model", "unit", "valid_from")}
    keys[model_card] = ("provider", "talent", "model", "valid_from")
    for kind, rows in ((price, prices()), (model_card, cards())):
        for row in rows:
            found = {key: row.pop(key) for key in keys[kind]}
            kind.objects.get_or_create(**found, defaults=row)
