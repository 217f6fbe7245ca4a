"""Forms of the project pages. They read what was typed; verbs in `projects.board.editing` do the work."""

import json
import random
import re

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from projects import access
from projects.board import editing, presets
from projects.board.editing import LONGEST_SCRIPT, TOO_LONG_A_SCRIPT
from projects.errors import BadInput
from projects.formats import AD_SECONDS
from projects.forms.labels import Labelled
from projects.models import BrandKit, Workspace
from projects.models.project import ACCENTS, ASPECTS, CAPTION_LOOKS, MODES, RESOLUTIONS, STYLES, ProjectSource
from projects.plain_input import whole_number
from projects.roles import MAY

LANGUAGES = [
    ("en", _("English")),
    ("de", _("German")),
    ("fr", _("French")),
    ("es", _("Spanish")),
    ("it", _("Italian")),
    ("pt", _("Portuguese")),
    ("nl", _("Dutch")),
    ("pl", _("Polish")),
    ("sv", _("Swedish")),
    ("da", _("Danish")),
    ("cs", _("Czech")),
    ("tr", _("Turkish")),
    ("ja", _("Japanese")),
    ("zh", _("Chinese")),
    ("ko", _("Korean")),
    ("ru", _("Russian")),
    ("el", _("Greek")),
    ("vi", _("Vietnamese")),
    ("ar", _("Arabic")),
    ("he", _("Hebrew")),
    ("hi", _("Hindi")),
    ("th", _("Thai")),
]
# Fields of a new project that are seen at first; the rest is under "More".
AT_FIRST = ("source", "product", "prompt", "script", "length", "seconds", "mode", "style", "aspect")
LENGTHS = [(str(seconds), f"{seconds} s") for seconds in AD_SECONDS]


def editable_workspaces(user):
    """Where the user may make something."""
    return Workspace.objects.filter(memberships__user=user, memberships__role__in=MAY["edit"])


class LookForm(Labelled, forms.Form):
    """What decides how a video looks and sounds, whatever it starts from."""

    mode = forms.ChoiceField(choices=MODES, initial="creative_ad")
    style = forms.ChoiceField(choices=STYLES, initial="minimal")
    aspect = forms.ChoiceField(choices=ASPECTS, initial="9:16")
    resolution = forms.ChoiceField(choices=RESOLUTIONS, initial="1080p")
    language = forms.ChoiceField(choices=LANGUAGES, initial="en")
    voice = forms.CharField(required=False, max_length=80)
    captions = forms.BooleanField(required=False, initial=True)
    caption_look = forms.ChoiceField(choices=[("", _("As the style says")), *CAPTION_LOOKS], required=False)
    accents = forms.ChoiceField(choices=[("", _("By style")), *ACCENTS], required=False)
    signs = forms.BooleanField(required=False, initial=True)
    keep_product = forms.BooleanField(required=False, initial=True)
    music_on = forms.BooleanField(required=False, initial=True)
    call_to_action = forms.CharField(required=False, max_length=120)
    brand_kit = forms.ModelChoiceField(BrandKit.objects.none(), required=False, empty_label=_("None"))

    def look(self):
        return {name: self.cleaned_data[name] for name in LookForm.base_fields}

    def value(self, name):
        """What the field shows now: what was typed, else where it starts."""
        return self[name].value()


def _too_long():
    """With a place for the number of characters, which Django fills in."""
    return f"{gettext('This one has %(show_value)d characters.')} {TOO_LONG_A_SCRIPT}"


