"""Guests: each control tried as a guest with and without its scope, and nothing else is reachable."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from generation.models import Job
from projects.board import comments, review
from projects.errors import BadInput, NotAllowed
from projects.guests import acts, links
from projects.media import library
from projects.models import AuditEntry, Comment, GuestLink, Membership, VideoProject
from rendering.models import Render
from tests import cast, fakes
from tests.pages import Page

pytestmark = pytest.mark.django_db
ALL = tuple(links.SCOPES)


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def guest():
    """A browser that nobody is signed in with."""
    return Client()


@pytest.fixture
def project():
    made = cast.board(title="Ridge film")
    review.submit(made, cast.ed())
    return VideoProject.objects.get(pk=made.pk)


def word_for(project, *scopes, by=None, **choices):
    address = links.make(project, by or cast.ann(), "The client", scopes, **choices)[1]
    return address.rstrip("/").rsplit("/", 1)[1]


def at(name, word, *more):
    return reverse(f"projects:{name}", args=[word, *more])


def film(project, kind="preview"):
    from projects.board.digest import board_digest

    video = library.keep(project.workspace, "video", b"a film", "video/mp4", "local")
    return Render.objects.create(
        project=project, kind=kind, digest=board_digest(project), spec={}, video=video, aspect=project.aspect,
        duration_ms=6000, frames=180, width=720, height=1280,
    )  # fmt: skip


# --- what each scope opens -------------------------------------------------------------------------
def tries(guest, project, word):
    """{control: its status} of all that a guest's page offers, pressed whether it is shown or not."""
    digest = project.submissions.first().digest
    own = {"name": "Nina"}
    said = guest.post(at("guest_say", word), {**own, "text": "Warmer, please."})
    film(project)
    kept = guest.get(reverse("rendering:guest_video", args=[word]), {"download": "1"})
    decided = guest.post(at("guest_decide", word), {**own, "verb": "approve", "expecting": digest})
    return {
        "look": guest.get(at("guest", word)).status_code,
        links.COMMENT: said.status_code,
        links.DOWNLOAD: kept.status_code,
        links.DECIDE: decided.status_code,
    }


@pytest.mark.parametrize("scopes", [(), *((one,) for one in ALL), ALL], ids=lambda scopes: "+".join(scopes))
def test_each_scope_opens_its_own_control_and_no_other(guest, project, scopes):
    word = word_for(project, *scopes)
    page = Page(guest.get(at("guest", word)))
    assert ("Your comment" in page) is (links.COMMENT in scopes)
    assert ('value="approve"' in page) is (links.DECIDE in scopes)
    refused = {links.COMMENT: 403, links.DOWNLOAD: 404, links.DECIDE: 403}
    opened = {links.COMMENT: 302, links.DOWNLOAD: 200, links.DECIDE: 302}
    expected = {one: (opened if one in scopes else refused)[one] for one in ALL}
    assert tries(guest, project, word) == {"look": 200, **expected}
    assert Comment.objects.count() == (links.COMMENT in scopes)
    assert (VideoProject.objects.get(pk=project.pk).state == "in_review") is (links.DECIDE not in scopes)


def test_every_address_that_a_guest_page_shows_answers_a_guest(guest, project):
    import re

    word = word_for(project, *ALL)
    film(project)
    shown = guest.get(at("guest", word)).content.decode()
    part = guest.get(reverse("rendering:guest_film", args=[word])).content.decode()
    addresses = set(re.findall(r'(?:src|href|hx-get)="(/(?!static)[^"]*)"', shown + part))
    assert len(addresses) >= 5
    assert {address: guest.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)
    assert not [address for address in addresses if not address.startswith(f"/g/{word}/")]


def test_nothing_else_of_the_studio_opens(guest, project):
    """The visit of a link signs nobody in."""
    from tests.vidstudio import verbs

    guest.get(at("guest", word_for(project, *ALL)))
    open_to_all = {"login", "health", "health_video", "openapi", "docs", "redoc", "design", "verify"}
    for name in sorted(verbs.PAGES):
        route = verbs.routes()[name][0]
        if "<" in route or name in open_to_all or name.startswith("password"):
            continue
        assert guest.get("/" + route).status_code in (302, 405), name
    for path in (f"/projects/{project.pk}/", f"/projects/{project.pk}/review/", "/review/", "/products/"):
        assert guest.get(path).url.startswith("/login/")
    assert guest.get("/api/v1/projects/").status_code == 401


