"""manage.py first_user: who may do everything in a new studio. All others are invited by them."""

import getpass
import sys

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from projects.errors import IllegalMove
from projects.team import members


class Command(BaseCommand):
    help = "Make the first user of a new studio, and the first workspace, which they are the admin of."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--email", default="", help="where e-mails go that tell them something")
        parser.add_argument("--workspace", default="Studio", help="the name of the first workspace")
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input"
        )

    def handle(self, *, username, email, workspace, password_stdin, **options):
        if User.objects.filter(is_superuser=True, is_active=True).exists():
            raise CommandError("There is an administrator already. They invite others on the page People.")
        password = sys.stdin.readline().rstrip("\n") if password_stdin else _asked()
        try:
            with transaction.atomic():
                user = User(username=username, email=email, is_staff=True, is_superuser=True)
                user.set_password(password)
                user.full_clean()
                validate_password(password, user)
                user.save()
                made = members.create_workspace(user, workspace)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        except IllegalMove as error:
            raise CommandError(error.message) from None
        self.stdout.write(f"{username} may sign in, and is the admin of “{made.name}”.")


def _asked():
    password = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != password:
        raise CommandError("The two passwords differ.")
    return password
