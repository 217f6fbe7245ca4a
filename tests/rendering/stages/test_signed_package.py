"""The editor's package carries the film as it was published: signed, byte for byte."""

import hashlib
import zipfile

import pytest

from generation.engine.run import run_inline
from projects.media import library
from rendering import outputs
from rendering.models import Render, Signature
from tests import cast, fakes
from tests.rendering.provenance import kit
from tests.rendering.stages.test_render_job import rendered

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS
    fakes.reset()


def test_the_package_carries_the_signed_film_byte_for_byte(tmp_path):
    render = Render.objects.get(job=rendered())
    published = library.local_path(render.video, tmp_path).read_bytes()
    assert run_inline(outputs.package(render, cast.ed())).state == "succeeded"
    render.refresh_from_db()
    with zipfile.ZipFile(library.local_path(render.package, tmp_path)) as archive:
        packed = tmp_path / archive.getinfo("video.mp4").filename
        packed.write_bytes(archive.read("video.mp4"))
    assert packed.read_bytes() == published
    assert Signature.objects.get().sha256 == hashlib.sha256(packed.read_bytes()).hexdigest()
    assert kit.said_of(packed) == kit.said_of(library.local_path(render.video, tmp_path))
