"""What is chosen when an API token is made."""

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.models.api_token import SCOPES

DAYS = [
    ("", _("Until I end it")),
    ("7", _("7 days")),
    ("30", _("30 days")),
    ("90", _("90 days")),
    ("365", _("a year")),
]


class TokenForm(forms.Form):
    """A token's name, what it may do, until when, and what its jobs may cost in all."""

    name = forms.CharField(required=False, max_length=80)
    scopes = forms.MultipleChoiceField(
        choices=list(SCOPES.items()), initial=list(SCOPES),
        error_messages={"required": _("Choose at least one thing that it may do.")},
    )  # fmt: skip
    days = forms.TypedChoiceField(choices=DAYS, required=False, coerce=int, empty_value=None)
    cap = forms.DecimalField(
        required=False, min_value=0, max_digits=12, decimal_places=2,
        error_messages={"invalid": _("Write an amount of USD, like 25.00."), "min_value": _("At least 0.")},
    )  # fmt: skip
