"""The board's page: each edit by each role, and what is kept when two edit at once."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.board import editing
from projects.models import AuditEntry, Scene, VideoProject
from projects.templatetags import stamped
from tests import cast, fakes
from tests.pages import Page

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS


@pytest.fixture
def project():
    return cast.board()


@pytest.fixture
def scene(project):
    return project.scenes.first()


@pytest.fixture
def ed(client, project):
    client.force_login(cast.ed())
    return client


def page_of(project):
    return reverse("projects:detail", args=[project.pk])


def save(client, scene, **data):
    return client.post(reverse("projects:scene", args=[scene.pk]), data, headers=HTMX)


# --- what a page knows of its own edits --------------------------------------------------------
def test_an_answer_says_which_version_of_the_board_its_own_edit_made(ed, project, scene):
    before = fresh(project).board_version
    assert save(ed, scene, headline="Look up")["Board-Versions"] == str(before + 1)
    editing.edit_scene(project.scenes.last(), cast.ann(), headline="Look down")
    assert save(ed, scene, text="Fog over the ridge.")["Board-Versions"] == str(before + 3)
    # What is there already makes none, whatever others made.
    assert "Board-Versions" not in save(ed, scene, headline="Look up")


def fresh(row):
    return type(row).objects.get(pk=row.pk)


# --- who may what ----------------------------------------------------------------------------
def test_an_editor_finds_fields(ed, project, scene):
    page = Page(ed.get(page_of(project)))
    assert f'id="scene-{scene.pk}-text"' in page
    assert "Submit for review" in page


def test_a_viewer_reads_but_finds_no_field(client, project, scene):
    client.force_login(cast.vera())
    page = Page(client.get(page_of(project)))
    assert "Sentence number 1." in page
    assert "scene-text" not in page
    assert "Submit for review" not in page


def test_a_viewers_edit_is_refused_in_words(client, scene):
    client.force_login(cast.vera())
    answer = save(client, scene, text="Mine now", version=scene.version)
    assert answer.status_code == 403
    assert "This needs an editor" in Page(answer)


def test_while_it_is_written_nobody_finds_fields(ed, project):
    VideoProject.objects.filter(pk=project.pk).update(state="writing")
    assert "scene-text" not in Page(ed.get(page_of(project)))


@pytest.mark.parametrize("name", ["projects:scene", "projects:board"])
def test_what_forty_people_fetch_after_an_edit_is_drawn_once_for_each_role(client, project, scene, name):
    editing.edit_scene(scene, cast.ed(), text="Said anew.")
    address = reverse(name, args=[(scene if name == "projects:scene" else project).pk])
    seen, drawn = {}, {}
    for number in range(40):
        role = ("editor", "viewer")[number % 2]
        client.force_login(cast.person(f"watcher {number}", role, project.workspace))
        before = stamped.drawn_so_far()
        with CaptureQueriesContext(connection) as asked:
            page = Page(client.get(address, headers=HTMX))
        assert "Said anew." in page
        seen.setdefault(role, []).append((page, len(asked)))
        drawn.setdefault(role, []).append(stamped.drawn_so_far() - before)
    for role, (first, *others) in drawn.items():
        assert others == [0] * 19, (role, first)
        assert len(set(seen[role][1:])) == 1, "the same page, for as many queries"


GETS = ["detail", "status", "board", "settings", "comments", "history"]
POSTS = ["title", "settings", "order", "balance", "add_scene", "comments", "submit", "approve", "ask_changes"]
SCENE_GETS = ["scene", "picture", "pictures", "scene_comments"]
SCENE_POSTS = [
    "scene",
    "duplicate_scene",
    "split_scene",
    "merge_scene",
    "delete_scene",
    "picture",
    "scene_comments",
]


@pytest.mark.parametrize("name", GETS)
def test_oscar_finds_nothing(client, project, name):
    client.force_login(cast.oscar())
    assert client.get(reverse(f"projects:{name}", args=[project.pk])).status_code == 404


@pytest.mark.parametrize("name", POSTS)
def test_oscar_changes_nothing(client, project, name):
    client.force_login(cast.oscar())
    before = AuditEntry.objects.count()
    assert client.post(reverse(f"projects:{name}", args=[project.pk]), {"text": "hi"}).status_code == 404
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("name", SCENE_GETS)
def test_oscar_finds_no_scene(client, scene, name):
    client.force_login(cast.oscar())
    assert client.get(reverse(f"projects:{name}", args=[scene.pk])).status_code == 404


@pytest.mark.parametrize("name", SCENE_POSTS)
def test_oscar_changes_no_scene(client, scene, name):
    client.force_login(cast.oscar())
    answer = client.post(reverse(f"projects:{name}", args=[scene.pk]), {"text": "hi", "version": 1})
    assert answer.status_code == 404
    assert fresh(scene).text == "Sentence number 1."


def test_oscar_picks_no_take(client, scene):
    client.force_login(cast.oscar())
    take = scene.takes.first()
    assert client.post(reverse("projects:pick_take", args=[take.pk])).status_code == 404


def test_nobody_edits_by_get(ed, project):
    assert ed.get(reverse("projects:balance", args=[project.pk])).status_code == 405


# --- one field at a time ---------------------------------------------------------------------
@pytest.mark.parametrize(
    "sent, field, kept",
    [
        ({"text": "Better words."}, "text", "Better words."),
        ({"headline": "Cold"}, "headline", "Cold"),
        ({"visual_prompt": "A flask on ice"}, "visual_prompt", "A flask on ice"),
        ({"motion_prompt": "slow push in"}, "motion_prompt", "slow push in"),
        ({"transition": "wipe"}, "transition", "wipe"),
        ({"duration": "2.4"}, "duration_ms", 2400),
        ({"duration": "2,4"}, "duration_ms", 2400),
    ],
)
def test_a_field_is_saved_by_itself(ed, scene, sent, field, kept):
    answer = save(ed, scene, version=scene.version, **sent)
    assert "Saved" in Page(answer)
    assert getattr(fresh(scene), field) == kept


def test_the_answer_carries_the_new_version_and_the_total(ed, scene):
    page = Page(save(ed, scene, version=scene.version, duration="3"))
    assert f'id="scene-{scene.pk}-version" value="{scene.version + 1}"' in page
    assert "1 s over" in page


def test_the_answer_leaves_the_fields_alone(ed, scene):
    page = Page(save(ed, scene, version=scene.version, text="New"))
    assert "<textarea" not in page.split("<dialog")[0]


def test_a_transition_that_does_not_exist_is_refused(ed, scene):
    answer = save(ed, scene, version=scene.version, transition="explode")
    assert answer.status_code == 422
    assert "Not saved." in Page(answer)
    assert fresh(scene).transition == scene.transition


@pytest.mark.parametrize("typed", ["soon", "0.1", "", "1e400"])
def test_a_duration_that_cannot_be_is_refused(ed, scene, typed):
    assert save(ed, scene, version=scene.version, duration=typed).status_code == 422
    assert fresh(scene).duration_ms == 2000


def test_a_speaker_of_another_project_is_refused(ed, scene):
    stranger = cast.draft(title="Other").characters.create(name="MIRA")
    assert save(ed, scene, version=scene.version, speaker=stranger.pk).status_code == 422


def test_the_title_is_edited_where_it_stands(ed, project):
    ed.post(reverse("projects:title", args=[project.pk]), {"title": "A better name"}, headers=HTMX)
    assert fresh(project).title == "A better name"


def test_an_empty_title_is_refused(ed, project):
    answer = ed.post(reverse("projects:title", args=[project.pk]), {"title": " "}, headers=HTMX)
    assert answer.status_code == 422
    assert fresh(project).title == project.title


# --- two at once -----------------------------------------------------------------------------
def test_a_conflict_keeps_both_texts(ed, scene):
    editing.edit_scene(scene, cast.ann(), text="Ann's words.")
    answer = save(ed, scene, version=scene.version, text="Ed's words.", was="Sentence number 1.")
    page = Page(answer).replace("&#x27;", "'")
    assert answer.status_code == 409
    assert "ann changed this" in page and "Ann's words." in page
    assert fresh(scene).text == "Ann's words."


def test_a_conflict_does_not_hand_out_the_new_version(ed, scene):
    editing.edit_scene(scene, cast.ann(), text="Ann's words.")
    page = Page(save(ed, scene, version=scene.version, text="Ed's words."))
    assert f'id="scene-{scene.pk}-version"' not in page


def test_mine_can_be_used_knowingly(ed, scene):
    now = editing.edit_scene(scene, cast.ann(), text="Ann's words.")
    assert save(ed, scene, version=now.version, text="Ed's words.").status_code == 200
    assert fresh(scene).text == "Ed's words."


def test_edits_of_different_fields_do_not_meet(ed, scene):
    editing.edit_scene(scene, cast.ann(), transition="wipe")
    answer = save(ed, scene, version=scene.version, text="Ed's words.", was="Sentence number 1.")
    assert answer.status_code == 200
    assert (fresh(scene).text, fresh(scene).transition) == ("Ed's words.", "wipe")


# --- scenes ----------------------------------------------------------------------------------
def test_a_scene_is_added_behind_another(ed, project, scene):
    ed.post(reverse("projects:add_scene", args=[project.pk]), {"after": scene.pk}, headers=HTMX)
    assert list(project.scenes.values_list("text", flat=True)) == [
        "Sentence number 1.",
        "",
        "Sentence number 2.",
        "Sentence number 3.",
    ]


def test_times_and_strip_follow_the_new_order(ed, project, scene):
    page = Page(ed.post(reverse("projects:duplicate_scene", args=[scene.pk]), headers=HTMX))
    order = list(project.scenes.values_list("pk", flat=True))
    strip = page[page.index('id="board-strip"') :]
    assert re.findall(r'href="#scene-(\d+)"', strip) == [str(pk) for pk in order]


def test_a_scene_is_duplicated_with_its_picture(ed, project, scene):
    ed.post(reverse("projects:duplicate_scene", args=[scene.pk]), headers=HTMX)
    twin = project.scenes.all()[1]
    assert (twin.text, twin.picture.asset) == (scene.text, scene.picture.asset)


@pytest.mark.parametrize(
    ("verb", "says"), [("duplicate_scene", "Duplicated scene 1."), ("add_scene", "Added scene 2.")]
)
def test_a_new_scene_can_be_taken_back_by_the_toast(ed, project, scene, verb, says):
    key = project.pk if verb == "add_scene" else scene.pk
    answer = ed.post(reverse(f"projects:{verb}", args=[key]), {"after": scene.pk}, headers=HTMX)
    told = json.loads(answer["HX-Trigger"])["studio:toast"]
    assert told["message"] == says
    ed.post(told["undo"], headers=HTMX)
    assert project.scenes.count() == 3


def test_parts_of_a_card_that_is_in_the_answer_come_with_it_alone(ed, project, scene):
    """Out of band they would be looked for on a page that has no such card yet."""
    page = Page(ed.post(reverse("projects:duplicate_scene", args=[scene.pk]), headers=HTMX))
    for number, one in enumerate(project.scenes.all()):
        assert len(re.findall(rf'id="scene-{one.pk}-stale"', page)) == 1, number


def test_a_scene_is_split_between_its_sentences(ed, project, scene):
    Scene.objects.filter(pk=scene.pk).update(text="It is cold. It stays cold for a day.")
    ed.post(reverse("projects:split_scene", args=[scene.pk]), headers=HTMX)
    first, second = project.scenes.all()[:2]
    assert [first.text, second.text] == ["It is cold.", "It stays cold for a day."]
    assert first.duration_ms + second.duration_ms == 2000
    assert second.picture.asset == first.picture.asset


def test_a_scene_is_merged_with_the_next(ed, project, scene):
    page = Page(ed.post(reverse("projects:merge_scene", args=[scene.pk]), headers=HTMX))
    assert list(project.scenes.values_list("scene_index", "text", "duration_ms")) == [
        (1, "Sentence number 1. Sentence number 2.", 4000),
        (2, "Sentence number 3.", 2000),
    ]
    assert 'hx-swap-oob="delete"' in page


def test_the_last_scene_has_none_to_merge_with(ed, project):
    last = project.scenes.last()
    assert ed.post(reverse("projects:merge_scene", args=[last.pk]), headers=HTMX).status_code == 422


@pytest.mark.parametrize(
    "text, parts",
    [
        ("One. Two.", ("One.", "Two.")),
        ("one two three four", ("one two", "three four")),
        ("word", ("word", "")),
        ("", ("", "")),
        ("Really?! Yes. “No.” Fine", ("Really?! Yes.", "“No.” Fine")),
    ],
)
def test_text_is_cut_where_it_divides_best(text, parts):
    assert editing.halves(text) == parts


def test_a_scene_is_deleted_and_the_others_move_up(ed, project, scene):
    ed.post(reverse("projects:delete_scene", args=[scene.pk]), headers=HTMX)
    assert list(project.scenes.values_list("scene_index", "text")) == [
        (1, "Sentence number 2."),
        (2, "Sentence number 3."),
    ]


def test_scenes_are_put_in_another_order(ed, project):
    first, second, third = project.scenes.values_list("pk", flat=True)
    url = reverse("projects:order", args=[project.pk])
    page = Page(ed.post(url, {"order": f"{third},{first},{second}"}, headers=HTMX))
    assert list(project.scenes.values_list("pk", flat=True)) == [third, first, second]
    assert f'id="scene-{third}-bar"' in page


def test_an_order_of_scenes_that_are_gone_is_refused(ed, project, scene):
    url = reverse("projects:order", args=[project.pk])
    assert ed.post(url, {"order": f"{scene.pk}"}, headers=HTMX).status_code == 409


def test_an_order_that_is_nonsense_is_refused(ed, project):
    url = reverse("projects:order", args=[project.pk])
    assert ed.post(url, {"order": "a,b"}, headers=HTMX).status_code == 422


def test_balancing_fits_the_target_and_tells_the_fields(ed, project, scene):
    Scene.objects.filter(pk=scene.pk).update(duration_ms=6000)
    page = Page(ed.post(reverse("projects:balance", args=[project.pk]), headers=HTMX))
    assert fresh(project).total_ms == project.target_ms
    assert f'id="scene-{scene.pk}-duration"' in page


def test_an_approval_is_voided_by_an_edit_and_the_page_says_so(ed, project, scene):
    from projects.board import review

    review.submit(project, cast.ed())
    ed.post(reverse("projects:reopen", args=[project.pk]), headers=HTMX)
    page = Page(save(ed, scene, version=scene.version, text="Late thought."))
    assert "taken out of the queue" in page


# --- pictures --------------------------------------------------------------------------------
def upload(client, scene, content, name="x.png"):
    file = SimpleUploadedFile(name, content, content_type="image/png")
    return client.post(reverse("projects:picture", args=[scene.pk]), {"picture": file}, headers=HTMX)


def test_an_uploaded_picture_is_used(ed, scene):
    assert upload(ed, scene, cast.photo_bytes()).status_code == 200
    assert fresh(scene).picture.note == "uploaded"


def test_what_is_not_a_picture_is_refused_clearly(ed, scene):
    answer = upload(ed, scene, b"#!/bin/sh\nrm -rf /")
    assert answer.status_code == 422
    assert "This is not a picture we can read" in Page(answer)
    assert scene.takes.count() == 1


def test_an_older_take_is_picked_again(ed, scene):
    old = scene.picture
    upload(ed, scene, cast.photo_bytes())
    ed.post(reverse("projects:pick_take", args=[old.pk]), headers=HTMX)
    assert fresh(scene).picture == old


def test_a_failed_scene_has_a_button_to_try_again(ed, project, scene):
    scene.takes.all().delete()
    Scene.objects.filter(pk=scene.pk).update(problem="The painter refused.")
    page = Page(ed.get(page_of(project)))
    assert "The painter refused." in page
    assert reverse("generation:regenerate", args=[scene.pk]) in page


# --- settings, talk, history -----------------------------------------------------------------
def settings_of(project, **changes):
    fields = ("mode", "style", "aspect", "resolution", "language", "voice", "call_to_action")
    return {name: getattr(project, name) for name in fields} | {"captions": "on", "seconds": "6", **changes}


def test_settings_are_changed_in_one_go(ed, project):
    url = reverse("projects:settings", args=[project.pk])
    answer = ed.post(url, settings_of(project, style="bold", aspect="1:1", seconds="8.5"), headers=HTMX)
    assert answer.status_code == 204
    now = fresh(project)
    assert (now.style, now.aspect, now.target_ms, now.music_on) == ("bold", "1:1", 8500, False)


def test_a_setting_out_of_range_is_said_beside_its_field(ed, project):
    url = reverse("projects:settings", args=[project.pk])
    answer = ed.post(url, settings_of(project, seconds="999"), headers=HTMX)
    assert answer.status_code == 422
    assert "field--error" in Page(answer)


def test_a_viewer_may_comment(client, project, scene):
    client.force_login(cast.vera())
    page = client.post(reverse("projects:scene_comments", args=[scene.pk]), {"text": "Lovely."}, headers=HTMX)
    assert "Lovely." in Page(page)
    assert scene.comments.get().author == cast.vera()


def test_an_empty_comment_is_refused(ed, project):
    answer = ed.post(reverse("projects:comments", args=[project.pk]), {"text": "  "}, headers=HTMX)
    assert answer.status_code == 422
    assert "Write something first." in Page(answer)


def test_what_people_write_is_text_not_markup(ed, project, scene):
    save(ed, scene, version=scene.version, text="<script>alert(1)</script>")
    assert "<script>alert(1)" not in Page(ed.get(page_of(project)))


def test_the_history_tells_who_did_what(ed, project, scene):
    save(ed, scene, version=scene.version, text="Better.")
    assert "ed edited scene 1" in Page(ed.get(reverse("projects:history", args=[project.pk])))


def test_older_history_is_shown_by_the_page_and_stays_when_it_is_looked_at_again(ed, project):
    address = reverse("projects:history", args=[project.pk])
    for number in range(30):
        editing.edit_project(VideoProject.objects.get(pk=project.pk), cast.ed(), title=f"Tea {number}")
    newest = Page(ed.get(address))
    assert "Tea 29" in newest and "Tea 3<" not in newest and "Show older" in newest
    older = Page(ed.get(address, {"older": 60, "shown": 20}))
    assert "started it from a product" in older and "Show older" not in older
    assert 'id="history-older"' in older  # where the focus of who pressed the button stays
    again = Page(ed.get(address, {"shown": 60}))
    assert "started it from a product" in again and 'id="history-older"' not in again
    assert "Tea 29" in Page(ed.get(address, {"older": "x", "shown": "9" * 30}))


def test_the_history_is_filtered_by_person_and_scene(ed, project, scene):
    zoe, second = cast.person("zoe", "editor"), project.scenes.all()[1]
    save(ed, scene, version=scene.version, text="Better.")
    editing.edit_scene(second, zoe, text="Best.")
    editing.edit_project(VideoProject.objects.get(pk=project.pk), zoe, title="Tea")

    def told(**asked):
        page = Page(ed.get(reverse("projects:history", args=[project.pk]), asked))
        told = ["ed edited scene 1", "zoe edited scene 2", "zoe edited the settings"]
        return [said for said in told if said in page], page

    assert told()[0] == ["ed edited scene 1", "zoe edited scene 2", "zoe edited the settings"]
    assert told(by="zoe")[0] == ["zoe edited scene 2", "zoe edited the settings"]
    assert told(scene=2)[0] == ["zoe edited scene 2"]
    nothing, page = told(by="zoe", scene=1)
    assert nothing == [] and "Nothing in the history is of this person and this scene." in page
    assert "<option selected>zoe</option>" in page and "<option >ed</option>" in page
    assert told(scene="x", by="")[0] == told()[0]


def test_more_scenes_cost_no_more_queries(ed):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for scenes in (3, 9):
        made = cast.board(scenes=scenes, title=f"{scenes} scenes")
        with CaptureQueriesContext(connection) as seen:
            ed.get(page_of(made))
        counts.append(len(seen))
    assert counts[0] == counts[1]
