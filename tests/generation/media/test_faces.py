"""Mouth and eyes found on portraits: what landmarks say, what the models see, and when they are refused.

Landmarks of a real face (a portrait in the public domain, 512 pixels wide) stand here as numbers; the models
themselves look at faces that are drawn here.
"""

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest

from generation.media import face_finding, face_marks
from tests import drawn_faces

needs_models = pytest.mark.skipif(bool(face_finding.trouble()), reason=face_finding.trouble())
POINTS = {
    1: (222.9, 128.9),
    10: (226.5, 67.6),
    13: (222.7, 142.2),
    14: (222.5, 149.6),
    33: (193.9, 100.8),
    50: (188.8, 119.7),
    61: (199.7, 139.4),
    133: (213.0, 102.9),
    145: (203.4, 103.6),
    152: (221.6, 174.4),
    159: (202.4, 98.6),
    234: (178.9, 111.6),
    263: (256.0, 103.8),
    280: (259.0, 122.9),
    291: (246.9, 141.6),
    362: (236.6, 104.1),
    374: (246.0, 105.6),
    386: (247.6, 100.7),
    454: (271.5, 115.9),
}
MIRRORED = {
    1: (224.9, 129.6),
    10: (226.2, 67.2),
    13: (224.1, 142.5),
    14: (223.7, 150.0),
    33: (256.1, 103.4),
    50: (259.6, 122.6),
    61: (247.8, 141.2),
    133: (236.8, 103.9),
    145: (246.2, 105.4),
    152: (222.7, 174.3),
    159: (247.8, 100.4),
    234: (269.5, 114.6),
    263: (193.6, 100.6),
    280: (189.2, 119.5),
    291: (199.9, 139.2),
    362: (213.0, 102.8),
    374: (203.6, 103.4),
    386: (202.3, 98.4),
    454: (177.6, 110.5),
}
SIZE = (512, 512)


def mesh(points):
    whole = np.full((468, 2), 220.0)
    for name, place in points.items():
        whole[name] = place
    return whole


def real(**changes):
    face = face_marks.Landmarks(
        mesh(POINTS),
        mesh(MIRRORED),
        41.0,
        0.95,
        np.array(((204.9, 102.0), (246.1, 104.2))),
        np.array((223.4, 148.9)),
    )
    return replace(face, **changes)


@cache
def skin(colour=(150, 175, 215)):
    return np.full((512, 512, 3), colour, np.uint8)


def shifted(x, y, names):
    return mesh(POINTS | {name: (POINTS[name][0] + x, POINTS[name][1] + y) for name in names})


def test_a_real_face_is_sure_and_so_are_its_eyes():
    marks = face_marks.marks_of([real()], skin())
    assert marks.is_sure and marks.confidence == 1.0 and len(marks.eyes) == 2
    left, right, middle = (marks.mouth[name] for name in ("left", "right", "middle"))
    assert left[0] < middle[0] < right[0] and middle[1] > (left[1] + right[1]) / 2  # it smiles
    for (a, b, upper, lower), side in zip(marks.eyes, ("left", "right"), strict=True):
        assert a[0] < b[0] and upper[1] < lower[1] < marks.mouth[side][1]


@pytest.mark.parametrize(("changes", "why"), [
    ({"presence": 6.0}, "it is hardly a face"),
    ({"score": 0.55}, "it is hardly a face"),
    ({"mirrored": mesh(MIRRORED) + np.array((6.0, 0.0))}, "the two looks differ"),
    ({"mouth": np.array((224.0, 178.0))}, "the mouth may be elsewhere"),
    ({"points": shifted(34, 0, {1})}, "the face is turned away"),
    ({"points": shifted(-34, 0, {1})}, "the face is turned away"),
])  # fmt: skip
def test_each_doubt_alone_is_enough(changes, why):
    marks = face_marks.marks_of([real(**changes)], skin())
    assert (marks.is_sure, marks.why, marks.eyes) == (False, why, ())


def test_a_mouth_at_the_edge_or_of_a_few_pixels_is_not_used():
    away = np.array((200.0, 0.0))
    aside = replace(real(), points=real().points - away, mirrored=real().mirrored - away,
                    eyes=real().eyes - away, mouth=real().mouth - away)  # fmt: skip
    assert face_marks.marks_of([aside], skin()).why == "the mouth is cut off"
    small = replace(
        real(), **{name: getattr(real(), name) / 2 for name in ("points", "mirrored", "eyes", "mouth")}
    )
    assert face_marks.marks_of([small], skin()).why == "the mouth is too small"


