"""What a project says to its writers: rows turned into the providers' frozen values."""

from generation.providers.base import ProductFacts
from projects import library


def facts(project):
    """The product record as ProductFacts, or None for a prompt or a script."""
    product = project.product
    if project.source != "product" or product is None:
        return None
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


def brand(project):
    """(colours, logo bytes) of the project's brand kit."""
    kit = project.brand_kit
    if kit is None:
        return (), b""
    return tuple(kit.colours), library.read(kit.logo) if kit.logo else b""
