"""Plain values at the studio's doors: numbers, characters, bodies and addresses, as they are sent."""

import asyncio
import json

import pytest
from asgiref.testing import ApplicationCommunicator
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from generation import consumers
from generation.engine import jobs
from projects.plain_input import cannot_be_stored, safe_cell, whole_number
from tests import cast
from tests.quality.kit import Input, each
from vidstudio import env

# --- whole numbers -----------------------------------------------------------------------------
NUMBERS = [
    Input("a whole number in an address", "7", right=7),
    Input("a whole number in an address", " 7 ", right=7),
    Input("a whole number in an address", "007", right=7),
    Input("a whole number in an address", "0", right=0),
    Input("a whole number in an address", "9223372036854775807", right=2**63 - 1),
    Input("a whole number in an address", "9223372036854775808", right=None),
    Input("a whole number in an address", "99999999999999999999", right=None),
    Input("a whole number in an address", "9" * 5000, right=None),
    Input("a whole number in an address", "0" * 5000 + "7", right=7),
    Input("a whole number in an address", "²", right=None),
    Input("a whole number in an address", "٣", right=None),
    Input("a whole number in an address", "７", right=None),
    Input("a whole number in an address", "१२", right=None),
    Input("a whole number in an address", "①", right=None),
    Input("a whole number in an address", "½", right=None),
    Input("a whole number in an address", "-1", right=None),
    Input("a whole number in an address", "+1", right=None),
    Input("a whole number in an address", "1_000", right=None),
    Input("a whole number in an address", "1.0", right=None),
    Input("a whole number in an address", "1e3", right=None),
    Input("a whole number in an address", "0x10", right=None),
    Input("a whole number in an address", "", right=None),
    Input("a whole number in an address", "1\x00", right=None),
    Input("a whole number in an address", "NaN", right=None),
]


@each(NUMBERS)
def test_a_number_is_read_or_it_is_none(case):
    assert whole_number(case.given) == case.right


CHARACTERS = [
    Input("a character that cannot be kept", "a\x00b", right=True),
    Input("a character that cannot be kept", "\ud83d", right=True),
    Input("a character that cannot be kept", "ends in \udc00", right=True),
    Input("a character that can be kept", "😀 📷", right=False),
    Input("a character that can be kept", "e\u0301 ﬁ \u202e\u200d", right=False),
    Input("a character that can be kept", "tab\tline\nreturn\r", right=False),
    Input("a character that can be kept", "\ufffd \ufeff", right=False),
    Input("a character that can be kept", "𠮷野家 👨‍👩‍👧", right=False),
]


@each(CHARACTERS)
def test_a_character_can_be_kept_or_not(case):
    assert cannot_be_stored(case.given) is case.right


# --- addresses, forms and cookies ----------------------------------------------------------------
@pytest.fixture
def studio(db):
    cache.clear()


@pytest.fixture
def board(studio):
    return cast.board(scenes=1)


def inside(person):
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


