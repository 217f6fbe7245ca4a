"""The verdict on a file: is it a film of this studio, as it was published, and what in it is generated.

The file is read in a process of its own with a memory limit and kept nowhere. What is told is what the film
tells of itself, or what was noted when it was signed: roles and models, no people, no costs.
"""

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile

from projects.errors import Refused
from rendering.models import Signature
from rendering.provenance import c2pa_process, identity
from rendering.provenance.source_types import VOCABULARY, WITH_AI, in_words
from rendering.provenance.statement import APPROVAL, FILM, assertion
from rendering.scratch import scratch_folder

UNCHANGED, CHANGED, UNRECORDED = "unchanged", "changed", "unrecorded"
FOREIGN, FOREIGN_CHANGED, NONE, UNREADABLE = "foreign", "foreign_changed", "none", "unreadable"

FORMATS = "Films (MP4, MOV), pictures (JPEG, PNG, WebP, AVIF, HEIC), sounds (WAV, MP3) and PDF"

# (headline, what it means) of each verdict.
WORDS = {
    UNCHANGED: (
        "This is a film of this studio, as it was published",
        "Every byte is the one that was signed.",
    ),
    CHANGED: (
        "This is not the film as it was published: it was changed",
        "It comes from a film of this studio, but not every byte is the one that was signed. It may have "
        "been trimmed, encoded again or edited. What is told below is what was said of the film itself.",
    ),
    UNRECORDED: (
        "This film was signed by this studio, and is whole",
        "The studio has no record of it any more. What is told below is what the film says of itself.",
    ),
    FOREIGN: (
        "This file was signed by somebody else, and is whole",
        "It is no film of this studio. Its signature holds; whether its signer is to be trusted is not "
        "checked here. What is told below is what the file says of itself.",
    ),
    FOREIGN_CHANGED: (
        "This file was signed by somebody else, and changed since",
        "It is no film of this studio, and its signature does not hold.",
    ),
    NONE: (
        "This file says nothing about where it comes from",
        "It has no Content Credentials, and it is no file that this studio published. They may have been "
        "removed: many apps do that when they send a film on.",
    ),
    UNREADABLE: (
        "This is no file that can be checked",
        f"{FORMATS} can be.",
    ),
}
# Which of them are good news, for whoever asks in a script.
GOOD = (UNCHANGED, UNRECORDED, FOREIGN)


@dataclass(frozen=True, kw_only=True)
class PartFound:
    """What is seen or heard: its IPTC term, that in words, and whether an AI model made it, or part of it."""

    what: str
    source_type: str
    in_words: str
    with_ai: bool
    maker: str = ""
    model: str = ""


@dataclass(frozen=True, kw_only=True)
class SceneFound:
    """A scene of a film, in milliseconds from its beginning."""

    scene: int
    start_ms: int
    end_ms: int
    picture: PartFound
    voice: PartFound | None = None

    @property
    def start(self) -> str:
        return f"{self.start_ms / 1000:g}"

    @property
    def end(self) -> str:
        return f"{self.end_ms / 1000:g}"


@dataclass(frozen=True, kw_only=True)
class FileVerdict:
    """What a file was found to be. `signer` is who signed it as the certificate says, `is_self_made` whether
    this studio vouches for itself alone; `problems` are C2PA's codes.
    """

    verdict: str
    headline: str
    meaning: str
    title: str = ""
    film: str = ""
    signer: str = ""
    is_self_made: bool = False
    generator: str = ""
    source_type: PartFound | None = None
    scenes: tuple[SceneFound, ...] = ()
    music: PartFound | None = None
    parts: tuple[PartFound, ...] = ()
    approval: dict[str, Any] | None = None
    label: str = ""
    problems: tuple[str, ...] = ()
    file: dict[str, Any] = field(default_factory=dict)

    @property
    def tone(self) -> str:
        """How a page shows it: "mark", "wait" or "bad"."""
        if self.verdict in GOOD:
            return "mark"
        return "bad" if self.verdict in (CHANGED, FOREIGN_CHANGED) else "wait"


# So many at once in each process of ours; others wait for their turn, but not for ever.
_TURNS, WAIT_SECONDS = threading.BoundedSemaphore(2), 20


class Busy(Refused):
    """Too many files are being checked at this moment."""

    status, code = 503, "busy"


def check(path: Path) -> FileVerdict:
    """The FileVerdict on a file. One that cannot be read to its end cannot be checked. Raises Busy."""
    if not _TURNS.acquire(timeout=WAIT_SECONDS):
        raise Busy("Many files are being checked at this moment. Try again in a minute.")
    try:
        told = c2pa_process.examine(path, identity.known())
    except c2pa_process.ReadingFailed as error:
        headline, meaning = WORDS[UNREADABLE]
        return FileVerdict(verdict=UNREADABLE, headline=headline, meaning=f"{meaning} ({error})")
    finally:
        _TURNS.release()
    return judged(told)


def check_upload(upload: UploadedFile) -> FileVerdict:
    """The same of an uploaded file, of which nothing is kept."""
    if isinstance(upload, TemporaryUploadedFile):
        return check(Path(upload.temporary_file_path()))
    with scratch_folder("verify") as folder:
        path = folder / "file"
        with path.open("wb") as target:
            for piece in upload.chunks():
                target.write(piece)
        return check(path)


