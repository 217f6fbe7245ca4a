"""What starting something would cost, before anybody starts it."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_noop

from generation.billing import budgets, estimates, room
from generation.billing.budgets import Standing
from generation.models import Job
from projects import acting
from projects.errors import OverBudget
from projects.models import VideoProject


@dataclass(frozen=True)
class Outlook:
    """What starting a job of a kind would cost, the budgets it falls under, and why it would be refused."""

    estimate: estimates.Estimate
    standings: list[Standing]
    refusal: str


def outlook(project: VideoProject, kind: str, by: User | None = None, **options: Any) -> Outlook:
    """The Outlook for a person who is about to start that, with typical prices; nothing is put aside."""
    job = Job(project=project, workspace=project.workspace, kind=kind, options=options, created_by=by)
    job.api_token = acting.token()
    found = estimates.with_typical(estimates.estimate_of(job), project.workspace)
    return Outlook(found, budgets.remaining(project.workspace, project), _refusal(job, found))


def _refusal(job: Job, found: estimates.Estimate) -> str:
    try:
        if not found.is_free:
            with transaction.atomic():
                room.check_known(job, found.unknown, gettext_noop("This"))
                room.check_room(job, found.total, found.currency, "This")
    except OverBudget as refused:
        return refused.message.replace("Nothing was sent. ", "")
    return ""
