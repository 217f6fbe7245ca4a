"""What is chosen when an API token is made."""

from django import forms

from projects.models.api_token import SCOPES

DAYS = [("", "Until I end it"), ("7", "7 days"), ("30", "30 days"), ("90", "90 days"), ("365", "a year")]


class TokenForm(forms.Form):
    """A token's name, what it may do, until when, and what its jobs may cost in all."""

    name = forms.CharField(required=False, max_length=80)
    scopes = forms.MultipleChoiceField(
        choices=list(SCOPES.items()), initial=list(SCOPES),
        error_messages={"required": "Choose at least one thing that it may do."},
    )  # fmt: skip
    days = forms.TypedChoiceField(choices=DAYS, required=False, coerce=int, empty_value=None)
    cap = forms.DecimalField(
        required=False, min_value=0, max_digits=12, decimal_places=2,
        error_messages={"invalid": "Write an amount of USD, like 25.00.", "min_value": "At least 0."},
    )  # fmt: skip
