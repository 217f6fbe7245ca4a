"""Clips from people: what is kept looks as a player shows it, in every browser and in the film."""

import io

import numpy as np
import pytest
from PIL import Image as Pictures

from projects.errors import BadInput
from projects.media import clip_decoding
from tests.quality import films
from tests.quality.films import again, film
from tests.quality.kit import Input, each

# Of 255. Chroma is halved and coded twice, which moves a plain colour by 2 to 4.
CLOSE = 8
# BT.2408 maps reference white and skin within 10 % between HDR and SDR; half of that, and the table's steps.
CLOSE_HDR = 14
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
HEVC = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none")
MP4, WEBM = "video/mp4", "video/webm"


def kept(data, room):
    """(MIME type, (width, height), milliseconds, pictures, their times) of what becomes of an upload."""
    path = room / "kept"
    mime, size, ms = clip_decoding.kept(io.BytesIO(data), path)
    pictures, times = films.shown(path)
    assert {one.shape[1::-1] for one in pictures} == {size}
    assert times[0] == pytest.approx(0, abs=0.001), "a kept clip begins at once"
    return mime, size, ms, pictures, times


def looks_like(shown, fields, close=CLOSE):
    right = np.array([films.FIELDS.get(name, (255, 255, 255)) for name in fields], float)
    assert np.abs(films.quarters(shown) - right).max() <= close, films.quarters(shown).round()


# --- colours ---------------------------------------------------------------------------------
HDR = "high dynamic range and wide colours"
WIDE = [
    Input(HDR, "iPhone: HEVC, HLG, MOV", more=("arib-std-b67", *HEVC, {})),
    Input(HDR, "HEVC, PQ, MOV", more=("smpte2084", *HEVC, {})),
    Input(HDR, "HEVC, BT.2020 without HDR", more=("bt2020-10", *HEVC, {})),
    Input(HDR, "ProRes 422, PQ", more=("smpte2084", "-c:v", "prores_ks", {"depth": "yuv422p10le"})),
    Input(
        HDR,
        "ProRes 4444 with alpha, HLG",
        more=("arib-std-b67", "-c:v", "prores_ks", {"depth": "yuva444p10le"}),
    ),
    Input(HDR, "VP9, HLG, WebM", more=("arib-std-b67", "-c:v", "libvpx-vp9", {"form": "webm"})),
    Input(HDR, "VP9, PQ, MKV", more=("smpte2084", "-c:v", "libvpx-vp9", {"form": "mkv"})),
    Input(HDR, "AV1, PQ, MP4", more=("smpte2084", "-c:v", "libsvtav1", "-preset", "12", {"form": "mp4"})),
    Input(HDR, "H.264, HLG, 10 bit", more=("arib-std-b67", "-c:v", "libx264", {"form": "mp4"})),
]


@each(WIDE)
def test_wide_colours_are_not_washed_out(case, tmp_path):
    transfer, *codec, more = case.more
    mime, size, _, pictures, _ = kept(films.hdr_film(transfer, *codec, **more), tmp_path)
    assert (mime, size) == (MP4, films.SIZE)
    looks_like(pictures[-1], films.UPRIGHT, CLOSE_HDR)


@pytest.mark.parametrize("transfer", ["smpte2084", "arib-std-b67"])
def test_what_is_brighter_than_paper_is_brighter_and_keeps_its_hue(transfer, tmp_path):
    data = films.hdr_film(transfer, *HEVC, brighter=3.0)
    red, green, blue, grey = films.quarters(kept(data, tmp_path)[3][0])
    assert red[0] > 230 > 2.5 * red[1:].max() and green[1] > 210 and blue[2] > 230
    assert grey.min() > 225 and np.ptp(grey) < 10


