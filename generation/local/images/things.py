"""Things that shops sell, as silhouettes for an illustrated scene; figures.py tells their units."""

import numpy as np

from generation.local.images.pen import Pen


def table(pen: Pen) -> None:
    pen.shape([(-0.86, 0.60), (0.86, 0.60), (0.86, 0.70), (-0.86, 0.70)])
    pen.shape([(-0.74, 0.50), (0.74, 0.50), (0.74, 0.60), (-0.74, 0.60)])
    for x in (-0.74, 0.68):
        pen.limb([(x + 0.03, 0.55), (x + 0.03 + 0.03 * np.sign(x), 0.0)], 0.085, 0.05)


def chair(pen: Pen) -> None:
    pen.limb([(-0.24, 0.46), (-0.30, 1.0)], 0.05)
    pen.limb([(0.16, 0.46), (0.10, 1.0)], 0.05)
    for y in (0.92, 0.78, 0.64):
        shift = -0.11 * (y - 0.46)
        pen.limb([(-0.24 + shift, y), (0.16 + shift, y)], 0.06)
    pen.shape([(-0.30, 0.42), (0.34, 0.42), (0.30, 0.50), (-0.28, 0.50)])
    for top, foot in ((-0.25, -0.30), (0.28, 0.34), (-0.10, -0.12), (0.14, 0.17)):
        pen.limb([(top, 0.44), (foot, 0.0)], 0.05, 0.035)


def sofa(pen: Pen) -> None:
    pen.smooth([(-0.72, 0.22), (0.72, 0.22), (0.74, 0.62), (0.62, 0.80), (-0.62, 0.80), (-0.74, 0.62)])
    for side in (-1, 1):
        pen.smooth(
            [(side * x, y) for x, y in ((0.66, 0.10), (0.98, 0.10), (1.0, 0.50), (0.82, 0.58), (0.66, 0.50))]
        )
    pen.shape([(-0.80, 0.10), (0.80, 0.10), (0.80, 0.40), (-0.80, 0.40)])
    for x in (-0.78, 0.78):
        pen.limb([(x, 0.12), (x * 1.04, 0.0)], 0.06, 0.04)


def sofa_seams(pen: Pen) -> None:
    pen.limb([(-0.66, 0.40), (0.66, 0.40)], 0.015)
    pen.limb([(0.0, 0.40), (0.0, 0.74)], 0.015)


def shoe(pen: Pen) -> None:
    pen.smooth(
        [
            (-0.78, 0.10),
            (-0.80, 0.50),
            (-0.66, 0.82),
            (-0.44, 0.78),
            (-0.28, 0.74),
            (-0.06, 0.56),
            (0.30, 0.42),
        ]
        + [(0.72, 0.34), (0.92, 0.20), (0.90, 0.08), (0.2, 0.06)]
    )
    pen.smooth([(-0.84, 0.0), (0.90, 0.0), (1.0, 0.10), (0.92, 0.16), (-0.78, 0.14), (-0.88, 0.10)])


def shoe_laces(pen: Pen) -> None:
    for at in range(4):
        x, y = -0.30 + 0.13 * at, 0.70 - 0.085 * at
        pen.limb([(x - 0.05, y - 0.09), (x + 0.06, y)], 0.03)
    pen.limb([(-0.84, 0.16), (0.90, 0.16)], 0.022)


def shirt(pen: Pen) -> None:
    pen.smooth(
        [
            (-0.30, 0.02),
            (0.30, 0.02),
            (0.33, 0.55),
            (0.31, 0.86),
            (0.12, 0.98),
            (-0.12, 0.98),
            (-0.31, 0.86),
            (-0.33, 0.55),
        ]
    )
    for side in (-1, 1):
        pen.shape(
            [(side * x, y) for x, y in ((0.14, 0.97), (0.36, 0.90), (0.62, 0.62), (0.44, 0.50), (0.28, 0.66))]
        )


def shirt_collar(pen: Pen) -> None:
    pen.disc(0, 0.975, 0.13, 0.05)


