"""The Statement of a film, read from the rows that it was made from."""

from collections.abc import Iterator
from datetime import UTC
from typing import Any

from django.conf import settings

from generation.local.speech.provider import ROBOTIC
from generation.models import Job
from projects.board.digest import digest_of
from projects.media import library
from projects.models import Asset, Scene, Submission, SubmissionState, VideoProject, Workspace
from rendering.provenance import statement
from rendering.provenance.source_types import SourceType, together
from rendering.provenance.statement import Decision, Part, ScenePart, Statement
from rendering.spec.schema import Media, RenderSpec

# What people brought, by the origin of an asset.
_BROUGHT = ("upload", "photo")


def statement_of(job: Job, spec: RenderSpec, composed: Asset, signer: str) -> Statement:
    """What is said of the film that a job composed of a spec; `signer` is the certificate's fingerprint.

    The film's name is a digest of all that is said, so that the same film signed again has the same one.
    """
    said: dict[str, Any] = {
        "title": spec.title,
        "version": settings.VERSION,
        "digest": spec.board_digest,
        "scenes": tuple(scenes_of(job.project, spec)),
        "music": part_of(job.workspace, spec.music.media) if spec.music else None,
        "decisions": tuple(decisions(_submission(job))),
        "label": job.workspace.ai_label,
    }
    plain = Statement(film="", **said).as_json()
    del plain["version"]
    about = [statement.VERSION, job.workspace_id, composed.sha256, signer, plain]
    return Statement(film=digest_of({"made": "film", "about": about}), **said)


# --- who approved it -------------------------------------------------------------------------
def _submission(job: Job) -> Submission | None:
    return Submission.objects.filter(pk=job.options.get("submission"), project=job.project_id).first()


def decisions(found: Submission | None) -> Iterator[Decision]:
    """The decisions by which a board was approved, in order; the last one is the board's."""
    if found is None or found.decided is None or found.state == SubmissionState.CHANGES_REQUESTED:
        return
    workspace = found.project.workspace
    steps = list(found.steps.filter(approved=True).exclude(decided=None))
    for by, when in [(step.decided_by, step.decided) for step in steps] or [
        (found.decided_by, found.decided)
    ]:
        role = workspace.role_of(by) if by else None
        yield Decision(role=role or "former member", time=f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")


# --- what it is made of ----------------------------------------------------------------------
def scenes_of(project: VideoProject, spec: RenderSpec) -> Iterator[ScenePart]:
    """What is seen and heard in each scene of a film of the project."""
    rows = {row.scene_index: row for row in project.scenes.prefetch_related("takes__asset")}
    voices = {piece.scene_index: piece.voice for piece in spec.segments if piece.voice}
    start = 0
    for scene in spec.scenes:
        voice = voices.get(scene.index)
        yield ScenePart(
            index=scene.index,
            start_ms=start,
            end_ms=start + scene.duration_ms,
            picture=part_of(project.workspace, scene.media, rows.get(scene.index)),
            voice=part_of(project.workspace, voice) if voice else None,
        )
        start += scene.duration_ms


def part_of(workspace: Workspace, media: Media, scene: Scene | None = None) -> Part:
    """A file of the spec; one that is not in the library any more is what its kind usually is."""
    asset = library.find(workspace, media.digest)
    if asset is None:
        return Part(kind=media.kind, source_type=SourceType.SYNTHETIC, maker="unknown", mime=media.mime)
    return Part(
        kind=asset.kind,
        source_type=source_type(asset, scene),
        maker=asset.origin,
        model=asset.model,
        mime=asset.mime,
        sha256=asset.sha256,
    )


def source_type(asset: Asset, scene: Scene | None = None) -> SourceType:
    """What an asset is; `scene` is where it is shown, for what was made of the scene's own picture."""
    if asset.origin in _BROUGHT:
        return SourceType.CAPTURE
    if asset.kind == "image":
        return _of_picture(asset, scene)
    if asset.origin != "local":
        return SourceType.TRAINED
    if asset.kind == "voice":
        return SourceType.ALGORITHMIC if asset.model in ("", ROBOTIC) else SourceType.TRAINED
    if asset.kind == "lip_sync":
        return _of_talking(asset, scene)
    return SourceType.ALGORITHMIC


def _of_picture(asset: Asset, scene: Scene | None) -> SourceType:
    shown = asset.meta
    if asset.model == "extended":
        # The board's own picture in front of its blurred copy.
        own = scene.picture.asset if scene and scene.picture else None
        return source_type(own) if own and own.model != "extended" else SourceType.SYNTHETIC
    if asset.origin == "local":
        return SourceType.SYNTHETIC if (shown.get("of") or {}).get("photos") else SourceType.ALGORITHMIC
    if shown.get("plate") and (shown.get("keeps") or shown.get("text_boxes")):
        return SourceType.WITH_TRAINED
    return SourceType.TRAINED


def _of_talking(asset: Asset, scene: Scene | None) -> SourceType:
    """A mouth drawn on a portrait that somebody brought; or a drawn figure before the scene's picture."""
    if (asset.meta.get("of") or {}).get("image"):
        return SourceType.SYNTHETIC
    behind = [source_type(scene.picture.asset)] if scene and scene.picture else []
    return together([SourceType.ALGORITHMIC, *behind])
