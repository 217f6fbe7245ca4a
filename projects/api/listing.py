"""Rows of the list of projects as boards.ProjectOut tells them, from values: it is asked for all the time."""

from collections import namedtuple
from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from projects import access
from projects.api.prepared import Prepared
from projects.media import serving
from projects.models import ReviewStep, Submission, SubmissionState, VideoProject
from projects.models.project import FINISHED

COLUMNS = (
    "pk", "workspace__slug", "title", "source", "product_id", "state", "problem", "mode", "style",
    "target_ms", "aspect", "resolution", "language", "board_version", "poster_id", "created", "updated",
    "archived", "assignee__username", "due",
)  # fmt: skip
Row = namedtuple("Row", COLUMNS)
ASKED = (
    "pk", "project_id", "digest", "state", "note", "submitted_by__username", "created", "decided",
    "decided_by__username",
)  # fmt: skip
Asked = namedtuple("Asked", ASKED)
# More than any key.
LAST = 2**62 - 1


class Page(list):
    """Rows of one page, for a paginator that asks for them in order and from their place on."""

    def order_by(self, *_):
        return self

    def filter(self, **_):
        return self


def values(rows: QuerySet) -> QuerySet:
    """What is told of these projects, as rows with the names of `Row`."""
    return rows.values_list(*COLUMNS, named=True)


def page(user: User, before: int, most: int) -> Page:
    """The newest `most` of a user's projects with a key below `before`."""
    return Page(map(Row._make, _page.rows(user.pk, before, most=most)))


_page = Prepared(
    lambda user, before: (
        access.projects(User(pk=user)).filter(pk__lt=before).order_by("-pk").values_list(*COLUMNS)
    )
)
_submissions = Prepared(
    lambda projects: Submission.objects.filter(project__in=projects).order_by("-pk").values_list(*ASKED)
)
_tags = Prepared(
    lambda projects: (
        VideoProject.tags.through.objects.filter(videoproject__in=projects)
        .order_by(Lower("tag__name"), "tag_id")
        .values_list("videoproject_id", "tag__name")
    )
)


class Teller:
    """Tells rows of values as JSON will have them. `step` tells a ReviewStep."""

    def __init__(self, request, step):
        self._host = request.build_absolute_uri("/")[:-1]
        self._step = step
        self._zone = timezone.get_current_timezone()
        # Rows come in UTC: most clients are told their moments as they are.
        self._is_utc = str(self._zone) == "UTC"

    def told(self, rows: list[Row]) -> list[dict]:
        if not rows:
            return []
        keys = [row.pk for row in rows]
        asked: dict[int, list[Asked]] = {}
        for one in map(Asked._make, _submissions.rows(keys)):
            asked.setdefault(one.project_id, []).append(one)
        tags: dict[int, list[str]] = {}
        for key, name in _tags.rows(keys):
            tags.setdefault(key, []).append(name)
        steps = self._steps(some[0].pk for some in asked.values())
        today = timezone.localdate()
        return [self._row(row, asked.get(row.pk, ()), steps, tags.get(row.pk, []), today) for row in rows]

    def _steps(self, submissions: Iterable[int]) -> dict[int, list]:
        keys, found = list(submissions), {}
        if keys:
            steps = ReviewStep.objects.filter(submission__in=keys).select_related("person", "decided_by")
            for step in steps:
                found.setdefault(step.submission_id, []).append(self._step(step))
        return found

    def _row(self, row, asked, steps, tags, today: date) -> dict:
        approved = next((one for one in asked if one.state == SubmissionState.APPROVED), None)
        return {
            "id": row.pk,
            "workspace": row.workspace__slug,
            "title": row.title,
            "source": row.source,
            "product": row.product_id,
            "state": row.state,
            "problem": row.problem,
            "mode": row.mode,
            "style": row.style,
            "duration": row.target_ms / 1000,
            "duration_ms": row.target_ms,
            "aspect": row.aspect,
            "resolution": row.resolution,
            "language": row.language,
            "board_version": row.board_version,
            "poster": row.poster_id and f"{self._host}{serving.signed_link(row.poster_id)}",
            "created": self._moment(row.created),
            "updated": self._moment(row.updated),
            "archived": self._moment(row.archived),
            "submission": self._submission(asked[0], steps) if asked else None,
            "approved_at": approved and approved.decided,
            "approved_by": approved and approved.decided_by__username,
            "assignee": row.assignee__username,
            "due": row.due and row.due.isoformat(),
            "is_overdue": row.due is not None and row.due < today and row.state not in FINISHED,
            "tags": tags,
        }

    def _submission(self, one, steps) -> dict:
        return {
            "id": one.pk,
            "digest": one.digest,
            "state": one.state,
            "note": one.note,
            "submitted_by": one.submitted_by__username,
            "decided_by": one.decided_by__username,
            "created": self._moment(one.created),
            "decided": self._moment(one.decided),
            "stages": steps.get(one.pk, []),
        }

    def _moment(self, value):
        """As the framework tells one: in ISO 8601."""
        if value is None:
            return None
        if not self._is_utc:
            value = value.astimezone(self._zone)
        text = value.isoformat()
        return f"{text[:-6]}Z" if text.endswith("+00:00") else text
