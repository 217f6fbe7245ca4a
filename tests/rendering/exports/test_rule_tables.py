"""The tables of platforms' rules and of forbidden words: whole, sourced, and every entry is read."""

import datetime
import re
import tomllib
from pathlib import Path

import pytest

from projects import formats
from rendering.exports import ad_policy, platforms

PLATFORMS = tomllib.loads(Path(platforms.__file__).with_suffix(".toml").read_text())
AD_POLICY = tomllib.loads(Path(ad_policy.__file__).with_suffix(".toml").read_text())

RULES = [
    (f"{row['name']} {strictness} {check}", check, rule)
    for row in PLATFORMS["platforms"]
    for strictness in ("must", "should")
    for check, rule in row.get(strictness, {}).items()
]

# What a check takes: the keys of its rule besides its source.
RANGES = {"least", "most"}
KEYS = {
    **dict.fromkeys(("ratio", "ratio_advised", "container", "video", "profile", "pixels"), {"one_of"}),
    **dict.fromkeys(("size", "size_advised"), {"sizes"}),
    **dict.fromkeys(("captions", "type"), {"boxes"}),
    **dict.fromkeys(("faststart", "edits", "offers"), {"is"}),
    **dict.fromkeys(("widest", "longest", "bytes", "keyframes"), {"most"}),
    **dict.fromkeys(("fps", "duration", "duration_advised", "bitrate", "bitrate_advised"), RANGES),
    "audio": {"codec", "least_hz", "most_hz"},
}


def test_every_platform_has_a_name_a_label_and_rules():
    for row in PLATFORMS["platforms"]:
        assert set(row) <= {"name", "label", "must", "should"} and {"name", "label", "must"} <= set(row)
    names = [row["name"] for row in PLATFORMS["platforms"]]
    assert len(names) == len(set(names)) == len(platforms.PLATFORMS)


@pytest.mark.parametrize(("name", "check", "rule"), RULES, ids=[name for name, *_ in RULES])
def test_every_limit_says_what_its_check_takes_and_names_its_source(name, check, rule):
    assert check in platforms.CHECKS
    assert rule["source"] in PLATFORMS["sources"]
    said = set(rule) - {"source"}
    assert said and said <= KEYS[check]
    assert said == KEYS[check] or KEYS[check] == RANGES or check == "audio"
    for table in ("sizes", "boxes"):
        assert set(rule.get(table, ())) <= set(formats.ASPECTS)


def test_every_source_names_its_page_and_its_day_and_is_used():
    used = {rule["source"] for _, _, rule in RULES}
    assert used == set(PLATFORMS["sources"])
    for source in PLATFORMS["sources"].values():
        assert set(source) == {"page", "noted"}
        assert "." in source["page"] and isinstance(source["noted"], datetime.date)


def test_no_rule_is_lost_on_the_way():
    assert sum(len(platform.limits) for platform in platforms.PLATFORMS) == len(RULES)


def test_every_kind_of_forbidden_words_has_a_reason_and_rows_that_are_patterns():
    assert set(AD_POLICY) == {"amounts", "kinds"}
    for kind in AD_POLICY["kinds"]:
        assert set(kind) == {"why", "rows"} and kind["why"] and kind["rows"]
        for row in kind["rows"]:
            assert set(row) <= {"languages", "whole_words", "any_of"} and row["any_of"]
            assert all(re.fullmatch("[a-z]{2}", language) for language in row["languages"])
            assert set(re.findall("<(\\w+)>", "".join(row["any_of"]))) <= set(AD_POLICY["amounts"])
    assert [why for why, _ in ad_policy.PATTERNS] == [kind["why"] for kind in AD_POLICY["kinds"]]


@pytest.mark.parametrize("code", ["de", "en", "es", "fr", "it", "nl", "pl", "pt"])
def test_every_kind_but_addresses_knows_the_language(code):
    for kind in AD_POLICY["kinds"]:
        if kind["why"] != "an address" and not (kind["why"] == "a review" and code == "pt"):
            known = {language for row in kind["rows"] for language in row["languages"]}
            assert code in known, kind["why"]
