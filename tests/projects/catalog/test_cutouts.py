"""A person chooses how a photo is cut out, and corrects it: by page, API and admin alike."""

import io
from types import SimpleNamespace

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from generation.interfaces import PhotoCut
from generation.media import cut_finding, cutout, object_finder
from generation.prompts import inputs
from generation.provider_errors import Rejected
from generation.stages import analyse
from generation.stages import cutouts as found_cutouts
from projects.board import stale
from projects.catalog import cutouts
from projects.errors import BadInput, Conflict
from projects.models import Asset, AuditEntry, Photo, Product
from tests import cast
from tests.pages import Page
from tests.projects.api.callers import as_, error

pytestmark = pytest.mark.django_db
# The suite has no model (tests/conftest.py), but for the test that asks what happens when it does not answer.
LOOK = object_finder.look
HTMX = {"HX-Request": "true"}


@pytest.fixture
def photo():
    return cast.flask().photos.get()


@pytest.fixture(autouse=True)
def found_here(monkeypatch):
    """Without another process."""
    monkeypatch.setattr(cut_finding, "find_mask", cut_finding.found)


def fresh(photo):
    return Photo.objects.select_related("asset", "mask", "product__workspace").get(pk=photo.pk)


def png(picture):
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def mask(size=(320, 400), box=(80, 80, 240, 380)):
    picture = Image.new("L", size)
    picture.paste(255, box)
    return png(picture)


def test_a_choice_is_kept_with_a_row_and_the_mask_outlives_it(photo):
    cutouts.correct(photo, cast.ed(), mask())
    assert fresh(photo).cut == "cut"
    cutouts.choose(photo, cast.ed(), "whole")
    cutouts.choose(photo, cast.ed(), "whole")
    now = fresh(photo)
    assert now.cut == "whole" and now.mask.kind == "mask" and (now.mask.width, now.mask.height) == (320, 400)
    verbs = list(AuditEntry.objects.filter(verb__contains="cut-out").values_list("verb", "new"))
    assert verbs == [("chose a cut-out", "Show the photo whole"), ("corrected a cut-out", "Use the cut-out")]
    assert cutouts.forget(now, cast.ed()).mask is None and fresh(photo).cut == "auto"


def test_of_two_people_the_second_is_told(photo):
    read = cutouts.version_of(photo)
    cutouts.choose(photo, cast.ed(), "whole", read)
    with pytest.raises(Conflict, match="Somebody else"):
        cutouts.correct(photo, cast.adam(), mask(), read)
    assert fresh(photo).cut == "whole" and fresh(photo).mask is None


RGBA = Image.new("RGBA", (320, 400), (9, 9, 9, 0))
RGBA.paste((9, 9, 9, 255), (80, 80, 240, 380))


@pytest.mark.parametrize(
    "sent, refused",
    [
        (mask(), ""),
        (mask((640, 800), (160, 160, 480, 760)), ""),  # another size of the same proportions
        (png(RGBA), ""),  # its transparency
        (mask((3200, 4000), (800, 800, 2400, 3800)), ""),
        (mask((400, 320)), "other proportions"),
        (mask(box=(0, 0, 0, 0)), "Nothing of the photo is left"),
        (mask(box=(0, 0, 320, 400)), "Nothing is cut away"),
        (b"", "empty"),
        (b"<svg/>", "not a picture"),
        (mask()[:300], "damaged"),
        (mask((8000, 10000)), "megapixels"),
        (b"\x89PNG" + bytes(9 * 2**20), "larger than 8 MB"),
    ],
)
def test_a_mask_is_decoded_apart_and_bounded(photo, sent, refused):
    if refused:
        with pytest.raises(BadInput, match=refused) as error:
            cutouts.correct(photo, cast.ed(), sent)
        assert error.value.field == "mask" and fresh(photo).mask is None
        return
    kept = cutouts.correct(photo, cast.ed(), sent).mask
    assert kept.mime == "image/png" and max(kept.width, kept.height) <= cutouts.LONGEST_SIDE
    with Image.open(kept.file) as opened:
        white = np.asarray(opened) > 127
    assert opened.mode == "L" and abs(white.mean() - 0.375) < 0.01


# --- what is made of it ----------------------------------------------------------------------
def studio_photo():
    """A red box before a patchwork, as PNG bytes."""
    ground = np.random.default_rng(1).integers(0, 255, (40, 32, 3)).repeat(10, 0).repeat(10, 1)
    ground[80:380, 80:240] = (200, 40, 36)
    return png(Image.fromarray(ground.astype(np.uint8)))


