"""The board's pictures in another ratio: composed anew where that costs nothing, else cut or extended.

What the local art director made is asked for again in the other size: the same photo, words and seed
give the same picture composed for the new frame. A scene that was painted for money is cut to the frame,
and product and words are laid over it anew. Uploads and photographs are cut about their subject; where the
cut would lose product or words, the whole picture stands in front of its own blurred copy. Nothing here
costs money.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_noop

from generation.engine import provider_calls
from generation.engine.base_stage import BaseStage
from generation.engine.context import StepContext
from generation.engine.errors import StageFailed, StepFailed
from generation.engine.plan import PollLater, StepOutcome, StepPlan
from generation.interfaces import FREE, ImageRequest
from generation.models import Job, Step, StepState
from generation.providers import artifacts, registry
from generation.stages import images, product_overlay
from generation.stages.shared import scene_of
from projects import formats
from projects.board import takes
from projects.board.digest import digest_of
from projects.board.pictures import places
from projects.media import library
from projects.models import Asset, Scene, VideoProject
from rendering.engine import reframe, stills
from rendering.engine.errors import EngineError
from rendering.engine.types import Size
from rendering.exports import ratios
from rendering.scratch import scratch_folder
from rendering.spec import build

TALENT = "pictures"

LAID_ANEW, CUT, EXTENDED = "laid anew", "cut about its subject", "extended"

# Raise it when an extended picture looks different for the same source.
EXTENDED_VERSION = 2


class PicturesStage(BaseStage):
    talent = TALENT

    def opening_message(self, job: Job, count: int) -> str:
        return (
            gettext_noop("Laying %(count)s pictures for other ratios")
            if count > 1
            else gettext_noop("Laying %(count)s picture for other ratios")
        ) % {"count": count}

    def working_message(self, step: Step) -> str:
        return gettext_noop("Laying %(what)s") % {"what": step.label.lower()}

    def done_message(self, step: Step) -> str:
        return gettext_noop("%(what)s has its picture") % {"what": step.label}

    def size(self, job: Job) -> float:
        return job.project.scenes.count() * len(ratios.other_ratios(job))

    def at_once(self, job: Job) -> int:
        return images.pictures_at_once(job)

    def plan(self, job: Job) -> Iterator[StepPlan]:
        scenes = list(job.project.scenes.all())
        for aspect in ratios.other_ratios(job):
            for scene in scenes:
                yield StepPlan(
                    key=ratios.picture_key(aspect, scene.pk),
                    label=gettext_noop("Scene %(number)s in %(aspect)s")
                    % {"number": scene.scene_index, "aspect": aspect},
                    talent=TALENT,
                    scene=scene,
                    request={"aspect": aspect, "total": len(scenes)},
                )

    def run(self, step: Step, context: StepContext) -> StepOutcome | PollLater:
        scene = scene_of(step, "project__product")
        if scene is None or scene.picture is None:
            raise StepFailed(gettext_noop("The scene, or its picture, was deleted meanwhile."))
        context.check()
        asset = scene.picture.asset
        repeatable = request_of(scene, asset)
        return repeatable.repeat(step, context, scene) if repeatable else _reframed(step, scene, asset)

    def close(self, job: Job, steps: list[Step]) -> str:
        """A ratio without its pictures is left out; the job fails when no ratio has them."""
        if steps and all(ratios.problem(job, aspect) for aspect in ratios.ratios_of(job)):
            raise StageFailed(next(step.error for step in steps if step.state == StepState.FAILED))
        return ""


# --- composed anew ---------------------------------------------------------------------------
@dataclass(frozen=True)
class FromProvider:
    """The request that gave the board's picture, and the provider (costing nothing) that answered it."""

    request: ImageRequest
    provider: registry.RegisteredProvider

    def digest(self, scene: Scene) -> str:
        heard = artifacts.request_as_read(self.provider, self.request)
        return artifacts.request_digest("image", self.provider.name, self.provider.model, heard)

    def repeat(self, step: Step, context: StepContext, scene: Scene) -> StepOutcome:
        """Ask the same in the size of the step's ratio."""
        request = _in_size(self.request, step, scene)
        made = provider_calls.ProviderCall(step, context, images.TALENT, self.provider, request).free()
        return made.outcome(digest=made.file.digest, how=LAID_ANEW, reused=made.reused)


@dataclass(frozen=True)
class OverPlate:
    """The request that gave the board's picture, and the plate over which it was laid."""

    request: ImageRequest
    plate: Asset

    def digest(self, scene: Scene) -> str:
        return product_overlay.address(scene.project, self.plate, self.request)

    def repeat(self, step: Step, context: StepContext, scene: Scene) -> StepOutcome:
        """Lay the same over the plate in the size of the step's ratio."""
        request = _in_size(self.request, step, scene)
        asset, reused = product_overlay.composed(scene.project, self.plate, request)
        data = {"digest": asset.digest, "how": LAID_ANEW, "reused": reused}
        return StepOutcome(data=data, asset=asset, provider=asset.origin, usage=FREE, record_cost=False)


