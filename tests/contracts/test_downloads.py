"""What a provider gives as its result is looked at before it is kept, and its key stays with it."""

import io
import struct
import zlib

import pytest
from django.views.debug import SafeExceptionReporterFilter
from PIL import Image

from generation.models import CircuitBreaker, Event, LedgerEntry, StepState
from projects.models import Asset
from tests import cast
from tests.contracts import kit, matrix
from tests.contracts.servers.doubles import png, wav
from tests.contracts.servers.doubles_film import film
from tests.contracts.test_matrix import WAITING, double_for, name, provider

pytestmark = pytest.mark.django_db


def bomb(side=30_000):
    """A PNG of a few kilobytes that says it has 900 million pixels."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")]
    rows = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    ]  # noqa: E501
    return b"\x89PNG\r\n\x1a\n" + b"".join(rows)


def gif():
    out = io.BytesIO()
    frames = [Image.new("P", (60, 60), at) for at in range(3)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


PAGE = b"<!doctype html><script>alert(1)</script>"
BAD = {
    "image": {
        "a page": PAGE,
        "an svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        "half a picture": png()[:600],
        "a bomb": bomb(),
        "a film": film(),
        "a name and nothing else": b"\x89PNG\r\n\x1a\n",
    },
    "clip": {
        "a page": PAGE,
        "a playlist": b"#EXTM3U\nhttp://127.0.0.1/x.ts\n",
        "a list of files": b"ffconcat version 1.0\nfile /etc/passwd\n",
        "half a film": film()[:4000],
        "a name and noise": film()[:40] + bytes(range(256)) * 40,
        "sound": wav(2000),
        "a picture": png(),
    },
    "music": {
        "a page": PAGE,
        "silence": wav(2000, 48000)[:44] + bytes(192_000),
        "a name and nothing else": b"RIFF\x00\x00\x00\x00WAVE",
        "a film without sound": film(),
        "a playlist": b"#EXTM3U\nhttp://127.0.0.1/x.ts\n",
    },
    "lip_sync": {"sound alone": wav(2000), "half a film": film()[:4000]},
    "compose": {"another film": film(), "a page": PAGE},
}
ROWS = [
    pytest.param(call, data, id=f"{name(call)}-{what}")
    for call in WAITING
    for what, data in BAD[call[1]].items()
]


@pytest.mark.parametrize(("call", "data"), ROWS)
def test_what_is_not_what_was_asked_for_is_never_kept(settings, call, data):
    who, talent = call
    with double_for(*call) as double:
        double.files.data = data
        kit.use(settings, talent, provider(who, talent, double.url))
        step = kit.ended(kit.asked(talent))
        assert (step.state, len(double.posts()), len(kit.lines(step))) == (StepState.FAILED, 1, 1), step.error
        assert not any(kit.KEY in repr(one) for one in double.files.seen)
    kind = {"compose": "video"}.get(talent, talent)
    assert not Asset.objects.filter(kind=kind, origin=who).exists()


@pytest.mark.parametrize("call", matrix.CALLS, ids=name)
def test_a_key_is_nowhere_to_be_read_afterwards(settings, client, caplog, call):
    """In no log, at any level; in no error, event, line or page; though the provider says it aloud."""
    caplog.set_level("DEBUG")
    who, talent = call
    said = f"Incorrect API key provided: {kit.KEY}"
    for status in (400, 401, 500):
        with double_for(*call) as double:
            double.fails("status", status=status, body={"error": {"message": said}, "detail": said})
            kit.use(settings, talent, provider(who, talent, double.url))
            CircuitBreaker.objects.all().delete()
            step = kit.ended(kit.asked(talent, seed=status))
    client.force_login(cast.adam())
    page, desk = f"/projects/{step.job.project_id}/", f"/admin/generation/job/{step.job_id}/change/"
    shown = [client.get(address) for address in (page, desk)]
    assert [one.status_code for one in shown] == [200, 200]
    rows = [
        *Event.objects.values(),
        *LedgerEntry.objects.values(),
        *CircuitBreaker.objects.values(),
        vars(step),
    ]
    logged = [f"{record.getMessage()} {record.args} {record.exc_text}" for record in caplog.records]
    for text in (*(one.content.decode() for one in shown), repr(rows), *logged):
        assert kit.KEY not in text
    assert kit.KEY not in repr(SafeExceptionReporterFilter().get_safe_settings()), "an error page shows it"
