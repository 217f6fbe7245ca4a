"""The page of an invitation: who has an account joins with it, who has none makes one."""

from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import User
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from projects import current
from projects.languages import wording
from projects.team import members


class JoiningForm(UserCreationForm):
    """An account: a name and a password. Names that differ by capitals only are one."""

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name")

    def clean_username(self):
        name = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exists():
            raise forms.ValidationError(gettext("That name is taken. If it is yours, sign in instead."))
        return name


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request, word):
    found = members.find(word)
    if found is None:
        return render(request, "team/join_gone.html", status=404)
    if request.method != "POST":
        form = None if request.user.is_authenticated else JoiningForm()
        return _page(request, word, found, form)
    if request.user.is_authenticated:
        return _joined(request, members.accept(word, request.user))
    form = JoiningForm(request.POST)
    if not form.is_valid():
        return _page(request, word, found, form, status=422)
    with transaction.atomic():
        user = form.save(commit=False)
        user.email = found.email  # whoever has the link reads that mailbox
        user.save()
        member = members.accept(word, user)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return _joined(request, member)


def _page(request, word, found, form, status=200):
    context = {"invitation": found, "form": form, "word": word}
    return render(request, "team/join.html", context, status=status)


def _joined(request, member):
    current.choose(request, member.workspace)
    messages.success(
        request,
        gettext("Welcome to %(workspace)s. You are %(role)s.")
        % {"workspace": member.workspace, "role": wording.inside(member.get_role_display())},
    )
    return redirect("projects:list")