def request_of(scene: Scene, asset: Asset) -> FromProvider | OverPlate | None:
    """What the scene's picture, an asset, was asked for with, if it costs nothing to ask again; else None.

    Only when that request, as the scene stands now, has the picture's own address is it the picture
    that was approved: other words or other photos since would give another one.
    """
    plate = product_overlay.plate_of(asset)
    provider = None if plate else registry.named("image", asset.origin)
    if plate is None and (provider is None or provider.paid):
        return None
    for overrides in _asked_with(scene, asset):
        found = _repeatable(images.request_for(scene, overrides), plate, provider)
        if found and found.digest(scene) == asset.digest:
            return found
    return None


def _repeatable(
    request: ImageRequest, plate: Asset | None, provider: registry.RegisteredProvider | None
) -> FromProvider | OverPlate | None:
    if plate:
        return OverPlate(request, plate)
    return FromProvider(request, provider) if provider else None


def _asked_with(scene: Scene, asset: Asset) -> Iterator[dict[str, Any]]:
    """The overrides of the steps that made a picture, newest first; then none."""
    steps = Step.objects.filter(asset=asset, talent=images.TALENT).order_by("-pk")
    for request in steps.values_list("request", flat=True)[:5]:
        if "total" in request:
            yield request
    yield {"total": scene.project.scenes.count()}


def _in_size(request: ImageRequest, step: Step, scene: Scene) -> ImageRequest:
    """The request for the step's ratio: words and product stand where they were put in that one."""
    width, height = _size(step)
    words, product = (places.put(scene.placement, step.request["aspect"], name) for name in places.FIELDS)
    return replace(request, width=width, height=height, words_at=words, product_at=product)


def _size(step: Step) -> Size:
    return images.picture_size(step.job.project, step.request["aspect"])


# --- cut or extended -------------------------------------------------------------------------
def _reframed(step: Step, scene: Scene, asset: Asset) -> StepOutcome:
    with scratch_folder(f"picture-{step.pk}") as folder:
        path = library.local_path(asset, folder)
        try:
            return _cut(step, scene, asset, path) or _extended(step, scene, asset, path)
        except (EngineError, FileNotFoundError) as error:
            raise StepFailed(str(error)) from error


def _cut(step: Step, scene: Scene, asset: Asset, path: Path) -> StepOutcome | None:
    """The picture as it is, cut where nothing that counts is lost; None where something would be."""
    project = scene.project
    frame = formats.frame_size(step.request["aspect"], project.resolution)
    camera = build.camera(
        project.look,
        scene.scene_index,
        step.request["total"],
        takes.in_sight(scene, asset),
        is_set=bool(asset.meta.get("text_boxes")),
    )
    source = stills.size_of(path, scene.scene_index)
    # What a person wants to see is cut to, however much of an unmeasured picture is lost.
    chosen = None if takes.measured(asset) else scene.focus
    focus = chosen or reframe.focus_for(camera, source, frame, _must_keep(asset, project))
    if focus is None:
        return None
    data = {"digest": asset.digest, "how": CUT, "focus": list(focus)}
    return StepOutcome(data=data, usage=FREE, record_cost=False)


def _must_keep(asset: Asset, project: VideoProject) -> reframe.KeptWhole:
    words = tuple(tuple(box) for box in asset.meta.get("text_boxes") or ())
    product = asset.meta.get("product_box")
    return reframe.KeptWhole(tuple(product) if product else None, words, project.captions)


def _extended(step: Step, scene: Scene, asset: Asset, path: Path) -> StepOutcome:
    size, zoom = _size(step), scene.project.look.zoom
    key = {"made": "extended", "version": EXTENDED_VERSION, "of": asset.sha256, "size": size, "zoom": zoom}
    digest = digest_of(key)
    found = library.find(step.job.workspace, digest)
    if found is None:
        index = scene.scene_index
        found = _store_extended(asset, index, path, digest, size, zoom)
    return StepOutcome(data={"digest": digest, "how": EXTENDED}, asset=found, usage=FREE, record_cost=False)


def _store_extended(
    asset: Asset, scene_index: int, path: Path, digest: str, size: Size, zoom: float
) -> Asset:
    picture, out = reframe.extend(path, scene_index, size, zoom), io.BytesIO()
    picture.save(out, "JPEG", quality=93, subsampling=0)
    source = stills.size_of(path, scene_index)
    return library.keep(
        asset.workspace,
        "image",
        out.getvalue(),
        "image/jpeg",
        "local",
        digest=digest,
        model="extended",
        width=size[0],
        height=size[1],
        meta=_boxes(asset.meta, source, size, zoom),
    )


def _boxes(meta: Mapping[str, Any], source: Size, size: Size, zoom: float) -> dict[str, Any]:
    """The picture's boxes, where they lie now."""
    boxes: dict[str, Any] = {
        "text_boxes": [reframe.moved_box(box, source, size, zoom) for box in meta.get("text_boxes") or ()]
    }
    if meta.get("flats"):
        boxes["flats"] = meta["flats"]
    if meta.get("product_box"):
        boxes["product_box"] = reframe.moved_box(meta["product_box"], source, size, zoom)
    across, down = meta.get("focus") or (0.5, 0.5)
    moved = reframe.moved_box((across, down, across, down), source, size, zoom)
    return boxes | {"focus": moved[:2]}
