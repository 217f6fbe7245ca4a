"""Look at the product: its photos and its record."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.utils.translation import gettext_noop

from generation.engine import provider_calls
from generation.engine.base_stage import BaseStage
from generation.engine.context import StepContext
from generation.engine.plan import PlannedCall, PollLater, StepOutcome, StepPlan
from generation.interfaces import AnalysisRequest
from generation.models import Job, PromptVersion, Step
from generation.prompts import inputs, templates
from generation.provider_errors import Rejected
from generation.stages.shared import outcome_with_prompts
from projects.models import VideoProject

TALENT = "vision"


class AnalyseStage(BaseStage):
    talent = TALENT
    asks_providers = True

    def opening_message(self, job: Job, count: int) -> str:
        return gettext_noop("Looking at the product")

    def plan(self, job: Job) -> Iterator[StepPlan]:
        if job.project.source == "product":
            yield StepPlan(key="analyse", label=gettext_noop("Look at the product"), talent=TALENT)

    def planned_calls(self, job: Job) -> Iterable[PlannedCall]:
        if job.project.source == "product":
            yield PlannedCall(talent=TALENT, request=request_for(job.project)[0])

    def run(self, step: Step, context: StepContext) -> StepOutcome | PollLater:
        request, versions = request_for(step.job.project)
        made = provider_calls.ask(step, context, TALENT, request)
        return made if isinstance(made, PollLater) else outcome_with_prompts(made, TALENT, versions)

    def save(self, step: Step, outcome: StepOutcome) -> None:
        VideoProject.objects.filter(pk=step.job.project_id).update(facts=outcome.data)


def request_for(project: VideoProject) -> tuple[AnalysisRequest, list[PromptVersion]]:
    """(the AnalysisRequest, the versions of the prompt in it)."""
    product = inputs.facts(project)
    if product is None:
        raise Rejected("The product of this video is not there any more.")
    request = AnalysisRequest(
        product=product,
        photos=inputs.photo_bytes(project),
        language=project.language,
        cuts=inputs.photo_cuts_of(inputs.photo_rows(project)[: inputs.MOST_PHOTOS]),
    )
    system, versions = templates.analysis_instructions(request)
    return replace(request, system=system), versions
