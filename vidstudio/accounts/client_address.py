"""From which address a request comes."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The address to count a person's tries by; None where the server does not know it (a Unix socket).

    Behind VIDSTUDIO_PROXIES reverse proxies, each of which adds to X-Forwarded-For whom it answers, the
    caller is so many entries from its end. What stands before that is whatever the caller wrote. With no
    proxy the header says nothing.
    """
    seen = _parsed(request.META.get("REMOTE_ADDR", ""))
    if settings.PROXIES:
        told = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(told) >= settings.PROXIES:
            seen = _parsed(told[-settings.PROXIES]) or seen
    return seen


def _parsed(words: str) -> str | None:
    """An address in one spelling. Of IPv6 the network: one household has all of its 2**64 addresses."""
    try:
        found = ipaddress.ip_address(words.strip())
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((int(found), 64), strict=False).network_address)
    return str(found)
