"""What is done with a board reaches who has it open: by its audit rows, and nobody else's."""

import asyncio
import json

import pytest
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator

from projects import board_news
from projects.board import comments, editing, review
from projects.models import Scene, VideoProject
from tests import cast
from tests.generation.engine.test_feed import cookie_of

pytestmark = pytest.mark.django_db(transaction=True)


def scope(project, user, after=0):
    return {
        "type": "websocket",
        "path": f"/ws/boards/{project.pk}/",
        "query_string": f"after={after}".encode(),
        "headers": [
            (b"origin", b"http://testserver"),
            (b"host", b"testserver"),
            (b"cookie", cookie_of(user)),
        ],
        "subprotocols": [],
    }


async def opened(given):
    from vidstudio.asgi import application

    line = ApplicationCommunicator(application, given)
    await line.send_input({"type": "websocket.connect"})
    return line, (await line.receive_output(60))["type"] == "websocket.accept"


async def heard(line, wanted):
    """The next message that has the key `wanted`."""
    while True:
        told = json.loads((await line.receive_output(60))["text"])
        if told.get(wanted):
            return told


def say(line, at):
    return line.send_input({"type": "websocket.receive", "text": json.dumps({"at": at})})


async def closed(*lines):
    for line in lines:
        await line.send_input({"type": "websocket.disconnect", "code": 1000})
        await line.wait(60)


def test_an_edit_is_told_with_who_did_it_and_how_the_board_stands():
    project = cast.board()
    scene = project.scenes.first()
    seen, ann, ed = board_news.newest(project.pk), cast.ann(), cast.ed()
    given = scope(project, ann, seen)

    async def watch():
        line, _ = await opened(given)
        await sync_to_async(editing.edit_scene)(scene, ed, text="Fog.")
        told = await heard(line, "events")
        await closed(line)
        return told

    told = asyncio.run(watch())
    assert [(one["by"], one["verb"], one["mine"]) for one in told["events"]][0] == (
        "ed",
        "edited scene",
        False,
    )
    now = VideoProject.objects.get(pk=project.pk)
    assert (told["version"], told["state"]) == (now.board_version, now.state)
    versions = [list(row) for row in Scene.objects.values_list("pk", "version", "scene_index")]
    assert told["scenes"] == versions


def test_who_comes_back_is_told_all_that_was_missed():
    project = cast.board()
    seen = board_news.newest(project.pk)
    comments.say(project, cast.ed(), "Warmer?")
    review.submit(VideoProject.objects.get(pk=project.pk), cast.ed())
    news = board_news.news(project.pk, seen, cast.ed().pk)
    assert [one["verb"] for one in news["events"]][0] == "commented on"
    assert news["state"] == "in_review" and all(one["mine"] for one in news["events"])
    assert board_news.news(project.pk, news["last"], cast.ed().pk) == {"last": news["last"], "events": []}


def test_who_is_here_is_told_to_the_others_and_who_left_is_not():
    project = cast.board()
    scene = project.scenes.first().pk
    eds, anns = scope(project, cast.ed()), scope(project, cast.ann())

    async def meet():
        first, _ = await opened(eds)
        await say(first, scene)
        second, _ = await opened(anns)
        told = [(await heard(second, "here"))["here"]]
        await say(second, None)
        told.append((await heard(first, "here"))["here"])
        await closed(first)
        while (now := json.loads((await second.receive_output(60))["text"])).get("here") != []:
            assert "here" not in now or now["here"]
        await closed(second)
        return told

    assert asyncio.run(meet()) == [[{"name": "ed", "scene": scene}], [{"name": "ann", "scene": None}]]


@pytest.mark.parametrize("sent", [[], {"at": "3"}, {"at": True}, 7, None])
def test_what_is_no_place_is_not_told_on(sent):
    project = cast.board()
    eds, anns = scope(project, cast.ed()), scope(project, cast.ann())

    async def meet():
        first, _ = await opened(eds)
        second, _ = await opened(anns)
        await first.send_input({"type": "websocket.receive", "text": json.dumps(sent)})
        await say(first, 5)
        told = (await heard(second, "here"))["here"]
        await closed(first, second)
        return told

    assert asyncio.run(meet())[0]["scene"] in (5, None)


def test_outsiders_are_not_let_in():
    given = scope(cast.board(), cast.oscar())

    async def knock():
        _, is_in = await opened(given)
        return is_in

    assert asyncio.run(knock()) is False


def test_twenty_people_on_a_board_are_one_look_at_its_rows_and_each_is_told_what_is_theirs(monkeypatch):
    """Woken together, they ask together; before, each asked for what it alone was told."""
    project = cast.board()
    scene, seen, ed = project.scenes.first(), board_news.newest(project.pk), cast.ed()
    shop = cast.shop()
    people = [ed, *(cast.person(f"viewer-{number}", "viewer", shop) for number in range(19))]
    scopes = [scope(project, person, seen) for person in people]
    found, read = [], board_news.read

    def counted(*asked):
        told = read(*asked)
        found.extend([asked] if told["events"] else [])
        return told

    monkeypatch.setattr(board_news, "read", counted)

    async def watch():
        lines = [(await opened(given))[0] for given in scopes]
        await sync_to_async(editing.edit_scene)(scene, ed, text="Fog.")
        told = [await heard(line, "events") for line in lines]
        await closed(*lines)
        return told

    told = asyncio.run(watch())
    assert [message["events"][0]["mine"] for message in told] == [True, *[False] * 19]
    assert not any("actor" in row for message in told for row in message["events"])
    # One look; a busy machine may wake some a moment later than others.
    assert len(found) <= 5
