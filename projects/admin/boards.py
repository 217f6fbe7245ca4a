"""The desk of a manager: boards to decide on, the catalogue, and read-only pages of the rest.

The admin cannot break anything. What a verb owns is read-only here and has actions that call the
verb with the user who asks; a refusal is a message. Rows are those of the user's own workspaces,
a superuser's are all.
"""

import re

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import Http404, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst

from projects import access
from projects.audit import record
from projects.board import characters, mouth_marks, review
from projects.board.diff import differences
from projects.errors import BadInput, IllegalMove, Refused
from projects.media import uploads
from projects.models import (
    ADMIN,
    MAY,
    Asset,
    AuditEntry,
    BrandKit,
    Character,
    Membership,
    Photo,
    Product,
    Scene,
    Submission,
    SubmissionState,
    VideoProject,
    Workspace,
)


# --- what every page shares ------------------------------------------------------------------
class OwnWorkspaces:
    """Only rows of the user's own workspaces. `workspace_path` leads from a row to its workspace.

    `needs` is what a member must be allowed to do to change a row, beside Django's permission.
    """

    workspace_path = "workspace"
    needs = "manage"
    show_full_result_count = False

    def changelist_view(self, request, extra_context=None):
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows if request.user.is_superuser else rows.filter(self._mine(request.user))

    def _mine(self, user):
        return Q(**{f"{self.workspace_path}__in": access.workspaces(user)})

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self._role_allows(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self._role_allows(request.user, obj)

    def _role_allows(self, user, obj):
        if obj is None or user.is_superuser or not isinstance(obj, self.model):
            return True
        workspace = obj
        for name in self.workspace_path.split("__") if self.workspace_path != "pk" else ():
            workspace = getattr(workspace, name)
        return access.can(user, workspace, self.needs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Nobody is offered another workspace's rows to choose from."""
        rows = db_field.remote_field.model._default_manager
        if not request.user.is_superuser and "queryset" not in kwargs:
            kwargs["queryset"] = _offered(rows.all(), _ruled(request.user, self.needs))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def _ruled(user, needs):
    """The workspaces in which the user may do `needs`."""
    return Workspace.objects.filter(memberships__user=user, memberships__role__in=MAY[needs])


def _offered(rows, workspaces):
    if rows.model is Workspace:
        return workspaces
    if rows.model is get_user_model():
        return rows.filter(memberships__workspace__in=workspaces).distinct()
    names = {field.name for field in rows.model._meta.fields}
    if "workspace" in names:
        return rows.filter(workspace__in=workspaces)
    return rows.filter(project__workspace__in=workspaces) if "project" in names else rows.none()


class ReadOnly:
    """Made by verbs; here it is looked at."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class Desk(OwnWorkspaces, ReadOnly, admin.ModelAdmin):
    """A page of rows that verbs own. Subclasses give actions and `told`, what their page shows."""

    actions_selection_counter = True

    def told(self, request, row):
        return {}

    def named(self, row):
        return str(row)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        row = self.get_object(request, unquote(object_id))
        told = {"title": str(row), "subtitle": None, "row": row, **self.told(request, row)} if row else {}
        return super().change_view(request, object_id, form_url, {**told, **(extra_context or {})})

    def chosen(self, request, rows):
        """The rows that were ticked, also those that a filter hides by now, oldest first."""
        if request.POST.get("select_across") != "1":
            rows = self.get_queryset(request).filter(pk__in=request.POST.getlist(ACTION_CHECKBOX_NAME))
        return rows.order_by("pk")

    def each(self, request, rows, verb, done):
        """Do `verb` to each chosen row. A refusal is a message, and the next row has its turn."""
        for row in self.chosen(request, rows):
            try:
                verb(row)
            except Refused as error:
                self.message_user(request, f"{self.named(row)}: {error.message}", messages.ERROR)
            except Http404:
                text = (
                    f"{self.named(row)}: you are not a member of its workspace, so you cannot decide for it."
                )
                self.message_user(request, text, messages.ERROR)
            else:
                self.message_user(request, f"{self.named(row)}: {done}", messages.SUCCESS)
        return self.back(request)

    def back(self, request):
        """To the page whose button was pressed; None is the list."""
        where = request.POST.get("_back", "")
        safe = url_has_allowed_host_and_scheme(where, {request.get_host()}, request.is_secure())
        return HttpResponseRedirect(where) if safe else None

    def ask_note(self, request, rows, action, title, hint):
        """The page between: what is the note? It posts to the same action again."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "hint": hint,
            "action": action,
            "rows": [(row.pk, self.named(row)) for row in self.chosen(request, rows)],
            "media": self.media,
        }
        return TemplateResponse(request, "admin/note.html", context)


def picture(asset, width=160, alt=""):
    """A small picture that links to nothing; a dash where there is none."""
    if asset is None:
        return "–"
    return format_html('<img class="thumb" src="{}?w={}" alt="{}" loading="lazy">', asset.url, width, alt)


def page_of(project):
    """The project's page in the studio, or "" where pages are not served."""
    try:
        return reverse("projects:detail", args=[project.pk])
    except NoReverseMatch:
        return ""


def badge(state, label):
    return format_html('<span class="badge badge--{}">{}</span>', state, label)


def seconds(ms):
    return f"{(ms or 0) / 1000:g} s"


class Lines(forms.CharField):
    """A JSON list of strings, edited as one line each."""

    widget = forms.Textarea

    def __init__(self, **kwargs):
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 4}), **kwargs)

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def has_changed(self, initial, data):
        return self.to_python(data) != (initial or [])