UNKEPT = "cannot be kept"
PROJECTS = "/admin/projects/videoproject/"
ASKED = [
    Input("an odd query of a page", "/projects/?q=%00", refused=UNKEPT, right=400),
    Input("an odd query of a page", "/projects/?state=%00", refused=UNKEPT, right=400),
    Input("an odd query of a page", "/projects/?%00=1", refused=UNKEPT, right=400),
    Input("an odd query of a page", "/projects/?state=nonsense", right=200),
    Input("an odd query of a page", "/projects/?page=%C2%B2", right=200),
    Input("an odd query of a page", "/projects/?q=%ED%A0%80", right=200),
    Input("an odd query of a page", "/projects/?q=%FF%FE", right=200),
    Input("an odd query of a page", "/products/?q=" + "x" * 5000, right=200),
    Input("an odd query of a page", "/products/?q=%00", refused=UNKEPT, right=400),
    Input("an odd query of a page", "/costs/?workspace=%00", refused=UNKEPT, right=400),
    Input("an odd query of a page", "/costs/?project=%C2%B2", right=404),
    Input("an odd query of a page", "/costs/calls/?project=" + "9" * 5000, right=404),
    Input("an odd query of a page", "/costs/calls.csv?project=99999999999999999999", right=404),
    Input("an odd query of a page", "/costs/?period=custom&from=0000-00-00&to=9999-99-99", right=422),
    Input("an odd query of a page", "/projects/new/?product=%C2%B2", right=200),
    Input("an odd query of a page", "/projects/new/?product=" + "9" * 5000, right=200),
    Input("an odd query of a page", "/projects/new/products/?product=99999999999999999999", right=200),
    Input("an odd query of a page", "/projects/99999999999999999999/", right=404),
    Input("an odd query of a page", "/projects/" + "9" * 5000 + "/", right=404),
    Input("an odd query of a page", "/projects/%C2%B2/", right=404),
    Input("an odd query of a page", "/projects/1%00/", right=404),
    Input(
        "an odd query of the admin",
        PROJECTS + "?state__exact=%00",
        refused="cannot be kept",
        right=400,
    ),
    Input("an odd query of the admin", PROJECTS + "?id__exact=" + "9" * 5000, right=302),
    Input("an odd query of the admin", PROJECTS + "99999999999999999999/change/", right=302),
    Input("an odd query of the admin", PROJECTS + "?p=%C2%B2", right=200),
    Input(
        "an odd query of the API", "/api/v1/costs/summary/?workspace=%00", refused="cannot be kept", right=400
    ),
    Input("an odd query of the API", "/api/v1/budgets/?project=%C2%B2", right=404),
    Input("an odd query of the API", "/api/v1/scenes/99999999999999999999/takes/", right=404),
    Input("an odd query of the API", "/api/v1/projects/?product=99999999999999999999", right=400),
    Input("an odd query of the API", "/api/v1/projects/?cursor=%C2%B2", right=404),
    Input("an odd query of the API", "/api/v1/projects/?limit=" + "9" * 5000, right=200),
    Input("an odd query of the API", "/api/v1/jobs/1e3/", right=404),
]


@each(ASKED)
def test_an_odd_query_has_an_answer(case, studio):
    answer = inside(cast.adam()).get(case.given)
    assert answer.status_code == case.right
    assert case.refused in answer.content.decode()


FORMS = [
    Input("NUL in a form", "projects/{project}/title/ title", refused="cannot be kept"),
    Input("NUL in a form", "scenes/{scene}/ text", refused="cannot be kept"),
    Input("NUL in a form", "projects/{project}/comments/ text", refused="cannot be kept"),
    Input("NUL in a form", "projects/{project}/people/add/ name", refused="cannot be kept"),
    Input("NUL in a form", "projects/{project}/ask-changes/ note", refused="cannot be kept"),
    Input("NUL in a form", "products/new/ name", refused="cannot be kept"),
    Input("NUL in a form", "login/ username", refused="cannot be kept"),
]


@each(FORMS)
def test_a_form_with_nul_is_refused(case, board):
    path, field = case.given.format(project=board.pk, scene=board.scenes.get().pk).split()
    for more in ({}, {"HTTP_HX_REQUEST": "true"}):
        answer = inside(cast.ed()).post(f"/{path}", {field: "a\x00b"}, **more)
        assert answer.status_code == 400
        assert case.refused in answer.content.decode()


COOKIES = [
    Input("an odd cookie", '"\\000aaaaaaaaaaaa"', right=302),
    Input("an odd cookie", "x" * 4000, right=302),
    Input("an odd cookie", "²", right=302),
]


@each(COOKIES)
def test_an_odd_session_is_no_session(case, studio):
    answer = Client(raise_request_exception=False).get("/projects/", HTTP_COOKIE=f"sessionid={case.given}")
    assert answer.status_code == case.right


