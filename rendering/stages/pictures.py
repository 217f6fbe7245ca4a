"""The board's pictures in another ratio: laid anew where that costs nothing, else cut or extended.

What the local art director made is asked for again in the other size: the same photo, words and seed
give the same picture composed for the new frame. A scene that was painted for money is cut to the frame,
and product and words are laid over it anew. Uploads and photographs are cut about their subject; where the
cut would lose product or words, the whole picture stands before its own blurred self. Nothing here is ever
paid for.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace

from generation.engine import provider_calls
from generation.engine.base_stage import BaseStage
from generation.engine.context import StepContext
from generation.engine.errors import StageFailed, StepFailed
from generation.engine.plan import PollLater, StepOutcome, StepPlan
from generation.interfaces import FREE
from generation.models import Job, Step, StepState
from generation.providers import artifacts, registry
from generation.stages import images, product_overlay
from projects import formats
from projects.board import takes
from projects.board.digest import digest_of
from projects.media import library
from projects.models import Scene
from rendering.engine import reframe, stills
from rendering.engine.errors import EngineError
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
        return f"Laying {count} picture{'s' if count > 1 else ''} for other ratios"

    def working_message(self, step: Step) -> str:
        return f"Laying {step.label.lower()}"

    def done_message(self, step: Step) -> str:
        return f"{step.label} has its picture"

    def size(self, job: Job) -> float:
        return job.project.scenes.count() * len(ratios.others(job))

    def at_once(self, job: Job) -> int:
        return images.pictures_at_once(job)

    def plan(self, job: Job) -> Iterator[StepPlan]:
        scenes = list(job.project.scenes.all())
        for aspect in ratios.others(job):
            for scene in scenes:
                yield StepPlan(
                    key=ratios.key(aspect, scene.pk),
                    label=f"Scene {scene.scene_index} in {aspect}",
                    talent=TALENT,
                    scene=scene,
                    request={"aspect": aspect, "total": len(scenes)},
                )

    def run(self, step: Step, context: StepContext) -> StepOutcome | PollLater:
        scene = Scene.objects.filter(pk=step.scene_id).select_related("project__product").first()
        if scene is None or scene.picture is None:
            raise StepFailed("The scene, or its picture, was deleted meanwhile.")
        context.check()
        again = request_of(scene)
        if again is None:
            return _reframed(step, scene)
        return _over_plate(step, scene, again) if again.plate else _laid_anew(step, context, again)

    def close(self, job: Job, steps: list[Step]) -> str:
        """A ratio without its pictures is left out; the job fails when no ratio has them."""
        if steps and all(ratios.problem(job, aspect) for aspect in ratios.of(job)):
            raise StageFailed(next(step.error for step in steps if step.state == StepState.FAILED))
        return ""


# --- laid anew -------------------------------------------------------------------------------
@dataclass(frozen=True)
class Again:
    """A request that gave the board's picture, and the provider (costing nothing) that answered it.

    Or the `plate`, an asset, over which it was laid.
    """

    request: object
    provider: object = None
    plate: object = None


def request_of(scene):
    """What the scene's picture was asked for with, if it costs nothing to ask again; else None.

    Only when that request, as the scene stands now, has the picture's own address is it the picture
    that was approved: other words or other photos since would give another one.
    """
    asset = scene.picture.asset
    plate = product_overlay.plate_of(asset)
    provider = None if plate else registry.named("image", asset.origin)
    if plate is None and (provider is None or provider.paid):
        return None
    for overrides in _asked_with(scene, asset):
        again = Again(images.request_for(scene, overrides), provider, plate)
        if _address(scene, again) == asset.digest:
            return again
    return None


def _address(scene, again):
    if again.plate:
        return product_overlay.address(scene.project, again.plate, again.request)
    heard = artifacts.request_as_read(again.provider, again.request)
    return artifacts.request_digest("image", again.provider.name, again.provider.model, heard)


def _asked_with(scene, asset):
    """The overrides of the steps that made a picture, newest first; then none."""
    steps = Step.objects.filter(asset=asset, talent=images.TALENT).order_by("-pk")
    for request in steps.values_list("request", flat=True)[:5]:
        if "total" in request:
            yield request
    yield {"total": scene.project.scenes.count()}


def _laid_anew(step, context, again):
    width, height = _size(step)
    request = replace(again.request, width=width, height=height)
    made = provider_calls.ProviderCall(step, context, images.TALENT, again.provider, request).free()
    return made.outcome(digest=made.asset.digest, how=LAID_ANEW, reused=made.reused)


def _over_plate(step, scene, again):
    width, height = _size(step)
    request = replace(again.request, width=width, height=height)
    asset, reused = product_overlay.composed(scene.project, again.plate, request)
    told = {"digest": asset.digest, "how": LAID_ANEW, "reused": reused}
    return StepOutcome(data=told, asset=asset, provider=asset.origin, usage=FREE, record_cost=False)


def _size(step):
    return images.picture_size(step.job.project, step.request["aspect"])


# --- cut or extended -------------------------------------------------------------------------
def _reframed(step, scene):
    with scratch_folder(f"picture-{step.pk}") as folder:
        path = library.local_path(scene.picture.asset, folder)
        try:
            return _cut(step, scene, path) or _extended(step, scene, path)
        except (EngineError, FileNotFoundError) as error:
            raise StepFailed(str(error)) from error


def _cut(step, scene, path):
    """The picture as it is, looked at where nothing that counts is lost; None where something would be."""
    asset, project = scene.picture.asset, scene.project
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
    focus = chosen or reframe.focus_for(camera, source, frame, _kept(asset, project))
    if focus is None:
        return None
    data = {"digest": asset.digest, "how": CUT, "focus": list(focus)}
    return StepOutcome(data=data, usage=FREE, record_cost=False)


def _kept(asset, project):
    words = tuple(tuple(box) for box in asset.meta.get("text_boxes") or ())
    product = asset.meta.get("product_box")
    return reframe.KeptWhole(tuple(product) if product else None, words, project.captions)


def _extended(step, scene, path):
    asset, size, zoom = scene.picture.asset, _size(step), scene.project.look.zoom
    wish = {"made": "extended", "version": EXTENDED_VERSION, "of": asset.sha256, "size": size, "zoom": zoom}
    digest = digest_of(wish)
    found = library.find(step.job.workspace, digest)
    if found is None:
        found = _kept_extended(step, scene, path, digest, size, zoom)
    return StepOutcome(data={"digest": digest, "how": EXTENDED}, asset=found, usage=FREE, record_cost=False)


def _kept_extended(step, scene, path, digest, size, zoom):
    picture, out = reframe.extend(path, scene.scene_index, size, zoom), io.BytesIO()
    picture.save(out, "JPEG", quality=93, subsampling=0)
    source = stills.size_of(path, scene.scene_index)
    return library.keep(
        step.job.workspace,
        "image",
        out.getvalue(),
        "image/jpeg",
        "local",
        digest=digest,
        model="extended",
        width=size[0],
        height=size[1],
        meta=_boxes(scene.picture.asset.meta, source, size, zoom),
    )


def _boxes(meta, source, size, zoom):
    """The picture's measures, where they lie now."""
    made = {
        "text_boxes": [reframe.moved_box(box, source, size, zoom) for box in meta.get("text_boxes") or ()]
    }
    if meta.get("product_box"):
        made["product_box"] = reframe.moved_box(meta["product_box"], source, size, zoom)
    across, down = meta.get("focus") or (0.5, 0.5)
    moved = reframe.moved_box((across, down, across, down), source, size, zoom)
    return made | {"focus": moved[:2]}
