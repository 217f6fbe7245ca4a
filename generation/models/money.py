"""Money: what calls cost, what they may cost, and the words that were paid for."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from projects.clock import DatedRows


class NothingReceived(models.TextChoices):
    """Why nothing usable came of a call that was charged, or possibly charged."""

    UNUSABLE = "unusable", _("The answer could not be used")
    REFUSED = "refused", _("Refused by rules on content")
    FAILED = "failed", _("It failed at the provider")
    LOST = "lost", _("The answer was lost")
    LATE = "late", _("It took too long")
    NO_FILE = "no_file", _("Its file could not be fetched")
    CANCELLED = "cancelled", _("Cancelled after it had begun")


class LedgerEntry(models.Model):
    """One provider call and what it cost. Append-only: a correction is a new line.

    `cost` empty means unknown, never free. `call_key` makes saying it twice harmless. `priced_by` are
    the keys of the Price rows that it was worked out from, [] when the provider itself said the cost.

    `nothing_received` marks an amount for which nothing usable came, and why. The mark is not money:
    sums, caps and budgets do not read it, and it goes when the thing is had after all.
    """

    workspace = models.ForeignKey("projects.Workspace", models.PROTECT, related_name="ledger")
    project = models.ForeignKey(
        "projects.VideoProject", models.SET_NULL, null=True, blank=True, related_name="ledger"
    )
    step = models.ForeignKey("generation.Step", models.SET_NULL, null=True, blank=True, related_name="ledger")
    call_key = models.CharField(max_length=120, unique=True)
    talent = models.CharField(max_length=20)
    provider = models.CharField(max_length=40)
    model = models.CharField(max_length=80, blank=True)
    units = models.JSONField(default=dict, blank=True)
    cost = models.DecimalField(max_digits=14, decimal_places=6, null=True, blank=True)
    currency = models.CharField(max_length=3, default="USD")
    priced_by = models.JSONField(default=list, blank=True)
    latency_ms = models.PositiveIntegerField(null=True, blank=True)
    nothing_received = models.CharField(max_length=9, choices=NothingReceived, blank=True, default="")
    created = models.DateTimeField(auto_now_add=True)

    objects = DatedRows.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "ledger"
        constraints = [
            models.CheckConstraint(
                condition=Q(cost=None) | Q(cost__gte=0) | Q(call_key__startswith="fix:"),
                name="only_a_correction_is_negative",
            )
        ]
        indexes = [models.Index(fields=["workspace", "created"], name="ledger_by_day")]

    def __str__(self) -> str:
        return f"{self.provider} {self.talent}: {'unknown' if self.cost is None else self.cost}"


class Answer(models.Model):
    """Words a paid provider gave, addressed by what was asked: asking twice costs once."""

    workspace = models.ForeignKey("projects.Workspace", models.CASCADE, related_name="answers")
    digest = models.CharField(max_length=64)
    talent = models.CharField(max_length=20)
    provider = models.CharField(max_length=40)
    model = models.CharField(max_length=80, blank=True)
    data = models.JSONField()
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "digest"], name="one_answer_per_digest")]

    def __str__(self) -> str:
        return f"{self.talent} {self.digest[:10]}"


class UnstoredFile(models.Model):
    """A file that was paid for while the studio's file storage was away: kept here until it is back.

    `fields` are the other arguments of `library.keep`, as JSON.
    """

    workspace = models.ForeignKey("projects.Workspace", models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    data = models.BinaryField()
    fields = models.JSONField()
    created = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "digest"], name="one_unstored_file")]

    def __str__(self) -> str:
        return self.digest[:10]


class ModelCard(models.Model):
    """A provider's model for one talent, for as long as it is sold.

    `capabilities` is what it takes, in the words of `generation.providers.capabilities`. A card with
    an empty `model` holds for all models of the provider, where a card of their own says no more. Of
    the cards of a provider and talent that are valid now, `default` is the one that is asked when the
    settings name none. `source` says where the facts come from.
    """

    provider = models.CharField(max_length=40)
    talent = models.CharField(max_length=20)
    model = models.CharField(max_length=80, blank=True, help_text="Empty: any model of this provider.")
    label = models.CharField(max_length=120, blank=True)
    capabilities = models.JSONField(
        default=dict,
        blank=True,
        help_text='What it takes, such as {"seconds": "5,10", "seed": false} (docs/providers.md).',
    )
    default = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="The last day on which it answers.")
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["provider", "talent", "model", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "talent", "model", "valid_from"], name="one_card_per_model_and_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.model or '(any model)'} ({self.talent})"


class Price(models.Model):
    """What `per` of a `unit` of a model cost from a day on. A new price is a new row.

    `unit` is a key of Usage.units ("input_tokens", "images", "characters", "seconds", "credits").
    An empty `model` is any model of the provider that has no row of its own.
    """

    provider = models.CharField(max_length=40)
    talent = models.CharField(max_length=20)
    model = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=30)
    amount = models.DecimalField(max_digits=14, decimal_places=8, validators=[MinValueValidator(Decimal(0))])
    per = models.PositiveIntegerField(default=1, validators=[MinValueValidator(1)])
    currency = models.CharField(max_length=3, default="USD")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["provider", "talent", "model", "unit", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "talent", "model", "unit", "valid_from"], name="one_price_per_day"
            )
        ]

    def __str__(self) -> str:
        whose = f"{self.provider} {self.model}".strip()
        return f"{whose}: {self.amount} {self.currency} per {self.per} {self.unit}"


class BudgetPeriod(models.TextChoices):
    DAY = "day", _("Each day")
    MONTH = "month", _("Each month")
    WHOLE = "whole", _("Altogether")


# Of a budget: where people are told that it is nearly used, unless they chose another share.
WARN_PERCENT = 80


class Budget(models.Model):
    """How much may be spent: by a workspace in a day or a month, or by one project as a whole."""

    workspace = models.ForeignKey("projects.Workspace", models.CASCADE, related_name="budgets")
    project = models.ForeignKey(
        "projects.VideoProject", models.CASCADE, null=True, blank=True, related_name="budgets"
    )
    period = models.CharField(max_length=6, choices=BudgetPeriod, default=BudgetPeriod.MONTH)
    amount = models.DecimalField(max_digits=12, decimal_places=2, validators=[MinValueValidator(Decimal(0))])
    currency = models.CharField(max_length=3, default="USD")
    warn_percent = models.PositiveSmallIntegerField(
        default=WARN_PERCENT, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["workspace", "project", "period"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "period"], condition=Q(project=None), name="one_budget_per_period"
            ),
            models.UniqueConstraint(
                fields=["project", "period"], condition=~Q(project=None), name="one_project_budget_per_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} {self.get_period_display().lower()}"


class ReservationState(models.TextChoices):
    HELD = "held", _("Held")
    SETTLED = "settled", _("Settled")
    RELEASED = "released", _("Released")


class Reservation(models.Model):
    """Money put aside before it is spent: for a job when it is approved, for a call before it is sent.

    Held money counts against every budget it falls under. A call's reservation ends `settled` with
    the ledger line that took its place, or `released` when nothing can have been charged.
    """

    workspace = models.ForeignKey("projects.Workspace", models.PROTECT, related_name="reservations")
    project = models.ForeignKey(
        "projects.VideoProject", models.SET_NULL, null=True, blank=True, related_name="reservations"
    )
    job = models.ForeignKey(
        "generation.Job", models.SET_NULL, null=True, blank=True, related_name="reservations"
    )
    step = models.ForeignKey(
        "generation.Step", models.SET_NULL, null=True, blank=True, related_name="reservations"
    )
    # Whose work it is put aside for: their cap counts it.
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    call_key = models.CharField(max_length=120, unique=True)
    amount = models.DecimalField(max_digits=14, decimal_places=6, validators=[MinValueValidator(Decimal(0))])
    currency = models.CharField(max_length=3, default="USD")
    priced_by = models.JSONField(default=list, blank=True)
    state = models.CharField(
        max_length=8, choices=ReservationState, default=ReservationState.HELD, db_index=True
    )
    created = models.DateTimeField(auto_now_add=True)
    closed = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="a_reservation_is_not_negative"),
            models.CheckConstraint(
                condition=Q(state=ReservationState.HELD, closed=None)
                | (~Q(state=ReservationState.HELD) & ~Q(closed=None)),
                name="a_reservation_ends_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} {self.state}"
