"""The code keeps its layout: imports point one way, names stand where docs/architecture.md says."""

import ast
import os
from collections import defaultdict
from functools import cache
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.paths import ROOT

ROOMS = ("projects", "generation", "rendering")
ALLOWED = {
    "projects": {"projects"},
    "generation": {"projects", "generation"},
    "rendering": {"projects", "generation", "rendering"},
}
# Inside generation a folder or file imports only from its own line and from those below it.
FLOORS = (
    {"urls", "apps", "templatetags"},
    {"views", "api", "admin", "tasks", "consumers", "listeners", "watching"},
    {"batches", "retention"},
    {"actions"},
    {"stages"},
    {"engine"},
    {"billing"},
    {"providers"},
    {"local", "prompts"},
    {"text", "media"},
    {"provider_errors"},
    {"interfaces", "models", "migrations", "tracing"},
)
NO_DJANGO = ("generation/local", "generation/text", "generation/media", "rendering/engine")
# Django loads these when the models are there, not before.
WHEN_READY = {"projects/apps.py", "generation/apps.py", "rendering/apps.py", "vidstudio/apps.py"}
MOST_FILES = 25
# Folders that setting up and running make; they are not part of the repository.
MADE_HERE = {"node_modules", "var", "staticfiles"}
TOP = {
    "manage.py",
    "vidstudio",
    "projects",
    "generation",
    "rendering",
    "templates",
    "static",
    "requirements.txt",
    "tests",
}


@cache
def tree(path):
    """A file as it is parsed, once for all claims."""
    return ast.parse(path.read_text())


@cache
def nodes(path):
    return tuple(ast.walk(tree(path)))


@cache
def sources(*folders):
    """{dotted name: path} of the Python files in these folders, migrations left out."""
    found = {}
    for folder in folders or (*ROOMS, "vidstudio"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                parts = path.relative_to(ROOT).with_suffix("").parts
                found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(path):
    """Top-level names of a module's absolute imports, also those inside functions."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module.split(".")[0]


def imports_of_ours(node, known):
    """Dotted names of our own modules that an import statement names."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name in known)
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            inner = f"{node.module}.{alias.name}"
            if inner in known or node.module in known:
                yield inner if inner in known else node.module


@cache
def arrows():
    """{module: the modules of ours that it imports}."""
    known = sources()
    found = defaultdict(set)
    for name, path in known.items():
        for node in nodes(path):
            found[name].update(set(imports_of_ours(node, known)) - {name})
    return found


def test_no_files_import_each_other_in_a_circle():
    try:
        TopologicalSorter(arrows()).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_inside_generation_imports_point_down():
    floor = {name: height for height, names in enumerate(FLOORS) for name in names}
    bad = [
        f"{name} imports {other}"
        for name, others in arrows().items()
        if name.startswith("generation.")
        for other in others
        if other.startswith("generation.") and floor[name.split(".")[1]] > floor[other.split(".")[1]]
    ]
    assert not bad


def test_paid_providers_know_nothing_of_the_local_ones():
    bad = [
        f"{name} imports {other}"
        for name, others in arrows().items()
        if name.startswith("generation.providers")
        for other in others
        if other.startswith("generation.local")
    ]
    assert not bad


def test_no_import_of_ours_hides_in_a_function():
    """It would dodge a circle. What is slow to load from elsewhere may wait in a function."""
    known = sources()
    bad = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in known.values()
        if str(path.relative_to(ROOT)) not in WHEN_READY
        for function in nodes(path)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if list(imports_of_ours(node, known))
    ]
    assert not bad


def reached(name):
    """{module: the way to it} for all modules of ours that run when this one is imported, itself included.

    A folder's own __init__ runs too.
    """
    known, ways = sources(), {name: (name,)}
    waiting = [name]
    while waiting:
        at = waiting.pop()
        parents = {at.rsplit(".", count)[0] for count in range(1, at.count(".") + 1)}
        for other in sorted(arrows()[at] | parents & set(known)):
            if other not in ways:
                ways[other] = (*ways[at], other)
                waiting.append(other)
    return ways


@pytest.mark.parametrize("folder", NO_DJANGO)
def test_pure_folders_know_no_django(folder):
    """Nor does anything that they import, over however many files."""
    known = sources()
    bad = {
        " -> ".join(way)
        for name in sources(folder)
        for other, way in reached(name).items()
        if {"django", "rest_framework"} & set(imported(known[other]))
    }
    assert not bad


def test_no_folder_holds_too_many_files():
    """Neither of code, nor of templates, tests, data, pages or what is served.

    Migrations alone may be more: Django wants all of an app in one folder, and they are only ever added to.
    """
    count = {}
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if name[0] not in "._" and name not in MADE_HERE]
        count[os.path.relpath(folder, ROOT)] = sum(name[0] != "." for name in files)
    assert not {
        folder: files
        for folder, files in count.items()
        if files > MOST_FILES and not folder.endswith("migrations")
    }