def test_white_of_p3_stays_white_and_its_red_is_as_deep_as_ours_can_be(tmp_path):
    tags = "setparams=color_primaries=smpte432:color_trc=bt709:colorspace=bt709"
    filters = f"scale=out_color_matrix=bt709,format=yuv420p,{tags}"
    picture = films.picture()
    picture[48:, 64:], picture[:48, :64] = 255, (234, 51, 35)  # BT.709's red, as P3 writes it
    data = film("-vf", filters, *HEVC, pictures=[picture] * 4)
    shown = films.quarters(kept(data, tmp_path)[3][0])
    assert shown[3].min() > 250
    assert shown[0, 0] > 248 and shown[0, 1:].max() < 22


RANGE = "range, matrix and depth"
RANGES = [
    Input(RANGE, f"{where} range, {matrix}, {depth}", more=(swing, matrix, depth))
    for where, swing in (("limited", "tv"), ("full", "pc"))
    for matrix in ("bt709", "smpte170m")
    for depth in ("yuv420p", "yuv420p10le", "yuv422p", "yuv444p")
]


@each(RANGES)
def test_colours_stay_in_every_range_matrix_and_depth(case, tmp_path):
    swing, matrix, depth = case.more
    named = {"smpte170m": "bt601"}.get(matrix, matrix)
    filters = f"scale=out_range={swing}:out_color_matrix={named},format={depth}"
    data = film("-vf", filters, "-c:v", "libx264", "-color_range", swing, "-colorspace", matrix)
    looks_like(kept(data, tmp_path)[3][-1], films.UPRIGHT)


def test_an_untagged_clip_in_hd_is_taken_for_bt709(tmp_path):
    filters = "scale=out_color_matrix=bt709,format=yuv420p,setparams=colorspace=unknown"
    data = film("-vf", filters, "-c:v", "mpeg4", "-q:v", "2", size=(1280, 720), frames=2)
    looks_like(kept(data, tmp_path)[3][-1], films.UPRIGHT)


# --- shape -----------------------------------------------------------------------------------
TURNED = "turned or mirrored"
TURNS = [
    Input(TURNED, "a phone held upright", ((96, 128), "brwg"), more=("-display_rotation", "270")),
    Input(TURNED, "a phone held the other way", ((96, 128), "gwrb"), more=("-display_rotation", "90")),
    Input(TURNED, "upside down", ((128, 96), "wbgr"), more=("-display_rotation", "180")),
    Input(TURNED, "a front camera, mirrored", ((128, 96), "grwb"), more=("-display_hflip",)),
    Input(TURNED, "mirrored top to bottom", ((128, 96), "bwrg"), more=("-display_vflip",)),
    Input(
        TURNED,
        "mirrored and upright",
        ((96, 128), "rbgw"),
        more=("-display_rotation", "270", "-display_hflip"),
    ),
    Input(
        TURNED,
        "mirrored, the other way",
        ((96, 128), "wgbr"),
        more=("-display_rotation", "90", "-display_hflip"),
    ),
    Input(TURNED, "by 10 degrees: nothing stands so", ((128, 96), "rgbw"), more=("-display_rotation", "10")),
]


@each(TURNS)
def test_a_clip_stands_as_a_player_shows_it(case, tmp_path):
    size, fields = case.right
    data = again(film(*H264), case.more or ("-display_rotation", "0"))
    mime, found, _, pictures, _ = kept(data, tmp_path)
    assert (mime, found) == (MP4, size)
    looks_like(pictures[0], fields)


@each(
    [
        Input(TURNED, "HEVC in a MOV", ((96, 128), "gwrb"), more=(HEVC, "mov")),
        Input(TURNED, "H.264 in an MKV", ((96, 128), "gwrb"), more=(H264, "mkv")),
        Input(TURNED, "oblong pixels, turned", ((96, 256), "gwrb"), more=(("-vf", "setsar=2", *H264), "mp4")),
    ]
)
def test_other_files_say_it_too(case, tmp_path):
    options, form = case.more
    data = again(film(*options, form="mov"), ("-display_rotation", "90"), form=form, source="mov")
    _, size, _, pictures, _ = kept(data, tmp_path)
    assert size == case.right[0]
    looks_like(pictures[0], case.right[1])


