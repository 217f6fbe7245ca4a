"""Thousands of rows for the page benchmark, written in bulk: a shop that worked for years."""

import hashlib
from functools import cache
from itertools import islice

from django.utils import timezone

from generation.models import Event, Job, LedgerEntry, Stage, Step
from projects.models import (
    Asset,
    AuditEntry,
    Comment,
    Notification,
    Photo,
    Product,
    Scene,
    Submission,
    Take,
    VideoProject,
)
from rendering.models import Render
from tests import cast

STAGES = ("analyse", "script", "storyboard", "images")
PROVIDERS = ("openai", "replicate", "elevenlabs", "runway", "local")
SUBMITTED = {"scenes": [], "title": "A film"}


# So many projects have had work done: jobs, paid calls, a video.
WORKED = 2000


def fill(count):
    """Bring the shop to `count` products and projects, with what belongs to them; the first have jobs."""
    shop, begin = cast.shop(), VideoProject.objects.count()
    numbers = range(begin, count)
    pictures = _bulk(Asset, (_picture(shop, f"{number}") for number in numbers))
    products = _bulk(Product, (_product(shop, number) for number in numbers))
    _bulk(Photo, (Photo(product=row, asset=asset) for row, asset in zip(products, pictures, strict=True)))
    rows = zip(numbers, products, pictures, strict=True)
    projects = _bulk(VideoProject, (_project(shop, *row) for row in rows))
    _scenes(projects, pictures, 4)
    worked = projects[: max(0, WORKED - begin)]
    _work(worked)
    _renders(worked, pictures[: len(worked)])
    _bulk(AuditEntry, (_audit(project, turn) for project in projects for turn in range(5)))


def board(scenes, comments=0):
    """A project with so many scenes of three pictures each, so many comments (or one a scene), and a
    line of history for each.
    """
    shop = cast.shop()
    picture = _picture(shop, f"board {scenes}")
    picture.save()
    project = _project(shop, scenes, Product.objects.first(), picture)
    project.save()
    _scenes([project], [picture], scenes, takes=3)
    rows, ann = list(project.scenes.all()), cast.ann()
    numbers = range(comments or scenes)
    remarks = (
        Comment(project=project, scene=rows[number % scenes], author=ann, text=f"Closer, {number}")
        for number in numbers
    )
    _bulk(Comment, remarks)
    _bulk(AuditEntry, (_audit(project, number) for number in numbers))
    return project


def waiting(count):
    """Put boards up for review until `count` wait."""
    new = count - Submission.objects.count()
    chosen = VideoProject.objects.filter(submissions=None, scenes__isnull=False).distinct()[:new]
    _bulk(Submission, (_submission(project) for project in chosen))


def notified(user, count):
    """Bring what somebody was told to so many notifications."""
    begin, shop = Notification.objects.count(), cast.shop()
    rows = (
        Notification(user=user, workspace=shop, kind="comment", title=f"Comment {number}", link="/projects/")
        for number in range(begin, count)
    )
    _bulk(Notification, rows)


def submitted(projects):
    """Put these boards up for review."""
    _bulk(Submission, (_submission(project) for project in projects))


# --- rows ------------------------------------------------------------------------------------
_ed = cache(cast.ed)


def _bulk(model, rows, at_once=1000):
    rows, made = iter(rows), []
    while some := list(islice(rows, at_once)):
        made += model.objects.bulk_create(some)
    return made


def _digest(words):
    return hashlib.sha256(words.encode()).hexdigest()


def _picture(shop, words, kind="image", mime="image/png"):
    return Asset(
        workspace=shop,
        kind=kind,
        digest=_digest(f"{kind} {words}"),
        sha256=_digest(words),
        file=f"{kind}/{_digest(words)}",
        mime=mime,
        bytes=100_000,
        width=1080,
        height=1920,
        origin="local",
    )


