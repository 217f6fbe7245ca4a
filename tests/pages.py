"""Pages as a test reads them, and as it waits for them in a browser."""

import re
import time


def flat(html):
    """Whitespace as a reader sees it: one space between words, none beside a tag or before its end."""
    return re.sub(r"\s*([<>])\s*", r"\1", re.sub(r"\s+", " ", html))


class Page(str):
    """The HTML of an answer; `in` does not care how the template breaks its lines."""

    def __new__(cls, answer):
        return super().__new__(cls, flat(answer if isinstance(answer, str) else answer.content.decode()))

    def __contains__(self, words):
        return super().__contains__(flat(words))

    def replace(self, old, new):
        return Page(super().replace(old, new))


def eventually(page, expression, arg=None, seconds=60):
    """Wait until a script's expression is true in the browser's page.

    Playwright's wait_for_function evaluates a string in the page again and again, and the studio's
    content security policy refuses that; `evaluate` comes from outside the page and may.
    """
    end = time.monotonic() + seconds
    while not _is_true(page, expression, arg):
        assert time.monotonic() < end, f"never true: {expression}"
        page.wait_for_timeout(30)


def _is_true(page, expression, arg):
    from playwright.sync_api import Error

    try:
        return page.evaluate(expression, arg)
    except Error as error:  # the page went on to another address meanwhile
        if "context was destroyed" in str(error):
            return False
        raise
