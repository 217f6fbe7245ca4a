"""How people want to be told: by kind, with defaults; and the link in an e-mail that ends it."""

from collections.abc import Collection

from django.contrib.auth.models import User
from django.core import signing

from projects.models import NotificationChannel, NotificationChoice, NotificationKind

DEFAULTS = dict.fromkeys(NotificationKind.values, NotificationChannel.AT_ONCE) | {
    NotificationKind.COMMENT: NotificationChannel.DAILY,
    NotificationKind.RENDER_DONE: NotificationChannel.DAILY,
}
# What the link of a daily e-mail names in place of a kind.
ALL_DAILY = "daily"
_SALT = "projects.notifications.unsubscribe"


def of(people: Collection[User], kind: str) -> dict[int, str]:
    """{a person's key: how they want to be told of `kind`}. One query."""
    chosen = dict(
        NotificationChoice.objects.filter(user__in=people, kind=kind).values_list("user_id", "channel")
    )
    return {person.pk: chosen.get(person.pk, DEFAULTS[kind]) for person in people}


def all_of(user: User) -> dict[str, str]:
    """{kind: channel}, of every kind."""
    chosen = dict(NotificationChoice.objects.filter(user=user).values_list("kind", "channel"))
    return {kind: chosen.get(kind, DEFAULTS[kind]) for kind in NotificationKind.values}


def choose(user: User, kind: str, channel: str) -> None:
    NotificationChoice.objects.update_or_create(user=user, kind=kind, defaults={"channel": channel})


# --- the link that ends e-mails ----------------------------------------------------------------
def token(user: User, what: str) -> str:
    """A word for an address that needs no sign-in: it ends e-mails of a kind, or the daily one."""
    return signing.dumps([user.pk, what], salt=_SALT)


def read_token(word: str) -> tuple[User, str] | None:
    """Whom and what a token names; None where nobody made it, or the person is gone."""
    try:
        pk, what = signing.loads(word, salt=_SALT)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=pk).first()
    return None if user is None else (user, what)


def end_mail(user: User, what: str) -> None:
    """No more e-mails of that kind (or no daily one): it is told on the page only. Twice is once."""
    kinds = [kind for kind, channel in all_of(user).items() if what in (kind, channel)]
    for kind in kinds:
        if all_of(user)[kind] != NotificationChannel.OFF:
            choose(user, kind, NotificationChannel.PAGE)
