"""Who opens a WebSocket: a program with an API token, or a page with its session."""

from uuid import uuid4

from channels.auth import AuthMiddlewareStack
from channels.security.websocket import AllowedHostsOriginValidator
from django.contrib.auth.models import AnonymousUser

from projects import acting
from vidstudio.accounts import tokens

# A browser cannot send headers with a WebSocket; a page of another origin sends this word and its token as
# the two protocols it speaks.
PROTOCOL = b"bearer"


class TokenOrSession:
    """Sockets that show a token are its user's, from wherever; all others come from a page of ours."""

    def __init__(self, inner):
        self.inner = inner
        self.of_pages = AllowedHostsOriginValidator(AuthMiddlewareStack(inner))

    async def __call__(self, scope, receive, send):
        with acting.logged_as(request=uuid4().hex, socket=scope["path"]):
            return await self._open(scope, receive, send)

    async def _open(self, scope, receive, send):
        sent = _token(dict(scope["headers"]))
        if sent is None:
            return await self.of_pages(scope, receive, send)
        scope = {**scope, "user_of_token": lambda: _user(sent)}
        return await self.inner(scope, receive, send)


def _token(headers):
    """The bytes of the token that is shown, or None."""
    words = headers.get(b"authorization", b"").split()
    if len(words) == 2 and words[0].lower() in tokens.SCHEMES:
        return words[1]
    spoken = [word.strip() for word in headers.get(b"sec-websocket-protocol", b"").split(b",")]
    return spoken[1] if len(spoken) == 2 and spoken[0].lower() == PROTOCOL else None


def _user(sent):
    found = tokens.open_token(sent)
    return found.user if found and found.may("read") else AnonymousUser()
