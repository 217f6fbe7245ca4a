"""Which provider does what: keys, addresses and models from the environment, and their order.

The settings take every name of `__all__`. docs/providers.md tells how each provider is set up. Without
a key everything is made on this machine.
"""

from django.core.exceptions import ImproperlyConfigured

from vidstudio import env
from vidstudio.home import HOME_DIR

# Seconds. A step's own limit (VIDSTUDIO_STEP_HARD_SECONDS) is an hour.
LONGEST_TIMEOUT = 900

__all__ = [
    "AI_MOCK_MODE",
    "ANTHROPIC_API_KEY",
    "AZURE_SPEECH_KEY",
    "COMPOSE_API_KEY",
    "COMPOSE_BASE_URL",
    "ELEVENLABS_API_KEY",
    "FAL_JWKS_URL",
    "FAL_KEY",
    "GOOGLE_API_KEY",
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
    "PROVIDERS",
    "PROVIDER_OFFERS",
    "PROVIDER_LIMITS",
    "PUBLIC_URL",
    "REPLICATE_API_TOKEN",
    "REPLICATE_WEBHOOK_SECRETS",
    "RESULT_HOSTS",
    "RUNWAYML_API_SECRET",
    "UNKNOWN_PRICES",
]

OPENAI_API_KEY = env.text("OPENAI_API_KEY")
OPENAI_BASE_URL = env.text("OPENAI_BASE_URL")
REPLICATE_API_TOKEN = env.text("REPLICATE_API_TOKEN")
ELEVENLABS_API_KEY = env.text("ELEVENLABS_API_KEY")
ANTHROPIC_API_KEY = env.text("ANTHROPIC_API_KEY")
AZURE_SPEECH_KEY = env.text("AZURE_SPEECH_KEY")
RUNWAYML_API_SECRET = env.text("RUNWAYML_API_SECRET")
FAL_KEY = env.text("FAL_KEY")
GOOGLE_API_KEY = env.text("GOOGLE_API_KEY")
COMPOSE_API_KEY = env.text("COMPOSE_API_KEY")
# Where this studio is reached from outside. Providers that can then tell us when they are done; without
# it they are asked (generation/engine/webhooks.py). A composer elsewhere fetches the media there.
PUBLIC_URL = env.address("VIDSTUDIO_PUBLIC_URL")
COMPOSE_BASE_URL = env.text("COMPOSE_BASE_URL")
# Off: espeak-ng speaks all languages, also those that natural voices are installed for.
NATURAL_VOICES = env.flag("VIDSTUDIO_NATURAL_VOICES", True)
# On while no provider key is set: local providers only, and every page says so.
_KEYS = (
    OPENAI_API_KEY,
    REPLICATE_API_TOKEN,
    ELEVENLABS_API_KEY,
    ANTHROPIC_API_KEY,
    AZURE_SPEECH_KEY,
    RUNWAYML_API_SECRET,
    FAL_KEY,
    GOOGLE_API_KEY,
    COMPOSE_API_KEY,
    env.address("SERVER_IMAGE_URL"),
    env.address("SERVER_VOICE_URL"),
)
AI_MOCK_MODE = env.flag("AI_MOCK_MODE", not any(_KEYS))
# Where a provider's files may lie: these hosts and what is below them; none named: anywhere public.
RESULT_HOSTS = {
    "replicate": env.words("REPLICATE_FILE_HOSTS", "replicate.delivery"),
    "runway": env.words("RUNWAYML_FILE_HOSTS"),
    "pika": env.words("FAL_FILE_HOSTS"),
    "custom": env.words("COMPOSE_FILE_HOSTS"),
}

# How long a provider may be silent while it answers one request, in seconds, where that is not named.
_SECONDS = env.number("PROVIDER_TIMEOUT_SECONDS", 0, 0, LONGEST_TIMEOUT)

