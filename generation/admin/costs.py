"""Money on the desk: budgets, what was put aside, the ledger, and the price book with its models."""

import secrets
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models.fields import TextField
from django.db.models.functions import Cast
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from generation.billing import budgets, ledger, model_tests
from generation.models import Budget, BudgetPeriod, LedgerEntry, ModelCard, Price, Reservation
from generation.providers import capabilities
from generation.views.costs import csv_of
from projects import access
from projects.admin.base import OwnWorkspacesMixin, ReadOnlyAdmin, badge
from projects.errors import Refused
from projects.money_format import exact, rounded

WHERE = ("workspace", admin.RelatedOnlyFieldListFilter)


# --- budgets ---------------------------------------------------------------------------------
class BudgetForm(forms.ModelForm):
    class Meta:
        model = Budget
        fields = ["workspace", "project", "period", "amount", "warn_percent"]

    def clean(self):
        values = super().clean()
        project, workspace = values.get("project"), values.get("workspace")
        if project and workspace and project.workspace_id != workspace.pk:
            raise forms.ValidationError({"project": _("That project is another workspace's.")})
        allowed = (BudgetPeriod.WHOLE,) if project else (BudgetPeriod.DAY, BudgetPeriod.MONTH)
        if values.get("period") not in allowed:
            raise forms.ValidationError(
                {
                    "period": _(
                        "A project has a budget altogether; a workspace one each day and one each month."
                    )
                }
            )
        return values


@admin.register(Budget)
class BudgetAdmin(OwnWorkspacesMixin, admin.ModelAdmin):
    """How much may be spent. Saving and deleting are the verb that pages and programs call."""

    form = BudgetForm
    needs = "manage"
    fields = ["workspace", "project", "period", "amount", "warn_percent"]
    list_display = ["__str__", "workspace", "project", "spent", "put_aside", "left", "warn_percent"]
    list_filter = [WHERE, "period"]
    list_select_related = ["workspace", "project"]
    actions = None

    def get_readonly_fields(self, request, obj=None):
        return ["workspace", "project", "period"] if obj else []

    def get_form(self, request, obj=None, **kwargs):
        # What cannot be changed is not asked for, so it cannot be checked either.
        return super().get_form(request, obj, **({**kwargs, "form": forms.ModelForm} if obj else kwargs))

    def save_model(self, request, obj, form, change):
        access.require(request.user, obj.workspace, "manage")
        saved = budgets.set_budget(
            obj.workspace, request.user, obj.amount, obj.period, obj.project, obj.warn_percent
        )
        obj.pk = saved.pk

    def delete_model(self, request, obj):
        budgets.set_budget(obj.workspace, request.user, None, obj.period, obj.project)

    @admin.display(description=_("Spent"))
    def spent(self, budget):
        return rounded(_standing(budget).spent, budget.currency)

    @admin.display(description=_("Put aside"))
    def put_aside(self, budget):
        return rounded(_standing(budget).held, budget.currency)

    @admin.display(description=_("Left"))
    def left(self, budget):
        return rounded(_standing(budget).left, budget.currency)


def _standing(budget):
    """Where a row of the list stands, looked up once for its three columns."""
    if not hasattr(budget, "standing"):
        budget.standing = budgets.standing(budget)
    return budget.standing


@admin.register(Reservation)
class ReservationAdmin(ReadOnlyAdmin):
    """What is put aside. Held for good: possibly charged; correct its line in the ledger to free it."""

    list_display = ["created", "project", "job", "step", "amount", "currency", "state_badge", "closed"]
    list_filter = ["state", WHERE]
    list_select_related = ["project", "job", "step"]
    search_fields = ["call_key", "project__title"]

    @admin.display(description=_("State"), ordering="state")
    def state_badge(self, row):
        return badge(row.state, row.get_state_display())


# --- the ledger ------------------------------------------------------------------------------
class CostFilter(admin.SimpleListFilter):
    """Lines whose cost nobody knows yet, and those that are possibly charged."""

    title = "cost"
    parameter_name = "cost"

    def lookups(self, request, model_admin):
        return [
            ("unknown", _("Unknown")),
            ("possibly", _("Possibly charged")),
            ("nothing", _("Charged, nothing received")),
            ("corrections", _("Corrections")),
        ]

    def queryset(self, request, queryset):
        conditions = {
            "unknown": ledger.is_unknown,
            "possibly": ledger.is_doubtful,
            "nothing": ledger.is_for_nothing,
            "corrections": ledger.is_correction,
        }
        chosen = conditions.get(self.value())
        return queryset.filter(chosen()) if chosen else queryset


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin):
    """Every call and what it cost. A cost is never changed; a correction is a line with the difference."""

    list_display = ["created", "project", "talent", "provider", "model", "amount", "latency", "kind"]
    list_filter = [CostFilter, "talent", "provider", WHERE]
    list_select_related = ["project"]
    search_fields = ["call_key", "project__title", "model"]
    date_hierarchy = "created"
    actions = ["correct", "as_file"]

    def changelist_view(self, request, extra_context=None):
        answer = super().changelist_view(request, extra_context)
        shown = getattr(answer, "context_data", {}).get("cl")
        if shown is not None:
            answer.context_data["title"] = _("Ledger: %(sum)s") % {"sum": _sum(shown.queryset)}
        return answer

    @admin.action(description=_("Correct what it cost"))
    def correct(self, request, queryset):
        if "note" not in request.POST:
            hint = _(
                "What it cost in all, a space, and where that figure is from: 0.0042 invoice of November"
            )
            return self.ask_note(request, queryset, "correct", _("Correct what it cost"), hint)
        amount, _space, note = request.POST["note"].strip().partition(" ")

        def verb(entry):
            access.require(request.user, entry.workspace, "manage")
            ledger.correct(entry, amount, request.user, note)

        return self.each(request, queryset, verb, _("corrected by a line of its own."))

    @admin.action(description=_("Save as CSV"))
    def as_file(self, request, queryset):
        return csv_of(request, self.chosen(request, queryset), "ledger")

    @admin.display(description=_("Cost"), ordering="cost")
    def amount(self, entry):
        return exact(entry.cost, entry.currency).replace(" ", "\N{NO-BREAK SPACE}")

    @admin.display(description=_("Took"), ordering="latency_ms")
    def latency(self, entry):
        return "–" if entry.latency_ms is None else f"{entry.latency_ms / 1000:.1f} s"

    @admin.display(description=_("Remark"))
    def kind(self, entry):
        said = [f"corrects {entry.units['corrects']}"] if "corrects" in entry.units else []
        return "; ".join([*said, *([entry.get_nothing_received_display()] if entry.nothing_received else [])])