# --- bodies of the API ---------------------------------------------------------------------------
BODIES = [
    Input("a body of the API", "[" * 100_000, refused="cannot be read"),
    Input("a body of the API", '{"a":' * 1000 + "1" + "}" * 1000, refused="cannot be read"),
    Input("a body of the API", '{"a":' * 300 + "1" + "}" * 300, refused="nested deeper than 32"),
    Input("a body of the API", '{"ratios":' + "[" * 2000 + "]" * 2000 + "}", refused="cannot be read"),
    Input("a body of the API", '{"prompt":' + "[" * 40 + "]" * 40 + "}", refused="nested deeper than 32"),
    Input("a body of the API", '{"prompt": "a\\u0000b"}', refused="holds NUL"),
    Input("a body of the API", '{"prompt": "\\ud83d"}', refused="half of a character"),
    Input("a body of the API", '{"\\udc00": "x"}', refused="half of a character"),
    Input("a body of the API", '{"prompt": "x", "duration": NaN}', refused="JSON parse error"),
    Input("a body of the API", '{"prompt": "x", "duration": "nan"}', refused="valid number"),
    Input("a body of the API", '{"prompt": "x", "duration": 1e999}', refused="valid number"),
    Input("a body of the API", '{"product_id": ' + "9" * 5000 + "}", refused="JSON parse error"),
    Input("a body of the API", '{"product_id": 99999999999999999999}', refused="nothing here", right=404),
    Input("a body of the API", '{"product_id": "²"}', refused="valid integer"),
    Input("a body of the API", '"prompt"', refused="Invalid data"),
    Input("a body of the API", "[]", refused="Invalid data"),
    Input("a body of the API", '{"prompt": {"a": 1}}', refused="Not a valid string"),
    Input("a body of the API", '{"product": []}', refused="Invalid data"),
    Input("a body of the API", "prompt=x", refused="JSON parse error"),
    Input("a body of the API", "", refused="Send exactly one of"),
]


@each(BODIES)
def test_an_odd_body_is_refused_in_words(case, studio):
    client = inside(cast.ed())
    answer = client.post("/api/v1/generate/script", case.given, content_type="application/json")
    assert answer.status_code == (case.right or 400)
    assert case.refused in answer.json()["error"]["message"]


@pytest.mark.django_db
def test_deep_json_is_refused_before_anybody_signed_in():
    cache.clear()
    answer = Client(raise_request_exception=False).post(
        "/api/v1/token/", "[" * 100_000, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "parse_error")


METHODS = [
    Input("a method that nothing answers", "OPTIONS /api/docs/", right=405),
    Input("a method that nothing answers", "OPTIONS /api/redoc/", right=405),
    Input("a method that nothing answers", "POST /api/docs/", right=405),
    Input("a method that nothing answers", "TRACE /login/", right=405),
    Input("a method that nothing answers", "PUT /api/v1/generate/script", right=405),
]


@each(METHODS)
def test_a_method_that_there_is_not_is_refused(case):
    method, path = case.given.split()
    assert Client(raise_request_exception=False).generic(method, path).status_code in (case.right, 401)


# --- sockets -------------------------------------------------------------------------------------
SOCKETS = [
    Input("an odd socket", "/ws/nowhere/ ", refused="4404"),
    Input("an odd socket", "/ ", refused="4404"),
    Input("an odd socket", "/ws/jobs/99999999999999999999/ ", refused="4404"),
    Input("an odd socket", "/ws/jobs/" + "9" * 5000 + "/ ", refused="4404"),
    Input("an odd socket", "/ws/jobs/1/ after=%C2%B2", refused="4404"),
]


@each(SOCKETS)
@pytest.mark.django_db
def test_an_odd_socket_is_closed_with_a_code(case):
    from vidstudio.asgi import application

    path, query = case.given.split(" ")
    headers = [(b"origin", b"http://testserver"), (b"host", b"testserver")]
    scope = {"type": "websocket", "path": path, "query_string": query.encode(), "headers": headers}

    async def ask():
        line = ApplicationCommunicator(application, {**scope, "subprotocols": []})
        await line.send_input({"type": "websocket.connect"})
        return await line.receive_output(5)

    assert asyncio.run(ask()) == {"type": "websocket.close", "code": int(case.refused)}


