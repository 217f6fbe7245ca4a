"""What exactly was approved: one digest over everything that shapes picture, sound or words.

A digest outlives the code that made it. So the rule for a key that is added here is: a board names it
only where it differs from what films were made with before the key was there. Then every board of
before keeps its digest, and its approval. Nothing that is only another spelling may be in it, like the
colours of captions; where one was, a migration stamped old boards anew (rendering/migrations/0005).
ALWAYS and ALWAYS_IN_SCENE never grow.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from projects.board import mouth_marks, takes
from projects.languages import pronunciation
from projects.models import Product, Scene, VideoProject

# Never to be changed: digests of approved boards were made with these.
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CNY": "¥", "KRW": "₩", "INR": "₹"}
# What boards named from the first version on.
ALWAYS = frozenset(
    ("title", "language", "aspect", "resolution", "style", "voice", "captions", "music", "music_on")
    + ("music_volume_db", "seed", "scenes")
)
ALWAYS_IN_SCENE = frozenset(
    ("scene_index", "text", "speaker", "speaker_voice", "duration_ms", "transition", "motion_prompt")
    + ("picture", "voice")
)


def canonical(value: Any) -> bytes:
    """Bytes of JSON that are equal for equal values: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str).encode()


def digest_of(value: Any) -> str:
    """Hex SHA-256 of the canonical JSON of `value`."""
    return hashlib.sha256(canonical(value)).hexdigest()


def board(project: VideoProject) -> dict[str, Any]:
    """The board as plain data: what a reviewer sees and what a render is made from.

    Voices and clips that a render makes are left out (they follow from text and voice name, picture
    and motion prompt, and are made only after approval); what a person uploaded or had made, is part
    of it.
    """
    scenes = project.scenes.select_related("speaker__portrait").prefetch_related("takes__asset")
    return {
        **_signs(project),
        "title": project.title,
        "language": project.language,
        "aspect": project.aspect,
        "resolution": project.resolution,
        "style": project.style,
        "voice": project.voice,
        "captions": project.captions,
        "music": project.music.digest if project.music else "",
        "music_on": project.music_on,
        "music_volume_db": project.music_volume_db,
        **({"caption_look": project.caption_look} if project.captions and project.caption_look else {}),
        **({"accents": project.accents} if project.accents else {}),
        **({} if project.signs else {"signs": False}),
        **_spoken(project, scenes),
        **({"ai_label": project.workspace.ai_label} if project.workspace.ai_label else {}),
        **({} if project.music_seed is None else {"music_seed": project.music_seed}),
        "seed": project.seed,
        "scenes": [_scene(scene) for scene in scenes],
    }


def _signs(project: VideoProject) -> dict[str, Any]:
    """What the film says of its product and how the brand looks: as it is read by people, too."""
    product, kit = project.product, project.brand_kit
    said = [product.name, product.vendor, _price(product)] if product else []
    logo = f"logo {kit.logo.digest[:8]}" if kit and kit.logo else ""
    look = [kit.name, *map(str, kit.colours or ()), kit.font, logo, kit.call_to_action] if kit else []
    found = {"product": ", ".join(filter(None, said)), "brand": ", ".join(filter(None, look))}
    return {key: words for key, words in found.items() if words}


def _spoken(project: VideoProject, scenes: Iterable[Scene]) -> dict[str, Any]:
    """How the brand's names are said, of those that the board says."""
    pairs = pronunciation.used_in((scene.text for scene in scenes), pronunciation.of_project(project))
    return {"spoken": ", ".join(f"{written}: {said}" for written, said in pairs.items())} if pairs else {}


def _price(product: Product) -> str:
    """What is asked, in one form for all languages: how films write a price may improve, and what was
    approved is still approved.
    """
    if product.price is None:
        return ""
    amount = f"{product.price:.2f}" if product.price == round(product.price, 2) else f"{product.price}"
    sign = _SIGNS.get(product.currency)
    return f"{sign}{amount}" if sign else f"{product.currency} {amount}"


def board_digest(project: VideoProject) -> str:
    return digest_of(board(project))


def scene_digest(scene: Scene) -> str:
    """Of what one scene says and shows, wherever it stands on its board."""
    return digest_of({**_scene(scene), "scene_index": 0})


def _scene(scene: Scene) -> dict[str, Any]:
    picture, voice = scene.picked("image"), takes.chosen_voice(scene)
    return {
        "scene_index": scene.scene_index,
        "text": scene.text,
        "speaker": scene.speaker.name if scene.speaker else "",
        "speaker_voice": scene.speaker.voice if scene.speaker else "",
        "duration_ms": scene.duration_ms,
        "transition": scene.transition,
        "motion_prompt": scene.motion_prompt,
        "picture": picture.asset.digest if picture else "",
        "voice": voice.asset.digest if voice else "",
        **({"focus": [scene.focus_x, scene.focus_y]} if scene.focus else {}),
        **({"photo": scene.photo} if scene.photo else {}),
        **({"placement": scene.placement} if scene.placement else {}),
        **_in_motion(scene),
    }


def _in_motion(scene: Scene) -> dict[str, Any]:
    """The clip that a person chose, and who is seen to speak; nothing where there is neither."""
    clip, speaker = takes.chosen_clip(scene), scene.speaker
    portrait = speaker.portrait if speaker else None
    mouth = mouth_marks.label(speaker) if speaker and portrait else ""
    eyes = mouth_marks.eyes_label(speaker) if speaker and portrait else ""
    return {
        **({"clip": clip.asset.digest} if clip else {}),
        **({"portrait": portrait.digest} if portrait else {}),
        **({"mouth": mouth} if mouth else {}),
        **({"eyes": eyes} if eyes else {}),
    }
