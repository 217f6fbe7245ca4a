"""Work: jobs, their stages, steps and log, and the workers that are alive."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    CANCELLING = "cancelling", _("Cancelling")
    CANCELLED = "cancelled", _("Cancelled")
    SUCCEEDED = "succeeded", _("Succeeded")
    FAILED = "failed", _("Failed")


ACTIVE_JOB_STATES = (JobState.QUEUED, JobState.RUNNING, JobState.CANCELLING)


class StepState(models.TextChoices):
    """Of a step, and of a stage (which is never ready, submitted or unknown).

    `submitted`: a provider has the request, and no worker waits. `unknown`: a paid request was sent
    and its answer was lost, so that a person decides.
    """

    WAITING = "waiting", _("Waiting")
    READY = "ready", _("Ready")
    RUNNING = "running", _("Running")
    SUBMITTED = "submitted", _("Submitted")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    UNKNOWN = "unknown", _("Outcome unknown")
    SKIPPED = "skipped", _("Skipped")


# A stage is over when none of its steps is in one of these.
OPEN_STEP_STATES = (
    StepState.WAITING,
    StepState.READY,
    StepState.RUNNING,
    StepState.SUBMITTED,
    StepState.UNKNOWN,
)
# A worker may take these once they are due (a running one when its lease has run out).
CLAIMABLE_STEP_STATES = (StepState.READY, StepState.RUNNING, StepState.SUBMITTED)


class JobQuerySet(models.QuerySet["Job"]):
    def active(self) -> "JobQuerySet":
        return self.filter(state__in=ACTIVE_JOB_STATES)

    def locked(self, pk: int) -> "Job":
        """The job's row, locked until the transaction ends: the one lock of the engine."""
        return self.select_for_update().get(pk=pk)

    def locked_of_step(self, step_pk: int) -> "Job | None":
        """The locked row of a step's job, by one query: a step never changes its job."""
        job_of_step = Step.objects.filter(pk=step_pk).order_by().values("job_id")
        return self.select_for_update().filter(pk__in=job_of_step).order_by().first()


