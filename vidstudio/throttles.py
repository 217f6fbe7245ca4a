"""How many calls there may be, and how a program learns what is left of them."""

import math

from rest_framework.throttling import SimpleRateThrottle, UserRateThrottle

from projects.models import ApiToken
from vidstudio.accounts.client_address import client_address


class PerUser(UserRateThrottle):
    """Calls of all kinds, of each token for itself: a program that runs wild leaves the others their calls.

    They are counted in windows of the rate's length, by one number each: nothing grows with the calls, and
    two at once count as two. What is left is told by every answer (projects.api.base.Numbered).
    """

    def get_cache_key(self, request, view):
        if isinstance(request.auth, ApiToken):
            return self.cache_format % {"scope": self.scope, "ident": f"token-{request.auth.pk}"}
        return super().get_cache_key(request, view)

    def allow_request(self, request, view):
        key = self.get_cache_key(request, view) if self.rate else None
        if key is None:
            return True
        window, gone = divmod(self.timer(), self.duration)
        self.free_in = math.ceil(self.duration - gone)
        made = self._counted(f"{key}_{window:.0f}")
        left = max(0, self.num_requests - made)
        request.rate_limit = (self.num_requests, self.duration, left, self.free_in)
        return made <= self.num_requests

    def wait(self):
        return self.free_in

    def _counted(self, key):
        """How many calls there were, this one included."""
        try:
            return self.cache.incr(key)
        except ValueError:  # the first of its window
            return 1 if self.cache.add(key, 1, self.duration) else self.cache.incr(key)


class PerAddress(SimpleRateThrottle):
    """By the caller's address: of a forwarded header only what our own proxies wrote."""

    scope, rate = "token-address", "20/min"

    def get_cache_key(self, request, view):
        return self.cache_format % {"scope": self.scope, "ident": client_address(request)}


class PerVerifier(PerAddress):
    """Files that somebody without an account has checked: each is read from its beginning to its end."""

    scope, rate = "verify", "20/min"


class PerName(SimpleRateThrottle):
    """A password is not guessed faster by asking from many addresses."""

    scope, rate = "token-name", "5/min"

    def get_cache_key(self, request, view):
        name = str(request.data.get("username", "")) if hasattr(request.data, "get") else ""
        return self.cache_format % {"scope": self.scope, "ident": name.casefold()[:150].encode().hex()}
