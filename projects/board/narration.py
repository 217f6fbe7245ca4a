"""How long a scene's words take beside the time that it has for them: before any voice is made, and after.

A voice is sped up by at most timing.FASTEST to fit its scene; what is longer still would be cut off, so the
render is refused, and people are told long before.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext

from projects.board import takes
from projects.languages import pronunciation, wording
from projects.models import Scene, VideoProject
from projects.timing import FASTEST, LEAD_MS, TAIL_MS

# What a recording's end has of silence: nobody hears that so much of it is missing.
_HEARD_MS = 60


@dataclass(frozen=True)
class Narration:
    """A scene's words in time, all in milliseconds.

    `words_ms` is what they take at ease: the true length of a recording of these words, else an estimate.
    `over_ms` is how much longer than the scene that is, with the quiet before the first word; 0: it fits.
    `rate` is how much faster they are said to fit (1.0: at ease), `is_cut` whether FASTEST is too slow.
    `is_stale`: there is a recording, but of other words; `is_own`: a person uploaded it, and it is never
    sped up. `unread` are words that the voice cannot read, and leaves out.
    """

    scene_index: int
    words_ms: int
    scene_ms: int
    over_ms: int
    rate: float
    is_cut: bool
    is_estimate: bool
    is_stale: bool
    is_own: bool
    unread: tuple[str, ...] = ()

    @property
    def is_hurried(self) -> bool:
        return self.rate > 1.0 and not self.is_cut

    @property
    def faster_percent(self) -> int:
        return max(1, round((self.rate - 1) * 100))


def of_scene(scene: Scene) -> Narration | None:
    """The scene's words in time, or None where nothing is said."""
    said = takes.spoken(scene)
    recording = said if said and not said.is_stale else None
    is_own = recording is not None and recording.is_own
    if not scene.text.strip() and not is_own:
        return None
    language = scene.project.language
    words = pronunciation.said(scene.text, pronunciation.of_project(scene.project))
    unread = () if is_own else _unread_words()(words, language)
    if recording:
        words_ms = round(recording.voice_ms * (1.0 if is_own else _recorded_rate(scene)))
    else:
        for word in unread:
            words = words.replace(word, "")
        words_ms = _spoken_ms()(words, language)
    return measured(
        words_ms,
        scene.duration_ms,
        scene_index=scene.scene_index,
        recorded_ms=recording.voice_ms if recording else None,
        is_stale=bool(said and said.is_stale),
        is_own=is_own,
        unread=unread,
    )


def unsaid(project: VideoProject) -> list[tuple[int, str]]:
    """(number of a scene, why) of all whose words no voice can say: their recordings would be refused."""
    told = pronunciation.of_project(project)
    found = []
    for scene in takes.scenes_with_takes(project):
        said = takes.spoken(scene)
        if scene.text.strip() and not (said and said.is_own):
            why = _why_unsaid()(pronunciation.said(scene.text, told), project.language)
            if why:
                found.append((scene.scene_index, why))
    return found


def unread_note(found: Narration) -> str:
    """A sentence for people: which words of a scene the voice leaves out."""
    return gettext("Scene %(number)s: the voice leaves out %(words)s, which it cannot read.") % {
        "number": found.scene_index,
        "words": wording.quoted(found.unread),
    }


def measured(
    words_ms: int,
    scene_ms: int,
    *,
    scene_index: int = 1,
    recorded_ms: int | None = None,
    is_stale: bool = False,
    is_own: bool = False,
    unread: tuple[str, ...] = (),
) -> Narration:
    """Words that take `words_ms` at ease, in a scene of `scene_ms`; `recorded_ms` of them as recorded."""
    room = scene_ms - LEAD_MS
    needed = words_ms / room if room > 0 else float("inf")
    fastest = 1.0 if is_own else FASTEST
    fits_as_recorded = recorded_ms is not None and recorded_ms <= room
    return Narration(
        scene_index=scene_index,
        words_ms=words_ms,
        scene_ms=scene_ms,
        over_ms=max(0, words_ms - room),
        rate=round(min(max(1.0, needed), fastest), 2),
        is_cut=needed > fastest and not fits_as_recorded,
        is_estimate=recorded_ms is None,
        is_stale=is_stale,
        is_own=is_own,
        unread=unread,
    )


def of_board(project: VideoProject) -> list[Narration]:
    """The narration of all scenes that say something, in order."""
    return [found for scene in takes.scenes_with_takes(project) if (found := of_scene(scene))]


def cut_off(project: VideoProject) -> list[Narration]:
    """Those that would be cut off, by what is recorded or estimated now."""
    return [found for found in of_board(project) if found.is_cut]


def cut_in_film(project: VideoProject) -> list[Narration]:
    """Those whose recording is cut off in the film: by the next voice, or by the film's end."""
    starts, at, scenes = [], 0, takes.scenes_with_takes(project)
    for scene in scenes:
        starts.append(at + LEAD_MS)
        at += scene.duration_ms
    spoken = [(start, scene) for start, scene in zip(starts, scenes, strict=True) if scene.picked("voice")]
    ends = [*[start for start, _ in spoken[1:]], at][: len(spoken)]
    found = []
    for (start, scene), end in zip(spoken, ends, strict=True):
        said = takes.spoken(scene)
        if said and start + said.voice_ms > end + _HEARD_MS:
            here = measured(
                said.voice_ms, scene.duration_ms, scene_index=scene.scene_index, is_own=said.is_own
            )
            found.append(here)
    return found


def needed_ms(scene: Scene) -> int:
    """How long a scene has to be for its words at ease, in whole tenths of a second; 0 without words."""
    found = of_scene(scene)
    return -(-(found.words_ms + LEAD_MS + TAIL_MS) // 100) * 100 if found else 0


def refusal(found: list[Narration]) -> str:
    """Why these cannot be rendered, and what to do: Scene 1: its words take 9.5 s, and it lasts 2.5 s. …"""
    named = [
        gettext("Scene %(number)s: its words take %(words)s s, and it lasts %(length)s s.")
        % {
            "number": one.scene_index,
            "words": wording.fixed(one.words_ms / 1000, 1),
            "length": wording.fixed(one.scene_ms / 1000, 1),
        }
        for one in found
    ]
    shown, more = named[:5], len(named) - 5
    rest = [gettext("And %(count)s more.") % {"count": more}] if more > 0 else []
    advice = gettext("The end would be cut off: make it longer, or say it in fewer words.")
    return " ".join([*shown, *rest, advice])


def _recorded_rate(scene: Scene) -> float:
    """How much faster than at ease the recording in use was asked for."""
    take = scene.picked("voice")
    rate = (take.asset.meta.get("asked") or {}).get("rate", 1.0) if take else 1.0
    return rate if isinstance(rate, int | float) and rate > 0 else 1.0


def _spoken_ms() -> Callable[[str, str], int]:
    return import_string(settings.SPOKEN_MS)


def _unread_words() -> Callable[[str, str], tuple[str, ...]]:
    return import_string(settings.UNREAD_WORDS)


def _why_unsaid() -> Callable[[str, str], str]:
    return import_string(settings.WHY_UNSAID)
