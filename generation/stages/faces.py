"""What is found on a character's portrait, where somebody here moves lips: people only correct it."""

from typing import Any

from django.conf import settings

from generation.media import face_finding
from generation.providers import registry
from generation.providers.registry import RegisteredProvider
from projects.media import library
from projects.models import Asset


def found_on(portrait: Asset | None) -> dict[str, Any] | None:
    """What projects.board.characters.as_found takes; None where nobody looked at the portrait."""
    if portrait is None or not can_mark():
        return None
    looked, marks = face_finding.find_marks(library.read(portrait))
    if not looked:
        return None
    if marks is None or not marks.is_sure:
        return {"unsure": marks.why if marks else "there is no face"}
    return {"mouth": marks.mouth, "eyes": marks.eyes, "confidence": marks.confidence}


def can_mark() -> bool:
    """Whether somebody here moves lips where they are marked."""
    return any(_reads_marks(one) for one in lip_syncers())


def guesser() -> str:
    """The name of who moves the lips of a portrait that nobody marked; "" where nobody does."""
    return next((one.name for one in lip_syncers() if not _reads_marks(one)), "")


def lip_syncers() -> list[RegisteredProvider]:
    """Who lets portraits speak, in the order in which they are asked."""
    return list(registry.providers("lip_sync")) if settings.PROVIDERS.get("lip_sync") else []


def _reads_marks(provider: RegisteredProvider) -> bool:
    return "mouth" in provider.adapter.hints
