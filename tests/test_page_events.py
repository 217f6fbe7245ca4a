"""The page's own events: one prefix, and one list of who sends and who hears them, in docs/design.md."""

import re

from projects import page_events
from tests.paths import ROOT

EVENT = re.compile(r"(?<![a-z])studio:[a-z]+(?:-[a-z]+)*")
NATIVE = {"change", "input", "intersect", "load", "submit", "toggle"}


def named_in(*patterns):
    files = [path for pattern in patterns for path in ROOT.glob(pattern)]
    assert files
    return {name for path in files for name in EVENT.findall(path.read_text())}


def of_python():
    return {value for name, value in vars(page_events).items() if name.isupper()}


def test_the_list_names_every_event_and_no_other():
    page = (ROOT / "docs/design.md").read_text()
    section = page.partition("## Events of the page")[2].partition("\n## ")[0]
    listed = re.findall(r"(?m)^\| `(studio:[a-z-]+)` \|", section)
    used = of_python() | named_in("static/js/**/*.js", "templates/**/*.html")
    assert len(listed) == len(set(listed)) and set(listed) == used


def test_what_the_server_sends_is_heard():
    assert of_python() <= named_in("static/js/**/*.js", "templates/**/*.html")


def test_python_names_events_in_one_module_only():
    elsewhere = {
        path.relative_to(ROOT).as_posix()
        for app in ("projects", "generation", "rendering", "vidstudio")
        for path in (ROOT / app).rglob("*.py")
        if EVENT.search(path.read_text()) or "HX-Trigger" in path.read_text()
    }
    assert elsewhere == {"projects/page_events.py"}


def test_an_event_that_is_no_browsers_own_has_the_prefix():
    for path in (ROOT / "templates").rglob("*.html"):
        for triggers in re.findall(r'hx-trigger="([^"]*)"', path.read_text()):
            for trigger in re.sub("{%.*?%}", "", triggers).split(","):
                name = trigger.split()[0]
                assert name in NATIVE or name == "every" or EVENT.fullmatch(name), (path.name, name)


def test_no_script_sends_an_event_without_the_prefix():
    for path in (ROOT / "static/js").rglob("*.js"):
        for name in re.findall(r'\b(?:send|CustomEvent)\("([^"]+)"', path.read_text()):
            assert EVENT.fullmatch(name), (path.name, name)
