"""Look at the product: its photos and its record."""

from generation import calls, sources
from generation.outcome import Later, Plan
from generation.providers.base import AnalysisRequest
from generation.stages.common import at_once, close, doing, size, told  # noqa: F401
from projects.models import VideoProject

TALENT = "vision"


def opening(job, count):
    return "Looking at the product"


def plan(job):
    if job.project.source == "product":
        yield Plan(key="analyse", label="Look at the product", talent=TALENT)


def run(step, context):
    project = step.job.project
    request = AnalysisRequest(
        product=sources.facts(project), photos=sources.photo_bytes(project), language=project.language
    )
    made = calls.ask(step, context, TALENT, request)
    return made if isinstance(made, Later) else made.outcome()


def save(step, outcome):
    VideoProject.objects.filter(pk=step.job.project_id).update(facts=outcome.data)
