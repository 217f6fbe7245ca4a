"""A picture for each scene, side by side; a scene that fails does not stop the others."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop

from generation.engine import provider_calls
from generation.engine.base_stage import BaseStage
from generation.engine.context import StepContext
from generation.engine.errors import StageFailed, StepFailed
from generation.engine.plan import PlannedCall, PollLater, StepOutcome, StepPlan
from generation.engine.provider_calls import CallResult
from generation.interfaces import ImageRequest
from generation.models import Job, Step, StepState
from generation.prompts import image_prompts, image_requests, inputs
from generation.prompts.image_requests import PictureSources
from generation.providers import registry
from generation.stages import product_overlay
from generation.stages.shared import options_of, scene_number, scene_of, scenes_asked_for
from generation.text import screenplay
from projects.board import editing
from projects.media import library
from projects.models import Scene, VideoProject

TALENT = "image"


class ImagesStage(BaseStage):
    talent = TALENT
    asks_providers = True

    def opening_message(self, job: Job, count: int) -> str:
        return (
            gettext_noop("Making %(count)s pictures")
            if count > 1
            else gettext_noop("Making %(count)s picture")
        ) % {"count": count}

    def working_message(self, step: Step) -> str:
        return gettext_noop("Generating image for scene %(number)s/%(total)s") % {
            "number": scene_number(step),
            "total": step.request["total"],
        }

    def done_message(self, step: Step) -> str:
        return gettext_noop("Scene %(number)s/%(total)s has its picture") % {
            "number": scene_number(step),
            "total": step.request["total"],
        }

    def size(self, job: Job) -> float:
        return job.project.scenes.count() or 5

    def at_once(self, job: Job) -> int:
        return pictures_at_once(job)

    def plan(self, job: Job) -> Iterator[StepPlan]:
        scenes = list(job.project.scenes.select_related("speaker__portrait").prefetch_related("takes__asset"))
        wanted = scenes_asked_for(job, "image")
        for scene in scenes:
            if not _own_picture(scene) if wanted is None else scene.pk in wanted:
                yield StepPlan(
                    key=f"image:{scene.pk}",
                    label=gettext_noop("Scene %(number)s") % {"number": scene.scene_index},
                    talent=TALENT,
                    scene=scene,
                    request={
                        "total": len(scenes),
                        **options_of(job, "seed", "prompt", "plate"),
                        **job.options.get("each", {}).get(str(scene.pk), {}),
                    },
                )

    def planned_calls(self, job: Job) -> Iterable[PlannedCall]:
        """The pictures that would be made; guessed while the scenes are not written."""
        sources = None
        if job.options.get("fresh") or not job.project.scenes.exists():
            for scene in _unwritten(job):
                sources = sources or inputs.picture_sources(job.project)
                request = request_for(scene, {"total": 1}, sources)
                yield PlannedCall(talent=TALENT, request=request, guess=True)
            return
        for step in self.plan(job):
            if step.scene and "plate" not in step.request:
                sources = sources or inputs.picture_sources(job.project)
                request = request_for(step.scene, step.request, sources)
                yield PlannedCall(talent=TALENT, request=request, scene=step.scene)

    def run(self, step: Step, context: StepContext) -> StepOutcome | PollLater:
        scene = scene_of(step, "project__product", "speaker__portrait")
        if scene is None:
            raise StepFailed(gettext_noop("The scene was deleted meanwhile."))
        context.check()
        request = request_for(scene, step.request)
        made = _painted(step) or provider_calls.ask(step, context, TALENT, request)
        if isinstance(made, PollLater):
            return made
        maker = registry.named(TALENT, made.provider)
        if "plate" in step.request or (maker and product_overlay.paints(maker)):
            return _over_plate(scene, made, request)
        return made.outcome(digest=made.file.digest, reused=made.reused)

    def save(self, step: Step, outcome: StepOutcome) -> None:
        scene, asset = scene_of(step), outcome.asset
        if scene is None or asset is None:
            return
        current = scene.takes.filter(kind="image", picked=True).first()
        if current is None or current.asset_id != asset.pk:
            note = product_overlay.label(asset) or step.provider
            editing.add_take(scene, "image", asset, by=step.job.created_by, note=note)
            if step.job.kind == "regenerate":
                editing.changed(scene.project, step.job.created_by, "regenerated picture", scene)
        else:
            Scene.objects.filter(pk=scene.pk).update(problem="")

    def failed(self, step: Step, message: str) -> None:
        if step.scene_id:
            Scene.objects.filter(pk=step.scene_id).update(problem=message[:400])

    def close(self, job: Job, steps: list[Step]) -> str:
        failures = [step for step in steps if step.state == StepState.FAILED]
        if failures and len(failures) == len(steps):
            if job.kind == "regenerate":
                raise StageFailed(failures[0].error)
            raise StageFailed(gettext_noop("All scene images failed to generate"))
        _set_poster(job.project)
        return ""


# Scenes of the longest film that a writer makes: of a product, and of anything else.
MOST_AD_SCENES, MOST_STORY_SCENES = 62, 20


def pictures_at_once(job: Job) -> int:
    return job.workspace.images_at_once or settings.IMAGES_AT_ONCE


def _unwritten(job: Job) -> Iterator[Scene]:
    """As many scenes as there will be at most, with prompts as long as they may be."""
    for index in range(1, most_scenes(job.project) + 1):
        yield Scene(
            project=job.project,
            scene_index=index,
            visual_prompt="x" * image_prompts.LIMIT,
            beat="content",
            duration_ms=5000,
        )


def most_scenes(project: VideoProject) -> int:
    """How many scenes a writer makes at most of what the project asks for."""
    if project.source == "script":
        return len(screenplay.parse(project.script, language=project.language).segments)
    # The house writer cuts quicker than models are told to: a scene for each 3.3 seconds.
    most = MOST_AD_SCENES if project.source == "product" else MOST_STORY_SCENES
    return min(most, project.target_ms // 3300 + 2)


def _own_picture(scene: Scene) -> bool:
    """A person chose this picture: making the board again leaves it alone."""
    return scene.picture is not None and scene.picture.is_own


def _painted(step: Step) -> CallResult | None:
    """The scene that product and words are to be laid over anew, or None where one is to be asked for."""
    if "plate" not in step.request:
        return None
    plate = library.find(step.job.workspace, step.request["plate"])
    if plate is None:
        raise StepFailed(gettext_noop("The painted scene is not there any more. Make another picture."))
    return CallResult(provider=plate.origin, asset=plate, reused=True)


def _over_plate(scene: Scene, made: CallResult, request: ImageRequest) -> StepOutcome:
    """Of a scene that was painted elsewhere, with product and words laid over it."""
    asset, reused = product_overlay.composed(scene.project, made.file, request)
    outcome = made.outcome(digest=asset.digest, reused=made.reused and reused, plate=made.file.digest)
    return replace(outcome, asset=asset)


def request_for(
    scene: Scene, overrides: dict[str, Any], sources: PictureSources | None = None
) -> ImageRequest:
    """The ImageRequest for a scene; `overrides` may carry another prompt or seed.

    `sources` are the project's as inputs.picture_sources reads them, for who has read them already.
    """
    sources = inputs.with_chosen_photo(sources or inputs.picture_sources(scene.project), scene)
    is_painted = product_overlay.are_painted()
    most = registry.most_references(TALENT) if is_painted and not sources.keeps_photo else 0
    wish = image_requests.SceneWish(
        scene=inputs.scene_facts(scene),
        count=overrides["total"],
        seed=overrides.get("seed", sources.project.seed),
        prompt=overrides.get("prompt") or "",
        references=inputs.references(scene, sources, most),
    )
    plate = product_overlay.plate_request(sources, wish) if is_painted else None
    return image_requests.image_request(sources, wish, plate)


def words_on(scene: Scene) -> dict[str, str]:
    """The words set on a scene's picture, by the fields of its request."""
    return image_requests.words_on(inputs.project_facts(scene.project), inputs.scene_facts(scene))


def picture_size(project: VideoProject, aspect: str = "") -> tuple[int, int]:
    """(width, height) of a still for one of formats.ASPECTS, the project's own if empty."""
    return image_requests.picture_size(aspect or project.aspect, project.resolution)


def _set_poster(project: VideoProject) -> None:
    first = project.scenes.first()
    picture = first.picked("image") if first else None
    if picture and project.poster_id != picture.asset_id:
        VideoProject.objects.filter(pk=project.pk).update(poster=picture.asset)
