"""Photo-like faces, drawn here: nobody's portrait. Shaded, lit from one side, with the grain of a camera."""

from dataclasses import dataclass

import cv2
import numpy as np

SKINS = {"fair": (176, 196, 232), "tan": (112, 148, 198), "dark": (58, 78, 118)}


@dataclass(frozen=True)
class Face:
    """A picture (height, width, 3; blue, green, red) and where its mouth is, in shares of it."""

    picture: np.ndarray
    mouth: dict

    @property
    def png(self):
        return cv2.imencode(".png", self.picture)[1].tobytes()


def face(size=(600, 800), skin="fair", turned=0.0, smile=0.0, middle=(0.5, 0.46), head=0.36, seed=1):
    """A Face: `head` is half its height as a share of the picture's, `turned` degrees to its shoulder."""
    width, height = size
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    turn, unit = np.radians(turned), head * height
    dx, dy = x - middle[0] * width, y - middle[1] * height
    u, v = (dx * np.cos(turn) + dy * np.sin(turn)) / unit, (dy * np.cos(turn) - dx * np.sin(turn)) / unit
    picture = _room(x / width, y / height)
    colour = np.array(SKINS[skin], np.float32)
    _lay(picture, (60, 48, 40), _disc(u / 1.5, (v - 2.2) / 1.15, 0.02))  # shoulders
    _lay(picture, colour * 0.72, _disc(u / 0.42, (v - 1.0) / 0.75, 0.03))  # neck
    _lay(picture, (24, 30, 44), _disc(u / 0.88, (v + 0.12) / 1.08, 0.02))  # hair
    round_ = np.sqrt(np.clip(1 - (u / 0.78) ** 2 - v**2, 0, 1))
    light = np.clip(0.56 + 0.44 * round_ - 0.20 * u - 0.05 * v, 0, 1.15)
    light -= 0.16 * np.exp(-(((u - 0.10) / 0.07) ** 2) - ((v - 0.16) / 0.16) ** 2)  # beside the nose
    light -= 0.20 * np.exp(-((u / 0.16) ** 2) - ((v - 0.30) / 0.04) ** 2)
    light -= 0.10 * np.exp(-((u / 0.20) ** 2) - ((v - 0.72) / 0.05) ** 2)  # over the chin
    _lay(picture, colour * light[..., None], _disc(u / 0.78, v, 0.015))
    for side in (-1, 1):
        _eye(picture, u - side * 0.30, v + 0.12)
    _mouth(picture, u, v, smile, colour)
    grain = np.random.default_rng(seed).normal(0, 3.2, picture.shape)
    picture = cv2.GaussianBlur(picture, (0, 0), 0.8) + cv2.GaussianBlur(grain, (0, 0), 0.7)
    return Face(np.clip(picture, 0, 255).astype(np.uint8), _marks(size, turn, unit, middle, smile))


def _marks(size, turn, unit, middle, smile):
    def share(u, v):
        x = middle[0] * size[0] + unit * (u * np.cos(turn) - v * np.sin(turn))
        y = middle[1] * size[1] + unit * (u * np.sin(turn) + v * np.cos(turn))
        return [float(x / size[0]), float(y / size[1])]

    return {"left": share(-0.29, 0.5 - smile), "right": share(0.29, 0.5 - smile), "middle": share(0, 0.5)}


def _room(x, y):
    wall = 150 + 50 * (1 - y) - 30 * x + 10 * np.sin(9 * x) * np.sin(7 * y)
    return np.stack([wall * 0.92, wall * 0.97, wall], axis=2).astype(np.float32)


def _disc(u, v, soft):
    return np.clip((1 - np.hypot(u, v)) / soft, 0, 1)


def _lay(picture, colour, cover):
    picture += (np.asarray(colour, np.float32) - picture) * cover[..., None]


def _eye(picture, u, v):
    lids = np.clip((1 - np.abs(u / 0.15) ** 2 - np.abs(v / 0.07) ** 1.3) / 0.12, 0, 1)
    _lay(picture, (222, 226, 230), lids)
    _lay(picture, (52, 70, 86), lids * _disc(u / 0.065, v / 0.065, 0.2))
    _lay(picture, (14, 14, 16), lids * _disc(u / 0.03, v / 0.03, 0.3))
    _lay(picture, (30, 34, 48), 0.85 * np.exp(-(((v + 0.20 - 0.3 * u * u) / 0.022) ** 2)) * (np.abs(u) < 0.2))


def _mouth(picture, u, v, smile, colour):
    across = np.clip(1 - (u / 0.29) ** 2, 0, 1)
    line = 0.5 - smile * (u / 0.29) ** 2
    lip = (colour * 0.45 + np.array((70, 62, 150)) * 0.42).astype(np.float32)
    upper = np.clip((v - line + 0.085 * across**0.7 - 0.012 * np.exp(-((u / 0.04) ** 2)) * -1) / 0.02, 0, 1)
    lower = np.clip((line + 0.11 * across**0.6 - v) / 0.02, 0, 1)
    inside = (np.abs(u) < 0.29) * upper * lower
    shine = 1 + 0.22 * np.exp(-((u / 0.12) ** 2) - ((v - line - 0.05) / 0.025) ** 2) - 0.2 * (v < line)
    _lay(picture, lip * shine[..., None], 0.85 * inside)
    _lay(
        picture,
        lip * 0.35,
        0.9 * np.exp(-(((v - line) / 0.011) ** 2)) * np.clip((0.30 - np.abs(u)) / 0.02, 0, 1),
    )
