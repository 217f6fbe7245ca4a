"""What is said of a film, and the same as a C2PA manifest. Pure: values in, plain JSON out.

Nobody is named: an approver is a role. Costs are never said; they stand in the rights sheet.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from rendering.provenance.source_types import SourceType, together

PROGRAM = "vidstudio"
APPROVAL = "org.vidstudio.approval"
FILM = "org.vidstudio.film"
# Raise it when the same film is said to be something else, or is marked in another way.
VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Part:
    """A picture, clip, voice or piece of music. `maker` is a provider, "upload", "photo" or "local"."""

    kind: str
    source_type: SourceType
    maker: str
    model: str = ""
    mime: str = ""
    sha256: str = ""


@dataclass(frozen=True, kw_only=True)
class ScenePart:
    """A scene of the film, from the film's beginning in milliseconds, and what is seen and heard in it."""

    index: int
    start_ms: int
    end_ms: int
    picture: Part
    voice: Part | None = None

    @property
    def source_type(self) -> SourceType:
        """What is seen."""
        return self.picture.source_type


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One person's word on a board: their role in the workspace, and when (ISO 8601, UTC)."""

    role: str
    time: str


@dataclass(frozen=True, kw_only=True)
class Statement:
    """All that is said of a film. `film` names it for good; `digest` is that of the approved board."""

    film: str
    title: str
    version: str
    digest: str
    scenes: tuple[ScenePart, ...]
    music: Part | None = None
    decisions: tuple[Decision, ...] = ()
    label: str = ""
    extras: dict[str, Any] = field(default_factory=dict)

    @property
    def source_type(self) -> SourceType:
        """What the whole is: pictures, voices and music together."""
        heard = [scene.voice.source_type for scene in self.scenes if scene.voice]
        music = [self.music.source_type] if self.music else []
        return together([*(scene.source_type for scene in self.scenes), *heard, *music])

    def as_json(self) -> dict[str, Any]:
        """Plain JSON, as it is kept and shown."""
        return {**asdict(self), "source_type": self.source_type.value}


def manifest(statement: Statement) -> dict[str, Any]:
    """The C2PA manifest's definition, as c2pa-python's Builder takes it."""
    parts = [(_picture_id(scene), f"Scene {scene.index}", scene.picture) for scene in statement.scenes]
    parts += [
        (_voice_id(scene), f"Voice of scene {scene.index}", scene.voice)
        for scene in statement.scenes
        if scene.voice
    ]
    parts += [("music", "Music", statement.music)] if statement.music else []
    return {
        "claim_generator_info": [{"name": PROGRAM, "version": statement.version}],
        "title": statement.title,
        "format": "video/mp4",
        "ingredients": [_ingredient(*part) for part in parts],
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": _actions(statement)}},
            {"label": FILM, "data": _film(statement)},
            *([{"label": APPROVAL, "data": _approval(statement)}] if statement.decisions else []),
        ],
    }


def assertion(manifest: Mapping[str, Any], label: str) -> Any:
    """The data of a manifest's assertion, None where there is none. A foreign manifest may be anything."""
    rows = manifest.get("assertions")
    dicts = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return next((row.get("data") for row in dicts if row.get("label") == label), None)


def _picture_id(scene: ScenePart) -> str:
    return f"scene-{scene.index}"


def _voice_id(scene: ScenePart) -> str:
    return f"voice-{scene.index}"


def _ingredient(name: str, title: str, part: Part) -> dict[str, Any]:
    return {
        "title": title,
        "format": part.mime or "application/octet-stream",
        "relationship": "componentOf",
        "instance_id": f"sha256:{part.sha256}" if part.sha256 else name,
        "label": name,
        "description": _made(part),
    }


def _made(part: Part) -> str:
    return " ".join(filter(None, (part.kind, "by", part.maker, part.model)))


def _actions(statement: Statement) -> list[dict[str, Any]]:
    agent = {"name": PROGRAM, "version": statement.version}
    whole = statement.source_type.address
    placed = [
        _placed(f"Scene {scene.index}", _picture_id(scene), scene.picture, _times(scene))
        for scene in statement.scenes
    ]
    placed += [
        _placed(f"Voice of scene {scene.index}", _voice_id(scene), scene.voice, _times(scene))
        for scene in statement.scenes
        if scene.voice
    ]
    placed += [_placed("Music", "music", statement.music, {})] if statement.music else []
    edited = {"action": "c2pa.edited", "softwareAgent": agent, "description": "Cut, captioned and mixed"}
    created = {"action": "c2pa.created", "softwareAgent": agent, "digitalSourceType": whole}
    return [created, *placed, {**edited, "digitalSourceType": whole}]


def _placed(what: str, name: str, part: Part, more: dict[str, Any]) -> dict[str, Any]:
    return {
        "action": "c2pa.placed",
        "description": what,
        "digitalSourceType": part.source_type.address,
        "softwareAgent": {"name": " ".join(filter(None, (part.maker, part.model)))},
        "parameters": {"ingredientIds": [name], **more},
    }


def _times(scene: ScenePart) -> dict[str, Any]:
    return {f"{FILM}.scene": scene.index, f"{FILM}.ms": [scene.start_ms, scene.end_ms]}


def _film(statement: Statement) -> dict[str, Any]:
    """The film's own name, its board, and the scenes in short, for who reads only this."""
    return {
        "film": statement.film,
        "board": statement.digest,
        "label": statement.label,
        "scenes": [
            {
                "scene": scene.index,
                "start_ms": scene.start_ms,
                "end_ms": scene.end_ms,
                "picture": _short(scene.picture),
                "voice": _short(scene.voice) if scene.voice else None,
            }
            for scene in statement.scenes
        ],
        "music": _short(statement.music) if statement.music else None,
        **statement.extras,
    }


def _short(part: Part) -> dict[str, str]:
    return {
        "kind": part.kind,
        "source_type": part.source_type.value,
        "maker": part.maker,
        "model": part.model,
    }


def _approval(statement: Statement) -> dict[str, Any]:
    """The last decision is the one that approved the board."""
    last = statement.decisions[-1]
    return {
        "digest": statement.digest,
        "role": last.role,
        "time": last.time,
        "decisions": [asdict(decision) for decision in statement.decisions],
    }
