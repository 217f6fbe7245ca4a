"""API tokens: given out once, kept as hashes, ended with the password they stand for."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from django.contrib.auth import get_user_model
from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from projects.api.prepared import Prepared
from projects.models import ApiToken
from projects.models.api_token import SCOPES

# A program that signs in at each start does not pile them up: of more, the one unused for longest ends.
MOST = 20
SCHEMES = (b"token", b"bearer")


def issue(
    user,
    name: str = "",
    scopes: Iterable[str] = tuple(SCOPES),
    days: int | None = None,
    cap: Decimal | None = None,
) -> str:
    """A new token of the user. Its text is returned here and never again.

    `days` is how long it opens something, None: until it is ended; `cap` what jobs started with it may cost
    in all, in USD.
    """
    text = f"vs_{secrets.token_hex(20)}"
    ApiToken.objects.create(
        user=user,
        name=name,
        digest=digest(text),
        start=text[:8],
        scopes=" ".join(scope for scope in SCOPES if scope in set(scopes)),
        cap=cap,
        expires=None if days is None else timezone.now() + timedelta(days=days),
    )
    kept = (
        listed(user).order_by(Coalesce("used", "created").desc(), "-pk").values_list("pk", flat=True)[:MOST]
    )
    listed(user).exclude(pk__in=list(kept)).delete()
    return text


def listed(user) -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(user=user)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class TokenSignIn(BaseAuthentication):
    """`Authorization: Bearer …`, or `Token …` as before."""

    def authenticate(self, request):
        """(user, token); None where the header is another kind of sign-in. Raises AuthenticationFailed."""
        words = get_authorization_header(request).split()
        if not words or words[0].lower() not in SCHEMES:
            return None
        found = _find(words[1]) if len(words) == 2 else None
        if found is None or not found.user.is_active:
            raise AuthenticationFailed("The API token is wrong, or was ended. Make another one.")
        if found.expires and found.expires <= timezone.now():
            raise AuthenticationFailed(f"The API token expired on {found.expires:%Y-%m-%d}. Make another.")
        return found.user, found

    def authenticate_header(self, request):
        return "Token"


def open_token(sent: bytes) -> ApiToken | None:
    """The token that is shown, if it opens anything now."""
    found = _find(sent)
    is_good = found and found.user.is_active and not (found.expires and found.expires <= timezone.now())
    return found if is_good else None


def _find(sent: bytes) -> ApiToken | None:
    rows = _by_digest.rows(hashlib.sha256(sent).hexdigest(), most=1)
    found = _made(rows[0]) if rows else None
    now = timezone.now()
    # Written down once a minute: a program that asks all the time costs no query more.
    if found and (found.used is None or found.used < now - timedelta(minutes=1)):
        ApiToken.objects.filter(pk=found.pk).update(used=now)
    return found


_COLUMNS = [field.attname for field in ApiToken._meta.concrete_fields]
_OF_USER = [field.attname for field in get_user_model()._meta.concrete_fields]
# Each call of the API asks it.
_by_digest = Prepared(
    lambda digest: (
        ApiToken.objects.filter(digest=digest)
        .order_by("-pk")
        .values_list(*_COLUMNS, *(f"user__{name}" for name in _OF_USER))
    )
)


def _made(row: tuple) -> ApiToken:
    """The token with its user."""
    found = ApiToken.from_db(DEFAULT_DB_ALIAS, _COLUMNS, row[: len(_COLUMNS)])
    found.user = get_user_model().from_db(DEFAULT_DB_ALIAS, _OF_USER, row[len(_COLUMNS) :])
    return found


@receiver(post_save, sender=get_user_model())
def end_with_password(sender, instance, created, raw=False, **_):
    """Another password, or an account that is closed, ends its tokens.

    Django keeps a password's text on the object until it is saved, and clears it before it only hashes
    the same one anew: that ends nothing.
    """
    if raw or created:
        return
    if not instance.is_active or getattr(instance, "_password", None) is not None:
        listed(instance).delete()