OBLONG = "oblong pixels"
MPEG2 = ("-c:v", "mpeg2video", "-q:v", "2")
PIXELS = [
    Input(OBLONG, "twice as wide as high", (256, 96), more=("2/1", H264, "mp4")),
    Input(OBLONG, "twice as high as wide", (128, 192), more=("1/2", H264, "mp4")),
    Input(OBLONG, "anamorphic DVD, 16:9 of PAL", (170, 96), more=("64/45", MPEG2, "mpg")),
    Input(OBLONG, "HDV, 4/3", (170, 96), more=("4/3", MPEG2, "ts")),
    Input(OBLONG, "NTSC, 8/9", (128, 108), more=("8/9", ("-c:v", "mpeg4", "-q:v", "2"), "avi")),
    Input(OBLONG, "VP9 in a WebM", (256, 96), more=("2/1", ("-c:v", "libvpx-vp9"), "webm")),
    Input(OBLONG, "square, said so", (128, 96), more=("1/1", H264, "mp4")),
    Input(OBLONG, "a nonsense of 1000", (128, 96), more=("1000/1", H264, "mp4")),
]


@each(PIXELS)
def test_pixels_become_square(case, tmp_path):
    aspect, codec, form = case.more
    _, size, _, pictures, _ = kept(film("-vf", f"setsar={aspect}", *codec, form=form), tmp_path)
    # MPEG-2 names 4:3 and 16:9 of the whole, so its pixels are a little off.
    assert np.abs(np.subtract(size, case.right)).max() <= (2 if codec != MPEG2 else 4)
    looks_like(pictures[0], films.UPRIGHT)


