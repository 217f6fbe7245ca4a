"""The house keeps its shape: imports point one way, names stand where the map says."""

import ast

import pytest

from tests.paths import ROOT

ROOMS = ("projects", "generation", "rendering")
ALLOWED = {
    "projects": {"projects"},
    "generation": {"projects", "generation"},
    "rendering": {"projects", "generation", "rendering"},
}
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


def imported(path):
    """Top-level names of a module's absolute imports, also those inside functions."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module.split(".")[0]


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
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(names)
    ]
    assert not bad


def test_the_engine_knows_no_django():
    names = {name for path in (ROOT / "rendering/engine").rglob("*.py") for name in imported(path)}
    assert "django" not in names


def test_the_top_of_the_tree_has_the_agreed_names():
    assert {path.name for path in ROOT.iterdir()} >= TOP


def test_half_of_the_functions_are_under_ten_lines():
    lengths = sorted(
        node.end_lineno - node.lineno + 1
        for room in (*ROOMS, "vidstudio")
        for path in (ROOT / room).rglob("*.py")
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    assert lengths[len(lengths) // 2] < 10


def test_every_module_says_what_it_is_for():
    bare = [
        str(path.relative_to(ROOT))
        for room in (*ROOMS, "vidstudio")
        for path in (ROOT / room).rglob("*.py")
        if "migrations" not in path.parts
        and len(path.read_text().splitlines()) > 12
        and not ast.get_docstring(ast.parse(path.read_text()))
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
