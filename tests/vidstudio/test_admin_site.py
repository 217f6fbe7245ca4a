"""The index of the admin: every model stands in its group."""

from django.apps import apps
from django.contrib import admin

from vidstudio.admin_site import GROUPS, NAMES, WAITING


def test_what_the_index_names_is_there():
    named = [*(label for group in GROUPS.values() for label in group), *NAMES, *(row[0] for row in WAITING)]
    assert [label for label in named if apps.get_model(label) not in admin.site._registry] == []


def test_every_model_of_ours_is_in_a_group():
    grouped = {label for group in GROUPS.values() for label in group}
    ours = {model._meta.label_lower for model in admin.site._registry}
    assert {
        label for label in ours if label.startswith(("projects.", "generation.", "rendering."))
    } <= grouped