class NewProjectForm(LookForm):
    """A project from a product, a prompt or a script; only the fields of its source count."""

    source = forms.ChoiceField(choices=ProjectSource, initial="product")
    workspace = forms.ModelChoiceField(Workspace.objects.none(), required=False)
    product = forms.ModelChoiceField(
        None,
        required=False,
        error_messages={
            "invalid_choice": _("That product is not in your catalogue any more. Choose another.")
        },
    )
    prompt = forms.CharField(required=False, max_length=4000, widget=forms.Textarea)
    script = forms.CharField(
        required=False,
        max_length=LONGEST_SCRIPT,
        widget=forms.Textarea,
        error_messages={"max_length": lazy(_too_long, str)()},
    )
    title = forms.CharField(required=False, max_length=200)
    stop_at_script = forms.BooleanField(required=False)
    length = forms.ChoiceField(choices=LENGTHS, initial="15")
    seconds = forms.IntegerField(
        required=False,
        min_value=5,
        max_value=300,
        initial=30,
        error_messages={
            "min_value": _("At least 5 seconds."),
            "max_value": _("At most 300 seconds."),
            "invalid": _("Write whole seconds, 5 to 300."),
        },
    )

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        here = editable_workspaces(user)
        self.fields["workspace"].queryset = here
        self.fields["product"].queryset = access.products(user).filter(workspace__in=here)
        self.fields["brand_kit"].queryset = BrandKit.objects.filter(workspace__in=here)
        self._offer_length(self.initial.get("length"), args[0] if args else kwargs.get("data"))

    def _offer_length(self, chosen, data):
        """A preset may have another length than those that are offered: it is offered then, too."""
        asked = (data or {}).get("length") or chosen or ""
        if asked.isdecimal() and 5 <= int(asked) <= 300 and asked not in dict(LENGTHS):
            longer = [*LENGTHS, (asked, f"{asked} s")]
            self.fields["length"].choices = sorted(longer, key=lambda one: int(one[0]))

    @property
    def has_errors_under_more(self):
        """Beside a field that is folded away at first: it is shown then."""
        return bool(set(self.errors) - {NON_FIELD_ERRORS, *AT_FIRST})

    def clean(self):
        data = super().clean()
        check = {"product": self._check_product, "prompt": self._check_prompt, "script": self._check_script}
        if data.get("source") in check:
            check[data["source"]](data)
        return data

    def _check_product(self, data):
        if not data.get("product") and "product" not in self.errors:
            self.add_error("product", gettext("Choose the product that the video is about."))

    def _check_prompt(self, data):
        if not data.get("prompt"):
            self.add_error("prompt", gettext("Describe the video in a sentence or two."))
        if not data.get("seconds") and "seconds" not in self.errors:
            self.add_error("seconds", gettext("Say how long the video should be, 5 to 300 seconds."))

    def _check_script(self, data):
        if not data.get("script"):
            self.add_error("script", gettext("Paste the script: it is empty."))

    def create(self):
        """The new project, or None with the reason beside its field."""
        if not self.is_valid():
            return None
        try:
            return editing.create_project(self._workspace(), self.user, **self._values())
        except BadInput as error:
            self.add_error(error.field if error.field in self.fields else None, error.message)
            return None

    def _workspace(self):
        data = self.cleaned_data
        if data["source"] == "product":
            return data["product"].workspace
        return data["workspace"] or self.fields["workspace"].queryset.first()

    def _values(self):
        data, source = self.cleaned_data, self.cleaned_data["source"]
        values = {"source": source, source: data[source], "title": data["title"], **self.look()}
        if source == "product":
            values["target_ms"] = int(data["length"]) * 1000
        elif source == "prompt":
            values["target_ms"] = data["seconds"] * 1000
        return values


def preset_fields(preset):
    """What a preset chooses, by the names and in the units of the fields of a new project."""
    choices = preset.choices
    fields = {name: value for name, value in choices.items() if name in LookForm.base_fields}
    seconds = choices["target_ms"] // 1000
    return {
        **fields,
        "brand_kit": preset.brand_kit_id,
        "length": str(seconds),
        "seconds": seconds,
        "stop_at_script": bool(choices.get("stop_at")),
    }


class PresetForm(NewProjectForm):
    """The choices of the form of a new project, to be kept under a name; what it is about does not count."""

    preset_name = forms.CharField(max_length=80, error_messages={"required": _("Give the preset a name.")})
    preset_default = forms.BooleanField(required=False)
    preset_instead = forms.BooleanField(required=False)

    def clean(self):
        return forms.Form.clean(self)

    def save(self):
        """The Preset, or None with the reason beside its field."""
        if not self.is_valid():
            return None
        data = self.cleaned_data
        seconds = int(data["length"]) if data["source"] == "product" else data["seconds"] or 30
        choices = {**self.look(), "target_ms": seconds * 1000}
        kit = choices.pop("brand_kit")
        choices["stop_at"] = "script" if data["stop_at_script"] else ""
        try:
            return presets.save_preset(
                self._workspace(),
                self.user,
                data["preset_name"],
                choices,
                kit,
                is_default=data["preset_default"],
                instead=data["preset_instead"],
            )
        except BadInput as error:
            self.add_error("preset_name" if error.field == "name" else None, error.message)
            return None

    def _workspace(self):
        data = self.cleaned_data
        if data["source"] == "product" and data.get("product"):
            return data["product"].workspace
        return data.get("workspace") or self.fields["workspace"].queryset.first()


