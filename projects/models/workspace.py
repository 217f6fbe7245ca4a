"""Who works here: workspaces, their members and roles, and the look of their brand."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from projects.roles import EDITOR, MAY, Role

# What happens when a provider refuses something by its rules on content: by talent, in Workspace.refusals.
STOP, ASK_NEXT = "stop", "next"
REFUSAL_TALENTS = {
    "text": _("words"),
    "image": _("pictures"),
    "voice": _("voices"),
    "music": _("music"),
    "clip": _("clips"),
    "lip_sync": _("talking portraits"),
}


class Workspace(models.Model):
    """A shop. Nothing of one workspace is visible to another."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)
    self_approval = models.BooleanField(
        _("members may approve their own submissions"),
        default=False,
        help_text=_("Off: a second person has to approve (recommended)."),
    )
    token_approval = models.BooleanField(
        _("programs may approve"),
        default=False,
        help_text=_(
            "Off: boards and videos are approved by people who are signed in, never with an API token."
        ),
    )
    must_be_signed = models.BooleanField(
        _("videos must be signed"),
        default=False,
        help_text=_("On: a video that cannot be signed is not published. Off: it is, with a warning."),
    )
    ai_label = models.CharField(
        _("label of what is generated"),
        max_length=40,
        blank=True,
        help_text=_("Words that stand in every video, as “Made with AI”. Empty: none."),
    )
    images_at_once = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text=_("Pictures made at the same time for one project. Empty: the setting."),
    )
    refusals = models.JSONField(
        default=dict,
        blank=True,
        help_text=_(
            'By talent: "next" asks the next provider when one refuses by its rules; else nobody is.'
        ),
    )
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    @property
    def refusal_rules(self):
        """{talent: STOP or ASK_NEXT}, of all talents."""
        return {talent: self.refusals.get(talent, STOP) for talent in REFUSAL_TALENTS}

    def role_of(self, user):
        """The user's role here, or None."""
        membership = self.memberships.filter(user=user, user__is_active=True).first()
        return membership.role if membership else None


class Membership(models.Model):
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role, default=EDITOR)
    # What jobs that they start here may cost in a month, in USD; None: as much as the budgets allow.
    cap = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(Decimal(0))]
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "user"], name="one_role_per_workspace"),
            models.CheckConstraint(condition=Q(cap=None) | Q(cap__gte=0), name="a_cap_is_not_negative"),
        ]

    def __str__(self):
        return f"{self.user} is {self.get_role_display().lower()} of {self.workspace}"

    def may(self, what):
        return self.role in MAY[what]


class BrandKit(models.Model):
    """How the shop looks and speaks. Colours are a list of `#rrggbb`, strongest first.

    `pronunciations`: [{"written": "Nutjen", "spoken": "nut yen"}, …]; projects.languages.pronunciation puts
    them into texts.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="brand_kits")
    name = models.CharField(max_length=120)
    logo = models.ForeignKey("projects.Asset", models.SET_NULL, null=True, blank=True, related_name="+")
    colours = models.JSONField(default=list, blank=True)
    font = models.CharField(max_length=40, blank=True)
    tone = models.CharField(max_length=200, blank=True)
    banned_words = models.JSONField(default=list, blank=True)
    call_to_action = models.CharField(max_length=120, blank=True)
    pronunciations = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name
