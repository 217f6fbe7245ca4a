"""The paid pipeline for anybody's eyes: servers that are nice to look at keep to the same contracts."""

import os
import signal

import pytest

from generation.models import StepState
from tests import cast
from tests.contracts import kit, rows
from tests.contracts.servers import show
from tests.pages import Page
from tests.vidstudio.management.commands.test_studio import PRODUCTION, children, manage
from tests.web_server import free_port
from tests.worker_processes import Fleet, until

pytestmark = pytest.mark.django_db

SERVERS = {
    "vision": (show.Words, lambda url: kit.anthropic("vision", url)),
    "text": (show.Words, lambda url: kit.anthropic("text", url)),
    "image": (show.Pictures, kit.replicate),
    "music": (show.Pictures, rows.music),
    "voice": (show.Voices, kit.elevenlabs),
    "clip": (show.Clips, lambda url: rows.clips("runway", url)),
}


@pytest.mark.parametrize("talent", SERVERS)
def test_what_they_give_is_good_enough_to_be_kept(settings, talent):
    kind, row = SERVERS[talent]
    with kind() as double:
        double.takes = 0
        asked = row(double.url)
        asked["OPTIONS"]["seconds"] = 60  # it is made while it is asked for
        kit.use(settings, talent, asked)
        step = kit.ended(kit.asked(talent))
        assert (step.error, step.state, len(double.posts())) == ("", StepState.DONE, 1)


def test_words_are_about_the_product_and_say_no_more_than_its_record(settings):
    with show.Words() as double:
        double.takes = 0
        kit.use(settings, "text", kit.anthropic("text", double.url))
        step = kit.ended(kit.asked("text"))
    assert "Ridge Flask" in " ".join(row["text"] for row in step.result["words"]["segments"])


def test_every_page_says_that_nothing_is_charged(settings, client):
    settings.CONTRACT_SERVERS = True
    client.force_login(cast.ed())
    assert "nothing is really charged" in Page(client.get("/projects/"))


def test_they_are_not_for_production():
    told = manage("check", **PRODUCTION, VIDSTUDIO_CONTRACT_SERVERS="1")
    assert told.returncode and "VIDSTUDIO_CONTRACT_SERVERS" in told.stderr


@pytest.mark.slow
def test_a_studio_beside_them_ends_with_them_and_leaves_nothing(tmp_path):
    crew = Fleet(tmp_path, DJANGO_SETTINGS_MODULE="vidstudio.settings", VIDSTUDIO_CONTRACT_SERVERS="1")
    try:
        studio = crew.start("manage.py", "studio", "--port", str(free_port()))
        both = until(lambda: len(found := children(studio.pid)) == 2 and found, what="studio and servers")
        # Its own home, with its own books, begins to fill: the servers' addresses have reached it.
        until(lambda: (tmp_path / "contract-servers/studio.sqlite3").exists(), what="its rows")
        assert "nothing is really charged" in crew.logs()
        studio.send_signal(signal.SIGINT)
        assert studio.wait(120) == 0
        assert not [pid for pid in both if os.path.exists(f"/proc/{pid}")]
    finally:
        crew.close()
