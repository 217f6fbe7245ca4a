"""The Django admin as a manager's desk: what waits first, then everything by subject."""

from django.apps import apps
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext, gettext_lazy

from vidstudio.monitoring import room

# Group → models, in the order of the index page. What is not named here comes under its own app.
GROUPS = {
    gettext_lazy("Desk"): [
        "projects.submission",
        "rendering.render",
        "generation.job",
        "projects.batch",
        "projects.batchrow",
    ],
    gettext_lazy("Videos"): [
        "projects.videoproject",
        "projects.character",
        "projects.asset",
        "projects.comment",
        "projects.preset",
    ],
    gettext_lazy("Catalogue"): [
        "projects.product",
        "projects.brandkit",
        "projects.catalogueimport",
        "projects.columnchoice",
    ],
    gettext_lazy("Writing"): ["generation.prompttemplate"],
    gettext_lazy("People"): [
        "projects.workspace",
        "projects.invitation",
        "projects.guestlink",
        "auth.user",
        "auth.group",
        "projects.apitoken",
        "projects.notification",
    ],
    gettext_lazy("Money"): [
        "generation.budget",
        "generation.ledgerentry",
        "generation.reservation",
        "generation.price",
        "generation.modelcard",
    ],
    gettext_lazy("Books"): ["projects.auditentry"],
    gettext_lazy("Machinery"): [
        "generation.circuitbreaker",
        "generation.step",
        "generation.event",
        "generation.cancellation",
        "generation.webhookdelivery",
        "projects.webhookendpoint",
        "projects.sentevent",
        "generation.workerheartbeat",
    ],
}
NAMES = {
    "projects.submission": gettext_lazy("Review queue"),
    "generation.prompttemplate": gettext_lazy("Prompts"),
}

# The queue is a doorbell of the engine: it has no page.
NO_PAGE = {
    "django_q.schedule",
    "django_q.success",
    "django_q.failure",
    "django_q.ormq",
}

# What waits for somebody: model, which rows, in words, and the list's query.
WAITING = [
    ("projects.submission", {"state": "open"}, gettext_lazy("Boards to review"), ""),
    ("rendering.render", {"state": "ready"}, gettext_lazy("Videos to decide on"), "?state__exact=ready"),
    ("generation.job", {"state": "failed"}, gettext_lazy("Failed jobs"), "?state__exact=failed"),
]


class StudioAdmin(AdminSite):
    site_header = "vidstudio"
    site_title = "vidstudio"
    index_title = gettext_lazy("The desk")
    enable_nav_sidebar = True

    def register(self, model_or_iterable, admin_class=None, **options):
        models = model_or_iterable if isinstance(model_or_iterable, list | tuple) else [model_or_iterable]
        shown = [model for model in models if model._meta.label_lower not in NO_PAGE]
        super().register(shown, admin_class, **options)

    def index(self, request, extra_context=None):
        return super().index(request, {"waiting": list(self.waiting(request)), **(extra_context or {})})

    def get_urls(self):
        return [path("room/", self.admin_view(self.room), name="room"), *super().get_urls()]

    def room(self, request):
        """What takes the room, of all workspaces: for those who run the studio."""
        if not request.user.is_superuser:
            raise PermissionDenied
        parts = [
            (gettext("Database"), gettext("Tables with their indexes"), room.tables()),
            (gettext("Files"), gettext("In the storage"), room.files()),
            (gettext("This machine"), gettext("May be removed while its worker is stopped"), room.folders()),
        ]
        context = {
            **self.each_context(request),
            "title": gettext("What takes the room"),
            "parts": parts,
            "freed": room.freed(),
        }
        return render(request, "admin/room.html", context)

    def waiting(self, request):
        """Counts of what the user can see and somebody has to decide."""
        for label, rows, words, query in WAITING:
            page = self._registry[apps.get_model(label)]
            if page.has_view_permission(request):
                name = f"admin:{label.replace('.', '_')}_changelist"
                count = page.get_queryset(request).filter(**rows).count()
                yield {"words": words, "count": count, "url": reverse(name) + query}

    def get_app_list(self, request, app_label=None):
        """By subject instead of by app; the same pages and permissions."""
        apps_seen = super().get_app_list(request, app_label)
        if app_label:
            return apps_seen
        found = {_label(model): model for app in apps_seen for model in app["models"]}
        for label, name in NAMES.items():
            if label in found:
                found[label]["name"] = name
        return [group for group in _grouped(found, apps_seen) if group["models"]]


def _label(model):
    return model["model"]._meta.label_lower


def _grouped(found, apps_seen):
    for name, labels in GROUPS.items():
        yield _group(name, [found[label] for label in labels if label in found])
    named = {label for labels in GROUPS.values() for label in labels}
    for app in apps_seen:
        yield _group(app["name"], [model for model in app["models"] if _label(model) not in named])


def _group(name, models):
    slug, home = name.lower().replace(" ", "-"), reverse("admin:index")
    return {"name": name, "app_label": slug, "app_url": home, "has_module_perms": True, "models": models}
