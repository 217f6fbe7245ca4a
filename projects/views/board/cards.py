"""What the card of a scene shows and asks about; its templates are stamped: projects.templatetags.stamped."""

from functools import cached_property

from django.template.defaultfilters import truncatechars

from projects.board import takes
from projects.languages import wording
from projects.models import ProjectState
from projects.templatetags import studio
from projects.templatetags.stamped import stamp


class SceneCard:
    """A scene of a board (projects.views.board.page_context.BoardContext) as one member sees it.

    `shape` is all that its templates ask about. The properties in `names` are words that they only show.
    """

    names = (
        "pk",
        "project_pk",
        "number",
        "beat",
        "start",
        "end",
        "end_ms",
        "version",
        "text",
        "headline",
        "detail",
        "visual_prompt",
        "motion_prompt",
        "duration",
        "duration_words",
        "transition_label",
        "transition_options",
        "transition",
        "speaker",
        "speaker_pk",
        "speaker_options",
        "image",
        "width",
        "height",
        "sight",
        "problem",
        "moving_words",
        "stale_says",
        "words_ms",
        "scene_ms",
        "words_words",
        "over_words",
        "faster",
        "unread",
        "comments",
    )

    def __init__(self, board, scene):
        self.board, self.scene = board, scene
        self.project_pk = board.project.pk
        self.pk, self.number, self.version = scene.pk, scene.scene_index, scene.version
        self.text, self.headline, self.detail = scene.text, scene.headline, scene.detail
        self.visual_prompt, self.motion_prompt = scene.visual_prompt, scene.motion_prompt
        self.transition, self.end_ms = scene.transition, getattr(scene, "end_ms", 0)

    # --- what templates ask about ----------------------------------------------------------------
    @cached_property
    def shape(self):
        scene, board = self.scene, self.board
        return {
            "may_edit": board.may_edit,
            "is_first": scene.scene_index == 1,
            "is_last": scene.scene_index == board.scene_count,
            "opens_talk": scene.pk == board.talk_scene,
            "has_headline": bool(scene.headline),
            "oob": False,
            "fresh": False,
            **self._picture_shape(),
            **self._words_shape(),
        }

    def _picture_shape(self):
        scene = self.scene
        shown = bool(self._picture) and not scene.problem
        speaker = scene.speaker
        notes = scene.notes.items() if shown else ()
        mouthless = bool(speaker and speaker.portrait_id and not speaker.mouth)
        return {
            "has_picture": bool(self._picture),
            "has_problem": bool(scene.problem),
            "is_drawing": self.board.project.state == ProjectState.ILLUSTRATING,
            "kept": studio.product_kept(scene) if shown else "",
            "moves": self._moving.kind if shown and self._moving else "",
            # That a picture is of another prompt is said below it, with what mends it.
            "notes": tuple(studio.told(note) for kind, note in notes if kind != "image"),
            "wants_mouth": shown and bool(scene.notes.get("lip_sync")) and mouthless,
            "is_aimed": shown and takes.aimed(scene) is not None,
        }

    def _words_shape(self):
        said, stale = self._narration, self._stale
        shape = {
            "stale": "" if stale is None else "words" if stale.only_words else "picture",
            "said": "",
            "has_people": bool(self.board.people),
            "has_speaker": self.scene.speaker is not None,
            "has_text": bool(self.scene.text),
        }
        if said:
            shape |= {
                "said": "estimate" if said.is_estimate else "own" if said.is_own else "recorded",
                "is_cut": said.is_cut,
                "is_hurried": said.is_hurried,
                "is_over": bool(said.over_ms),
                "is_recording_stale": said.is_stale,
                "has_unread": bool(said.unread),
            }
        if not self.board.may_edit:
            scene = self.scene
            shape |= {
                "has_detail": bool(scene.detail),
                "has_visual": bool(scene.visual_prompt),
                "has_motion": bool(scene.motion_prompt),
            }
        return shape

    # --- what they show --------------------------------------------------------------------------
    @property
    def beat(self):
        return self.board.beats.get(self.scene.beat, self.scene.beat)

    @property
    def start(self):
        return studio.in_seconds(self.scene.start_ms)

    @property
    def end(self):
        return studio.in_seconds(self.scene.end_ms)

    @property
    def duration(self):
        """For the number field."""
        return studio.in_seconds(self.scene.duration_ms)

    @cached_property
    def duration_words(self):
        return studio.seconds(self.scene.duration_ms)

    @property
    def transition_label(self):
        return self.scene.get_transition_display()

    @property
    def transition_options(self):
        return _options(self.board.transitions, self.scene.transition)

    @property
    def speaker(self):
        return str(self.scene.speaker or "")

    @property
    def speaker_pk(self):
        return "" if self.scene.speaker_id is None else self.scene.speaker_id

    @property
    def speaker_options(self):
        return _options(self.board.people, self.scene.speaker_id)

    @property
    def comments(self):
        """How many comments there are, and how many of them are open."""
        counted = _CardPart(
            shape={"count": self.scene.comment_count, "open_count": self.scene.open_comments, "oob": False},
            names=("pk",),
            pk=self.pk,
        )
        return stamp("comments/_scene_count.html", counted)

    # --- of the picture --------------------------------------------------------------------------
    @cached_property
    def _picture(self):
        return self.scene.picture

    @cached_property
    def _moving(self):
        return takes.moving(self.scene, self._picture.asset) if self._picture else None

    @cached_property
    def image(self):
        return self._picture.asset.url

    @property
    def width(self):
        return self._picture.asset.width

    @property
    def height(self):
        return self._picture.asset.height

    @cached_property
    def sight(self):
        return studio.sight(self.scene)

    @property
    def problem(self):
        return studio.told(self.scene.problem)

    @property
    def moving_words(self):
        return studio.seconds(self._moving.asset.duration_ms)

    # --- of its words in time --------------------------------------------------------------------
    @property
    def _stale(self):
        return self.board.stale.get(self.pk)

    @property
    def stale_says(self):
        return self._stale.says

    @property
    def _narration(self):
        return self.board.narration.get(self.pk)

    @property
    def words_ms(self):
        return self._narration.words_ms

    @property
    def scene_ms(self):
        return self._narration.scene_ms

    @property
    def words_words(self):
        return studio.seconds(self._narration.words_ms)

    @property
    def over_words(self):
        return studio.seconds(self._narration.over_ms)

    @property
    def faster(self):
        return self._narration.faster_percent

    @property
    def unread(self):
        return wording.quoted(self._narration.unread)


class OpenCommentCard:
    """A comment that nobody resolved, in the list that is read before a decision."""

    MOST = 160  # characters
    names, shape = ("who", "place", "text"), {}

    def __init__(self, place, comment):
        self.place, self.who, self.text = place, comment.author_name, comment.text
        if len(self.text) > self.MOST:
            self.text = truncatechars(self.text, self.MOST)


class _CardPart:
    """The card of a part of a card."""

    def __init__(self, shape, names=(), **words):
        self.shape, self.names = shape, names
        vars(self).update(words)


def _options(choices, chosen):
    """The options of a select; `choices` is a tuple of (value, label)."""
    return stamp("projects/scenes/_options.html", _CardPart({"choices": choices, "chosen": chosen}))
