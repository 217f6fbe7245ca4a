"""The studio's tools for agents: within scopes and caps, with quotes before starts, and without approving."""

import asyncio
import json

import pytest
from django.core.cache import cache
from mcp import Client

from generation.models import Job
from projects.models import Product, ProjectState, VideoProject
from tests import cast, fakes
from vidstudio.accounts import tokens
from vidstudio.mcp_server import api_calls
from vidstudio.mcp_server.tools import server

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = dict(fakes.PROVIDERS)
    settings.ALLOWED_HOSTS = ["localhost", "testserver"]
    fakes.reset()
    cache.clear()


def asked(token, *calls):
    """What the tools answered, in turn: JSON, or the words of a refusal."""

    async def talk():
        async with Client(server(token)) as client:
            return [await client.call_tool(name, given) for name, given in calls]

    return [said(answer) for answer in asyncio.run(talk())]


def said(answer):
    text = answer.content[0].text
    return text if answer.is_error else json.loads(text)


def names(token="x"):
    async def talk():
        async with Client(server(token)) as client:
            return {tool.name: tool for tool in (await client.list_tools()).tools}

    return asyncio.run(talk())


def test_the_tools_have_schemas_and_none_approves():
    tools = names()
    assert {"products", "create_product", "create_project", "board", "quote", "start_storyboard"} <= set(
        tools
    )
    assert not [name for name in tools if "approve" in name or "budget" in name]
    assert all(tool.description and tool.input_schema["type"] == "object" for tool in tools.values())
    assert "up_to" in tools["start_storyboard"].input_schema["required"]


def test_from_a_product_to_a_storyboard_in_the_making():
    cast.shop()
    token = tokens.issue(cast.ed())
    product = asked(token, ("create_product", {"name": "Ridge Flask", "price": "29.00"}))[0]
    project = asked(token, ("create_project", {"product_id": product["id"], "seconds": 6}))[0]
    quote, started = asked(
        token,
        ("quote", {"project": project["id"]}),
        ("start_storyboard", {"project": project["id"], "up_to": 1}),
    )
    assert quote["refusal"] == "" and Job.objects.get().pk == started["id"]
    assert Product.objects.count() == 1 and VideoProject.objects.get().target_ms == 6000


def test_a_board_is_edited_and_submitted_and_stays_a_persons_to_approve():
    project = cast.board()
    token, scene = tokens.issue(cast.ed()), project.scenes.first()
    edited, late = asked(
        token,
        ("edit_scene", {"scene": scene.pk, "version": scene.version, "text": "Cold for a week."}),
        ("edit_scene", {"scene": scene.pk, "version": scene.version, "text": "Late."}),
    )
    assert edited["text"] == "Cold for a week." and "conflict" in late
    asked(token, ("submit_for_review", {"project": project.pk}))
    project.refresh_from_db()
    assert project.state in (ProjectState.IN_REVIEW, ProjectState.STORYBOARD_READY)


def test_a_token_may_do_no_more_here_than_anywhere():
    project = cast.board()
    reader = tokens.issue(cast.ed(), scopes=["read"])
    board, refused = asked(
        reader, ("board", {"project": project.pk}), ("start_storyboard", {"project": project.pk, "up_to": 5})
    )
    assert board["id"] == project.pk and "out_of_scope" in refused
    assert "not_found" in asked(tokens.issue(cast.oscar()), ("board", {"project": project.pk}))[0]
    assert "authentication_failed" in asked("vs_wrong", ("board", {"project": project.pk}))[0]
    assert not Job.objects.exists()


def test_nothing_is_started_beyond_what_was_agreed_on(monkeypatch):
    project = cast.draft()
    token = tokens.issue(cast.ed())
    plain = api_calls.ApiCalls.call

    async def dear(self, method, path, body=None, **params):
        if path.endswith("estimate/"):
            return {"total": "2.40", "currency": "USD", "refusal": "", "unknown": 0}
        return await plain(self, method, path, body, **params)

    monkeypatch.setattr(api_calls.ApiCalls, "call", dear)
    refused, started = asked(
        token,
        ("start_storyboard", {"project": project.pk, "up_to": 2.39}),
        ("start_storyboard", {"project": project.pk, "up_to": 2.4}),
    )
    assert "more than the 2.39" in refused and started["id"] == Job.objects.get().pk
