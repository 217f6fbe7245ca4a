"""Several ratios of one approved board in one job: which, which pictures, and what became of each."""

from projects import formats
from projects.errors import BadInput
from projects.media import library


def of(job):
    """The ratios that a job makes, in the order of formats.ASPECTS; the project's own if none is named."""
    return job.options.get("ratios") or [job.project.aspect]


def chosen(names):
    """The wished ratios, each once, in the order of formats.ASPECTS. Raises BadInput."""
    strange = [str(name) for name in names if name not in formats.ASPECTS]
    if strange:
        raise BadInput(f"There is no ratio {strange[0]}. Choose from {', '.join(formats.ASPECTS)}.", "ratios")
    if not names:
        raise BadInput("Choose at least one ratio.", "ratios")
    return [aspect for aspect in formats.ASPECTS if aspect in names]


def others(job):
    """Those for which the board's pictures have the wrong shape."""
    return [aspect for aspect in of(job) if aspect != job.project.aspect]


def named(job, what, aspect):
    """A step's key: the plain word where there is one video, with its ratio where there are several."""
    return f"{what}:{aspect}" if "ratios" in job.options else what


def labelled(job, words, aspect):
    return f"{words} in {aspect}" if "ratios" in job.options else words


def key(aspect, scene_pk):
    """The key of the step that makes a scene's picture for another ratio."""
    return f"picture:{aspect}:{scene_pk}"


def problem(job, aspect):
    """Why a ratio's pictures are not there, "" when they are."""
    failed = job.steps.filter(stage__name="pictures", key__startswith=f"picture:{aspect}:", state="failed")
    return next((f"{aspect}: {step.error}" for step in failed), "")


def pictures(job, aspect):
    """{scene pk: (asset, focus)} that the job made for a ratio; {} for the project's own."""
    steps = job.steps.filter(stage__name="pictures", key__startswith=f"picture:{aspect}:", state="done")
    return {step.scene_id: (_asset(job, step), step.result.get("focus")) for step in steps}


def _asset(job, step):
    return step.asset or library.find(job.workspace, step.result["digest"])


def how(job, aspect):
    """[[scene, how its picture came to this ratio]] for people; [] for the project's own ratio."""
    steps = job.steps.filter(stage__name="pictures", key__startswith=f"picture:{aspect}:", state="done")
    return [[step.scene.scene_index, step.result["how"]] for step in steps if step.scene]


def failures(job):
    """A sentence for each ratio that did not come to a video."""
    lines = [problem(job, aspect) for aspect in of(job)]
    for step in job.steps.filter(stage__name__in=("compose", "publish"), state="failed"):
        lines.append(f"{step.request.get('aspect') or 'It'}: {step.error}")
    return [line for line in lines if line]
