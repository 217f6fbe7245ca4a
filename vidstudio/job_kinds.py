"""What a job is made of: its kinds, their stages in order, and the class behind each name.

Lower rooms never name upper ones. They look here, through the settings, which take every name of `__all__`.
"""

from typing import TypedDict

from projects.languages.marked import gettext_noop  # Django's own asks the settings, which are being read

__all__ = ["JOB_KINDS", "STAGES"]


class JobKind(TypedDict):
    label: str
    pipeline: str
    stages: tuple[tuple[str, int, int], ...]


# The name of a stage is what its rows store. A name that old jobs have is never given to another class.
STAGES = {
    "analyse": "generation.stages.analyse.AnalyseStage",
    "script": "generation.stages.script.ScriptStage",
    "storyboard": "generation.stages.storyboard.StoryboardStage",
    "images": "generation.stages.images.ImagesStage",
    "voice": "generation.stages.voice.VoiceStage",
    "clips": "rendering.stages.clips.ClipsStage",
    "music": "generation.stages.music.MusicStage",
    "lip_sync": "rendering.stages.lip_sync.LipSyncStage",
    "compose": "rendering.stages.compose.ComposeStage",
    "publish": "rendering.stages.publish.PublishStage",
    "pictures": "rendering.stages.other_ratios.PicturesStage",
    "package": "rendering.stages.package.PackageStage",
    "animatic": "rendering.stages.animatic.AnimaticStage",
}

# A job kind is a list of stages: (name, percent of the job where it starts, percent where it ends).
# `pipeline` is the class that tells the project what the job's moments mean.
JOB_KINDS: dict[str, JobKind] = {
    "storyboard": {
        "label": gettext_noop("Storyboard"),
        "pipeline": "generation.engine.pipelines.StoryboardPipeline",
        "stages": (
            ("analyse", 0, 3),
            ("script", 3, 8),
            ("storyboard", 8, 10),
            ("images", 10, 80),
        ),
    },
    "regenerate": {
        "label": gettext_noop("New take"),
        "pipeline": "generation.engine.pipelines.RegeneratePipeline",
        # One of them has work: the others plan nothing.
        "stages": (
            ("images", 0, 95),
            ("voice", 0, 95),
            ("clips", 0, 95),
            ("music", 0, 95),
        ),
    },
    "render": {
        "label": gettext_noop("Render"),
        "pipeline": "rendering.pipelines.RenderPipeline",
        "stages": (
            ("voice", 0, 8),
            ("clips", 8, 40),
            ("lip_sync", 40, 48),
            ("music", 48, 52),
            ("compose", 52, 95),
            ("publish", 95, 99),
        ),
    },
    "ratios": {
        "label": gettext_noop("Other ratios"),
        "pipeline": "rendering.pipelines.RatiosPipeline",
        "stages": (
            ("voice", 0, 3),
            ("clips", 3, 5),
            ("lip_sync", 5, 6),
            ("music", 6, 8),
            ("pictures", 8, 20),
            ("compose", 20, 95),
            ("publish", 95, 99),
        ),
    },
    "package": {
        "label": gettext_noop("Editor's package"),
        "pipeline": "rendering.pipelines.PackagePipeline",
        "stages": (("package", 0, 99),),
    },
    "preview": {
        "label": gettext_noop("Preview"),
        "pipeline": "rendering.pipelines.PreviewPipeline",
        "stages": (
            ("voice", 0, 15),
            ("music", 15, 30),
            ("animatic", 30, 99),
        ),
    },
}
