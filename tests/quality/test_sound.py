"""Recordings and music from people: every usual file is heard as it was meant, and only silence is silent."""

import io
import struct
import wave

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from projects.errors import BadInput
from projects.media import sound_decoding
from tests.quality.films import ffmpeg, film
from tests.quality.kit import Input, each

RATE = 48000
TONE_HZ = 300


def tone(level=0.3, seconds=0.5, rate=RATE, hertz=TONE_HZ):
    return np.sin(np.arange(round(rate * seconds)) * hertz * 2 * np.pi / rate) * level


def made(channels, codec="pcm_f32le", form="wav", *options, rate=RATE, layout=""):
    """Bytes of a file of sound; `channels` are arrays of one length, 1.0 is full scale."""
    raw = np.stack(channels, 1).astype("<f4").tobytes()
    given = ["-f", "f32le", "-ar", str(rate), "-ac", str(len(channels))]
    given += ["-ch_layout", layout] if layout else []
    return ffmpeg([*given, "-i", "-"], ("-c:a", codec, "-strict", "-2", *options), form, raw)


def kept(data, room, kind="voice"):
    """(samples of 1.0 for full scale, shaped (channels, frames), milliseconds) of what an upload becomes."""
    path = room / "kept.wav"
    channels, longest = {"voice": (1, 300), "music": (2, 600)}[kind]
    ms = sound_decoding.written(SimpleUploadedFile("file", data), path, kind, channels, longest)
    with wave.open(str(path)) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (RATE, channels, 2)
        samples = np.frombuffer(sound.readframes(-1), "<i2").reshape(-1, channels).T / 32768
    assert ms == round(samples.shape[1] * 1000 / RATE)
    return samples, ms