_LOCAL = "generation.local"
# "xhigh" and "max" are of gpt-image-2.5 and later.
_QUALITIES = ("low", "medium", "high", "xhigh", "max", "auto")
_OPENAI = {
    "key": OPENAI_API_KEY,
    "base_url": OPENAI_BASE_URL,
    "seconds": env.number("OPENAI_TIMEOUT_SECONDS", _SECONDS or 90, 1, LONGEST_TIMEOUT),
}
_ANTHROPIC = {"key": ANTHROPIC_API_KEY, "base_url": env.text("ANTHROPIC_BASE_URL")}
_ANTHROPIC["seconds"] = env.number("ANTHROPIC_TIMEOUT_SECONDS", _SECONDS or 90, 1, LONGEST_TIMEOUT)
_AZURE = {
    "key": AZURE_SPEECH_KEY,
    "region": env.text("AZURE_SPEECH_REGION"),
    "endpoint": env.text("AZURE_SPEECH_ENDPOINT"),
    "voices": env.text("AZURE_SPEECH_VOICES"),
    "model": env.text("AZURE_SPEECH_MODEL"),
    "seconds": env.number("AZURE_SPEECH_TIMEOUT_SECONDS", _SECONDS or 90, 1, LONGEST_TIMEOUT),
}
if AZURE_SPEECH_KEY and not (_AZURE["region"] or _AZURE["endpoint"]):
    raise ImproperlyConfigured(
        "AZURE_SPEECH_KEY needs AZURE_SPEECH_REGION (or AZURE_SPEECH_ENDPOINT) beside it"
    )


def _server(talent, **more):
    """Options of a server of one's own that speaks OpenAI's wire: its address, or a list, turns it on."""
    url = env.address(f"SERVER_{talent}_URL")
    return {
        "own_server": True,
        "private": env.flag("VIDSTUDIO_PRIVATE_SERVERS", False),
        "key": env.text(f"SERVER_{talent}_KEY", "none"),
        "model": env.text(f"SERVER_{talent}_MODEL", "default" if url else ""),
        "base_url": url,
        "seconds": env.number(f"SERVER_{talent}_TIMEOUT_SECONDS", _SECONDS or 300, 1, LONGEST_TIMEOUT),
        **more,
    }


_SERVER_OF_IMAGES = _server("IMAGE")
_SERVER_OF_VOICES = _server("VOICE", voices=env.text("SERVER_VOICE_VOICES"))


def _google(talent, seconds=90):
    """Options of a talent at Google."""
    return {
        "key": GOOGLE_API_KEY,
        "model": env.text(f"GOOGLE_{talent}_MODEL"),
        "base_url": env.text("GOOGLE_BASE_URL", "https://generativelanguage.googleapis.com"),
        "seconds": env.number("GOOGLE_TIMEOUT_SECONDS", _SECONDS or seconds, 1, LONGEST_TIMEOUT),
    }


def _replicate(talent, **more):
    """Options of a talent at Replicate."""
    return {
        "key": REPLICATE_API_TOKEN,
        "model": env.text(f"REPLICATE_{talent}_MODEL"),
        "base_url": env.text("REPLICATE_BASE_URL", "https://api.replicate.com"),
        "seconds": env.number("REPLICATE_TIMEOUT_SECONDS", _SECONDS or 60, 1, LONGEST_TIMEOUT),
    }


