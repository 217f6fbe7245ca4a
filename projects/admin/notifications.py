"""What people were told, and what became of their e-mails."""

from django.contrib import admin

from projects.admin.base import ReadOnlyAdmin
from projects.models import Notification


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    list_display = ["created", "user", "kind", "title", "read", "mail"]
    list_filter = ["kind", "mail", ("workspace", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["user"]
    search_fields = ["title", "user__username", "project__title"]
    date_hierarchy = "created"
