"""Plan the scenes: one for each segment, with prompts, transition and a duration that sums exactly.

A field that a person has edited is never overwritten, unless that person asked for a fresh board.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_noop

from generation.engine.base_stage import BaseStage
from generation.engine.context import StepContext
from generation.engine.errors import StepFailed
from generation.engine.plan import PollLater, StepOutcome, StepPlan
from generation.interfaces import FREE, Segment
from generation.models import Job, Step
from generation.prompts import image_prompts, inputs, templates
from generation.providers import registry
from generation.stages.shared import result_of
from projects.board import editing
from projects.models import Character, Scene, VideoProject
from projects.timing import share

TALENT = "storyboard"

# A scene or a character as the script's step stores it.
Row = dict[str, Any]


class StoryboardStage(BaseStage):
    talent = TALENT

    def opening_message(self, job: Job, count: int) -> str:
        return gettext_noop("Planning the scenes")

    def plan(self, job: Job) -> Iterator[StepPlan]:
        yield StepPlan(key="storyboard", label=gettext_noop("Plan the scenes"), talent=TALENT)

    def run(self, step: Step, context: StepContext) -> StepOutcome | PollLater:
        script = result_of(step.job, "script")
        segments = [Segment(**row) for row in script.get("segments", ())]
        if not segments:
            raise StepFailed(gettext_noop("The script has no scenes. Change the source and generate again."))
        image, motion = templates.usable_version("image"), templates.usable_version("motion")
        scenes = [
            _scene(step.job.project, segment, index, len(segments), image.body, motion.body)
            for index, segment in enumerate(segments, start=1)
        ]
        _set_button(scenes[-1], script.get("cta", ""))
        data = {
            "scenes": scenes,
            "characters": script.get("characters", []),
            "prompts": [str(image), str(motion)],
        }
        return StepOutcome(data=data, usage=FREE, record_cost=False, prompt_version=image)

    def save(self, step: Step, outcome: StepOutcome) -> None:
        project = VideoProject.objects.select_for_update(no_key=True).get(pk=step.job.project_id)
        if step.job.options.get("fresh"):
            editing.discard(project.scenes.all())
        people = _characters(project, outcome.data["characters"], outcome.data["scenes"])
        if project.source == "script":
            _follow_script(project, outcome.data["scenes"])
        here = {scene.scene_index: scene for scene in project.scenes.all()}
        for row in outcome.data["scenes"]:
            _write(project, here.pop(row["scene_index"], None), row, people)
        _drop_untouched(project, here.values())
        _fit(project)


def _set_button(last: Row, call_to_action: str) -> None:
    """The end card's small line is what its button says: a person can edit it like any other."""
    if last["beat"] == "cta" and call_to_action:
        last["detail"] = call_to_action.rstrip(".!")[:200]


def _scene(
    project: VideoProject,
    segment: Segment,
    index: int,
    count: int,
    image_template: str,
    motion_template: str,
) -> Row:
    film = inputs.film_context(project, count)
    return {
        "scene_index": index,
        "beat": segment.beat,
        "text": segment.text,
        "duration_ms": segment.duration_ms,
        "headline": segment.headline[:120],
        "detail": segment.detail[:200],
        "heading": segment.heading[:200],
        "action": segment.action,
        "speaker": segment.speaker,
        "visual_prompt": image_prompts.visual_prompt(segment, index, film, image_template),
        "motion_prompt": image_prompts.motion_prompt(segment, index, film, motion_template),
        "transition": image_prompts.transition_for(project.style, index, count, project.seed),
        "static": image_prompts.is_static(index, count),
    }


def _follow_script(project: VideoProject, scenes: list[Row]) -> None:
    """A screenplay sets its own length: the target follows it."""
    project.target_ms = min(300_000, max(5_000, sum(row["duration_ms"] for row in scenes)))
    project.save(update_fields=["target_ms"])


def _characters(project: VideoProject, plans: list[Row], scenes: list[Row]) -> dict[str, Character]:
    """Everyone who speaks, by name, each with a voice of their own."""
    spoken = {row["speaker"] for row in scenes if row["speaker"]}
    described = {plan["name"]: plan["description"] for plan in plans}
    people: dict[str, Character] = {}
    taken = {project.voice} - {""}
    for name in [*described, *sorted(spoken - set(described))]:
        person = _known(project, name[:80])
        if person is None:
            person = Character(project=project, name=name[:80], description=described.get(name, "")[:300])
            person.voice = registry.provider("voice").adapter.voice_for(name, taken, project.language)
            person.save()
        taken.add(person.voice)
        people[name] = person
    return people


def _known(project: VideoProject, name: str) -> Character | None:
    """The character whom the script calls so, whatever a person called them since; or None."""
    rows = project.characters
    return rows.filter(called=name).first() or rows.filter(name=name).first()


def _write(project: VideoProject, scene: Scene | None, row: Row, people: dict[str, Character]) -> None:
    values = {key: value for key, value in row.items() if key not in ("speaker", "scene_index")}
    values["speaker"] = people.get(row["speaker"])
    if scene is None:
        Scene.objects.create(project=project, scene_index=row["scene_index"], **values)
        return
    for name, value in values.items():
        edited = "speaker_id" if name == "speaker" else name
        if edited not in scene.edited:
            setattr(scene, name, value)
    scene.version += 1
    scene.save()


def _drop_untouched(project: VideoProject, extra: Iterable[Scene]) -> None:
    untouched = [scene.pk for scene in extra if not scene.edited]
    editing.discard(project.scenes.filter(pk__in=untouched))
    editing.renumber(project)


def _fit(project: VideoProject) -> None:
    """Durations that a person set stay; the others share what is left, exactly."""
    scenes = list(project.scenes.all())
    free = [scene for scene in scenes if "duration_ms" not in scene.edited]
    left = project.target_ms - sum(scene.duration_ms for scene in scenes if scene not in free)
    if not free or left < editing.SHORTEST_SCENE_MS * len(free):
        return
    if sum(scene.duration_ms for scene in free) == left:
        return
    parts = share(left, [scene.duration_ms for scene in free], editing.SHORTEST_SCENE_MS)
    for scene, part in zip(free, parts, strict=True):
        Scene.objects.filter(pk=scene.pk).update(duration_ms=part)
