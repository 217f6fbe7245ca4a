"""People of a workspace: invited, joined, given another role, removed; and nobody else gets in."""

from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation

from projects.errors import BadInput, IllegalMove, NotAllowed
from projects.models import AuditEntry, Invitation, Membership, Workspace
from projects.team import members
from projects.templatetags.studio import midsentence
from tests import cast
from tests.pages import Page

pytestmark = pytest.mark.django_db


def word_of(link):
    return link.rstrip("/").rsplit("/", 1)[1]


def invited(role="editor", email=""):
    return word_of(members.invite(cast.shop(), cast.adam(), role, email)[1])


def page(client, who):
    client.force_login(who)
    return client.get(reverse("projects:workspace", args=[cast.shop().pk]))


@pytest.mark.parametrize("who", [cast.vera, cast.ed, cast.ann])
def test_only_admins_invite(who):
    with pytest.raises(NotAllowed):
        members.invite(cast.shop(), who(), "viewer")


def test_an_invitation_is_a_letter_with_a_link_that_works_once():
    word = invited("approver", "New@Example.org")
    letter = mail.outbox[0]
    assert letter.to == ["new@example.org"] and word in letter.body and "as approver" in letter.body
    nina = User.objects.create_user("nina")
    assert members.accept(word, nina).role == "approver"
    with pytest.raises(IllegalMove):
        members.accept(word, User.objects.create_user("other"))
    assert AuditEntry.objects.filter(verb="joined", workspace=cast.shop()).get().actor == nina


def test_the_word_of_a_link_is_not_kept():
    word = invited()
    assert word not in str(Invitation.objects.values().get())


@pytest.mark.parametrize("how", ["old", "taken back", "wrong"])
def test_a_link_that_ended_lets_nobody_in(how, client):
    word = invited()
    if how == "old":
        Invitation.objects.update(expires=timezone.now() - timedelta(seconds=1))
    elif how == "taken back":
        members.revoke(Invitation.objects.get(), cast.adam())
    else:
        word += "x"
    assert client.get(reverse("projects:join", args=[word])).status_code == 404
    with pytest.raises(IllegalMove):
        members.accept(word, User.objects.create_user("nina"))


def test_a_second_letter_to_one_address_ends_the_first():
    first, second = invited(email="n@example.org"), invited(email="N@example.org ")
    assert members.find(first) is None and members.find(second)


def test_a_member_keeps_their_role_and_the_link_stays():
    cast.ed()
    word = invited("admin")
    assert members.accept(word, cast.ed()).role == "editor"
    assert members.find(word)


@pytest.mark.parametrize(
    ("email", "role"), [("nobody", "editor"), ("a b@example.org", "editor"), ("", "owner"), ("", "")]
)
def test_an_invitation_that_makes_no_sense_is_refused(email, role):
    with pytest.raises(BadInput):
        members.invite(cast.shop(), cast.adam(), role, email)


def test_a_member_is_not_invited_again():
    User.objects.filter(pk=cast.ed().pk).update(email="ed@example.org")
    with pytest.raises(BadInput):
        members.invite(cast.shop(), cast.adam(), "viewer", "ED@example.org")


def test_a_mail_server_that_is_away_keeps_the_link(monkeypatch):
    def away(self, fail_silently=False):
        raise OSError("away")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", away)
    assert members.find(invited(email="n@example.org"))


def test_a_newcomer_makes_an_account_and_is_in(client):
    word = invited("viewer", "nina@example.org")
    sent = {"username": "nina", "password1": "a kettle on a stove", "password2": "a kettle on a stove"}
    where = reverse("projects:join", args=[word])
    assert "Join Lola&#x27;s shop" in Page(client.get(where))
    assert client.post(where, {**sent, "password2": "x"}).status_code == 422
    assert not User.objects.filter(username="nina").exists()
    answer = client.post(where, sent)
    assert answer.url == reverse("projects:list")
    nina = User.objects.get(username="nina")
    assert (nina.email, nina.memberships.get().role) == ("nina@example.org", "viewer")
    assert client.get(reverse("projects:list")).status_code == 200


def test_a_newcomer_does_not_take_somebodys_name(client):
    cast.ed()
    sent = {"username": "ED", "password1": "a kettle on a stove", "password2": "a kettle on a stove"}
    answer = client.post(reverse("projects:join", args=[invited()]), sent)
    assert answer.status_code == 422 and "That name is taken" in Page(answer)


