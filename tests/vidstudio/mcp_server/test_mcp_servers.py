"""Agents at running servers, by standard input and output and by streamable HTTP; caps hold for many."""

import asyncio
import contextlib
import json
import socket
import sys
from decimal import ROUND_UP, Decimal

import httpx2
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from generation.billing import estimates, price_book
from generation.models import Job, ModelCard, Price, Reservation, ReservationState
from projects.models import Product
from tests import cast, fakes, live_studio, web_server
from tests.contracts import kit
from tests.paths import ROOT
from tests.vidstudio.mcp_server.test_mcp import said
from tests.waiting import PATIENCE, until
from vidstudio.accounts import tokens

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

MANY, ROOM = 8, 3


async def talk(at, work):
    async with Client(at) as client:

        async def ask(name, /, **given):
            return said(await client.call_tool(name, given))

        return await work(ask)


def by_http(port, token):
    """A client's way to the server, with a token in each request."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    http = httpx2.AsyncClient(headers=headers, timeout=60)
    return streamable_http_client(f"http://{web_server.HOST}:{port}/mcp", http_client=http)


def serve(fleet):
    """The port of `manage.py mcp`, once it answers."""
    port = web_server.free_port()
    process = fleet.start("manage.py", "mcp", "--port", str(port))

    def up():
        assert process.poll() is None, fleet.logs()
        with contextlib.suppress(OSError), socket.create_connection((web_server.HOST, port), 2):
            return True

    until(up, what="the MCP server")
    return port


def test_by_standard_input_and_output_an_agent_goes_to_a_storyboard(tmp_path):
    cast.shop()
    token = tokens.issue(cast.ed())
    with live_studio.fleet(tmp_path, workers=1) as fleet:
        env = {**fleet.env, "VIDSTUDIO_MCP_TOKEN": token}
        at = StdioServerParameters(command=sys.executable, args=["manage.py", "mcp"], env=env, cwd=ROOT)

        async def work(ask):
            product = await ask("create_product", name="Ridge Flask", price="29.00")
            project = await ask("create_project", product_id=product["id"], seconds=6)
            assert (await ask("quote", project=project["id"]))["refusal"] == ""
            job = await ask("start_storyboard", project=project["id"], up_to=1)
            async with asyncio.timeout(PATIENCE):
                while not (await ask("job", job=job["id"]))["is_over"]:
                    await asyncio.sleep(0.1)
            submitted = await ask("submit_for_review", project=project["id"])
            return (await ask("job", job=job["id"]))["state"], submitted["state"]

        assert asyncio.run(talk(at, work)) == ("succeeded", "in_review"), fleet.logs()
    assert Product.objects.get().name == "Ridge Flask"


def test_by_http_each_request_shows_whose_it_is(tmp_path):
    cast.flask()
    ed, oscar = tokens.issue(cast.ed()), tokens.issue(cast.oscar())

    async def names(ask):
        told = await ask("products")
        return told if isinstance(told, str) else [row["name"] for row in told["results"]]

    async def all_of(port):
        ways = (by_http(port, token) for token in (ed, oscar, "vs_wrong", ""))
        return [await talk(way, names) for way in ways]

    with live_studio.fleet(tmp_path, workers=0) as fleet:
        mine, others, wrong, nobody = asyncio.run(all_of(serve(fleet)))
    assert mine == [Product.objects.get().name] and others == []
    assert "authentication_failed" in wrong and "Authorization: Bearer" in nobody


def test_of_many_agents_at_once_a_tokens_cap_lets_as_many_start_as_it_has_room_for(tmp_path, settings):
    price_book.seed(Price, ModelCard)
    row = kit.replicate("http://127.0.0.1:9")  # nobody works: what is put aside at the start is looked at
    settings.PROVIDERS = {**fakes.PROVIDERS, "image": [row]}
    drafts = [cast.draft(title=f"Film {number}") for number in range(MANY)]
    token, each = capped(drafts[0])

    async def start(port, project):
        return await talk(
            by_http(port, token), lambda ask: ask("start_storyboard", project=project.pk, up_to=10)
        )

    async def all_at_once(port):
        return await asyncio.gather(*(start(port, project) for project in drafts))

    env = {
        "DJANGO_SETTINGS_MODULE": "tests.contracts.studio",
        "VIDSTUDIO_TEST_ROWS": json.dumps({"image": row}),
    }
    with live_studio.fleet(tmp_path, workers=0, **env) as fleet:
        told = asyncio.run(all_at_once(serve(fleet)))
    started = [one["id"] for one in told if isinstance(one, dict)]
    refused = [one for one in told if isinstance(one, str)]
    assert sorted(started) == sorted(Job.objects.values_list("pk", flat=True))
    assert len(started) == ROOM and len(refused) == MANY - ROOM
    assert all("of its cap" in one for one in refused), refused
    held = sum(one.amount for one in Reservation.objects.filter(state=ReservationState.HELD))
    assert held == each * ROOM


def capped(project):
    """(a token with room for ROOM storyboards like that, what one puts aside)."""
    each = estimates.estimate(project, "storyboard").total
    cap = (each * ROOM).quantize(Decimal("0.01"), ROUND_UP)
    assert each > 0 and cap < each * (ROOM + 1)
    return tokens.issue(cast.ed(), cap=cap), each
