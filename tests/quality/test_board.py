"""The board tells the truth: what is typed on it is kept, painted and said in time, or people are told."""

import pytest

from projects.board import editing
from projects.errors import Refused
from projects.forms.board import scene_changes
from tests import cast
from tests.quality.kit import Input, each

pytestmark = pytest.mark.django_db

SECONDS = [
    Input("seconds of a scene", "2.5", right=2500),
    Input("seconds of a scene", "2,5", right=2500),
    Input("seconds of a scene", " 3 ", right=3000),
    Input("seconds of a scene", "2.5 s", right=2500),
    Input("seconds of a scene", "4s", right=4000),
    Input("seconds of a scene", "٣", right=3000),
    Input("seconds of a scene", "1:05", right=65_000),
    Input("seconds of a scene", "0.5", right=500),
    Input("seconds of a scene", "300", right=300_000),
    Input("seconds that cannot be", "0", refused="A scene lasts 0.5 to 300 seconds."),
    Input("seconds that cannot be", "-3", refused="A scene lasts 0.5 to 300 seconds."),
    Input("seconds that cannot be", "0.49", refused="A scene lasts 0.5 to 300 seconds."),
    Input("seconds that cannot be", "301", refused="A scene lasts 0.5 to 300 seconds."),
    Input("seconds that cannot be", "1e300", refused="A scene lasts 0.5 to 300 seconds."),
    Input("seconds that cannot be", "1e400", refused="Write the duration in seconds"),
    Input("seconds that cannot be", "nan", refused="Write the duration in seconds"),
    Input("seconds that cannot be", "", refused="Write the duration in seconds"),
    Input("seconds that cannot be", "soon", refused="Write the duration in seconds"),
    Input("seconds that cannot be", "²", refused="Write the duration in seconds"),
]


@each(SECONDS)
def test_a_scene_lasts_as_long_as_was_typed(case):
    scene = cast.board(scenes=1).scenes.get()
    if case.refused:
        with pytest.raises(Refused, match=case.refused):
            editing.edit_scene(scene, cast.ed(), **scene_changes(scene, {"duration": case.given}))
    else:
        saved = editing.edit_scene(scene, cast.ed(), **scene_changes(scene, {"duration": case.given}))
        assert saved.duration_ms == case.right
