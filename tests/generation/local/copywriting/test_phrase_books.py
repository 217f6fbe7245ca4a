"""The phrase books and lexicons: every language has every table, every slot is one that is filled."""

import itertools
import re
import shutil
import string
from dataclasses import fields

import pytest

from generation.interfaces import ProductFacts, ScriptRequest
from generation.local.copywriting import english_words, lexicon, phrase_book
from generation.local.copywriting.phrase_book import (
    ANY_DOMAIN,
    EVERY_STYLE,
    FactFrames,
    Phrase,
    StyledPhrases,
)
from generation.local.copywriting.provider import Copywriter
from generation.text.toml_tables import language_files, read_table
from projects.styles import MODES, STYLES

BOOKS = {language: phrase_book.phrase_book(language) for language in phrase_book.languages()}
FOLDERS = (phrase_book.FOLDER, lexicon.FOLDER)
# {folder's name/language: what its file holds}
TABLES = {
    f"{folder.name}/{language}": read_table(path)
    for folder in FOLDERS
    for language, path in language_files(folder).items()
}

# What English has beside the tables of all languages, because it has a grammar.
ENGLISH_ONLY = {"asked_hooks", "called_hooks", "needed_hooks", "described_intros", "fact_frames"}
# Tables in which a style may have nothing to say.
OPTIONAL = ENGLISH_ONLY | {"frames"}

# Titles of more than five words are left off the picture.
TOO_LONG_TO_SHOW = {"De la mañana a la noche"}

NAMES = {"name", "Name", "price"}
ENGLISH_NAMES = NAMES | {
    *("this", "This", "it", "It", "them", "it_is", "is", "has", "comes", "re"),
    *("this_one", "This_one", "This_is"),
}
SLOTS = {
    "asked_hooks": {"rest", "Rest", "theirs"},
    "called_hooks": {"audience", "Audience"},
    "needed_hooks": {"new", "good", "New", "Good"},
    "described_intros": {"phrase"},
    "frames": {"point"},
    "audience": {"audience", "Audience"},
    "has": {"thing", "Thing", "the_thing", "is_thing", "s"},
    "is": {"quality", "Quality"},
    "does": {"action"},
    "meet": {"who", "company"},
    "stay": {"the"},
    "leave": {"the"},
    "opening": {"where"},
    "ending": {"the"},
}