@pytest.mark.parametrize(
    "cut, kind, size",
    [
        (PhotoCut("whole"), "card", (320, 400)),
        (PhotoCut("whole", mask()), "card", (320, 400)),
        (PhotoCut("cut", mask()), "hand", (160, 300)),
        (PhotoCut("cut", mask((160, 200), (40, 40, 120, 190))), "hand", (160, 300)),
        (PhotoCut("auto", mask()), "card", (320, 400)),
        (PhotoCut("cut"), "card", (320, 400)),  # there is nothing to use
    ],
)
def test_the_choice_is_what_stands_in_the_scene(cut, kind, size):
    data = studio_photo()
    product = cutout.cut_out(data, "photo 1", cut)
    assert product.kind == kind
    assert abs(product.width - size[0]) <= 2 and abs(product.height - size[1]) <= 2
    if kind == "hand":
        own = np.asarray(Image.open(io.BytesIO(data)))[90:370, 90:230]
        top, left = (product.height - 280) // 2, (product.width - 140) // 2
        assert (product.rgba[top : top + 280, left : left + 140, :3] == own).all()


def test_a_mask_takes_nothing_from_clear_pixels_and_a_transparent_photo_can_be_whole():
    everything = png(Image.new("L", (320, 400), 255))
    own, kept = (
        cutout.cut_out(cast.photo_bytes()),
        cutout.cut_out(cast.photo_bytes(), "x", PhotoCut("cut", everything)),
    )
    assert (own.kind, kept.kind) == ("alpha", "hand") and own.rgba.shape == kept.rgba.shape
    assert cutout.cut_out(cast.photo_bytes(), "x", PhotoCut("whole")).rgba[..., 3].min() == 255


def test_a_small_thing_in_a_large_photo_keeps_its_own_pixels_under_a_small_mask():
    picture = Image.new("RGB", (2600, 1950), (180, 190, 200))
    picture.paste((200, 40, 36), (1170, 845, 1495, 1235))
    small = Image.new("L", (650, 487))
    small.paste(255, (292, 211, 374, 309))
    product = cutout.cut_out(png(picture), "photo 1", PhotoCut("cut", png(small)))
    assert abs(product.width - 325) <= 10 and abs(product.height - 390) <= 10
    assert (product.rgba[20:-20, 20:-20] == (200, 40, 36, 255)).all()


def test_what_the_scenes_are_asked_for(photo):
    project = cast.draft()
    assert analyse.request_for(project)[0].cuts == ()
    assert inputs.picture_sources(project).cuts == ()  # the question from before there was a choice
    cutouts.choose(photo, cast.ed(), "whole")
    assert inputs.picture_sources(project).cuts == (PhotoCut("whole"),)
    assert analyse.request_for(project)[0].cuts == (PhotoCut("whole"),)  # and its colours are of that
    cutouts.correct(photo, cast.ed(), mask())
    kept = inputs.picture_sources(project).cuts[0]
    assert kept.choice == "cut" and kept.mask.startswith(b"\x89PNG")


ASKED = {"beat": "hook", "scene_index": 1}
LAID = {"asked": ASKED, "of": {"photos": ["aa", "bb"]}, "product_box": [0, 0, 1, 1]}


@pytest.mark.parametrize(
    "meta, cuts, is_stale",
    [
        (LAID, {"aa": "", "bb": "whole"}, False),  # the scene shows the first
        (LAID, {"aa": "whole", "bb": ""}, True),
        (LAID, {}, False),
        (LAID | {"asked": {"beat": "proof", "scene_index": 3}}, {"aa": "", "bb": "whole"}, True),
        (LAID | {"of": {"photos": ["aa"], "cuts": ["whole"]}}, {"aa": "whole"}, False),
        (LAID | {"of": {"photos": ["aa"], "cuts": ["whole"]}}, {"aa": ""}, True),
        (LAID | {"of": {"photos": ["aa"], "cuts": ["cut:1"]}}, {"aa": "cut:2"}, True),
        (LAID | {"product_box": None}, {"aa": "whole"}, False),  # drawn from the photo by others
    ],
)
def test_a_picture_of_an_older_cut_out_is_stale(meta, cuts, is_stale):
    wish = {"cuts": cuts, "photos": ["aa", "bb"], "keep_product": True, "captions": True, "logo_beats": ()}
    names = [one.name for one in stale.compare(meta, wish)]
    assert names == (["cuts"] if is_stale else [])


