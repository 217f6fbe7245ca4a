"""A photo of oneself: what is taken, what is left of the file, and who sees it."""

import io
import threading

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from projects.board import comments, review
from projects.errors import BadInput
from projects.guests import links
from projects.media import decoder_process, photo_uploads
from projects.models import Membership, PersonalChoice, ProfilePhoto
from projects.team import members, profile_photos
from tests import cast
from tests.pages import Page
from tests.projects.media.test_photo_uploads import encoded, png_that_claims

pytestmark = pytest.mark.django_db
RED, BLUE, GREEN = (200, 30, 30), (30, 30, 200), (30, 160, 60)
ACCOUNT, PHOTO = reverse("account"), reverse("photo")


def picture(colour=RED, size=(300, 400), kind="JPEG", **options):
    return encoded(Image.new("RGB", size, colour), kind, **options)


def keep(user, data=None):
    return profile_photos.keep(user, ContentFile(picture() if data is None else data))


def inside(user):
    client = Client()
    client.force_login(user)
    return client


def send(client, data, name="me.jpg", **more):
    return client.post(PHOTO, {"photo": SimpleUploadedFile(name, data)}, **more)


def address_of(user):
    return profile_photos.address(User.objects.get(pk=user.pk))


def shown(client, user):
    """The picture that a browser gets."""
    return Image.open(io.BytesIO(client.get(address_of(user)).content))


def is_about(pixel, colour):
    return all(abs(one - other) < 12 for one, other in zip(pixel, colour, strict=True))


def refusal(data):
    with pytest.raises(BadInput) as refused:
        keep(cast.ed(), data)
    assert refused.value.field == "photo"
    assert not ProfilePhoto.objects.exists() and address_of(cast.ed()) == ""
    return refused.value.message


# --- one's own -----------------------------------------------------------------------------------
def test_somebody_chooses_a_photo_and_it_stands_in_the_header_of_every_page():
    ed = inside(cast.ed())
    assert '<span class="avatar" aria-hidden="true">ed</span>' in Page(ed.get(ACCOUNT))
    answer = send(ed, picture(), follow=True)
    assert answer.redirect_chain == [(ACCOUNT, 302)]
    assert "Your photo is saved." in Page(answer)
    for page in (ACCOUNT, reverse("projects:list")):
        assert f'<img class="avatar" src="{address_of(cast.ed())}" alt=""' in Page(ed.get(page))
    found = shown(ed, cast.ed())
    assert (found.format, found.size) == ("WEBP", (160, 160))
    assert is_about(found.getpixel((80, 80)), RED)


def test_another_photo_takes_the_place_of_the_first_and_has_another_address():
    keep(cast.ed())
    before = address_of(cast.ed())
    send(inside(cast.ed()), picture(BLUE))
    assert address_of(cast.ed()) != before
    assert ProfilePhoto.objects.count() == 1
    assert is_about(shown(inside(cast.ed()), cast.ed()).getpixel((80, 80)), BLUE)


def test_a_removed_photo_is_gone_and_initials_stand_there_again():
    keep(cast.ed())
    ed, before = inside(cast.ed()), address_of(cast.ed())
    answer = ed.post(PHOTO, {"remove": "1"}, follow=True)
    assert "Your photo is removed." in Page(answer)
    assert "Remove photo" not in Page(answer)
    assert not ProfilePhoto.objects.exists()
    assert ed.get(before).status_code == 404
    assert ed.post(PHOTO, {"remove": "1"}).status_code == 302


def test_language_and_photo_do_not_take_each_other_away():
    PersonalChoice.objects.create(user=cast.ed(), language="de", time_zone="Europe/Berlin")
    keep(cast.ed())
    profile_photos.remove(cast.ed())
    own = PersonalChoice.objects.get(user=cast.ed())
    assert (own.language, own.time_zone, own.photo) == ("de", "Europe/Berlin", "")
    answer = inside(cast.ed()).post(PHOTO, {})
    assert "Wähle zuerst ein Bild." in Page(answer)


def test_nobody_without_a_session_sends_one():
    answer = send(Client(), picture())
    assert answer.status_code == 302 and "/login/" in answer["Location"]
    assert not ProfilePhoto.objects.exists()


def test_with_an_account_its_photo_goes():
    keep(cast.ed())
    cast.ed().delete()
    assert not ProfilePhoto.objects.exists()


# --- what is sent --------------------------------------------------------------------------------
def test_the_middle_of_a_picture_is_kept():
    wide = Image.new("RGB", (900, 300), BLUE)
    wide.paste(RED, (300, 0, 600, 300))
    keep(cast.ed(), encoded(wide, "PNG"))
    found = shown(inside(cast.ed()), cast.ed())
    assert all(is_about(found.getpixel(at), RED) for at in ((6, 6), (153, 6), (6, 153), (153, 153)))