AFTER = [
    Input("where a watcher goes on", "²", refused="closed, 4400", right=None),
    Input("where a watcher goes on", "9" * 5000, refused="closed, 4400", right=None),
    Input("where a watcher goes on", "-1", refused="closed, 4400", right=None),
    Input("where a watcher goes on", "\xff", refused="closed, 4400", right=None),
    Input("where a watcher goes on", "", right=0),
    Input("where a watcher goes on", "3", right=3),
]


@each(AFTER)
def test_a_watcher_says_where_to_go_on(case, studio):
    """A socket is closed with a code, a page's poll hears all from the start."""
    assert consumers._after(f"after={case.given}".encode("latin-1", "replace")) == case.right
    job = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed())
    answer = inside(cast.ed()).get(f"/jobs/{job.pk}/feed/", {"after": case.given})
    assert json.loads(answer.content)["last"] >= (case.right or 0)


# --- fields that nobody reads --------------------------------------------------------------------
UNREAD_FIELD = "a field that is not read"
UNREAD = [
    Input(
        UNREAD_FIELD,
        'generate/script {"prompt": "x", "settings": {"style": "bold"}}',
        right="settings",
    ),
    Input(
        UNREAD_FIELD,
        'generate/script {"prompt": "x", "aspect_ratio": "9:16"}',
        right="aspect_ratio",
    ),
    Input(
        UNREAD_FIELD,
        'generate/script {"product": {"name": "Mug", "brand": "A"}}',
        right="product.brand",
    ),
    Input(UNREAD_FIELD, 'generate/script {"promt": "x"}', right="promt"),
    Input(
        UNREAD_FIELD,
        'projects/{project}/generate {"settings": {"resolution": "4k"}}',
        right="settings",
    ),
    Input(UNREAD_FIELD, 'projects/{project}/render {"aspect": "1:1"}', right="aspect"),
    Input(UNREAD_FIELD, 'projects/{project}/preview {"width": 720}', right="width"),
    Input(UNREAD_FIELD, 'projects/{project}/ratios {"ratios": ["1:1"], "size": 1}', right="size"),
    Input(UNREAD_FIELD, 'projects/{project}/submit/ {"comment": "x"}', right="comment"),
    Input(UNREAD_FIELD, 'projects/{project}/characters {"name": "O", "age": 4}', right="age"),
    Input(UNREAD_FIELD, 'projects/{project}/music/compose {"mood": "sad"}', right="mood"),
    Input(
        UNREAD_FIELD,
        'scenes/{scene}/regenerate {"what": "image", "width": 1024}',
        right="width",
    ),
    Input(
        UNREAD_FIELD,
        'scenes/{scene}/regenerate {"what": "image", "dimensions": []}',
        right="dimensions",
    ),
    Input(
        UNREAD_FIELD,
        'scenes/{scene}/regenerate {"what": "image", "seconds": 4}',
        right="seconds",
    ),
    Input(UNREAD_FIELD, 'takes/{take}/pick {"force": true}', right="force"),
    Input(
        UNREAD_FIELD,
        'token/ {"username": "ed", "password": "x", "scope": "all"}',
        right="scope",
    ),
    Input(
        "a script's length",
        'generate/script {"script": "Hello there.", "duration": 30}',
        refused="as long as its words",
        right="duration",
    ),
]


@each(UNREAD)
def test_a_field_that_is_not_read_is_refused_by_name(case, board):
    path, body = case.given.split(" ", 1)
    scene = board.scenes.get()
    path = path.format(project=board.pk, scene=scene.pk, take=scene.picture.pk)
    answer = inside(cast.ed()).post(f"/api/v1/{path}", body, content_type="application/json")
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["field"] == case.right
    assert (
        (case.refused or "no such field") in error["message"]
        or "Nothing is sent" in error["message"]
        or ("no parameter of image" in error["message"])
    )


