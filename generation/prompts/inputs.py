"""What a project says to its writers: rows turned into the providers' frozen values."""

import re
from dataclasses import replace

from generation.interfaces import ProductFacts
from generation.text import claims
from projects.media import library


def facts(project):
    """The product record as ProductFacts, or None for a prompt or a script."""
    if project.source != "product" or project.product is None:
        return None
    return product_facts(project.product)


def facts_as_seen(project):
    """The record with what a look at the photos added to it, or None.

    A model that looks may see more than there is: a phrase with a number, a price or a promise that the
    record does not say goes no further, and what the record says already is not said twice.
    """
    record = facts(project)
    if record is None:
        return None
    said = "\n".join((record.name, record.description, *record.selling_points, record.price))
    seen = project.facts if isinstance(project.facts, dict) else {}
    lists = {key: _fresh(seen.get(key), said) for key in ("features", "benefits", "unique_points")}
    return replace(record, **lists)


def _fresh(phrases, said):
    texts = [text for text in phrases if isinstance(text, str)] if isinstance(phrases, list) else []
    known = _letters(said)
    return tuple(text for text in texts if _letters(text) not in known and not claims.unsupported(text, said))


def _letters(text):
    """The text without case, spaces, marks and punctuation: how two phrases are compared."""
    return re.sub(r"\W+", "", text.casefold())


def product_facts(product):
    """A product's row as ProductFacts."""
    return ProductFacts(
        name=product.name,
        description=product.description,
        selling_points=tuple(product.selling_points),
        audience=product.audience,
        price=product.price_label,
        category=product.category,
        vendor=product.vendor,
    )


def photos(project, most=4):
    """The product's photos as assets, best first."""
    if project.source != "product" or project.product is None:
        return []
    return [photo.asset for photo in project.product.photos.select_related("asset")[:most]]


def photo_bytes(project, most=4):
    return tuple(library.read(asset) for asset in photos(project, most))


def call_to_action(project):
    if project.call_to_action:
        return project.call_to_action
    return project.brand_kit.call_to_action if project.brand_kit else ""


def banned_words(project):
    return tuple(project.brand_kit.banned_words) if project.brand_kit else ()


def tone(project):
    """How the project's brand speaks, in its own words."""
    return project.brand_kit.tone if project.brand_kit else ""


def brand_colours(project):
    """The brand's colours as `#rrggbb`, strongest first."""
    return tuple(project.brand_kit.colours) if project.brand_kit else ()


def brand_font(project):
    """The type family that the brand kit names, "" where it names none."""
    return project.brand_kit.font.strip().lower() if project.brand_kit else ""


def brand(project):
    """(colours, logo bytes) of the project's brand kit."""
    kit = project.brand_kit
    if kit is None:
        return (), b""
    return brand_colours(project), library.read(kit.logo) if kit.logo else b""
