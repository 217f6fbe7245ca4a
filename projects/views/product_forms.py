"""What the pages with a form about the catalogue share."""

from django.shortcuts import render
from django.utils.translation import gettext

from projects.errors import NotAllowed
from projects.forms.products import CURRENCIES, editable_workspaces


def sent(request):
    """What a form is bound to: also an empty post is one."""
    return (request.POST, request.FILES) if request.method == "POST" else ()


def form_page(request, name, context):
    """A page with a form, or the form alone for htmx; 422 when something in it was refused."""
    template = (
        f"products/_{name}_form.html"
        if request.htmx and request.method == "POST"
        else f"products/{name}.html"
    )
    form = context["form"]
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {"nav": "products", "currencies": CURRENCIES, **context}, status=status)


def need_a_workspace(user):
    if not editable_workspaces(user).exists():
        raise NotAllowed(
            gettext(
                "You may look at the products, but not change them. Ask an admin of the workspace for "
                "the editor role."
            )
        )