ODD = "sizes that are odd"
SIZES = [
    Input(ODD, f"{width}×{height}, {codec}", (width // 2 * 2, height // 2 * 2), more=(codec, form, depth))
    for width, height in ((641, 359), (127, 97), (65, 300))
    for codec, form, depth in (
        ("libvpx-vp9", "webm", "yuv420p"),
        ("libx264", "mp4", "yuv444p"),
        ("mpeg4", "avi", "yuv420p"),
        ("prores_ks", "mov", "yuv422p10le"),
        ("mjpeg", "avi", "yuvj420p"),
    )
]


@each(SIZES)
def test_odd_sizes_lose_no_more_than_a_pixel(case, tmp_path):
    codec, form, depth = case.more
    width, height = map(int, case.given.split(",")[0].split("×"))
    fast = ("-cpu-used", "8", "-deadline", "realtime") if codec == "libvpx-vp9" else ()
    data = film("-c:v", codec, "-pix_fmt", depth, *fast, form=form, size=(width, height), frames=3)
    _, size, _, pictures, _ = kept(data, tmp_path)
    assert np.abs(np.subtract(size, case.right)).max() <= 2  # codecs that take odd sizes are copied
    looks_like(pictures[0], films.UPRIGHT)


def test_a_large_clip_that_is_coded_anew_is_made_as_large_as_a_video(tmp_path):
    data = film("-c:v", "mpeg4", size=(1152, 2048), frames=2)
    assert kept(data, tmp_path)[1] == (1080, 1920)


# --- codecs and containers -------------------------------------------------------------------
CODEC = "a codec and its container"
Q = ("-q:v", "2")
CODECS = [
    Input(CODEC, "H.264, MP4", MP4, more=(H264, "mp4")),
    Input(
        CODEC, "H.264, MP4 in fragments", MP4, more=((*H264, "-movflags", "frag_keyframe+empty_moov"), "mp4")
    ),
    Input(CODEC, "H.264, MOV", MP4, more=(H264, "mov")),
    Input(CODEC, "H.264 with B-frames, MKV", MP4, more=(("-c:v", "libx264", "-pix_fmt", "yuv420p"), "mkv")),
    Input(CODEC, "H.264 with B-frames, AVI", MP4, more=(("-c:v", "libx264", "-pix_fmt", "yuv420p"), "avi")),
    Input(CODEC, "H.264, FLV", MP4, more=(H264, "flv")),
    Input(CODEC, "H.264, MPEG-TS", MP4, more=(H264, "ts")),
    Input(CODEC, "H.264, AVCHD (M2TS)", MP4, more=(H264, "m2ts")),
    Input(CODEC, "H.264 as RGB", MP4, more=(("-c:v", "libx264rgb"), "mp4")),
    Input(CODEC, "HEVC, MP4", MP4, more=((*HEVC, "-tag:v", "hvc1"), "mp4")),
    Input(CODEC, "HEVC 10 bit 4:2:2, MOV", MP4, more=((*HEVC, "-pix_fmt", "yuv422p10le"), "mov")),
    Input(CODEC, "VP8, WebM", WEBM, more=(("-c:v", "libvpx"), "webm")),
    Input(CODEC, "VP9, WebM", WEBM, more=(("-c:v", "libvpx-vp9", "-pix_fmt", "yuv420p"), "webm")),
    Input(CODEC, "VP9, MP4", WEBM, more=(("-c:v", "libvpx-vp9", "-pix_fmt", "yuv420p"), "mp4")),
    Input(CODEC, "VP9 4:4:4, WebM", MP4, more=(("-c:v", "libvpx-vp9", "-pix_fmt", "yuv444p"), "webm")),
    Input(CODEC, "AV1, MP4", MP4, more=(("-c:v", "libsvtav1", "-preset", "12"), "mp4")),
    Input(CODEC, "AV1, MKV", MP4, more=(("-c:v", "libsvtav1", "-preset", "12"), "mkv")),
    Input(CODEC, "AV1, WebM", MP4, more=(("-c:v", "libsvtav1", "-preset", "12"), "webm")),
    Input(CODEC, "ProRes 422, MOV", MP4, more=(("-c:v", "prores_ks"), "mov")),
    Input(CODEC, "CineForm, MOV", MP4, more=(("-c:v", "cfhd"), "mov")),
    Input(CODEC, "Motion JPEG, AVI", MP4, more=(("-c:v", "mjpeg", *Q), "avi")),
    Input(CODEC, "Motion JPEG, MOV", MP4, more=(("-c:v", "mjpeg", *Q), "mov")),
    Input(CODEC, "MPEG-4, AVI", MP4, more=(("-c:v", "mpeg4", *Q), "avi")),
    Input(CODEC, "Xvid, AVI", MP4, more=(("-c:v", "libxvid", *Q), "avi")),
    Input(CODEC, "MPEG-4, 3GP", MP4, more=(("-c:v", "mpeg4", *Q), "3gp")),
    Input(CODEC, "MPEG-2, MPG", MP4, more=(MPEG2, "mpg")),
    Input(CODEC, "MPEG-2, VOB", MP4, more=(MPEG2, "vob")),
    Input(CODEC, "MPEG-2, MPEG-TS", MP4, more=(MPEG2, "ts")),
    Input(CODEC, "MPEG-1, MPG", MP4, more=(("-c:v", "mpeg1video", *Q), "mpg")),
    Input(CODEC, "Windows Media, WMV", MP4, more=(("-c:v", "wmv2", *Q), "wmv")),
    Input(CODEC, "Flash, FLV", MP4, more=(("-c:v", "flv", *Q), "flv")),
    Input(CODEC, "PNG, MOV", MP4, more=(("-c:v", "png"), "mov")),
    Input(CODEC, "QuickTime Animation, MOV", MP4, more=(("-c:v", "qtrle"), "mov")),
    Input(CODEC, "FFV1, MKV", MP4, more=(("-c:v", "ffv1"), "mkv")),
    Input(CODEC, "without a codec, AVI", MP4, more=(("-c:v", "rawvideo", "-pix_fmt", "yuv420p"), "avi")),
    Input(CODEC, "Huffyuv, AVI", MP4, more=(("-c:v", "huffyuv"), "avi")),
    Input(CODEC, "GIF that moves", MP4, more=(("-c:v", "gif"), "gif")),
]


@each(CODECS)
def test_any_usual_clip_becomes_one_that_browsers_play(case, tmp_path):
    options, form = case.more
    mime, size, ms, pictures, times = kept(film(*options, form=form), tmp_path)
    assert (mime, size, len(pictures)) == (case.right, films.SIZE, 10)
    assert ms == pytest.approx(400, abs=2) and np.diff(times) == pytest.approx(0.04, abs=0.002)
    for picture in (pictures[0], pictures[-1]):
        looks_like(picture, films.UPRIGHT)


# --- time ------------------------------------------------------------------------------------
RATE = "pictures a second"
RATES = [
    *(
        Input(RATE, f"{rate} in {form}", 3000 / rate, more=(rate, codec, form))
        for rate in (0.5, 1, 2)
        for codec, form in (
            (H264, "mp4"),
            (HEVC, "mp4"),
            (("-c:v", "mpeg4"), "avi"),
            (("-c:v", "libvpx"), "webm"),
        )
    ),
    *(
        Input(RATE, f"{rate}, {codec[1]}", 3000 / rate, more=(rate, codec, form))
        for rate in (12, 23.976, 50, 59.94, 120, 240)
        for codec, form in ((H264, "mp4"), (HEVC, "mov"))
    ),
]


@each(RATES)
def test_a_clip_keeps_its_time(case, tmp_path):
    rate, codec, form = case.more
    _, _, ms, pictures, times = kept(film(*codec, form=form, fps=rate, frames=3), tmp_path)
    assert len(pictures) == 3 and ms == pytest.approx(case.right, abs=2)
    assert times == pytest.approx([0, 1 / rate, 2 / rate], abs=0.001)


UNEVEN = "setpts='if(lt(N,5),N*1,N*4-15)/25/TB'"
VARIABLE = [
    Input("variable rate", f"{codec[1]}, {form}", more=(codec, form))
    for codec, form in (
        (H264, "mp4"),
        (HEVC, "mov"),
        (H264, "mkv"),
        (("-c:v", "mpeg4"), "mp4"),
        (("-c:v", "libvpx"), "webm"),
        (("-c:v", "gif"), "gif"),
    )
]


@each(VARIABLE)
def test_pictures_of_a_variable_rate_keep_their_times(case, tmp_path):
    codec, form = case.more
    moving = [np.roll(films.picture(), 6 * index, 1) for index in range(10)]
    data = film("-vf", UNEVEN, "-fps_mode", "vfr", *codec, form=form, pictures=moving)
    _, _, ms, pictures, times = kept(data, tmp_path)
    assert times == pytest.approx([0, 0.04, 0.08, 0.12, 0.16, 0.2, 0.36, 0.52, 0.68, 0.84], abs=0.002)
    assert len(pictures) == 10 and 880 <= ms <= 1000


EDITED = "an edit list"
EDITS = [
    Input(EDITED, "the beginning is cut off", (480, 12, "wbgr"), more=(("-ss", "0.52"), "mp4")),
    Input(EDITED, "the beginning is cut off, MOV", (480, 12, "wbgr"), more=(("-ss", "0.52"), "mov")),
    Input(EDITED, "the end is cut off", (400, 10, "rgbw"), more=(("-t", "0.4"), "mp4")),
    Input(EDITED, "the pictures begin late", (1000, 25, "rgbw"), more=(("-itsoffset", "0.5"), "mp4")),
]


@each(EDITS)
def test_what_an_edit_hides_stays_hidden(case, tmp_path):
    before, form = case.more
    halves = [films.picture()] * 13 + [films.picture(fields="wbgr")] * 12
    given = film(*H264, "-g", "25", pictures=halves)
    _, _, ms, pictures, _ = kept(again(given, before, form=form), tmp_path)
    assert (ms, len(pictures)) == case.right[:2]
    looks_like(pictures[0], case.right[2])


INTERLACED = "interlaced"
FIELDS = [
    Input(INTERLACED, "H.264, MP4", more=((*H264, "-flags", "+ildct+ilme", "-x264opts", "tff=1"), "mp4")),
    Input(
        INTERLACED,
        "AVCHD camcorder, M2TS",
        more=((*H264, "-flags", "+ildct+ilme", "-x264opts", "tff=1"), "m2ts"),
    ),
    Input(INTERLACED, "MPEG-2, TS", more=((*MPEG2, "-flags", "+ildct+ilme"), "ts")),
    Input(INTERLACED, "MPEG-2, MPG", more=((*MPEG2, "-flags", "+ildct+ilme"), "mpg")),
    Input(INTERLACED, "ProRes, MOV", more=(("-c:v", "prores_ks", "-flags", "+ildct"), "mov")),
]


@each(FIELDS)
def test_an_interlaced_clip_shows_no_comb(case, tmp_path):
    options, form = case.more
    both = [films.picture(), films.picture(fields="wrgb")] * 6
    woven = "tinterlace=interleave_top,scale=interl=1,setfield=tff,format=yuv422p10le"
    woven = woven if form == "mov" else woven.replace("422p10le", "420p")
    pictures = kept(film("-vf", woven, *options, form=form, pictures=both), tmp_path)[3]
    assert len(pictures) == 6
    for shown in pictures:
        rows = shown[20:30, 20:40].astype(int).mean((1, 2))
        assert np.abs(np.diff(rows)).max() < 6, "every second row is of another moment"
    looks_like(pictures[1], films.UPRIGHT)


# --- what is seen through --------------------------------------------------------------------
CLEAR = "alpha"
ALPHAS = [
    Input(CLEAR, "ProRes 4444, MOV", more=(("-c:v", "prores_ks", "-pix_fmt", "yuva444p10le"), "mov")),
    Input(CLEAR, "VP9, WebM", more=(("-c:v", "libvpx-vp9", "-pix_fmt", "yuva420p"), "webm")),
    Input(
        CLEAR, "VP8, WebM", more=(("-c:v", "libvpx", "-pix_fmt", "yuva420p", "-auto-alt-ref", "0"), "webm")
    ),
    Input(CLEAR, "PNG, MOV", more=(("-c:v", "png"), "mov")),
    Input(CLEAR, "QuickTime Animation, MOV", more=(("-c:v", "qtrle", "-pix_fmt", "argb"), "mov")),
    Input(CLEAR, "FFV1, MKV", more=(("-c:v", "ffv1", "-pix_fmt", "yuva420p"), "mkv")),
]


@each(ALPHAS)
def test_a_clip_that_is_seen_through_lies_on_white(case, tmp_path):
    options, form = case.more
    alpha = np.full(films.SIZE[::-1], 255, np.uint8)
    alpha[48:, 64:], alpha[48:, :64] = 0, 128
    rgba = np.dstack([films.picture(), alpha])
    data = film(*options, form=form, pictures=[rgba] * 4, pixels="rgba")
    shown = films.quarters(kept(data, tmp_path)[3][-1])
    right = [films.FIELDS["r"], films.FIELDS["g"], (152, 162, 217), (255, 255, 255)]
    assert np.abs(shown - right).max() <= CLOSE


def gif(trailer=True):
    """A GIF whose right lower quarter is clear."""
    frames = []
    for shift in range(4):
        picture = Pictures.fromarray(np.roll(films.picture(), shift, 1)).quantize(8)
        indexes = np.asarray(picture).copy()
        indexes[48:, 64:] = 9
        frames.append(Pictures.fromarray(indexes))
        frames[-1].putpalette(picture.getpalette()[:24] + [0, 0, 0] * 6)
    out = io.BytesIO()
    more = {"append_images": frames[1:], "transparency": 9, "duration": 100, "disposal": 2}
    frames[0].save(out, "GIF", save_all=True, **more)
    return out.getvalue() if trailer else out.getvalue()[:-300]


def test_a_gif_with_a_clear_ground_lies_on_white(tmp_path):
    _, _, ms, pictures, _ = kept(gif(), tmp_path)
    assert (ms, len(pictures)) == (400, 4)
    looks_like(pictures[0], "rgb_")


# --- what is refused -------------------------------------------------------------------------
CUT = "damaged or cut off"


def cut(share, *options, form, **more):
    moving = [np.roll(films.picture(), 3 * index, 1) for index in range(40)]
    data = film(*options, form=form, pictures=moving, **more)
    return data[: int(len(data) * share)]


def tone(codec, form):
    return films.ffmpeg(["-f", "lavfi", "-t", "1", "-i", "sine"], ("-c:a", codec), form)


REFUSED = [
    Input("cut off", "MP4, a third", refused=CUT, more=lambda: cut(0.3, *H264, form="mp4")),
    Input(
        "cut off",
        "MP4 whose index came first",
        refused=CUT,
        more=lambda: cut(0.7, *H264, "-movflags", "faststart", form="mp4"),
    ),
    *(
        Input(
            "cut off",
            f"{form}, {share:.0%}",
            refused=CUT,
            more=lambda o=o, f=form, s=share: cut(s, *o, form=f),
        )
        for share in (0.3, 0.6)
        for form, o in (
            ("mkv", H264),
            ("webm", ("-c:v", "libvpx", "-deadline", "realtime")),
            ("avi", ("-c:v", "mpeg4")),
            ("wmv", ("-c:v", "wmv2")),
            ("flv", ("-c:v", "flv")),
            ("mov", ("-c:v", "prores_ks")),
        )
    ),
    Input("cut off", "GIF without its end", refused=CUT, more=lambda: gif(trailer=False)),
    Input(
        "no pictures", "sound alone, M4A", refused="no pictures in this file", more=lambda: tone("aac", "m4a")
    ),
    Input(
        "no pictures",
        "sound alone, WebM",
        refused="no pictures in this file",
        more=lambda: tone("libopus", "webm"),
    ),
    Input(
        "no pictures", "sound alone, AVI", refused="no pictures in this file", more=lambda: tone("mp3", "avi")
    ),
    Input(
        "no pictures",
        "sound alone, WMA",
        refused="no pictures in this file",
        more=lambda: tone("wmav2", "wma"),
    ),
    Input("no pictures", "WAV", refused="not a clip we can read", more=lambda: tone("pcm_s16le", "wav")),
    Input("a single picture", "MP4", refused="Upload it as a picture", more=lambda: film(*H264, frames=1)),
    Input(
        "a single picture", "GIF", refused="Upload it as a picture", more=lambda: film(form="gif", frames=1)
    ),
    Input("a size", "32×32", refused="between 64 pixels and 4K", more=lambda: film(*H264, size=(32, 32))),
]


@each(REFUSED)
def test_what_is_no_clip_is_refused_in_words(case, tmp_path):
    with pytest.raises(BadInput, match=case.refused) as refusal:
        clip_decoding.kept(io.BytesIO(case.more()), tmp_path / "kept")
    assert refusal.value.field == "clip"


def test_the_sound_beside_a_clip_may_go_on_longer(tmp_path):
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "128x96", "-r", "25", "-i", "-"]
    given = [*raw, "-f", "lavfi", "-t", "3", "-i", "sine=440"]
    for form in ("mp4", "mkv"):
        data = films.ffmpeg(given, (*H264, "-c:a", "aac"), form, films.picture().tobytes() * 25)
        assert kept(data, tmp_path)[2] == pytest.approx(1000, abs=2)
