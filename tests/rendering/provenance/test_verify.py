"""The verdict on a film: as it was published, changed, somebody else's, or nothing at all."""

import hashlib
import json
import random
import shutil

import c2pa
import pytest

from rendering.models import Signature, SigningCertificate
from rendering.provenance import c2pa_work, certificates, identity, verify
from rendering.provenance.statement import manifest
from tests import cast
from tests.rendering.provenance import kit

pytestmark = pytest.mark.django_db


@pytest.fixture
def record():
    """What was noted when the film was signed."""
    made = SigningCertificate.objects.create(
        fingerprint=kit.key().fingerprint, chain=kit.key().chain, is_own=True
    )
    return Signature.objects.create(
        workspace=cast.shop(),
        sha256=hashlib.sha256(kit.signed().read_bytes()).hexdigest(),
        film="ab" * 32,
        certificate=made,
        statement=kit.statement().as_json(),
    )


def verdict(path):
    """Without the process around it, which one test starts."""
    signers = [{"issuers": one.issuers, "serial": one.serial} for one in identity.known()]
    return verify.judged(c2pa_work.examine({"path": str(path), "signers": signers}))


def changed(tmp_path, at, by=0x10):
    data = bytearray(kit.signed().read_bytes())
    data[at] ^= by
    path = tmp_path / "changed.mp4"
    path.write_bytes(data)
    return path


def test_a_film_as_it_was_published_says_who_approved_it_and_what_is_generated(record):
    found = verify.check(kit.signed())
    assert (found.verdict, found.title) == ("unchanged", "A small film")
    assert (found.approval["role"], found.approval["time"]) == ("approver", "2026-11-29T10:00:00Z")
    assert [scene.picture.with_ai for scene in found.scenes] == [False, True]
    assert (found.scenes[1].picture.maker, found.scenes[1].picture.model) == ("runway", "gen4")
    assert found.source_type.with_ai and found.is_self_made


def test_one_byte_flipped_in_200_places_is_found_each_time(record, tmp_path):
    places = random.Random(7).sample(range(kit.signed().stat().st_size), 200)
    assert {verdict(changed(tmp_path, at)).verdict for at in places} == {"changed"}


def test_a_byte_in_the_sizes_of_its_boxes_makes_it_no_strangers(record, tmp_path):
    whole = kit.signed().read_bytes()
    heads = [whole.index(name) - 4 for name in (b"ftyp", b"moov", b"mvhd", b"udta", b"mdat")]
    for at in [at for head in heads for at in range(head, head + 8)]:
        assert verdict(changed(tmp_path, at)).verdict == "changed", at


@pytest.mark.parametrize("box", [b"ftyp", b"free", b"c2pa", b"jumb", b"moov", b"cmt", b"<?xpacket"])
def test_a_byte_in_any_box_counts_also_where_c2pa_does_not_look(record, tmp_path, box):
    at = kit.signed().read_bytes().index(box)
    assert verdict(changed(tmp_path, at, 0x01)).verdict == "changed"


def test_a_film_that_was_trimmed_is_told_as_changed(record, tmp_path):
    found = verdict(kit.trimmed(kit.signed(), tmp_path / "t.mp4"))
    assert (found.verdict, found.title, len(found.scenes)) == ("changed", "A small film", 2)


def test_a_film_that_is_cut_off_is_told_as_changed(record, tmp_path):
    whole = kit.signed().read_bytes()
    (tmp_path / "half.mp4").write_bytes(whole[: len(whole) // 2])
    assert verdict(tmp_path / "half.mp4").verdict == "changed"


def test_a_film_whose_record_is_gone_is_still_known_by_its_signature(record):
    record.delete()
    found = verdict(kit.signed())
    assert (found.verdict, found.film, found.title) == ("unrecorded", "ab" * 32, "A small film")
    assert (found.approval["role"], len(found.scenes)) == ("approver", 2)


def test_one_that_was_changed_is_too(record, tmp_path):
    record.delete()
    at = kit.signed().read_bytes().index(b"mdat") + 400
    assert verdict(changed(tmp_path, at)).verdict == "changed"


def test_the_same_film_signed_by_somebody_else_is_not_ours(tmp_path):
    found = verdict(kit.signed())
    assert (found.verdict, found.is_self_made) == ("foreign", False)
    assert verdict(changed(tmp_path, 9000)).verdict == "foreign_changed"


def test_a_foreign_picture_shows_what_it_says_of_itself(tmp_path):
    photo = cast.picture(3)
    action = {"action": "c2pa.created", "digitalSourceType": verify.VOCABULARY + "trainedAlgorithmicMedia"}
    said = {
        "claim_generator_info": [{"name": "A paint program", "version": "2"}],
        "title": "A sunset",
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [action]}}],
    }
    signed_by_others(photo.file.path, tmp_path / "foreign.png", said, "image/png")
    found = verdict(tmp_path / "foreign.png")
    assert (found.verdict, found.title, found.generator) == ("foreign", "A sunset", "A paint program 2")
    assert [part.in_words for part in found.parts] == ["made by an AI model"]


def test_somebody_who_puts_our_words_into_their_signature_is_not_believed(record, tmp_path):
    signed_by_others(kit.composed(), tmp_path / "forged.mp4", manifest(kit.statement()), "video/mp4")
    assert verdict(tmp_path / "forged.mp4").verdict == "changed"


def signed_by_others(source, out, said, mime):
    key = certificates.made_here("Somebody else")
    info = c2pa.C2paSignerInfo(b"es256", key.chain.encode(), key.key.encode(), None)
    with open(source, "rb") as read, open(out, "w+b") as write:
        c2pa.Builder(json.dumps(said)).sign(c2pa.Signer.from_info(info), mime, read, write)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "unreadable"),
        (b"no film at all", "unreadable"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "none"),
        (b"\0\0\0\x18ftypmp42" + b"\xff" * 400, "none"),
    ],
)
def test_junk_says_nothing(tmp_path, data, word):
    (tmp_path / "junk").write_bytes(data)
    assert verdict(tmp_path / "junk").verdict == word


def test_a_film_without_a_signature_says_nothing(tmp_path):
    assert verdict(kit.composed()).verdict == "none"


def test_a_copy_in_another_place_is_the_same_film(record, tmp_path):
    assert verdict(shutil.copy(kit.signed(), tmp_path / "copy.mov")).verdict == "unchanged"


def test_a_manifest_that_says_nonsense_breaks_nothing():
    odd = [None, 7, "x", [], {}, [None], [{"label": 5}], [{"label": "org.vidstudio.film", "data": [1]}]]
    for assertions in odd:
        told = {"sha256": "0", "bytes": 1, "mime": "video/mp4", "state": "Valid", "is_ours": False}
        told |= {"problems": [], "film": "", "xmp_type": "", "manifest": {"assertions": assertions}}
        assert verify.judged(told).verdict == "foreign"