def dress(pen: Pen) -> None:
    pen.smooth(
        [(-0.17, 0.62), (-0.22, 0.92), (-0.10, 0.98), (0.0, 0.90), (0.10, 0.98), (0.22, 0.92), (0.17, 0.62)]
    )
    pen.smooth(
        [(-0.15, 0.66), (0.15, 0.66), (0.30, 0.32), (0.46, 0.03), (0.0, -0.01), (-0.46, 0.03), (-0.30, 0.32)]
    )


def hat(pen: Pen) -> None:
    pen.disc(0, 0.16, 0.95, 0.15)
    pen.smooth(
        [(-0.50, 0.18), (-0.46, 0.66), (-0.22, 0.96), (0.0, 0.86), (0.22, 0.96), (0.46, 0.66), (0.50, 0.18)]
    )


def hat_band(pen: Pen) -> None:
    pen.shape([(-0.49, 0.25), (0.49, 0.25), (0.48, 0.37), (-0.48, 0.37)])


def bread(pen: Pen) -> None:
    pen.smooth(
        [(-0.92, 0.04), (0.92, 0.04), (1.0, 0.30), (0.70, 0.62), (0.0, 0.74), (-0.70, 0.62), (-1.0, 0.30)]
    )


def bread_cuts(pen: Pen) -> None:
    for x in (-0.52, -0.12, 0.28):
        pen.smooth([(x - 0.06, 0.34), (x + 0.02, 0.48), (x + 0.24, 0.62), (x + 0.16, 0.48)])


def cake(pen: Pen) -> None:
    pen.disc(0, 0.05, 0.72, 0.05)
    pen.limb([(0, 0.05), (0, 0.20)], 0.12)
    pen.disc(0, 0.20, 0.80, 0.045)
    pen.shape([(-0.62, 0.20), (0.62, 0.20), (0.62, 0.66), (-0.62, 0.66)])
    pen.disc(0, 0.66, 0.62, 0.08)
    for x in (-0.34, 0.0, 0.34):
        pen.limb([(x, 0.66), (x, 0.90)], 0.04)
        pen.smooth([(x, 0.90), (x + 0.04, 0.95), (x, 1.03), (x - 0.04, 0.95)])


def cake_icing(pen: Pen) -> None:
    pen.shape([(-0.62, 0.58), (0.62, 0.58), (0.62, 0.64), (-0.62, 0.64)])
    for at in range(9):
        pen.disc(-0.56 + at * 0.14, 0.58, 0.05, 0.06 + 0.03 * (at % 2))


def gift(pen: Pen) -> None:
    pen.shape([(-0.44, 0.0), (0.44, 0.0), (0.44, 0.56), (-0.44, 0.56)])
    pen.shape([(-0.52, 0.56), (0.52, 0.56), (0.52, 0.72), (-0.52, 0.72)])
    for side in (-1, 1):
        pen.smooth([(side * x, y) for x, y in ((0.0, 0.72), (0.10, 0.96), (0.34, 1.0), (0.32, 0.80))])


def gift_ribbon(pen: Pen) -> None:
    pen.shape([(-0.07, 0.0), (0.07, 0.0), (0.07, 0.72), (-0.07, 0.72)])


def ring(pen: Pen) -> None:
    pen.ring(0, 0.36, 0.31, 0.085)
    pen.shape([(-0.20, 0.82), (-0.11, 0.98), (0.11, 0.98), (0.20, 0.82), (0.0, 0.62)])


def ring_stone(pen: Pen) -> None:
    pen.shape([(-0.09, 0.83), (-0.05, 0.94), (0.05, 0.94), (0.09, 0.83), (0.0, 0.72)])


def candle(pen: Pen) -> None:
    pen.disc(0, 0.03, 0.30, 0.05)
    pen.shape([(-0.17, 0.03), (0.17, 0.03), (0.17, 0.68), (-0.17, 0.68)])
    pen.disc(0, 0.68, 0.17, 0.04)
    pen.limb([(0, 0.68), (0.01, 0.78)], 0.02)
    pen.smooth([(0, 0.76), (0.06, 0.84), (0.0, 1.02), (-0.06, 0.84)])


def candle_flame(pen: Pen) -> None:
    pen.smooth([(0, 0.79), (0.035, 0.84), (0.0, 0.95), (-0.035, 0.84)])


def phone(pen: Pen) -> None:
    _rounded_box(pen, (-0.25, 0.0, 0.25, 1.0), 0.07)


