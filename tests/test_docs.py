"""What the documents name exists: links, paths, modules, commands and environment variables."""

import ast
import re
from importlib import import_module

import pytest
from django.core.management import get_commands

from tests.paths import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
# A changelog also names what is not there any more.
PRESENT = [page for page in PAGES if page.name != "CHANGELOG.md"]
# What a path of the repository begins with; `var/` is made by the studio and is not in it.
FOLDERS = ("vidstudio", "projects", "generation", "rendering", "templates", "static", "tests", "docs", ".ci")
FENCE = re.compile(r"^ *```.*?^ *```", re.M | re.S)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
VARIABLE = re.compile(r"\b[A-Z][A-Z0-9]*(?:_(?:<[A-Z]+>|[A-Z0-9]+))+\b")


def each(pages):
    """Marks a test that is made for each page by its name."""
    return pytest.mark.parametrize("page", pages, ids=[str(page.relative_to(ROOT)) for page in pages])


def prose(page):
    return FENCE.sub("", page.read_text())


def code(page):
    """All that a page sets as code: spans, and blocks between fences."""
    return [*SPAN.findall(prose(page)), *FENCE.findall(page.read_text())]


def words(page):
    """The words of a page's code without the signs around them."""
    for text in code(page):
        for word in re.split(r"[\s'\"()=]+", text):
            yield word.split("::")[0].strip("`.,:;")


def anchors(page):
    """The anchors of a page's headings, as GitHub and GitLab make them."""
    headings = re.findall(r"^#+ +(.+)$", prose(page), re.M)
    plain = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings]
    return {heading.strip().replace(" ", "-") for heading in plain}


@each(PAGES)
def test_every_link_leads_somewhere(page):
    bad = []
    for link in LINK.findall(prose(page)):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        there = (page.parent / name).resolve() if name else page
        if not there.exists() or (anchor and anchor not in anchors(there)):
            bad.append(link)
    assert not bad


@each(PRESENT)
def test_every_path_is_there(page):
    """A star stands for any name; a word in capitals between slashes is for the reader to fill in."""
    paths = [word for word in words(page) if "/" in word and word.split("/")[0] in FOLDERS]
    left_open = re.compile(r"<|…|/[A-Z]+(\.|/|$)")
    assert not [path for path in paths if not left_open.search(path) and not any(ROOT.glob(path.rstrip("/")))]


@each(PRESENT)
def test_every_module_is_there(page):
    dotted = re.compile(r"(?:vidstudio|projects|generation|rendering|tests)(?:\.\w+)+")
    assert not [word for word in words(page) if dotted.fullmatch(word) and not is_there(word)]


def is_there(dotted):
    """Whether a dotted name leads to a module, or to something in one."""
    parts = dotted.split(".")
    for count in range(len(parts), 0, -1):
        try:
            found = import_module(".".join(parts[:count]))
        except ModuleNotFoundError:
            continue
        for part in parts[count:]:
            found = getattr(found, part, None)
        return found is not None
    return False


@each(PRESENT)
def test_every_make_target_is_there(page):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    named = {target for text in code(page) for target in re.findall(r"\bmake ([a-z-]+)", text)}
    assert named <= targets


@each(PRESENT)
def test_every_command_is_there(page):
    named = {command for text in code(page) for command in re.findall(r"\bmanage\.py ([a-z_]+)", text)}
    assert named <= set(get_commands())


# --- environment variables -------------------------------------------------------------------
def read():
    """(names, patterns of names) of the variables that the settings read."""
    names, patterns = set(), set()
    for path in (ROOT / "vidstudio").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.JoinedStr):
                patterns |= {pattern(node)} - {None}
            if is_reader(node) and isinstance(node.args[0], ast.Constant):
                names.add(node.args[0].value)
    return names, patterns


def is_reader(node):
    """Whether a piece of code calls one of the functions of vidstudio.env."""
    called = node.func if isinstance(node, ast.Call) else None
    return (
        isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "env"
    )


def pattern(node):
    """What variables an f-string stands for, as a regular expression; None where it is no variable's name."""
    parts = [part.value if isinstance(part, ast.Constant) else "*" for part in node.values]
    name = "".join(parts)
    is_name = re.fullmatch(r"[A-Z][A-Z0-9]*_[A-Z0-9_*]+", name) and name.count("*") == 1
    return name.replace("*", r"(?:[A-Z0-9_]+|<[A-Z]+>)") if is_name else None


def named():
    """The variables that the documents name: each belongs to the studio, or to a provider it knows."""
    names, _ = read()
    families = {name.split("_")[0] for name in names}
    found = {name for page in PAGES for text in code(page) for name in VARIABLE.findall(text)}
    return {name for name in found if name.split("_")[0] in families}


def read_by_tests():
    text = "".join(path.read_text() for path in (ROOT / "tests").rglob("*.py"))
    return set(re.findall(r"environ(?:\.get\(|\[)\"(\w+)\"", text))


def test_every_variable_that_the_settings_read_is_named():
    names, patterns = read()
    words = {word for page in PAGES for text in code(page) for word in re.findall(r"[A-Z][A-Z0-9_<>]*", text)}
    assert not names - words
    assert not [one for one in patterns if not any(re.fullmatch(one, word) for word in words)]


def test_every_variable_that_is_named_is_read():
    names, patterns = read()
    unread = named() - names - read_by_tests()
    assert not [name for name in unread if not any(re.fullmatch(one, name) for one in patterns)]


def named_in_the_tree():
    """{words of each folder's entry} of the tree in docs/architecture.md, by its top folder."""
    tree = (ROOT / "docs/architecture.md").read_text().split("## The tree")[1].split("```")[1]
    entries = re.split(r"^(\w+)/", tree, flags=re.M)
    return {
        top: set(re.findall(r"\w+", entry)) for top, entry in zip(entries[1::2], entries[2::2], strict=True)
    }


@pytest.mark.parametrize("top", ["vidstudio", "projects", "generation", "rendering"])
def test_the_tree_names_every_module_and_folder(top):
    """Who adds or renames a file says in docs/architecture.md where it belongs."""
    named = named_in_the_tree()[top]
    modules = [
        path for path in (ROOT / top).rglob("*.py") if not {"migrations", "__pycache__"} & set(path.parts)
    ]
    names = {path: path.parent.name if path.stem.startswith("__") else path.stem for path in modules}
    missing = [
        str(path.relative_to(ROOT)) for path, name in names.items() if name not in named | {top, "apps"}
    ]
    assert not missing


def test_the_tree_names_every_folder_of_the_top():
    folders = {
        path.name
        for path in ROOT.iterdir()
        if path.is_dir() and path.name[0] not in "._" and path.name not in ("var", "node_modules")
    }
    tree = (ROOT / "docs/architecture.md").read_text().split("## The tree")[1].split("```")[1]
    assert not [name for name in folders if not re.search(rf"\b{name}/", tree)]


def test_the_tree_names_no_module_that_is_gone():
    """Only names with an underscore are looked at: others may be words about the modules."""
    tree = (ROOT / "docs/architecture.md").read_text().split("## The tree")[1].split("```")[1]
    tops = ("vidstudio", "projects", "generation", "rendering")
    files = [path for top in tops for path in (ROOT / top).rglob("*.py")]
    known = {path.stem for path in files} | {path.parent.name for path in files}
    assert not set(re.findall(r"\b[a-z0-9]+_[a-z0-9_]+\b", tree)) - known
