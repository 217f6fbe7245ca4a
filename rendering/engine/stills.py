"""A still picture, made ready once and sampled for every frame.

The picture is opened, cropped to what the camera will see, brought to a little more than the size
needed (the density) and converted to planes. Sampling then takes one of two ways:

- The lattice: `cv2.resize` is about three times faster than `cv2.warpAffine`, but can only start on a
  whole source pixel. Its step, though, is exact; so starting d outputs early moves the phase by
  d * step, and among d = 2..25 one start is nearly always right. The early outputs are thrown away.
- `cv2.warpAffine` where no start comes near enough.

Measured on 900 frames of 1080x1920: lattice 2.4 s and VMAF 98.6, warpAffine 4.1 s and 90.

Positions are edge coordinates: 0 is the outer edge of the first pixel, whose centre is at 0.5.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from rendering.engine.errors import SourceError
from rendering.engine.motion import CameraPath, CameraView
from rendering.engine.types import FloatSize, Pixels, Plane, Point, Size
from rendering.engine.yuv import Planes, from_rgb

# Early outputs that are tried, and how far from the wanted phase a start may be, in output pixels. More of
# either finds a start more often, at the price of more thrown away or of a picture that jitters.
EARLY = np.arange(2, 26)
PHASE_ERROR = 0.09

# Source pixels for one output pixel. Within this range the best is looked for, scene by scene: fewer are
# seen as soft, more cost time and show as flicker of fine detail.
LEAST_DENSE, MOST_DENSE = 1.36, 1.50

# Room around the picture for the early outputs: 25 of them at 2.05 pixels (of a layer), and some to spare.
MARGIN = 60

# Linear sampling softens; this much unsharp mask on the luma, once, makes up for it. More pleases VMAF
# (0.35: one point) but is less like the photograph: SSIM 0.994 instead of 0.995 against Lanczos.
SHARPEN = 0.15
SHARPEN_SIGMA = 0.8

# What a picture may cost while it is being opened: three bytes for each of these.
MOST_PIXELS = 80_000_000

# How far off a whole pixel of the picture still counts as one.
_NEARLY = 1e-6

# Where the chroma of a luma edge begins, for an edge and a step.
ChromaShift = Callable[[Any, Any], Any]
Floats = npt.NDArray[np.float64]

_scratch = threading.local()


@dataclass(frozen=True)
class Axis:
    """One direction of the way from cover to plane: edge `origin` becomes 0, pixels lie `density` apart."""

    origin: float
    density: float

    def place(self, edge: float, step: float) -> tuple[float, float]:
        """(edge, step) in cover pixels -> the same in plane pixels."""
        return (edge - self.origin) * self.density, step * self.density


@dataclass(frozen=True)
class Still:
    """A picture's Planes, MARGIN wide around them, and how to find a cover point in them."""

    planes: Planes
    across: Axis
    down: Axis

    def draw(self, view: CameraView, out: Planes, frame: int = 0) -> None:
        """Sample a view into Planes `out`, overwriting them. A still is the same at each `frame`."""
        x, step_x = self.across.place(view.left, view.step)
        y, step_y = self.down.place(view.top, view.step)
        sample(self.planes.y, (x, y), (step_x, step_y), out.y)
        half = chroma_across(x, step_x), chroma_down(y, step_y)
        sample(self.planes.u, half, (step_x, step_y), out.u)
        sample(self.planes.v, half, (step_x, step_y), out.v)


def write(still: Still, path: Path) -> dict[str, Any]:
    """Write the planes of a Still to a file; returns what `read` needs besides, as plain data."""
    with open(path, "wb") as file:
        for plane in still.planes:
            file.write(plane.data)
    return {
        "across": [still.across.origin, still.across.density],
        "down": [still.down.origin, still.down.density],
        "shapes": [plane.shape for plane in still.planes],
    }


def read(path: Path, facts: Mapping[str, Any]) -> Still:
    """The Still of a file that `write` wrote."""
    planes, offset = [], 0
    for height, width in facts["shapes"]:
        plane = np.fromfile(path, np.uint8, height * width, offset=offset)
        planes.append(plane.reshape(height, width))
        offset += plane.size
    return Still(Planes(*planes), Axis(*facts["across"]), Axis(*facts["down"]))


def chroma_across(x: Any, step: Any) -> Any:
    """Where the chroma of luma edge `x` begins: chroma stands on the left of its two columns."""
    return x / 2 + (1 - step) / 4


def chroma_down(y: Any, _step: Any) -> Any:
    """Where the chroma of luma edge `y` begins: chroma stands between its two rows."""
    return y / 2


