"""What nothing names any more is out of reach at once, and its file goes after a while."""

from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import models

from generation.models import Job, JobState, Stage, Step
from generation.tasks import housekeeping
from projects import clock
from projects.board import editing, review, snapshots, versions
from projects.catalog import products
from projects.media import library, photo_uploads, serving, unused_files
from projects.models import Asset, BoardVersion, BrandKit, Character
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def flask():
    return cast.flask()


@pytest.fixture
def asset(flask):
    """The asset of the flask's photo."""
    return flask.photos.get().asset


def remove_photo(flask):
    products.remove_photo(flask.photos.get(), cast.ed())


def later(days):
    """Let so many days go by for the marks."""
    moved = models.F("unused_since") - timedelta(days=days)
    Asset.objects.filter(unused_since__isnull=False).update(unused_since=moved)


def is_there(asset):
    return Asset.objects.filter(pk=asset.pk).exists(), default_storage.exists(asset.file.name)


def test_a_removed_photo_is_out_of_reach_at_once(client, flask, asset):
    link = serving.signed_url(asset)
    client.force_login(cast.vera())
    assert [client.get(address).status_code for address in (link, asset.url)] == [200, 200]
    remove_photo(flask)
    assert [client.get(address).status_code for address in (link, asset.url)] == [404, 404]
    client.logout()
    assert client.get(link).status_code == 404


def test_its_file_goes_after_thirty_days_and_not_before(
    flask, asset, settings, django_capture_on_commit_callbacks
):
    assert settings.UNUSED_FILE_DAYS == 30
    remove_photo(flask)
    with django_capture_on_commit_callbacks(execute=True):
        housekeeping()
        later(29)
        housekeeping()
    assert is_there(asset) == (True, True)
    later(1)
    with django_capture_on_commit_callbacks(execute=True):
        housekeeping()
    assert is_there(asset) == (False, False)


def test_what_is_used_again_begins_anew(flask, asset):
    remove_photo(flask)
    unused_files.sweep()
    later(31)
    again = photo_uploads.picture(flask.workspace, cast.photo_bytes())
    assert (again.pk, again.unused_since) == (asset.pk, None)
    assert unused_files.sweep() == []


@pytest.mark.parametrize("place", ["portrait", "logo", "music", "mask"])
def test_uploads_of_every_place_go(place, client, flask):
    shop, kind = flask.workspace, {"music": "music", "mask": "mask"}.get(place, "image")
    asset = library.keep(shop, kind, place.encode(), "image/png", "upload")
    project = cast.draft()
    holder = {
        "portrait": lambda: Character.objects.create(project=project, name="Mia", portrait=asset),
        "logo": lambda: BrandKit.objects.create(workspace=shop, name="Ridge", logo=asset),
        "music": lambda: project,
        "mask": lambda: flask.photos.get(),
    }[place]()
    setattr(holder, place, asset)
    holder.save()
    unused_files.sweep()
    link = serving.signed_url(asset)
    assert (client.get(link).status_code, Asset.objects.get(pk=asset.pk).unused_since) == (200, None)
    setattr(holder, place, None)
    holder.save()
    if place == "music":  # an edit that can be taken back, so it is not marked at once
        unused_files.sweep()
    assert client.get(link).status_code == 404
    assert asset in unused_files.unused()


def test_what_was_just_uploaded_and_belongs_nowhere_yet_is_shown(client, flask):
    asset = library.keep(flask.workspace, "image", b"new", "image/png", "upload")
    assert client.get(serving.signed_url(asset)).status_code == 200


@pytest.mark.parametrize("what", ["product", "kit"])
def test_what_goes_with_its_owner_is_out_of_reach_at_once(what, client, flask, asset):
    if what == "kit":
        asset = library.keep(flask.workspace, "image", b"logo", "image/png", "upload")
        flask = BrandKit.objects.create(workspace=flask.workspace, name="Ridge", logo=asset)
    flask.delete()
    assert client.get(serving.signed_url(asset)).status_code == 404


def test_a_photo_on_two_products_goes_with_the_second(client, flask, asset):
    other = products.create_product(flask.workspace, cast.ed(), name="Other flask")
    products.attach(other, asset)
    remove_photo(flask)
    assert client.get(serving.signed_url(asset)).status_code == 200
    other.photos.get().delete()
    assert client.get(serving.signed_url(asset)).status_code == 404


def named_by_submission(project, asset):
    review.submit(project, cast.ed())


def named_by_version(project, asset):
    BoardVersion.objects.create(project=project, name="First", snapshot=snapshots.take(project))


def named_by_edit(project, asset):
    """`replace_take` below is itself an edit that can be taken back."""


def named_by_spec_of_work(project, asset):
    spec = {"scenes": [{"media": {"kind": "image", "digest": asset.digest}}]}
    Job.objects.create(project=project, workspace=project.workspace, kind="render", spec=spec)


