"""The pages that notifications lead to, as paths. A test holds them against the addresses there are.

Asking Django for one of them loads every page, the API and the admin into a worker: half a second and 32 MB.
"""

from django.urls import get_script_prefix


def to_board(pk: int, part: str = "") -> str:
    """`part` is where on the page: "#renders"."""
    return f"{get_script_prefix()}projects/{pk}/{part}"


def to_room(pk: int) -> str:
    return f"{get_script_prefix()}projects/{pk}/review/"


def to_comment(pk: int) -> str:
    return f"{get_script_prefix()}comments/{pk}/"


def to_costs() -> str:
    return f"{get_script_prefix()}costs/"
