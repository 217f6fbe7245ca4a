"""The frames of a segment, one after the other: sources sampled, transitions blended, captions laid over."""

import threading

import cv2
import numpy as np
from PIL import Image

from rendering.engine import transitions, yuv
from rendering.engine.encode import Canvas
from rendering.engine.motion import ease

# A poster is looked for among so many scenes: it should not show the end of a long film.
POSTER_SCENES = 8

_own = threading.local()


class Painter:
    """Paints frames of a Timeline from Sources. Shared by all workers.

    `over` is what is laid over them, lowest first: accents, signs, captions; each can `draw(frame, planes)`.
    """

    def __init__(self, timeline, sources, over=()):
        self.timeline, self.sources, self.over = timeline, sources, over

    def frames(self, segment):
        """Yield an av.VideoFrame for each frame of a segment. It is one and the same: use it at once."""
        with _Taken(self.sources, segment) as taken:
            canvas, other = self._canvases()
            for number in range(segment.start, segment.stop):
                self._paint(segment, taken, number, canvas.planes, other)
                yield canvas.frame

    def picture(self, number):
        """Planes of one frame of the video, as it would be encoded."""
        segment = self.timeline.segment_at(number)
        out, other = yuv.blank(*self.sources.frame), yuv.blank(*self.sources.frame)
        with _Taken(self.sources, segment) as taken:
            self._paint(segment, taken, number, out, other)
        return out

    def _canvases(self):
        """This thread's frame, and planes for the second picture of a transition."""
        size = self.sources.frame
        if getattr(_own, "size", None) != size:
            _own.size, _own.canvas, _own.other = size, Canvas(*size), yuv.blank(*size)
        return _own.canvas, _own.other

    def _paint(self, segment, taken, number, out, other):
        if segment.before:
            self._blend(segment, taken, number, out, other)
        else:
            _shoot(taken[segment.scene], segment.scene, number, out)
        for each in self.over:
            each.draw(number, out)

    def _blend(self, segment, taken, number, out, other):
        kind, scene = segment.scene.transition, segment.scene
        share = ease((number - scene.start + 1) / (scene.window + 1))
        nearer = transitions.nearness(kind, share)
        _shoot(taken[segment.before], segment.before, number, out, nearer[0])
        _shoot(taken[scene], scene, number, other, nearer[1])
        transitions.blend(kind, out, other, share)

    def poster(self, out):
        """Write the liveliest of the first scenes' middle frames as a JPEG."""
        best = max(self._middles(), key=_liveliness)
        Image.fromarray(yuv.to_rgb(best)).save(out, "JPEG", quality=90, optimize=True)
        return out

    def _middles(self):
        for scene in self.timeline.scenes[:POSTER_SCENES]:
            made = yuv.blank(*self.sources.frame)
            taken = self.sources.take(scene)
            _shoot(taken, scene, (scene.start + scene.stop) // 2, made)
            self.sources.give_back(scene, taken[0])
            self.sources.forget(scene)
            for each in self.over:
                each.draw((scene.start + scene.stop) // 2, made)
            yield made


class _Taken(dict):
    """The sources of a segment, by Scene, for as long as it is painted."""

    def __init__(self, sources, segment):
        super().__init__()
        self.sources, self.scenes = sources, [scene for scene in (segment.before, segment.scene) if scene]

    def __enter__(self):
        for scene in self.scenes:
            self[scene] = self.sources.take(scene)
        return self

    def __exit__(self, *_):
        for scene, taken in self.items():
            self.sources.give_back(scene, taken[0])


def _shoot(taken, scene, number, out, nearer=1.0):
    """Draw a scene at a frame number of the video into Planes: what is behind, then what is before it."""
    drawer, way, front = taken
    view = way.view(number - scene.start)
    if nearer != 1.0:
        view = view.closer(nearer, *out.size)
    drawer.draw(view, out, number - scene.start)
    if front:
        front.draw(number - scene.start, out, nearer)


def _liveliness(made):
    """Contrast times detail of the luma, seen small: a flat or a murky frame is a poor poster."""
    width, height = made.size
    small = cv2.resize(made.y, (180, max(2, 180 * height // width)), interpolation=cv2.INTER_AREA)
    return float(small.std()) * float(np.abs(cv2.Laplacian(small, cv2.CV_32F)).mean() + 1)
