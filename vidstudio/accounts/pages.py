"""The pages of one's own account: sign-in, a forgotten password, another password, profile and photo."""

from axes.utils import reset
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.cache import cache
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from projects.errors import BadInput
from projects.languages import choice
from projects.team import profile_photos
from vidstudio import demo
from vidstudio.accounts import reading, tokens
from vidstudio.accounts.client_address import client_address
from vidstudio.accounts.forms import TokenForm

# Letters with a link that one address may ask for in an hour, and that one mailbox gets.
LETTERS = 5
LETTER_SECONDS = 3600


class SignIn(auth.LoginView):
    """On a demo studio the page offers its people; a real one shows nothing of the kind."""

    redirect_authenticated_user = True

    def form_valid(self, form):
        choice.begin(self.request, form.get_user(), self.request.POST.get("time_zone", ""))
        return super().form_valid(form)

    def get_context_data(self, **context):
        found = super().get_context_data(**context)
        if settings.DEMO_ACCOUNTS:
            found["demo_password"] = demo.PASSWORD
            found["demo_accounts"] = [
                {"name": name.capitalize(), "username": name, "role": role} for name, role, _ in demo.PEOPLE
            ]
        return found


class ForgottenPassword(auth.PasswordResetView):
    """Sends a link to the mailbox of an account. The answer is the same whether there is one or not."""

    template_name = "registration/forgotten.html"
    email_template_name = "registration/forgotten_letter.txt"
    subject_template_name = "registration/forgotten_subject.txt"

    def get_context_data(self, **context):
        return super().get_context_data(sends_mail=settings.SENDS_MAIL, **context)

    def form_valid(self, form):
        mailbox = form.cleaned_data["email"].casefold()
        if settings.SENDS_MAIL and not _too_many(mailbox) and not _too_many(client_address(self.request)):
            return super().form_valid(form)
        return redirect(self.get_success_url())


def _too_many(whom):
    """Counts one letter. A cache that is away counts nothing: nobody is kept from their account by it."""
    key = f"letters-{str(whom).encode().hex()[:200]}"
    try:
        cache.add(key, 0, LETTER_SECONDS)
        return cache.incr(key) > LETTERS
    except Exception:
        return False


class LetterSent(auth.PasswordResetDoneView):
    template_name = "registration/forgotten_sent.html"


class NewPassword(auth.PasswordResetConfirmView):
    """The page of the link: a new password, once, within PASSWORD_RESET_TIMEOUT."""

    template_name = "registration/new_password.html"

    def form_valid(self, form):
        """Who reads the mailbox is who they say: wrong passwords of before do not keep them out."""
        reset(username=self.user.get_username().casefold())
        return super().form_valid(form)


class NewPasswordSet(auth.PasswordResetCompleteView):
    template_name = "registration/new_password_set.html"


@method_decorator([sensitive_post_parameters(), never_cache], name="dispatch")
class ChangePassword(auth.PasswordChangeView):
    """Another password for oneself. This session goes on, all others and every API token end."""

    template_name = "registration/change_password.html"
    success_url = reverse_lazy("account")

    def form_valid(self, form):
        messages.success(
            self.request,
            _("Your password is changed. Your other sessions and your API tokens ended."),
        )
        return super().form_valid(form)


class ProfileForm(forms.ModelForm):
    """How others see one, and where letters go. Another address takes the password: it could reset it."""

    password = forms.CharField(required=False, widget=forms.PasswordInput, strip=False)
    language = forms.ChoiceField(required=False, choices=reading.languages)
    time_zone = forms.ChoiceField(required=False, choices=reading.time_zones)

    class Meta:
        model = User
        fields = ("first_name", "last_name", "email")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        own = choice.of(self.instance)
        self.initial.update(language=own.language, time_zone=own.time_zone)

    def clean_email(self):
        email = self.cleaned_data["email"].strip().lower()
        taken = User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk)
        if email and taken.exists():
            raise forms.ValidationError(_("Another account has this address."))
        return email

    def clean(self):
        found = super().clean()
        known = User.objects.get(pk=self.instance.pk)
        is_new = found.get("email", known.email) != known.email.lower()
        if is_new and not known.check_password(found.get("password", "")):
            self.add_error("password", _("Another address needs your password."))
        return found


@sensitive_post_parameters()
@login_required
@require_POST
def profile(request):
    form = ProfileForm(request.POST, instance=User.objects.get(pk=request.user.pk))
    if not form.is_valid():
        return _shown(request, status=422, profile=form)
    form.save()
    sent = [name for name in ("language", "time_zone") if name in request.POST]
    choice.choose(request.user, **{name: form.cleaned_data[name] for name in sent})
    with translation.override(choice.of(request.user).language or choice.asked_for(request)):
        messages.success(request, _("Saved."))
    return redirect("account")


@login_required
@require_POST
def photo(request):
    """A photo of oneself, or none any more (the button `remove`)."""
    if "remove" in request.POST:
        profile_photos.remove(request.user)
        messages.success(request, _("Your photo is removed."))
        return redirect("account")
    try:
        profile_photos.keep(request.user, request.FILES.get("photo"))
    except BadInput as error:
        return _shown(request, status=422, photo_error=error)
    messages.success(request, _("Your photo is saved."))
    return redirect("account")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request):
    """One's own account: the password, and API tokens with their last use. POST makes a token, shown once."""
    form, made = TokenForm(request.POST if "name" in request.POST else None), ""
    if request.method == "POST" and (not form.is_bound or form.is_valid()):
        made = tokens.issue(request.user, **(form.cleaned_data if form.is_bound else {}))
        form = TokenForm()
    return _shown(request, status=422 if form.errors else 200, made=made, form=form)


def _shown(request, status, **context):
    """The page of the account; `context` has what is no empty form."""
    shown = {
        "form": TokenForm(),
        "tokens": tokens.listed(request.user),
        "most": tokens.MOST,
        "profile": context.get("profile") or ProfileForm(instance=request.user),
        **context,
    }
    return render(request, "registration/account.html", shown, status=status)


@login_required
@require_POST
def end_token(request, pk):
    get_object_or_404(tokens.listed(request.user), pk=pk).delete()
    messages.success(request, _("The token is ended. Programs that used it are refused now."))
    return redirect("account")
