"""Speak each segment with its speaker's voice, and measure how long it really takes."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_noop

from generation.engine import provider_calls
from generation.engine.base_stage import BaseStage
from generation.engine.context import StepContext
from generation.engine.errors import StepFailed
from generation.engine.plan import PlannedCall, PollLater, StepOutcome, StepPlan
from generation.engine.provider_calls import CallResult
from generation.interfaces import VoiceRequest
from generation.models import Job, Step
from generation.providers import registry
from generation.stages.shared import options_of, scene_number, scene_of, scenes_asked_for
from generation.text.speech_timing import spoken_ms
from projects.board import editing, takes
from projects.languages import pronunciation
from projects.models import Asset, Scene
from projects.timing import FASTEST, LEAD_MS, TAIL_MS

TALENT = "voice"

# After the film's last word the music's last chord is heard alone.
LAST_TAIL_MS = 600
# Nobody hurries by more than this only to leave silence behind.
CALM = 1.1


class VoiceStage(BaseStage):
    talent = TALENT
    asks_providers = True

    def opening_message(self, job: Job, count: int) -> str:
        return gettext_noop("Recording the narration")

    def working_message(self, step: Step) -> str:
        return gettext_noop("Recording the voice of scene %(number)s/%(total)s") % {
            "number": scene_number(step),
            "total": step.request["total"],
        }

    def done_message(self, step: Step) -> str:
        return gettext_noop("Scene %(number)s/%(total)s is spoken") % {
            "number": scene_number(step),
            "total": step.request["total"],
        }

    def size(self, job: Job) -> float:
        return job.project.scenes.exclude(text="").count()

    def at_once(self, job: Job) -> int:
        return 4

    def plan(self, job: Job) -> Iterator[StepPlan]:
        """A voice for each scene with words; none where only a paid provider could speak in a free job."""
        if not provider_calls.may_ask(job, TALENT):
            return
        total, wanted = job.project.scenes.count(), scenes_asked_for(job, TALENT)
        for scene in job.project.scenes.prefetch_related("takes__asset"):
            is_missing = scene.text.strip() and takes.chosen_voice(scene) is None
            if is_missing if wanted is None else scene.pk in wanted:
                yield StepPlan(
                    key=f"voice:{scene.pk}",
                    label=gettext_noop("Voice of scene %(number)s") % {"number": scene.scene_index},
                    talent=TALENT,
                    scene=scene,
                    request={"total": total, **options_of(job, "voice", "language")},
                )

    def planned_calls(self, job: Job) -> Iterable[PlannedCall]:
        """What each scene says, at ease; and once more where it does not, or will not, fit its time."""
        for step in self.plan(job):
            scene = step.scene
            if scene is None:
                continue
            scene.project = job.project
            easy = _request(scene, 1.0, step.request)
            yield PlannedCall(talent=TALENT, request=easy, scene=scene)
            spoken = provider_calls.cached_asset(job.workspace, TALENT, easy)
            if spoken:
                rate = _rate(spoken, scene)
            else:
                needed = spoken_ms(easy.text, job.project.language)
                rate = FASTEST if needed > _room(scene) else 1.0
            if rate > 1.0:
                yield PlannedCall(
                    talent=TALENT, request=_request(scene, rate, step.request), scene=scene, guess=not spoken
                )

    def run(self, step: Step, context: StepContext) -> StepOutcome | PollLater:
        scene = scene_of(step, "project", "speaker")
        if scene is None:
            raise StepFailed(gettext_noop("The scene was deleted meanwhile."))
        draft = _is_draft(step, scene)
        made = _speak(step, context, scene, 1.0, draft)
        if isinstance(made, PollLater):
            return made
        room, rate = _room(scene), _rate(made.file, scene)
        if rate > 1.0:
            made = _speak(step, context, scene, rate, draft)
        return made if isinstance(made, PollLater) else _outcome(made, scene, room, rate)

    def save(self, step: Step, outcome: StepOutcome) -> None:
        """Put the voice in use, unless the job only looks on (a preview leaves the board alone)."""
        scene, asset = step.scene, outcome.asset
        if step.job.options.get("free") or scene is None or asset is None:
            return
        # Who asked for this very recording; nobody, where a render makes what follows from the board.
        by = step.job.created_by if step.job.kind == "regenerate" else None
        editing.take_over(scene, TALENT, asset, note=step.provider, by=by)


def _room(scene: Scene, tail: int = TAIL_MS) -> int:
    """Milliseconds that a scene has for its words, less the quiet after them."""
    return scene.duration_ms - LEAD_MS - tail


def _rate(asset: Asset, scene: Scene) -> float:
    """How much faster than `asset`, spoken at ease, the words must be said to fit their scene.

    The last scene's words also leave its chord alone, as far as they can calmly: but nobody pays for a
    recording a second time only to hear silence after it.
    """
    fits = _faster(asset, _room(scene), FASTEST)
    if scene.scene_index != scene.project.scenes.count() or asset.origin != "local":
        return fits
    return max(fits, _faster(asset, _room(scene, LAST_TAIL_MS), CALM))


def _faster(asset: Asset, room: int, most: float) -> float:
    """The rate at which a sound fills `room` milliseconds; `most` at most."""
    return round(min(most, (asset.duration_ms or 0) / room), 2) if room > 0 else most


def cached_voice(scene: Scene) -> Asset | None:
    """The sound of a scene's words as they are now, or None while nobody has spoken them.

    An upload in use counts whatever it says. Nobody is asked. A voice taken for words or a speaker that
    were changed since is not found: the old words would be heard under the new ones.
    """
    chosen = takes.chosen_voice(scene)
    if chosen is not None:
        return chosen.asset
    if not scene.text.strip():
        return None
    return _made(scene, draft=False) or _made(scene, draft=True)


def _made(scene: Scene, draft: bool) -> Asset | None:
    """What was made for a scene's words before, at the rate at which they fit."""
    workspace = scene.project.workspace
    easy = provider_calls.cached_asset(workspace, TALENT, _request(scene, 1.0, draft=draft))
    rate = _rate(easy, scene) if easy else 1.0
    if rate <= 1.0:
        return easy
    request = _request(scene, rate, draft=draft)
    return provider_calls.cached_asset(workspace, TALENT, request) or easy