def test_a_photo_that_was_taken_sideways_stands_upright():
    """Told by the camera (EXIF): what is on the left as it was stored is at the top."""
    stored = Image.new("RGB", (400, 400), BLUE)
    stored.paste(RED, (0, 0, 200, 400))
    exif = Image.Exif()
    exif[0x0112] = 6
    keep(cast.ed(), encoded(stored, "JPEG", exif=exif, quality=95))
    found = shown(inside(cast.ed()), cast.ed())
    assert is_about(found.getpixel((80, 20)), RED) and is_about(found.getpixel((80, 140)), BLUE)


def test_where_and_with_what_it_was_taken_is_not_kept():
    exif = Image.Exif()
    exif[0x0110] = "A secret camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 0.0), 3: "E", 4: (13.0, 24.0, 0.0)})
    sent = picture(exif=exif, comment=b"At home", icc_profile=b"A profile")
    assert Image.open(io.BytesIO(sent)).getexif().get_ifd(0x8825)
    keep(cast.ed(), sent)
    data = bytes(ProfilePhoto.objects.get().data)
    assert not Image.open(io.BytesIO(data)).getexif()
    assert not any(word in data for word in (b"EXIF", b"XMP", b"ICCP", b"secret", b"At home"))
    assert len(data) < 8_000


def test_what_one_sees_through_is_white():
    keep(cast.ed(), cast.photo_bytes())
    assert is_about(shown(inside(cast.ed()), cast.ed()).getpixel((3, 3)), (255, 255, 255))


def test_of_a_moving_picture_the_first_frame_is_kept():
    frames = [Image.new("RGB", (100, 100), colour) for colour in (GREEN, RED, BLUE)]
    for kind in ("GIF", "WEBP"):
        keep(cast.ed(), encoded(frames[0], kind, save_all=True, append_images=frames[1:]))
        found = shown(inside(cast.ed()), cast.ed())
        assert getattr(found, "n_frames", 1) == 1
        assert is_about(found.convert("RGB").getpixel((80, 80)), GREEN)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"My face", "not a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "not a picture"),
        (b"<!doctype html><script>alert(1)</script>", "not a picture"),
        (picture()[:700], "damaged"),
        (png_that_claims(40_000, 40_000), "pixels"),
        (png_that_claims(12_000, 12_000), "megapixels"),
        (encoded(Image.new("1", (20_000, 100)), "PNG"), "side"),
        (encoded(Image.new("RGB", (400, 20)), "PNG"), "400×20 pixels. Choose one with at least 64"),
    ],
    ids=["nothing", "words", "svg", "html", "cut-off", "bomb", "many-pixels", "long", "tiny"],
)
def test_what_is_no_photo_is_refused_with_a_word_of_what_to_do(data, word):
    assert word in refusal(data)


def test_too_many_bytes_are_not_read_to_their_end(settings):
    settings.UPLOAD_MAX_BYTES = 2**20
    file = io.BytesIO(bytes(2**20 + 500))
    with pytest.raises(BadInput, match="larger than 1 MB"):
        profile_photos.keep(cast.ed(), file)
    assert file.tell() == 2**20 + 1


def test_a_refusal_stands_beside_the_field_and_the_photo_of_before_stays():
    keep(cast.ed())
    before = address_of(cast.ed())
    answer = send(inside(cast.ed()), b"My face")
    assert answer.status_code == 422
    page = Page(answer)
    assert 'id="photo-file-error" role="alert">This is not a picture we can read.' in page
    assert before in page and address_of(cast.ed()) == before


def test_a_refusal_is_in_the_readers_language():
    PersonalChoice.objects.create(user=cast.ed(), language="de")
    answer = send(inside(cast.ed()), encoded(Image.new("RGB", (30, 30)), "PNG"))
    assert "Das Bild hat 30×30 Pixel. Wähle eines mit mindestens 64 auf jeder Seite." in Page(answer)


@pytest.mark.parametrize("kind", ["TIFF", "AVIF", "JPEG"])
def test_large_and_unusual_pictures_are_cut_in_a_process_of_their_own(monkeypatch, kind):
    monkeypatch.setattr(photo_uploads, "NEARBY_PIXELS", 1000)
    asked = []
    real = decoder_process.square
    monkeypatch.setattr(decoder_process, "square", lambda *args: asked.append(1) or real(*args))
    keep(cast.ed(), picture(kind=kind))
    assert asked
    assert is_about(shown(inside(cast.ed()), cast.ed()).getpixel((80, 80)), RED)
    refused = encoded(Image.new("RGB", (400, 50)), kind)
    with pytest.raises(BadInput, match="at least 64"):
        keep(cast.ed(), refused)


@pytest.mark.django_db(transaction=True)
def test_of_two_photos_at_once_one_is_kept_with_its_own_address():
    ed = cast.ed()
    ready = threading.Barrier(2)

    def send_one(colour):
        ready.wait(60)
        try:
            keep(ed, picture(colour))
        finally:
            connections.close_all()

    both = [threading.Thread(target=send_one, args=[colour]) for colour in (RED, BLUE)]
    for one in both:
        one.start()
    for one in both:
        one.join(60)
    data = bytes(ProfilePhoto.objects.get().data)
    assert PersonalChoice.objects.get(user=ed).photo == profile_photos.digest(data)