def test_no_other_picture_of_the_workspace_is_given(guest, project):
    word = word_for(project)
    mine, other = project.scenes.first().picture.asset, cast.picture(9)
    assert guest.get(at("guest_picture", word, mine.pk)).status_code == 200
    assert guest.get(at("guest_picture", word, other.pk)).status_code == 404
    project.scenes.first().takes.update(picked=False)
    assert guest.get(at("guest_picture", word, mine.pk)).status_code == 404


def test_a_scene_of_another_board_is_no_place_for_a_comment(guest, project):
    other = cast.board(title="Other").scenes.first()
    sent = {"name": "Nina", "text": "Hm.", "scene": other.pk}
    assert guest.post(at("guest_say", word_for(project, "comment")), sent).status_code == 404


# --- when a link ends --------------------------------------------------------------------------------
@pytest.mark.parametrize("how", ["revoked", "old", "cut", "lender gone", "lender closed", "lender demoted"])
def test_a_link_that_ended_opens_nothing(guest, project, how):
    word = word_for(project, *ALL)
    link, lender = GuestLink.objects.get(), cast.ann()
    if how == "revoked":
        links.revoke(link, cast.ed())
    elif how == "old":
        GuestLink.objects.update(expires=timezone.now() - timedelta(seconds=1))
    elif how == "cut":
        word = word[:-1]
    elif how == "lender gone":
        Membership.objects.filter(user=lender).delete()
    elif how == "lender closed":
        type(lender).objects.filter(pk=lender.pk).update(is_active=False)
    else:
        Membership.objects.filter(user=lender).update(role="editor")
    picture = project.scenes.first().picture.asset.pk
    for name, more in (("guest", ()), ("guest_picture", (picture,))):
        assert guest.get(at(name, word, *more)).status_code == 404
    for name in ("guest_say", "guest_decide", "guest_password"):
        assert guest.post(at(name, word), {"name": "Nina", "text": "x"}).status_code == 404
    assert not Comment.objects.exists()


def test_a_link_is_asked_only_so_often(guest, project, monkeypatch):
    monkeypatch.setattr(links, "MOST_A_MINUTE", 3)
    word = word_for(project)
    codes = [guest.get(at("guest", word)).status_code for _ in range(12)]
    assert codes[:3] == [200, 200, 200] and 429 in codes


def test_a_password_is_asked_once_and_guesses_are_few(guest, project):
    word = word_for(project, "comment", password="a long secret")
    page = guest.get(at("guest", word))
    assert page.status_code == 401 and "Ridge film" not in Page(page)
    picture = at("guest_picture", word, project.scenes.first().picture.asset.pk)
    assert guest.get(picture).status_code == 401
    assert guest.post(at("guest_say", word), {"name": "N", "text": "x"}).status_code == 401
    assert guest.post(at("guest_password", word), {"password": "wrong"}).status_code == 401
    assert guest.post(at("guest_password", word), {"password": "a long secret"}).status_code == 302
    assert guest.get(at("guest", word)).status_code == 200
    other = Client()
    for _ in range(links.MOST_TRIES):
        other.post(at("guest_password", word), {"password": "wrong"})
    assert other.post(at("guest_password", word), {"password": "a long secret"}).status_code == 429
    GuestLink.objects.update(failed_from=timezone.now() - links.TRIES_WITHIN)
    assert other.post(at("guest_password", word), {"password": "a long secret"}).status_code == 302


# --- what guests do ------------------------------------------------------------------------------------
def test_the_audit_says_guest_name_and_link(guest, project):
    word = word_for(project, *ALL)
    guest.post(at("guest_say", word), {"name": " Nina  Roe ", "text": "Warmer, please."})
    digest = project.submissions.first().digest
    guest.post(at("guest_decide", word), {"name": "Nina Roe", "verb": "approve", "expecting": digest})
    found = AuditEntry.objects.filter(actor_name="Nina Roe (guest, “The client”)")
    assert {"commented on", "approved"} <= set(found.values_list("verb", flat=True))
    assert set(found.values_list("actor", flat=True)) == {None}
    entry = found.filter(verb="approved").get()
    assert (entry.data["guest"], entry.data["lent_by"]) == ("Nina Roe", cast.ann().pk)
    assert project.submissions.get().note == "Nina Roe (guest)"
    assert Job.objects.filter(project=project, kind="render").exists()


