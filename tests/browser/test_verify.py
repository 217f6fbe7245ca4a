"""Where does this film come from: a good, a changed, a foreign and a huge file on the page that tells."""

import hashlib

from django.core.cache import cache
from playwright.sync_api import expect

from rendering.models import Signature, SigningCertificate
from rendering.provenance import c2pa_process, certificates
from tests import cast
from tests.rendering.provenance import kit


def recorded():
    """The small signed film, in the books as one that this studio published."""
    made = SigningCertificate.objects.create(fingerprint="x", chain=kit.key().chain, is_own=True)
    sha256 = hashlib.sha256(kit.signed().read_bytes()).hexdigest()
    told = {"film": "ab" * 32, "certificate": made, "statement": kit.statement().as_json()}
    Signature.objects.create(workspace=cast.shop(), sha256=sha256, **told)
    return kit.signed().read_bytes()


def test_a_good_a_changed_a_foreign_and_a_huge_file_are_told_apart(page, studio_server, settings, tmp_path):
    cache.clear()
    good = recorded()
    changed = good[:9000] + bytes([good[9000] ^ 1]) + good[9001:]
    theirs = kit.statement(film="ef" * 32)
    c2pa_process.sign(
        kit.composed(), tmp_path / "foreign.mp4", theirs, certificates.made_here("Somebody else")
    )
    foreign = (tmp_path / "foreign.mp4").read_bytes()
    settings.VERIFY_BYTES = max(len(good), len(foreign)) + 1000
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.goto(f"{studio_server}/verify/")
    verdicts = (("unchanged", good), ("changed", changed), ("foreign", foreign))
    for number, (verdict, data) in enumerate(verdicts, 1):
        film = {"name": f"{verdict}.mp4", "mimeType": "video/mp4", "buffer": data}
        page.set_input_files("#verify-file", film)
        expect(page.locator(f".verdict[data-verdict={verdict}]")).to_be_visible()
        assert len(sent) == number
    huge = {"name": "huge.mp4", "mimeType": "video/mp4", "buffer": bytes(settings.VERIFY_BYTES + 1)}
    page.set_input_files("#verify-file", huge)
    expect(page.get_by_role("alert")).to_contain_text("which is the most that is checked here")
    expect(page.locator(".verdict")).to_have_count(0)
    assert len(sent) == 3, "the huge one was not even sent"
