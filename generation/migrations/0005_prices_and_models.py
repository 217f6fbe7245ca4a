"""The prices and models of the day of this migration; and what the database itself promises of money.

The rows are written out here, so that a later price book changes nothing of what this day wrote. Rows
that people have entered meanwhile stay as they are.
"""

from datetime import date
from decimal import Decimal

from django.db import migrations, models
from django.db.models import Q

# Where prices come from.
OPENAI = "developers.openai.com/api/docs/pricing, by way of litellm 1.109.1's price file, read 2026-11-20"
ANTHROPIC = "platform.claude.com pricing, by way of litellm 1.109.1's price file, read 2026-11-20"
BESIDE = "told beside the bill, not charged"
REPLICATE = "a copy of replicate.com/pricing of 2026-10-07"
ELEVENLABS = "elevenlabs.io/pricing/api, by way of litellm 1.109.1's price file, read 2026-11-20"
AZURE = "Azure's price calculator, by way of litellm 1.109.1's price file, read 2026-11-20; others list 16 per million"
RUNWAY = "docs.dev.runwayml.com/guides/pricing, by way of litellm 1.109.1's price file, read 2026-11-20"
FAL = "a third party's list without a date: little trust"
DOCUMENTED = "the provider's documentation and announcements of shutdown, read 2026-11-20"