def test_a_comment_of_a_guest_is_theirs_and_the_team_is_told(guest, project, client):
    word = word_for(project, "comment")
    for _ in range(2):  # a double click
        guest.post(at("guest_say", word), {"name": "Nina", "text": "Warmer, please."})
    said = Comment.objects.get()
    assert (said.author, said.author_name) == (None, "Nina (guest)")
    assert cast.ed().notifications.filter(kind="comment").count() == 1
    client.force_login(cast.ed())
    assert "Nina (guest)" in Page(client.get(f"/projects/{project.pk}/"))
    comments.resolve(said, cast.ed())
    assert "Warmer, please." not in Page(guest.get(at("guest", word)))


def test_sent_back_by_a_guest_says_who_and_why(guest, project):
    word = word_for(project, "decide")
    sent = {"name": "Nina", "verb": "changes", "note": ""}
    assert guest.post(at("guest_decide", word), sent).status_code == 422
    for _ in range(2):
        guest.post(at("guest_decide", word), {**sent, "note": "Brighter."})
    found = project.submissions.get()
    assert (found.state, found.note) == ("changes_requested", "Nina (guest): Brighter.")


def test_a_guest_agrees_only_to_what_they_looked_at(guest, project):
    word = word_for(project, "decide")
    for expecting in ("", "another"):
        sent = {"name": "Nina", "verb": "approve", "expecting": expecting}
        assert guest.post(at("guest_decide", word), sent).status_code == 409
    assert project.submissions.get().state == "open"


def test_who_submitted_cannot_lend_the_approval_of_it(guest):
    own = cast.board(title="Own")
    review.submit(own, cast.ann())
    word = word_for(own, "decide", by=cast.ann())
    assert "Nothing is to be decided now." in Page(guest.get(at("guest", word)))
    digest = own.submissions.get().digest
    answer = guest.post(at("guest_decide", word), {"name": "Nina", "verb": "approve", "expecting": digest})
    assert answer.status_code == 403 and own.submissions.get().state == "open"


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_guest_says_their_name(guest, project, name):
    word = word_for(project, "comment")
    answer = guest.post(at("guest_say", word), {"name": name, "text": "Keep this text."})
    assert answer.status_code == 422 and "Keep this text." in Page(answer)


def test_pages_of_guests_are_kept_by_nobody(guest, project):
    answer = guest.get(at("guest", word_for(project)))
    assert "no-store" in answer["Cache-Control"] and answer["Referrer-Policy"] == "same-origin"
    assert "noindex" in answer["X-Robots-Tag"]


# --- making links --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "scopes", "may"),
    [
        (cast.vera, (), False),
        (cast.ed, ("comment", "download"), True),
        (cast.ed, ("decide",), False),
        (cast.ann, ALL, True),
    ],
)
def test_nobody_lends_more_than_they_have(project, who, scopes, may):
    if may:
        assert links.make(project, who(), "The client", scopes)[0].is_open
    else:
        with pytest.raises(NotAllowed):
            links.make(project, who(), "The client", scopes)


@pytest.mark.parametrize(
    "wrong", [{"label": " "}, {"scopes": ("rule",)}, {"days": 3}, {"days": 0}, {"password": "short"}]
)
def test_a_link_that_makes_no_sense_is_refused(project, wrong):
    with pytest.raises(BadInput):
        links.make(project, cast.ann(), **{"label": "The client", **wrong})


def test_the_word_is_shown_once_and_not_kept(client, project):
    client.force_login(cast.ann())
    where = reverse("projects:guest_links", args=[project.pk])
    page = Page(client.post(where, {"label": "The client", "scopes": ["comment"], "days": "7"}))
    assert "/g/" in page
    assert "/g/" not in Page(client.get(where)) and "The client" in Page(client.get(where))
    client.force_login(cast.vera())
    assert client.get(where).status_code == 403
    client.force_login(cast.oscar())
    assert client.get(where).status_code == 404
    link = GuestLink.objects.get()
    assert client.post(reverse("projects:guest_link_revoke", args=[link.pk])).status_code == 404


def test_the_verbs_look_at_the_scope_themselves(project):
    link = links.make(project, cast.ann(), "The client")[0]
    with pytest.raises(NotAllowed):
        acts.say(link, "Nina", "Hm.")
    with pytest.raises(NotAllowed):
        acts.approve(link, "Nina", "", "x")
    with pytest.raises(NotAllowed):
        acts.ask_changes(link, "Nina", "Hm.")
