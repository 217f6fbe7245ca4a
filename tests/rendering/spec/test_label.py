"""The label of what is generated stands in every frame, is read easily, and is part of what is approved."""

import pytest

from projects import formats
from projects.board import review
from projects.board.digest import board_digest
from projects.caption_looks import contrast
from projects.errors import BadInput
from projects.models import VideoProject, Workspace
from projects.team import members
from rendering.spec import build, label
from tests import cast

pytestmark = pytest.mark.django_db


def labelled(words="Made with AI"):
    project = cast.board()
    Workspace.objects.filter(pk=project.workspace_id).update(ai_label=words)
    return VideoProject.objects.get(pk=project.pk)


@pytest.mark.parametrize("aspect", formats.ASPECTS)
def test_it_stands_from_the_first_frame_to_the_last_inside_the_safe_box(aspect):
    spec = build.build(labelled(), "", aspect=aspect)
    (sign,) = [one for one in spec.overlays if one.text == "Made with AI"]
    assert (sign.start_ms, sign.end_ms) == (0, spec.duration_ms)
    width, height = spec.output.width, spec.output.height
    room = formats.headline_box(width, height)
    left, top, right, bottom = sign.box
    assert room.left <= left * width + 1 and right * width <= room.right + 1
    assert room.top <= top * height + 1 and bottom * height <= room.bottom + 1, "clear of the captions"


def test_it_is_read_on_any_picture():
    assert contrast(label.INK, label.GROUND) > 12


def test_it_goes_where_no_type_is_in_the_pictures():
    project = labelled()
    asset = project.scenes.first().picture.asset
    asset.meta = {**asset.meta, "text_boxes": [[0.0, 0.0, 1.0, 0.3]]}
    asset.save()
    sign = build.build(project, "").overlays[-1]
    assert sign.box[1] > 0.3


def test_without_a_label_nothing_is_drawn_and_boards_of_before_keep_their_digest():
    project = cast.board()
    before = board_digest(project)
    assert build.build(project, "").overlays == ()
    assert board_digest(labelled("")) == before != board_digest(labelled())


def test_another_label_takes_an_approval_back():
    project = cast.board()
    cast.shop().memberships.filter(user=cast.ann()).update(role="admin")
    review.submit(project, cast.ed())
    review.approve(VideoProject.objects.get(pk=project.pk), cast.ann())
    VideoProject.objects.filter(pk=project.pk).update(state="completed")
    rules = {"self_approval": False, "token_approval": False, "must_be_signed": False}
    members.edit_workspace(cast.shop(), cast.ann(), "Lola's shop", **rules, ai_label="  Made   with AI ")
    assert cast.shop().ai_label == "Made with AI"
    assert review.approval(VideoProject.objects.get(pk=project.pk)) is None
    with pytest.raises(BadInput, match="40 letters"):
        members.edit_workspace(cast.shop(), cast.ann(), "Lola's shop", **rules, ai_label="x" * 41)