def _product(shop, number):
    return Product(
        workspace=shop,
        handle=f"flask-{number}",
        name=f"Flask number {number:05}",
        description="Double-wall steel keeps drinks cold for 24 hours.",
        selling_points=["Leak-proof lid", "Fits cup holders", "750 ml"],
        price="29.00",
        sku=f"FL-{number:05}",
        vendor="Ridge",
        category="Kitchen",
    )


def _project(shop, number, product, poster):
    return VideoProject(
        workspace=shop,
        title=f"Film number {number:05}",
        source="product",
        product=product,
        poster=poster,
        state="storyboard_ready",
        created_by=_ed(),
    )


def _scenes(projects, pictures, count, takes=1):
    scenes = _bulk(
        Scene,
        (
            Scene(project=project, scene_index=index, text=f"Sentence {index}.", duration_ms=3750)
            for project in projects
            for index in range(1, count + 1)
        ),
    )
    picture = dict(zip((project.pk for project in projects), pictures, strict=True))
    _bulk(
        Take,
        (
            Take(scene=scene, kind="image", asset=picture[scene.project_id], picked=turn == 0)
            for scene in scenes
            for turn in range(takes)
        ),
    )


def _work(projects):
    """A finished job for each project: four stages, eight steps, ten events, five paid calls."""
    jobs = _bulk(Job, (_job(project) for project in projects))
    stages = _bulk(Stage, (_stage(job, order) for job in jobs for order in range(4)))
    _bulk(Step, (_step(stage, order) for stage in stages for order in range(2)))
    _bulk(Event, (_event(job, seq) for job in jobs for seq in range(1, 11)))
    _bulk(LedgerEntry, (_entry(job, number) for job in jobs for number in range(5)))


def _job(project):
    now = timezone.now()
    done = {"state": "succeeded", "progress": 100, "last_event": 10, "started": now, "finished": now}
    return Job(project=project, workspace_id=project.workspace_id, kind="storyboard", message="Done", **done)


def _stage(job, order):
    name = STAGES[order]
    place = {"order": order, "starts_at": order * 25, "ends_at": order * 25 + 25}
    return Stage(job=job, name=name, state="done", **place)


def _step(stage, order):
    key = f"{stage.name}:{order}"
    taken = {"seconds": 0.5, "finished": timezone.now(), "attempts": 1}
    return Step(job=stage.job, stage=stage, key=key, label=key, talent="image", state="done", **taken)


def _event(job, seq):
    return Event(job=job, seq=seq, percent=seq * 10, message=f"Line {seq}", data={"state": "running"})


def _entry(job, number):
    """Most have a cost, one in five is unknown."""
    key, money = f"{job.pk}:{number}", {"cost": None if number == 4 else "0.01", "currency": "USD"}
    place = {"workspace_id": job.workspace_id, "project_id": job.project_id}
    who = {"provider": PROVIDERS[number], "talent": "image"}
    return LedgerEntry(call_key=key, model=f"model {number}", **who, **place, **money)


def _renders(projects, posters):
    shop = cast.shop()
    videos = _bulk(Asset, (_picture(shop, f"{project.pk}", "video", "video/mp4") for project in projects))
    rows = zip(projects, posters, videos, strict=True)
    _bulk(Render, (_render(*row) for row in rows))


def _render(project, poster, video):
    size = {"duration_ms": 15_000, "frames": 450, "width": 1080, "height": 1920, "loudness": -14.0}
    return Render(project=project, digest="0" * 64, spec={}, video=video, poster=poster, **size)


def _audit(project, turn):
    who = {"actor": _ed(), "actor_name": "ed"}
    row = {"workspace_id": project.workspace_id, "project": project, "subject": f"scene {turn}"}
    return AuditEntry(verb="edited scene", old="before", new="after", **who, **row)


def _submission(project):
    return Submission(project=project, digest="0" * 64, board=SUBMITTED, submitted_by=_ed())