def sample(plane: Plane, start: Point, step: Point, out: Plane, off: float = PHASE_ERROR) -> None:
    """Fill `out` so that output (i, j) is `plane` at edge coordinates start + (i + 0.5) * step.

    `plane` has MARGIN around it, which `start` does not count. `off` is how far off an output may lie.
    """
    start = start[0] + MARGIN, start[1] + MARGIN
    early_x, early_y = (_best_start(start[axis], step[axis], off) for axis in (0, 1))
    if early_x and early_y:
        _resize(plane, start, step, (early_x, early_y), out)
    else:
        _warp(plane, start, step, out)


def _best_start(start: float, step: float, off: float) -> int:
    """How many outputs early a whole pixel is met, or 0 if none comes near enough."""
    errors = phase_errors(start, step)
    best = int(errors.argmin())
    return int(EARLY[best]) if errors[best] <= off else 0


def phase_errors(start: Any, step: Any) -> Floats:
    """For each of EARLY, how far off a whole source pixel it starts, in output pixels."""
    edges = start - EARLY * step
    return np.abs(edges - np.rint(edges)) / step


def _resize(plane: Plane, start: Point, step: Point, early: tuple[int, int], out: Plane) -> None:
    height, width = out.shape
    left, columns = _source_span(start[0], step[0], early[0], width)
    top, rows = _source_span(start[1], step[1], early[1], height)
    source = plane[top : top + rows, left : left + columns]
    # OpenCV rounds the size halves to even, as Python does; given fx and fy it keeps them exactly.
    size = round(rows / step[1]), round(columns / step[0])
    made = cv2.resize(source, None, _reused_block(size), 1 / step[0], 1 / step[1], cv2.INTER_LINEAR)
    np.copyto(out, made[early[1] : early[1] + height, early[0] : early[0] + width])


def _source_span(start: float, step: float, early: int, outputs: int) -> tuple[int, int]:
    """(first, count) of source pixels that `early + outputs` outputs need."""
    first = round(start - early * step)
    return first, int(np.ceil((early + outputs + 1) * step))


def _reused_block(size: tuple[int, int]) -> Plane:
    """A reused block of memory: a fresh one of two megabytes costs more than the sampling."""
    rows, columns = size
    kept = getattr(_scratch, "block", None)
    if kept is None or kept.size < rows * columns:
        kept = _scratch.block = np.empty(rows * columns, np.uint8)
    return kept[: rows * columns].reshape(size)


