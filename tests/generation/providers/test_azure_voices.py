"""Azure's voices: the account's own, read once a day by a worker and chosen on the page."""

from datetime import timedelta

import pytest
from django.urls import reverse

from generation.billing import price_book
from generation.interfaces import VoiceRequest
from generation.models import ModelCard, ModelList, Price
from generation.providers import model_watch, registry
from projects import clock
from tests import cast, fakes
from tests.contracts import kit
from tests.contracts.servers.doubles_words import Azure

pytestmark = pytest.mark.django_db


@pytest.fixture
def azure(settings):
    price_book.seed(Price, ModelCard)
    with Azure() as double:
        row = kit.azure(double.url)
        row["OPTIONS"]["voices"] = ""
        settings.PROVIDERS = {**fakes.PROVIDERS, "voice": [row]}
        yield double


def voices_on_the_page(client):
    client.force_login(cast.ed())
    return client.get(reverse("generation:voices"), {"language": "de"}).content.decode()


def test_the_accounts_voices_are_read_kept_and_offered_and_nobodys_voice_changes(azure, client):
    cast.shop()
    before = registry.provider("voice").adapter
    assert "Katja (de-DE)" in voices_on_the_page(client) and "Seraphina" not in voices_on_the_page(client)
    assert azure.seen == [], "no page waits for Azure"
    model_watch.look()
    model_watch.look(clock.now() + timedelta(hours=2))
    assert [(seen.method, seen.path) for seen in azure.seen] == [("GET", "/cognitiveservices/voices/list")]
    page = voices_on_the_page(client)
    assert "Seraphina" in page and "Ingrid" in page and "Old (de-DE)" not in page
    after = registry.provider("voice").adapter
    for name in ("", "Maya", "Ben"):
        assert after.voice_for(name, (), "de") == before.voice_for(name, (), "de")
    assert after.voice("", "de") == before.voice("", "de") == "de-DE-KatjaNeural"


def test_the_chosen_voice_speaks(azure):
    cast.shop()
    model_watch.look()
    speaker, chosen = registry.provider("voice").adapter, "de-DE-Seraphina:DragonHDLatestNeural"
    assert speaker.voice(chosen, "de") == chosen
    speaker.speak(VoiceRequest(text="Kaltes Wasser.", voice=chosen, language="de"))
    assert azure.said() == (chosen, "", "Kaltes Wasser.")


def test_a_list_that_cannot_be_read_leaves_the_last_one(azure):
    cast.shop()
    model_watch.look()
    azure.fails("status", status=401, on="GET")
    model_watch.look(clock.now() + timedelta(days=2))
    kept = ModelList.objects.get(provider="azure")
    assert "does not accept the key" in kept.problem and len(kept.voices) == 4


def test_names_in_the_settings_go_before_the_account(azure, settings):
    cast.shop()
    model_watch.look()
    settings.PROVIDERS["voice"][0]["OPTIONS"]["voices"] = "de-AT-JonasNeural"
    assert [one.name for one in registry.provider("voice").adapter.voices()] == ["de-AT-JonasNeural"]