def phone_screen(pen: Pen) -> None:
    _rounded_box(pen, (-0.21, 0.07, 0.21, 0.93), 0.03)


def laptop(pen: Pen) -> None:
    _rounded_box(pen, (-0.70, 0.10, 0.70, 1.0), 0.06)
    pen.smooth([(-0.92, 0.0), (0.92, 0.0), (0.88, 0.09), (-0.88, 0.09)])


def laptop_screen(pen: Pen) -> None:
    _rounded_box(pen, (-0.63, 0.18, 0.63, 0.93), 0.02)


def bag(pen: Pen) -> None:
    pen.shape([(-0.42, 0.0), (0.42, 0.0), (0.50, 0.62), (-0.50, 0.62)])
    arc = np.linspace(0, np.pi, 24)
    pen.limb(np.stack([0.26 * np.cos(arc), 0.60 + 0.38 * np.sin(arc)], 1), 0.05)


def bag_clasp(pen: Pen) -> None:
    pen.disc(0, 0.46, 0.06)


def watch(pen: Pen) -> None:
    pen.shape([(-0.15, 0.0), (0.15, 0.0), (0.20, 0.34), (-0.20, 0.34)])
    pen.shape([(-0.15, 1.0), (0.15, 1.0), (0.20, 0.66), (-0.20, 0.66)])
    pen.disc(0, 0.50, 0.27)
    pen.limb([(0.26, 0.50), (0.31, 0.50)], 0.07)


def watch_face(pen: Pen) -> None:
    pen.disc(0, 0.50, 0.21)
    pen.limb([(0, 0.50), (0, 0.66)], 0.03, ink=0)
    pen.limb([(0, 0.50), (0.11, 0.55)], 0.03, ink=0)


def headphones(pen: Pen) -> None:
    arc = np.linspace(0, np.pi, 40)
    pen.limb(np.stack([0.42 * np.cos(arc), 0.36 + 0.58 * np.sin(arc)], 1), 0.08)
    for side in (-1, 1):
        pen.disc(side * 0.40, 0.27, 0.13, 0.26)


def glasses(pen: Pen) -> None:
    for side in (-1, 1):
        pen.disc(side * 0.52, 0.46, 0.44, 0.40)
        pen.limb([(side * 0.92, 0.58), (side * 1.08, 0.84)], 0.07)
    pen.limb([(-0.14, 0.58), (0.0, 0.64), (0.14, 0.58)], 0.08)


def glasses_lenses(pen: Pen) -> None:
    for side in (-1, 1):
        pen.disc(side * 0.52, 0.46, 0.35, 0.31)


def jar(pen: Pen) -> None:
    _rounded_box(pen, (-0.40, 0.0, 0.40, 0.74), 0.10)
    pen.shape([(-0.34, 0.74), (0.34, 0.74), (0.34, 0.78), (-0.34, 0.78)])
    _rounded_box(pen, (-0.41, 0.78, 0.41, 1.0), 0.04)


def jar_label(pen: Pen) -> None:
    pen.shape([(-0.40, 0.20), (0.40, 0.20), (0.40, 0.54), (-0.40, 0.54)])


def house(pen: Pen) -> None:
    pen.shape([(-0.58, 0.0), (0.58, 0.0), (0.58, 0.54), (-0.58, 0.54)])
    pen.shape([(-0.72, 0.52), (0.72, 0.52), (0.0, 1.0)])
    pen.shape([(0.30, 0.70), (0.44, 0.70), (0.44, 0.98), (0.30, 0.98)])


def house_windows(pen: Pen) -> None:
    pen.shape([(-0.42, 0.22), (-0.18, 0.22), (-0.18, 0.42), (-0.42, 0.42)])
    pen.shape([(0.08, 0.0), (0.32, 0.0), (0.32, 0.40), (0.08, 0.40)])


def ball(pen: Pen) -> None:
    pen.disc(0, 0.5, 0.5)


def ball_seams(pen: Pen) -> None:
    for side in (-1, 1):
        turn = np.linspace(-0.8, 0.8, 24)
        pen.limb(np.stack([side * (0.62 - 0.36 * np.cos(turn)), 0.5 + 0.46 * np.sin(turn)], 1), 0.025)