def slots_of(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def leaves(table, *keys):
    """(keys, value) of everything in a table that is no table itself."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from leaves(value, *keys, key)
        else:
            yield (*keys, key), value


def phrases_of(table):
    """(keys, sentence or title) of a phrase book as it stands in its file."""
    for keys, value in leaves(table):
        if keys[-1] == "words":  # patterns
            continue
        for phrase in value if isinstance(value, list) else [value]:
            for text in phrase.values() if isinstance(phrase, dict) else [phrase]:
                yield keys, text


def books():
    return [(name, table) for name, table in TABLES.items() if name.startswith("phrases/")]


def lexicons():
    return [(name, table) for name, table in TABLES.items() if name.startswith("lexicon/")]


def test_the_languages_are_those_with_a_file_and_each_has_a_lexicon():
    languages = ("ar", "de", "en", "es", "fr", "hi", "it", "ja", "ko", "nl", "pl", "pt", "sv", "tr", "zh")
    assert phrase_book.languages() == languages
    assert set(lexicon.lexicon().grammars) == set(phrase_book.languages())


@pytest.mark.parametrize("language", BOOKS)
def test_every_mode_and_style_finds_something_to_say(language):
    book = BOOKS[language]
    tables = [field.name for field in fields(book) if field.type is StyledPhrases]
    needed = [name for name in tables if name not in OPTIONAL]
    if language != "en":
        needed.append("frames")
    for name, mode, style in itertools.product(needed, MODES, STYLES):
        assert getattr(book, name).all_for(mode, style), (name, mode, style)


def test_english_puts_every_kind_of_fact_in_every_style():
    frames = BOOKS["en"].fact_frames
    for mode, style, verb in itertools.product(MODES, STYLES, ("has", "is", "does")):
        assert frames.all_for(mode, style, verb), (mode, style, verb)


@pytest.mark.parametrize(("name", "table"), books())
def test_tables_modes_and_styles_have_known_names(name, table):
    known = {field.name for field in fields(phrase_book.PhraseBook)} - {"language"}
    known -= set() if name == "phrases/en" else ENGLISH_ONLY
    assert set(table) <= known
    for keys, _ in leaves(table):
        if keys[0] not in ("asides", "concepts", "domains", "story"):
            assert keys[1] in MODES, keys
            assert len(keys) == 2 or keys[2] in (*STYLES, EVERY_STYLE), keys


@pytest.mark.parametrize("name", [name for name, _ in books()])
def test_styles_that_exclaim_or_list_exist(name):
    table = TABLES[name]
    styles = [
        style for key in ("exclaims", "lists_alone") for row in table.get(key, {}).values() for style in row
    ]
    assert set(styles) <= set(STYLES)


@pytest.mark.parametrize(("name", "table"), books())
def test_every_slot_is_one_that_is_filled(name, table):
    shared = ENGLISH_NAMES if name == "phrases/en" else NAMES
    for keys, text in phrases_of(table):
        if keys[0] == "story":
            allowed = SLOTS.get(keys[-1], set())
        elif keys[0] == "fact_frames":
            allowed = shared | SLOTS[keys[-1]]
        else:
            allowed = shared | SLOTS.get(keys[0], set())
        assert slots_of(text) <= allowed, (keys, text)


@pytest.mark.parametrize(("name", "table"), books())
def test_no_phrase_is_empty_untidy_or_unfinished(name, table):
    for keys, text in phrases_of(table):
        assert text and text == text.strip() and "|" not in text, (keys, text)
        assert "  " not in text, (keys, text)


@pytest.mark.parametrize("language", BOOKS)
def test_what_is_said_ends_as_a_sentence_and_titles_are_short(language):
    book = BOOKS[language]
    for phrase in every_phrase(book):
        assert phrase.say[-1] in ".!?…。！？।؟", phrase
        assert len(phrase.title.split()) <= 5 or phrase.title in TOO_LONG_TO_SHOW, phrase
    for lines in book.story.tones.values() if book.story else ():
        for text in (
            *lines.hook,
            *lines.context,
            *lines.content,
            *lines.closing,
            *lines.short,
            lines.short_end,
        ):
            assert text[-1] in ".!?…", text


def every_phrase(book):
    for field in fields(book):
        table = getattr(book, field.name)
        if isinstance(table, StyledPhrases):
            yield from itertools.chain(*table.by_style.values())
    for row in (*book.concepts.values(), *book.domains.values()):
        for field in fields(row):
            yield from getattr(row, field.name)


@pytest.mark.parametrize("language", BOOKS)
def test_domains_are_whole_and_concepts_can_be_led_up_to(language):
    book = BOOKS[language]
    topics = {"coffee", "tea", *lexicon.lexicon().domain_of.values(), ANY_DOMAIN}
    assert ANY_DOMAIN in book.domains and set(book.domains) <= topics
    for name, domain in book.domains.items():
        assert all(getattr(domain, field.name) for field in fields(domain)), name
    assert set(book.concepts) <= set(lexicon.lexicon().concepts)
    for name, concept in book.concepts.items():
        assert concept.calm_setups and concept.lively_setups, name


@pytest.mark.parametrize("language", [language for language, book in BOOKS.items() if book.story])
def test_a_narrator_has_lines_for_every_scene(language):
    story = BOOKS[language].story
    for mode, style in itertools.product(MODES, STYLES):
        lines = story.lines_for(mode, style)
        assert lines.hook and lines.context and lines.content and lines.closing
        assert lines.short and lines.short_end
        if language == "en":
            assert lines.meet and lines.stay and lines.leave
    for when in story.times.values():
        assert re.compile(when.pattern) and when.opening


def test_english_knows_the_times_of_day():
    assert BOOKS["en"].story.times


@pytest.mark.parametrize(("name", "table"), lexicons())
def test_lexicons_have_every_table_and_patterns_that_compile(name, table):
    first = TABLES[f"lexicon/{lexicon.FIRST_LANGUAGE}"]
    assert set(table["grammar"]) == set(first["grammar"])
    assert {"domains", "evidence", "categories", "concepts"} <= set(table)
    for section in ("domains", "evidence", "categories", "concepts"):
        assert set(table[section]) <= set(first[section]), section
        for words in table[section].values():
            assert all(word and word == word.lower() and re.compile(word) for word in words)
    assert "clauses" in table or name == "lexicon/en"


def test_concepts_name_domains_that_exist():
    words = lexicon.lexicon()
    domains = set(words.domain_of.values())
    assert words.sure_topics <= domains
    assert set(words.concept_domains) <= set(words.concepts)
    assert {domain for row in words.concept_domains.values() for domain in row} <= domains


def test_english_word_lists_hold_single_small_words():
    for field in fields(english_words.WORDS):
        words = getattr(english_words.WORDS, field.name)
        if isinstance(words, frozenset) and field.name != "capitals":
            assert words and all(word == word.lower() and len(word.split()) == 1 for word in words), (
                field.name
            )


def test_a_new_language_is_a_new_file(tmp_path, monkeypatch):
    """A copy of the German files under a name of its own writes ads and stories in that language."""
    for folder in FOLDERS:
        copies = tmp_path / folder.name
        shutil.copytree(folder, copies)
        (copies / "xx.toml").write_text((copies / "de.toml").read_text().replace("Zeit", "Xeit"))
    cached = (phrase_book.languages, phrase_book.phrase_book, lexicon.lexicon)
    for module in (phrase_book, lexicon):
        monkeypatch.setattr(module, "FOLDER", tmp_path / module.FOLDER.name)
    for function in cached:
        function.cache_clear()
    try:
        assert "xx" in phrase_book.languages() and "xx" in lexicon.lexicon().grammars
        product = ProductFacts(name="Kanne", selling_points=("Auslaufsicher", "750 ml"), price="29 €")
        for source in ({"product": product}, {"prompt": "Ein Hund läuft und findet einen Ball"}):
            order = ScriptRequest(
                mode="creative_ad", style="luxury", duration_ms=30_000, language="xx", **source
            )
            assert len(Copywriter().write(order).segments) >= 4
    finally:
        for function in cached:
            function.cache_clear()


def test_a_style_without_words_of_its_own_takes_those_of_every_style():
    table = StyledPhrases({("m", EVERY_STYLE): (Phrase("a"),), ("m", "bold"): (Phrase("b"),)})
    assert table.all_for("m", "bold") == (Phrase("b"), Phrase("a"))
    assert table.best_for("m", "bold") == (Phrase("b"),)
    assert table.all_for("m", "luxury") == table.best_for("m", "luxury") == (Phrase("a"),)
    assert FactFrames({}).all_for("m", "bold", "has") == ()
