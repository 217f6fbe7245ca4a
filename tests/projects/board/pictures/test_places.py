"""Places of words and product as values: what can be, what is kept, and how it is told."""

import math

from projects.board.pictures import places

AT = (0.45, 0.25, 0.8)


def test_each_ratio_keeps_places_of_its_own_and_none_leave_no_trace():
    one = places.with_place({}, "9:16", "words", AT)
    two = places.with_place(one, "1:1", "product", (0.5, 0.123456, 1.0))
    assert two == {"9:16": {"words": [0.45, 0.25, 0.8]}, "1:1": {"product": [0.5, 0.1235, 1.0]}}
    assert places.put(two, "9:16", "words") == AT
    assert places.on_frame(two, "16:9") == {"words_at": (), "product_at": ()}
    assert places.with_place(one, "9:16", "words", ()) == {}
    assert one == {"9:16": {"words": [0.45, 0.25, 0.8]}}


def test_what_lies_outside_of_the_frame_or_is_no_number_is_named():
    assert places.out_of_bounds("words", AT) is None
    assert places.out_of_bounds("words", (-0.01, 0.5, 1.0)) == ("x", 0.0, 1.0)
    assert places.out_of_bounds("product", (0.5, math.nan, 1.0)) == ("y", 0.0, 1.0)
    assert places.out_of_bounds("words", (0.5, 0.5, 2.5)) == ("scale", 0.5, 2.0)


def test_a_place_is_told_in_words():
    assert places.in_words(AT) == "45 % from the left, 25 % from the top, 80 % of its size"
    assert places.in_words(()) == ""