# --- who sees it ---------------------------------------------------------------------------------
def test_a_photo_is_seen_by_those_who_share_a_workspace_and_by_nobody_else():
    keep(cast.ed())
    keep(cast.oscar())
    of_ed, of_oscar = address_of(cast.ed()), address_of(cast.oscar())
    assert [inside(who()).get(of_ed).status_code for who in (cast.ed, cast.vera, cast.ann)] == [200] * 3
    assert inside(cast.oscar()).get(of_ed).status_code == 404
    assert inside(cast.ed()).get(of_oscar).status_code == 404
    assert inside(cast.adam()).get(of_oscar).status_code == 200  # who runs the studio
    assert Client().get(of_ed)["Location"].startswith("/login/")
    assert inside(cast.ed()).get("/account/999999/photo/").status_code == 404


def test_whoever_left_is_not_seen_any_more_and_sees_nobody():
    keep(cast.ed())
    keep(cast.ann())
    members.remove(Membership.objects.get(user=cast.ann(), workspace=cast.shop()), cast.adam())
    ann, ed = (User.objects.get(username=name) for name in ("ann", "ed"))
    assert inside(ed).get(address_of(ann)).status_code == 404
    assert inside(ann).get(address_of(ed)).status_code == 404


def test_the_photo_of_a_closed_account_is_shown_to_nobody():
    keep(cast.ed())
    before = address_of(cast.ed())
    User.objects.filter(username="ed").update(is_active=False)
    assert address_of(cast.ed()) == ""
    assert inside(cast.ann()).get(before).status_code == 404
    page = Page(inside(cast.ann()).get(reverse("projects:workspace", args=[cast.shop().pk])))
    assert "closed account" in page and before not in page


def test_the_page_of_people_shows_them():
    keep(cast.ed())
    page = Page(inside(cast.vera()).get(reverse("projects:workspace", args=[cast.shop().pk])))
    assert page.count(address_of(cast.ed())) == 1
    assert '<span class="avatar" aria-hidden="true">ve</span>' in page


def test_a_comment_stands_beside_the_photo_of_who_wrote_it():
    project = cast.board()
    keep(cast.ed())
    first = comments.say(project, cast.ed(), "Warmer, please.")
    comments.say(project, cast.ann(), "It is.", parent=first)
    talk, vera = reverse("projects:comments", args=[project.pk]), inside(cast.vera())
    page = Page(vera.get(talk))
    assert page.count(address_of(cast.ed())) == 1
    assert '<span class="avatar" aria-hidden="true">an</span>' in page
    members.remove(Membership.objects.get(user=cast.ed(), workspace=cast.shop()), cast.adam())
    page = Page(vera.get(talk))
    assert '<span class="avatar" aria-hidden="true">ed</span>' in page
    assert "/photo/" not in page


def test_a_guest_sees_no_photo():
    project = cast.board()
    keep(cast.ed())
    comments.say(project, cast.ed(), "Warmer, please.")
    review.submit(project, cast.ed())
    guest = Client()
    page = guest.get(links.make(project, cast.ann(), "The client")[1])
    assert page.status_code == 200 and "Warmer, please." in Page(page)
    assert "/photo/" not in Page(page)
    assert guest.get(address_of(cast.ed())).status_code == 302


# --- how it is sent ------------------------------------------------------------------------------
def test_a_browser_keeps_it_as_long_as_its_address_is_the_photos():
    keep(cast.ed())
    ann, address = inside(cast.ann()), address_of(cast.ed())
    answer = ann.get(address)
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    again = ann.get(address, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    keep(cast.ed(), picture(BLUE))
    for old in (address, address.split("?")[0]):
        answer = ann.get(old, headers={"If-None-Match": again["ETag"]})
        assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-cache")


def test_photos_cost_no_page_another_query():
    project = cast.board()
    people = [cast.ed(), cast.ann(), cast.adam(), cast.vera()]
    for person in people:
        PersonalChoice.objects.create(user=person, language="en")
        comments.say(project, person, "Warmer?")
    client = inside(cast.ed())
    names = ("comments", "detail", "room", "list", "workspace")
    keys = {"list": [], "workspace": [cast.shop().pk]}
    pages = [reverse(f"projects:{name}", args=keys.get(name, [project.pk])) for name in names]

    def asked():
        counts = []
        for page in pages:
            client.get(page)
            with CaptureQueriesContext(connection) as seen:
                assert client.get(page).status_code == 200
            counts.append(len(seen))
        return counts

    before = asked()
    for person in people:
        keep(person)
    assert asked() == before
    assert client.get(pages[0]).content.decode().count("/photo/?v=") == 4
