"""Who and what is in an illustrated scene: silhouettes built of discs, limbs and smooth outlines.

Every figure stands on y = 0, is one unit high and faces right; a Pen maps that onto the picture.
A figure is cut like paper: one dark shape, with a lit edge on the side of the light.
"""

import numpy as np

from generation.local.images.pen import Pen
from generation.local.images.things import THING_DETAILS, THING_SIZES, THINGS


def person(pen: Pen, pack: bool = False) -> None:
    """Someone walking."""
    pen.disc(0.012, 0.925, 0.058, 0.07)
    pen.limb([(0.0, 0.87), (-0.004, 0.82)], 0.055)
    pen.smooth(
        [
            (-0.085, 0.80),
            (0.0, 0.84),
            (0.085, 0.79),
            (0.085, 0.62),
            (0.075, 0.46),
            (-0.075, 0.46),
            (-0.09, 0.62),
        ]
    )
    pen.limb([(0.035, 0.50), (0.085, 0.27), (0.10, 0.03)], 0.095, 0.05)
    pen.limb([(-0.03, 0.50), (-0.06, 0.27), (-0.14, 0.04)], 0.095, 0.05)
    pen.limb([(0.10, 0.02), (0.16, 0.012)], 0.04, 0.026)
    pen.limb([(-0.14, 0.035), (-0.085, 0.012)], 0.04, 0.026)
    pen.limb([(-0.07, 0.78), (-0.12, 0.62), (-0.07, 0.48)], 0.055, 0.036)
    pen.limb([(0.07, 0.78), (0.125, 0.63), (0.165, 0.50)], 0.055, 0.036)
    if pack:
        pen.smooth([(-0.07, 0.83), (-0.17, 0.80), (-0.20, 0.66), (-0.18, 0.54), (-0.08, 0.52)])
        pen.limb([(-0.19, 0.845), (-0.06, 0.845)], 0.06)


def couple(pen: Pen) -> None:
    foot, size = pen.foot, pen.size
    person(pen, pack=True)
    pen.foot, pen.size = (foot[0] + size * 0.34 * pen.side, foot[1]), size * 0.93
    person(pen)
    pen.foot, pen.size = foot, size


def robot(pen: Pen) -> None:
    """A friendly one: round head, one antenna, soft square body."""
    pen.smooth([(-0.15, 0.96), (0.15, 0.96), (0.19, 0.86), (0.15, 0.75), (-0.15, 0.75), (-0.19, 0.86)])
    pen.limb([(0, 0.95), (0, 1.03)], 0.016)
    pen.disc(0, 1.05, 0.026)
    pen.limb([(0, 0.76), (0, 0.68)], 0.07)
    pen.smooth([(-0.20, 0.69), (0.20, 0.69), (0.235, 0.52), (0.19, 0.32), (-0.19, 0.32), (-0.235, 0.52)])
    for side in (-1, 1):
        pen.disc(side * 0.235, 0.62, 0.06)
        pen.limb([(side * 0.25, 0.61), (side * 0.33, 0.46), (side * 0.30, 0.34)], 0.062, 0.05)
        pen.disc(side * 0.30, 0.32, 0.045)
        pen.limb([(side * 0.10, 0.34), (side * 0.11, 0.18), (side * 0.11, 0.06)], 0.085, 0.07)
        pen.smooth(
            [
                (side * 0.11 - 0.09, 0.0),
                (side * 0.11 - 0.07, 0.08),
                (side * 0.11 + 0.07, 0.08),
                (side * 0.11 + 0.09, 0.0),
            ]
        )


def robot_eyes(pen: Pen) -> None:
    for side in (-1, 1):
        pen.disc(side * 0.075, 0.865, 0.032, 0.04)
    pen.disc(0, 0.52, 0.05)


def cup(pen: Pen) -> None:
    pen.shape([(-0.34, 0.66), (0.30, 0.66), (0.245, 0.09), (0.20, 0.05), (-0.24, 0.05), (-0.285, 0.09)])
    pen.disc(-0.02, 0.66, 0.32, 0.06)
    pen.ring(0.36, 0.40, 0.14, 0.06)
    pen.disc(-0.02, 0.035, 0.50, 0.055)


