"""A backup is taken while people work, is whole or no backup, and comes back as it was."""

import gzip
import hashlib
import io
import json
import tarfile
from threading import Thread

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from projects.models import Asset, Product, VideoProject, Workspace
from tests import cast, servers
from vidstudio.backup import archive, make, restore, rows

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def board():
    return cast.board()


@pytest.fixture
def target(tmp_path):
    return tmp_path / "studio.tar"


def quiet(_):
    pass


def content(target):
    """{name: bytes} of an archive, rows as text."""
    with tarfile.open(target) as tar:
        files = {one.name: tar.extractfile(one).read() for one in tar}
    return {name: gzip.decompress(data) if name.endswith(".gz") else data for name, data in files.items()}


def changed(target, name, data):
    """The archive with one member replaced by other bytes."""
    other = target.with_name("other.tar")
    with tarfile.open(target) as old, tarfile.open(other, "w") as new:
        for one in old:
            bytes_ = data if one.name == name else old.extractfile(one).read()
            one.size = len(bytes_)
            new.addfile(one, io.BytesIO(bytes_))
    return other


def emptied():
    """The studio as it is on its first day."""
    rows.empty()
    assert rows.is_empty()


# --- there and back ------------------------------------------------------------------------------
def test_all_comes_back_with_its_keys_and_its_moments(board, target):
    before = {model: list(model._base_manager.order_by("pk").values()) for model in rows.tables()}
    assets = {one.file.name: default_storage.open(one.file.name).read() for one in Asset.objects.all()}
    made = make.make(target, quiet)
    assert (made.files, made.trouble) == (len(assets), [])
    emptied()
    for name in assets:
        default_storage.delete(name)
    restore.restore(target, say=quiet)
    assert {model: list(model._base_manager.order_by("pk").values()) for model in rows.tables()} == before
    assert {
        one.file.name: default_storage.open(one.file.name).read() for one in Asset.objects.all()
    } == assets


def test_a_number_that_was_given_is_not_given_again(board, target):
    gone = Product.objects.create(workspace=board.workspace, name="Gone").pk
    Product.objects.filter(pk=gone).delete()
    make.make(target, quiet)
    emptied()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM sqlite_sequence")
    restore.restore(target, say=quiet)
    assert Product.objects.create(workspace_id=board.workspace_id, name="New").pk == gone + 1


def test_it_is_of_one_moment_and_nobody_waits_for_it(board, target, monkeypatch):
    """Ann renames her board and makes another one while the tables are read."""
    write, during = rows.write, []

    def written(model, using, out):
        if model is Workspace:

            def work():
                VideoProject.objects.filter(pk=board.pk).update(title="Renamed meanwhile")
                cast.draft(title="Made meanwhile")
                connection.close()

            ann = Thread(target=work)
            ann.start()
            ann.join(60)  # SQLite itself gives up a wait after 20
            during.append(not ann.is_alive())
        return write(model, using, out)

    monkeypatch.setattr(rows, "write", written)
    make.make(target, quiet)
    assert during == [True] and VideoProject.objects.filter(title="Renamed meanwhile").exists()
    text = content(target)["rows/projects.videoproject.jsonl.gz"].decode()
    assert board.title in text and "meanwhile" not in text


def test_a_file_that_the_storage_has_not_is_told_and_the_rest_is_backed_up(board, target, capsys):
    one, other = Asset.objects.order_by("pk")[:2]
    default_storage.delete(one.file.name)
    with default_storage.open(other.file.name, "wb") as file:
        file.write(b"something else")
    with pytest.raises(CommandError, match="2 files are not right"):
        call_command("backup", target)
    assert f"{one.file.name} is not in the storage" in capsys.readouterr().err
    assert archive.check(target).files == Asset.objects.count() - 1


