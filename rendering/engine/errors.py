"""What can go wrong while rendering, in words that may be shown to a person."""


class EngineError(Exception):
    """The video could not be made. `str(error)` is a plain sentence."""


class SourceError(EngineError):
    """Something handed in cannot be used: a picture, a voice, a character, a file.

    `scene_index` counts from 1, or is None where no single scene is to blame.
    """

    def __init__(self, scene_index: int | None, message: str) -> None:
        super().__init__(message)
        self.scene_index = scene_index


class Cancelled(Exception):  # noqa: N818 - it is not an error
    """The caller asked to stop; nothing was left behind."""
