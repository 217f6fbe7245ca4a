"""A token for a program, without sending a password over the network."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from rest_framework.authtoken.models import Token


class Command(BaseCommand):
    help = "Print the user's API token; --new makes the old one worthless."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--new", action="store_true", help="replace the token")

    def handle(self, *, username, new, **options):
        user = get_user_model().objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active user “{username}”.")
        if new:
            Token.objects.filter(user=user).delete()
        self.stdout.write(Token.objects.get_or_create(user=user)[0].key)
