"""Frames are counted in whole numbers, and nothing a scene does changes the total."""

import pytest

from rendering.engine.motion import camera_path, cover_size, ease
from rendering.engine.timeline import boundaries, plan
from rendering.spec.schema import Media, Motion, OutputSpec, RenderSpec, SceneSpec


def spec(durations, transition="fade", transition_ms=500, fps=30):
    media = Media(kind="image", digest="none")
    scenes = [
        SceneSpec(index=k, duration_ms=ms, media=media, transition=transition, transition_ms=transition_ms)
        for k, ms in enumerate(durations, 1)
    ]
    return RenderSpec(title="t", scenes=tuple(scenes), output=OutputSpec(width=360, height=640, fps=fps))


@pytest.mark.parametrize("fps", [24, 25, 30, 60])
def test_a_hundred_odd_durations_add_up_to_the_exact_frame(fps):
    durations = [533 + 7 * k for k in range(100)]
    assert boundaries(durations, fps)[-1] == round(sum(durations) * fps / 1000)


@pytest.mark.parametrize("kind", ["fade", "slide", "wipe", "zoom"])
def test_transitions_do_not_change_the_total(kind):
    durations = (2100, 1700, 3333)
    assert plan(spec(durations, kind)).frames == plan(spec(durations, "cut")).frames


def test_segments_cover_every_frame_once_and_in_order():
    timeline = plan(spec((2100, 7700, 3333)))
    edges = [(piece.start, piece.stop) for piece in timeline.segments]
    assert edges[0][0] == 0
    assert edges[-1][1] == timeline.frames
    assert all(before[1] == after[0] for before, after in zip(edges, edges[1:], strict=False))


def test_no_segment_is_longer_than_two_seconds():
    assert max(piece.frames for piece in plan(spec((9000, 31_000))).segments) <= 60


def test_the_first_scene_always_cuts_in():
    assert plan(spec((2000, 2000))).scenes[0].window == 0


def test_a_transition_takes_at_most_half_of_the_shorter_scene():
    timeline = plan(spec((4000, 600), transition_ms=3000))
    assert timeline.scenes[1].window == 9


def test_the_outgoing_scene_moves_on_beneath_the_incoming_one():
    timeline = plan(spec((2000, 2000)))
    assert timeline.scenes[0].frames == 60 + 15
    assert timeline.segments[1].before is timeline.scenes[0]


def test_a_change_to_one_scene_leaves_the_segments_of_others_alone():
    before, after = plan(spec((2000, 2000, 2000))), plan(spec((2000, 2000, 2000), transition_ms=400))
    assert before.segments[0] != after.segments[0]  # its tail is shorter
    assert before.segments[-1].stop == after.segments[-1].stop


FRAME, COVER = (360, 640), (500, 640)
MOVES = [
    Motion(),
    Motion(zoom_from=1.3, zoom_to=1.0, focus=(0, 1)),
    Motion(zoom_from=1.0, zoom_to=2.0, focus=(1, 0), pan=(0.5, -0.5)),
    Motion(zoom_from=1.1, zoom_to=1.1, focus=(0.5, 0.5), pan=(3.0, 3.0)),
]


@pytest.mark.parametrize("move", MOVES)
def test_the_camera_never_leaves_the_picture(move):
    way = camera_path(move, COVER, FRAME, 90)
    for view in map(way.view, range(90)):
        assert view.left >= -1e-9
        assert view.top >= -1e-9
        assert view.left + FRAME[0] * view.step <= COVER[0] + 1e-9
        assert view.top + FRAME[1] * view.step <= COVER[1] + 1e-9


def test_the_camera_starts_and_ends_at_rest():
    way = camera_path(Motion(zoom_from=1, zoom_to=1.2), COVER, FRAME, 91)
    steps = [way.view(k + 1).step - way.view(k).step for k in range(90)]
    middle = abs(steps[45])
    assert abs(steps[0]) < middle / 20
    assert abs(steps[-1]) < middle / 20


def test_the_focus_stays_where_it_is_while_the_camera_closes_in():
    way = camera_path(Motion(zoom_from=1, zoom_to=1.5, focus=(0.6, 0.4)), COVER, FRAME, 60)
    spots = [(0.6 * COVER[0] - view.left) / view.step for view in map(way.view, range(60))]
    assert max(spots) - min(spots) < 1e-6


def test_easing_is_symmetric():
    assert ease(0.3) + ease(0.7) == pytest.approx(1)


def test_a_cover_is_never_smaller_than_the_frame():
    assert cover_size((1000, 333), (360, 640))[1] == 640
