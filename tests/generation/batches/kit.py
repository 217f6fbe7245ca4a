"""Drawn products, a preset, and pictures that would be bought from somebody who is never asked."""

from generation.batches import start, work
from generation.models import Job
from projects.board import presets
from projects.models import BatchState, Product
from tests import cast, fakes
from tests.contracts import kit

# Nothing listens there: an estimate asks nobody.
NOWHERE = "http://127.0.0.1:9"


def pictures_are_bought(settings):
    settings.PROVIDERS = {**fakes.PROVIDERS, "image": [kit.replicate(NOWHERE)]}


def drawn(count, workspace=None):
    rows = [
        Product(
            workspace=workspace or cast.shop(),
            handle=f"cup-{number}",
            name=f"Cup {number}",
            selling_points=["Holds heat", "Fits a hand", f"Made in row {number}"],
        )
        for number in range(1, count + 1)
    ]
    return Product.objects.bulk_create(rows)


def preset(name="Short and calm", by=None, **choices):
    wanted = {"target_ms": 6000, "resolution": "720p", **choices}
    return presets.save_preset(cast.shop(), by or cast.ed(), name, wanted)


def batch(products, by=None, **more):
    return start.start_batch(products, more.pop("preset", None) or preset(), by or cast.ed(), **more)


def work_through(found, most=400):
    """As a worker would, until the studio has nothing more to do with it; storyboards stay queued."""
    for _ in range(most):
        work.work_on(found.pk)
        found.refresh_from_db()
        if found.state == BatchState.OVER or is_stuck(found):
            return found
    raise AssertionError(f"{found} is not over after {most} pieces")


def is_stuck(found):
    """Whether everything that can be begun is, and jobs are to be done first."""
    return found.state == BatchState.WORKING and not found.rows.filter(state__in=start.NOT_STARTED).exists()


def jobs_of(found):
    return Job.objects.filter(project__batch_row__batch=found)