def named_by_request_of_work(project, asset):
    job = Job.objects.create(project=project, workspace=project.workspace, kind="storyboard")
    stage = Stage.objects.create(job=job, name="analyse", order=1, starts_at=0, ends_at=1)
    Step.objects.create(job=job, stage=stage, key="a", label="a", request={"photos": [asset.digest]})


def named_by_plate(project, asset):
    library.keep(project.workspace, "image", b"laid", "image/png", "local", meta={"plate": asset.digest})


@pytest.mark.parametrize(
    "name",
    [
        named_by_submission,
        named_by_version,
        named_by_edit,
        named_by_spec_of_work,
        named_by_request_of_work,
        named_by_plate,
    ],
)
def test_what_a_board_could_be_brought_back_to_is_kept(name):
    project = cast.board()
    scene = project.scenes.get(scene_index=1)
    asset = cast.picture(7)
    editing.replace_take(scene, cast.ed(), "image", asset)
    name(project, asset)
    if name is not named_by_edit:
        project.edits.all().delete()
    scene.takes.filter(asset=asset).delete()
    unused_files.sweep()
    later(31)
    assert asset not in unused_files.sweep() and not unused_files.is_removed(asset)


def test_work_that_is_over_keeps_nothing():
    project, asset = cast.board(), cast.picture(7)
    named_by_request_of_work(project, asset)
    assert asset not in unused_files.unused()
    Job.objects.update(state=JobState.SUCCEEDED)
    assert asset in unused_files.unused()


def test_a_scene_in_the_trash_keeps_its_pictures_until_it_is_purged():
    project = cast.board()
    asset = project.scenes.get(scene_index=1).takes.get().asset
    editing.delete_scene(project.scenes.get(scene_index=1), cast.ed())
    assert asset not in unused_files.unused()
    project.edits.all().delete()
    versions.purge(clock.now() + timedelta(days=31))
    assert asset in unused_files.unused()


def test_what_a_machine_made_is_found_again_until_it_goes(flask):
    asset = library.keep(flask.workspace, "image", b"made", "image/png", "local")
    assert not unused_files.is_removed(asset) and asset in unused_files.unused()


def test_every_key_of_a_snapshot_that_is_an_assets_is_read():
    """A new field of a board that names a file must be known here, or its file would go."""
    project = cast.board()
    person = Character.objects.create(project=project, name="Mia", portrait=cast.picture(8))
    project.music = library.keep(project.workspace, "music", b"tune", "audio/wav", "upload")
    project.save()
    found = set(unused_files.names_in(snapshots.take(project)))
    pictures = {take.asset_id for scene in project.scenes.all() for take in scene.takes.all()}
    assert pictures | {person.portrait_id, project.music_id} == found
    to_assets = {field.attname for field in unused_files.foreign_keys()}
    named = {*snapshots.SETTINGS, *snapshots.PERSON_FIELDS, *snapshots.SCENE_FIELDS} & to_assets
    assert named <= unused_files._KEYS


def test_a_new_column_of_json_says_whether_it_names_files():
    columns = {
        (model.__name__, field.name)
        for model in apps.get_models()
        if model._meta.app_label in ("projects", "generation", "rendering")
        for field in model._meta.local_fields
        if isinstance(field, models.JSONField) and field.name in ("spec", "snapshot", "board", "delta")
    }
    said = {(m.__name__, name) for m in apps.get_models() for name in getattr(m, "files_in", ())}
    assert columns <= said


def test_a_list_first_and_then_the_removal(flask, asset, django_capture_on_commit_callbacks):
    def told(*args):
        out = StringIO()
        call_command("unused_files", *args, stdout=out)
        return out.getvalue()

    assert told() == "0 files, 0.0 MB unused.\n"
    remove_photo(flask)
    assert asset.file.name in told() and "goes in 30 days" in told()
    Asset.objects.update(unused_since=None)
    assert "not yet seen" in told()
    unused_files.sweep()
    assert "goes in 30 days" in told()
    assert "0 files" in told("--remove") and is_there(asset) == (True, True)
    with django_capture_on_commit_callbacks(execute=True):
        assert "1 files" in told("--remove", "--days", "0")
    assert is_there(asset) == (False, False)


def test_a_storage_that_is_away_stops_nobody(flask, asset, monkeypatch, django_capture_on_commit_callbacks):
    def away(*_):
        raise ConnectionError

    remove_photo(flask)
    monkeypatch.setattr("django.core.files.storage.FileSystemStorage.delete", away)
    with django_capture_on_commit_callbacks(execute=True):
        assert unused_files.sweep(days=0) == [asset]


def test_the_housekeeping_asks_as_often_for_many_as_for_few(flask, django_assert_max_num_queries):
    for number in range(20):
        library.keep(flask.workspace, "image", b"%d" % number, "image/png", "upload")
    with django_assert_max_num_queries(12):
        unused_files.sweep()
