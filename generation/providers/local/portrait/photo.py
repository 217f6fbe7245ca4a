"""A portrait that somebody uploaded: where its mouth is, and how it opens."""

from generation.providers.errors import Rejected


class Actor:
    """Placeholder until found."""

    def __init__(self, request):
        raise Rejected("No face was found in the portrait")