class Job(models.Model):
    """One run of a pipeline for a project. `kind` is a key of settings.JOB_KINDS.

    `progress` is 0 to 100 and never falls. `last_event` is the sequence number of its newest
    event. `runner` says who works on it: "workers", or "inline" for a one-process command.
    `digest` and `spec` are the board that is rendered. `estimate` is what was thought at its start that
    it would cost at most: {"total", "currency", "unknown"}, None for jobs from before. A job whose
    `options` say `free` asks nobody who is paid and leaves the board alone. `api_token` started it; its cap
    counts what the job costs. `trace` is where its steps' spans go on (generation.tracing), or "".
    """

    project = models.ForeignKey("projects.VideoProject", models.CASCADE, related_name="jobs")
    workspace = models.ForeignKey("projects.Workspace", models.CASCADE, related_name="jobs")
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=12, choices=JobState, default=JobState.QUEUED, db_index=True)
    options = models.JSONField(default=dict, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    spec = models.JSONField(null=True, blank=True)
    estimate = models.JSONField(null=True, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    stage = models.CharField(max_length=20, blank=True)
    message = models.CharField(max_length=300, blank=True)
    error = models.CharField(max_length=600, blank=True)
    last_event = models.PositiveIntegerField(default=0)
    runner = models.CharField(max_length=8, default="workers")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    api_token = models.ForeignKey(
        "projects.ApiToken", models.SET_NULL, null=True, blank=True, related_name="jobs", editable=False
    )
    trace = models.CharField(max_length=55, blank=True, default="", db_default="", editable=False)
    created = models.DateTimeField(db_default=Now(), editable=False)
    started = models.DateTimeField(null=True, blank=True)
    finished = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            # Double-click makes one job: at most one of a kind is at work for a project.
            models.UniqueConstraint(
                fields=["project", "kind"],
                condition=Q(state__in=ACTIVE_JOB_STATES) & ~Q(kind="regenerate"),
                name="one_active_job_per_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.pk}"

    @property
    def label(self) -> str:
        kind = settings.JOB_KINDS.get(self.kind)
        return kind["label"] if kind else self.kind

    @property
    def chosen_stages(self) -> list[tuple[str, int, int]]:
        """Its stages in order, saved or not: (name, percent where it starts, percent where it ends).

        Those of its kind; with the option `stages` only the ones it names, spread over the same percents.
        """
        rows = settings.JOB_KINDS[self.kind]["stages"]
        chosen = [row for row in rows if row[0] in self.options.get("stages", (row[0],))]
        first, share = chosen[0][1], rows[-1][2] / (chosen[-1][2] - chosen[0][1])
        return [
            (name, round((start - first) * share), round((end - first) * share))
            for name, start, end in chosen
        ]

    files_in = ("options", "spec")

    @classmethod
    def rows_that_keep_files(cls) -> "models.QuerySet[Job]":
        """What a job asks for is kept while it works; what it made is named by takes and renders."""
        return cls._base_manager.filter(state__in=ACTIVE_JOB_STATES)

    @property
    def is_over(self) -> bool:
        return self.state not in ACTIVE_JOB_STATES


class Stage(models.Model):
    """One part of a job. `name` is a key of settings.STAGES. `state` uses the words of steps."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="stages")
    name = models.CharField(max_length=20)
    order = models.PositiveSmallIntegerField()
    starts_at = models.PositiveSmallIntegerField(help_text="Percent of the job where it starts")
    ends_at = models.PositiveSmallIntegerField(help_text="Percent of the job where it ends")
    state = models.CharField(max_length=12, choices=StepState, default=StepState.WAITING)
    error = models.CharField(max_length=600, blank=True)
    data = models.JSONField(default=dict, blank=True)
    started = models.DateTimeField(null=True, blank=True)
    finished = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["job", "name"], name="one_stage_per_name")]

    def __str__(self) -> str:
        return self.name


class Step(models.Model):
    """One unit of work; if paid, paid once.

    `key` is unique in its job ("image:12"). `progress` is 0 to 100 of this step. `attempts` is
    counted when a worker claims it, so that a crash counts too. `token` fences: a worker whose
    token is not the row's any more writes nothing. `submitting` is committed before a billed
    request, `external_id` before any waiting for its answer.
    """

    job = models.ForeignKey(Job, models.CASCADE, related_name="steps")
    stage = models.ForeignKey(Stage, models.CASCADE, related_name="steps")
    scene = models.ForeignKey("projects.Scene", models.SET_NULL, null=True, blank=True, related_name="steps")
    key = models.CharField(max_length=60)
    label = models.CharField(max_length=120)
    order = models.PositiveIntegerField(default=0)
    talent = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=12, choices=StepState, default=StepState.READY)
    request = models.JSONField(default=dict, blank=True)
    request_digest = models.CharField(max_length=64, blank=True)
    result = models.JSONField(default=dict, blank=True)
    asset = models.ForeignKey("projects.Asset", models.SET_NULL, null=True, blank=True, related_name="+")
    provider = models.CharField(max_length=40, blank=True)
    external_id = models.CharField(max_length=200, blank=True)
    prompt_version = models.ForeignKey(
        "generation.PromptVersion", models.SET_NULL, null=True, blank=True, related_name="steps"
    )
    size = models.FloatField(default=1.0, help_text="How much work it is, for the time left")
    progress = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    waiting_since = models.DateTimeField(
        null=True, blank=True, help_text="Since when it waits for a provider that is away"
    )
    submitting = models.DateTimeField(null=True, blank=True)
    token = models.CharField(max_length=32, blank=True)
    worker = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    notified = models.DateTimeField(null=True, blank=True, db_column="rung")
    error = models.CharField(max_length=600, blank=True)
    seconds = models.FloatField(null=True, blank=True, help_text="How long the winning try took")
    created = models.DateTimeField(db_default=Now(), editable=False)
    started = models.DateTimeField(null=True, blank=True)
    finished = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["stage__order", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["job", "key"], name="one_step_per_key")]
        indexes = [
            models.Index(fields=["state", "not_before"], name="due_steps"),
            models.Index(fields=["talent", "-finished"], name="measured_steps"),
        ]

    files_in = ("request", "result")

    def __str__(self) -> str:
        return self.label

    @classmethod
    def rows_that_keep_files(cls) -> "models.QuerySet[Step]":
        """As those of its job."""
        return cls._base_manager.filter(job__state__in=ACTIVE_JOB_STATES)


class Event(models.Model):
    """One line of a job's durable log. `seq` counts from 1 in its job, without a gap.

    `place` is its number among all events of the workspace, given when somebody reads those; None: not yet.
    """

    job = models.ForeignKey(Job, models.CASCADE, related_name="events")
    seq = models.PositiveIntegerField()
    stage = models.CharField(max_length=20, blank=True)
    percent = models.PositiveSmallIntegerField()
    message = models.CharField(max_length=300)
    data = models.JSONField(default=dict, blank=True)
    place = models.PositiveBigIntegerField(null=True, editable=False)
    created = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["seq"]
        constraints = [models.UniqueConstraint(fields=["job", "seq"], name="one_event_per_seq")]
        indexes = [
            models.Index(fields=["job"], condition=Q(place=None), name="event_without_place"),
            models.Index(fields=["place"], name="event_by_place"),
        ]

    def __str__(self) -> str:
        return f"{self.percent} % {self.message}"


class WorkspaceFeed(models.Model):
    """How many of a workspace's events have their place; its row is the lock under which they get it.

    `removed_to` is the greatest place of an event that was kept for its time and went (generation.retention).
    """

    workspace = models.OneToOneField("projects.Workspace", models.CASCADE, related_name="feed")
    last_place = models.PositiveBigIntegerField(default=0)
    removed_to = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.workspace}: {self.last_place}"


class WorkerHeartbeat(models.Model):
    """A supervisor that is alive: written every second by its ticker, read by health pages."""

    name = models.CharField(max_length=80, unique=True)
    seen = models.DateTimeField()
    canary_asked = models.DateTimeField(null=True, blank=True)
    canary_answered = models.DateTimeField(null=True, blank=True)
    restarts = models.PositiveIntegerField(default=0)
    memory_mb = models.PositiveIntegerField(null=True, blank=True, help_text="Of all processes of its pool")

    def __str__(self) -> str:
        return self.name
