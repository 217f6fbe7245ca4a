"""A film that was signed says what it is, is the same film, and cannot be changed unseen."""

import io
import json
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import c2pa
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from PIL import Image

from rendering.engine.container import mp4_boxes
from rendering.provenance import c2pa_process, c2pa_work, certificates, mp4_marks
from rendering.provenance.certificates import UnfitCertificate
from rendering.provenance.source_types import VOCABULARY, SourceType, in_words, together
from rendering.provenance.statement import manifest
from tests.rendering.provenance import kit


@contextmanager
def listening():
    """(the address of a server on this machine that knows nothing, what it was asked)."""
    asked = []

    class Ear(BaseHTTPRequestHandler):
        def answer(self):
            asked.append(f"{self.command} {self.path}")
            self.send_error(404)

        do_GET = do_POST = answer

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Ear)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_the_library_that_everybody_uses_finds_the_film_whole_and_its_signer_unknown():
    reader = c2pa.Reader(str(kit.signed()))
    failures = reader.get_validation_results()["activeManifest"]["failure"]
    assert reader.get_validation_state() == "Valid"
    assert [row["code"] for row in failures] == ["signingCredential.untrusted"]


def test_each_scene_says_what_it_is():
    said = kit.said_of(kit.signed())
    assert (said["Scene 1"], said["Scene 2"]) == ("algorithmicMedia", "trainedAlgorithmicMedia")
    assert said["the film"] == "compositeWithTrainedAlgorithmicMedia"


def test_each_scene_is_an_ingredient():
    titles = [row["title"] for row in kit.manifest_of(kit.signed())[0]["ingredients"]]
    assert titles == ["Scene 1", "Scene 2", "Voice of scene 1", "Voice of scene 2"]


def test_who_approved_it_is_a_role_and_no_name():
    said = c2pa_work.assertion(kit.manifest_of(kit.signed())[0], "org.vidstudio.approval")
    decided = {"role": "approver", "time": "2026-11-29T10:00:00Z"}
    assert said == {"digest": "cd" * 32, **decided, "decisions": [decided]}


def test_xmp_says_the_same_source_type():
    assert mp4_marks.read(kit.signed()) == (
        "ab" * 32,
        VOCABULARY + "compositeWithTrainedAlgorithmicMedia",
    )


def test_the_index_stays_before_the_pictures():
    assert kit.boxes(kit.signed()) == ["ftyp", "uuid", "moov", "free", "mdat", "uuid"]
    assert mp4_boxes.read(kit.signed()).faststart


def test_every_packet_of_the_film_is_the_same():
    c2pa_work._same_media(kit.composed(), kit.signed())


def test_a_film_with_other_packets_is_noticed(tmp_path):
    shorter = kit.trimmed(kit.composed(), tmp_path / "short.mp4")
    with pytest.raises(ValueError, match="not the same"):
        c2pa_work._same_media(kit.composed(), shorter)


def test_marks_alone_leave_the_film_playable(tmp_path):
    mp4_marks.mark(kit.composed(), tmp_path / "marked.mp4", "ef" * 32, "http://example.org/kind")
    c2pa_work._same_media(kit.composed(), tmp_path / "marked.mp4")


def test_marking_twice_leaves_one_name(tmp_path):
    mp4_marks.mark(kit.composed(), tmp_path / "one.mp4", "ef" * 32, VOCABULARY + "a")
    mp4_marks.mark(tmp_path / "one.mp4", tmp_path / "two.mp4", "01" * 32, VOCABULARY + "b")
    assert mp4_marks.read(tmp_path / "two.mp4")[0] == "01" * 32
    c2pa_work._same_media(kit.composed(), tmp_path / "two.mp4")


@pytest.mark.parametrize("data", [b"", b"junk", b"\0\0\0\x10ftypisom\0\0\0\0", b"\0\0\xff\xffmoov"])
def test_what_is_no_film_is_not_marked(tmp_path, data):
    (tmp_path / "in.mp4").write_bytes(data)
    with pytest.raises(ValueError):
        mp4_marks.mark(tmp_path / "in.mp4", tmp_path / "out.mp4", "ab" * 32, "x")


