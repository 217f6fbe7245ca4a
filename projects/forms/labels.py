"""Labels of fields that are called as Django calls them, in the reader's language."""

from django.forms.utils import pretty_name
from django.utils.translation import gettext

from projects.languages.marked import gettext_noop

NAMES = (
    gettext_noop("Name"),
    gettext_noop("Description"),
    gettext_noop("Selling points"),
    gettext_noop("Price"),
    gettext_noop("Currency"),
    gettext_noop("Vendor"),
    gettext_noop("Category"),
    gettext_noop("Photos"),
    gettext_noop("Workspace"),
    gettext_noop("Encoding"),
    gettext_noop("Mode"),
    gettext_noop("Style"),
    gettext_noop("Aspect"),
    gettext_noop("Resolution"),
    gettext_noop("Language"),
    gettext_noop("Voice"),
    gettext_noop("Captions"),
    gettext_noop("Caption look"),
    gettext_noop("Accents"),
    gettext_noop("Signs"),
    gettext_noop("Keep product"),
    gettext_noop("Music on"),
    gettext_noop("Call to action"),
    gettext_noop("Brand kit"),
    gettext_noop("Source"),
    gettext_noop("Product"),
    gettext_noop("Prompt"),
    gettext_noop("Script"),
    gettext_noop("Title"),
    gettext_noop("Stop at script"),
    gettext_noop("Length"),
    gettext_noop("Seconds"),
    gettext_noop("Preset name"),
    gettext_noop("Preset default"),
    gettext_noop("Preset instead"),
)


class Labelled:
    """A form whose fields without a label get one that is translated."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            if field.label is None:
                field.label = gettext(pretty_name(name))
