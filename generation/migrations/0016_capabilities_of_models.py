"""What models take, in rows; prices and models of 2026-11-28.

The rows are written out here, so that a later price book changes nothing of what this day wrote. Rows
that people have entered or changed meanwhile stay as they are.
"""

from datetime import date
from decimal import Decimal

from django.db import migrations, models

# fmt: off
SOURCES = {
    "announcements": "the provider's documentation and announcements of shutdown, read 2026-11-20",
    "anthropic": "platform.claude.com pricing, by way of litellm 1.109.1's price file, read 2026-11-20",
    "litellm": "litellm 1.110.2's price file, read 2026-11-28",
    "not_charged": "told beside the bill, not charged",
    "reread": "the provider's documentation and the models' pages, read 2026-11-28",
    "runway": "docs.dev.runwayml.com/guides/pricing, by way of litellm 1.109.1's price file, read 2026-11-20",
    "runway_silent": "docs.dev.runwayml.com/guides/pricing, of clips without sound, read 2026-11-28",
    "runway_types": "the types of Runway's own package runwayml 5.24.0, and its OpenAPI file of 2026-08-08",
}
# (provider, talent, model, unit, USD, for so many units, first day, source)
PRICES = (
    ("openai", "image", "gpt-image-2.6-flare", "tokens_in", "5", 1000000, "2026-11-04", "litellm"),
    ("openai", "image", "gpt-image-2.6-flare", "image_tokens_in", "8", 1000000, "2026-11-04", "litellm"),
    ("openai", "image", "gpt-image-2.6-flare", "tokens_out", "30", 1000000, "2026-11-04", "litellm"),
    ("openai", "image", "gpt-image-2.6-flare", "images", "0", 1, "2026-11-04", "not_charged"),
    ("openai", "image", "gpt-image-2.6-sunburst", "tokens_in", "5", 1000000, "2026-11-04", "litellm"),
    ("openai", "image", "gpt-image-2.6-sunburst", "image_tokens_in", "8", 1000000, "2026-11-04", "litellm"),
    ("openai", "image", "gpt-image-2.6-sunburst", "tokens_out", "30", 1000000, "2026-11-04", "litellm"),
    ("openai", "image", "gpt-image-2.6-sunburst", "images", "0", 1, "2026-11-04", "not_charged"),
    ("anthropic", "text", "claude-sonnet-5", "tokens_in", "2", 1000000, "2026-01-01", "anthropic"),
    ("anthropic", "text", "claude-sonnet-5", "tokens_out", "10", 1000000, "2026-01-01", "anthropic"),
    ("anthropic", "text", "claude-sonnet-5", "tokens_cache_write", "2.50", 1000000, "2026-01-01", "anthropic"),
    ("anthropic", "text", "claude-sonnet-5", "tokens_cache_read", "0.20", 1000000, "2026-01-01", "anthropic"),
    ("anthropic", "vision", "claude-sonnet-5", "tokens_in", "2", 1000000, "2026-01-01", "anthropic"),
    ("anthropic", "vision", "claude-sonnet-5", "tokens_out", "10", 1000000, "2026-01-01", "anthropic"),
    ("anthropic", "vision", "claude-sonnet-5", "tokens_cache_write", "2.50", 1000000, "2026-01-01", "anthropic"),
    ("anthropic", "vision", "claude-sonnet-5", "tokens_cache_read", "0.20", 1000000, "2026-01-01", "anthropic"),
    ("anthropic", "text", "claude-opus-5", "tokens_in", "5", 1000000, "2026-01-01", "anthropic"),
    ("anthropic", "text", "claude-opus-5", "tokens_out", "25", 1000000, "2026-01-01", "anthropic"),
    ("anthropic", "text", "claude-opus-5", "tokens_cache_write", "6.25", 1000000, "2026-01-01", "anthropic"),
    ("anthropic", "text", "claude-opus-5", "tokens_cache_read", "0.50", 1000000, "2026-01-01", "anthropic"),
    ("anthropic", "vision", "claude-opus-5", "tokens_in", "5", 1000000, "2026-01-01", "anthropic"),
    ("anthropic", "vision", "claude-opus-5", "tokens_out", "25", 1000000, "2026-01-01", "anthropic"),
    ("anthropic", "vision", "claude-opus-5", "tokens_cache_write", "6.25", 1000000, "2026-01-01", "anthropic"),
    ("anthropic", "vision", "claude-opus-5", "tokens_cache_read", "0.50", 1000000, "2026-01-01", "anthropic"),
    ("runway", "clip", "veo3.1", "video_seconds", "0.20", 1, "2026-11-29", "runway_silent"),
    ("runway", "clip", "veo3.1", "video_seconds_1080p", "0.20", 1, "2026-11-29", "runway_silent"),
    ("runway", "clip", "veo3.1_fast", "video_seconds", "0.10", 1, "2026-11-29", "runway_silent"),
    ("runway", "clip", "veo3.1_fast", "video_seconds_1080p", "0.10", 1, "2026-11-29", "runway_silent"),
    ("runway", "clip", "seedance2_5", "video_seconds", "0.30", 1, "2026-01-01", "runway"),
    ("runway", "clip", "seedance2_5", "video_seconds_1080p", "0.68", 1, "2026-01-01", "runway"),
    ("runway", "clip", "seedance2_5", "clips", "0", 1, "2026-01-01", "not_charged"),
    ("runway", "clip", "gemini_omni_flash", "video_seconds", "0.10", 1, "2026-01-01", "runway"),
    ("runway", "clip", "gemini_omni_flash", "clips", "0", 1, "2026-01-01", "not_charged"),
)
# (provider, talent, model, first day, last day or "", capabilities, source): cards that are new.
CARDS = (
    ("openai", "image", "gpt-image-2.6-flare", "2026-11-04", "", {"longest_text": 32000, "multiple": 16, "least_pixels": 655360, "most_pixels": 8294400}, "reread"),
    ("openai", "image", "gpt-image-2.6-sunburst", "2026-11-04", "", {"longest_text": 32000, "multiple": 16, "least_pixels": 655360, "most_pixels": 8294400}, "reread"),
    ("openai", "image", "", "2026-01-01", "", {"shapes": ["1024x1536", "1024x1024", "1536x1024"]}, "reread"),
    ("anthropic", "text", "claude-sonnet-5", "2026-01-01", "", {"thinking_tokens": 8000, "effort": "low"}, "reread"),
    ("anthropic", "vision", "claude-sonnet-5", "2026-01-01", "", {"thinking_tokens": 8000, "effort": "low"}, "reread"),
    ("anthropic", "text", "claude-opus-5", "2026-01-01", "", {"thinking_tokens": 8000, "effort": "low"}, "reread"),
    ("anthropic", "vision", "claude-opus-5", "2026-01-01", "", {"thinking_tokens": 8000, "effort": "low"}, "reread"),
    ("anthropic", "text", "claude-opus-4-5", "2026-01-01", "2027-01-21", {}, "reread"),
    ("anthropic", "vision", "claude-opus-4-5", "2026-01-01", "2027-01-21", {}, "reread"),
    ("runway", "clip", "", "2026-01-01", "", {"longest_text": 1000, "seconds": "2-10", "shapes": ["1280:720", "720:1280", "1104:832", "832:1104", "960:960", "1584:672"]}, "runway_types"),
    ("runway", "clip", "seedance2_5", "2026-01-01", "", {"longest_text": 15000, "seconds": "4-30", "shapes": ["1280:720", "1112:834", "960:960", "834:1112", "720:1280"], "input": {"audio": False}}, "runway_types"),
    ("runway", "clip", "gemini_omni_flash", "2026-01-01", "", {"longest_text": 4000, "seconds": "3-10", "shapes": ["1280:720", "720:1280"], "seed": False}, "runway_types"),
    ("runway", "clip", "happyhorse_1_0", "2026-01-01", "", {"longest_text": 2500, "seconds": "3-15", "shapes": [], "seed": False, "input": {"resolution": "720p"}}, "runway_types"),
    ("pika", "clip", "", "2026-01-01", "", {"seconds": "5,10"}, "announcements"),
    ("replicate", "clip", "", "2026-01-01", "", {"seconds": "5,10"}, "announcements"),
    ("replicate", "clip", "bytedance/seedance-2.0", "2026-01-01", "", {"seconds": "5-15", "input": {"generate_audio": False}}, "reread"),
    ("replicate", "image", "google/nano-banana-2", "2026-01-01", "", {"seed": False, "fields": {"num_outputs": ""}}, "reread"),
    ("replicate", "lip_sync", "bytedance/omni-human-1.5", "2026-01-01", "", {"seconds": "1-35"}, "reread"),
    ("replicate", "music", "", "2026-01-01", "", {"seconds": "1-30"}, "announcements"),
)
# (provider, talent, model, limits of the release before, capabilities): cards that say more or less now.
CHANGED = (
    ("anthropic", "text", "claude-haiku-5-5", {}, {"thinking_tokens": 8000, "effort": "low"}),
    ("anthropic", "vision", "claude-haiku-5-5", {}, {"thinking_tokens": 8000, "effort": "low"}),
    ("anthropic", "text", "claude-sonnet-5-5", {}, {"thinking_tokens": 8000, "effort": "low"}),
    ("anthropic", "vision", "claude-sonnet-5-5", {}, {"thinking_tokens": 8000, "effort": "low"}),
    ("anthropic", "text", "claude-opus-5-5", {}, {"thinking_tokens": 8000, "effort": "low"}),
    ("anthropic", "vision", "claude-opus-5-5", {}, {"thinking_tokens": 8000, "effort": "low"}),
    ("openai", "image", "gpt-image-2", {"longest_text": 32000}, {"longest_text": 32000, "multiple": 16, "least_pixels": 655360, "most_pixels": 8294400}),
    ("openai", "image", "gpt-image-2.5-flare", {}, {"longest_text": 32000, "multiple": 16, "least_pixels": 655360, "most_pixels": 8294400}),
    ("openai", "image", "gpt-image-2.5-sunburst", {}, {"longest_text": 32000, "multiple": 16, "least_pixels": 655360, "most_pixels": 8294400}),
    ("elevenlabs", "voice", "eleven_v4", {}, {"longest_text": 10000}),
    ("azure", "voice", "neural", {"longest_seconds": 600}, {}),
    ("azure", "voice", "neural-hd", {"longest_seconds": 600}, {}),
    ("runway", "clip", "gen4_turbo", {"longest_text": 1000}, {}),
    ("runway", "clip", "gen4.5", {"shortest_seconds": 2, "longest_seconds": 10}, {}),
    ("runway", "clip", "veo3.1", {"seconds": [4, 6, 8]}, {"seconds": "4,6,8", "shapes": ["1920:1080", "1080:1920"], "input": {"audio": False}}),
    ("runway", "clip", "veo3.1_fast", {"seconds": [4, 6, 8]}, {"seconds": "4,6,8", "shapes": ["1920:1080", "1080:1920"], "input": {"audio": False}}),
    ("runway", "clip", "seedance2", {}, {"longest_text": 3500, "seconds": "4-15", "shapes": ["1280:720", "1112:834", "960:960", "834:1112", "720:1280"], "input": {"audio": False}}),
    ("runway", "clip", "seedance2_fast", {}, {"longest_text": 3500, "seconds": "4-15", "shapes": ["1280:720", "1112:834", "960:960", "834:1112", "720:1280"], "input": {"audio": False}}),
    ("runway", "clip", "seedance2_mini", {}, {"longest_text": 3500, "seconds": "4-15", "shapes": ["1280:720", "1112:834", "960:960", "834:1112", "720:1280"], "input": {"audio": False}}),
    ("runway", "clip", "hailuo3", {}, {"longest_text": 6000, "seconds": "5-15", "shapes": ["16:9", "4:3", "1:1", "3:4", "9:16"], "seed": False, "input": {"resolution": "768p"}}),
    ("pika", "clip", "fal-ai/pika/v2.2/image-to-video", {"seconds": [5, 10], "sizes": ["720p", "1080p"]}, {}),
)
# fmt: on


