"""Workspaces and their members in the admin."""

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from projects.admin.base import NamedFields, OwnWorkspacesMixin, ReadOnlyAdmin, ReadOnlyMixin
from projects.audit import record
from projects.board import review
from projects.guests import links
from projects.models import (
    ApiToken,
    GuestLink,
    Invitation,
    Membership,
    VideoProject,
    Workspace,
)
from projects.roles import ADMIN
from projects.team import members, profile_photos

admin.site.unregister(get_user_model())


@admin.register(get_user_model())
class PersonAdmin(UserAdmin):
    """When somebody came, and came last, nobody types."""

    readonly_fields = ["last_login", "date_joined"]
    actions = ["remove_photo"]

    @admin.action(description=_("Remove their photos"), permissions=["change"])
    def remove_photo(self, request, queryset):
        """Of somebody who is to be seen by initials again: the same as they can do themselves."""
        for person in queryset:
            profile_photos.remove(person)
        self.message_user(request, gettext("Initials stand in their place from now on."))


class MemberFormSet(NamedFields):
    def clean(self):
        super().clean()
        if any(form.instance.pk and "user" in form.changed_data for form in self.forms):
            raise ValidationError(gettext("A member stays who they are: remove them, and add somebody else."))
        kept = [form.cleaned_data for form in self.forms if getattr(form, "cleaned_data", None)]
        roles = [row.get("role") for row in kept if not row.get("DELETE")]
        if ADMIN not in roles:
            raise ValidationError(gettext("A workspace needs at least one admin."))


class MembershipInline(OwnWorkspacesMixin, admin.TabularInline):
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


def _count_of(model):
    """How many rows of the model a workspace has."""
    rows = model.objects.filter(workspace=OuterRef("pk")).order_by().values("workspace")
    return Coalesce(Subquery(rows.values(count=Count("pk"))), 0)


@admin.register(Workspace)
class WorkspaceAdmin(OwnWorkspacesMixin, admin.ModelAdmin):
    """Members and rules of a shop. A workspace is never deleted here: everything hangs on it."""

    workspace_path = "pk"
    list_display = ["name", "slug", "members", "videos", "self_approval", "token_approval", "created"]
    search_fields = ["name", "slug"]
    inlines = [MembershipInline]
    prepopulated_fields = {"slug": ["name"]}

    def get_queryset(self, request):
        """Each counted by itself: joined they would be every member times every video."""
        counted = {"_members": _count_of(Membership), "_videos": _count_of(VideoProject)}
        return super().get_queryset(request).annotate(**counted)

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change and form.changed_data:
            record(obj, "edited workspace", by=request.user, workspace=obj, fields=sorted(form.changed_data))
        if change and "ai_label" in form.changed_data:
            review.recheck(obj.projects.all(), request.user, "edited the label of what is generated")

    def save_formset(self, request, form, formset, change):
        """By the verbs of the people's page: new ones and admins first, so that one is always left.

        The first members of a new workspace come with it: there is nobody yet whose right could be asked.
        """
        by = request.user
        if not change:
            super().save_formset(request, form, formset, change)
            for member in formset.new_objects:
                record(member.user, "joined", by=by, workspace=form.instance, new=member.role)
            return
        formset.save(commit=False)
        for member in formset.new_objects:
            made = members.add(form.instance, by, member.user, member.role)
            members.set_cap(made, by, member.cap)
        moved = [(row, False) for row, _ in formset.changed_objects]
        moved += [(row, True) for row in formset.deleted_objects]
        # One's own row last: after it one may not be an admin any more.
        for row, goes in sorted(
            moved, key=lambda one: (one[0].user_id == by.pk, one[0].role != ADMIN, one[1])
        ):
            stored = Membership.objects.get(pk=row.pk)
            if goes:
                members.remove(stored, by)
            else:
                members.set_cap(stored, by, row.cap)
                members.set_role(stored, by, row.role)

    @admin.display(description=_("Members"))
    def members(self, workspace):
        return workspace._members

    @admin.display(description=_("Videos"))
    def videos(self, workspace):
        return workspace._videos


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    """Who was asked to join. Taking one back is the verb of the page; its word is never shown."""

    list_display = ["__str__", "role", "invited_by", "created", "expires", "accepted", "revoked", "user"]
    list_filter = [("workspace", admin.RelatedOnlyFieldListFilter), "role"]
    list_select_related = ["workspace", "invited_by", "user"]
    search_fields = ["email"]
    exclude = ["digest"]
    actions = ["revoke"]

    @admin.action(description=_("Take it back"))
    def revoke(self, request, queryset):
        return self.each(
            request, queryset, lambda row: members.revoke(row, request.user), gettext("it is taken back.")
        )


@admin.register(GuestLink)
class GuestLinkAdmin(ReadOnlyAdmin):
    """Who may look at a board without an account. Revoking is the verb of the page."""

    workspace_path = "project__workspace"
    list_display = ["label", "project", "scopes", "created_by", "created", "expires", "revoked", "used"]
    list_filter = [("project__workspace", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["project__workspace", "created_by"]
    search_fields = ["label", "project__title"]
    exclude = ["digest", "password"]
    actions = ["revoke"]

    @admin.action(description=_("Revoke"))
    def revoke(self, request, queryset):
        return self.each(
            request, queryset, lambda row: links.revoke(row, request.user), gettext("it is revoked.")
        )


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnlyMixin, admin.ModelAdmin):
    """Whose programs come in, and when last. Nothing here opens the API; a token may be ended."""

    list_display = ["__str__", "name", "user", "scopes", "cap", "created", "expires", "used"]
    list_select_related = ["user"]
    search_fields = ["user__username", "start"]
    fields = ["user", "name", "start", "scopes", "cap", "created", "expires", "used"]
    show_full_result_count = False

    def has_delete_permission(self, request, obj=None):
        return super(admin.ModelAdmin, self).has_delete_permission(request, obj)

    def get_queryset(self, request):
        """Those of people in one's own workspaces; a superuser sees all."""
        rows = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        ruled = Membership.objects.filter(user=request.user, role=ADMIN).values("workspace")
        return rows.filter(user__memberships__workspace__in=ruled).distinct()