def test_a_film_that_was_trimmed_lost_its_signature_and_kept_its_name(tmp_path):
    told = c2pa_work.examine(
        {"path": str(kit.trimmed(kit.signed(), tmp_path / "t.mp4")), "signers": kit.signers()}
    )
    assert (told["state"], told["film"]) == (None, "ab" * 32)


def test_only_our_own_certificate_is_taken_for_ours():
    ours = c2pa_work.examine({"path": str(kit.signed()), "signers": kit.signers()})
    other_number = [{**kit.signers()[0], "serial": "1"}]
    theirs = c2pa_work.examine({"path": str(kit.signed()), "signers": other_number})
    assert (ours["state"], ours["is_ours"], theirs["is_ours"]) == ("Trusted", True, False)


def test_the_process_tells_what_the_work_found():
    told = c2pa_process.examine(kit.signed(), [certificates.known_signer(kit.key().chain)])
    assert (told["is_ours"], told["bytes"]) == (True, kit.signed().stat().st_size)


def test_a_signing_that_fails_says_so(tmp_path):
    (tmp_path / "no.mp4").write_bytes(b"no film")
    with pytest.raises(c2pa_process.SigningFailed, match="could not be signed"):
        c2pa_process.sign(tmp_path / "no.mp4", tmp_path / "out.mp4", kit.statement(), kit.key())


def test_a_process_that_was_started_before_signs_one_film_and_ends(tmp_path):
    with c2pa_process.started() as process:
        told = c2pa_process.sign(
            kit.composed(), tmp_path / "out.mp4", kit.statement(), kit.key(), process=process
        )
        assert told["is_ours"] and process.returncode == 0
    with c2pa_process.started() as unneeded:
        assert unneeded.poll() is None
    assert unneeded.returncode is not None


def test_the_clock_is_asked_and_one_that_answers_nonsense_gives_no_signature(tmp_path):
    with listening() as (address, asked), pytest.raises(c2pa_process.SigningFailed):
        c2pa_process.sign(kit.composed(), tmp_path / "out.mp4", kit.statement(), kit.key(), address)
    assert asked == ["POST /"]


def test_reading_goes_nowhere(tmp_path):
    """A manifest may lie elsewhere: whoever asks there tells who looks at which film."""
    with listening() as (address, asked):
        definition = manifest(kit.statement())
        builder = c2pa.Builder(json.dumps(definition))
        builder.set_no_embed()
        builder.set_remote_url(f"{address}manifest.c2pa")
        info = c2pa.C2paSignerInfo(b"es256", kit.key().chain.encode(), kit.key().key.encode(), None)
        picture = io.BytesIO()
        Image.new("RGB", (8, 8)).save(picture, "JPEG")
        picture.seek(0)
        with open(tmp_path / "remote.jpg", "w+b") as out:
            builder.sign(c2pa.Signer.from_info(info), "image/jpeg", picture, out)
        told = c2pa_work.examine({"path": str(tmp_path / "remote.jpg"), "signers": []})
    assert b"/manifest.c2pa" in (tmp_path / "remote.jpg").read_bytes()
    assert (asked, told["manifest"]) == ([], None)


# --- what the whole is -------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ([], "algorithmicMedia"),
        (["algorithmicMedia"], "algorithmicMedia"),
        (["algorithmicMedia", "digitalCapture"], "compositeSynthetic"),
        (["digitalCapture"], "compositeCapture"),
        (["trainedAlgorithmicMedia"], "trainedAlgorithmicMedia"),
        (["trainedAlgorithmicMedia", "digitalCapture"], "compositeWithTrainedAlgorithmicMedia"),
        (["compositeWithTrainedAlgorithmicMedia"], "compositeWithTrainedAlgorithmicMedia"),
    ],
)
def test_a_film_is_what_its_parts_are(parts, whole):
    assert together(map(SourceType, parts)) == whole


