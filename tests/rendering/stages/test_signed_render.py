"""Every film that is published is signed; where it cannot be, that is said, or nothing is published."""

import hashlib
import json

import pytest

from generation.engine import control
from generation.engine.run import run_inline
from projects.media import library
from projects.models import Asset, Workspace
from rendering.models import Render, Signature, SigningCertificate
from rendering.provenance import identity, signing
from rendering.provenance.c2pa_process import SigningFailed
from rendering.spec.schema import RenderSpec
from tests import cast, fakes
from tests.rendering.provenance import kit
from tests.rendering.stages.test_render_job import approved, rendered

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS
    settings.STEP_BACKOFF_SECONDS = (0.01, 0.01, 0.01)
    fakes.reset()


def test_a_published_film_says_what_it_is_and_who_approved_it(tmp_path):
    render = Render.objects.get(job=rendered())
    path = library.local_path(render.video, tmp_path)
    said = kit.said_of(path)
    assert [said[f"Scene {k}"] for k in (1, 2, 3)] == ["digitalCapture"] * 3, "Ed brought the pictures"
    manifest, _ = kit.manifest_of(path)
    approval = kit.c2pa_work.assertion(manifest, "org.vidstudio.approval")
    assert (approval["digest"], approval["role"]) == (render.digest, "approver")
    assert approval["time"].startswith(f"{render.submission.decided:%Y-%m-%dT%H:%M:%S}")
    assert "ann" not in json.dumps(manifest).lower().split('"'), "nobody is named"
    assert manifest["signature_info"]["common_name"] == identity.OWN_NAME
    row = Signature.objects.get(sha256=hashlib.sha256(path.read_bytes()).hexdigest())
    assert (row.film, row.statement["digest"]) == (render.video.digest, render.digest)
    assert render.report["signed"]["film"] == row.film
    assert render.report["probe"]["bytes"] == path.stat().st_size == render.video.bytes


def broken(monkeypatch, times):
    """Signing fails so many times."""
    left = [times]
    sign = signing.c2pa_process.sign

    def fail(*args):
        if left[0]:
            left[0] -= 1
            raise SigningFailed("The film could not be signed (it was too cold).")
        return sign(*args)

    monkeypatch.setattr("rendering.provenance.c2pa_process.sign", fail)


def test_a_signing_that_failed_is_tried_again(monkeypatch):
    broken(monkeypatch, times=1)
    job = rendered()
    assert (job.state, job.steps.get(key="publish").attempts) == ("succeeded", 2)
    assert "signed" in Render.objects.get(job=job).video.meta


def test_a_film_that_cannot_be_signed_is_published_with_a_warning(monkeypatch):
    broken(monkeypatch, times=99)
    render = Render.objects.get(job=rendered())
    assert "signed" not in render.report
    assert render.report["notes"][-1] == f"{signing.UNSIGNED} The film could not be signed (it was too cold)."


def test_where_videos_must_be_signed_nothing_else_is_published(settings, tmp_path):
    settings.SIGNING_CERTIFICATE, settings.SIGNING_KEY = str(tmp_path / "no.pem"), str(tmp_path / "no.key")
    Workspace.objects.filter(pk=cast.shop().pk).update(must_be_signed=True)
    job = rendered()
    assert (job.state, Render.objects.count()) == ("failed", 0)
    assert "VIDSTUDIO_SIGNING_CERTIFICATE is" in job.error and "must be signed" in job.error
    assert job.steps.get(key="publish").attempts == 1, "another try would find the same certificate"
    (tmp_path / "no.pem").write_text(kit.key().chain)
    (tmp_path / "no.key").write_text(kit.key().key)
    job = run_inline(control.retry(job, by=cast.ed()))
    row = Signature.objects.select_related("certificate").get()
    assert (job.state, row.certificate.is_own, row.certificate.sealed_key) == ("succeeded", False, "")


def test_all_workers_sign_with_the_same_certificate_and_its_key_is_encrypted():
    first, row = identity.current()
    again, same = identity.current()
    assert (first, row) == (again, same)
    assert "PRIVATE KEY" in first.key and "PRIVATE KEY" not in row.sealed_key


def test_with_another_secret_key_films_of_before_are_still_known(settings):
    before, _ = identity.current()
    settings.SECRET_KEY = "another one, after the first was read by somebody"
    after, _ = identity.current()
    assert before.fingerprint != after.fingerprint
    assert len(identity.known()) == SigningCertificate.objects.count() == 2


def test_when_the_secret_key_is_changed_with_the_old_one_beside_it_the_same_certificate_signs(settings):
    before, _ = identity.current()
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "the new one, known to nobody"
    assert identity.current()[0] == before
    settings.SECRET_KEY_FALLBACKS = []
    assert identity.current()[0] == before, "its key is encrypted anew"
    assert SigningCertificate.objects.count() == 1


def test_the_same_film_is_signed_once():
    job = run_inline(approved())
    video = Render.objects.get(job=job).video
    composed = Asset.objects.exclude(pk=video.pk).get(kind="video")
    assert signing.signed(job, RenderSpec.model_validate(job.spec), composed) == video
    assert Signature.objects.count() == 1
