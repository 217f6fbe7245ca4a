"""From a project to its words by models of other houses: asked as the prompts say, checked, and kept."""

import json
from dataclasses import replace

import pytest

from generation.engine import jobs
from generation.engine.run import run_inline
from generation.interfaces import VoiceRequest
from generation.models import JobState, StepState
from generation.prompts import templates
from generation.provider_errors import Misconfigured, Rejected, Transient, Unusable
from generation.providers import azure
from generation.providers.anthropic import AnthropicAnalyst, AnthropicWriter
from generation.providers.elevenlabs import ElevenLabsSpeaker as ElevenLabsSpeaker
from generation.providers.openai import OpenAIWriter as OpenAIWriter
from projects.board import editing
from projects.models import BrandKit
from tests import cast
from tests.contracts import kit, stage
from tests.contracts.servers.doubles import ElevenLabs, script
from tests.contracts.servers.doubles_words import Anthropic, Azure, Ollama, plan

pytestmark = pytest.mark.django_db

GOOD = [
    "Cold all day.",
    "It keeps drinks cold for 24 hours, from the first step on the trail to the last.",
    "Its lid is leak-proof, so that the bag stays as dry as it was in the morning.",
    "Get yours today.",
]
SCREENPLAY = """INT. KITCHEN - DAWN

MAYA: Still hot?

EXT. TRAIL - DAY

Wind in the grass.

MAYA: Still hot."""


@pytest.fixture
def claude():
    with Anthropic() as double:
        yield double


@pytest.fixture
def studio(settings, claude):
    """The whole pipeline with words and looks by the double; pictures are the fakes'."""
    kit.use(settings, "text", kit.anthropic("text", claude.url))
    settings.PROVIDERS = {**settings.PROVIDERS, "vision": [kit.anthropic("vision", claude.url)]}
    from vidstudio.settings import JOB_KINDS

    settings.JOB_KINDS = JOB_KINDS
    return claude


def made(project, **options):
    job = jobs.enqueue(project, "storyboard", by=cast.ed(), runner="inline", **options)
    return run_inline(job)


def systems(double):
    return [one.body["system"] for one in double.posts()]


def step(job, key):
    return job.steps.get(key=key)


# --- the pipeline --------------------------------------------------------------------------------
def test_a_product_goes_through_a_models_hands(studio):
    project = cast.draft(target_ms=15_000)
    job = made(project)
    assert (job.state, len(studio.posts())) == (JobState.SUCCEEDED, 2), job.error
    scenes = list(project.scenes.all())
    assert sum(scene.duration_ms for scene in scenes) == 15_000
    assert "A flask on a rock at dawn" in scenes[0].visual_prompt
    assert "Mist drifts by" in scenes[0].motion_prompt
    assert scenes[-1].motion_prompt.startswith("A still picture")


def test_each_result_names_the_prompts_that_made_it(studio):
    job = made(cast.draft(target_ms=15_000))
    assert str(step(job, "analyse").prompt_version) == "analysis v1"
    written = step(job, "script")
    assert str(written.prompt_version) == "creative_ad v1"
    assert written.result["prompts"] == ["creative_ad v1", "storyboard v1"]
    assert step(job, "storyboard").result["prompts"] == ["image v1", "motion v1"]


def test_local_words_name_no_prompt(settings):
    from tests import fakes

    settings.PROVIDERS = fakes.PROVIDERS
    assert step(made(cast.draft()), "script").prompt_version is None


def test_an_edited_prompt_is_what_the_model_is_told_and_is_asked_anew(studio):
    project = cast.draft(target_ms=15_000)
    made(project)
    body = templates.current_version("creative_ad").body.replace("Talk to one person.", "Talk like a pirate.")
    templates.save("creative_ad", body, by=cast.adam())
    job = made(project)
    assert str(step(job, "script").prompt_version) == "creative_ad v2"
    assert "Talk like a pirate." in systems(studio)[-1]
    assert len(studio.posts()) == 3, "the look at the photos was on the shelf, the words were not"