# fmt: off
# (provider, talent, model, unit, USD, for so many units, first day, last day or "", source)
PRICES = (
    ("openai", "text", "gpt-6-luna", "tokens_in", "0.10", 1000000, "2026-09-22", "", OPENAI),
    ("openai", "text", "gpt-6-luna", "tokens_out", "0.50", 1000000, "2026-09-22", "", OPENAI),
    ("openai", "vision", "gpt-6-luna", "tokens_in", "0.10", 1000000, "2026-09-22", "", OPENAI),
    ("openai", "vision", "gpt-6-luna", "tokens_out", "0.50", 1000000, "2026-09-22", "", OPENAI),
    ("openai", "text", "gpt-6-sol", "tokens_in", "2", 1000000, "2026-09-22", "", OPENAI),
    ("openai", "text", "gpt-6-sol", "tokens_out", "10", 1000000, "2026-09-22", "", OPENAI),
    ("openai", "vision", "gpt-6-sol", "tokens_in", "2", 1000000, "2026-09-22", "", OPENAI),
    ("openai", "vision", "gpt-6-sol", "tokens_out", "10", 1000000, "2026-09-22", "", OPENAI),
    ("openai", "text", "gpt-6.1-sol", "tokens_in", "2", 1000000, "2026-09-22", "", OPENAI),
    ("openai", "text", "gpt-6.1-sol", "tokens_out", "10", 1000000, "2026-09-22", "", OPENAI),
    ("openai", "vision", "gpt-6.1-sol", "tokens_in", "2", 1000000, "2026-09-22", "", OPENAI),
    ("openai", "vision", "gpt-6.1-sol", "tokens_out", "10", 1000000, "2026-09-22", "", OPENAI),
    ("openai", "text", "gpt-6.1-terra", "tokens_in", "1", 1000000, "2026-09-22", "", OPENAI),
    ("openai", "text", "gpt-6.1-terra", "tokens_out", "5", 1000000, "2026-09-22", "", OPENAI),
    ("openai", "vision", "gpt-6.1-terra", "tokens_in", "1", 1000000, "2026-09-22", "", OPENAI),
    ("openai", "vision", "gpt-6.1-terra", "tokens_out", "5", 1000000, "2026-09-22", "", OPENAI),
    ("openai", "text", "gpt-5.6-luna", "tokens_in", "0.20", 1000000, "2026-01-01", "", OPENAI),
    ("openai", "text", "gpt-5.6-luna", "tokens_out", "1.20", 1000000, "2026-01-01", "", OPENAI),
    ("openai", "vision", "gpt-5.6-luna", "tokens_in", "0.20", 1000000, "2026-01-01", "", OPENAI),
    ("openai", "vision", "gpt-5.6-luna", "tokens_out", "1.20", 1000000, "2026-01-01", "", OPENAI),
    ("openai", "text", "gpt-5.6-terra", "tokens_in", "2", 1000000, "2026-01-01", "", OPENAI),
    ("openai", "text", "gpt-5.6-terra", "tokens_out", "12", 1000000, "2026-01-01", "", OPENAI),
    ("openai", "vision", "gpt-5.6-terra", "tokens_in", "2", 1000000, "2026-01-01", "", OPENAI),
    ("openai", "vision", "gpt-5.6-terra", "tokens_out", "12", 1000000, "2026-01-01", "", OPENAI),
    ("openai", "text", "gpt-5.4-mini", "tokens_in", "0.75", 1000000, "2026-01-01", "", OPENAI),
    ("openai", "text", "gpt-5.4-mini", "tokens_out", "4.50", 1000000, "2026-01-01", "", OPENAI),
    ("openai", "vision", "gpt-5.4-mini", "tokens_in", "0.75", 1000000, "2026-01-01", "", OPENAI),
    ("openai", "vision", "gpt-5.4-mini", "tokens_out", "4.50", 1000000, "2026-01-01", "", OPENAI),
    ("openai", "text", "gpt-5.4-nano", "tokens_in", "0.20", 1000000, "2026-01-01", "2027-03-31", OPENAI),
    ("openai", "text", "gpt-5.4-nano", "tokens_out", "1.25", 1000000, "2026-01-01", "2027-03-31", OPENAI),
    ("openai", "vision", "gpt-5.4-nano", "tokens_in", "0.20", 1000000, "2026-01-01", "2027-03-31", OPENAI),
    ("openai", "vision", "gpt-5.4-nano", "tokens_out", "1.25", 1000000, "2026-01-01", "2027-03-31", OPENAI),
    ("openai", "text", "gpt-4o-mini", "tokens_in", "0.15", 1000000, "2026-01-01", "2027-01-13", OPENAI),
    ("openai", "text", "gpt-4o-mini", "tokens_out", "0.60", 1000000, "2026-01-01", "2027-01-13", OPENAI),
    ("openai", "vision", "gpt-4o-mini", "tokens_in", "0.15", 1000000, "2026-01-01", "2027-01-13", OPENAI),
    ("openai", "vision", "gpt-4o-mini", "tokens_out", "0.60", 1000000, "2026-01-01", "2027-01-13", OPENAI),
    ("anthropic", "text", "claude-haiku-5-5", "tokens_in", "0.10", 1000000, "2026-10-16", "", ANTHROPIC),
    ("anthropic", "text", "claude-haiku-5-5", "tokens_out", "0.50", 1000000, "2026-10-16", "", ANTHROPIC),
    ("anthropic", "text", "claude-haiku-5-5", "tokens_cache_write", "0.125", 1000000, "2026-10-16", "", ANTHROPIC),
    ("anthropic", "text", "claude-haiku-5-5", "tokens_cache_read", "0.01", 1000000, "2026-10-16", "", ANTHROPIC),
    ("anthropic", "vision", "claude-haiku-5-5", "tokens_in", "0.10", 1000000, "2026-10-16", "", ANTHROPIC),
    ("anthropic", "vision", "claude-haiku-5-5", "tokens_out", "0.50", 1000000, "2026-10-16", "", ANTHROPIC),
    ("anthropic", "vision", "claude-haiku-5-5", "tokens_cache_write", "0.125", 1000000, "2026-10-16", "", ANTHROPIC),
    ("anthropic", "vision", "claude-haiku-5-5", "tokens_cache_read", "0.01", 1000000, "2026-10-16", "", ANTHROPIC),
    ("anthropic", "text", "claude-sonnet-5-5", "tokens_in", "2", 1000000, "2026-01-01", "", ANTHROPIC),
    ("anthropic", "text", "claude-sonnet-5-5", "tokens_out", "10", 1000000, "2026-01-01", "", ANTHROPIC),
    ("anthropic", "text", "claude-sonnet-5-5", "tokens_cache_write", "2.50", 1000000, "2026-01-01", "", ANTHROPIC),
    ("anthropic", "text", "claude-sonnet-5-5", "tokens_cache_read", "0.10", 1000000, "2026-01-01", "", ANTHROPIC),
    ("anthropic", "vision", "claude-sonnet-5-5", "tokens_in", "2", 1000000, "2026-01-01", "", ANTHROPIC),
    ("anthropic", "vision", "claude-sonnet-5-5", "tokens_out", "10", 1000000, "2026-01-01", "", ANTHROPIC),
    ("anthropic", "vision", "claude-sonnet-5-5", "tokens_cache_write", "2.50", 1000000, "2026-01-01", "", ANTHROPIC),
    ("anthropic", "vision", "claude-sonnet-5-5", "tokens_cache_read", "0.10", 1000000, "2026-01-01", "", ANTHROPIC),
    ("anthropic", "text", "claude-opus-5-5", "tokens_in", "4", 1000000, "2026-01-01", "", ANTHROPIC),
    ("anthropic", "text", "claude-opus-5-5", "tokens_out", "20", 1000000, "2026-01-01", "", ANTHROPIC),
    ("anthropic", "text", "claude-opus-5-5", "tokens_cache_write", "5", 1000000, "2026-01-01", "", ANTHROPIC),
    ("anthropic", "text", "claude-opus-5-5", "tokens_cache_read", "0.20", 1000000, "2026-01-01", "", ANTHROPIC),
    ("anthropic", "vision", "claude-opus-5-5", "tokens_in", "4", 1000000, "2026-01-01", "", ANTHROPIC),
    ("anthropic", "vision", "claude-opus-5-5", "tokens_out", "20", 1000000, "2026-01-01", "", ANTHROPIC),
    ("anthropic", "vision", "claude-opus-5-5", "tokens_cache_write", "5", 1000000, "2026-01-01", "", ANTHROPIC),
    ("anthropic", "vision", "claude-opus-5-5", "tokens_cache_read", "0.20", 1000000, "2026-01-01", "", ANTHROPIC),
    ("anthropic", "text", "claude-haiku-4-5", "tokens_in", "1", 1000000, "2026-01-01", "", ANTHROPIC),
    ("anthropic", "text", "claude-haiku-4-5", "tokens_out", "5", 1000000, "2026-01-01", "", ANTHROPIC),
    ("anthropic", "text", "claude-haiku-4-5", "tokens_cache_write", "1.25", 1000000, "2026-01-01", "", ANTHROPIC),
    ("anthropic", "text", "claude-haiku-4-5", "tokens_cache_read", "0.10", 1000000, "2026-01-01", "", ANTHROPIC),
    ("anthropic", "vision", "claude-haiku-4-5", "tokens_in", "1", 1000000, "2026-01-01", "", ANTHROPIC),
    ("anthropic", "vision", "claude-haiku-4-5", "tokens_out", "5", 1000000, "2026-01-01", "", ANTHROPIC),
    ("anthropic", "vision", "claude-haiku-4-5", "tokens_cache_write", "1.25", 1000000, "2026-01-01", "", ANTHROPIC),
    ("anthropic", "vision", "claude-haiku-4-5", "tokens_cache_read", "0.10", 1000000, "2026-01-01", "", ANTHROPIC),
    ("openai", "image", "gpt-image-2", "tokens_in", "5", 1000000, "2026-01-01", "", OPENAI),
    ("openai", "image", "gpt-image-2", "image_tokens_in", "8", 1000000, "2026-01-01", "", OPENAI),
    ("openai", "image", "gpt-image-2", "tokens_out", "30", 1000000, "2026-01-01", "", OPENAI),
    ("openai", "image", "gpt-image-2", "images", "0", 1, "2026-01-01", "", BESIDE),
    ("openai", "image", "gpt-image-2.5-flare", "tokens_in", "5", 1000000, "2026-01-01", "", OPENAI),
    ("openai", "image", "gpt-image-2.5-flare", "image_tokens_in", "8", 1000000, "2026-01-01", "", OPENAI),
    ("openai", "image", "gpt-image-2.5-flare", "tokens_out", "30", 1000000, "2026-01-01", "", OPENAI),
    ("openai", "image", "gpt-image-2.5-flare", "images", "0", 1, "2026-01-01", "", BESIDE),
    ("openai", "image", "gpt-image-2.5-sunburst", "tokens_in", "5", 1000000, "2026-01-01", "", OPENAI),
    ("openai", "image", "gpt-image-2.5-sunburst", "image_tokens_in", "8", 1000000, "2026-01-01", "", OPENAI),
    ("openai", "image", "gpt-image-2.5-sunburst", "tokens_out", "30", 1000000, "2026-01-01", "", OPENAI),
    ("openai", "image", "gpt-image-2.5-sunburst", "images", "0", 1, "2026-01-01", "", BESIDE),
    ("openai", "image", "gpt-image-1.5", "tokens_in", "5", 1000000, "2026-01-01", "2026-11-30", OPENAI),
    ("openai", "image", "gpt-image-1.5", "image_tokens_in", "8", 1000000, "2026-01-01", "2026-11-30", OPENAI),
    ("openai", "image", "gpt-image-1.5", "tokens_out", "32", 1000000, "2026-01-01", "2026-11-30", OPENAI),
    ("openai", "image", "gpt-image-1.5", "images", "0", 1, "2026-01-01", "2026-11-30", BESIDE),
    ("openai", "image", "gpt-image-1-mini", "tokens_in", "2", 1000000, "2026-01-01", "2026-11-30", OPENAI),
    ("openai", "image", "gpt-image-1-mini", "image_tokens_in", "2.50", 1000000, "2026-01-01", "2026-11-30", OPENAI),
    ("openai", "image", "gpt-image-1-mini", "tokens_out", "8", 1000000, "2026-01-01", "2026-11-30", OPENAI),
    ("openai", "image", "gpt-image-1-mini", "images", "0", 1, "2026-01-01", "2026-11-30", BESIDE),
    ("replicate", "image", "black-forest-labs/flux-schnell", "images", "0.003", 1, "2026-01-01", "", REPLICATE),
    ("replicate", "image", "black-forest-labs/flux-schnell", "seconds", "0", 1, "2026-01-01", "", BESIDE),
    ("replicate", "image", "black-forest-labs/flux-dev", "images", "0.025", 1, "2026-01-01", "", REPLICATE),
    ("replicate", "image", "black-forest-labs/flux-dev", "seconds", "0", 1, "2026-01-01", "", BESIDE),
    ("replicate", "image", "black-forest-labs/flux-1.1-pro", "images", "0.04", 1, "2026-01-01", "", REPLICATE),
    ("replicate", "image", "black-forest-labs/flux-1.1-pro", "seconds", "0", 1, "2026-01-01", "", BESIDE),
    ("openai", "voice", "tts-1", "characters", "15", 1000000, "2026-01-01", "2027-01-05", OPENAI),
    ("openai", "voice", "tts-1-hd", "characters", "30", 1000000, "2026-01-01", "2027-01-05", OPENAI),
    ("elevenlabs", "voice", "eleven_multilingual_v2", "characters", "80", 1000000, "2026-01-01", "", ELEVENLABS),
    ("elevenlabs", "voice", "eleven_v3", "characters", "80", 1000000, "2026-01-01", "", ELEVENLABS),
    ("elevenlabs", "voice", "eleven_v4", "characters", "80", 1000000, "2026-01-01", "", ELEVENLABS),
    ("elevenlabs", "voice", "eleven_v4_turbo", "characters", "40", 1000000, "2026-01-01", "", ELEVENLABS),
    ("elevenlabs", "voice", "eleven_flash_v2_5", "characters", "40", 1000000, "2026-01-01", "", ELEVENLABS),
    ("elevenlabs", "voice", "eleven_flash_v2", "characters", "40", 1000000, "2026-01-01", "", ELEVENLABS),
    ("elevenlabs", "voice", "eleven_turbo_v2_5", "characters", "40", 1000000, "2026-01-01", "", ELEVENLABS),
    ("elevenlabs", "voice", "eleven_turbo_v2", "characters", "40", 1000000, "2026-01-01", "", ELEVENLABS),
    ("azure", "voice", "neural", "characters", "15", 1000000, "2026-01-01", "", AZURE),
    ("azure", "voice", "neural-hd", "characters", "30", 1000000, "2026-01-01", "", AZURE),
    ("runway", "clip", "gen4_turbo", "video_seconds", "0.05", 1, "2026-01-01", "", RUNWAY),
    ("runway", "clip", "gen4_turbo", "clips", "0", 1, "2026-01-01", "", BESIDE),
    ("runway", "clip", "gen4.5", "video_seconds", "0.12", 1, "2026-01-01", "", RUNWAY),
    ("runway", "clip", "gen4.5", "clips", "0", 1, "2026-01-01", "", BESIDE),
    ("runway", "clip", "veo3.1", "video_seconds", "0.40", 1, "2026-01-01", "", RUNWAY),
    ("runway", "clip", "veo3.1", "clips", "0", 1, "2026-01-01", "", BESIDE),
    ("runway", "clip", "veo3.1_fast", "video_seconds", "0.15", 1, "2026-01-01", "", RUNWAY),
    ("runway", "clip", "veo3.1_fast", "clips", "0", 1, "2026-01-01", "", BESIDE),
    ("runway", "clip", "seedance2", "video_seconds", "0.36", 1, "2026-01-01", "", RUNWAY),
    ("runway", "clip", "seedance2", "video_seconds_1080p", "0.40", 1, "2026-01-01", "", RUNWAY),
    ("runway", "clip", "seedance2", "video_seconds_4k", "1.50", 1, "2026-01-01", "", RUNWAY),
    ("runway", "clip", "seedance2", "clips", "0", 1, "2026-01-01", "", BESIDE),
    ("runway", "clip", "seedance2_fast", "video_seconds", "0.29", 1, "2026-01-01", "", RUNWAY),
    ("runway", "clip", "seedance2_fast", "clips", "0", 1, "2026-01-01", "", BESIDE),
    ("runway", "clip", "seedance2_mini", "video_seconds", "0.16", 1, "2026-01-01", "", RUNWAY),
    ("runway", "clip", "seedance2_mini", "clips", "0", 1, "2026-01-01", "", BESIDE),
    ("runway", "clip", "hailuo3", "video_seconds", "0.10", 1, "2026-01-01", "", RUNWAY),
    ("runway", "clip", "hailuo3", "video_seconds_1080p", "0.15", 1, "2026-01-01", "", RUNWAY),
    ("runway", "clip", "hailuo3", "clips", "0", 1, "2026-01-01", "", BESIDE),
    ("runway", "clip", "", "credits", "0.01", 1, "2026-01-01", "", RUNWAY),
    ("runway", "lip_sync", "", "credits", "0.01", 1, "2026-01-01", "", RUNWAY),
    ("runway", "image", "", "credits", "0.01", 1, "2026-01-01", "", RUNWAY),
    ("runway", "voice", "", "credits", "0.01", 1, "2026-01-01", "", RUNWAY),
    ("pika", "clip", "fal-ai/pika/v2.2/image-to-video", "video_seconds", "0.20", 5, "2026-01-01", "", FAL),
    ("pika", "clip", "fal-ai/pika/v2.2/image-to-video", "video_seconds_1080p", "0.45", 5, "2026-01-01", "", FAL),
    ("pika", "clip", "fal-ai/pika/v2.2/image-to-video", "clips", "0", 1, "2026-01-01", "", BESIDE),
)