def checked_picture(file, field):
    """The uploaded file's bytes, when they are a picture; a form error otherwise."""
    data = file.read()
    try:
        uploads.decode(data, field)
    except BadInput as error:
        raise ValidationError(error.message) from None
    return data


# --- review queue ----------------------------------------------------------------------------
class InReviewFirst(admin.SimpleListFilter):
    """A queue: without a choice it shows what waits."""

    title, parameter_name = "state", "state"

    def lookups(self, request, model_admin):
        return [*SubmissionState.choices[1:], ("all", "All")]

    def choices(self, changelist):
        waiting = changelist.get_query_string(remove=[self.parameter_name])
        yield {"selected": self.value() is None, "query_string": waiting, "display": "In review"}
        for value, label in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": self.value() == value, "query_string": query, "display": label}

    def queryset(self, request, rows):
        if self.value() == "all":
            return rows
        return rows.filter(state=self.value() or SubmissionState.OPEN)


# A voided one that somebody had decided on was approved once; one voided in review never was.
WAS_APPROVED = Q(state=SubmissionState.APPROVED) | Q(state=SubmissionState.VOIDED, decided_by__isnull=False)


@admin.register(Submission)
class SubmissionAdmin(Desk):
    """Boards that wait for a decision, with pictures and what changed."""

    workspace_path = "project__workspace"
    list_display = ["board_strip", "video", "length", "submitted", "changed", "state_badge"]
    list_display_links = ["board_strip", "video"]
    list_filter = [InReviewFirst, ("project__workspace", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["project__workspace", "submitted_by", "decided_by"]
    search_fields = ["project__title", "submitted_by__username"]
    list_per_page = 25
    actions = ["approve", "ask_changes"]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "Review queue", **(extra_context or {})})

    def get_changelist_instance(self, request):
        """Pictures and the last approved boards of the whole page, in one query each."""
        found = super().get_changelist_instance(request)
        found.result_list = with_boards(list(found.result_list))
        return found

    def told(self, request, row):
        with_boards([row])
        return {
            "scenes": row.scenes,
            "differences": row.differences,
            "first": row.last_approved is None,
            "page": page_of(row.project),
            "list_url": reverse("admin:projects_submission_changelist"),
        }

    def named(self, row):
        return row.project.title

    @admin.display(description="Board")
    def board_strip(self, row):
        return render_to_string("admin/_strip.html", {"scenes": row.scenes[:5], "more": len(row.scenes[5:])})

    @admin.display(description="Video", ordering="project__title")
    def video(self, row):
        return format_html("<b>{}</b><br><small>{}</small>", row.project.title, row.project.workspace)

    @admin.display(description="Length")
    def length(self, row):
        return seconds(sum(scene["duration_ms"] for scene in row.board.get("scenes", [])))

    @admin.display(description="Submitted", ordering="created")
    def submitted(self, row):
        return render_to_string("admin/_who.html", {"who": row.submitted_by, "when": row.created})

    @admin.display(description="Since the last approval")
    def changed(self, row):
        context = {"first": row.last_approved is None, "lines": row.differences}
        return render_to_string("admin/_differences.html", {**context, "most": 3})

    @admin.display(description="State", ordering="state")
    def state_badge(self, row):
        return badge(row.state, row.get_state_display())

    @admin.action(description="Approve")
    def approve(self, request, queryset):
        note = request.POST.get("note", "")

        def verb(row):
            _check_open(row)
            review.approve(row.project, request.user, note=note, expecting=row.digest)

        return self.each(request, queryset, verb, "approved, the render has started.")

    @admin.action(description="Ask for changes…")
    def ask_changes(self, request, queryset):
        if "note" not in request.POST:
            hint = "What should change? The editors read this."
            return self.ask_note(request, queryset, "ask_changes", "Ask for changes", hint)

        def verb(row):
            _check_open(row)
            review.ask_changes(row.project, request.user, request.POST["note"])

        return self.each(request, queryset, verb, "sent back with your note.")