def test_a_prompt_that_was_broken_behind_our_backs_fails_the_step_in_plain_words(studio):
    version = templates.current_version("creative_ad")
    type(version).objects.filter(pk=version.pk).update(body="Write {poetry}.", note="by hand")
    job = made(cast.draft(target_ms=15_000))
    assert job.state == JobState.FAILED
    assert "creative_ad v1 needs to be mended in the admin" in job.error and "{poetry}" in job.error


def test_the_brand_and_the_photos_reach_the_writer(studio):
    kit_row = BrandKit.objects.create(
        workspace=cast.shop(), name="Ridge", tone="dry and kind", banned_words=["cheap"], colours=["#aa3322"]
    )
    studio.says = [
        json.dumps(
            {
                "features": ["Brushed steel body", "Keeps cold for 48 hours"],
                "benefits": ["Award-winning grip"],
                "unique_points": ["Leak-proof lid"],
            }
        )
    ]
    project = cast.draft(target_ms=15_000, brand_kit=kit_row)
    job = made(project)
    assert job.state == JobState.SUCCEEDED, job.error
    system, matter = studio.posts()[1].body["system"], json.dumps(studio.posts()[1].body["messages"])
    assert "dry and kind" in system and "Never use these words: cheap." in system
    assert "Brushed steel body" in matter
    assert "48 hours" not in matter and "Award" not in matter, "a model's word makes no promise true"
    assert "#aa3322" in project.scenes.first().visual_prompt


def test_what_a_person_wrote_is_never_overwritten(studio):
    project = cast.draft(target_ms=15_000)
    made(project)
    scene = project.scenes.get(scene_index=2)
    editing.edit_scene(scene, cast.ed(), text="My own words.", version=scene.version)
    made(project, seed=99)
    assert project.scenes.get(scene_index=2).text == "My own words."
    assert sum(scene.duration_ms for scene in project.scenes.all()) == project.target_ms


def test_a_script_is_sent_back_twice_and_then_given_up_in_plain_words(studio):
    good = json.dumps({"features": ["Steel"], "benefits": ["Cold"], "unique_points": ["Lid"]})
    studio.says = [good, *[script(["Only $9 with free shipping!", *GOOD[1:]])] * 3]
    job = made(cast.draft(target_ms=15_000))
    assert (job.state, len(studio.posts())) == (JobState.FAILED, 4)
    assert "It states what the product's record does not: $9, “free shipping”" in job.error
    last = studio.posts()[-1].body["messages"]
    assert [turn["role"] for turn in last] == ["user", "assistant", "user", "assistant", "user"]
    assert "free shipping" in last[-1]["content"]
    assert step(job, "script").ledger.count() == 3


def test_only_a_listed_provider_stands_in_for_a_model_that_goes_on_inventing(studio, settings):
    house = {"NAME": "local", "CLASS": "generation.local.copywriting.provider.Copywriter"}
    settings.PROVIDERS = {**settings.PROVIDERS, "text": [*settings.PROVIDERS["text"], house]}
    good = json.dumps({"features": ["Steel"], "benefits": ["Cold"], "unique_points": ["Lid"]})
    studio.says = [good, *[script(["Only $9!", *GOOD[1:]])] * 3]
    job = made(cast.draft(target_ms=15_000))
    written = step(job, "script")
    assert (job.state, written.provider, written.prompt_version) == (JobState.SUCCEEDED, "local", None), (
        job.error
    )
    assert written.ledger.filter(provider="anthropic").count() == 3, "what was paid for is written down"


