"""The demo product's record: an invented kettle of an invented brand, free for anyone to use."""

SKU = "ALD-KET-09"
HANDLE = "aldern-pour-over-kettle"
CALL_TO_ACTION = "Shop now"

PRODUCT = {
    "name": "Aldern Pour-Over Kettle",
    "description": (
        "A gooseneck kettle for people who like their coffee slow and their mornings quiet. The narrow "
        "spout pours a thin, steady stream, and the lid stays where it belongs."
    ),
    "selling_points": (
        "A gooseneck spout that pours exactly where you aim",
        "A walnut handle that stays cool while the water boils",
        "0.9 litres: four cups, one pour",
        "Enamelled steel, made to last a lifetime",
    ),
    "audience": "People who brew coffee by hand at home",
    "price": "89.00",
    "currency": "EUR",
    "sku": SKU,
    "vendor": "Aldern",
    "category": "Kitchen",
}


def facts():
    """The record as ProductFacts."""
    from generation.interfaces import ProductFacts

    shared = {key: PRODUCT[key] for key in ("name", "description", "selling_points", "audience")}
    return ProductFacts(price="€89.00", category=PRODUCT["category"], vendor=PRODUCT["vendor"], **shared)