def _warp(plane: Plane, start: Point, step: Point, out: Plane) -> None:
    height, width = out.shape
    move = np.array([[step[0], 0, start[0] + (step[0] - 1) / 2], [0, step[1], start[1] + (step[1] - 1) / 2]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    cv2.warpAffine(plane, move, (width, height), out, flags, cv2.BORDER_REPLICATE)


def size_of(path: Path, scene_index: int) -> Size:
    """(width, height) of a picture file as it is meant to be seen, turned upright. Raises SourceError."""
    with _opened(path, scene_index) as image:
        return image.size[::-1] if _is_turned(image) else image.size


def load(path: Path, scene_index: int, cover: FloatSize, way: CameraPath, frame: Size) -> Still:
    """Return the Still of a file for a camera's path. Raises SourceError."""
    views, size = [way.view(k) for k in range(way.frames)], size_of(path, scene_index)
    steps, grid = [view.step for view in views], (size[0] / cover[0], size[1] / cover[1])
    across = _axis([view.left for view in views], steps, frame[0], chroma_across, grid[0])
    down = _axis([view.top for view in views], steps, frame[1], chroma_down, grid[1])
    rgb = _pixels(path, scene_index, cover, across, down)
    planes = from_rgb(rgb)
    return Still(_with_margin(planes), across[0], down[0])


def _axis(
    starts: Sequence[float], steps: Sequence[float], outputs: int, shift: ChromaShift, grid: float
) -> tuple[Axis, int]:
    """(Axis, pixels): the stretch of cover that is seen, and the best number of pixels to give it.

    It begins and ends on whole pixels of the picture, `grid` of which are as long as one of the cover. The
    number is even, and its phase errors over all frames are, at their worst, the least. `shift` says where
    the chroma of an edge begins.
    """
    edges, strides = np.array(starts), np.array(steps)
    origin = np.floor(edges.min() * grid + _NEARLY) / grid
    length = np.ceil((edges + strides * outputs).max() * grid - _NEARLY) / grid - origin
    sharpest = length / strides.max()
    choices = range(_even(LEAST_DENSE * sharpest), _even(MOST_DENSE * sharpest) + 1, 2)
    seen = (edges - origin)[::3, None], strides[::3, None]
    best = min(choices, key=lambda pixels: worst_phase(*seen, pixels / length, shift))
    return Axis(float(origin), best / length), best


def worst_phase(starts: Floats, steps: Floats, density: float, shift: ChromaShift) -> float:
    """The largest phase error of luma or chroma over some frames, at a density."""
    edges, strides = starts * density, steps * density
    return max(phase_errors(at, strides).min(axis=1).max() for at in (edges, shift(edges, strides)))


def _even(value: float) -> int:
    return 2 * round(value / 2)


def _opened(path: Path, scene_index: int) -> Image.Image:
    try:
        image = Image.open(path)
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise unreadable(scene_index) from error
    if image.width * image.height > MOST_PIXELS:
        raise SourceError(scene_index, f"Scene {scene_index}: its picture is too large to be read.")
    return image


def unreadable(scene_index: int) -> SourceError:
    """The SourceError for a picture that is cut off, empty, or no picture at all."""
    sentence = f"Scene {scene_index}: its picture cannot be read. Upload or regenerate it."
    return SourceError(scene_index, sentence)


def _is_turned(image: Image.Image) -> bool:
    return image.getexif().get(0x0112, 1) >= 5


def _pixels(
    path: Path, scene_index: int, cover: FloatSize, across: tuple[Axis, int], down: tuple[Axis, int]
) -> Pixels:
    """The stretch of a picture that two (Axis, pixels) name, as (height, width, 3) uint8."""
    with _opened(path, scene_index) as image:
        try:
            return _resized(_upright(image, cover, across, down), cover, across, down)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
            raise unreadable(scene_index) from error


def _upright(
    image: Image.Image, cover: FloatSize, across: tuple[Axis, int], down: tuple[Axis, int]
) -> Image.Image:
    """Decode, turned as its EXIF says. JPEG is decoded at a half or a quarter where that is enough."""
    wanted = int(cover[0] * across[0].density), int(cover[1] * down[0].density)
    image.draft("RGB", wanted[::-1] if _is_turned(image) else wanted)
    image.load()
    # Each of the two would copy a picture that is as it should be.
    upright = ImageOps.exif_transpose(image) if image.getexif().get(0x0112, 1) != 1 else image
    return upright if upright.mode == "RGB" and "transparency" not in upright.info else _flat_mode(upright)


def _flat_mode(image: Image.Image) -> Image.Image:
    see_through = "A" in image.getbands() or "transparency" in image.info
    return image.convert("RGBA" if see_through else "RGB")


def _resized(
    image: Image.Image, cover: FloatSize, across: tuple[Axis, int], down: tuple[Axis, int]
) -> Pixels:
    scale = image.width / cover[0], image.height / cover[1]
    edges = _stretch(across, scale[0], image.width) + _stretch(down, scale[1], image.height)
    size = across[1], down[1]
    left, right, top, bottom = whole = [round(edge) for edge in edges]
    is_enlarged = right - left <= size[0] and bottom - top <= size[1]
    if image.mode == "RGB" and is_enlarged and np.allclose(edges, whole, atol=0.01):
        # A cubic enlarges as well as Lanczos does (54 dB between the two), in a tenth of the time.
        return cv2.resize(np.asarray(image)[top:bottom, left:right], size, interpolation=cv2.INTER_CUBIC)
    cut = image.resize(size, Image.Resampling.LANCZOS, (edges[0], edges[2], edges[1], edges[3]))
    if cut.mode == "RGBA":
        cut = Image.alpha_composite(Image.new("RGBA", size, "white"), cut).convert("RGB")
    return np.asarray(cut)


def _stretch(axis: tuple[Axis, int], scale: float, most: int) -> tuple[float, float]:
    """First and last edge of an (Axis, pixels) in source pixels."""
    first = axis[0].origin * scale
    return max(0.0, first), min(float(most), first + axis[1] / axis[0].density * scale)


def _with_margin(planes: Planes) -> Planes:
    return Planes(pad(sharpen(planes.y)), pad(planes.u), pad(planes.v))


def sharpen(plane: Plane) -> Plane:
    soft = cv2.GaussianBlur(plane, (0, 0), SHARPEN_SIGMA)
    return cv2.addWeighted(plane, 1 + SHARPEN, soft, -SHARPEN, 0)


def pad(plane: Plane) -> Plane:
    return cv2.copyMakeBorder(plane, MARGIN, MARGIN, MARGIN, MARGIN, cv2.BORDER_REPLICATE)
