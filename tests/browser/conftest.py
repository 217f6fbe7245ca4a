"""A real browser on the real studio: uvicorn in a thread, serving the test's own database and media.

`studio_server` is its address; `page` is a fresh browser page, `new_page()` makes more of them for
other people; `signed_in(page, "ed")` lets somebody of the cast in without the form. Tests are
skipped, with the reason, where Debian's chromium or Playwright is missing.
"""

import os
import shutil
import socket
import threading

import pytest

from tests.worker_processes import until

# The one without a window takes a third less of the processor.
CHROMIUM = (
    os.environ.get("CHROMIUM")
    or shutil.which("chromium-headless-shell")
    or shutil.which("chromium")
    or "/usr/bin/chromium"
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 60_000


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in str(item.fspath):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def _server(django_db_setup, django_db_blocker):
    """One server for all tests: settings and database are looked up anew for each request."""
    import uvicorn

    with django_db_blocker.unblock():  # a web process looks at its database before it starts
        from vidstudio.asgi import application

    # Bound here and handed over, so that nobody else can take the port meanwhile.
    door = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(application, log_level="error", lifespan="off", ws="websockets-sansio")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([door],), name="studio", daemon=True)
    thread.start()
    until(lambda: server.started, 60, what="the server")
    yield f"http://127.0.0.1:{door.getsockname()[1]}"
    server.should_exit = True
    thread.join(5)


@pytest.fixture(scope="package")
def _browser():
    """Gone after the last browser test: other tests need this thread without Playwright's event loop."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    if not os.path.exists(CHROMIUM):
        pytest.skip(f"there is no chromium at {CHROMIUM}: apt-get install chromium")
    sync_api.expect.set_options(timeout=PATIENCE_MS)
    # Playwright keeps an event loop in this thread, which Django takes for async code.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def studio_server(_browser, _server, transactional_db):
    return _server


@pytest.fixture
def new_page(studio_server, _browser):
    """Make pages, each with cookies of its own; what a page's script throws fails the test."""
    contexts, thrown = [], []

    def make(**options):
        context = _browser.new_context(
            base_url=studio_server, **{"viewport": {"width": 1280, "height": 900}, **options}
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: thrown.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not thrown, f"a script broke: {thrown}"


@pytest.fixture
def page(new_page):
    return new_page()


@pytest.fixture
def signed_in(studio_server):
    """signed_in(page, "ed"): the page now belongs to that person, who must exist."""

    def enter(page, username):
        from django.conf import settings
        from django.contrib.auth import get_user_model
        from django.test import Client

        client = Client()
        client.force_login(get_user_model().objects.get(username=username))
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": studio_server}]
        )
        return page

    return enter
