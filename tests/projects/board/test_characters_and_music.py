"""Characters and music of a video as verbs: what an edit of them means for recordings and approvals."""

import pytest

from projects.board import characters, editing, review, soundtrack, takes
from projects.board.diff import differences
from projects.board.digest import board, board_digest
from projects.errors import BadInput, IllegalMove
from projects.media import library
from projects.models import AuditEntry, ProjectState, VideoProject
from tests import cast, fakes

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return cast.board()


@pytest.fixture
def mira(project):
    person = characters.add(project, cast.ed(), name="Mira", voice="ava")
    editing.edit_scene(project.scenes.first(), cast.ed(), speaker_id=person.pk)
    return person


def recorded(scene, by=None, origin="local", number=1):
    asset = library.keep(
        scene.project.workspace, "voice", fakes.silence(600 + number), "audio/wav", origin, duration_ms=600,
        meta={"asked": {"text": scene.text, "voice": "ava"}},
    )  # fmt: skip
    return editing.add_take(scene, "voice", asset, by=by)


def approved(project):
    review.submit(project, cast.ed())
    review.approve(project, cast.ann())
    VideoProject.objects.filter(pk=project.pk).update(state=ProjectState.APPROVED)
    project.refresh_from_db()
    return project


# --- characters ------------------------------------------------------------------------------
def test_another_voice_makes_their_recordings_stale_and_the_scene_says_so(project, mira):
    scene = project.scenes.first()
    recorded(scene, by=cast.ed())
    assert takes.chosen_voice(scene)
    characters.edit(mira, cast.ed(), voice="otto")
    scene = project.scenes.first()
    assert scene.picked("voice") is None
    assert "Mira has another voice now" in scene.notes["voice"]
    assert scene.takes.filter(kind="voice").count() == 1


def test_what_they_recorded_themselves_stays(project, mira):
    scene = project.scenes.first()
    take = recorded(scene, by=cast.ed(), origin="upload")
    characters.edit(mira, cast.ed(), voice="otto")
    assert project.scenes.first().picked("voice") == take


def test_a_take_that_is_picked_again_takes_the_note_back(project, mira):
    take = recorded(project.scenes.first())
    characters.edit(mira, cast.ed(), voice="otto")
    editing.pick_take(take, cast.ed())
    assert project.scenes.first().notes == {}


def test_another_speaker_says_it_anew(project, mira):
    scene = project.scenes.first()
    recorded(scene, by=cast.ed())
    editing.edit_scene(scene, cast.ed(), speaker_id=None)
    assert project.scenes.first().picked("voice") is None


@pytest.mark.parametrize("changes", [{"name": "Mirabel"}, {"voice": "otto"}, {"portrait": "picture"}])
def test_an_approval_does_not_outlive_a_change_of_somebody(project, mira, changes):
    approved(project)
    before = board_digest(project)
    characters.edit(
        mira, cast.ed(), **{k: cast.picture() if v == "picture" else v for k, v in changes.items()}
    )
    assert board_digest(project) != before
    assert review.approval(project) is None
    assert AuditEntry.objects.filter(verb="edited character", actor_name="ed").exists()


def test_the_same_again_is_no_edit(project, mira):
    approved(project)
    characters.edit(mira, cast.ed(), name="Mira", voice="ava")
    assert review.approval(project)


@pytest.mark.parametrize("name", ["", "  ", "MIRA", "x" * 81])
def test_two_of_a_name_or_none_at_all_are_refused(project, mira, name):
    with pytest.raises(BadInput) as refusal:
        characters.add(project, cast.ed(), name=name)
    assert refusal.value.field == "name"
    assert project.characters.count() == 1


def test_a_portrait_is_a_picture_of_this_workspace(project, mira):
    cast.oscar()
    theirs = cast.picture(workspace=cast.shop("oscars"))
    with pytest.raises(BadInput, match="picture of this workspace"):
        characters.edit(mira, cast.ed(), portrait=theirs)


def test_what_a_removed_character_said_is_the_narrators(project, mira):
    recorded(project.scenes.first(), by=cast.ed())
    characters.remove(mira, cast.ed())
    scene = project.scenes.first()
    assert (scene.speaker, scene.picked("voice")) == (None, None)


def test_nobody_is_changed_while_a_job_owns_the_board(project, mira):
    VideoProject.objects.filter(pk=project.pk).update(state=ProjectState.RENDERING)
    for attempt in (
        lambda: characters.edit(mira, cast.ed(), voice="otto"),
        lambda: characters.add(project, cast.ed(), name="Tom"),
        lambda: characters.remove(mira, cast.ed()),
        lambda: soundtrack.change(project, cast.ed(), on=False),
        lambda: soundtrack.use(project, cast.ed(), cast.picture()),
        lambda: soundtrack.another(project, cast.ed()),
    ):
        with pytest.raises(IllegalMove, match="being rendered"):
            attempt()


# --- music -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "change",
    [
        lambda project: soundtrack.change(project, cast.ed(), on=False),
        lambda project: soundtrack.change(project, cast.ed(), volume_db=-6.0),
        lambda project: soundtrack.use(project, cast.ed(), bed(project)),
        lambda project: soundtrack.another(project, cast.ed()),
    ],
    ids=["off", "louder", "theirs", "another"],
)
def test_an_approval_does_not_outlive_a_change_of_the_music(project, change):
    approved(project)
    before = board_digest(project)
    change(project)
    project.refresh_from_db()
    assert board_digest(project) != before
    assert review.approval(project) is None


def bed(project):
    return library.keep(
        project.workspace, "music", fakes.silence(2000), "audio/wav", "upload", duration_ms=2000
    )


def test_a_level_that_cannot_be_is_refused(project):
    for level in (1, -41, float("nan"), float("inf")):
        with pytest.raises(BadInput) as refusal:
            soundtrack.change(project, cast.ed(), volume_db=level)
        assert refusal.value.field == "volume_db"


def test_the_composed_bed_comes_back_and_each_wish_is_for_another(project):
    soundtrack.use(project, cast.ed(), bed(project))
    project.refresh_from_db()
    assert project.music.origin == "upload"
    soundtrack.another(project, cast.ed())
    project.refresh_from_db()
    assert (project.music, project.music_seed) == (None, project.seed + 1)
    soundtrack.another(project, cast.ed())
    project.refresh_from_db()
    assert project.music_seed == project.seed + 2


def test_levels_have_plain_words():
    words = {level: soundtrack.in_words(level) for level in (-40, -25, -12, -6, 0)}
    assert words == {
        -40: "hardly heard", -25: "quiet", -12: "balanced", -6: "in front", 0: "as loud as the voice",
    }  # fmt: skip


def test_an_approver_reads_that_another_bed_is_composed(project):
    before = board(project)
    soundtrack.another(project, cast.ed())
    project.refresh_from_db()
    assert [str(change) for change in differences(before, board(project))] == ["Another bed is composed"]
