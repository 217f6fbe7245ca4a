"""Claims about the demo product: its photo is the one that its script draws, and free-standing."""

import importlib.util
import io
import sys
from functools import cache

import numpy as np
from PIL import Image

from generation.media import cutout
from tests.paths import ROOT
from vidstudio.demo import record


@cache
def drawn():
    """What docs/tools/draw_demo_photo.py draws, as PNG."""
    spec = importlib.util.spec_from_file_location("draw_demo_photo", ROOT / "docs/tools/draw_demo_photo.py")
    script = importlib.util.module_from_spec(spec)
    # Dataclasses look their module up by its name.
    sys.modules[spec.name] = script
    spec.loader.exec_module(script)
    return script.photo_png()


def photo():
    return Image.open(io.BytesIO(record.photo()))


def test_the_photo_is_the_one_that_its_script_draws():
    again = np.asarray(Image.open(io.BytesIO(drawn())), np.int16)
    # Another machine's arithmetic may round a pixel the other way.
    assert np.abs(again - np.asarray(photo(), np.int16)).max() <= 1


def test_the_photo_is_large_and_has_a_clear_background():
    assert photo().mode == "RGBA" and min(photo().size) >= 1200
    assert photo().size == record.PHOTO_SIZE
    assert np.asarray(photo())[[0, -1], :, 3].max() == 0


def test_the_whole_product_is_in_the_photo():
    left, top, right, bottom = photo().getbbox()
    assert left > 10 and top > 10 and right < photo().width - 10 and bottom < photo().height - 10


def test_the_edges_are_soft():
    alpha = np.asarray(photo())[..., 3]
    assert ((alpha > 20) & (alpha < 235)).sum() > 1000


def test_the_art_director_stands_it_on_its_foot():
    cut = cutout.cut_out(record.photo())
    assert cut.kind == "alpha" and cut.stands and cut.complete


def test_the_picture_has_depth():
    pixels = np.asarray(photo()).astype(float)
    light = pixels[pixels[..., 3] > 250][:, :3].mean(1)
    assert np.percentile(light, 99) - np.percentile(light, 1) > 130


def test_the_record_is_complete():
    facts = record.facts()
    assert facts.name and facts.description and facts.audience and facts.price == "€89.00"
    assert 3 <= len(facts.selling_points) <= 4