def judged(told: Mapping[str, Any]) -> FileVerdict:
    """The FileVerdict on what `examine` told."""
    rows = Signature.objects.select_related("certificate")
    same = rows.filter(sha256=told["sha256"]).first()
    row = same or (rows.filter(film=told["film"]).last() if told["film"] else None)
    verdict = _verdict(told, same, row)
    headline, meaning = WORDS[verdict]
    manifest = told["manifest"] or {}
    signature = manifest.get("signature_info") or {}
    signer = _words(signature.get("common_name") or signature.get("issuer"))
    about = _recorded(row) if row else _claimed(manifest)
    if told["xmp_type"]:
        about.setdefault("source_type", part("film", {"source_type": told["xmp_type"]}))
    return FileVerdict(
        verdict=verdict,
        headline=headline,
        meaning=meaning,
        signer=signer,
        is_self_made=row.certificate.is_own if row else bool(told["is_ours"]) and signer == identity.OWN_NAME,
        problems=tuple(told["problems"]),
        file={name: told[name] for name in ("sha256", "bytes", "mime")},
        **about,
    )


def _verdict(told: Mapping[str, Any], same: Signature | None, row: Signature | None) -> str:
    holds = told["state"] in ("Trusted", "Valid")
    if same:
        return UNCHANGED
    if row or (told["is_ours"] and not holds):
        return CHANGED
    if told["is_ours"]:
        return UNRECORDED
    if told["state"]:
        return FOREIGN if holds else FOREIGN_CHANGED
    return NONE if told["mime"] else UNREADABLE


# --- what is said of it ----------------------------------------------------------------------
def _recorded(row: Signature) -> dict[str, Any]:
    """As it was noted when the film was signed."""
    said = row.statement
    scenes = [{**scene, "scene": scene["index"]} for scene in said["scenes"]]
    last = said["decisions"][-1] if said["decisions"] else None
    return {
        "title": said["title"],
        "film": row.film,
        "generator": f"vidstudio {said['version']}",
        "source_type": part("film", said),
        "scenes": tuple(map(_scene, scenes)),
        "music": part("music", said["music"]) if said["music"] else None,
        "approval": {"digest": said["digest"], **last} if last else None,
        "label": said["label"],
    }


def _claimed(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """As the file itself says; any of it may be missing, or something else than it should be."""
    film, approval = assertion(manifest, FILM), assertion(manifest, APPROVAL)
    film = film if isinstance(film, dict) else {}
    rows = film.get("scenes") if isinstance(film.get("scenes"), list) else []
    found: dict[str, Any] = {
        "title": _words(manifest.get("title")),
        "film": _words(film.get("film")),
        "generator": _generator(manifest),
        "scenes": tuple(_scene(row) for row in rows[:MOST_PARTS] if isinstance(row, dict)),
        "parts": () if rows else tuple(_parts(manifest))[:MOST_PARTS],
        "label": _words(film.get("label")),
    }
    if isinstance(film.get("music"), dict):
        found["music"] = part("music", film["music"])
    if isinstance(approval, dict):
        found["approval"] = {name: _words(approval.get(name)) for name in ("digest", "role", "time")}
    return found


# A foreign file may name as many parts as it likes.
MOST_PARTS, MOST_LETTERS = 200, 300


def _generator(manifest: Mapping[str, Any]) -> str:
    rows = manifest.get("claim_generator_info")
    first = rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], dict) else {}
    words = " ".join(filter(None, (_words(first.get("name")), _words(first.get("version")))))
    return words or _words(manifest.get("claim_generator"))


def _parts(manifest: Mapping[str, Any]) -> Iterator[PartFound]:
    """What a foreign manifest's actions say that things are."""
    rows = manifest.get("assertions")
    for row in rows if isinstance(rows, list) else ():
        data = row.get("data") if isinstance(row, dict) else None
        if not isinstance(data, dict) or not str(row.get("label")).startswith("c2pa.actions"):
            continue
        actions = data.get("actions")
        for action in actions if isinstance(actions, list) else ():
            if isinstance(action, dict) and action.get("digitalSourceType"):
                what = _words(action.get("description")) or _words(action.get("action"))
                agent = action.get("softwareAgent")
                name = agent.get("name") if isinstance(agent, dict) else agent
                yield part(what, {"source_type": action["digitalSourceType"], "maker": name})


def _scene(row: Mapping[str, Any]) -> SceneFound:
    picture, voice = row.get("picture"), row.get("voice")
    return SceneFound(
        scene=_number(row.get("scene")),
        start_ms=_number(row.get("start_ms")),
        end_ms=_number(row.get("end_ms")),
        picture=part("picture", picture if isinstance(picture, dict) else {}),
        voice=part("voice", voice) if isinstance(voice, dict) else None,
    )


def part(what: str, row: Mapping[str, Any]) -> PartFound:
    term = _words(row.get("source_type")).removeprefix(VOCABULARY)
    return PartFound(
        what=_words(row.get("kind")) or what,
        source_type=term,
        in_words=in_words(term),
        with_ai=term in WITH_AI,
        maker=_words(row.get("maker")),
        model=_words(row.get("model")),
    )


def _words(value: object) -> str:
    return value[:MOST_LETTERS] if isinstance(value, str) else ""


def _number(value: object) -> int:
    return value if isinstance(value, int) and 0 <= value < 10**9 else 0
