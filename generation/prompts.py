"""Prompt templates in the database: versioned, edited in the admin; each result says its version."""

from django.db import transaction
from django.db.models import Max

from generation import prompting
from generation.models import PromptTemplate, PromptVersion
from generation.providers.base import ProductFacts, Segment
from projects.errors import BadInput

DEFAULTS = {
    "image": ("The picture of one scene", prompting.DEFAULT_IMAGE_TEMPLATE),
    "motion": ("The camera's way through one scene", prompting.DEFAULT_MOTION_TEMPLATE),
}


def current(name):
    """The version in use of the template `name`; the shipped text becomes version 1 on first use."""
    template = PromptTemplate.objects.select_related("current").filter(name=name).first()
    if template and template.current:
        return template.current
    purpose, body = DEFAULTS[name]
    return save(name, body, purpose=purpose, note="as shipped")


def save(name, body, by=None, purpose="", note=""):
    """A new version of the template, put in use. BadInput when it names an unknown placeholder."""
    check(name, body)
    with transaction.atomic():
        template, _ = PromptTemplate.objects.get_or_create(name=name, defaults={"purpose": purpose})
        template = PromptTemplate.objects.select_for_update().get(pk=template.pk)
        newest = template.versions.aggregate(newest=Max("number"))["newest"] or 0
        version = PromptVersion.objects.create(
            template=template, number=newest + 1, body=body, note=note, created_by=by
        )
        template.current = version
        template.save(update_fields=["current"])
    return version


def check(name, body):
    """BadInput unless the template can be filled with the example's values."""
    try:
        preview(name, body)
    except ValueError as error:
        raise BadInput(f"The prompt cannot be used: {error}", "body") from None


def preview(name, body):
    """The prompt filled with an example scene, as the admin shows it."""
    return prompting.fill(body, example())


def example():
    """The values of an example scene, by the name a template calls them."""
    segment = Segment(
        text="It keeps its cool for a whole day on the trail.",
        duration_ms=3500,
        beat="product",
        headline="Cold all day",
    )
    facts = ProductFacts(name="Ridge Flask", description="A double-wall steel flask.", category="Flask")
    return prompting.scene_values(segment, "cinematic", "creative_ad", "9:16", facts, index=2, count=5)