def test_who_is_signed_in_joins_by_one_click(client):
    client.force_login(cast.oscar())
    client.post(reverse("projects:join", args=[invited("editor")]))
    assert Membership.objects.get(user=cast.oscar(), workspace=cast.shop()).role == "editor"


def test_a_workspace_keeps_an_admin():
    cast.adam(), cast.ed()
    mine = Membership.objects.get(user=cast.adam())
    for verb in (
        lambda: members.set_role(mine, cast.adam(), "editor"),
        lambda: members.remove(mine, cast.adam()),
    ):
        with pytest.raises(IllegalMove):
            verb()
    members.set_role(Membership.objects.get(user=cast.ed()), cast.adam(), "admin")
    members.remove(mine, cast.adam())
    assert not Membership.objects.filter(pk=mine.pk).exists()


def test_an_admin_whose_account_is_closed_does_not_count():
    cast.adam(), cast.ed()
    members.set_role(Membership.objects.get(user=cast.ed()), cast.adam(), "admin")
    User.objects.filter(username="ed").update(is_active=False)
    with pytest.raises(IllegalMove):
        members.remove(Membership.objects.get(user=cast.adam()), cast.adam())


def test_others_remove_nobody_but_themselves():
    cast.ed(), cast.vera()
    with pytest.raises(NotAllowed):
        members.remove(Membership.objects.get(user=cast.vera()), cast.ed())
    members.remove(Membership.objects.get(user=cast.ed()), cast.ed())
    assert not Membership.objects.filter(user__username="ed").exists()


def test_the_page_shows_people_to_members_and_verbs_to_admins(client):
    cast.vera()
    told = Page(page(client, cast.ed()))
    assert "vera" in told and "Invite somebody" not in told and "Set</button>" not in told
    told = Page(page(client, cast.adam()))
    assert "Invite somebody" in told and "Last signed in" in told
    assert page(client, cast.oscar()).status_code == 404


def test_a_link_is_shown_once(client):
    client.force_login(cast.adam())
    told = Page(client.post(reverse("projects:invite", args=[cast.shop().pk]), {"role": "viewer"}))
    assert "/join/" in told
    assert "/join/" not in Page(page(client, cast.adam())) and "Open invitations" in Page(
        page(client, cast.adam())
    )


def test_who_runs_a_workspace_makes_another_and_looks_at_it(client):
    client.force_login(cast.oscar())
    answer = client.post(reverse("projects:workspace_new"), {"name": "  Second   shop "})
    made = Workspace.objects.get(name="Second shop")
    assert answer.url == reverse("projects:workspace", args=[made.pk])
    assert made.role_of(cast.oscar()) == "admin"
    client.post(reverse("projects:workspace_new"), {"name": "Second shop"})
    assert Workspace.objects.filter(name="Second shop").count() == 1
    client.force_login(cast.ed())
    assert client.get(reverse("projects:workspace_new")).status_code == 403


def test_lists_show_the_chosen_workspace_only(client):
    other = cast.shop("annexe", "Annexe")
    Membership.objects.create(user=cast.ed(), workspace=other, role="editor")
    cast.draft(title="Ridge film")
    client.force_login(cast.ed())
    use = reverse("projects:workspace_use")
    client.post(use, {"workspace": other.pk})
    assert "Ridge film" not in Page(client.get(reverse("projects:list")))
    client.post(use, {"workspace": cast.shop().pk})
    assert "Ridge film" in Page(client.get(reverse("projects:list")))
    client.post(use, {"workspace": ""})
    assert "Ridge film" in Page(client.get(reverse("projects:list")))
    assert client.post(use, {"workspace": cast.oscar().memberships.get().workspace_id}).status_code == 404


def test_rules_are_an_admins(client):
    where = reverse("projects:workspace", args=[cast.shop().pk])
    client.force_login(cast.ann())
    assert client.post(where, {"name": "Mine", "self_approval": "on"}).status_code == 403
    client.force_login(cast.adam())
    client.post(where, {"name": "Lola & co", "self_approval": "on"})
    found = Workspace.objects.get(slug="lolas")
    assert (found.name, found.self_approval, found.token_approval) == ("Lola & co", True, False)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "approver"), ("de", "Approver"), ("de-at", "Approver")]
)
def test_a_role_keeps_its_capital_inside_a_german_sentence(language, said):
    with translation.override(language):
        assert midsentence("Approver") == said


def test_the_menu_says_the_role_and_the_workspace(client):
    said = unescape(" ".join(page(client, cast.vera()).content.decode().split()))
    assert "viewer in " + cast.shop().name in said