def test_another_language_is_sent_back(studio):
    good = json.dumps({"features": ["Steel"], "benefits": ["Cold"], "unique_points": ["Lid"]})
    english = [
        "Here is the flask that you have been waiting for.",
        "It is cold and it is with you.",
        *GOOD[2:],
    ]
    german = [
        "Kalt, den ganzen langen Weg.",
        "Sie bleibt mit dir auf dem Weg kalt, vom ersten bis zum letzten Schritt.",
        "Der Deckel ist dicht, und die Tasche bleibt so trocken wie am Morgen.",
        "Hol sie dir.",
    ]
    studio.says = [good, script(english), script(german)]
    job = made(cast.draft(target_ms=15_000, language="de"))
    assert (job.state, len(studio.posts())) == (JobState.SUCCEEDED, 3), job.error
    assert "not written in German" in studio.posts()[-1].body["messages"][-1]["content"]


def test_a_screenplay_keeps_its_words_and_gets_pictures_and_people(studio):
    project = editing.create_project(cast.shop(), cast.ed(), "script", script=SCREENPLAY, style="minimal")
    job = made(project)
    assert job.state == JobState.SUCCEEDED, job.error
    scenes = list(project.scenes.all())
    assert [scene.text for scene in scenes if scene.speaker] == ["Still hot?", "Still hot."]
    assert "Picture 1" in scenes[0].visual_prompt
    assert project.characters.get(name__iexact="maya").description == "Forty, grey coat"
    assert str(step(job, "script").prompt_version) == "screenplay v1"


def test_a_plan_for_another_number_of_scenes_is_sent_back(claude):
    request = replace(stage.requests()["text"], product=None, script=SCREENPLAY)
    claude.says = [plan(40)]
    with pytest.raises(Unusable, match="40 scenes; exactly"):
        AnthropicWriter(kit.KEY, "test", claude.url).write(request)


def test_of_a_very_long_script_the_rest_keeps_its_own_pictures(claude):
    long = "\n\n".join(f"INT. ROOM {at} - DAY\n\nMAYA: Line {at}." for at in range(1, 101))
    request = replace(stage.requests()["text"], product=None, script=long)
    found = AnthropicWriter(kit.KEY, "test", claude.url).write(request)
    assert (len(found.segments), found.segments[79].action) == (100, "Picture 80")
    assert found.segments[80].action != "Picture 81" and "ROOM 81" in found.segments[80].heading


def test_a_local_screenplay_costs_nothing(settings):
    from tests import fakes

    settings.PROVIDERS = fakes.PROVIDERS
    project = editing.create_project(cast.shop(), cast.ed(), "script", script=SCREENPLAY)
    assert made(project).state == JobState.SUCCEEDED
    assert [one for one in fakes.calls if one[0] == "text"] == []


# --- Anthropic -----------------------------------------------------------------------------------
def test_photos_go_as_small_jpeg_and_tokens_are_counted_by_price(claude):
    found = AnthropicAnalyst(kit.KEY, "test", claude.url).analyse(stage.requests()["vision"])
    image = claude.posts()[0].body["messages"][0]["content"][0]["source"]
    assert (image["type"], image["media_type"], image["data"][:4]) == ("base64", "image/jpeg", "/9j/")
    assert found.usage.units == {
        "tokens_in": 150,
        "tokens_out": 80,
        "tokens_cache_write": 30,
        "tokens_cache_read": 20,
    }


@pytest.mark.parametrize(
    ("status", "kind", "code", "error"),
    [
        (529, "overloaded_error", None, Transient),
        (429, "rate_limit_error", "ramp_limit_exceeded", Transient),
        (429, "rate_limit_error", "enforced_spend_limit_reached", Misconfigured),
        (402, "billing_error", None, Misconfigured),
        (403, "permission_error", "organization_on_hold", Misconfigured),
        (413, "request_too_large", None, Rejected),
    ],
)
def test_anthropics_errors_are_told_apart(claude, status, kind, code, error):
    body = {"type": "error", "error": {"type": kind, "message": "No.", "details": {"error_code": code}}}
    claude.fails("status", status=status, body=body, headers={"Retry-After": "999999"})
    with pytest.raises(error) as told:
        AnthropicWriter(kit.KEY, "test", claude.url).write(stage.requests()["text"])
    assert len(claude.posts()) == 1
    if error is Transient:
        assert told.value.retry_after == 3600, "what a provider asks for is bounded by us"


