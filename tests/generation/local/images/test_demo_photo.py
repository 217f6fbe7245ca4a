"""Claims about the demo product: its photo is drawn, free-standing and always the same."""

import io
import time
from functools import cache

import numpy as np
from PIL import Image

from generation.demo import product, record
from generation.media import cutout


@cache
def drawn():
    start = time.process_time()
    data = product.photo_png()
    return data, time.process_time() - start


def photo():
    return Image.open(io.BytesIO(drawn()[0]))


def test_the_photo_is_large_and_has_a_clear_background():
    assert photo().mode == "RGBA" and min(photo().size) >= 1200
    assert np.asarray(photo())[[0, -1], :, 3].max() == 0


def test_the_whole_product_is_in_the_photo():
    left, top, right, bottom = photo().getbbox()
    assert left > 10 and top > 10 and right < photo().width - 10 and bottom < photo().height - 10


def test_the_photo_is_drawn_within_ten_seconds():
    assert drawn()[1] < 10


def test_the_edges_are_soft():
    alpha = np.asarray(photo())[..., 3]
    assert ((alpha > 20) & (alpha < 235)).sum() > 1000


def test_the_art_director_stands_it_on_its_foot():
    cut = cutout.cut(drawn()[0])
    assert cut.kind == "alpha" and cut.stands and cut.complete


def test_the_picture_has_depth():
    pixels = np.asarray(photo()).astype(float)
    light = pixels[pixels[..., 3] > 250][:, :3].mean(1)
    assert np.percentile(light, 99) - np.percentile(light, 1) > 130


def test_the_record_is_complete():
    facts = record.facts()
    assert facts.name and facts.description and facts.audience and facts.price == "€89.00"
    assert 3 <= len(facts.selling_points) <= 4
