"""Which keys a backup needs, told by fingerprints that say nothing about the keys."""

import hashlib
import hmac

from django.conf import settings

# SECRET_KEY signs sessions, links and addresses for providers; with the others open requests are looked up.
NAMES = (
    "SECRET_KEY", "OPENAI_API_KEY", "ANTHROPIC_API_KEY", "REPLICATE_API_TOKEN", "ELEVENLABS_API_KEY",
    "AZURE_SPEECH_KEY", "RUNWAYML_API_SECRET", "FAL_KEY", "COMPOSE_API_KEY",
)  # fmt: skip


def fingerprints() -> dict[str, str]:
    """{name: 16 hex digits} of the keys that are set."""
    keys = {name: getattr(settings, name, "") for name in NAMES}
    return {name: _fingerprint(name, key) for name, key in keys.items() if key}


def _fingerprint(name: str, key: str) -> str:
    """Slow to make, so that a short key is not guessed from it."""
    return hashlib.pbkdf2_hmac("sha256", key.encode(), f"vidstudio backup {name}".encode(), 200_000).hex()[
        :16
    ]


def others(wanted: dict[str, str]) -> list[str]:
    """The names of those that are not here, or are not the same here."""
    mine = fingerprints()
    return [name for name, one in wanted.items() if not hmac.compare_digest(mine.get(name, ""), one)]