def test_every_term_has_words_for_people():
    assert all(in_words(term.address) != term.value for term in SourceType)
    assert in_words(VOCABULARY + "negativeFilm") == "negativeFilm"


# --- an operator's certificate -----------------------------------------------------------------
def authority(common="A CA"):
    own = ec.generate_private_key(ec.SECP256R1())
    name = certificates._name(common)
    return own, certificates._signed(name, own, name, own, is_ca=True)


def pem(key):
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def signer(key=None, ca=None, is_ca=False):
    """(chain, key) of a certificate that a CA signed."""
    key, (ca_key, ca_certificate) = key or ec.generate_private_key(ec.SECP256R1()), ca or authority()
    made = certificates._signed(certificates._name("Films"), key, ca_certificate.subject, ca_key, is_ca=is_ca)
    return certificates._pem(made) + certificates._pem(ca_certificate), pem(key)


def test_an_operators_certificate_signs_films(tmp_path):
    chain, key = signer()
    fit = certificates.checked(chain, key)
    told = c2pa_process.sign(kit.composed(), tmp_path / "out.mp4", kit.statement(), fit)
    assert (told["is_ours"], told["manifest"]["signature_info"]["common_name"]) == (True, "Films")


@pytest.mark.parametrize(
    "key",
    [ec.generate_private_key(ec.SECP384R1()), rsa.generate_private_key(65537, 2048)],
    ids=["es384", "ps256"],
)
def test_other_kinds_of_keys_sign_too(tmp_path, key):
    fit = certificates.checked(*signer(key))
    assert c2pa_process.sign(kit.composed(), tmp_path / "out.mp4", kit.statement(), fit)["is_ours"]


def ended():
    ca_key, ca = authority()
    key = ec.generate_private_key(ec.SECP256R1())
    long_ago = datetime.now(UTC) - timedelta(days=800)
    made = (
        x509.CertificateBuilder()
        .subject_name(certificates._name("Films"))
        .issuer_name(ca.subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(long_ago)
        .not_valid_after(long_ago + timedelta(days=365))
        .sign(ca_key, hashes.SHA256())
    )
    return certificates._pem(made) + certificates._pem(ca), pem(key)


def by_itself():
    key, ca = authority()
    return certificates._pem(ca), pem(key)


UNFIT = {
    "no PEM file with certificates": (lambda: ("hello", signer()[1])),
    "no PEM file with a private key": (lambda: (signer()[0], "hello")),
    "not the one of the first": (lambda: (signer()[0], signer()[1])),
    "ended on": ended,
    "signed by itself": by_itself,
    "a CA's": lambda: signer(is_ca=True),
    "CA is missing": lambda: (lambda chain, key: (chain.split("-----END CERTIFICATE-----\n")[0]
                              + "-----END CERTIFICATE-----\n", key))(*signer()),
    "no signature of this key": lambda: signer(ec.generate_private_key(ec.SECP256K1())),
}  # fmt: skip


@pytest.mark.parametrize("why", UNFIT)
def test_a_certificate_that_does_not_do_is_refused_by_name(why):
    with pytest.raises(UnfitCertificate, match=why):
        certificates.checked(*UNFIT[why]())


# --- one byte ----------------------------------------------------------------------------------
def test_the_signature_covers_all_but_the_boxes_that_c2pa_leaves_out(tmp_path):
    """Every 997th byte from the index on, each flipped alone. The record of the bytes covers the rest."""
    whole = kit.signed().read_bytes()
    start = whole.index(b"moov")
    unseen = [at for at in range(start, len(whole), 997) if not _is_noticed(whole, at)]
    free = whole.index(b"free")
    assert not [at for at in unseen if not free - 4 <= at < free + 4]


def _is_noticed(whole, at):
    changed = bytearray(whole)
    changed[at] ^= 0x10
    try:
        return c2pa.Reader("video/mp4", io.BytesIO(bytes(changed))).get_validation_state() != "Valid"
    except c2pa.C2paError:
        return True
