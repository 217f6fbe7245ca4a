"""From milliseconds to frames: who owns which frame, and how the work is cut into pieces.

Pure integers. Frame boundaries are rounded cumulative sums, so rounding never adds up: the total is
always `round(total_ms * fps / 1000)`. A transition occupies the first frames of the incoming scene
while the outgoing one keeps moving beneath it, so it never changes the total either.

A segment is the unit of work: it starts with a keyframe, refers to nothing outside itself (a closed
GOP) and is encoded on its own. SceneSpan bodies and transitions are separate segments, so that a change to
one scene touches its bodies and two transitions and nothing else.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rendering.spec.schema import RenderSpec, SceneSpec

# Keyframes at most this far apart: platforms ask for closed GOPs of two seconds or less. A shorter piece
# costs more bytes and more starts of an encoder, a longer one makes an edit cost more.
GOP_SECONDS = 2

# In frames: a shorter transition is seen as a cut with a blemish.
SHORTEST_WINDOW = 2


@dataclass(frozen=True)
class SceneSpan:
    """Frames [start, stop) belong to the scene; it moves on for `tail` frames under the next one.

    `window` is how many of its first frames are the transition named by `transition`.
    """

    index: int
    start: int
    stop: int
    transition: str
    window: int
    tail: int

    @property
    def frames(self) -> int:
        """How many frames the scene is to be seen, its tail included."""
        return self.stop - self.start + self.tail


@dataclass(frozen=True)
class SegmentSpan:
    """Frames [start, stop) of the video, drawn from `scene` and, in a transition, `before`."""

    start: int
    stop: int
    scene: SceneSpan
    before: SceneSpan | None = None

    @property
    def frames(self) -> int:
        return self.stop - self.start


@dataclass(frozen=True)
class Timeline:
    """A whole video in frames of 1/fps seconds."""

    fps: int
    scenes: tuple[SceneSpan, ...]
    segments: tuple[SegmentSpan, ...]

    @property
    def frames(self) -> int:
        return self.scenes[-1].stop

    @property
    def duration_ms(self) -> int:
        return round(self.frames * 1000 / self.fps)

    @property
    def scene_starts_ms(self) -> tuple[int, ...]:
        return tuple(round(scene.start * 1000 / self.fps) for scene in self.scenes)

    def segment_at(self, frame: int) -> SegmentSpan:
        """The SegmentSpan that holds a frame number."""
        return next(segment for segment in self.segments if segment.start <= frame < segment.stop)


def boundaries(durations_ms: Iterable[int], fps: int) -> list[int]:
    """Frame numbers at which scenes of these lengths begin, and the total at the end."""
    frames, passed = [0], 0
    for duration in durations_ms:
        passed += duration
        frames.append(frame_at(passed, fps))
    return frames


def frame_at(ms: int, fps: int) -> int:
    """The frame boundary nearest to a moment (of two equally near, the even one)."""
    return round(ms * fps / 1000)


def plan(spec: RenderSpec) -> Timeline:
    """Return the Timeline of a RenderSpec."""
    fps = spec.output.fps
    edges = boundaries([scene.duration_ms for scene in spec.scenes], fps)
    spans = list(zip(edges, edges[1:], strict=False))
    windows = [_window(spec.scenes[i], spans, i, fps) for i in range(len(spans))]
    scenes = tuple(_scene(spec.scenes[i], spans[i], windows, i) for i in range(len(spans)))
    return Timeline(fps, scenes, tuple(_segments(scenes, fps)))


def _window(scene: SceneSpec, spans: Sequence[tuple[int, int]], i: int, fps: int) -> int:
    """Frames of the transition into scene `i`: at most half of the shorter neighbour."""
    if i == 0 or scene.transition == "cut":
        return 0
    shorter = min(stop - start for start, stop in spans[i - 1 : i + 1])
    frames = min(frame_at(scene.transition_ms, fps), shorter // 2)
    return frames if frames >= SHORTEST_WINDOW else 0


def _scene(scene: SceneSpec, span: tuple[int, int], windows: Sequence[int], i: int) -> SceneSpan:
    tail = windows[i + 1] if i + 1 < len(windows) else 0
    kind = scene.transition if windows[i] else "cut"
    return SceneSpan(scene.index, *span, kind, windows[i], tail)


def _segments(scenes: Iterable[SceneSpan], fps: int) -> Iterator[SegmentSpan]:
    before = None
    for scene in scenes:
        opened = scene.start + scene.window
        if scene.window:
            yield from _pieces(scene.start, opened, scene, before, fps)
        yield from _pieces(opened, scene.stop, scene, None, fps)
        before = scene


def _pieces(
    start: int, stop: int, scene: SceneSpan, before: SceneSpan | None, fps: int
) -> Iterator[SegmentSpan]:
    """Cut [start, stop) evenly into pieces no longer than one GOP."""
    count = -(-(stop - start) // (GOP_SECONDS * fps))
    edges = [start + (stop - start) * k // count for k in range(count + 1)]
    for left, right in zip(edges, edges[1:], strict=False):
        yield SegmentSpan(left, right, scene, before)
