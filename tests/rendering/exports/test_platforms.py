"""What platforms say to a file: limits as data, measured on real bytes, unknown where nothing is known."""

import struct
from dataclasses import replace

import av
import pytest

from projects.formats import safe_box
from rendering.engine.compose import compose
from rendering.engine.container import mp4_boxes
from rendering.engine.container.probe import probe
from rendering.exports import ad_policy, file_facts, platforms
from rendering.spec.schema import CaptionSpec
from tests.rendering.engine.kit import Studio

GOOD = platforms.Facts(
    aspect="9:16",
    width=1080,
    height=1920,
    fps=30.0,
    constant_rate=True,
    seconds=12.0,
    bytes=9_000_000,
    container="mp4",
    faststart=True,
    has_edits=False,
    edits="",
    video="h264",
    profile="High",
    level="4.0",
    pixels="yuv420p",
    audio="aac",
    sample_rate=48_000,
    channels=2,
    apart_ms=11,
    lufs=-14.0,
    true_peak_db=-1.6,
    keyframe_seconds=2.0,
    captions=(0.15, 0.56, 0.8, 0.65),
    words=(("Narration", "Steel that keeps its cool."),),
)


def verdict(name, check, **changes):
    rows = {row["platform"]: row for row in platforms.report(replace(GOOD, **changes))}
    return next(one["verdict"] for one in rows[name]["checks"] if one["check"] == check)


def test_a_good_vertical_video_passes_where_vertical_videos_go():
    found = {row["platform"]: row["verdict"] for row in platforms.report(GOOD)}
    assert [name for name, said in found.items() if said == "pass"] == [
        "tiktok", "reels", "shorts", "youtube", "shopify",
    ]  # fmt: skip
    assert found["amazon"] == "fail"


@pytest.mark.parametrize(
    "name, check, changes",
    [
        ("tiktok", "ratio", {"aspect": "4:5"}),
        ("tiktok", "size", {"width": 480, "height": 854}),
        ("tiktok", "bytes", {"bytes": 501_000_000}),
        ("tiktok", "bitrate", {"bytes": 100_000}),
        ("tiktok", "fps", {"fps": 15.0}),
        ("reels", "duration", {"seconds": 2.0}),
        ("reels", "faststart", {"faststart": False}),
        ("reels", "edits", {"has_edits": True, "edits": "the first 900 ms of the video track are cut off"}),
        ("reels", "pixels", {"pixels": "yuv444p"}),
        ("reels", "audio", {"sample_rate": 96_000}),
        ("reels", "widest", {"width": 2160, "height": 3840}),
        ("shorts", "duration", {"seconds": 181.0}),
        ("shorts", "ratio", {"aspect": "16:9"}),
        ("amazon", "video", {"video": "vp9"}),
        ("amazon", "offers", {"words": (("Narration", "Only $29 today"),)}),
        ("shopify", "longest", {"width": 4320, "height": 7680}),
        ("shopify", "container", {"container": "webm"}),
    ],
)
def test_each_rule_can_fail(name, check, changes):
    assert verdict(name, check) in ("pass", "unknown")
    assert verdict(name, check, **changes) == "fail"


def test_what_nobody_publishes_is_unknown_and_never_a_pass():
    assert {verdict(name, "loudness") for name in ("tiktok", "reels", "shorts", "amazon", "shopify")} == {
        "unknown"
    }
    assert verdict("shopify", "bitrate") == verdict("tiktok", "faststart") == "unknown"
    assert verdict("youtube", "captions") == "unknown"


def test_an_edit_list_that_only_skips_an_encoders_start_is_not_called_a_pass():
    assert verdict("reels", "edits", has_edits=True) == "unknown"


def test_captions_beneath_a_platforms_buttons_are_told():
    assert verdict("tiktok", "captions") == "pass"
    assert verdict("tiktok", "captions", captions=(0.15, 0.7, 0.8, 0.8)) == "advice"
    assert verdict("tiktok", "captions", captions=None) == "unknown"


def test_every_check_says_what_was_measured_what_is_allowed_and_what_to_do():
    bad = replace(GOOD, aspect="4:5", bytes=10**12, faststart=False, seconds=2.0, width=100, height=125)
    for row in platforms.report(bad):
        assert sum(row["counts"].values()) == len(row["checks"])
        for check in row["checks"]:
            assert check["measured"] and check["allowed"]
            assert check["advice"] or check["verdict"] in ("pass", "unknown")
            assert check["source"] or check["verdict"] == "unknown" or check["check"] == "apart"


