"""Whether a product is worn, told from its name. Pure."""

import re

# Things that are worn hang or float: nobody stands a shirt on a plinth.
_WORN = re.compile(
    r"\b(t-?shirts?|tees?|tops?|shirts?|hood(ie|y)s?|sweat\w*|jumpers?|jackets?|coats?|dress\w*|skirts?|jeans|"
    r"trousers|pants|shorts|scar(f|ves)|socks?|gloves?|caps?|hats?|leggings?|apparel|clothing)\b",
    re.IGNORECASE,
)


def is_worn(name: str) -> bool:
    """Whether a product of this name is clothing."""
    return bool(_WORN.search(name))
