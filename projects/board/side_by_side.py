"""A board beside the one that was agreed to last: scene by scene, in words and in pictures."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from projects.board import diff
from projects.models import Asset, Submission


@dataclass(frozen=True)
class ScenePair:
    """A scene as it was approved and as it is now, each with its picture; None where there is none."""

    then: dict[str, Any] | None
    now: dict[str, Any] | None
    changes: list[diff.Change]
    then_picture: Asset | None
    now_picture: Asset | None

    @property
    def index(self) -> int:
        """The scene's number now; that of before where it is gone."""
        return int((self.now or self.then or {})["scene_index"])

    @property
    def kind(self) -> str:
        """new, gone, changed or same."""
        if self.then is None or self.now is None:
            return "new" if self.then is None else "gone"
        return "changed" if self.changes else "same"


@dataclass(frozen=True)
class BoardPair:
    """Two submissions: `film` is what differs in all but the scenes."""

    then: Submission
    now: Submission
    film: list[diff.Change]
    scenes: list[ScenePair]

    @cached_property
    def changed(self) -> list[ScenePair]:
        return [one for one in self.scenes if one.kind != "same"]

    @property
    def unchanged(self) -> int:
        return len(self.scenes) - len(self.changed)

    @property
    def count(self) -> int:
        """How many differences there are in words."""
        return len(self.film) + sum(len(one.changes) for one in self.scenes)


def pair(then: Submission, now: Submission) -> BoardPair:
    """`now` beside `then`, two submissions of one project. One query for all pictures."""
    found = diff.scene_by_scene(then.board, now.board)
    digests = {scene.get("picture") for one in found for scene in (one.old, one.new) if scene}
    rows = Asset.objects.filter(workspace=now.project.workspace_id, digest__in=digests - {None, ""})
    pictures = {asset.digest: asset for asset in rows}

    def picture(scene: dict[str, Any] | None) -> Asset | None:
        return pictures.get(scene.get("picture", "")) if scene else None

    scenes = [ScenePair(one.old, one.new, one.changes, picture(one.old), picture(one.new)) for one in found]
    return BoardPair(then, now, diff.of_the_film(then.board, now.board), scenes)
