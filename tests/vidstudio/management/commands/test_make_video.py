"""make_video: the whole job in one command, through the same engine and rows as the studio."""

import io
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import av
import pytest
from django.core.management import call_command

from generation.models import Job
from projects.models import AuditEntry, Product, VideoProject, Workspace
from rendering.engine.container import probe
from tests import cast, fakes
from tests.paths import ROOT, SAMPLES
from vidstudio.management.commands import make_video


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "flask.png"
    path.write_bytes(cast.photo_bytes())
    return str(path)


def made(*words, **options):
    """(exit status, lines on stdout, lines on stderr) of the command."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("make_video", *words, stdout=out, stderr=err, **options)
    except SystemExit as end:
        return end.code, out.getvalue().splitlines(), err.getvalue().splitlines()
    return 0, out.getvalue().splitlines(), err.getvalue().splitlines()


# --- what it makes ---------------------------------------------------------------------------
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_product_becomes_a_finished_video_with_real_pictures_voices_and_music(photo, tmp_path):
    target = tmp_path / "ad.mp4"
    status, out, _ = made(
        *("--name", "Ridge Flask", "--description", "Double-wall steel keeps drinks cold for 24 hours."),
        *("--selling-point", "Leak-proof lid", "--selling-point", "Fits standard cup holders"),
        *("--photo", photo, "--price", "29.00", "--audience", "hikers", "--cta", "Take it along"),
        *("--style", "bold", "--resolution", "720p", "--out", str(target), "--json"),
    )
    told = json.loads(out[-1])
    assert (status, told["path"]) == (0, str(target))
    assert (told["width"], told["height"], told["frames"], told["duration"]) == (720, 1280, 450, 15.0)
    assert abs(told["loudness"] + 14) <= 1
    assert sum(scene["seconds"] for scene in told["scenes"]) == pytest.approx(15.0)
    assert told["cost"] == {"USD": "0.00"}
    none = {"currency": "USD", "most": "0.000000", "unknown": 0, "typical": "0.000000"}
    assert told["estimates"] == [{"kind": kind, **none} for kind in ("storyboard", "render")]
    assert probe.probe(target).frames == 450
    assert list(Job.objects.order_by("pk").values_list("pk", flat=True)) == told["jobs"]


@pytest.fixture
def instant(settings):
    """Instant providers; the composer is real."""
    settings.PROVIDERS = fakes.PROVIDERS
    fakes.reset()


@pytest.mark.django_db(transaction=True)
class TestWithInstantProviders:
    @pytest.fixture(autouse=True)
    def providers(self, instant):
        pass

    def test_the_last_line_is_the_path(self, photo):
        status, out, _ = made("--name", "Ridge Flask", "--photo", photo, "--resolution", "720p")
        assert status == 0
        assert av.open(out[-1]).streams.video[0].frames == 450

    def test_light_shapes_and_signs_may_be_left_out(self, monkeypatch):
        monkeypatch.setattr(make_video, "_made", lambda project, *_: project.pk)
        bare, usual = (
            VideoProject.objects.get(pk=made("--name", "Ridge Flask", *words)[1][-1])
            for words in (("--no-accents", "--no-signs"), ())
        )
        assert ((bare.accents, bare.signs), (usual.accents, usual.signs)) == (("none", False), ("", True))

    def test_the_operator_approves_by_name(self, photo):
        made("--name", "Ridge Flask", "--photo", photo, "--resolution", "720p", "--as", "olga")
        entry = AuditEntry.objects.get(verb="approved")
        assert (entry.actor_name, entry.data["note"]) == (
            "olga",
            "approved by the operator on the command line",
        )

    def test_the_same_name_is_the_same_product(self, photo):
        for _ in range(2):
            made("--name", "Ridge Flask", "--photo", photo, "--resolution", "720p")
        assert Product.objects.get().photos.count() == 1

    def test_a_render_that_fails_leaves_no_file_and_says_why(self, photo, tmp_path):
        from generation.provider_errors import Rejected

        fakes.trouble += [("image", Rejected("The painter refused."))] * 4
        target = tmp_path / "ad.mp4"
        status, _, err = made("--name", "Ridge Flask", "--photo", photo, "--out", str(target))
        assert (status, err[-1]) == (1, "All scene images failed to generate")
        assert not target.exists()


# --- what it refuses -------------------------------------------------------------------------
def bomb(tmp_path):
    import struct
    import zlib

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 12000, 12000, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 12001 * 12000, 9)
    path = tmp_path / "bomb.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )
    return str(path)


def text_file(tmp_path, content, name="note.txt"):
    path = tmp_path / name
    path.write_bytes(content)
    return str(path)


def garbled(tmp_path):
    return text_file(tmp_path, b"\xff\xfe\x00\xd8\xff\0\1")


BAD = {
    "a missing photo": (lambda tmp: ["--name", "Flask", "--photo", "/nowhere.png"], "--photo"),
    "a photo that is text": (lambda tmp: ["--name", "Flask", "--photo", text_file(tmp, b"hello")], "--photo"),
    "a decompression bomb": (lambda tmp: ["--name", "Flask", "--photo", bomb(tmp)], "--photo"),
    "an empty photo": (lambda tmp: ["--name", "Flask", "--photo", text_file(tmp, b"")], "--photo"),
    "four seconds": (lambda tmp: ["--prompt", "A bar", "--duration", "4"], "--duration"),
    "four hundred seconds": (lambda tmp: ["--prompt", "A bar", "--duration", "400"], "--duration"),
    "a product of 2 s": (lambda tmp: ["--name", "Flask", "--duration", "2"], "--duration"),
    "a duration in words": (lambda tmp: ["--name", "Flask", "--duration", "short"], "--duration"),
    "an unknown style": (lambda tmp: ["--name", "Flask", "--style", "baroque"], "--style"),
    "an unknown mode": (lambda tmp: ["--name", "Flask", "--mode", "poem"], "--mode"),
    "an unknown voice": (lambda tmp: ["--name", "Flask", "--voice", "gandalf"], "--voice"),
    "an unknown ratio": (lambda tmp: ["--name", "Flask", "--aspect", "3:2"], "--aspect"),
    "an empty script": (lambda tmp: ["--script", text_file(tmp, b" \n ")], "--script"),
    "a script that is no text": (
        lambda tmp: ["--script", text_file(tmp, b"\xff\xfe\x00\xd8\xff")],
        "--script",
    ),
    "a product without a name": (lambda tmp: ["--name", "  "], "--name"),
    "an unreadable catalogue": (
        lambda tmp: ["--catalog", text_file(tmp, b"\0\1\2"), "--handle", "x"],
        "--catalog",
    ),
    "an empty prompt": (lambda tmp: ["--prompt", " "], "--prompt"),
    "two currencies": (
        lambda tmp: ["--name", "Flask", "--price", "€39", "--currency", "USD"],
        "--price",
    ),
    "a price that may be two": (lambda tmp: ["--name", "Flask", "--price", "1.299"], "--price"),
    "a price in words": (lambda tmp: ["--name", "Flask", "--price", "cheap"], "--price"),
    "no source": (lambda tmp: [], "--name"),
    "two sources": (lambda tmp: ["--name", "Flask", "--prompt", "A bar"], "--prompt"),
    "a folder that is not there": (lambda tmp: ["--name", "Flask", "--out", "/nowhere/at/all.mp4"], "--out"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_one_clear_line_that_names_the_field(case, tmp_path):
    words, field = BAD[case]
    status, out, err = made(*words(tmp_path))
    assert (status, out, len(err)) == (2, [], 1)
    assert err[0].startswith(f"{field}: ")


@pytest.mark.django_db
@pytest.mark.parametrize("case", BAD)
def test_bad_input_leaves_nothing_half_made(case, tmp_path, settings):
    made(*BAD[case][0](tmp_path))
    kept = Path(settings.MEDIA_ROOT)
    assert (Workspace.objects.count(), VideoProject.objects.count(), Product.objects.count()) == (0, 0, 0)
    assert not [path for path in kept.rglob("*") if path.is_file()]


# --- the samples -----------------------------------------------------------------------------
@pytest.mark.skipif(not SAMPLES.exists(), reason="the sample catalogue is not beside the project")
@pytest.mark.django_db(transaction=True)
class TestSamples:
    @pytest.fixture(autouse=True)
    def providers(self, instant):
        pass

    def test_a_catalogue_row_becomes_a_video(self):
        status, out, _ = made(
            *("--catalog", str(SAMPLES / "catalog/products.csv"), "--handle", "mug-set"),
            *("--resolution", "720p", "--json"),
        )
        assert (status, json.loads(out[-1])["frames"]) == (0, 450)
        assert Product.objects.get().photos.count() == 2

    def test_a_script_becomes_a_video_in_which_each_character_has_a_voice_of_their_own(self, settings):
        from vidstudio.settings import PROVIDERS

        settings.PROVIDERS = {**fakes.PROVIDERS, "voice": PROVIDERS["voice"]}
        status, _, _ = made("--script", str(SAMPLES / "script.txt"), "--resolution", "720p", "--json")
        characters = VideoProject.objects.get().characters.all()
        assert status == 0
        assert {character.name.upper() for character in characters} >= {"MAYA", "LEO"}
        voices = [character.voice for character in characters]
        assert len(set(voices)) == len(voices) == 2
        assert "" not in voices


@pytest.mark.django_db(transaction=True)
def test_a_scene_of_subtitles_that_are_faster_than_a_voice_is_made_longer_and_it_is_said(instant, tmp_path):
    lines = (
        "1\n00:00:00,000 --> 00:00:01,500\nCold coffee again, on a Monday morning, in the rain?",
        "2\n00:00:01,500 --> 00:00:06,000\nThe mug stays warm.",
    )
    tight = text_file(tmp_path, "\n\n".join(lines).encode())
    status, _, err = made("--script", tight, "--resolution", "720p")
    first, second = VideoProject.objects.get().scenes.all()
    assert status == 0 and any(
        line.startswith("Scene 1 is made longer: its words take about") for line in err
    )
    assert first.duration_ms > 3000 > 1500 and second.duration_ms == 4500


@pytest.mark.django_db(transaction=True)
def test_it_can_stop_after_the_script_for_people_to_read(instant):
    status, out, err = made(
        "--name", "Mug", "--description", "Keeps tea warm.", "--until", "script", "--json"
    )
    told, project = json.loads(out[-1]), VideoProject.objects.get()
    assert (status, told["project"], project.state) == (0, project.pk, "script_ready")
    assert [scene["text"] for scene in told["scenes"]] == [scene.text for scene in project.scenes.all()]
    assert not project.renders.exists()
    assert [(one["kind"], one["typical"]) for one in told["estimates"]] == [("storyboard", "0.000000")]


def test_a_fresh_home_is_prepared_by_itself(tmp_path):
    """Wrong input is told in words there too, and not by a missing table."""
    done = subprocess.run(
        [sys.executable, "manage.py", "make_video", "--name", "Mug", "--duration", "4"],
        cwd=ROOT,
        env={**os.environ, "VIDSTUDIO_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert (done.returncode, done.stderr.strip()) == (
        2,
        "--duration: A video is 5 to 300 seconds long.",
    )
    with sqlite3.connect(tmp_path / "home" / "studio.sqlite3") as rows:
        assert rows.execute("select count(*) from projects_workspace").fetchone() == (0,)
