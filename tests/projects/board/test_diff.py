"""What an approver reads of what changed since the last approved version."""

from projects.board.diff import differences


def scene(index, text, picture="", **fields):
    return {"scene_index": index, "text": text, "picture": picture or f"picture of {text}", **fields}


def board(*scenes, **film):
    return {"title": "Flask", "captions": True, "voice": "", **film, "scenes": list(scenes)}


def told(old, new):
    return [str(change) for change in differences(old, new)]


def test_a_scene_in_between_does_not_make_all_after_it_look_changed():
    old = board(scene(1, "Cold."), scene(2, "Tight."))
    new = board(scene(1, "Cold."), scene(2, "Light."), scene(3, "Tight."))
    assert told(old, new) == ["Scene 2 is new: “Light.”"]


def test_a_scene_that_is_gone_is_named_by_its_words():
    old = board(scene(1, "Cold."), scene(2, "Tight."), scene(3, "Light."))
    assert told(old, board(scene(1, "Cold."), scene(2, "Light."))) == ["Scene 2 was removed: “Tight.”"]


def test_a_scene_that_was_moved_is_told_once():
    old = board(scene(1, "Cold."), scene(2, "Tight."), scene(3, "Light."))
    new = board(scene(1, "Light."), scene(2, "Cold."), scene(3, "Tight."))
    assert told(old, new) == ["Scene 1 was scene 3"]


def test_values_are_told_as_they_are_read():
    old = board(scene(1, "Cold.", "a", duration_ms=2000, motion_prompt=""), music="")
    new = board(
        scene(1, "Icy.", "a", duration_ms=3500, motion_prompt="zoom in", clip="f"),
        captions=False, voice="nova", music="b",
    )  # fmt: skip
    assert told(old, new) == [
        "Captions: on → off",
        "Voice: automatic → nova",
        "Music was chosen",
        "Scene 1, narration: “Cold.” → “Icy.”",
        "Scene 1, length: 2 s → 3.5 s",
        "Scene 1, motion: none → “zoom in”",
        "Scene 1 has a clip now",
    ]


def test_another_picture_says_only_that():
    old, new = board(scene(1, "Cold.", "a")), board(scene(1, "Cold.", "b"))
    assert told(old, new) == ["Scene 1 has another picture"]


def test_words_and_picture_both_new_in_one_place_are_one_scene_changed():
    old, new = board(scene(1, "Cold.", "a")), board(scene(1, "Icy.", "b"))
    assert told(old, new) == ["Scene 1, narration: “Cold.” → “Icy.”", "Scene 1 has another picture"]


def test_the_same_board_has_no_differences():
    same = board(scene(1, "Cold."), scene(2, "Cold."))
    assert told(same, same) == []


def test_a_setting_that_an_old_board_did_not_know_is_no_difference():
    assert told(board(scene(1, "Cold.")), board(scene(1, "Cold."), music_volume_db=-18.0)) == []
