"""An edit costs what it touches: pieces made before are found again, whole, by any process."""

import os
import shutil
import signal
import subprocess
import sys
import threading

import pytest

from rendering.engine import cache_keys
from rendering.engine.cache import SegmentCache, read_seal
from rendering.engine.caption_cues import cues_of
from rendering.engine.captions import Captions
from rendering.engine.compose import compose
from rendering.engine.timeline import plan
from rendering.spec.schema import CaptionSpec, Motion, OutputSpec
from tests.rendering.engine import kit as kit
from tests.waiting import until


class Noting(SegmentCache):
    """A SegmentCache that remembers what was made anew: kinds, and frame counts of the segments."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.made = []

    def keep(self, kind, key, path, facts):
        self.made.append((kind, facts.get("frames")))
        super().keep(kind, key, path, facts)

    def frames(self):
        return sorted(frames for kind, frames in self.made if kind == "video")

    def kinds(self):
        return {kind for kind, _ in self.made}


@pytest.fixture(scope="module")
def rendered(tmp_path_factory):
    """(studio, spec, Composed, cache folder) of a film of four scenes, rendered once."""
    studio = kit.Studio(tmp_path_factory.mktemp("cached"))
    spec = studio.spec((900, 1000, 1100, 1200), "Cold all day.", size=(180, 320))
    folder = studio.directory / "cache"
    made = compose(spec, studio, studio.directory / "first.mp4", cache=SegmentCache(folder))
    return studio, spec, made, folder


def again(rendered, spec=None, **changes):
    """Render a changed spec with the cache of the first; returns (what was made anew, Composed)."""
    studio, first, _, folder = rendered
    cache = Noting(folder)
    spec = (spec or first).model_copy(update=changes)
    return cache, compose(spec, studio, studio.directory / "again.mp4", cache=cache)


def with_scene(spec, index, **changes):
    scenes = list(spec.scenes)
    scenes[index - 1] = scenes[index - 1].model_copy(update=changes)
    return spec.model_copy(update={"scenes": tuple(scenes)})


def with_segment(spec, index, **changes):
    segments = list(spec.segments)
    segments[index - 1] = segments[index - 1].model_copy(update=changes)
    return spec.model_copy(update={"segments": tuple(segments)})


# What an edit makes anew. Scenes have 27, 30, 33 and 36 frames, transitions 9.


def test_a_film_rendered_twice_is_put_together_from_what_was_there(rendered):
    cache, made = again(rendered)
    assert cache.made == []
    assert made.path.read_bytes() == rendered[2].path.read_bytes()


def test_an_edited_scene_makes_itself_and_its_two_transitions_anew(rendered):
    cache, _ = again(rendered, with_scene(rendered[1], 3, motion=Motion(zoom_to=1.19)))
    assert cache.frames() == [9, 9, 24]
    assert "sound" not in cache.kinds()


def test_of_what_an_edit_makes_anew_the_longest_is_begun_first(rendered):
    studio, spec, _, folder = rendered
    cache, out = Noting(folder), studio.directory / "longest.mp4"
    spec = with_scene(spec, 2, motion=Motion(zoom_to=1.21))
    compose(spec, studio, out, workers=1, cache=cache)
    made = [frames for kind, frames in cache.made if kind == "video"]
    assert made == sorted(cache.frames(), reverse=True)
    assert len(set(made)) > 1


def test_another_transition_makes_only_that_anew(rendered):
    cache, _ = again(rendered, with_scene(rendered[1], 3, transition="wipe"))
    assert cache.frames() == [9]
    assert cache.kinds() == {"video"}


def test_other_music_makes_no_picture_anew(rendered):
    music = rendered[1].music.model_copy(update={"volume_db": -17.0})
    cache, _ = again(rendered, music=music)
    assert cache.made == [("sound", None)]


def test_another_voice_makes_no_picture_anew(rendered):
    studio, spec, *_ = rendered
    clip = spec.segments[1].voice
    other = studio.voice("other.wav", clip.duration_ms / 1000, level=0.2)
    cache, _ = again(rendered, with_segment(spec, 2, voice=other))
    assert cache.made == [("sound", None)]


def test_other_words_make_only_the_segments_anew_in_which_they_are_read(rendered):
    cache, _ = again(rendered, with_segment(rendered[1], 4, text="Warm all night."))
    assert 0 < sum(cache.frames()) <= 9 + 36
    assert cache.kinds() == {"video"}


def test_another_look_of_captions_decodes_no_picture_again(rendered):
    cache, _ = again(rendered, captions=CaptionSpec(ink="#ff00ff"))
    assert cache.kinds() == {"video"}


def test_a_longer_scene_leaves_the_scenes_after_it_alone(rendered):
    studio, spec, *_ = rendered
    quiet = spec.model_copy(update={"segments": ()})
    again(rendered, quiet)
    cache, made = again(rendered, with_scene(quiet, 1, duration_ms=1500))
    assert made.frames == 126 + 18
    assert cache.frames() == [9, 45]


CHANGES = {
    "picture": lambda s: with_scene(
        s, 2, media=s.scenes[1].media.model_copy(update={"digest": "scene1.jpg"})
    ),
    "motion": lambda s: with_scene(s, 2, motion=Motion(pan=(0.01, 0))),
    "transition": lambda s: with_scene(s, 2, transition="slide"),
    "overlap": lambda s: with_scene(s, 2, transition_ms=200),
    "size": lambda s: s.model_copy(update={"output": OutputSpec(width=182, height=320)}),
    "rate": lambda s: s.model_copy(update={"output": OutputSpec(width=180, height=320, fps=25)}),
    "quality": lambda s: s.model_copy(
        update={"output": OutputSpec(width=180, height=320, video_quality="high")}
    ),
    "words": lambda s: with_segment(s, 2, text="Other words."),
    "moment of words": lambda s: with_segment(s, 2, start_ms=s.segments[1].start_ms + 200),
    "ink": lambda s: s.model_copy(update={"captions": CaptionSpec(ink="#123456")}),
    "no captions": lambda s: s.model_copy(update={"captions": CaptionSpec(burn=False)}),
}


def segment_keys(spec):
    timeline = plan(spec)
    captions = Captions(spec, timeline, cues_of(spec, timeline))
    return {
        cache_keys.segment(spec, piece, captions.cache_data(piece.start, piece.stop))
        for piece in timeline.segments
    }


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_all_that_shapes_a_picture_is_in_its_key(rendered, change):
    assert segment_keys(change(rendered[1])) - segment_keys(rendered[1])


def test_other_captions_leave_the_segments_alone_in_which_nothing_is_read(rendered):
    silent = rendered[1].model_copy(update={"segments": rendered[1].segments[:1]})
    other = silent.model_copy(update={"captions": CaptionSpec(look="karaoke", ink="#ffeecc")})
    assert segment_keys(silent) & segment_keys(other)
    assert segment_keys(silent) != segment_keys(other)


@pytest.mark.parametrize("change", [{"title": "Other"}, {"language": "fr"}, {"music": None}])
def test_what_does_not_shape_a_picture_is_not(rendered, change):
    assert segment_keys(rendered[1].model_copy(update=change)) == segment_keys(rendered[1])


def test_media_are_known_by_their_contents_where_digests_are_not(rendered):
    studio, spec, *_ = rendered

    class Renewed(kit.Studio):
        def identity(self, digest):
            return f"other bytes of {digest}" if digest == "scene4.jpg" else digest

    cache = Noting(rendered[3])
    compose(spec, Renewed(studio.directory), studio.directory / "again.mp4", cache=cache)
    assert cache.frames() == [9, 27]


# Damage, death, and company


@pytest.mark.parametrize("harm", ["a flipped bit", "a cut", "nothing left"])
def test_a_damaged_piece_is_found_out_and_made_again(rendered, tmp_path, harm):
    studio, spec, first, _ = rendered
    cache = Noting(tmp_path)
    compose(spec, studio, tmp_path / "a.mp4", cache=cache)
    count = len(cache.made)
    for entry in tmp_path.glob("*/*-*"):
        whole = bytearray(entry.read_bytes())
        whole[len(whole) // 2] ^= 1
        kept = {"a flipped bit": whole, "a cut": whole[:-9], "nothing left": b""}[harm]
        entry.write_bytes(kept)
    made = compose(spec, studio, tmp_path / "b.mp4", cache=cache)
    assert len(cache.made) == 2 * count
    assert made.path.read_bytes() == first.path.read_bytes()


RENDER = """
import sys
from rendering.engine.compose import SegmentCache, compose
from rendering.spec.schema import RenderSpec
from tests.rendering.engine.kit import Studio
folder, spec, out = sys.argv[1:]
with open(spec) as file:
    spec = RenderSpec.model_validate_json(file.read())
