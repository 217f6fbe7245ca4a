"""What a person's hands do in a browser, counted by its pages, and what they and the eyes wait for."""

from contextlib import contextmanager

from tests.pages import eventually
from tests.waiting import until

# Every press of a button of the mouse, on every page that the tab shows; scrolling is none. A key counts
# where it does not write into a field. `isTrusted`: what scripts dispatch is not done by a hand. Playwright
# prevents a press whose target moved away at that moment, and presses again: that is one.
LISTEN = """() => {
    const writes = ({ key, target, ctrlKey, metaKey }) =>
        (key.length === 1 || key === "Backspace") && !ctrlKey && !metaKey &&
        target.matches("textarea, input:not([type=radio], [type=checkbox], [type=file])");
    addEventListener("pointerdown", (event) => {
        if (event.isTrusted) setTimeout(() => event.defaultPrevented || window.handDid("click"));
    }, true);
    addEventListener("keydown", (event) => {
        if (!event.isTrusted || ["Shift", "Control"].includes(event.key) || writes(event)) return;
        window.handDid("key");
    }, true);
}"""

# What htmx has in hand; not the page on design's picture of a button that waits.
BUSY = ".htmx-request:not(.btn:not([hx-get], [hx-post])), .htmx-added, .htmx-settling, .htmx-swapping"


class Hands:
    """Presses for somebody at this page. `clicks` and `keys` are what its documents heard of."""

    def __init__(self, page):
        self.page, self.clicks, self.keys = page, 0, 0
        page.expose_binding("handDid", self._did)
        page.add_init_script(f"({LISTEN})()")
        # The browser opens no window of its own from the first page on. Asked for at the press, it may open
        # one before it has heard of that, which nobody can see.
        page.on("filechooser", lambda _: None)

    def _did(self, _source, what):
        if what == "click":
            self.clicks += 1
        else:
            self.keys += 1

    def press(self, key):
        self.page.keyboard.press(key)

    def write(self, text):
        self.page.keyboard.type(text)

    def tab_to(self, wanted, most=40):
        """Tab until this locator has the focus."""
        wanted.wait_for()
        for _ in range(most):
            if wanted.evaluate("element => element === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"{most} tabs did not reach {wanted}")

    def skips_to_the_page(self):
        """By the link that stands first on every page."""
        self.press("Tab")
        self.press("Enter")

    @contextmanager
    def choosing(self, file):
        """The press in the block opens the system's own window, in which this file is chosen."""
        with self.page.expect_file_chooser() as chooser:
            yield
        chooser.value.set_files(file)


def settled(page):
    """All that htmx asked for is on the page and bound: what it drew a moment ago hears no key yet."""
    eventually(page, "busy => !document.querySelector(busy)", arg=BUSY)


def at_rest(page):
    """The open dialog has come up and has its pictures: what is measured in it stays where it is."""
    eventually(
        page,
        """() => {
            const dialog = document.querySelector("dialog[open]");
            const isThere = [...dialog.querySelectorAll("img")].every((one) => one.naturalWidth);
            return isThere && !dialog.getAnimations({ subtree: true }).length;
        }""",
    )


def played(page, selector, seconds):
    """A video once so much of it was played: [width, height, whole seconds].

    The page may draw its player anew meanwhile: then that one is begun.
    """
    look = """([selector, seconds]) => {
        const video = document.querySelector(selector);
        if (!video) return null;
        video.muted = true;
        if (video.paused) video.play().catch(() => {});
        const seen = [video.videoWidth, video.videoHeight, Math.round(video.duration)];
        return video.currentTime > seconds && seen;
    }"""
    return until(lambda: page.evaluate(look, [selector, seconds]), what=f"{selector} to play")
