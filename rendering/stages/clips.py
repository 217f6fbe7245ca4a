"""Each scene's picture in motion, by a provider of clips; without one, the composer's camera moves it.

A scene that stays a still picture (the last one of an ad), one that a person chose a clip for, and
one that is spoken by somebody on the screen are left alone.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop

from generation.engine import provider_calls
from generation.engine.base_stage import BaseStage
from generation.engine.context import StepContext
from generation.engine.errors import StageFailed, StepFailed
from generation.engine.plan import PlannedCall, PollLater, StepOutcome, StepPlan
from generation.interfaces import ClipRequest, Reference
from generation.models import Job, Step, StepState
from generation.prompts import inputs
from generation.providers import registry
from generation.stages.shared import options_of, scene_number, scene_of, scenes_asked_for
from projects.board import editing, takes
from projects.media import library
from projects.models import Scene
from rendering.stages import lip_sync

TALENT = "clip"
# What a job may say of the clip that it makes anew.
OPTIONS = ("motion", "duration_ms", "seed")


class ClipsStage(BaseStage):
    talent = TALENT
    asks_providers = True

    def opening_message(self, job: Job, count: int) -> str:
        return (
            gettext_noop("Animating %(count)s pictures")
            if count > 1
            else gettext_noop("Animating %(count)s picture")
        ) % {"count": count}

    def working_message(self, step: Step) -> str:
        return gettext_noop("Animating scene %(number)s/%(total)s") % {
            "number": scene_number(step),
            "total": step.request["total"],
        }

    def done_message(self, step: Step) -> str:
        return gettext_noop("Scene %(number)s/%(total)s moves") % {
            "number": scene_number(step),
            "total": step.request["total"],
        }

    def size(self, job: Job) -> float:
        return sum(scene.duration_ms for scene in _scenes(job)) / 1000

    def at_once(self, job: Job) -> int:
        return settings.CLIPS_AT_ONCE

    def plan(self, job: Job) -> Iterator[StepPlan]:
        total = job.project.scenes.count()
        for scene in _scenes(job):
            yield StepPlan(
                key=f"clip:{scene.pk}",
                label=gettext_noop("Clip of scene %(number)s") % {"number": scene.scene_index},
                talent=TALENT,
                scene=scene,
                request={"total": total, **options_of(job, *OPTIONS)},
                size=scene.duration_ms / 1000,
            )

    def planned_calls(self, job: Job) -> Iterable[PlannedCall]:
        options = options_of(job, *OPTIONS)
        for scene in _scenes(job):
            yield PlannedCall(talent=TALENT, request=request_for(scene, options), scene=scene)

    def run(self, step: Step, context: StepContext) -> StepOutcome | PollLater:
        scene = scene_of(step, "project__product", "speaker__portrait")
        if scene is None or scene.picture is None:
            raise StepFailed(gettext_noop("The scene, or its picture, was deleted meanwhile."))
        made = provider_calls.ask(step, context, TALENT, request_for(scene, step.request))
        if isinstance(made, PollLater):
            return made
        return made.outcome(digest=made.file.digest, reused=made.reused)

    def save(self, step: Step, outcome: StepOutcome) -> None:
        by = step.job.created_by if step.job.kind == "regenerate" else None
        assert step.scene and outcome.asset, "a step that made a clip has both"
        editing.take_over(step.scene, TALENT, outcome.asset, note=step.provider, by=by)

    def failed(self, step: Step, message: str) -> None:
        if step.scene:
            editing.note_take(
                step.scene, TALENT, gettext_noop("It stays a still picture: %(why)s") % {"why": message}
            )

    def close(self, job: Job, steps: list[Step]) -> str:
        """A scene without its clip stays a still; with VIDSTUDIO_CLIP_FAILURE=stop the render ends."""
        failures = [step for step in steps if step.state == StepState.FAILED]
        if failures and (job.kind == "regenerate" or settings.CLIP_FAILURE == "stop"):
            raise StageFailed(failures[0].error)
        if not failures:
            return ""
        return gettext_noop("%(count)s of %(total)s scenes stay still pictures: %(why)s") % {
            "count": len(failures),
            "total": len(steps),
            "why": failures[0].error,
        }


def _scenes(job: Job) -> Iterator[Scene]:
    """The scenes whose pictures are to be animated."""
    if not settings.PROVIDERS.get(TALENT) or not provider_calls.may_ask(job, TALENT):
        return
    wanted = scenes_asked_for(job, TALENT)
    rows = job.project.scenes.select_related("project", "speaker__portrait").prefetch_related("takes__asset")
    for scene in rows:
        if scene.picture and (scene.pk in wanted if wanted is not None else _is_due(scene)):
            yield scene


def _is_due(scene: Scene) -> bool:
    return not (scene.static or takes.chosen_clip(scene) or lip_sync.may_speak(scene))


def request_for(scene: Scene, overrides: Mapping[str, Any]) -> ClipRequest:
    """The ClipRequest for a scene; `overrides` may carry another motion, duration or seed."""
    project, asset = scene.project, scene.picture.asset
    width, height = project.frame_size
    return ClipRequest(
        image=library.read(asset),
        mime=asset.mime,
        prompt=overrides.get("motion") or scene.motion_prompt,
        width=width,
        height=height,
        duration_ms=overrides.get("duration_ms") or scene.duration_ms,
        style=project.style,
        seed=overrides.get("seed", project.seed),
        references=_references(scene),
    )


def _references(scene: Scene) -> tuple[Reference, ...]:
    """What keeps its look while the picture moves, for models that are shown it beside the picture."""
    most = registry.most_references(TALENT)
    return inputs.references(scene, inputs.picture_sources(scene.project), most) if most else ()