def bottle(pen: Pen) -> None:
    pen.smooth(
        [(-0.16, 0.02), (0.0, 0.0), (0.16, 0.02), (0.165, 0.3), (0.16, 0.56), (0.07, 0.72), (0.06, 0.86)]
        + [(0.06, 0.9), (-0.06, 0.9), (-0.06, 0.86), (-0.07, 0.72), (-0.16, 0.56), (-0.165, 0.3)]
    )
    pen.shape([(-0.075, 0.88), (0.075, 0.88), (0.075, 1.0), (-0.075, 1.0)])


def backpack(pen: Pen) -> None:
    pen.smooth(
        [
            (-0.30, 0.03),
            (0.0, 0.0),
            (0.30, 0.03),
            (0.35, 0.35),
            (0.31, 0.70),
            (0.18, 0.88),
            (0.0, 0.92),
            (-0.18, 0.88),
        ]
        + [(-0.31, 0.70), (-0.35, 0.35)]
    )
    pen.ring(0, 0.92, 0.075, 0.035)
    pen.smooth([(-0.38, 0.08), (-0.30, 0.06), (-0.31, 0.36), (-0.40, 0.33)])
    pen.smooth([(0.38, 0.08), (0.30, 0.06), (0.31, 0.36), (0.40, 0.33)])
    pen.limb([(-0.24, 1.0), (0.24, 1.0)], 0.13)


def car(pen: Pen) -> None:
    pen.smooth(
        [(-1.0, 0.16), (-1.02, 0.42), (-0.78, 0.56), (-0.52, 0.62), (-0.28, 0.92), (0.0, 0.98), (0.30, 0.92)]
        + [(0.56, 0.62), (0.92, 0.52), (1.04, 0.36), (1.02, 0.16), (0.5, 0.13), (-0.5, 0.13)]
    )
    for x in (-0.6, 0.6):
        pen.disc(x, 0.17, 0.19)


def car_glass(pen: Pen) -> None:
    pen.shape([(-0.40, 0.62), (-0.22, 0.86), (-0.02, 0.89), (-0.02, 0.62)])
    pen.shape([(0.04, 0.62), (0.04, 0.89), (0.25, 0.85), (0.44, 0.62)])
    pen.disc(0.98, 0.40, 0.04, 0.05)


def bicycle(pen: Pen) -> None:
    for x in (-0.48, 0.48):
        pen.ring(x, 0.34, 0.32, 0.03)
    frame = [(-0.48, 0.34), (-0.08, 0.34), (0.34, 0.72), (-0.18, 0.72), (-0.48, 0.34)]
    pen.limb(frame, 0.032)
    pen.limb([(-0.08, 0.34), (-0.22, 0.84)], 0.032)
    pen.limb([(0.48, 0.34), (0.32, 0.90), (0.44, 0.97)], 0.032)
    pen.limb([(-0.32, 0.86), (-0.12, 0.85)], 0.055)
    pen.disc(-0.08, 0.34, 0.06)


def boat(pen: Pen) -> None:
    pen.smooth([(-0.55, 0.14), (-0.40, 0.02), (0.40, 0.02), (0.62, 0.17), (0.0, 0.13)])
    pen.limb([(0.02, 0.1), (0.02, 1.0)], 0.018)
    pen.shape([(0.05, 0.18), (0.05, 0.96), (0.50, 0.22)])
    pen.shape([(-0.02, 0.2), (-0.02, 0.86), (-0.36, 0.24)])


def dog(pen: Pen) -> None:
    pen.smooth(
        [
            (-0.45, 0.58),
            (-0.1, 0.62),
            (0.28, 0.66),
            (0.36, 0.52),
            (0.28, 0.40),
            (-0.1, 0.40),
            (-0.42, 0.38),
            (-0.5, 0.48),
        ]
    )
    pen.limb([(0.28, 0.58), (0.42, 0.78)], 0.20, 0.15)
    pen.smooth([(0.34, 0.86), (0.48, 0.90), (0.68, 0.78), (0.67, 0.71), (0.48, 0.69), (0.36, 0.74)])
    pen.smooth([(0.36, 0.90), (0.42, 1.0), (0.48, 0.88)])
    for x, lean in ((-0.42, -0.03), (-0.30, 0.05), (0.18, -0.02), (0.29, 0.04)):
        pen.limb([(x, 0.46), (x + lean, 0.22), (x + lean, 0.025)], 0.12, 0.055)
    pen.limb([(-0.48, 0.54), (-0.64, 0.70), (-0.66, 0.84)], 0.065, 0.03)


