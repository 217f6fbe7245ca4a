"""Several ratios of one approved board in one job: which, which pictures, and what became of each."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from generation.models import Job, Step, StepState
from projects import formats
from projects.errors import BadInput
from projects.media import library
from projects.models import Asset
from rendering.spec.inputs import OtherPictures


def ratios_of(job: Job) -> list[str]:
    """The ratios that a job makes, in the order of formats.ASPECTS; the project's own if none is named."""
    return job.options.get("ratios") or [job.project.aspect]


def validated(names: Collection[str]) -> list[str]:
    """The wished ratios, each once, in the order of formats.ASPECTS. Raises BadInput."""
    strange = [str(name) for name in names if name not in formats.ASPECTS]
    if strange:
        raise BadInput(
            gettext_noop("There is no ratio %(name)s. Choose from %(names)s.")
            % {"name": strange[0], "names": ", ".join(formats.ASPECTS)},
            "ratios",
        )
    if not names:
        raise BadInput("Choose at least one ratio.", "ratios")
    return [aspect for aspect in formats.ASPECTS if aspect in names]


def other_ratios(job: Job) -> list[str]:
    """Those for which the board's pictures have the wrong shape."""
    return [aspect for aspect in ratios_of(job) if aspect != job.project.aspect]


def step_key(job: Job, what: str, aspect: str) -> str:
    """A step's key: the plain word where there is one video, with its ratio where there are several."""
    return f"{what}:{aspect}" if "ratios" in job.options else what


def step_label(job: Job, words: str, aspect: str | None) -> str:
    return (
        gettext_noop("%(what)s in %(aspect)s") % {"what": words, "aspect": aspect}
        if "ratios" in job.options
        else words
    )


def picture_key(aspect: str, scene_pk: int) -> str:
    """The key of the step that makes a scene's picture for another ratio."""
    return f"picture:{aspect}:{scene_pk}"


def _picture_steps(job: Job, aspect: str | None, state: StepState) -> QuerySet[Step]:
    """The steps that made a ratio's pictures, those in one state."""
    return job.steps.filter(stage__name="pictures", key__startswith=f"picture:{aspect}:", state=state)


def problem(job: Job, aspect: str) -> str:
    """Why a ratio's pictures are not there, "" when they are."""
    failed = _picture_steps(job, aspect, StepState.FAILED)
    return next((f"{aspect}: {step.error}" for step in failed), "")


def pictures(job: Job, aspect: str) -> OtherPictures:
    """{scene pk: (asset, focus)} that the job made for a ratio; {} for the project's own."""
    steps = _picture_steps(job, aspect, StepState.DONE)
    return {step.scene_id: (_asset(job, step), step.result.get("focus")) for step in steps if step.scene_id}


def _asset(job: Job, step: Step) -> Asset:
    return step.asset or library.find(job.workspace, step.result["digest"])


def how_made(job: Job, aspect: str | None) -> list[list[Any]]:
    """[[scene, how its picture came to this ratio]] for people; [] for the project's own ratio."""
    steps = _picture_steps(job, aspect, StepState.DONE)
    return [[step.scene.scene_index, step.result["how"]] for step in steps if step.scene]


def failures(job: Job) -> list[str]:
    """A sentence for each ratio that did not come to a video."""
    lines = [problem(job, aspect) for aspect in ratios_of(job)]
    for step in job.steps.filter(stage__name__in=("compose", "publish"), state=StepState.FAILED):
        lines.append(f"{step.request.get('aspect') or 'It'}: {step.error}")
    return [line for line in lines if line]