def _check_open(submission):
    """The verbs decide on the project's open submission; it must be the one on this page."""
    if submission.state != SubmissionState.OPEN:
        raise IllegalMove(f"This board is {submission.get_state_display().lower()}, not in review any more.")


def with_boards(rows):
    """Give each submission `scenes` (with `asset`), `last_approved` and `differences`."""
    assets, approved = _assets_of(rows), _approved_before(rows)
    for row in rows:
        row.scenes = [
            {**scene, "asset": assets.get((row.project.workspace_id, scene.get("picture")))}
            for scene in row.board.get("scenes", [])
        ]
        before = (old for old in approved if old.project_id == row.project_id and old.pk < row.pk)
        row.last_approved = next(before, None)
        row.differences = differences(row.last_approved.board, row.board) if row.last_approved else []
    return rows


def _assets_of(rows):
    """The pictures that the boards name, by workspace and digest."""
    digests = {scene.get("picture") for row in rows for scene in row.board.get("scenes", [])}
    workspaces = {row.project.workspace_id for row in rows}
    found = Asset.objects.filter(workspace__in=workspaces, digest__in=digests)
    return {(asset.workspace_id, asset.digest): asset for asset in found}


def _approved_before(rows):
    projects = {row.project_id for row in rows}
    return list(Submission.objects.filter(WAS_APPROVED, project__in=projects).order_by("-pk"))


# --- projects --------------------------------------------------------------------------------
class SceneInline(ReadOnly, admin.TabularInline):
    model = Scene
    fields = readonly_fields = ["thumb", "scene_index", "beat", "text", "length", "transition", "problem"]
    verbose_name_plural = "storyboard"

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("takes__asset")

    @admin.display(description="Picture")
    def thumb(self, scene):
        return picture(scene.picture and scene.picture.asset, alt=str(scene))

    @admin.display(description="Length")
    def length(self, scene):
        return seconds(scene.duration_ms)


