"""The index of the admin: every model stands in its group."""

import subprocess
import sys

from django.apps import apps
from django.contrib import admin

from tests.worker_processes import ROOT
from vidstudio.admin_site import GROUPS, NAMES, WAITING

admin.autodiscover()


def test_what_the_index_names_is_there():
    named = [*(label for group in GROUPS.values() for label in group), *NAMES, *(row[0] for row in WAITING)]
    assert [label for label in named if apps.get_model(label) not in admin.site._registry] == []


def test_every_model_of_ours_is_in_a_group():
    grouped = {label for group in GROUPS.values() for label in group}
    ours = {model._meta.label_lower for model in admin.site._registry}
    assert {
        label for label in ours if label.startswith(("projects.", "generation.", "rendering."))
    } <= grouped


def test_check_looks_at_the_admin_which_a_worker_does_not_load():
    code = (
        "import django; django.setup()\n"
        "from django.contrib import admin\n"
        "from django.core import checks\n"
        "before = len(admin.site._registry)\n"
        "checks.run_checks(tags=['admin'])\n"
        "print(before, len(admin.site._registry))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.stdout.split() == ["0", str(len(admin.site._registry))], done.stderr[-500:]
