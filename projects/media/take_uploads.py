"""One verb for a person's own picture, clip or recording in the place of what was made."""

from django.utils.translation import gettext

from projects.board import editing
from projects.errors import BadInput, IllegalMove
from projects.media import audio_uploads, photo_uploads, video_uploads

KEPT = {
    "image": lambda workspace, file: photo_uploads.picture(workspace, file or b"", field="picture"),
    "clip": video_uploads.clip,
    "voice": audio_uploads.voice,
}


def replace(scene, by, kind, file):
    """Use an uploaded file for a scene's "image", "clip" or "voice"; returns the take. Older ones stay.

    `file` is an uploaded file, or None. Raises BadInput where it is no such thing, IllegalMove where
    the scene is not ready for it or a job is at work on the board.
    """
    if kind not in KEPT:
        raise BadInput(
            gettext("A scene has no %(kind)s of its own. Upload an %(kinds)s.")
            % {"kind": kind, "kinds": ", a ".join(KEPT)},
            "kind",
        )
    if kind == "clip" and scene.picture is None:
        raise IllegalMove(
            gettext("%(scene)s has no picture yet. Make one first, or upload it.") % {"scene": scene}
        )
    if kind == "voice" and not scene.text.strip():
        raise IllegalMove(
            gettext("%(scene)s has no words. Write what the recording says, and then upload it.")
            % {"scene": scene}
        )
    return editing.replace_take(scene, by, kind, KEPT[kind](scene.project.workspace, file))