# --- whole or not --------------------------------------------------------------------------------
def test_one_that_is_cut_off_anywhere_is_no_backup(board, target):
    make.make(target, quiet)
    data = target.read_bytes()
    end = data.rindex(b"end.json")
    for length in (0, 100, 5_000, len(data) // 2, end, end + 600):
        target.write_bytes(data[:length])
        with pytest.raises(archive.DamagedBackup):
            restore.restore(target, say=quiet)


def test_a_disk_that_is_full_leaves_no_file(board, target, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive.BackupWriter, "end", full)
    with pytest.raises(CommandError, match="No backup was made: .*No space left"):
        call_command("backup", target)
    assert [one.name for one in target.parent.iterdir()] == ["media"]


@pytest.mark.parametrize("part", ["rows/projects.scene.jsonl.gz", "media/", "manifest.json"])
def test_one_wrong_byte_is_found_before_anything_is_done(board, target, part):
    make.make(target, quiet)
    name = next(name for name in content(target) if name.startswith(part))
    with tarfile.open(target) as tar:
        data = bytearray(tar.extractfile(name).read())
    data[-30] ^= 1
    other = changed(target, name, bytes(data))
    emptied()
    with pytest.raises(archive.DamagedBackup, match=f"{name} in the backup is damaged"):
        restore.restore(other, say=quiet)
    assert rows.is_empty()


@pytest.mark.parametrize("name", ["manifest.json", "end.json"])
def test_a_wrong_byte_is_never_a_traceback(board, target, name):
    """These two are read before any digest can be compared: a wrong byte may be anything in them."""
    make.make(target, quiet)
    with tarfile.open(target) as tar:
        whole = tar.extractfile(name).read()
    emptied()
    for place in range(0, len(whole), max(1, len(whole) // 60)):
        for wrong in {whole[place] ^ 1, ord("\n"), 0xFF} - {whole[place]}:
            damaged = whole[:place] + bytes([wrong]) + whole[place + 1 :]
            if whole[place : place + 1].isspace() and chr(wrong).isspace():
                continue  # a space or a line's end between the words of JSON says the same
            with pytest.raises(CommandError):
                call_command("restore", changed(target, name, damaged))
    for other in (b"", b"[]", b"null", whole[: len(whole) // 2]):
        with pytest.raises(CommandError, match=f"{name} in the backup is damaged"):
            call_command("restore", changed(target, name, other))
    assert rows.is_empty()


# --- where it fits -------------------------------------------------------------------------------
def test_a_studio_in_use_is_not_overwritten(board, target):
    make.make(target, quiet)
    with pytest.raises(CommandError, match="has people or work in it"):
        call_command("restore", target)
    assert VideoProject.objects.filter(pk=board.pk).exists()


def with_manifest(target, **changes):
    """The archive as another studio would have made it, whole."""
    with tarfile.open(target) as tar:
        manifest = {**json.loads(tar.extractfile(archive.MANIFEST).read()), **changes}
    other = target.with_name("theirs.tar")
    with archive.writing(other) as writer, tarfile.open(target) as tar:
        writer.add_json(archive.MANIFEST, manifest)
        for one in list(tar)[1:]:
            if one.name not in (archive.INDEX, archive.END):
                writer.add(one.name, tar.extractfile(one), one.size)
    return other


def test_another_version_is_told_by_name(board, target):
    make.make(target, quiet)
    with tarfile.open(target) as tar:
        known = json.loads(tar.extractfile(archive.MANIFEST).read())["migrations"]
    emptied()
    newer = with_manifest(target, version="9.1", migrations=[*known, "projects.0999_of_tomorrow"])
    with pytest.raises(restore.CannotRestore, match=r"newer version \(9.1; this is"):
        restore.restore(newer, say=quiet)
    older = [name for name in known if not name.startswith("projects.003")]
    with pytest.raises(
        restore.CannotRestore, match=r"older version \(0.1.0; this is .*Install that one, restore there"
    ):
        restore.restore(with_manifest(target, version="0.1.0", migrations=older), say=quiet)
    assert rows.is_empty()


def test_another_key_is_told_and_no_key_is_in_the_file(board, target, settings):
    settings.OPENAI_API_KEY = "sk-canary-openai-1234"
    make.make(target, quiet)
    whole = b"".join(content(target).values())
    assert settings.SECRET_KEY.encode() not in whole and b"sk-canary" not in whole
    emptied()
    settings.OPENAI_API_KEY = "sk-another"
    with pytest.raises(CommandError, match="another OPENAI_API_KEY"):
        call_command("restore", target)
    call_command("restore", target, other_keys=True)
    assert VideoProject.objects.filter(pk=board.pk).exists()


def test_a_restore_that_was_cut_off_is_started_again(board, target, monkeypatch):
    """The power fails while files are brought: a half file and no row is there; the next one ends it."""
    make.make(target, quiet)
    emptied()
    first, second = [name.removeprefix("media/") for name in content(target) if "media/" in name][:2]
    whole = default_storage.open(second).read()
    with default_storage.open(first, "wb") as file:
        file.write(b"half")
    default_storage.delete(second)
    monkeypatch.setattr(rows, "set_last_numbers", lambda _: (_ for _ in ()).throw(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        restore.restore(target, say=quiet)
    assert rows.is_empty()
    monkeypatch.undo()
    restore.restore(target, say=quiet)
    assert default_storage.open(second).read() == whole
    assert Asset.objects.get(file=first).bytes == default_storage.size(first)


# --- storages ------------------------------------------------------------------------------------
def test_files_come_from_s3_and_go_into_s3(target, settings):
    local = settings.STORAGES
    with servers.s3() as (_, options):
        bucket = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": {**options, "file_overwrite": True}}
        settings.STORAGES = {**local, "default": bucket}
        cast.board()
        assets = {one.file.name: one.sha256 for one in Asset.objects.all()}
        assert make.make(target, quiet).files == len(assets)
        emptied()
        settings.STORAGES = local
        restore.restore(target, say=quiet)
        assert digests(assets) == assets
        emptied()
        settings.STORAGES = {**local, "default": bucket}
        for name in list(assets)[:2]:
            default_storage.delete(name)
        restore.restore(target, say=quiet)
        assert digests(assets) == assets


def digests(names):
    return {name: hashlib.sha256(default_storage.open(name).read()).hexdigest() for name in names}
