"""Verbs about the music of a video: whether, how loud, and which."""

import math
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from projects.board import editing
from projects.errors import BadInput
from projects.models import Asset, VideoProject

QUIETEST_DB, LOUDEST_DB = -40, 0
# How loud the bed is beside the voice, in words: each up to its level in dB.
WORDS = (
    (-30, _("hardly heard")),
    (-20, _("quiet")),
    (-9, _("balanced")),
    (-4, _("in front")),
    (LOUDEST_DB, _("as loud as the voice")),
)


def in_words(volume_db: float) -> str:
    return str(next((word for most, word in WORDS if volume_db <= most), WORDS[-1][1]))


def change(
    project: VideoProject, by: User | None, on: bool | None = None, volume_db: float | None = None
) -> VideoProject:
    """Switch the music on or off, or set its level beside the voice in dB, -40 to 0."""
    if volume_db is not None and not (math.isfinite(volume_db) and QUIETEST_DB <= volume_db <= LOUDEST_DB):
        raise BadInput(
            gettext("The volume is %(least)s to %(most)s dB.") % {"least": QUIETEST_DB, "most": LOUDEST_DB},
            "volume_db",
        )
    wanted = {"music_on": on, "music_volume_db": volume_db}
    return _edited(project, by, {name: value for name, value in wanted.items() if value is not None})


def use(project: VideoProject, by: User | None, asset: Asset | None = None) -> VideoProject:
    """Use this piece of music (an asset), or with None the one that is composed for the video."""
    return _edited(project, by, {"music": asset, "music_on": True})


def another(project: VideoProject, by: User | None) -> VideoProject:
    """Have another bed composed than so far, in place of whatever is used now."""
    seed = (project.seed if project.music_seed is None else project.music_seed) + 1
    return editing.edit_project(project, by, music=None, music_on=True, music_seed=seed)


def _edited(project: VideoProject, by: User | None, wanted: dict[str, Any]) -> VideoProject:
    changes = {name: value for name, value in wanted.items() if getattr(project, name) != value}
    return editing.edit_project(project, by, **changes) if changes else project
