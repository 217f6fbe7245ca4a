"""Claims about the local eye: it reports what is in the photo and in the record, nothing else."""

import io
from dataclasses import replace

import pytest
from PIL import Image, ImageDraw

from generation.interfaces import AnalysisRequest, PhotoCut, ProductFacts
from generation.local import vision
from generation.provider_errors import Rejected
from projects import photo_cuts
from vidstudio.demo import record


def photo(*colours):
    picture = Image.new("RGB", (400, 400), "white")
    pen = ImageDraw.Draw(picture)
    step = 240 // len(colours)
    for at, colour in enumerate(colours):
        pen.rectangle((80, 80 + at * step, 320, 80 + (at + 1) * step), fill=colour)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def analysed(points=(), photos=(), **facts):
    product = ProductFacts(name="Vase", selling_points=tuple(points), **facts)
    return vision.LocalVision().analyse(AnalysisRequest(product=product, photos=tuple(photos)))


def test_the_palette_is_the_products_own_and_not_the_backgrounds():
    palette = analysed(photos=[photo("#c81e1e")]).palette
    assert palette == ("#c81e1e",)


def test_the_strongest_colour_comes_first():
    palette = analysed(photos=[photo("#103070", "#103070", "#e0b020")]).palette
    assert palette == ("#103070", "#e0b020")


def mask_of(box):
    mask = Image.new("L", (400, 400))
    ImageDraw.Draw(mask).rectangle(box, fill=255)
    out = io.BytesIO()
    mask.save(out, "PNG")
    return out.getvalue()


def test_the_palette_is_of_the_cut_that_is_used():
    two = photo("#103070", "#e0b020")  # blue above, yellow below
    request = AnalysisRequest(product=ProductFacts(name="Vase"), photos=(two, photo("#c81e1e")))
    found = vision.LocalVision().analyse(request).palette
    assert "#103070" in found and "#e0b020" in found and "#c81e1e" in found
    by_hand = (PhotoCut(photo_cuts.CUT, mask_of((80, 205, 320, 320))), PhotoCut())
    palette = vision.LocalVision().analyse(replace(request, cuts=by_hand)).palette
    assert "#103070" not in palette and "#e0b020" in palette and "#c81e1e" in palette
    whole = (PhotoCut(photo_cuts.WHOLE), PhotoCut(photo_cuts.WHOLE))
    assert "#ffffff" in vision.LocalVision().analyse(replace(request, cuts=whole)).palette


def test_without_photos_there_is_no_palette():
    assert analysed().palette == ()


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("750 ml, BPA-free", "feature"),
        ("Keeps drinks cold for 24 hours", "benefit"),
        ("Dishwasher and microwave safe", "benefit"),
        ("Glazed by hand", "unique"),
        ("Kangaroo pocket with hidden phone sleeve", "unique"),
        ("Boxy fit", "feature"),
    ],
)
def test_a_line_is_sorted_by_the_promise_it_makes(line, kind):
    assert vision.kind_of(line) == kind


def test_nothing_is_invented():
    facts = record.facts()
    found = vision.LocalVision().analyse(AnalysisRequest(product=facts))
    said = facts.description + " ".join(facts.selling_points)
    for line in (*found.features, *found.benefits, *found.unique_points):
        assert line in said


def test_every_selling_point_is_used_once():
    points = record.facts().selling_points
    found = analysed(points)
    assert sorted((*found.features, *found.benefits, *found.unique_points)) == sorted(points)


def test_an_unreadable_photo_is_named():
    with pytest.raises(Rejected, match="photo 2"):
        analysed(photos=[photo("#c81e1e"), b"nothing"])