def day(text):
    return date.fromisoformat(text) if text else None


def write_rows(apps, schema_editor):
    price, card = apps.get_model("generation", "Price"), apps.get_model("generation", "ModelCard")
    for provider, talent, model, unit, amount, per, first, source in PRICES:
        price.objects.get_or_create(
            provider=provider,
            talent=talent,
            model=model,
            unit=unit,
            valid_from=day(first),
            defaults={"amount": Decimal(amount), "per": per, "source": SOURCES[source]},
        )
    for provider, talent, model, first, last, capabilities, source in CARDS:
        card.objects.get_or_create(
            provider=provider,
            talent=talent,
            model=model,
            valid_from=day(first),
            defaults={"capabilities": capabilities, "valid_to": day(last), "source": SOURCES[source]},
        )
    for provider, talent, model, before, capabilities in CHANGED:
        for row in card.objects.filter(provider=provider, talent=talent, model=model):
            if row.capabilities == before:
                row.capabilities = capabilities
                row.save(update_fields=["capabilities"])


class Migration(migrations.Migration):
    dependencies = [("generation", "0015_events_of_a_workspace")]

    operations = [
        migrations.RenameField("modelcard", "limits", "capabilities"),
        migrations.AlterField(
            "modelcard",
            "capabilities",
            models.JSONField(
                blank=True,
                default=dict,
                help_text='What it takes, such as {"seconds": "5,10", "seed": false} (docs/providers.md).',
            ),
        ),
        migrations.AlterField(
            "modelcard",
            "model",
            models.CharField(blank=True, help_text="Empty: any model of this provider.", max_length=80),
        ),
        migrations.RunPython(write_rows, migrations.RunPython.noop, elidable=False),
    ]
