"""What has to be said of a film that an AI model made, where it goes."""

import tomllib
from pathlib import Path

from rendering.exports import disclosures


def places():
    return tomllib.loads(Path(disclosures.__file__).with_suffix(".toml").read_text())["places"]


def states(**film):
    told = disclosures.rows(**{"with_ai": True, "is_signed": True, "label": "", **film})
    return {row.label: row.state for row in told}


def test_what_has_no_source_is_not_claimed():
    for place in places():
        assert bool(place["ask"]) == bool(place.get("source")) == bool(place.get("noted")), place["label"]
    assert states()["TikTok"] == states(with_ai=False)["TikTok"] == "unknown"


def test_a_film_that_no_model_made_has_nothing_to_switch_on():
    assert set(states(with_ai=False).values()) == {"nothing", "unknown"}
    assert states()["EU AI Act, Art. 50"] == "ask"


def test_it_says_what_the_film_brings_along():
    (law, *_) = disclosures.rows(with_ai=True, is_signed=True, label="Made with AI")
    assert law.brings == "This film carries the mark (C2PA and XMP), and shows “Made with AI” in every frame."
    (law, *_) = disclosures.rows(with_ai=True, is_signed=False, label="")
    assert "is not signed" in law.brings and "no label" in law.brings