# --- Amazon's words ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        "Only $29 today", "29,99 €", "ab 19,- ", "twenty-nine dollars", "CHF 29.90", "kr 199", "199 kr",
        "₹499", "1.299,00 zł", "2900円", "29元", "R$ 59,90", "50% off", "20 % Rabatt", "indirim %20",
        "خصم 20%", "livraison gratuite", "envío gratis", "送料無料", "全场八折", "buy one get one free",
        "Black Friday", "nur heute", "今だけ", "while stocks last", "rated by thousands", "★★★★★", "4,8/5",
        "www.lolas.shop", "lolas.com/flask", "write to info@lola.de", "call +49 30 1234567",
    ],
)  # fmt: skip
def test_prices_offers_dates_reviews_and_addresses_are_found(text):
    assert ad_policy.found([("Narration", text)])


@pytest.mark.parametrize(
    "text",
    [
        "Double-wall steel keeps drinks cold for 24 hours.", "750 ml, BPA-free", "100 % Baumwolle",
        "5 ft of cable", "Offers room for two", "Version 2.0 is here", "Die Kamera in Aktion",
        "Une gourde qui garde le frais.", "Made for real life.", "Get yours.", "Jetzt entdecken",
        "Para tu cena", "Holds 2 pounds of coffee",
    ],
)  # fmt: skip
def test_plain_words_are_left_alone(text):
    assert ad_policy.found([("Narration", text)]) == []


# --- the real file -----------------------------------------------------------------------------
@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    return Studio(tmp_path_factory.mktemp("studio"))


@pytest.fixture(scope="module")
def film(studio):
    spec = studio.spec((700, 800), size=(180, 320))
    return compose(spec, studio, studio.directory / "film.mp4").path


def test_a_finished_file_is_read_from_its_own_boxes(film):
    index, found = mp4_boxes.read(film), probe(film)
    assert index.faststart and index.length_ms == found.duration_ms == 1500
    video, audio = index.track("video"), index.track("audio")
    assert (video.codec, video.profile, audio.codec) == ("avc1", "High", "mp4a")
    assert (video.samples, video.keyframes) == (found.frames, len(found.keyframes))
    assert abs(audio.length_ms - video.length_ms) <= 43
    assert file_facts.edits(index) == ""


def test_an_index_at_the_end_is_seen(film, tmp_path):
    late = tmp_path / "late.mp4"
    with av.open(str(film)) as source, av.open(str(late), "w") as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(source.streams.video[0]):
            if packet.size:
                packet.stream = stream
                target.mux(packet)
    assert not mp4_boxes.read(late).faststart


def test_an_edit_that_cuts_the_beginning_off_is_seen(film, tmp_path):
    data = bytearray(film.read_bytes())
    at = data.index(b"elst") + 4 + 8  # version, count; then length and media time
    struct.pack_into(">i", data, at + 4, struct.unpack_from(">i", data, at + 4)[0] + 15_360)
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(data)
    assert "cut off" in file_facts.edits(mp4_boxes.read(cut))


@pytest.mark.parametrize(
    "damage", [b"", b"not a film at all", b"\0\0\0\x08moov", b"\x7f\xff\xff\xffmoov" + b"x" * 64]
)
def test_what_is_no_film_is_refused(damage, tmp_path):
    path = tmp_path / "broken.mp4"
    path.write_bytes(damage)
    with pytest.raises(ValueError):
        mp4_boxes.read(path)


@pytest.mark.parametrize("size", [(180, 320), (320, 320), (320, 400), (320, 180)])
def test_captions_are_measured_where_they_are_drawn_and_lie_in_the_safe_box(studio, size):
    spec = studio.spec((700, 800), size=size)
    left, top, right, bottom = file_facts.caption_box(spec)
    safe = safe_box(*size)
    assert safe.left <= left * size[0] and right * size[0] <= safe.right
    assert safe.top <= top * size[1] and bottom * size[1] <= safe.bottom
    assert file_facts.caption_box(spec.model_copy(update={"captions": CaptionSpec(burn=False)})) is None


def test_a_frame_without_a_name_is_told_by_its_size():
    assert file_facts.aspect_of(1080, 1920) == "9:16"
    assert file_facts.aspect_of(1000, 1500) == "1000:1500"