# (provider, talent, model, its limits, whether it is asked where the settings name none, first day, last day or "")
MODELS = (
    ("openai", "text", "gpt-6-luna", {}, True, "2026-09-22", ""),
    ("openai", "vision", "gpt-6-luna", {}, True, "2026-09-22", ""),
    ("openai", "text", "gpt-6-sol", {}, False, "2026-09-22", ""),
    ("openai", "vision", "gpt-6-sol", {}, False, "2026-09-22", ""),
    ("openai", "text", "gpt-6.1-sol", {}, False, "2026-09-22", ""),
    ("openai", "vision", "gpt-6.1-sol", {}, False, "2026-09-22", ""),
    ("openai", "text", "gpt-6.1-terra", {}, False, "2026-09-22", ""),
    ("openai", "vision", "gpt-6.1-terra", {}, False, "2026-09-22", ""),
    ("openai", "text", "gpt-5.6-luna", {}, False, "2026-01-01", ""),
    ("openai", "vision", "gpt-5.6-luna", {}, False, "2026-01-01", ""),
    ("openai", "text", "gpt-5.6-terra", {}, False, "2026-01-01", ""),
    ("openai", "vision", "gpt-5.6-terra", {}, False, "2026-01-01", ""),
    ("openai", "text", "gpt-5.4-mini", {}, False, "2026-01-01", ""),
    ("openai", "vision", "gpt-5.4-mini", {}, False, "2026-01-01", ""),
    ("openai", "text", "gpt-5.4-nano", {}, False, "2026-01-01", "2027-03-31"),
    ("openai", "vision", "gpt-5.4-nano", {}, False, "2026-01-01", "2027-03-31"),
    ("openai", "text", "gpt-4o-mini", {}, False, "2026-01-01", "2027-01-13"),
    ("openai", "vision", "gpt-4o-mini", {}, False, "2026-01-01", "2027-01-13"),
    ("anthropic", "text", "claude-haiku-5-5", {}, True, "2026-10-16", ""),
    ("anthropic", "vision", "claude-haiku-5-5", {}, True, "2026-10-16", ""),
    ("anthropic", "text", "claude-sonnet-5-5", {}, False, "2026-01-01", ""),
    ("anthropic", "vision", "claude-sonnet-5-5", {}, False, "2026-01-01", ""),
    ("anthropic", "text", "claude-opus-5-5", {}, False, "2026-01-01", ""),
    ("anthropic", "vision", "claude-opus-5-5", {}, False, "2026-01-01", ""),
    ("anthropic", "text", "claude-haiku-4-5", {}, False, "2026-01-01", ""),
    ("anthropic", "vision", "claude-haiku-4-5", {}, False, "2026-01-01", ""),
    ("openai", "image", "gpt-image-2", {"longest_text": 32000}, True, "2026-01-01", ""),
    ("openai", "image", "gpt-image-2.5-flare", {}, False, "2026-01-01", ""),
    ("openai", "image", "gpt-image-2.5-sunburst", {}, False, "2026-01-01", ""),
    ("openai", "image", "gpt-image-1.5", {}, False, "2026-01-01", "2026-11-30"),
    ("openai", "image", "gpt-image-1-mini", {}, False, "2026-01-01", "2026-11-30"),
    ("replicate", "image", "black-forest-labs/flux-schnell", {}, True, "2026-01-01", ""),
    ("replicate", "image", "black-forest-labs/flux-dev", {}, False, "2026-01-01", ""),
    ("replicate", "image", "black-forest-labs/flux-1.1-pro", {}, False, "2026-01-01", ""),
    ("openai", "voice", "tts-1", {"longest_text": 4096}, False, "2026-01-01", "2027-01-05"),
    ("openai", "voice", "tts-1-hd", {"longest_text": 4096}, False, "2026-01-01", "2027-01-05"),
    ("elevenlabs", "voice", "eleven_multilingual_v2", {"longest_text": 10000}, True, "2026-01-01", ""),
    ("elevenlabs", "voice", "eleven_v3", {}, False, "2026-01-01", ""),
    ("elevenlabs", "voice", "eleven_v4", {}, False, "2026-01-01", ""),
    ("elevenlabs", "voice", "eleven_v4_turbo", {}, False, "2026-01-01", ""),
    ("elevenlabs", "voice", "eleven_flash_v2_5", {"longest_text": 40000}, False, "2026-01-01", ""),
    ("elevenlabs", "voice", "eleven_flash_v2", {}, False, "2026-01-01", ""),
    ("elevenlabs", "voice", "eleven_turbo_v2_5", {}, False, "2026-01-01", ""),
    ("elevenlabs", "voice", "eleven_turbo_v2", {}, False, "2026-01-01", ""),
    ("azure", "voice", "neural", {"longest_seconds": 600}, True, "2026-01-01", ""),
    ("azure", "voice", "neural-hd", {"longest_seconds": 600}, False, "2026-01-01", ""),
    ("runway", "clip", "gen4_turbo", {"longest_text": 1000}, True, "2026-01-01", ""),
    ("runway", "clip", "gen4.5", {"shortest_seconds": 2, "longest_seconds": 10}, False, "2026-01-01", ""),
    ("runway", "clip", "veo3.1", {"seconds": [4, 6, 8]}, False, "2026-01-01", ""),
    ("runway", "clip", "veo3.1_fast", {"seconds": [4, 6, 8]}, False, "2026-01-01", ""),
    ("runway", "clip", "seedance2", {}, False, "2026-01-01", ""),
    ("runway", "clip", "seedance2_fast", {}, False, "2026-01-01", ""),
    ("runway", "clip", "seedance2_mini", {}, False, "2026-01-01", ""),
    ("runway", "clip", "hailuo3", {}, False, "2026-01-01", ""),
    ("pika", "clip", "fal-ai/pika/v2.2/image-to-video", {"seconds": [5, 10], "sizes": ["720p", "1080p"]}, True, "2026-01-01", ""),
    ("openai", "text", "gpt-5", {}, False, "2026-01-01", "2026-12-10"),
    ("openai", "vision", "gpt-5", {}, False, "2026-01-01", "2026-12-10"),
    ("openai", "text", "gpt-5-mini", {}, False, "2026-01-01", "2026-12-10"),
    ("openai", "vision", "gpt-5-mini", {}, False, "2026-01-01", "2026-12-10"),
    ("openai", "text", "gpt-5-nano", {}, False, "2026-01-01", "2026-12-10"),
    ("openai", "vision", "gpt-5-nano", {}, False, "2026-01-01", "2026-12-10"),
    ("openai", "text", "gpt-4o", {}, False, "2026-01-01", "2027-01-13"),
    ("openai", "vision", "gpt-4o", {}, False, "2026-01-01", "2027-01-13"),
    ("openai", "text", "gpt-4.1", {}, False, "2026-01-01", "2027-01-13"),
    ("openai", "vision", "gpt-4.1", {}, False, "2026-01-01", "2027-01-13"),
    ("openai", "text", "gpt-4.1-mini", {}, False, "2026-01-01", "2027-01-13"),
    ("openai", "vision", "gpt-4.1-mini", {}, False, "2026-01-01", "2027-01-13"),
    ("openai", "image", "gpt-image-1", {}, False, "2026-01-01", "2026-10-22"),
    ("openai", "image", "chatgpt-image-latest", {}, False, "2026-01-01", "2026-11-30"),
    ("openai", "image", "dall-e-2", {}, False, "2026-01-01", "2026-05-11"),
    ("openai", "image", "dall-e-3", {}, False, "2026-01-01", "2026-05-11"),
    ("openai", "voice", "gpt-4o-mini-tts", {"longest_text": 4096}, True, "2026-01-01", "2027-01-05"),
    ("openai", "clip", "sora-2", {}, False, "2026-01-01", "2026-09-23"),
    ("openai", "clip", "sora-2-pro", {}, False, "2026-01-01", "2026-09-23"),
    ("anthropic", "text", "claude-sonnet-4-5", {}, False, "2026-01-01", "2026-11-29"),
    ("anthropic", "vision", "claude-sonnet-4-5", {}, False, "2026-01-01", "2026-11-29"),
    ("replicate", "clip", "bytedance/seedance-1-pro", {}, True, "2026-01-01", ""),
    ("replicate", "lip_sync", "bytedance/omni-human", {}, True, "2026-01-01", ""),
    ("replicate", "lip_sync", "sync/lipsync-2", {}, False, "2026-01-01", ""),
    ("replicate", "lip_sync", "kwaivgi/kling-lip-sync", {}, False, "2026-01-01", ""),
    ("replicate", "music", "meta/musicgen:671ac645ce5e552cc63a54a2bbff63fcf798043055d2dac5fc9e36a837eedcfb", {}, True, "2026-01-01", ""),
)


