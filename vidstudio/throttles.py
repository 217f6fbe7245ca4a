"""How many calls there may be, and how a program learns what is left of them."""

import math

from rest_framework.throttling import SimpleRateThrottle, UserRateThrottle

from vidstudio.accounts.client_address import client_address


class PerUser(UserRateThrottle):
    """A user's calls of all kinds. What is left is told by every answer (projects.api.base.Numbered)."""

    def allow_request(self, request, view):
        allowed = super().allow_request(request, view)
        made = getattr(self, "history", None)
        if made is not None:
            free_in = math.ceil(made[-1] + self.duration - self.now) if made else self.duration
            left = max(0, self.num_requests - len(made))
            request.rate_limit = (self.num_requests, self.duration, left, max(0, free_in))
        return allowed


class PerAddress(SimpleRateThrottle):
    """By the caller's address: of a forwarded header only what our own proxies wrote."""

    scope, rate = "token-address", "20/min"

    def get_cache_key(self, request, view):
        return self.cache_format % {"scope": self.scope, "ident": client_address(request)}


class PerName(SimpleRateThrottle):
    """A password is not guessed faster by asking from many addresses."""

    scope, rate = "token-name", "5/min"

    def get_cache_key(self, request, view):
        name = str(request.data.get("username", "")) if hasattr(request.data, "get") else ""
        return self.cache_format % {"scope": self.scope, "ident": name.casefold()[:150].encode().hex()}
