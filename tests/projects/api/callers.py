"""Programs as the API meets them."""

from rest_framework.test import APIClient

from vidstudio.accounts import tokens


def as_(person):
    """A program that sends the person's API token."""
    return APIClient(headers={"Authorization": f"Bearer {tokens.issue(person)}"})


def error(answer):
    """(status, code, field) of a refusal."""
    told = answer.json()["error"]
    return answer.status_code, told["code"], told.get("field")
