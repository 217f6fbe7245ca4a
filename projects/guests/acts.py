"""Verbs of guests: comment and decide. The audit says guest, their name, and the link that let them."""

from django.db import transaction
from django.utils.translation import gettext

from projects import acting
from projects.audit import record
from projects.board import comments, review
from projects.errors import BadInput, NotAllowed
from projects.guests import links
from projects.languages.marked import gettext_noop
from projects.models import Comment, GuestLink, Scene, Submission, VideoProject
from projects.notifications import tell

LONGEST_NAME = 60


def name_of(text: str) -> str:
    """A guest's own name as it is shown. Raises BadInput."""
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME:
        raise BadInput(
            gettext("Say your name, in at most %(most)s characters.") % {"most": LONGEST_NAME}, "name"
        )
    return name


def _check(link: GuestLink, scope: str) -> None:
    if scope not in link.scopes:
        raise NotAllowed(gettext("This link is for looking only. Ask whoever sent it for more."))


def say(link: GuestLink, name: str, text: str, scene: Scene | None = None) -> Comment:
    """Comment on the board or one of its scenes. The same words twice in a minute are one comment."""
    _check(link, links.COMMENT)
    name, words = name_of(name), comments.words_of(text)
    with transaction.atomic():
        project = VideoProject.objects.select_for_update(no_key=True).get(pk=link.project_id)
        if scene is not None and scene.project_id != project.pk:
            raise BadInput(gettext("That scene is not on this board."), "scene")
        made = comments.say_as_guest(project, name, words, scene)
        if made is None:
            return project.comments.filter(guest_name=name, text=words).latest("pk")
        with acting.as_guest(link, name):
            record(project, "commented on", new=comments.stored_place(made), comment=made.pk)
        tell.guest_said(made, link.created_by_id, comments.stored_place(made))
    return made


def approve(link: GuestLink, name: str, note: str, expecting: str) -> Submission:
    """Agree for who lent the link: to exactly what was looked at, with a budget and rules like theirs."""
    _check(link, links.DECIDE)
    name = name_of(name)
    with acting.as_guest(link, name):
        return review.approve(
            link.project, link.created_by, note=signed(name, note), expecting=expecting or "nothing"
        )


def ask_changes(link: GuestLink, name: str, note: str) -> Submission:
    _check(link, links.DECIDE)
    name = name_of(name)
    if not note.strip():
        raise BadInput(gettext("Say what should change, so that the editor can act on it."), "note")
    with acting.as_guest(link, name):
        return review.ask_changes(link.project, link.created_by, signed(name, note))


def signed(name: str, note: str) -> str:
    note = note.strip()[:2000]
    return (
        gettext_noop("%(name)s (guest): %(note)s") % {"name": name, "note": note}
        if note
        else gettext_noop("%(name)s (guest)") % {"name": name}
    )