def strength(samples, hertz=TONE_HZ):
    """The amplitude of a tone in the middle of one channel's samples."""
    middle = samples[len(samples) // 4 : -len(samples) // 4]
    turn = np.exp(-2j * np.pi * hertz * np.arange(len(middle)) / RATE)
    return 2 * abs((middle * turn).mean())


# --- channels --------------------------------------------------------------------------------
CHANNELS = "channels of a voice"
ROOM = np.random.default_rng(5).normal(0, 1, RATE // 2)
FIVE_ONE = "5.1"
VOICES = [
    Input(CHANNELS, "one", 0.3, more=lambda: made([tone()])),
    Input(CHANNELS, "two alike", 0.3, more=lambda: made([tone(), tone()])),
    Input(CHANNELS, "two, of opposite phase", 0.3, more=lambda: made([tone(), -tone()])),
    Input(CHANNELS, "opposite phase, one a little quieter", 0.3, more=lambda: made([tone(), -tone(0.27)])),
    Input(CHANNELS, "opposite phase and noise", 0.3, more=lambda: made([tone() + ROOM * 0.01, -tone()])),
    Input(CHANNELS, "the left alone", 0.3, more=lambda: made([tone(), tone(0)])),
    Input(CHANNELS, "the right alone", 0.3, more=lambda: made([tone(0), tone()])),
    Input(CHANNELS, "the left, the right has hiss", 0.3, more=lambda: made([tone(), ROOM * 0.02])),
    Input(CHANNELS, "5.1, the voice in its centre", 0.3, more=lambda: in_six(FC=tone())),
    Input(
        CHANNELS,
        "5.1, voice in the centre, music around",
        0.3,
        more=lambda: in_six(FC=tone(), FL=tone(0.4, hertz=700), FR=tone(0.4, hertz=700), SL=ROOM * 0.05),
    ),
    Input(CHANNELS, "5.1, the voice at the front left", 0.3, more=lambda: in_six(FL=tone())),
    Input(CHANNELS, "5.1 in an M4A", 0.3, more=lambda: in_six("aac", "m4a", FC=tone())),
    Input(CHANNELS, "5.1 in an MKV with AC-3", 0.3, more=lambda: in_six("ac3", "mkv", FC=tone())),
    Input(CHANNELS, "four of a recorder", 0.3, more=lambda: made([tone()] * 4, layout="quad")),
    Input(CHANNELS, "four, one of them heard", 0.3, more=lambda: made([tone(0), tone(0), tone(), tone(0)])),
    Input(
        CHANNELS, "eight, the second of them heard", 0.3, more=lambda: made([tone(0), tone(), *[tone(0)] * 6])
    ),
]


def in_six(codec="pcm_s16le", form="wav", **named):
    return made(
        [named.get(one, tone(0)) for one in ("FL", "FR", "FC", "LFE", "SL", "SR")],
        codec,
        form,
        layout=FIVE_ONE,
    )


@each(VOICES)
def test_a_voice_is_found_in_any_channels(case, tmp_path):
    (samples,), ms = kept(case.more(), tmp_path)
    assert ms == pytest.approx(500, abs=50)
    assert strength(samples) == pytest.approx(case.right, rel=0.1)
    assert strength(samples, 700) < 0.01


MUSIC = "channels of music"
PIECES = [
    Input(MUSIC, "one", (0.3, 0.3), more=lambda: made([tone(seconds=1.1)])),
    Input(
        MUSIC, "two sides", (0.3, 0.0), more=lambda: made([tone(seconds=1.1), tone(seconds=1.1, hertz=500)])
    ),
    Input(MUSIC, "the right side is empty", (0.3, 0.3), more=lambda: made([tone(seconds=1.1), tone(0, 1.1)])),
    Input(MUSIC, "opposite phase", (0.3, 0.3), more=lambda: made([tone(seconds=1.1), -tone(seconds=1.1)])),
    Input(MUSIC, "one side is quieter", (0.3, 0.1), more=lambda: made([tone(seconds=1.1), tone(0.1, 1.1)])),
]


@each(PIECES)
def test_music_has_two_sides_that_do_not_cancel(case, tmp_path):
    (left, right), _ = kept(case.more(), tmp_path, "music")
    assert (strength(left), strength(right)) == pytest.approx(case.right, abs=0.02)


def test_music_in_six_channels_keeps_all_but_the_sub_bass(tmp_path):
    names = ("FL", "FR", "FC", "LFE", "SL", "SR")
    given = {name: tone(0.1, 1.1, hertz=200 * index + 200) for index, name in enumerate(names)}
    (left, right), _ = kept(made([given[name] for name in names], layout=FIVE_ONE), tmp_path, "music")
    front, centre, bass, side = (strength(left, hertz) for hertz in (200, 600, 800, 1000))
    assert front == pytest.approx(0.1, rel=0.1) and (centre, side) == pytest.approx(
        (front * 0.707,) * 2, rel=0.05
    )
    assert bass < 0.001 > strength(left, 400) and strength(right, 400) == pytest.approx(front, rel=0.05)


# --- level -----------------------------------------------------------------------------------
LEVEL = "a very quiet recording"
SILENT = "silent from end to end"
QUIET = [
    Input(LEVEL, f"{db} dBFS, {codec}", more=(10 ** (db / 20), codec, form))
    for db, codec, form in (
        (-30, "pcm_s16le", "wav"),
        (-60, "pcm_s16le", "wav"),
        (-70, "pcm_s16le", "wav"),
        (-66, "pcm_s24le", "wav"),
        (-100, "pcm_s24le", "wav"),
        (-110, "pcm_f32le", "wav"),
        (-66, "flac", "flac"),
        (-66, "aac", "m4a"),
        (-60, "libmp3lame", "mp3"),
        (-62, "libopus", "ogg"),
    )
]


@each(QUIET)
def test_a_quiet_recording_is_raised(case, tmp_path):
    level, codec, form = case.more
    (samples,), _ = kept(made([tone(level)], codec, form), tmp_path)
    assert strength(samples) == pytest.approx(0.5, rel=0.2)


NOTHING = [
    *(
        Input("silence", codec, refused=SILENT, more=lambda c=codec, f=form: made([tone(0)] * 2, c, f))
        for codec, form in (
            ("pcm_s16le", "wav"),
            ("pcm_u8", "wav"),
            ("pcm_s24le", "wav"),
            ("pcm_f32le", "wav"),
            ("aac", "m4a"),
            ("pcm_mulaw", "wav"),
            ("pcm_alaw", "wav"),
            ("libmp3lame", "mp3"),
            ("libopus", "ogg"),
            ("flac", "flac"),
            ("adpcm_ms", "wav"),
            ("libvorbis", "ogg"),
            ("alac", "m4a"),
        )
    ),
    Input("silence", "a constant voltage", refused=SILENT, more=lambda: made([tone(0) + 0.2], "pcm_s16le")),
    Input(
        "silence",
        "dither of 16 bits",
        refused=SILENT,
        more=lambda: made([np.sign(ROOM) / 32768], "pcm_s16le"),
    ),
    Input("silence", "no numbers at all", refused=SILENT, more=lambda: made([tone(0) + np.nan])),
]


@each(NOTHING)
def test_only_silence_is_called_silent(case, tmp_path):
    with pytest.raises(BadInput, match=case.refused) as refusal:
        kept(case.more(), tmp_path)
    assert refusal.value.field == "voice"


SHAPE = "a level that is off"
OFF = [
    Input(SHAPE, "a constant voltage below it", 0.3, more=lambda: tone() + 0.25),
    Input(SHAPE, "a voltage that hides a quiet voice", 0.5, more=lambda: tone(0.01) - 0.4),
    Input(SHAPE, "four times louder than full scale", 0.999, more=lambda: tone(4.0)),
    Input(
        SHAPE, "a few samples that are no numbers", 0.3, more=lambda: np.where(tone() > 0.299, np.inf, tone())
    ),
]


@each(OFF)
def test_a_level_is_put_right(case, tmp_path):
    (samples,), _ = kept(made([case.more()]), tmp_path)
    assert strength(samples) == pytest.approx(case.right, rel=0.1)
    assert abs(samples.mean()) < 0.01


# --- files -----------------------------------------------------------------------------------
FILE = "a codec and its file"
FILES = [
    *(
        Input(FILE, f"{codec}, {form}", more=(codec, form, RATE))
        for codec, form in (
            ("pcm_s16le", "wav"),
            ("pcm_s24le", "wav"),
            ("pcm_s32le", "wav"),
            ("pcm_f32le", "wav"),
            ("pcm_f64le", "wav"),
            ("pcm_u8", "wav"),
            ("pcm_mulaw", "wav"),
            ("pcm_alaw", "wav"),
            ("adpcm_ms", "wav"),
            ("adpcm_ima_wav", "wav"),
            ("libmp3lame", "wav"),
            ("pcm_s16le", "w64"),
            ("pcm_s16be", "aiff"),
            ("pcm_s24be", "aiff"),
            ("pcm_f32be", "aiff"),
            ("pcm_s16be", "au"),
            ("pcm_mulaw", "au"),
            ("pcm_s16be", "caf"),
            ("alac", "caf"),
            ("aac", "m4a"),
            ("alac", "m4a"),
            ("aac", "mp4"),
            ("aac", "3gp"),
            ("aac", "aac"),
            ("aac", "mov"),
            ("pcm_s16le", "mov"),
            ("libmp3lame", "mp3"),
            ("mp2", "mp2"),
            ("libmp3lame", "mp4"),
            ("libmp3lame", "avi"),
            ("libopus", "ogg"),
            ("libopus", "opus"),
            ("libopus", "webm"),
            ("libvorbis", "ogg"),
            ("libvorbis", "webm"),
            ("flac", "flac"),
            ("flac", "ogg"),
            ("flac", "mkv"),
            ("wmav1", "wma"),
            ("wmav2", "wma"),
            ("wavpack", "wv"),
            ("ac3", "mkv"),
            ("aac", "ts"),
            ("mp2", "mpg"),
            ("libmp3lame", "flv"),
        )
    ),
    Input(FILE, "a phone's AMR", more=("libopencore_amrnb", "amr", 8000)),
    Input(FILE, "a phone's AMR in a 3GP", more=("libopencore_amrnb", "3gp", 8000)),
]


@each(FILES)
def test_any_usual_file_is_heard(case, tmp_path):
    codec, form, rate = case.more
    data = made([tone(rate=rate)], codec, form, *(["-b:a", "12.2k"] if "amr" in codec else []), rate=rate)
    (samples,), ms = kept(data, tmp_path)
    assert ms == pytest.approx(500, abs=80)
    assert strength(samples) == pytest.approx(0.3, rel=0.3 if "amr" in codec else 0.15)


RATES = [
    Input("samples a second", f"{rate}, {codec}", more=(rate, codec, form))
    for rate in (8000, 11025, 16000, 22050, 24000, 32000, 44100, 48000, 88200, 96000, 176400, 192000)
    for codec, form in (("pcm_s16le", "wav"), ("flac", "flac"))
]


@each(RATES)
def test_any_rate_becomes_ours(case, tmp_path):
    rate, codec, form = case.more
    (samples,), ms = kept(made([tone(rate=rate)], codec, form, rate=rate), tmp_path)
    assert ms == pytest.approx(500, abs=2) and strength(samples) == pytest.approx(0.3, rel=0.03)


# --- headers and tags ------------------------------------------------------------------------
def plain():
    return made([tone()], "pcm_s16le", "wav", "-bitexact")


def at(data, name):
    return data.index(name) + 4


def with_length(value, riff=None):
    data = bytearray(plain())
    struct.pack_into("<I", data, at(data, b"data"), value)
    if riff is not None:
        struct.pack_into("<I", data, 4, riff)
    return bytes(data)


def with_chunk(name, size, odd=b""):
    """A WAV with another chunk before its sound."""
    data = plain()
    where = data.index(b"data")
    return data[:where] + name + struct.pack("<I", size) + bytes(size) + odd + data[where:]


def extensible(bits=16, valid=None):
    """A WAV by WAVE_FORMAT_EXTENSIBLE; `valid` bits of each container of `bits` are used."""
    full = (tone() * (2 ** (bits - 1) - 1)).astype("<i4")
    body = (
        full.tobytes()
        if bits == 32
        else full.astype("<i4").view(np.uint8).reshape(-1, 4)[:, : bits // 8].tobytes()
    )
    guid = struct.pack("<IHH", 1, 0, 16) + b"\x80\x00\x00\xaa\x00\x38\x9b\x71"
    shape = struct.pack("<HHIIHH", 0xFFFE, 1, RATE, RATE * bits // 8, bits // 8, bits)
    shape += struct.pack("<HHI", 22, valid or bits, 4) + guid
    chunks = b"fmt " + struct.pack("<I", len(shape)) + shape + b"data" + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WAVE" + chunks


def big_endian():
    body = (tone() * 32767).astype(">i2").tobytes()
    shape = struct.pack(">HHIIHH", 1, 1, RATE, RATE * 2, 2, 16)
    chunks = b"fmt " + struct.pack(">I", 16) + shape + b"data" + struct.pack(">I", len(body)) + body
    return b"RIFX" + struct.pack(">I", len(chunks) + 4) + b"WAVE" + chunks


HEADER = "an odd header of a WAV"
HEADERS = [
    Input(HEADER, "its length is 0", more=lambda: with_length(0, 0)),
    Input(HEADER, "its length is the largest number", more=lambda: with_length(2**32 - 1, 2**32 - 1)),
    Input(HEADER, "longer than the file", more=lambda: with_length(10**6)),
    Input(HEADER, "the whole is said to be shorter", more=lambda: with_length(48000, 100)),
    Input(HEADER, "a chunk of notes first", more=lambda: with_chunk(b"LIST", 4000)),
    Input(HEADER, "a broadcast chunk first", more=lambda: with_chunk(b"bext", 602)),
    Input(HEADER, "a chunk of an odd length", more=lambda: with_chunk(b"junk", 33, b"\0")),
    Input(HEADER, "junk of 80 kB first", more=lambda: with_chunk(b"JUNK", 80_000)),
    Input(HEADER, "something after its end", more=lambda: plain() + b"id3 " + bytes(500)),
    Input(HEADER, "RF64", more=lambda: made([tone()], "pcm_s16le", "wav", "-rf64", "always")),
    Input(HEADER, "extensible, 16 bits", more=extensible),
    Input(HEADER, "extensible, 24 bits", more=lambda: extensible(24)),
    Input(HEADER, "extensible, 24 bits of 32", more=lambda: extensible(32, 24)),
    Input(
        HEADER, "two sides and an odd byte at the end", more=lambda: made([tone()] * 2, "pcm_s16le") + b"\1"
    ),
]


@each(HEADERS)
def test_an_odd_header_is_read(case, tmp_path):
    (samples,), ms = kept(case.more(), tmp_path)
    assert ms == pytest.approx(500, abs=2) and strength(samples) == pytest.approx(0.3, rel=0.02)


def mpeg(*options, codec="libmp3lame", form="mp3", rate=RATE):
    return made(
        [tone(rate=rate)], codec, form, "-id3v2_version", "0", "-write_xing", "0", *options, rate=rate
    )


def id3(size, footer=False):
    length = bytes(size >> 7 * place & 127 for place in (3, 2, 1, 0))
    tag = b"ID3\x04\x00" + (b"\x10" if footer else b"\0") + length + bytes(size)
    return tag + (b"3DI\x04\x00\x10" + length if footer else b"")


def ape(size):
    return b"APETAGEX" + struct.pack("<IIII", 2000, size, 1, 0xA0000000) + bytes(8) + b"x" * size


JUNK = np.random.default_rng(9).integers(0, 255, 5000, dtype=np.uint8).tobytes()
TAGS = "tags and junk around MPEG frames"
TAGGED = [
    Input(TAGS, "none", more=mpeg),
    Input(TAGS, "ID3v2", more=lambda: id3(2000) + mpeg()),
    Input(TAGS, "ID3v2 with a picture of 200 kB", more=lambda: id3(200_000) + mpeg()),
    Input(TAGS, "two ID3v2", more=lambda: id3(2000) + id3(300) + mpeg()),
    Input(TAGS, "ID3v2 with a footer", more=lambda: id3(2000, footer=True) + mpeg()),
    Input(TAGS, "ID3v2 and zeros behind it", more=lambda: id3(2000) + bytes(3000) + mpeg()),
    Input(TAGS, "an APE tag first", more=lambda: ape(900) + mpeg()),
    Input(TAGS, "ID3v2, then APE", more=lambda: id3(500) + ape(900) + mpeg()),
    Input(TAGS, "zeros first", more=lambda: bytes(4000) + mpeg()),
    Input(TAGS, "junk first", more=lambda: JUNK + mpeg()),
    Input(TAGS, "half a frame first", more=lambda: mpeg()[200:]),
    Input(TAGS, "ID3v1 at the end", more=lambda: mpeg() + b"TAG" + bytes(125)),
    Input(TAGS, "APE and ID3v1 at the end", more=lambda: mpeg() + ape(600) + b"TAG" + bytes(125)),
    Input(TAGS, "junk at the end", more=lambda: mpeg() + JUNK),
    Input(TAGS, "MPEG-2, 22 kHz, zeros first", more=lambda: bytes(999) + mpeg(rate=22050)),
    Input(TAGS, "MPEG-2.5, 8 kHz", more=lambda: mpeg(rate=8000)),
    Input(TAGS, "layer 2, junk first", more=lambda: JUNK + made([tone()], "mp2", "mp2")),
    Input(TAGS, "ID3v2 before AAC", more=lambda: id3(700) + made([tone()], "aac", "aac")),
    Input(TAGS, "zeros before AAC", more=lambda: bytes(700) + made([tone()], "aac", "aac")),
    Input(TAGS, "ID3v2 before FLAC", more=lambda: id3(700) + made([tone()], "flac", "flac")),
    Input(TAGS, "ID3v2 before a WAV", more=lambda: id3(700) + plain()),
]


@each(TAGGED)
def test_tags_and_junk_are_passed_over(case, tmp_path):
    (samples,), ms = kept(case.more(), tmp_path)
    assert 420 < ms < 700
    assert strength(samples) == pytest.approx(0.3, rel=0.15)


def photo():
    return film("-c:v", "mjpeg", form="jpg", frames=1)


# --- what is refused -------------------------------------------------------------------------
NO_SOUND = [
    Input(
        "no sound",
        "a film without sound",
        refused="no sound in this file",
        more=lambda: film("-c:v", "mpeg4"),
    ),
    Input("no sound", "a GIF", refused="not a sound we can read", more=lambda: film(form="gif")),
    Input("no sound", "a photo", refused="not a sound we can read", more=photo),
    Input("no sound", "RIFX", refused="not a sound we can read", more=big_endian),
    Input("no sound", "junk", refused="not a sound we can read", more=lambda: JUNK),
    Input("no sound", "all ones", refused="not a sound we can read", more=lambda: b"\xff" * 70_000),
    Input("no sound", "ID3v2 and nothing", refused="damaged or cut off", more=lambda: id3(2000)),
    Input(
        "no sound",
        "half an M4A",
        refused="damaged or cut off",
        more=lambda: made([tone()], "aac", "m4a")[:3000],
    ),
    Input("no sound", "the header of a WAV", refused="damaged or cut off", more=lambda: plain()[:44]),
    Input("no sound", "20 milliseconds", refused="too short", more=lambda: made([tone(seconds=0.02)])),
]


@each(NO_SOUND)
def test_what_is_no_sound_is_refused_in_words(case, tmp_path):
    with pytest.raises(BadInput, match=case.refused) as refusal:
        kept(case.more(), tmp_path)
    assert refusal.value.field == "voice"


def test_a_phone_that_gets_a_headset_is_heard_to_the_end(tmp_path):
    """AAC frames of one channel, then of two."""
    both = made([tone()], "aac", "aac") + made([tone(), tone()], "aac", "aac")
    (samples,), ms = kept(both, tmp_path)
    assert ms > 900 and strength(samples[-len(samples) // 2 :]) == pytest.approx(0.3, rel=0.1)


def test_bytes_of_any_kind_never_end_in_an_exception(tmp_path):
    rng = np.random.default_rng(3)
    for codec, form in (("pcm_s16le", "wav"), ("libmp3lame", "mp3"), ("aac", "m4a"), ("libopus", "ogg")):
        data = np.frombuffer(made([tone(seconds=0.2)], codec, form), np.uint8)
        for _ in range(8):
            broken = data.copy()
            broken[rng.integers(0, len(data), 40)] = rng.integers(0, 255, 40)
            try:
                kept(broken.tobytes(), tmp_path)
            except BadInput as refusal:
                assert refusal.field == "voice"
    assert io.BytesIO(data.tobytes()).read(4) == b"OggS"