class SettingsForm(LookForm):
    """The settings of a video that exists."""

    seconds = forms.FloatField(min_value=5, max_value=300)

    def __init__(self, project, data=None):
        start = {name: getattr(project, name) for name in LookForm.base_fields}
        start |= {"seconds": f"{project.target_ms / 1000:g}", "brand_kit": project.brand_kit_id}
        super().__init__(data, initial=start)
        self.project = project
        self.fields["brand_kit"].queryset = project.workspace.brand_kits.all()
        known = dict(LANGUAGES)
        if project.language not in known:
            self.fields["language"].choices = [(project.language, project.language), *LANGUAGES]

    def save(self, by):
        """True when the settings were taken; what did not change is not written."""
        if not self.is_valid():
            return False
        wanted = {**self.look(), "target_ms": round(self.cleaned_data["seconds"] * 1000)}
        changes = {name: value for name, value in wanted.items() if getattr(self.project, name) != value}
        try:
            if changes:
                editing.edit_project(self.project, by, **changes)
        except BadInput as error:
            self.add_error(error.field if error.field in self.fields else None, error.message)
            return False
        return True


# --- one field of a scene, as it is typed ------------------------------------------------------
def scene_changes(scene, data):
    """What of the scene's fields is in `data`, in the words of editing.edit_scene."""
    return {field: read(scene, data[name]) for name, (field, read) in SCENE_FIELDS.items() if name in data}


def seen_value(scene, data):
    """The field's value as the editor's page last knew it (`was`), or {} when it does not say."""
    if "was" not in data:
        return {}
    return {field: read(scene, data["was"]) for name, (field, read) in SCENE_FIELDS.items() if name in data}


def _words(scene, value):
    # A browser sends line ends as CRLF; the row keeps one kind, so that equal text is equal.
    return value.replace("\r\n", "\n").strip()


def _as_is(scene, value):
    return value


# A time as people write it: 2.5, 2,5 s, 1:05.
_TYPED_TIME = re.compile(r"(?:(\d{1,3}):(?=\d\d))?(.+?)\s*(?:s|sec|seconds?)?\.?", re.IGNORECASE)


def _milliseconds(scene, value):
    try:
        minutes, seconds = _TYPED_TIME.fullmatch(value.strip()).groups()
        return round((int(minutes or 0) * 60 + float(seconds.replace(",", "."))) * 1000)
    except (AttributeError, ValueError, OverflowError):
        raise BadInput(gettext("Write the duration in seconds, like 2.5."), "duration") from None


def _speaker(scene, value):
    if not value:
        return None
    found = scene.project.characters.filter(pk=whole_number(value)).first()
    if found is None:
        raise BadInput(gettext("That character is not in this project any more."), "speaker")
    return found.pk


SCENE_FIELDS = {
    "text": ("text", _words),
    "headline": ("headline", _words),
    "detail": ("detail", _words),
    "visual_prompt": ("visual_prompt", _words),
    "motion_prompt": ("motion_prompt", _words),
    "transition": ("transition", _as_is),
    "duration": ("duration_ms", _milliseconds),
    "speaker": ("speaker_id", _speaker),
}


def places_from(data):
    """{"words": [x, y, scale] or None} from percents "words_x" and so on; None where "words" says "own".

    What the form does not name is left out.
    """
    wanted = {}
    for name in ("words", "product"):
        if data.get(name) == "own":
            wanted[name] = None
        elif data.get(name) == "put":
            wanted[name] = [_percent(data, f"{name}_{part}") for part in ("x", "y", "scale")]
    return wanted


def _percent(data, name):
    try:
        return float(data[name].replace(",", ".")) / 100
    except (KeyError, ValueError):
        raise BadInput(gettext("Write a number of percent, like 50."), name) from None


def places_seen(data):
    """The places that were there when the dialog was opened (JSON), or None where they are not said."""
    try:
        found = json.loads(data["was"])
    except (KeyError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def focus_from(data):
    """{"focus_x", "focus_y"} from percents "x" and "y"; both None where "clear" is said."""
    if "clear" in data:
        return {"focus_x": None, "focus_y": None}
    try:
        return {f"focus_{axis}": float(data[axis]) / 100 for axis in "xy"}
    except (KeyError, ValueError):
        raise BadInput(gettext("Choose a point in the picture."), "focus") from None


def focus_seen(data):
    """The point that was there when the dialog was opened, as fields; {} where it is not said."""
    if "was" not in data:
        return {}
    x, _, y = data["was"].partition(",")
    try:
        return {"focus_x": float(x), "focus_y": float(y)} if data["was"] else dict.fromkeys(FOCUS)
    except ValueError:
        return {}


FOCUS = ("focus_x", "focus_y")


def seed_from(value):
    """A seed from a form: what was typed, or a new one when nothing was."""
    if not value.strip():
        return random.randrange(1, 2**31)
    seed = whole_number(value, most=2**31 - 1)
    if seed is None:
        raise BadInput(gettext("A seed is a whole number, like 7."), "seed")
    return seed
