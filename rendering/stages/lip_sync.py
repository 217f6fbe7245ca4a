"""A character on the screen says the scene's words: their portrait and the recording become a clip.

Where the first provider draws, one without a portrait speaks as a drawn figure in front of the scene's
picture. Where it fails, the scene says so and goes on unsynced. A person may keep a portrait's lips still.
"""

from collections.abc import Iterable, Iterator

import numpy as np
from django.conf import settings
from django.utils.translation import gettext_noop

from generation.engine import provider_calls
from generation.engine.base_stage import BaseStage
from generation.engine.context import StepContext
from generation.engine.errors import StepFailed
from generation.engine.plan import PlannedCall, PollLater, StepOutcome, StepPlan
from generation.interfaces import SyncRequest, Usage
from generation.media import audio, visemes
from generation.models import Job, Step, StepState
from generation.providers import registry, validation
from generation.stages.shared import scene_number, scene_of
from projects.board import editing, mouth_marks, takes
from projects.media import library
from projects.models import Asset, Scene
from projects.timing import LEAD_MS

TALENT = "lip_sync"


class LipSyncStage(BaseStage):
    talent = TALENT
    asks_providers = True

    def opening_message(self, job: Job, count: int) -> str:
        return (
            gettext_noop("Letting %(count)s characters speak")
            if count > 1
            else gettext_noop("Letting %(count)s character speak")
        ) % {"count": count}

    def working_message(self, step: Step) -> str:
        return gettext_noop("Letting scene %(number)s/%(total)s speak") % {
            "number": scene_number(step),
            "total": step.request["total"],
        }

    def done_message(self, step: Step) -> str:
        return gettext_noop("Scene %(number)s/%(total)s speaks") % {
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
                key=f"lip_sync:{scene.pk}",
                label=gettext_noop("Lips of scene %(number)s") % {"number": scene.scene_index},
                talent=TALENT,
                scene=scene,
                request={"total": total},
                size=scene.duration_ms / 1000,
            )

    def planned_calls(self, job: Job) -> Iterable[PlannedCall]:
        """The recordings may be missing: their length is that of the scenes, and that is what is billed."""
        for scene in _scenes(job):
            yield PlannedCall(
                talent=TALENT, request=request_for(scene), scene=scene, guess=not scene.picked("voice")
            )

    def run(self, step: Step, context: StepContext) -> StepOutcome | PollLater:
        scene = scene_of(step, "project", "speaker__portrait")
        if scene is None or not may_speak(scene):
            raise StepFailed(gettext_noop("The scene has nobody on the screen any more."))
        if scene.picked("voice") is None:
            raise StepFailed(gettext_noop("There is no recording of the scene's words."))
        made = provider_calls.ask(step, context, TALENT, request_for(scene))
        if isinstance(made, PollLater):
            return made
        return made.outcome(digest=made.file.digest, reused=made.reused)

    def save(self, step: Step, outcome: StepOutcome) -> None:
        scene, clip = step.scene, outcome.asset
        assert scene and clip, "a step that made a clip has both"
        label = clip.meta.get("label") or ""
        editing.take_over(scene, TALENT, clip, note=label or step.provider)
        if label and scene.speaker:
            editing.note_take(
                scene,
                TALENT,
                gettext_noop("%(name)s is shown as a %(what)s.")
                % {"name": scene.speaker.name, "what": label},
            )

    def failed(self, step: Step, message: str) -> None:
        if step.scene:
            editing.note_take(
                step.scene, TALENT, gettext_noop("It goes on without moving lips: %(why)s") % {"why": message}
            )

    def close(self, job: Job, steps: list[Step]) -> str:
        failures = [step for step in steps if step.state == StepState.FAILED]
        if not failures:
            return ""
        return gettext_noop("%(count)s of %(total)s speaking scenes go on unsynced: %(why)s") % {
            "count": len(failures),
            "total": len(steps),
            "why": failures[0].error,
        }


def may_speak(scene: Scene) -> bool:
    """Whether the scene is spoken by somebody who is on the screen, and somebody can move their lips."""
    if not (settings.PROVIDERS.get(TALENT) and scene.speaker and scene.text.strip()):
        return False
    if scene.speaker.portrait_id:
        return mouth_marks.marked(scene.speaker) != mouth_marks.STILL
    return _may_be_drawn(scene)


def _may_be_drawn(scene: Scene) -> bool:
    """A figure stands in front of the picture: only of one that we painted, without a product or words,
    and not where a person chose a clip."""
    picture = scene.picture.asset if scene.picture else None
    if picture is None or picture.origin != "local" or takes.chosen_clip(scene):
        return False
    free = not (picture.meta.get("product_box") or picture.meta.get("text_boxes"))
    return free and registry.provider(TALENT).adapter.draws


def _scenes(job: Job) -> list[Scene]:
    rows = job.project.scenes.select_related("project", "speaker__portrait").prefetch_related("takes__asset")
    return [scene for scene in rows if may_speak(scene) and provider_calls.may_ask(job, TALENT)]


def request_for(scene: Scene) -> SyncRequest:
    """The SyncRequest for a scene. Its sound is as long as the scene and begins as the voice does in it."""
    speaker, picture, voice = scene.speaker, scene.picture, scene.picked("voice")
    assert speaker, "nobody asks for lips of a scene without a speaker (may_speak)"
    project, portrait = scene.project, speaker.portrait
    width, height = project.frame_size
    return SyncRequest(
        image=library.read(portrait) if portrait else b"",
        mime=portrait.mime if portrait else "",
        audio=_padded(library.read(voice.asset), scene.duration_ms) if voice else b"",
        audio_mime="audio/wav",
        duration_ms=scene.duration_ms,
        width=width,
        height=height,
        text=scene.text,
        language=project.language,
        visemes=_mouth_shapes(voice.asset, scene.duration_ms) if voice else (),
        voice=voice.asset.sha256 if voice else "",
        scene=library.read(picture.asset) if picture and not portrait else b"",
        style=project.style,
        speaker=speaker.name,
        about=speaker.description,
        mouth=mouth_marks.label(speaker),
        eyes=mouth_marks.eyes_label(speaker),
    )


def _mouth_shapes(voice: Asset, scene_ms: int) -> tuple[tuple[str, int, int], ...]:
    """What the recording says of the mouth, on the scene's clock; () where it says nothing."""
    known = visemes.validated(voice.meta.get("visemes"), voice.duration_ms or 0)
    moved = ((name, start + LEAD_MS, min(end + LEAD_MS, scene_ms)) for name, start, end in known)
    return tuple(row for row in moved if row[1] < row[2])


def _padded(recording: bytes, duration_ms: int) -> bytes:
    """A recording as WAV with the quiet around it that the scene has, so that lips and voice agree."""
    samples, rate = audio.read_wav(validation.speech(recording, Usage()).data)
    length, lead = duration_ms * rate // 1000, LEAD_MS * rate // 1000
    whole = np.zeros(max(length, lead + len(samples)), samples.dtype)
    whole[lead : lead + len(samples)] = samples
    return audio.write_wav(whole[:length], rate)