def _sum(rows):
    """What the lines of a list come to, by currency, and how many nobody knows the cost of."""
    sums = ledger.sums(rows)
    known = [rounded(row.known, row.currency) for row in sums]
    unknown = sum(row.unknown for row in sums)
    return " and ".join([*(known or ["nothing"]), *([f"{unknown} unknown"] if unknown else [])])


# --- the price book --------------------------------------------------------------------------
def used(price):
    """Whether something was priced by this row: then it is not changed, a new one is added."""
    by = rf"(\[|, ){price.pk}(,|\])"
    return any(
        kind.objects.annotate(rows=Cast("priced_by", TextField())).filter(rows__regex=by).exists()
        for kind in (LedgerEntry, Reservation)
    )


class PriceForm(forms.ModelForm):
    def clean(self):
        values = super().clean()
        first, last = values.get("valid_from"), values.get("valid_to")
        if first and last and last < first:
            raise forms.ValidationError({"valid_to": _("It ends before it begins.")})
        return values


@admin.register(Price)
class PriceAdmin(admin.ModelAdmin):
    """What units cost, from a day on. A row that something was priced by can only be ended."""

    form = PriceForm
    list_display = ["provider", "talent", "model", "unit", "price", "valid_from", "valid_to", "source"]
    list_filter = ["provider", "talent", "unit"]
    search_fields = ["model", "source"]
    actions = None

    def get_readonly_fields(self, request, obj=None):
        if obj is None or not used(obj):
            return []
        return ["provider", "talent", "model", "unit", "amount", "per", "currency", "valid_from"]

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or not used(obj))

    @admin.display(description=_("Price"), ordering="amount")
    def price(self, row):
        return f"{row.amount.normalize():f} {row.currency} for {row.per:,}"


class ModelCardForm(PriceForm):
    def clean_capabilities(self):
        found = self.cleaned_data["capabilities"] or {}
        if not isinstance(found, dict):
            raise forms.ValidationError('This is a JSON object such as {"seconds": "5,10"}.')
        try:
            capabilities.read(found)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None
        if problem := capabilities.strange(found):
            raise forms.ValidationError(problem)
        return found


@admin.register(ModelCard)
class ModelCardAdmin(admin.ModelAdmin):
    """The models on sale. The newest default that holds is asked where the settings name none."""

    form = ModelCardForm
    list_display = ["provider", "talent", "model", "default", "valid_from", "valid_to", "source"]
    list_filter = ["provider", "talent", "default"]
    search_fields = ["model", "label"]
    actions = None

    def get_urls(self):
        to_test = self.admin_site.admin_view(self.test)
        return [path("<int:pk>/test/", to_test, name="model_test"), *super().get_urls()]

    def test(self, request, pk):
        """First what one small call would cost whom, then, when that is confirmed, what came of it."""
        card = self.get_object(request, str(pk))
        if card is None:
            raise Http404
        if not self.has_change_permission(request, card):
            raise PermissionDenied
        payers = list(access.workspaces(request.user, "manage").order_by("name"))
        named = request.POST.get("workspace") or request.GET.get("workspace")
        payer = next((one for one in payers if str(one.pk) == named), None)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Test %(card)s") % {"card": card},
            "card": card,
            "payers": payers,
            "payer": payer or next(iter(payers), None),
        }
        try:
            if request.method == "POST":
                return self._asked(request, card, payer)
            if payer and "key" in request.GET:
                context["outcome"] = model_tests.outcome(card, payer, request.user, request.GET["key"])
            else:
                context["quote"] = model_tests.quote(card, context["payer"])
                context["key"] = secrets.token_hex(16)
        except Refused as refused:
            context["refusal"] = refused.message
        return TemplateResponse(request, "admin/generation/modelcard/test.html", context)

    def _asked(self, request, card, payer):
        if payer is None:
            raise PermissionDenied
        key = request.POST.get("key", "")
        model_tests.ask(card, payer, request.user, key)
        return HttpResponseRedirect(f"{request.path}?{urlencode({'workspace': payer.pk, 'key': key})}")
