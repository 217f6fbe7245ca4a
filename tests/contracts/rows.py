"""Rows of PROVIDERS that lead to doubles, and the shortest job. Plain values, so settings may use them."""

KEY = "sk-loopback-0123456789"
# How long an answer may take: long enough for a machine that is busy. Who tests a stall asks for less.
PATIENCE = 20.0
JOB_KINDS = {
    "try": {
        "label": "Try",
        "pipeline": "generation.engine.pipelines.Pipeline",
        "stages": (("stage", 0, 100),),
    }
}
STAGES = {"stage": "tests.contracts.stage.AskStage"}


def row(name, path, url, **options):
    options = {"key": KEY, "base_url": url, "seconds": PATIENCE, **options}
    return {"NAME": name, "CLASS": f"generation.providers.{path}", "OPTIONS": options}


def openai(talent, url):
    path = {"text": "Writer", "vision": "Analyst", "image": "Painter", "voice": "Speaker"}[talent]
    return row("openai", f"openai.OpenAI{path}", f"{url}/v1", model="test-model")


def shown(who, url):
    """A provider of pictures whose model's card takes reference pictures."""
    if who == "openai":
        return row("openai", "openai.OpenAIPainter", f"{url}/v1", model="gpt-image-2.6-flare")
    return row("replicate", "replicate.ReplicatePainter", url, model="google/nano-banana-2")


def google(talent, url, seconds=PATIENCE):
    path = {
        "text": "Writer",
        "vision": "Analyst",
        "image": "Painter",
        "voice": "Speaker",
        "music": "Composer",
    }
    model = {
        "image": "gemini-nano-banana-2.1",
        "voice": "gemini-3.8-flash-tts",
        "music": "lyria-3.5",
    }.get(talent, "gemini-3.8-flash")
    return row("google", f"google.Google{path[talent]}", url, model=model, seconds=seconds)


def elevenlabs_music(url):
    return row("elevenlabs", "elevenlabs.ElevenLabsComposer", url, model="music_v2_5")


def server(talent, url, **options):
    """A server of one's own that speaks OpenAI's wire."""
    path = {"image": "Painter", "voice": "Speaker"}[talent]
    options = {"own_server": True, **options}
    return row("server", f"openai.OpenAI{path}", f"{url}/v1", model="default", **options)


def replicate(url):
    return row("replicate", "replicate.ReplicatePainter", url, model="black-forest-labs/flux-schnell")


def clips(who, url):
    """A provider of clips at its double."""
    options = {
        "runway": {"model": "gen4_turbo", "poll_seconds": 0},
        "pika": {"model": "fal-ai/pika/v2.2/image-to-video", "list_url": url},
        "replicate": {"model": "bytedance/seedance-1-pro"},
    }[who]
    path = {
        "runway": "runway.RunwayAnimator",
        "pika": "fal.FalAnimator",
        "replicate": "replicate.ReplicateAnimator",
    }[who]
    return row(who, path, url, **options)


def lip_sync(url):
    return row("replicate", "replicate.ReplicateLipSyncer", url, model="bytedance/omni-human")


def music(url):
    return row("replicate", "replicate.ReplicateComposer", url, model=f"meta/musicgen:{'6' * 64}")


def composer(url, public_url="https://studio.example.com"):
    options = {"key": KEY, "base_url": url, "public_url": public_url, "seconds": PATIENCE}
    return {"NAME": "custom", "CLASS": "rendering.providers.custom.CustomRenderer", "OPTIONS": options}


def elevenlabs(url):
    return row(
        "elevenlabs",
        "elevenlabs.ElevenLabsSpeaker",
        url,
        model="eleven_test",
        voices="Nova:abcd1234,Sam:efgh5678",
    )


def anthropic(talent, url):
    path = {"text": "Writer", "vision": "Analyst"}[talent]
    return row("anthropic", f"anthropic.Anthropic{path}", url, model="test-model")


def ollama(talent, url):
    """Another server of OpenAI's wire, under a name of its own."""
    path = {"text": "Writer", "vision": "Analyst"}[talent]
    return row("ollama", f"openai.OpenAI{path}", f"{url}/v1", model="qwen3")


def azure(url):
    options = {"key": KEY, "endpoint": url, "seconds": PATIENCE, "model": "test-voice"}
    return {"NAME": "azure", "CLASS": "generation.providers.azure.AzureSpeaker", "OPTIONS": options}
