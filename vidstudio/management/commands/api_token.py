"""A token for a program, without sending a password over the network."""

from decimal import Decimal

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from projects.models.api_token import SCOPES
from vidstudio.accounts import tokens


class Command(BaseCommand):
    help = "Print a new API token of the user; --new ends those they had, --list shows them."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--new", action="store_true", help="end the tokens they had")
        parser.add_argument("--list", action="store_true", help="show when each was made and last used")

        parser.add_argument("--name", default="", help="what the new one is for")
        parser.add_argument(
            "--scopes", nargs="+", choices=list(SCOPES), default=list(SCOPES), help="what it may do"
        )
        parser.add_argument("--days", type=int, help="how long it opens something")
        parser.add_argument("--cap", type=Decimal, help="what its jobs may cost in all, in USD")

    def handle(self, *, username, new, **options):
        user = get_user_model().objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active user “{username}”.")
        if options["list"]:
            return self._list(user)
        if new:
            tokens.listed(user).delete()
        choices = {one: options[one] for one in ("name", "scopes", "days", "cap")}
        self.stdout.write(tokens.issue(user, **choices))

    def _list(self, user):
        for token in tokens.listed(user):
            used = f"{token.used:%Y-%m-%d %H:%M}" if token.used else "never"
            self.stdout.write(f"{token}  made {token.created:%Y-%m-%d %H:%M}  used {used}")