def _is_draft(step: Step, scene: Scene) -> bool:
    """Whether a draft of a scene's voice will do: in a preview, where nothing better is there."""
    if not step.job.options.get("free"):
        return False
    request = _request(scene, 1.0, step.request)
    if provider_calls.cached_asset(scene.project.workspace, TALENT, request):
        return False
    return registry.first_for(TALENT, request).adapter.has_draft(request)


def _outcome(made: CallResult, scene: Scene, room: int, rate: float) -> StepOutcome:
    return made.outcome(
        voice_ms=made.file.duration_ms,
        scene_ms=scene.duration_ms,
        difference_ms=(made.file.duration_ms or 0) - room,
        rate=max(1.0, rate),
    )


def _speak(
    step: Step, context: StepContext, scene: Scene, rate: float, draft: bool
) -> CallResult | PollLater:
    return provider_calls.ask(step, context, TALENT, _request(scene, rate, step.request, draft))


def _request(
    scene: Scene, rate: float, overrides: dict[str, Any] | None = None, draft: bool = False
) -> VoiceRequest:
    """The VoiceRequest for a scene's words; `overrides` may carry another voice or language."""
    own = {
        "voice": (scene.speaker.voice if scene.speaker else "") or scene.project.voice,
        "language": scene.project.language,
    }
    asked = {name: (overrides or {}).get(name) or value for name, value in own.items()}
    text = pronunciation.said(scene.text, pronunciation.of_project(scene.project))
    written = scene.text if text != scene.text else ""
    return VoiceRequest(text=text, written=written, rate=rate, draft=draft, **asked)
