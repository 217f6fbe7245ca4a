"""What is told leads to a page that there is, and a worker that tells it loads none of them."""

import subprocess
import sys

import pytest
from django.urls import reverse, set_script_prefix

from projects.notifications import links
from tests.worker_processes import ROOT


@pytest.mark.parametrize("prefix", ["/", "/studio/"])
def test_each_link_is_the_address_of_its_page(prefix):
    set_script_prefix(prefix)
    try:
        assert links.to_board(7, "#renders") == reverse("projects:detail", args=[7]) + "#renders"
        assert links.to_room(7) == reverse("projects:room", args=[7])
        assert links.to_comment(7) == reverse("projects:comment", args=[7])
        assert links.to_costs() == reverse("generation:costs")
    finally:
        set_script_prefix("/")


def test_a_worker_that_tells_somebody_loads_no_page():
    code = (
        "import django, sys; django.setup()\n"
        "import generation.actions, generation.engine.worker, rendering.listeners\n"
        "from projects.notifications import links, tell\n"
        "links.to_board(7)\n"
        "pages = ('vidstudio.urls', 'projects.admin', 'rest_framework.views')\n"
        "print([name for name in pages if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "[]", done.stderr[-500:]