# --- callers ---------------------------------------------------------------------------------
def test_the_page_shows_what_is_cut_out_and_takes_the_choice(client, photo):
    client.force_login(cast.ed())
    card = reverse("generation:cutout_card", args=[photo.pk])
    assert card in Page(client.get(reverse("projects:product", args=[photo.product_id])))
    shown = Page(client.get(card))
    assert "Cut out: the file’s own transparency" in shown and "<mask" in shown
    assert Asset.objects.filter(kind="mask").count() == 1
    client.get(card)
    assert Asset.objects.filter(kind="mask").count() == 1  # found once
    place, version = reverse("generation:cutout", args=[photo.pk]), cutouts.version_of(photo)
    answer = client.post(place, {"cutout": "whole", "version": version}, headers=HTMX)
    assert "Shown whole, as you chose" in Page(answer) and "<mask" not in Page(answer)
    late = client.post(place, {"cutout": "cut", "version": version}, headers=HTMX)
    assert late.status_code == 409 and "Somebody else" in Page(late)
    assert client.post(place, {"cutout": "cut"}).status_code == 302  # without a script
    assert "Cut out, as you chose" in Page(client.get(place))


def test_what_was_painted_comes_by_the_script(client, photo):
    client.force_login(cast.ed())
    place, version = reverse("generation:cutout_mask", args=[photo.pk]), cutouts.version_of(photo)

    def send(**more):
        return client.post(place, {"version": version, **more})

    assert send().status_code == 422
    assert send(mask=SimpleUploadedFile("m.png", mask())).json()["next"].endswith(f"#photo-{photo.pk}")
    late = send(mask=SimpleUploadedFile("m.png", mask(box=(0, 0, 99, 99))))
    assert late.status_code == 409 and late.json()["version"] == cutouts.version_of(fresh(photo))
    assert client.post(reverse("generation:cutout_forget", args=[photo.pk])).status_code == 302
    assert fresh(photo).mask is None


def test_viewers_look_and_outsiders_see_nothing(client, photo):
    client.force_login(cast.vera())
    place = reverse("generation:cutout", args=[photo.pk])
    assert "<form" not in Page(client.get(reverse("generation:cutout_card", args=[photo.pk])))
    assert client.get(place).status_code == 200
    assert client.post(place, {"cutout": "whole"}).status_code == 403
    assert client.post(reverse("generation:cutout_mask", args=[photo.pk])).status_code == 403
    client.force_login(cast.oscar())
    assert client.get(place).status_code == 404


def test_a_program_chooses_and_corrects(photo):
    client, path = as_(cast.ed()), f"/api/v1/photos/{photo.pk}/"
    told = client.patch(path, {"cutout": "whole", "version": cutouts.version_of(photo)}, format="json").json()
    assert (told["cutout"], told["mask"]) == ("whole", None)
    file = SimpleUploadedFile("m.png", mask())
    corrected = client.put(
        f"{path}mask/", {"file": file, "version": told["version"]}, format="multipart"
    ).json()
    assert corrected["cutout"] == "cut" and corrected["mask"].startswith("http")
    late = client.patch(path, {"cutout": "auto", "version": told["version"]}, format="json")
    assert error(late)[:2] == (409, "conflict")
    bad = client.put(f"{path}mask/", {"file": SimpleUploadedFile("m.png", b"no")}, format="multipart")
    assert bad.status_code == 422
    assert client.patch(path, {"cutout": "sometimes"}, format="json").status_code == 400
    assert client.delete(f"{path}mask/").json()["mask"] is None
    assert as_(cast.vera()).patch(path, {"cutout": "whole"}, format="json").status_code == 403
    assert as_(cast.oscar()).patch(path, {"cutout": "whole"}, format="json").status_code == 404
    assert Product.objects.get().photos.get().cut == "auto"


def test_what_a_busy_machine_did_not_find_is_not_kept(photo, monkeypatch):
    monkeypatch.setattr(object_finder, "look", LOOK)
    monkeypatch.setattr(object_finder, "_seen", _never_answers)
    monkeypatch.setattr(object_finder.weights, "model_file", lambda name, folder: "a model")
    monkeypatch.setattr(cut_finding.photo_files, "open_photo", lambda data: SimpleNamespace(rgba=_rough()))
    with pytest.raises(Rejected, match="the machine is busy"):
        found_cutouts.found_mask(photo)
    assert not Asset.objects.filter(kind="mask").exists()


def _never_answers(*asked):
    raise object_finder._NoAnswer("too late")


def _rough():
    return np.random.default_rng(1).integers(0, 255, (400, 320, 4), np.uint8) | np.uint8([0, 0, 0, 255])
