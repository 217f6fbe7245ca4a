"""Look at the product: its photos and its record."""

from dataclasses import replace

from generation.engine import provider_calls
from generation.engine.plan import Ask, Later, Plan
from generation.interfaces import AnalysisRequest
from generation.prompts import inputs, templates
from generation.stages.base import at_once, by_prompt, close, doing, size, told  # noqa: F401
from projects.models import VideoProject

TALENT = "vision"


def opening(job, count):
    return "Looking at the product"


def plan(job):
    if job.project.source == "product":
        yield Plan(key="analyse", label="Look at the product", talent=TALENT)


def asks(job):
    if job.project.source == "product":
        yield Ask(talent=TALENT, request=request_for(job.project)[0])


def run(step, context):
    request, versions = request_for(step.job.project)
    made = provider_calls.ask(step, context, TALENT, request)
    return made if isinstance(made, Later) else by_prompt(made, TALENT, versions)


def request_for(project):
    """(the AnalysisRequest, the versions of the prompt in it)."""
    request = AnalysisRequest(
        product=inputs.facts(project), photos=inputs.photo_bytes(project), language=project.language
    )
    system, versions = templates.analysis_instructions(request)
    return replace(request, system=system), versions


def save(step, outcome):
    VideoProject.objects.filter(pk=step.job.project_id).update(facts=outcome.data)