# Who can do what: talent -> name -> (class, options). An empty model is the one that is on sale today:
# models are shut down, so they are rows (generation.providers.registry.model_for).
_OFFERS = {
    "text": {
        "local": (f"{_LOCAL}.copywriting.provider.Copywriter", {}),
        "openai": (
            "generation.providers.openai.OpenAIWriter",
            {**_OPENAI, "model": env.text("OPENAI_TEXT_MODEL")},
        ),
        "anthropic": (
            "generation.providers.anthropic.AnthropicWriter",
            {**_ANTHROPIC, "model": env.text("ANTHROPIC_TEXT_MODEL")},
        ),
        "google": ("generation.providers.google.GoogleWriter", _google("TEXT")),
    },
    "vision": {
        "local": (f"{_LOCAL}.vision.LocalVision", {}),
        "openai": (
            "generation.providers.openai.OpenAIAnalyst",
            {**_OPENAI, "model": env.text("OPENAI_VISION_MODEL")},
        ),
        "anthropic": (
            "generation.providers.anthropic.AnthropicAnalyst",
            {**_ANTHROPIC, "model": env.text("ANTHROPIC_VISION_MODEL")},
        ),
        "google": ("generation.providers.google.GoogleAnalyst", _google("VISION")),
    },
    "image": {
        "local": (f"{_LOCAL}.images.provider.ArtDirector", {}),
        "replicate": (
            "generation.providers.replicate.ReplicatePainter",
            _replicate("IMAGE"),
        ),
        "openai": (
            "generation.providers.openai.OpenAIPainter",
            {
                **_OPENAI,
                "model": env.text("OPENAI_IMAGE_MODEL"),
                "quality": env.text("OPENAI_IMAGE_QUALITY", "medium", _QUALITIES),
                "seconds": env.number("OPENAI_TIMEOUT_SECONDS", _SECONDS or 110, 1, LONGEST_TIMEOUT),
            },
        ),
        "google": ("generation.providers.google.GooglePainter", _google("IMAGE", 110)),
        "server": ("generation.providers.openai.OpenAIPainter", _SERVER_OF_IMAGES),
    },
    "voice": {
        "local": (
            f"{_LOCAL}.speech.provider.LocalVoice",
            {"natural": NATURAL_VOICES, "models": str(HOME_DIR / "models")},
        ),
        "elevenlabs": (
            "generation.providers.elevenlabs.ElevenLabsSpeaker",
            {
                "key": ELEVENLABS_API_KEY,
                "model": env.text("ELEVENLABS_MODEL"),
                "voices": env.text("ELEVENLABS_VOICES", "George:JBFqnCBsd6RMkjVDRZzb"),
                "base_url": env.text("ELEVENLABS_BASE_URL", "https://api.elevenlabs.io"),
                "seconds": env.number("ELEVENLABS_TIMEOUT_SECONDS", _SECONDS or 90, 1, LONGEST_TIMEOUT),
            },
        ),
        "azure": ("generation.providers.azure.AzureSpeaker", _AZURE),
        "openai": (
            "generation.providers.openai.OpenAISpeaker",
            {**_OPENAI, "model": env.text("OPENAI_VOICE_MODEL")},
        ),
        "google": ("generation.providers.google.GoogleSpeaker", _google("VOICE")),
        "server": ("generation.providers.openai.OpenAISpeaker", _SERVER_OF_VOICES),
    },
    "music": {
        "local": (f"{_LOCAL}.music.provider.LocalMusic", {"recorded": True}),
        "replicate": (
            "generation.providers.replicate.ReplicateComposer",
            _replicate("MUSIC"),
        ),
        "google": ("generation.providers.google.GoogleComposer", _google("MUSIC", 300)),
        "elevenlabs": (
            "generation.providers.elevenlabs.ElevenLabsComposer",
            {
                "key": ELEVENLABS_API_KEY,
                "model": env.text("ELEVENLABS_MUSIC_MODEL"),
                "base_url": env.text("ELEVENLABS_BASE_URL", "https://api.elevenlabs.io"),
                "seconds": env.number("ELEVENLABS_TIMEOUT_SECONDS", _SECONDS or 300, 1, LONGEST_TIMEOUT),
            },
        ),
    },
    "clip": {
        "runway": (
            "generation.providers.runway.RunwayAnimator",
            {
                "key": RUNWAYML_API_SECRET,
                "model": env.text("RUNWAY_MODEL"),
                "base_url": env.text("RUNWAYML_BASE_URL", "https://api.dev.runwayml.com"),
                "seconds": env.number("RUNWAYML_TIMEOUT_SECONDS", _SECONDS or 60, 1, LONGEST_TIMEOUT),
            },
        ),
        "pika": (
            "generation.providers.fal.FalAnimator",
            {
                "key": FAL_KEY,
                "model": env.text("FAL_MODEL"),
                "base_url": env.text("FAL_QUEUE_URL", "https://queue.fal.run"),
                "list_url": env.text("FAL_API_URL", "https://api.fal.ai"),
                "resolution": env.text("FAL_RESOLUTION", "720p", ("720p", "1080p")),
                "seconds": env.number("FAL_TIMEOUT_SECONDS", _SECONDS or 60, 1, LONGEST_TIMEOUT),
            },
        ),
        "replicate": (
            "generation.providers.replicate.ReplicateAnimator",
            _replicate("CLIP"),
        ),
    },
    "lip_sync": {
        "local": (f"{_LOCAL}.lip_sync.provider.LocalPortrait", {}),
        "replicate": ("generation.providers.replicate.ReplicateLipSyncer", _replicate("LIP_SYNC")),
    },
    "compose": {
        "local": ("rendering.providers.local.LocalRenderer", {}),
        "custom": (
            "rendering.providers.custom.CustomRenderer",
            {
                "key": COMPOSE_API_KEY,
                "base_url": COMPOSE_BASE_URL,
                "public_url": PUBLIC_URL,
                "seconds": env.number("COMPOSE_TIMEOUT_SECONDS", _SECONDS or 60, 1, LONGEST_TIMEOUT),
            },
        ),
    },
}
# Talents that a key alone does not turn on: a key for pictures is no wish for films, and the composer on
# this machine stays the first. Drawn speakers go with drawn pictures, not with bought ones.
_WHERE_LISTED = {
    ("local", "lip_sync"),
    ("replicate", "clip"),
    ("replicate", "lip_sync"),
    ("replicate", "music"),
    ("google", "music"),
    ("elevenlabs", "music"),
    ("custom", "compose"),
    *(("server", talent) for talent in ("image", "voice") if not env.address(f"SERVER_{talent.upper()}_URL")),
}