def day(text):
    return date.fromisoformat(text) if text else None


def write_rows(apps, schema_editor):
    price, card = apps.get_model("generation", "Price"), apps.get_model("generation", "ModelCard")
    for provider, talent, model, unit, amount, per, first, last, source in PRICES:
        price.objects.get_or_create(
            provider=provider, talent=talent, model=model, unit=unit, valid_from=day(first),
            defaults={"amount": Decimal(amount), "per": per, "valid_to": day(last), "source": source},
        )
    for provider, talent, model, limits, default, first, last in MODELS:
        card.objects.get_or_create(
            provider=provider, talent=talent, model=model, valid_from=day(first),
            defaults={"limits": limits, "default": default, "valid_to": day(last), "source": DOCUMENTED},
        )


class Migration(migrations.Migration):
    dependencies = [("generation", "0004_recalls_and_turnstiles")]

    operations = [
        migrations.AddConstraint(
            "ledgerentry",
            models.CheckConstraint(
                condition=Q(cost=None) | Q(cost__gte=0) | Q(call_key__startswith="fix:"),
                name="only_a_correction_is_negative",
            ),
        ),
        migrations.AddConstraint(
            "reservation",
            models.CheckConstraint(
                condition=Q(state="held", closed=None) | (~Q(state="held") & ~Q(closed=None)),
                name="a_reservation_ends_once",
            ),
        ),
        migrations.RunPython(write_rows, migrations.RunPython.noop, elidable=False),
    ]