@admin.register(VideoProject)
class VideoProjectAdmin(Desk):
    """Read here, edited in the studio, where every edit voids a stale approval."""

    list_display = ["thumb", "title", "workspace", "state_badge", "style", "length", "scene_count", "updated"]
    list_display_links = ["thumb", "title"]
    list_filter = ["state", "mode", "style", "source", ("workspace", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["workspace", "poster"]
    search_fields = ["title", "product__name", "product__sku"]
    inlines = [SceneInline]
    fieldsets = [
        (None, {"fields": ["title", "workspace", "state", "problem", "source", "product", "created_by"]}),
        ("Brief", {"fields": ["prompt", "script", "mode", "style", "call_to_action", "brand_kit"]}),
        (
            "Picture and sound",
            {
                "fields": [
                    *("length", "aspect", "resolution", "language", "voice", "captions", "caption_look"),
                    *("accents", "signs", "keep_product"),
                ]
            },
        ),
        ("Music", {"fields": ["music_on", "music", "music_volume_db"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(_scenes=Count("scenes"))

    def view_on_site(self, project):
        return page_of(project)

    @admin.display(description="Poster")
    def thumb(self, project):
        return picture(project.poster)

    @admin.display(description="State", ordering="state")
    def state_badge(self, project):
        return badge(project.state, project.get_state_display())

    @admin.display(description="Target", ordering="target_ms")
    def length(self, project):
        return seconds(project.target_ms)

    @admin.display(description="Scenes", ordering="_scenes")
    def scene_count(self, project):
        return project._scenes


@admin.register(Character)
class CharacterAdmin(Desk):
    workspace_path = "project__workspace"
    list_display = ["name", "project", "voice", "description", "lips"]
    list_select_related = ["project", "portrait"]
    search_fields = ["name", "project__title"]
    actions = ["keep_still", "unmark"]

    @admin.display(description="Lips")
    def lips(self, person):
        mark = mouth_marks.marked(person)
        if person.portrait is None:
            return "–"
        return "keep still" if mark == mouth_marks.STILL else "marked" if mark else "not marked"

    @admin.action(description="Keep the lips of their portrait still", permissions=["view"])
    def keep_still(self, request, rows):
        return self._mark(request, rows, {"still": True}, "the lips keep still.")

    @admin.action(description="Take the mark of the mouth away", permissions=["view"])
    def unmark(self, request, rows):
        return self._mark(request, rows, None, "nobody has marked the mouth any more.")

    def _mark(self, request, rows, mark, done):
        def verb(person):
            access.project_for(request.user, person.project_id, "edit")
            characters.mark_mouth(person, request.user, mark)

        return self.each(request, rows, verb, done)


@admin.register(Asset)
class AssetAdmin(Desk):
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

    @admin.display(description="Preview")
    def preview(self, asset):
        return render_to_string("admin/_asset.html", {"asset": asset})

    @admin.display(description="Picture")
    def thumb(self, asset):
        return picture(asset if asset.kind == "image" else None)

    @admin.display(description="Size", ordering="bytes")
    def size(self, asset):
        pixels = f"{asset.width}×{asset.height}, " if asset.width else ""
        return f"{pixels}{asset.bytes / 1024:,.0f} KB"

    @admin.display(description="Length", ordering="duration_ms")
    def length(self, asset):
        return seconds(asset.duration_ms) if asset.duration_ms else "–"


@admin.register(AuditEntry)
class AuditEntryAdmin(Desk):
    list_display = ["created", "actor_name", "verb", "subject", "project", "old", "new"]
    list_filter = [
        "verb",
        ("workspace", admin.RelatedOnlyFieldListFilter),
        ("actor", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["project"]
    search_fields = ["actor_name", "verb", "subject", "new", "project__title"]
    date_hierarchy = "created"


# --- catalogue -------------------------------------------------------------------------------
class Catalogue(OwnWorkspaces, admin.ModelAdmin):
    """Rows that people keep here. The workspace is chosen once; a change leaves an audit row.

    `boards` of a row are those that show what it says: a change voids what was agreed on there.
    """

    def boards(self, obj):
        return VideoProject.objects.none()

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *(["workspace"] if obj else [])]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if form.changed_data or not change:
            verb = f"{'edited' if change else 'added'} {self.opts.verbose_name}"
            record(obj, verb, by=request.user, workspace=obj.workspace, fields=sorted(form.changed_data))
            review.recheck(self.boards(obj), request.user, f"edited its {self.opts.verbose_name}")

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        if formset.has_changed():
            verb = f"edited {formset.model._meta.verbose_name_plural}"
            record(form.instance, verb, by=request.user, workspace=form.instance.workspace)

    def has_delete_permission(self, request, obj=None):
        """One at a time, with the page that says what goes with it; never a list of them."""
        return obj is not None and super().has_delete_permission(request, obj)

    def delete_model(self, request, obj):
        record(obj, f"deleted {self.opts.verbose_name}", by=request.user, workspace=obj.workspace)
        self.model.objects.select_for_update(no_key=True).filter(pk=obj.pk).first()  # before its boards
        shown_in = VideoProject.objects.filter(pk__in=list(self.boards(obj).values_list("pk", flat=True)))
        super().delete_model(request, obj)
        review.recheck(shown_in, request.user, f"deleted its {self.opts.verbose_name}")


class PhotoForm(forms.ModelForm):
    upload = forms.FileField(label="New picture", required=False, help_text="PNG, JPEG, WebP or GIF")

    class Meta:
        model = Photo
        fields = ["position", "alt", "upload"]

    def clean_upload(self):
        file = self.cleaned_data.get("upload")
        if file is None and self.instance.pk is None:
            raise ValidationError("Choose a picture.")
        return checked_picture(file, "upload") if file else None

    def save(self, commit=True):
        data = self.cleaned_data.get("upload")
        if data:
            self.instance.asset = uploads.picture(self.instance.product.workspace, data)
        return super().save(commit)


class PhotoInline(admin.TabularInline):
    model = Photo
    form = PhotoForm
    fields = ["thumb", "upload", "position", "alt"]
    readonly_fields = ["thumb"]
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("asset")

    @admin.display(description="Picture")
    def thumb(self, photo):
        return picture(photo.asset if photo.asset_id else None, alt=photo.alt)


class ProductForm(forms.ModelForm):
    selling_points = Lines(help_text="One on each line, the strongest first.")

    def clean_handle(self):
        """The workspace is no field of a form that changes, so its constraint is checked here."""
        handle = self.cleaned_data["handle"]
        twins = Product.objects.filter(workspace=self.instance.workspace_id, handle=handle)
        if self.instance.pk and twins.exclude(pk=self.instance.pk).exists():
            raise ValidationError("Another product of this workspace has this handle.")
        return handle


@admin.register(Product)
class ProductAdmin(Catalogue):
    needs = "edit"
    form = ProductForm
    list_display = ["thumb", "name", "sku", "price_label", "workspace", "updated"]
    list_display_links = ["thumb", "name"]
    list_filter = [("workspace", admin.RelatedOnlyFieldListFilter), "category"]
    list_select_related = ["workspace"]
    search_fields = ["name", "sku", "handle", "vendor"]
    prepopulated_fields = {"handle": ["name"]}
    inlines = [PhotoInline]
    fieldsets = [
        (None, {"fields": ["workspace", "name", "handle", "sku"]}),
        ("What is said about it", {"fields": ["description", "selling_points", "audience"]}),
        ("In the shop", {"fields": [("price", "currency"), "vendor", "category"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("photos__asset")

    def boards(self, obj):
        return obj.projects.all()

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields

    def has_delete_permission(self, request, obj=None):
        """A product that videos are about stays: they are made from its words and photos."""
        return super().has_delete_permission(request, obj) and not obj.projects.exists()

    @admin.display(description="Photo")
    def thumb(self, product):
        return picture(product.first_photo and product.first_photo.asset, alt=product.name)

    @admin.display(description="Price", ordering="price")
    def price_label(self, product):
        return product.price_label or "–"


class BrandKitForm(forms.ModelForm):
    colours = Lines(help_text="One #rrggbb on each line, the strongest first.")
    banned_words = Lines(help_text="One on each line.")
    upload = forms.FileField(label="New logo", required=False, help_text="Best: a PNG with alpha.")

    def clean_colours(self):
        colours = self.cleaned_data["colours"]
        wrong = [colour for colour in colours if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour)]
        if wrong:
            raise ValidationError(f"“{wrong[0]}” is not a colour. Write it as #1f57b5.")
        return colours

    def clean_upload(self):
        file = self.cleaned_data.get("upload")
        return checked_picture(file, "upload") if file else None


@admin.register(BrandKit)
class BrandKitAdmin(Catalogue):
    form = BrandKitForm
    list_display = ["thumb", "name", "swatches", "workspace", "tone"]
    list_display_links = ["thumb", "name"]
    list_select_related = ["workspace", "logo"]
    search_fields = ["name"]
    fields = [
        "workspace", "name", "thumb", "upload", "colours", "swatches", "font", "tone", "banned_words",
        "call_to_action",
    ]  # fmt: skip
    readonly_fields = ["thumb", "swatches"]

    def boards(self, obj):
        return VideoProject.objects.filter(brand_kit=obj)

    def save_model(self, request, obj, form, change):
        if form.cleaned_data.get("upload"):
            obj.logo = uploads.picture(obj.workspace, form.cleaned_data["upload"], field="logo")
        super().save_model(request, obj, form, change)

    @admin.display(description="Logo")
    def thumb(self, kit):
        return picture(kit.logo, alt=kit.name)

    @admin.display(description="Palette")
    def swatches(self, kit):
        return render_to_string("admin/_swatches.html", {"colours": kit.colours})


# --- people ----------------------------------------------------------------------------------
class MemberFormSet(forms.BaseInlineFormSet):
    def clean(self):
        super().clean()
        kept = [form.cleaned_data for form in self.forms if getattr(form, "cleaned_data", None)]
        roles = [row.get("role") for row in kept if not row.get("DELETE")]
        if ADMIN not in roles:
            raise ValidationError("A workspace needs at least one admin.")


class MembershipInline(OwnWorkspaces, admin.TabularInline):
    model = Membership
    formset = MemberFormSet
    extra = 0
    verbose_name_plural = "members"

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """A plain choice: people themselves are kept on their own page."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        for what in ("add", "change", "delete", "view") if field else ():
            setattr(field.widget, f"can_{what}_related", False)
        return field

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user")


@admin.register(Workspace)
class WorkspaceAdmin(OwnWorkspaces, admin.ModelAdmin):
    """Members and rules of a shop. A workspace is never deleted here: everything hangs on it."""

    workspace_path = "pk"
    list_display = ["name", "slug", "members", "videos", "self_approval", "created"]
    search_fields = ["name", "slug"]
    inlines = [MembershipInline]
    prepopulated_fields = {"slug": ["name"]}

    def get_queryset(self, request):
        counted = {
            "_members": Count("memberships", distinct=True),
            "_videos": Count("projects", distinct=True),
        }
        return super().get_queryset(request).annotate(**counted)

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change and form.changed_data:
            record(obj, "edited workspace", by=request.user, workspace=obj, fields=sorted(form.changed_data))

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        joined = [*formset.new_objects, *(row for row, _ in formset.changed_objects)]
        for member in joined:
            record(member.user, "set role", by=request.user, workspace=form.instance, new=member.role)
        for member in formset.deleted_objects:
            record(member.user, "removed member", by=request.user, workspace=form.instance, old=member.role)

    @admin.display(description="Members")
    def members(self, workspace):
        return workspace._members

    @admin.display(description="Videos")
    def videos(self, workspace):
        return workspace._videos
