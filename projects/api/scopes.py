"""What an API token may do: less than its user, where it was made so.

A call needs `read` where it changes nothing, else `edit`, unless its view says otherwise in
`token_scopes`: {name of the action: scope}. A person who is signed in is not asked.
"""

from rest_framework.permissions import SAFE_METHODS

from projects import acting
from projects.errors import NotAllowed
from projects.models import ApiToken
from projects.models.api_token import SCOPES


class OutOfScope(NotAllowed):
    """The token was made for less than this call."""

    code = "out_of_scope"


def needed(view, method):
    """The scope that a call of a view needs."""
    plain = "read" if method in SAFE_METHODS else "edit"
    return getattr(view, "token_scopes", {}).get(getattr(view, "action", None), plain)


def check(view, request):
    """Refuse what the request's token was not made for, and say which token acts. Raises OutOfScope."""
    acting.begin(request.auth if isinstance(request.auth, ApiToken) else None)
    require(request, needed(view, request.method))


def require(request, scope):
    """Refuse a token that was made without `scope`. Raises OutOfScope."""
    token = request.auth if isinstance(request.auth, ApiToken) else None
    if token and not token.may(scope):
        raise OutOfScope(
            f"This token may {token.scopes_in_words} only. The call needs “{scope}” "
            f"({SCOPES[scope][0].lower()}{SCOPES[scope][1:]}): use or make a token that has it."
        )