compose(spec, Studio(folder), out, workers=1, cache=SegmentCache(folder + "/cache"))
"""


def another_process(studio, spec, name):
    """A process of its own that renders a spec of a studio into its "cache"."""
    path = studio.directory / f"{name}.json"
    path.write_text(spec.model_dump_json())
    command = [sys.executable, "-c", RENDER, str(studio.directory), str(path)]
    return subprocess.Popen([*command, str(studio.directory / f"{name}.mp4")])


def test_what_was_made_before_a_sudden_death_is_used_afterwards(tmp_path):
    studio = kit.Studio(tmp_path)
    spec = studio.spec((2100,) * 4, text=None, music=False, size=(540, 960))
    dying = another_process(studio, spec, "dying")
    until(lambda: len(list(tmp_path.glob("cache/*/video-*"))) >= 3, every=0.01, what="three pieces")
    dying.send_signal(signal.SIGKILL)
    dying.wait()
    saved = len(list(tmp_path.glob("cache/*/video-*")))
    cache = Noting(tmp_path / "cache")
    made = compose(spec, studio, tmp_path / "film.mp4", cache=cache)
    assert len(cache.frames()) == len(plan(spec).segments) - saved
    assert made.frames == 252


def test_two_processes_may_share_a_cache(tmp_path):
    studio = kit.Studio(tmp_path)
    spec = studio.spec((900, 900), size=(180, 320))
    both = [another_process(studio, spec, name) for name in ("one", "two")]
    assert [each.wait() for each in both] == [0, 0]
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()
    assert all(read_seal(entry) for entry in tmp_path.glob("cache/*/*-*"))


def test_a_folder_that_cannot_be_written_costs_time_only(rendered, tmp_path):
    studio, spec, *_ = rendered
    (tmp_path / "cache").write_text("a file, not a folder")
    assert compose(spec, studio, tmp_path / "a.mp4", cache=SegmentCache(tmp_path / "cache")).frames == 126


# The folder


def test_another_font_file_makes_pictures_anew(tmp_path, monkeypatch):
    """Letters are in signs and captions; the module that finds the files stays the same."""
    studio = kit.Studio(tmp_path)
    spec = studio.spec((700,), size=(180, 320))
    before = cache_keys.segment(spec, plan(spec).segments[0], None)
    shutil.copytree(cache_keys.typography.FONTS, tmp_path / "fonts")
    with open(tmp_path / "fonts" / "Inter-SemiBold.ttf", "ab") as font:
        font.write(b"more")
    monkeypatch.setattr(cache_keys.typography, "FONTS", tmp_path / "fonts")
    cache_keys.fonts.cache_clear()
    assert cache_keys.segment(spec, plan(spec).segments[0], None) != before
    cache_keys.fonts.cache_clear()


def fill(cache, room, names, size=1000, kind="video"):
    for name in names:
        path = room / name
        path.write_bytes(b"x" * size)
        cache.keep(kind, name, path, {"name": name})
        path.unlink()
        os.utime(cache._entry_path(kind, name), (1_000_000_000 + len(kept(cache)),) * 2)


def kept(cache):
    return {entry.name.split("-", 1)[1] for entry in cache.folder.glob("*/*-*")}


def taken(cache, name, path):
    """The facts of an entry, its copy thrown away."""
    facts = cache.take("video", name, path)
    path.unlink(missing_ok=True)
    return facts


def test_what_was_not_used_for_longest_goes_first(tmp_path):
    cache = SegmentCache(tmp_path / "cache", most_bytes=3500)
    fill(SegmentCache(cache.folder), tmp_path, ["aa", "bb", "cc"])
    taken(cache, "aa", tmp_path / "mine")
    fill(cache, tmp_path, ["dd"])
    assert kept(cache) == {"aa", "cc", "dd"}


def test_a_folder_never_grows_far_beyond_its_bounds(tmp_path):
    cache = SegmentCache(tmp_path / "cache", most_bytes=20_000)
    fill(cache, tmp_path, [f"n{k:03}" for k in range(60)])
    assert sum(entry.stat().st_size for entry in cache.folder.glob("*/*")) <= 21_100


def test_stills_never_push_segments_out(tmp_path):
    cache = SegmentCache(tmp_path / "cache", most_bytes=12_000)
    fill(cache, tmp_path, ["aa", "bb", "cc"])
    fill(cache, tmp_path, [f"s{k}" for k in range(20)], kind="still")
    assert {"aa", "bb", "cc"} <= kept(cache)


@pytest.mark.parametrize("links", [True, False], ids=["by links", "by copies"])
def test_a_piece_in_use_survives_being_thrown_away(tmp_path, monkeypatch, links):
    if not links:
        monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(OSError("no links here")))
    cache = SegmentCache(tmp_path / "cache")
    fill(cache, tmp_path, ["aa"])
    assert cache.take("video", "aa", tmp_path / "mine") == {"name": "aa"}
    cache.most_bytes = 0
    cache.trim()
    assert kept(cache) == set()
    assert read_seal(tmp_path / "mine") == {"name": "aa"}


def test_many_threads_may_use_one_cache(tmp_path):
    cache, wrong = SegmentCache(tmp_path / "cache", most_bytes=5000), []

    def work(number):
        for k in range(30):
            name, path = f"{k % 7:02}", tmp_path / f"{number}-{k}"
            path.write_bytes(name.encode() * 400)
            cache.keep("video", name, path, {"name": name})
            facts = cache.take("video", name, tmp_path / f"{number}-{k}-taken")
            if facts not in (None, {"name": name}):
                wrong.append((name, facts))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_half_written_files_of_the_dead_are_swept(tmp_path):
    cache = SegmentCache(tmp_path / "cache")
    fill(cache, tmp_path, ["aa"])
    left = cache._entry_path("video", "aa").parent / ".half"
    left.write_bytes(b"half")
    os.utime(left, (1, 1))
    cache.trim()
    assert not left.exists()
    assert kept(cache) == {"aa"}
