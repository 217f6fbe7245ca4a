"""What people are told, and how they want to be told."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from projects.clock import DatedRows
from projects.languages.stored import told


class NotificationKind(models.TextChoices):
    """What happened. The API shows the values."""

    REVIEW_WANTED = "review_wanted", _("A board waits for my decision")
    REVIEW_DUE = "review_due", _("A decision of mine is due")
    DECIDED = "decided", _("My board or video was approved or sent back")
    ASSIGNED = "assigned", _("A project is given to me")
    MENTION = "mention", _("Somebody mentions me")
    REPLY = "reply", _("Somebody answers in a thread of mine")
    COMMENT = "comment", _("Somebody comments on a board of mine")
    RENDER_DONE = "render_done", _("A video of mine is finished")
    RENDER_FAILED = "render_failed", _("A render of mine failed")
    NEEDS_DECISION = "needs_decision", _("A scene of mine needs a decision")
    BUDGET = "budget", _("A budget is nearly spent")
    MODEL_ENDS = "model_ends", _("A provider shuts down a model that we use")


class NotificationChannel(models.TextChoices):
    """How a person wants to be told of a kind."""

    PAGE = "page", _("On the page")
    AT_ONCE = "at_once", _("On the page and by e-mail at once")
    DAILY = "daily", _("On the page and in the daily e-mail")
    OFF = "off", _("Not at all")


class MailState(models.TextChoices):
    NONE = "none", _("No e-mail")
    DUE = "due", _("To be sent")
    DAILY = "daily", _("In the next daily e-mail")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    GIVEN_UP = "given_up", _("Given up")


# Of these kinds the text is what somebody wrote.
IN_OWN_WORDS = (
    NotificationKind.DECIDED,
    NotificationKind.MENTION,
    NotificationKind.REPLY,
    NotificationKind.COMMENT,
)


class Notification(models.Model):
    """One person is told that somebody (or the studio) did something.

    `title` and `text` are what it says, `link` the path of the page it is about. `mail` says what becomes of
    its e-mail; `claim` is a random word of the process that sends it, `not_before` when to try again.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    workspace = models.ForeignKey("projects.Workspace", models.CASCADE, related_name="+")
    project = models.ForeignKey("projects.VideoProject", models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=16, choices=NotificationKind.choices)
    actor_name = models.CharField(max_length=150, blank=True)
    title = models.CharField(max_length=300)
    text = models.CharField(max_length=500, blank=True)
    link = models.CharField(max_length=300)
    read = models.DateTimeField(null=True, blank=True)
    mail = models.CharField(max_length=8, choices=MailState.choices, default=MailState.NONE)
    claim = models.CharField(max_length=32, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    mailed = models.DateTimeField(null=True, blank=True, editable=False)
    not_before = models.DateTimeField(null=True, blank=True, editable=False)
    created = models.DateTimeField(auto_now_add=True, db_index=True)

    objects = DatedRows.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["user", "-id"], name="newest_notification"),
            models.Index(fields=["user"], name="unread_notification", condition=Q(read=None)),
            models.Index(fields=["mail"], name="mail_to_send", condition=Q(mail__in=["due", "daily"])),
        ]

    def __str__(self):
        return self.title

    @property
    def shown_title(self):
        """The title in the reader's language."""
        return told(self.title)

    @property
    def shown_text(self):
        """The text in the reader's language; as it is where people wrote it."""
        return self.text if self.kind in IN_OWN_WORDS else told(self.text)


class NotificationChoice(models.Model):
    """How a person wants to be told of one kind; without a row, as projects.notifications.choices says."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notification_choices")
    kind = models.CharField(max_length=16, choices=NotificationKind.choices)
    channel = models.CharField(max_length=8, choices=NotificationChannel.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_choice_per_kind")]

    def __str__(self):
        return f"{self.user}: {self.get_kind_display()}"
