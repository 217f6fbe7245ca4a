"""From milliseconds to frames: who owns which frame, and how the work is cut into pieces.

Pure integers. Frame boundaries are rounded cumulative sums, so rounding never adds up: the total is
always `round(total_ms * fps / 1000)`. A transition occupies the first frames of the incoming scene
while the outgoing one keeps moving beneath it, so it never changes the total either.

A segment is the unit of work: it starts with a keyframe, refers to nothing outside itself (a closed
GOP) and is encoded on its own. Scene bodies and transitions are separate segments, so that a change to
one scene touches its bodies and two transitions and nothing else.
"""

from dataclasses import dataclass

# Keyframes at most this far apart: platforms ask for closed GOPs of two seconds or less.
GOP_SECONDS = 2

# A window shorter than this is seen as a cut with a blemish.
SHORTEST_WINDOW = 2


@dataclass(frozen=True)
class Scene:
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
    def frames(self):
        """How many frames the scene is to be seen, its tail included."""
        return self.stop - self.start + self.tail


@dataclass(frozen=True)
class Segment:
    """Frames [start, stop) of the video, drawn from `scene` and, in a transition, `before`."""

    start: int
    stop: int
    scene: Scene
    before: Scene | None = None

    @property
    def frames(self):
        return self.stop - self.start


@dataclass(frozen=True)
class Timeline:
    """A whole video in frames of 1/fps seconds."""

    fps: int
    scenes: tuple[Scene, ...]
    segments: tuple[Segment, ...]

    @property
    def frames(self):
        return self.scenes[-1].stop

    @property
    def duration_ms(self):
        return round(self.frames * 1000 / self.fps)

    @property
    def scene_starts_ms(self):
        return tuple(round(scene.start * 1000 / self.fps) for scene in self.scenes)

    def segment_at(self, frame):
        """The Segment that holds a frame number."""
        return next(segment for segment in self.segments if segment.start <= frame < segment.stop)


def boundaries(durations_ms, fps):
    """Frame numbers at which scenes of these lengths begin, and the total at the end."""
    frames, passed = [0], 0
    for duration in durations_ms:
        passed += duration
        frames.append(frame_at(passed, fps))
    return frames


def frame_at(ms, fps):
    """The frame boundary nearest to a moment (of two equally near, the even one)."""
    return round(ms * fps / 1000)


def plan(spec):
    """Return the Timeline of a RenderSpec."""
    fps = spec.output.fps
    edges = boundaries([scene.duration_ms for scene in spec.scenes], fps)
    spans = list(zip(edges, edges[1:], strict=False))
    windows = [_window(spec.scenes[i], spans, i, fps) for i in range(len(spans))]
    scenes = tuple(_scene(spec.scenes[i], spans[i], windows, i) for i in range(len(spans)))
    return Timeline(fps, scenes, tuple(_segments(scenes, fps)))


def _window(scene, spans, i, fps):
    """Frames of the transition into scene `i`: at most half of the shorter neighbour."""
    if i == 0 or scene.transition == "cut":
        return 0
    shorter = min(stop - start for start, stop in spans[i - 1 : i + 1])
    frames = min(frame_at(scene.transition_ms, fps), shorter // 2)
    return frames if frames >= SHORTEST_WINDOW else 0


def _scene(scene, span, windows, i):
    tail = windows[i + 1] if i + 1 < len(windows) else 0
    kind = scene.transition if windows[i] else "cut"
    return Scene(scene.index, *span, kind, windows[i], tail)


def _segments(scenes, fps):
    before = None
    for scene in scenes:
        opened = scene.start + scene.window
        if scene.window:
            yield from _pieces(scene.start, opened, scene, before, fps)
        yield from _pieces(opened, scene.stop, scene, None, fps)
        before = scene


def _pieces(start, stop, scene, before, fps):
    """Cut [start, stop) evenly into pieces no longer than one GOP."""
    count = -(-(stop - start) // (GOP_SECONDS * fps))
    edges = [start + (stop - start) * k // count for k in range(count + 1)]
    for left, right in zip(edges, edges[1:], strict=False):
        yield Segment(left, right, scene, before)