def cat(pen: Pen) -> None:
    pen.smooth([(-0.26, 0.02), (-0.30, 0.25), (-0.16, 0.55), (0.08, 0.66), (0.20, 0.50), (0.20, 0.02)])
    pen.disc(0.10, 0.76, 0.155, 0.14)
    pen.shape([(-0.03, 0.84), (0.0, 1.0), (0.10, 0.88)])
    pen.shape([(0.12, 0.88), (0.22, 1.0), (0.24, 0.82)])
    pen.limb([(-0.22, 0.05), (-0.45, 0.08), (-0.52, 0.28), (-0.44, 0.38)], 0.07, 0.045)


def bird(pen: Pen) -> None:
    for x, y, size in ((0.0, 0.9, 0.2), (0.3, 1.05, 0.14), (-0.32, 1.12, 0.12)):
        pen.smooth(
            [
                (x - size, y + size * 0.35),
                (x - size * 0.45, y + size * 0.5),
                (x, y),
                (x - size * 0.45, y + size * 0.28),
            ]
        )
        pen.smooth(
            [
                (x + size, y + size * 0.35),
                (x + size * 0.45, y + size * 0.5),
                (x, y),
                (x + size * 0.45, y + size * 0.28),
            ]
        )


def book(pen: Pen) -> None:
    pen.shape([(-0.62, 0.0), (0.62, 0.0), (0.62, 0.12), (-0.62, 0.12)])
    pen.shape([(-0.54, 0.14), (0.58, 0.14), (0.58, 0.25), (-0.54, 0.25)])
    pen.smooth([(-0.5, 0.28), (-0.02, 0.34), (-0.02, 0.62), (-0.30, 0.66), (-0.56, 0.56)])
    pen.smooth([(0.5, 0.28), (0.02, 0.34), (0.02, 0.62), (0.30, 0.66), (0.56, 0.56)])


def lamp(pen: Pen) -> None:
    pen.disc(0, 0.02, 0.22, 0.03)
    pen.limb([(0, 0.02), (-0.12, 0.42), (0.10, 0.82)], 0.03)
    pen.shape([(0.02, 0.92), (0.14, 0.98), (0.40, 0.74), (0.16, 0.62)])


def plant(pen: Pen) -> None:
    pen.shape([(-0.18, 0.34), (0.18, 0.34), (0.13, 0.0), (-0.13, 0.0)])
    for lean, tall in ((-0.42, 0.78), (-0.22, 0.95), (0.02, 1.0), (0.26, 0.9), (0.44, 0.72)):
        tip, middle = np.array([lean, tall]), np.array([lean * 0.45, 0.34 + (tall - 0.34) * 0.55])
        side = np.array([0.075, 0.02])
        pen.smooth([(0, 0.32), middle - side, tip, middle + side])


FIGURES = {
    "person": person,
    "couple": couple,
    "robot": robot,
    "cup": cup,
    "bottle": bottle,
    "backpack": backpack,
    "car": car,
    "bicycle": bicycle,
    "boat": boat,
    "dog": dog,
    "cat": cat,
    "bird": bird,
    "book": book,
    "lamp": lamp,
    "plant": plant,
    **THINGS,
}

# Small lit details on top of the silhouette: eyes, windows, headlights.
DETAILS = {"robot": robot_eyes, "car": car_glass, **THING_DETAILS}

# Height as a share of the picture's, in a wide shot, and half the width as a share of the height.
SIZES = {
    "person": (0.30, 0.2), "couple": (0.30, 0.5), "robot": (0.34, 0.36), "cup": (0.24, 0.55),
    "bottle": (0.32, 0.2), "backpack": (0.28, 0.42), "car": (0.15, 1.1), "bicycle": (0.2, 0.85),
    "boat": (0.26, 0.62), "dog": (0.17, 0.7), "cat": (0.2, 0.5), "bird": (0.16, 0.5),
    "book": (0.2, 0.65), "lamp": (0.3, 0.42), "plant": (0.28, 0.5), **THING_SIZES,
}  # fmt: skip