def _order(talent, offers):
    """Names in the order in which they are asked: as VIDSTUDIO_<TALENT>_PROVIDERS says.

    By default the first one with a key does it alone. Another base URL than OpenAI's own is only
    trusted with text, the one thing that they all can do. Local never stands in unless it is listed.
    """
    variable = f"VIDSTUDIO_{talent.upper()}_PROVIDERS"
    asked = env.words(variable)
    strange = [name for name in asked if name not in offers]
    if strange or len(set(asked)) != len(asked):
        raise ImproperlyConfigured(
            f"{variable} is {','.join(asked)!r}; it may list {', '.join(offers)}, each once"
        )
    keyless = [name for name in asked if offers[name][1].get("key") == "" and not AI_MOCK_MODE]
    if keyless:
        raise ImproperlyConfigured(f"{variable} lists {keyless[0]}, which has no key (docs/providers.md)")
    local = ["local"] if "local" in offers else []
    if AI_MOCK_MODE:
        return local
    elsewhere = {"openai"} if OPENAI_BASE_URL and talent != "text" else set()
    elsewhere |= {name for name, listed in _WHERE_LISTED if listed == talent}
    usable = [name for name in offers if offers[name][1].get("key") and name not in elsewhere]
    return asked or usable[:1] or [name for name in local if name not in elsewhere]


# One class per talent; an ordered list where there are several to fall back on.
PROVIDERS = {
    talent: [
        {"NAME": name, "CLASS": offers[name][0], "OPTIONS": offers[name][1]}
        for name in _order(talent, offers)
    ]
    for talent, offers in _OFFERS.items()
}

# Everybody who could be asked, as rows of PROVIDERS: a model is tried out before it is listed.
PROVIDER_OFFERS = {
    talent: [
        {"NAME": name, "CLASS": path, "OPTIONS": options}
        for name, (path, options) in offers.items()
        if options.get("key") and not AI_MOCK_MODE
    ]
    for talent, offers in _OFFERS.items()
}

# What a model without a price may cost is anything: where a budget is set, it is refused.
UNKNOWN_PRICES = env.text("VIDSTUDIO_UNKNOWN_PRICES", "refuse", ("refuse", "allow"))
# Replicate's secrets: the new one and, for a while, the old.
REPLICATE_WEBHOOK_SECRETS = env.secrets("REPLICATE_WEBHOOK_SECRET")
FAL_JWKS_URL = env.address("FAL_JWKS_URL", "https://rest.fal.ai/.well-known/jwks.json")
if any(row["NAME"] == "custom" for row in PROVIDERS["compose"]) and not (COMPOSE_BASE_URL and PUBLIC_URL):
    raise ImproperlyConfigured(
        "A composer elsewhere needs COMPOSE_BASE_URL, where it is, and VIDSTUDIO_PUBLIC_URL, where it "
        "fetches the media from"
    )

# Most requests that may be out at a provider, and that are sent to it in any minute; 0: no limit.
PROVIDER_LIMITS = {
    name: {
        "at_once": env.number(f"VIDSTUDIO_{name.upper()}_AT_ONCE", 0, 0, 10_000),
        "per_minute": env.number(f"VIDSTUDIO_{name.upper()}_PER_MINUTE", 0, 0, 10_000),
    }
    for name in sorted({name for offers in _OFFERS.values() for name in offers})
}