def test_the_sdk_agrees_with_the_double():
    import anthropic

    with Anthropic() as double:
        client = anthropic.Anthropic(api_key=kit.KEY, base_url=double.url, max_retries=0)
        reply = client.messages.create(
            model="test",
            max_tokens=100,
            system="for each of these in order: hook, cta.",
            messages=[{"role": "user", "content": "Go."}],
            output_config={"format": {"type": "json_schema", "schema": {"type": "object"}}},
        )
        assert json.loads(reply.content[0].text)["segments"]
        assert (reply.stop_reason, reply.usage.cache_read_input_tokens) == ("end_turn", 20)


# --- servers of OpenAI's wire --------------------------------------------------------------------
@pytest.mark.parametrize(
    ("knows", "forms"),
    [
        (("json_schema", "json_object"), ["json_schema"]),
        (("json_object",), ["json_schema", "json_object"]),
        ((), ["json_schema", "json_object", None]),
    ],
)
def test_a_server_is_asked_by_the_strictest_form_it_knows_and_remembered(knows, forms):
    with Ollama(knows) as double:
        writer = OpenAIWriter("ollama", "qwen3", f"{double.url}/v1")
        for seed in (1, 2):
            assert writer.write(replace(stage.requests()["text"], seed=seed)).segments
        asked = [one.body.get("response_format", {}).get("type") for one in double.posts()]
    assert asked == [*forms, forms[-1]]
    assert "max_tokens" in double.posts()[0].body, "the older name is the one that others know"
    assert '"segments"' in double.posts()[-1].body["messages"][0]["content"], "the schema in words as well"


@pytest.mark.parametrize("dressed", ["```json\n{}\n```", "<think>A flask… {hm}</think>\n{}", "  {}\n"])
def test_json_may_come_in_a_fence_or_after_a_thought(dressed):
    with Ollama(dressed=dressed) as double:
        assert OpenAIWriter("ollama", "qwen3", f"{double.url}/v1").write(stage.requests()["text"]).segments


def test_prose_instead_of_json_is_sent_back(settings):
    with Ollama(knows=()) as double:
        double.says = ["Sure! Here is your script: cold water, all day."]
        kit.use(settings, "text", kit.ollama("text", double.url))
        done = kit.ended(kit.asked("text"))
        assert (done.state, len(kit.lines(done))) == (StepState.DONE, 2), done.error


# --- voices --------------------------------------------------------------------------------------
def speaker(double, **options):
    return azure.AzureSpeaker(kit.KEY, endpoint=double.url, **options)


def test_whatever_a_text_holds_azure_reads_it_as_text():
    text = 'Salt & "Pepper" <b>5 > 3</b>\x00 ]]> \ud800'
    with Azure() as double:
        found = speaker(double).speak(VoiceRequest(text=text, language="de", rate=1.15))
        voice, speed, said = double.said()
    assert (voice, speed) == ("de-DE-KatjaNeural", "+15%")
    assert said.split() == ["Salt", "&", '"Pepper"', "<b>5", ">", "3</b>", "]]>"]
    assert found.words == () and found.usage.units["characters"] > 20


@pytest.mark.parametrize("text", ["", "  ", "x" * 5001])
def test_azure_is_not_asked_for_what_it_cannot_say(text):
    with Azure() as double:
        with pytest.raises(Rejected):
            speaker(double).speak(VoiceRequest(text=text))
        assert double.posts() == []


def test_azures_voices_are_the_settings_and_fit_the_language():
    one = azure.AzureSpeaker("key", "westeurope", voices="de-AT-JonasNeural, en-US-AvaMultilingualNeural")
    assert [voice.label for voice in one.voices()] == ["Jonas (de-AT)", "Ava (en-US)"]
    assert one.voice("nova", "de-DE") == "de-AT-JonasNeural"
    assert one.voice("en-US-AvaMultilingualNeural", "de") == "en-US-AvaMultilingualNeural"
    taken = azure.AzureSpeaker("key", "westeurope").voice_for("Maya", (), "fr")
    assert azure.AzureSpeaker("key", "westeurope").voice_for("Maya", (taken,), "fr") != taken