def train(pen: Pen) -> None:
    """A railcar from the side, its nose on the right."""
    pen.smooth(
        [
            (-1.9, 0.22),
            (-1.9, 0.96),
            (-1.2, 0.99),
            (0.0, 1.0),
            (1.2, 0.98),
            (1.62, 0.86),
            (1.9, 0.52),
            (1.94, 0.26),
        ]
        + [(1.2, 0.2), (0.0, 0.2), (-1.2, 0.2)]
    )
    for x in (-1.45, -1.0, 1.0, 1.45):
        pen.disc(x, 0.14, 0.14)
    pen.shape([(-2.1, 0.0), (2.1, 0.0), (2.1, 0.03), (-2.1, 0.03)])


def train_windows(pen: Pen) -> None:
    for x in (-1.6, -1.08, -0.56, -0.04, 0.48):
        _rounded_box(pen, (x, 0.56, x + 0.36, 0.82), 0.05)
    pen.shape([(1.1, 0.58), (1.1, 0.84), (1.46, 0.8), (1.68, 0.58)])
    pen.disc(1.84, 0.4, 0.04, 0.05)


def _rounded_box(pen: Pen, box: tuple[float, float, float, float], radius: float) -> None:
    """A box (left, bottom, right, top) with round corners, in units."""
    left, bottom, right, top = box
    quarter = np.linspace(0, np.pi / 2, 8)
    corners = []
    for x, y, start in (
        (right - radius, top - radius, 0.0),
        (left + radius, top - radius, np.pi / 2),
        (left + radius, bottom + radius, np.pi),
        (right - radius, bottom + radius, 1.5 * np.pi),
    ):
        turn = quarter + start
        corners.append(np.stack([x + radius * np.cos(turn), y + radius * np.sin(turn)], 1))
    pen.shape(np.concatenate(corners))


# By the names of data/picture_words.toml.
THINGS = {
    "table": table,
    "chair": chair,
    "sofa": sofa,
    "shoe": shoe,
    "shirt": shirt,
    "dress": dress,
    "hat": hat,
    "bread": bread,
    "cake": cake,
    "gift": gift,
    "ring": ring,
    "candle": candle,
    "phone": phone,
    "laptop": laptop,
    "bag": bag,
    "watch": watch,
    "headphones": headphones,
    "glasses": glasses,
    "jar": jar,
    "house": house,
    "ball": ball,
    "train": train,
}

# Small lit details on top of the silhouette.
THING_DETAILS = {
    "sofa": sofa_seams,
    "shoe": shoe_laces,
    "shirt": shirt_collar,
    "hat": hat_band,
    "bread": bread_cuts,
    "cake": cake_icing,
    "gift": gift_ribbon,
    "ring": ring_stone,
    "candle": candle_flame,
    "phone": phone_screen,
    "laptop": laptop_screen,
    "bag": bag_clasp,
    "watch": watch_face,
    "glasses": glasses_lenses,
    "jar": jar_label,
    "house": house_windows,
    "ball": ball_seams,
    "train": train_windows,
}

# Height as a share of the picture's, in a wide shot, and half the width as a share of the height.
THING_SIZES = {
    "table": (0.20, 0.86), "chair": (0.30, 0.36), "sofa": (0.18, 1.0), "shoe": (0.15, 1.0),
    "shirt": (0.27, 0.62), "dress": (0.32, 0.46), "hat": (0.15, 0.95), "bread": (0.15, 1.0),
    "cake": (0.22, 0.8), "gift": (0.22, 0.52), "ring": (0.22, 0.36), "candle": (0.26, 0.3),
    "phone": (0.30, 0.25), "laptop": (0.18, 0.92), "bag": (0.24, 0.5), "watch": (0.28, 0.31),
    "headphones": (0.24, 0.53), "glasses": (0.12, 1.08), "jar": (0.22, 0.41), "house": (0.30, 0.72),
    "ball": (0.20, 0.5), "train": (0.17, 2.1),
}  # fmt: skip

# What one holds in a hand: drawn small beside whoever is there.
HANDHELD = (
    *("shoe", "hat", "bread", "cake", "gift", "ring", "candle", "phone", "laptop", "bag", "watch"),
    *("headphones", "glasses", "jar", "ball"),
)