# --- settings ------------------------------------------------------------------------------------
SETTINGS = [
    Input("a setting", "rate 600/min", right="600/min"),
    Input("a setting", "rate 5/s", right="5/s"),
    Input("a setting", "rate banana", refused="like 600/min"),
    Input("a setting", "rate 600", refused="like 600/min"),
    Input("a setting", "rate 0/min", refused="like 600/min"),
    Input("a setting", "rate 600/fortnight", refused="like 600/min"),
    Input("a setting", "rate -1/min", refused="like 600/min"),
    Input("a setting", "redis redis://cache:6379/0", right="redis://cache:6379/0"),
    Input("a setting", "redis unix:///run/redis.sock", right="unix:///run/redis.sock"),
    Input("a setting", "redis foo", refused="redis://host:6379/0"),
    Input("a setting", "redis http://cache", refused="redis://host:6379/0"),
    Input("a setting", "redis redis://", refused="redis://host:6379/0"),
    Input("a setting", "hosts studio.example,.example.org,[::1],10.0.0.1", right=4),
    Input("a setting", "hosts *", refused="list host names"),
    Input("a setting", "hosts studio.example,*", refused="list host names"),
    Input("a setting", "hosts https://studio.example", refused="list host names"),
    Input("a setting", "hosts studio.example:8000", refused="list host names"),
    Input("a setting", "zone Europe/Berlin", right="Europe/Berlin"),
    Input("a setting", "zone Middle/Earth", refused="Europe/Berlin"),
    Input("a setting", "zone ../../etc/passwd", refused="Europe/Berlin"),
    Input("a setting", "number nan", refused="between 1 and 9"),
    Input("a setting", "number inf", refused="between 1 and 9"),
    Input("a setting", "number 2.5", right=2.5),
]
READERS = {
    "rate": lambda: env.rate("TRIED", "600/min"),
    "redis": lambda: env.redis("TRIED"),
    "hosts": lambda: len(env.hosts("TRIED")),
    "zone": lambda: env.zone("TRIED", "UTC"),
    "number": lambda: env.number("TRIED", 1, 1, 9, float),
}


@each(SETTINGS)
def test_a_setting_is_read_or_the_studio_does_not_start(case, monkeypatch):
    kind, value = case.given.split(" ", 1)
    monkeypatch.setenv("TRIED", value)
    if not case.refused:
        assert READERS[kind]() == case.right
        return
    with pytest.raises(ImproperlyConfigured, match="TRIED") as error:
        READERS[kind]()
    assert case.refused in str(error.value)


# --- cells of CSV files --------------------------------------------------------------------------
CELLS = [
    Input("a cell of a CSV file", "=1+1", right="'=1+1"),
    Input("a cell of a CSV file", "  =1+1", right="'  =1+1"),
    Input("a cell of a CSV file", "\u00a0=1+1", right="'\u00a0=1+1"),
    Input("a cell of a CSV file", "\u200b@SUM(A1)", right="'\u200b@SUM(A1)"),
    Input("a cell of a CSV file", "\ufeff+1", right="'\ufeff+1"),
    Input("a cell of a CSV file", "＝1+1", right="'＝1+1"),
    Input("a cell of a CSV file", "－1", right="'－1"),
    Input("a cell of a CSV file", "\u3000＠A1", right="'\u3000＠A1"),
    Input("a cell of a CSV file", "\tx", right="'\tx"),
    Input("a cell of a CSV file", "\n=1", right="'\n=1"),
    Input("a cell of a CSV file", "Mug = cup", right="Mug = cup"),
    Input("a cell of a CSV file", "A-1", right="A-1"),
    Input("a cell of a CSV file", " plain", right=" plain"),
    Input("a cell of a CSV file", "", right=""),
]


@each(CELLS)
def test_a_cell_is_no_formula(case):
    assert safe_cell(case.given) == case.right
