"""A render can be stopped at any moment, and no damage goes unseen."""

import os
import time

import av
import numpy as np
import pytest

from rendering.engine import compose as engine
from rendering.engine import encode
from rendering.engine.compose import Cancelled, EngineError, SegmentCache, SourceError, compose
from rendering.engine.container import probe, verify
from rendering.engine.timeline import plan
from tests.rendering.engine import kit as kit


@pytest.fixture
def studio(tmp_path):
    return kit.Studio(tmp_path)


@pytest.fixture(scope="module")
def pieces(tmp_path_factory):
    """(spec, Composed, paths of its segments as they were joined, its Sound)."""
    studio, taken = kit.Studio(tmp_path_factory.mktemp("pieces")), {}
    spec = studio.spec((700, 800), size=(180, 320))

    class Keeping(SegmentCache):
        def keep(self, kind, key, path, facts):
            taken[path.name] = (kind, path.read_bytes(), facts)

    made = compose(spec, studio, studio.directory / "film.mp4", cache=Keeping(studio.directory))
    return spec, made, taken


# Stopping


class Asked:
    """Says "stop" from a certain moment on, and remembers when that was."""

    def __init__(self):
        self.at = None

    def now(self):
        self.at = self.at or time.process_time()

    def __call__(self):
        return self.at is not None


def stopped_during(studio, monkeypatch, module, name):
    """Seconds of the processor that a render still took after a stop, asked for in `module.name`."""
    asked, real = Asked(), getattr(module, name)

    def begun(*args, **options):
        asked.now()
        return real(*args, **options)

    spec = studio.spec((1500, 1500), size=(540, 960))
    monkeypatch.setattr(module, name, begun)
    with pytest.raises(Cancelled):
        compose(spec, studio, studio.directory / "f.mp4", cancelled=asked)
    return time.process_time() - asked.at


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (encode, "SegmentWriter"),
        (engine.mix, "_read_voices"),
        (verify, "verify_segment"),
        (encode, "join"),
        (probe, "probe_joined"),
    ],
    ids=["encoding", "mixing", "proving", "joining", "checking"],
)
def test_a_stop_is_heard_within_a_second_whatever_is_being_done(studio, monkeypatch, module, name):
    assert stopped_during(studio, monkeypatch, module, name) < 1
    assert [entry for entry in os.listdir(studio.directory) if "f.mp4" in entry or entry[0] == "."] == []


def test_what_was_made_before_a_stop_is_kept_for_the_next_time(studio):
    spec, cache = (
        studio.spec((2100, 2100, 2100), text=None, size=(360, 640)),
        SegmentCache(studio.directory / "c"),
    )
    asked = Asked()

    def listen(done, total, _):
        if done > total // 2:
            asked.now()

    with pytest.raises(Cancelled):
        compose(spec, studio, studio.directory / "f.mp4", cancelled=asked, progress=listen, cache=cache)
    said = []
    compose(spec, studio, studio.directory / "f.mp4", progress=lambda *news: said.append(news), cache=cache)
    assert next(done for done, _, message in said if message != "Preparing") > 0


# Damage


def test_a_piece_that_is_damaged_as_it_is_made_is_found_out(pieces, tmp_path):
    kind, whole, facts = next(piece for piece in pieces[2].values() if piece[0] == "video")
    harmed = bytearray(whole)
    # Early in a picture: from damage in its last rows a decoder can read on to its end, if seldom.
    early = len(harmed) // 3
    harmed[early : early + 300] = np.random.default_rng(0).bytes(300)
    path = tmp_path / "piece.mp4"
    path.write_bytes(harmed)
    with pytest.raises(EngineError, match="damaged"):
        verify.verify_segment(path, facts["frames"])


def test_a_piece_that_shows_something_else_than_was_encoded_is_found_out(pieces, tmp_path):
    """Bytes may change on their way to the disk so that they still decode, to another picture."""
    pictures = [facts for kind, _, facts in pieces[2].values() if kind == "video"]
    whole = next(whole for kind, whole, _ in pieces[2].values() if kind == "video")
    (tmp_path / "piece.mp4").write_bytes(whole)
    assert verify.verify_segment(tmp_path / "piece.mp4", pictures[0]["frames"], encoded=pictures[0]["digest"])
    with pytest.raises(EngineError, match="damaged"):
        verify.verify_segment(tmp_path / "piece.mp4", pictures[0]["frames"], encoded=pictures[1]["digest"])


