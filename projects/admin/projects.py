"""Projects in the admin: projects with their scenes, characters, assets and the audit log, read-only."""

from django.contrib import admin
from django.db.models import Count, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from projects import access
from projects.admin.base import ReadOnlyAdmin, ReadOnlyMixin, badge, project_link, seconds, thumbnail
from projects.board import characters, mouth_marks
from projects.models import (
    Asset,
    AuditEntry,
    Character,
    ProjectState,
    Scene,
    VideoProject,
)
from projects.planning import bulk, plans

_SCENES = Scene.objects.filter(project=OuterRef("pk")).order_by().values("project")
SCENE_COUNT = Coalesce(Subquery(_SCENES.values(count=Count("pk"))), 0)


class SceneInline(ReadOnlyMixin, admin.TabularInline):
    model = Scene
    fields = readonly_fields = ["thumb", "scene_index", "beat", "text", "length", "transition", "problem"]
    verbose_name_plural = "storyboard"

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("takes__asset")

    @admin.display(description=_("Picture"))
    def thumb(self, scene):
        return thumbnail(scene.picture and scene.picture.asset, alt=str(scene))

    @admin.display(description=_("Length"))
    def length(self, scene):
        return seconds(scene.duration_ms)


class IsOverdue(admin.SimpleListFilter):
    title, parameter_name = "day", "overdue"

    def lookups(self, request, model_admin):
        return [("1", gettext("Overdue"))]

    def queryset(self, request, rows):
        return rows.filter(plans.overdue()) if self.value() == "1" else rows


@admin.register(VideoProject)
class VideoProjectAdmin(ReadOnlyAdmin):
    """Read here, edited in the studio, where every edit voids a stale approval."""

    list_display = [
        *("thumb", "title", "workspace", "state_badge", "assignee", "due", "tag_names"),
        *("style", "length", "scene_count", "updated"),
    ]
    list_display_links = ["thumb", "title"]
    list_filter = [
        *("state", "mode", "style", "source", IsOverdue),
        ("workspace", admin.RelatedOnlyFieldListFilter),
        ("assignee", admin.RelatedOnlyFieldListFilter),
        ("tags", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["workspace", "poster", "assignee"]
    actions = ["give_to_me", "archive", "trash"]
    search_fields = ["title", "product__name", "product__sku"]
    inlines = [SceneInline]
    fieldsets = [
        (None, {"fields": ["title", "workspace", "state", "problem", "source", "product", "created_by"]}),
        (_("Planning"), {"fields": ["assignee", "due", "tag_names"]}),
        (_("Brief"), {"fields": ["prompt", "script", "mode", "style", "call_to_action", "brand_kit"]}),
        (
            _("Picture and sound"),
            {
                "fields": [
                    *("length", "aspect", "resolution", "language", "voice", "captions", "caption_look"),
                    *("accents", "signs", "keep_product"),
                ]
            },
        ),
        (_("Music"), {"fields": ["music_on", "music", "music_volume_db"]}),
    ]

    def get_queryset(self, request):
        # Counted for the rows of a page; a count in the query would be one for each row that is sorted.
        scenes = Prefetch("scenes", Scene.objects.only("pk", "project"), to_attr="scene_keys")
        return super().get_queryset(request).prefetch_related("tags", scenes)

    @admin.display(description=_("Tags"))
    def tag_names(self, project):
        return ", ".join(tag.name for tag in project.tags.all()) or "–"

    @admin.action(description=_("Assign to me"), permissions=["view"])
    def give_to_me(self, request, rows):
        return self._do(request, rows, "assign", gettext("it is yours now."), request.user)

    @admin.action(description=_("Archive"), permissions=["view"])
    def archive(self, request, rows):
        return self._do(request, rows, "archive", gettext("archived."))

    @admin.action(description=_("Put into the trash"), permissions=["view"])
    def trash(self, request, rows):
        return self._do(request, rows, "delete", gettext("in the trash for 30 days."))

    def _do(self, request, rows, verb, done, value=None):
        def one(project):
            bulk.do_one(verb, access.project_for(request.user, project.pk), request.user, value)

        return self.each(request, rows, one, done)

    def view_on_site(self, project):
        return project_link(project)

    @admin.display(description=_("Poster"))
    def thumb(self, project):
        return thumbnail(project.poster, alt=project.title)

    @admin.display(description=_("State"), ordering="state")
    def state_badge(self, project):
        return badge(project.state, ProjectState(project.state).label)

    @admin.display(description=_("Target"), ordering="target_ms")
    def length(self, project):
        return seconds(project.target_ms)

    @admin.display(description=_("Scenes"), ordering=SCENE_COUNT)
    def scene_count(self, project):
        return len(project.scene_keys)


@admin.register(Character)
class CharacterAdmin(ReadOnlyAdmin):
    workspace_path = "project__workspace"
    list_display = ["name", "project", "voice", "description", "lips"]
    list_select_related = ["project", "portrait"]
    search_fields = ["name", "project__title"]
    actions = ["keep_still", "unmark"]

    @admin.display(description=_("Lips"))
    def lips(self, person):
        mark = mouth_marks.marked(person)
        if person.portrait is None:
            return "–"
        if mark == mouth_marks.STILL:
            return gettext("keep still")
        if not mark:
            return gettext("not marked")
        return gettext("marked") if mouth_marks.found(person) is None else gettext("found")

    @admin.action(description=_("Keep the lips of their portrait still"), permissions=["view"])
    def keep_still(self, request, rows):
        return self._mark(request, rows, {"still": True}, gettext("the lips keep still."))

    @admin.action(description=_("Take the mark of the mouth away"), permissions=["view"])
    def unmark(self, request, rows):
        return self._mark(request, rows, None, gettext("nobody has marked the mouth any more."))

    def _mark(self, request, rows, mark, done):
        def verb(person):
            access.project_for(request.user, person.project_id, "edit")
            characters.mark_mouth(person, request.user, mark)

        return self.each(request, rows, verb, done)


@admin.register(Asset)
class AssetAdmin(ReadOnlyAdmin):
    list_display = ["thumb", "__str__", "workspace", "origin", "model", "size", "length", "created"]
    list_display_links = ["thumb", "__str__"]
    list_filter = ["kind", "origin", ("workspace", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["workspace"]
    search_fields = ["digest", "sha256"]
    exclude = ["file"]
    readonly_fields = ["preview"]

    def get_fields(self, request, obj=None):
        names = [name for name in super().get_fields(request, obj) if name != "preview"]
        return ["preview", *names]

    @admin.display(description=_("Preview"))
    def preview(self, asset):
        return render_to_string("admin/_asset.html", {"asset": asset})

    @admin.display(description=_("Picture"))
    def thumb(self, asset):
        return thumbnail(asset if asset.kind == "image" else None, alt=str(asset))

    @admin.display(description=_("Size"), ordering="bytes")
    def size(self, asset):
        pixels = f"{asset.width}×{asset.height}, " if asset.width else ""
        return f"{pixels}{asset.bytes / 1024:,.0f} KB"

    @admin.display(description=_("Length"), ordering="duration_ms")
    def length(self, asset):
        return seconds(asset.duration_ms) if asset.duration_ms else "–"


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ["created", "actor_name", "verb", "subject", "project", "old", "new"]
    list_filter = [
        "verb",
        ("workspace", admin.RelatedOnlyFieldListFilter),
        ("actor", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["project"]
    search_fields = ["actor_name", "verb", "subject", "new", "project__title"]
    date_hierarchy = "created"
