"""A part of a model gives what the whole gives, and what is no model is refused."""

import io
import subprocess
import sys

import pytest

from generation.local.speech.neural import graph
from generation.media import weights
from tests.paths import ROOT


def field(number, *parts):
    data = b"".join(parts)
    return graph._head(number, len(data)) + data


def node(takes, gives):
    return field(1, *(field(1, one) for one in takes), *(field(2, one) for one in gives), field(4, b"Add"))


def weight(name, size):
    return field(5, field(8, name), field(9, b"\1" * size))


HEAD = b"\x08\x08"  # the version, a plain number
NODES = (node([b"x", b"w1"], [b"a"]), node([b"a", b"w2"], [b"b"]), node([b"b", b"w3"], [b"c", b""]))
WEIGHTS = (weight(b"w1", 3), weight(b"w2", 300), weight(b"w3", 5))
INPUT, OUTPUT = field(11, field(1, b"x")), field(12, field(1, b"c"))


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "model.onnx"
    path.write_bytes(HEAD + field(7, *NODES, field(2, b"main"), *WEIGHTS, INPUT, OUTPUT, field(13, b"note")))
    return path


def part(model, value):
    out = io.BytesIO()
    graph.write_part(model, value, out)
    return out.getvalue()


@pytest.mark.parametrize(("value", "count"), [("a", 1), ("b", 2), ("c", 3)])
def test_a_part_has_what_its_value_needs_and_nothing_else(model, value, count):
    main = field(2, b"main")
    output = field(12, field(1, value.encode()))
    assert part(model, value) == HEAD + field(7, *NODES[:count], main, *WEIGHTS[:count], INPUT, output)


def test_a_value_that_no_node_gives_is_refused(model):
    with pytest.raises(ValueError, match="no node gives x"):
        part(model, "x")


@pytest.mark.parametrize("data", [b"\x0a", HEAD, b"\x3a\xff\x01" + b"\x0a", b"\x3b", b"\x80" * 20])
def test_what_is_no_model_is_refused(tmp_path, data):
    path = tmp_path / "model.onnx"
    path.write_bytes(data)
    with pytest.raises(ValueError, match="not a model"):
        part(path, "a")


# In a process of its own: the models' module keeps scipy out of the one it is loaded in.
_HURRIED = """
import sys
from dataclasses import replace
from generation.local.speech.neural import Manner, __main__ as voices
manner = Manner(model="kokoro", file=sys.argv[1], timbre="af_heart", rate=1.1)
words = voices.english("Pour your first cup.", False)
hurried = len(voices.say(words, manner).samples)
runs = voices._run.cache_info().misses
easy = len(voices.say(words, replace(manner, rate=1.0)).samples)
ids = (0, *(voices.vocabulary()[one] for _, sounds in words for one in sounds), 0)
said = voices._run(ids, replace(manner, rate=1.0))[1].sum()
print(easy, hurried, runs, said - voices._lengths(ids, manner)(1.0))
"""


def test_a_hurried_sentence_is_spoken_once_at_a_pace_that_was_found_without_speaking(tmp_path):
    pytest.importorskip("onnxruntime", reason="the natural voices are not installed (make setup)")
    file = str(weights.model_file("kokoro", tmp_path))
    done = subprocess.run(
        [sys.executable, "-c", _HURRIED, file], cwd=ROOT, capture_output=True, text=True, check=True
    )
    easy, hurried, runs, apart = map(float, done.stdout.split())
    assert (runs, apart) == (1, 0)
    assert easy / hurried == pytest.approx(1.1, abs=0.04)