# What is no folder of the program: whole paths through it, and what tests stand on.
TESTS_OF_ALL = (
    "benchmarks",
    "chaos",
    "browser",
    "clients",
    "contracts",
    "openapi",
    "data",
    "deploy",
    "quality",
    "upgrade",
)
# What decides nothing by itself, or is tried from elsewhere.
TRIED_ELSEWHERE = {
    "generation/models": "rows: tried by the engine's verbs",
    "projects/models": "rows: tried by the board's verbs",
    "projects/forms": "by the pages that show them",
    "projects/urls": "by tests/vidstudio/test_every_address.py",
    "projects/views/team": "by the verbs behind them, in tests/projects/team",
    "generation/templatetags": "by the pages that use them",
    "projects/templatetags": "by the pages that use them",
    "vidstudio/languages/formats": "by tests/vidstudio/languages/test_pages.py",
    "vidstudio/languages/formats/de": "by tests/vidstudio/languages/test_pages.py",
    "generation/local/speech/espeak": "in a process of its own, by tests/generation/local/speech",
    "rendering/engine/container": "on whole films, by tests/rendering/engine/test_limits.py",
    "rendering/providers": "with the paid ones, in tests/contracts",
}


def folders_of_python(*tops):
    """Paths of the folders in these that hold Python files, as text; caches and migrations left out."""
    found = {path.parent for top in tops for path in (ROOT / top).rglob("*.py")}
    return {str(path.relative_to(ROOT)) for path in found if "migrations" not in path.parts}


def test_tests_stand_where_their_code_stands():
    tests = {path.partition("/")[2] for path in folders_of_python("tests")}
    tests = {path for path in tests if path and path.split("/")[0] not in TESTS_OF_ALL}
    code = folders_of_python(*ROOMS, "vidstudio")
    assert not tests - code, "no folder of the program is called so"
    assert code - tests == set(TRIED_ELSEWHERE), "a folder without tests of its own"


def test_a_class_name_is_used_once():
    """Whose it is should be said by the name. Django wants every command to be called Command."""
    where = defaultdict(list)
    for path in sources().values():
        for node in tree(path).body:
            if isinstance(node, ast.ClassDef) and node.name != "Command":
                where[node.name].append(str(path.relative_to(ROOT)))
    assert not {name: paths for name, paths in where.items() if len(paths) > 1}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_from_rooms_below(room):
    others = {"vidstudio", "tests", *ROOMS}
    bad = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in (ROOT / room).rglob("*.py")
        for name in imported(path)
        if name in others - ALLOWED[room]
    ]
    assert not bad


def test_choices_of_models_are_classes():
    """TextChoices, or names out of a table of the program (styles, formats): no pairs by hand."""
    bad = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for name, path in sources(*ROOMS).items()
        if "models" in name.split(".")
        for node in nodes(path)
        if isinstance(node, ast.List | ast.Tuple) and len(node.elts) > 1
        if all(isinstance(one, ast.Tuple) and len(one.elts) == 2 for one in node.elts)
    ]
    assert not bad


def test_a_migration_runs_no_code_of_today():
    """It would write other rows tomorrow. A model's own upload path is only named, not called."""
    bad = [
        f"{path.relative_to(ROOT)} imports {name}"
        for room in ROOMS
        for path in (ROOT / room / "migrations").glob("*.py")
        for name in imported(path)
        if name in ROOMS and "upload_to=projects.models.asset.asset_path" not in path.read_text()
    ]
    assert not bad


def test_lower_rooms_do_not_name_upper_ones_in_text():
    """A dotted path in a string would be an import in disguise."""
    upper = {"projects": ("generation.", "rendering."), "generation": ("rendering.",)}
    bad = [
        f"{path.relative_to(ROOT)}: {node.value}"
        for room, names in upper.items()
        for path in (ROOT / room).rglob("*.py")
        if "migrations" not in path.parts
        for node in nodes(path)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(names)
    ]
    assert not bad


def test_the_top_of_the_tree_has_the_agreed_names():
    assert {path.name for path in ROOT.iterdir()} >= TOP


def test_every_module_says_what_it_is_for():
    bare = [
        str(path.relative_to(ROOT))
        for room in (*ROOMS, "vidstudio")
        for path in (ROOT / room).rglob("*.py")
        if "migrations" not in path.parts
        and len(path.read_text().splitlines()) > 12
        and not ast.get_docstring(tree(path))
    ]
    assert not bare


def test_every_template_can_be_read():
    """A filter that nobody loaded breaks a page only when somebody opens it."""
    from django.template.loader import get_template

    broken = {}
    for path in sorted((ROOT / "templates").rglob("*.*")):
        try:
            get_template(str(path.relative_to(ROOT / "templates")))
        except Exception as error:
            broken[path.name] = str(error)
    assert not broken