def test_of_two_people_nobody_is_chosen_and_somebody_far_behind_is_nobody():
    def elsewhere(share):
        return replace(real(), **{name: getattr(real(), name) * share + 200
                                  for name in ("points", "mirrored", "eyes", "mouth")})  # fmt: skip

    assert face_marks.marks_of([real(), elsewhere(0.8)], skin()).why == "there are several faces"
    assert face_marks.marks_of([real(), elsewhere(0.3)], skin()).is_sure
    assert face_marks.marks_of([real(), replace(elsewhere(0.8), presence=-8.0)], skin()).is_sure
    assert face_marks.marks_of([replace(real(), presence=-1.0)], skin()) is None
    assert face_marks.marks_of([], skin()) is None


def test_shut_eyes_dark_glasses_and_half_turned_heads_do_not_blink():
    shut = shifted(0, 4.0, {159, 386})
    assert face_marks.marks_of([real(points=shut, mirrored=mesh(MIRRORED))], skin()).eyes == ()
    glasses = skin().copy()
    glasses[85:112, 190:262] = 12
    assert face_marks.marks_of([real()], glasses).eyes == ()
    turned = real(points=shifted(24, 0, {1}))
    marks = face_marks.marks_of([turned], skin())
    assert marks.is_sure and marks.eyes == ()


# --- the models themselves -----------------------------------------------------------------------
@cache
def faces():
    return face_finding.Faces(*map(str, face_finding._models()))


def seen(picture):
    return face_marks.marks_of(faces().seen_in(picture), picture)


DRAWN = [
    {}, {"skin": "tan"}, {"skin": "dark"}, {"turned": 15}, {"turned": -20}, {"smile": 0.06}, {"head": 0.2},
    {"size": (1200, 800), "middle": (0.25, 0.5)}, {"size": (900, 1600), "head": 0.16, "middle": (0.6, 0.3)},
]  # fmt: skip


@needs_models
@pytest.mark.parametrize("how", DRAWN, ids=str)
def test_the_mouth_of_a_drawn_face_is_found_where_it_was_drawn(how):
    drawn = drawn_faces.face(**how)
    height, width = drawn.picture.shape[:2]
    marks = seen(drawn.picture)
    assert marks.is_sure, marks.why
    wide = (drawn.mouth["right"][0] - drawn.mouth["left"][0]) * width
    for name, (x, y) in drawn.mouth.items():
        away = np.hypot((marks.mouth[name][0] - x) * width, (marks.mouth[name][1] - y) * height)
        assert away < 0.14 * wide, name


def smiley():
    drawn = np.full((600, 600, 3), 255, np.uint8)
    cv2.circle(drawn, (300, 300), 220, (0, 220, 255), -1)
    for x in (220, 380):
        cv2.circle(drawn, (x, 240), 25, (0, 0, 0), -1)
    cv2.ellipse(drawn, (300, 320), (120, 90), 0, 20, 160, (0, 0, 0), 10)
    return drawn


def two_people():
    one, other = (drawn_faces.face(size=(500, 600), skin=skin).picture for skin in ("fair", "dark"))
    return np.hstack([one, other])


def hidden():
    picture = drawn_faces.face().picture.copy()
    picture[450:640, 180:420] = (200, 180, 160)
    return picture


def cut_off():
    return np.ascontiguousarray(drawn_faces.face().picture[:512])


@needs_models
@pytest.mark.parametrize("picture", [
    smiley, two_people, hidden, cut_off,
    lambda: np.full((400, 300, 3), 128, np.uint8),
    lambda: np.random.default_rng(1).integers(0, 255, (300, 300, 3), dtype=np.uint8),
    lambda: np.ascontiguousarray(drawn_faces.face().picture[::-1]),
    lambda: cv2.resize(drawn_faces.face().picture, (60, 80), interpolation=cv2.INTER_AREA),
    lambda: np.full((1, 2000, 3), 90, np.uint8),
], ids=["a smiley", "two people", "a covered mouth", "a cut-off mouth", "grey", "noise", "upside down",
        "tiny", "a line"])  # fmt: skip
def test_where_no_mouth_is_sure_none_is_found(picture):
    marks = seen(picture())
    assert marks is None or not marks.is_sure


@needs_models
def test_a_process_of_its_own_finds_the_same_each_time():
    drawn = drawn_faces.face(skin="tan")
    looked, marks = face_finding.find_marks(drawn.png)
    assert looked and marks == seen(drawn.picture) == face_finding.find_marks(drawn.png)[1]
    assert face_finding.find_marks(b"no picture") == (True, None)


def test_where_the_process_ends_early_nobody_looked(monkeypatch):
    monkeypatch.setattr(face_finding, "_models", lambda: ("a model", "another"))
    monkeypatch.setattr(face_finding.sys, "executable", "/bin/false")
    assert face_finding.find_marks(drawn_faces.face().png) == (False, None)
