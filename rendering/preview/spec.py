"""What a preview is made from: the board as it stands, with what was spoken and composed for it so far.

The same spec as a video's, from the same board, so that a preview cannot drift from what it announces.
"""

from generation.stages import music, voice
from projects import formats
from projects.models import VideoProject
from rendering.spec import build, inputs, schema


def preview_spec(project: VideoProject, digest: str = "", blank: bool = False) -> schema.RenderSpec:
    """The RenderSpec of a preview: PREVIEW_SIDE small, in preview quality.

    Raises ValueError when a scene has no picture, unless `blank`: then its medium has no digest.
    """
    return spec_of(read_board(project, blank), digest)


def read_board(project: VideoProject, blank: bool = False) -> inputs.BoardView:
    """The board with the voices and the music that are at hand for it as it is now: nobody is asked for more.

    Words that were changed since they were spoken have no voice.
    """
    return inputs.read_board(
        project, music=music.cached_music(project), recording=voice.cached_voice, blank=blank
    )


def spec_of(board: inputs.BoardView, digest: str) -> schema.RenderSpec:
    """The RenderSpec of a preview of a board that was read. Pure."""
    width, height = formats.preview_size(board.aspect)
    output = schema.OutputSpec(width=width, height=height, video_quality="preview")
    return build.spec_of(board, digest).model_copy(update={"output": output})
