"""What a preview is made from: the board as it stands, with what was spoken and composed for it so far.

The same spec as a video's, from the same board, so that a preview cannot drift from what it announces.
"""

from generation.stages import music, voice
from projects import formats
from projects.models import Asset
from rendering.spec import build, schema

# Stands in for the picture of a scene that has none: a medium without a digest.
_NO_PICTURE = Asset(kind="image", digest="", meta={})


def sketch(project, digest="", blank=False):
    """The RenderSpec of a preview: PREVIEW_SIDE small, in preview quality.

    Voices and music are those that are at hand for the board as it is now; nobody is asked for more.
    Raises ValueError when a scene has no picture, unless `blank`: then its medium has no digest.
    """
    scenes = list(project.scenes.select_related("speaker").prefetch_related("takes__asset"))
    bare = {scene.pk: (_NO_PICTURE, None) for scene in scenes if blank and scene.picture is None}
    made = build.build(project, digest, music.at_hand(project), pictures=bare)
    voices = {scene.scene_index: voice.at_hand(scene) for scene in scenes}
    segments = tuple(_spoken(segment, voices[segment.scene_index]) for segment in made.segments)
    return made.model_copy(update={"segments": segments, "output": _output(project)})


def _output(project):
    width, height = formats.preview_size(project.aspect)
    return schema.OutputSpec(width=width, height=height, video_quality="preview")


def _spoken(segment, asset):
    """The segment with the voice that says its words as they are now, or silent."""
    voice, words = (build.media_of("voice", asset), build.words_of(asset)) if asset else (None, ())
    return segment.model_copy(update={"voice": voice, "words": words})