@pytest.mark.parametrize(
    "options",
    [
        {"region": ""},
        {"region": "evil.example/x"},
        {"endpoint": "file:///etc/passwd"},
        {"endpoint": "https://user@evil"},
        {"region": "westeurope", "voices": "Jenny"},
        {"region": "westeurope", "voices": 'en-US-"/><x>'},
    ],
)
def test_azure_options_that_make_no_sense_are_misconfigured(options):
    with pytest.raises(Misconfigured):
        azure.AzureSpeaker("key", **options)


def test_elevenlabs_words_reach_the_render(settings):
    """From the wire to the asset, and from the asset to the spec that captions are drawn from."""
    from rendering.spec import inputs

    with ElevenLabs() as double:
        kit.use(settings, "voice", kit.elevenlabs(double.url))
        asset = kit.ended(kit.asked("voice")).asset
    assert asset is not None
    words = inputs.words_of(asset)
    assert [word.text for word in words] == ["Cold", "water,", "all", "day."]
    assert all(0 <= word.start_ms <= word.end_ms <= asset.duration_ms for word in words)


def alignment(text, starts, ends):
    return {
        "characters": list(text),
        "character_start_times_seconds": starts,
        "character_end_times_seconds": ends,
    }


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        {"characters": "ab"},
        alignment("ab", [0.0], [0.1]),
        alignment("a b", [0.5, 0.6, 0.1], [0.6, 0.7, 0.2]),
        alignment("ab", [0.0, 0.1], [0.1, 99.0]),
        alignment("ab", [0.0, float("nan")], [0.1, float("inf")]),
        alignment("ab", ["x", "y"], ["z", None]),
        alignment([1, 2], [0.0, 0.1], [0.1, 0.2]),
        alignment("ab", [-1.0, 0.1], [0.1, 0.2]),
    ],
)
def test_word_times_that_cannot_be_true_are_not_used(told, monkeypatch):
    with ElevenLabs() as double:
        honest = double.answer
        monkeypatch.setattr(
            double,
            "answer",
            lambda seen, fault: (200, honest(seen, fault)[1] | {"alignment": told}, {}),
        )
        one = ElevenLabsSpeaker(kit.KEY, "eleven_test", "Nova:abcd1234", double.url)
        found = one.speak(VoiceRequest(text="Cold"))
    assert found.words == () and found.duration_ms > 0


def test_signs_that_need_no_spaces_are_timed_one_by_one():
    with ElevenLabs() as double:
        one = ElevenLabsSpeaker(kit.KEY, "eleven_test", "Nova:abcd1234", double.url)
        found = one.speak(VoiceRequest(text="冷たい水 Ridge", language="ja"))
    assert [word.text for word in found.words] == ["冷", "た", "い", "水", "Ridge"]


def test_what_a_model_saw_reaches_the_house_writer_too(settings, claude):
    """Vision by a model, words by the house: a merit that only the photos show is told."""
    kit.use(settings, "vision", kit.anthropic("vision", claude.url))
    local = {"NAME": "local", "CLASS": "generation.local.copywriting.provider.Copywriter"}
    settings.PROVIDERS = {**settings.PROVIDERS, "text": [local]}
    from vidstudio.settings import JOB_KINDS

    settings.JOB_KINDS = JOB_KINDS
    seen = ["Engraved mountain ridge on the side", "Winner of 3 awards"]
    claude.says = [json.dumps({"features": [], "benefits": [], "unique_points": seen})]
    project = cast.draft(target_ms=30_000)
    product = project.product
    product.selling_points, product.description = [], "A steel flask."
    product.save()
    job = made(project)
    said = " ".join(scene.text for scene in project.scenes.all()).lower()
    assert job.state == JobState.SUCCEEDED, job.error
    assert "engraved mountain ridge" in said and "award" not in said