HARMS = {
    "bit": lambda whole, at: whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :],
    "zeros": lambda whole, at: whole[:at] + bytes(min(300, len(whole) - at)) + whole[at + 300 :],
    "cut": lambda whole, at: whole[:at],
}


JOIN = encode.join


def harming(work, harm, dice):
    """`work`, that meets its file harmed somewhere; joining harms what it made."""

    def harmed(path, *rest):
        if work is JOIN:
            work(path, *rest)
        whole = path.read_bytes()
        path.write_bytes(harm(whole, int(dice.integers(len(whole)))))
        return None if work is JOIN else work(path, *rest)

    return harmed


def played(path):
    """All pictures and all sound of a film."""
    with av.open(str(path)) as film:
        return [frame.to_ndarray().tobytes() for frame in film.decode(video=0)] + [
            engine.mix.decode(path).tobytes()
        ]


@pytest.mark.parametrize(
    ("module", "name"), [(verify, "verify_segment"), (verify, "check_packets"), (encode, "join")]
)
def test_harm_anywhere_on_the_way_is_found_out_or_changes_nothing(studio, monkeypatch, module, name):
    """Of fresh pieces, of the sound, of the joined film: as a failing disk might."""
    spec, out = studio.spec((600, 600), "Cold all day.", size=(180, 320)), studio.directory / "film.mp4"
    whole, dice = played(compose(spec, studio, out).path), np.random.default_rng(7)
    for harm in [*HARMS.values()] * 2:
        out.unlink(missing_ok=True)
        with monkeypatch.context() as patch:
            patch.setattr(module, name, harming(getattr(module, name), harm, dice))
            try:
                compose(spec, studio, out)
            except EngineError:
                assert not out.exists()
            else:
                assert played(out) == whole


def test_a_piece_with_too_few_frames_is_found_out(pieces, tmp_path):
    kind, whole, facts = next(piece for piece in pieces[2].values() if piece[0] == "video")
    path = tmp_path / "piece.mp4"
    path.write_bytes(whole)
    with pytest.raises(EngineError, match="frames, not"):
        verify.verify_segment(path, facts["frames"] + 1)


def proofs(pieces):
    """What `probe_joined` compares the film with."""
    spec, _, taken = pieces
    facts = [taken[f"{segment.start}.mp4"][2] for segment in plan(spec).segments]
    return [(fact["frames"], fact["digest"]) for fact in facts], engine.mix.Sound(**taken["sound.mp4"][2])


def test_a_film_joined_from_its_pieces_passes_as_if_it_had_been_decoded(pieces):
    found = probe.probe_joined(pieces[1].path, *proofs(pieces))
    whole = probe.probe(pieces[1].path)
    assert found.lufs == pytest.approx(whole.lufs, abs=0.1)
    same = (
        "frames",
        "duration_ms",
        "start_ms",
        "constant_rate",
        "keyframes",
        "audio_ms",
        "profile",
        "pix_fmt",
    )
    assert [getattr(found, name) for name in same] == [getattr(whole, name) for name in same]


@pytest.mark.parametrize("harm", ["missing", "swapped", "other sound"])
def test_a_film_that_is_not_what_was_proved_is_refused(pieces, harm):
    wanted, sound = proofs(pieces)
    wanted = {"missing": [*wanted, wanted[0]], "swapped": wanted[::-1], "other sound": wanted}[harm]
    if harm == "other sound":
        sound = engine.mix.Sound(sound.lufs, sound.true_peak_db, (), sound.samples, "another")
    with pytest.raises(SourceError, match="The video cannot be played"):
        probe.probe_joined(pieces[1].path, wanted, sound)


def test_a_single_flipped_bit_in_a_film_is_found_out(pieces, tmp_path):
    whole = bytearray(pieces[1].path.read_bytes())
    whole[len(whole) // 2] ^= 1
    (tmp_path / "film.mp4").write_bytes(whole)
    with pytest.raises(SourceError):
        probe.probe_joined(tmp_path / "film.mp4", *proofs(pieces))


def test_unreadable_music_fails_the_render_plainly(studio):
    spec = studio.spec((700,))
    studio(spec.music.media.digest).write_bytes(b"nothing")
    with pytest.raises(SourceError, match="The music cannot be read"):
        compose(spec, studio, studio.directory / "f.mp4")
    assert not (studio.directory / "f.mp4").exists()
