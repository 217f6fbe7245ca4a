"""What pages, Python and scripts say, as messages for translators; and translators' files, back into locale/.

`python -m vidstudio.languages.collect [part.po …]` brings every catalogue up to date: new messages come in
without a translation, those that nobody says any more go, and gaps are filled from the parts. Babel does it.
"""

import ast
import io
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from vidstudio.languages import catalogues

ROOT = catalogues.FOLDER.parent
ROOMS = ("vidstudio", "projects", "generation", "rendering")
_ONE, _CONTEXT, _MANY = (1,), ((1, "c"), 2), (1, 2)
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), _ONE),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), _MANY),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), _CONTEXT),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}

# What refuses or fails says so in English, and is translated where it is shown.
REFUSALS = {
    *("BadInput", "IllegalMove", "Conflict", "OverBudget", "Refused", "StepFailed", "StageFailed"),
    *("Rejected", "Transient", "Postponed", "OutcomeUnknown", "SigningFailed", "Unusable"),
}
# Tables of which one column is for people, and is looked up where it is shown.
TABLES = {"rendering/exports/disclosures.toml": "ask", "rendering/provenance/licences.toml": "about"}
# They answer programs and operators only.
ENGLISH = (
    *("vidstudio/management", "vidstudio/inline_pipeline.py", "vidstudio/api"),
    *("projects/api", "generation/api"),
)


def said(root=ROOT):
    """{domain: Catalog} of what the sources say: `django` of pages and Python, `djangojs` of scripts."""
    found = {"django": Catalog(domain="django"), "djangojs": Catalog(domain="djangojs")}
    for path in sorted(path for room in ROOMS for path in (root / room).rglob("*.py")):
        if "migrations" not in path.parts:
            _take(found["django"], path, "python", path.read_bytes(), root)
            _take_refusals(found["django"], path, root)
    for name, field in TABLES.items():
        for words in _column(tomllib.loads((root / name).read_text()), field):
            found["django"].add(words, locations=[(name, None)])
    for path in sorted(
        path for ending in ("html", "txt") for path in (root / "templates").rglob(f"*.{ending}")
    ):
        # Inside brackets lines may begin where they like.
        as_python = f"(\n{templatize(path.read_text())}\n)"
        _take(found["django"], path, "python", as_python.encode(), root)
    for path in sorted((root / "static" / "js").rglob("*.js")):
        _take(found["djangojs"], path, "javascript", path.read_bytes(), root)
    return found


def _column(table, field):
    """The words that stand under `field`, wherever in a table of tables."""
    for name, value in table.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                yield from _column(one, field)
            elif name == field and one:
                yield one


def _take_refusals(catalog, path, root):
    name = path.relative_to(root).as_posix()
    if name.startswith(ENGLISH):
        return
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REFUSALS:
            words = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
            if isinstance(words, str) and words:
                catalog.add(words, locations=[(name, None)])


def _take(catalog, path, method, source, root):
    name = path.relative_to(root).as_posix()
    for _line, message, _comments, context in extract(method, io.BytesIO(source), KEYWORDS):
        catalog.add(message, locations=[(name, None)], context=context)


def parts(paths):
    """{(context, message): translation} of translators' files; the first that says something counts."""
    found = {}
    for path in paths:
        with Path(path).open("rb") as handle:
            for message in read_po(handle):
                if message.id and _is_said(message.string) and not message.fuzzy:
                    found.setdefault(_key(message), message.string)
    return found


def _key(message):
    return message.context, message.id if isinstance(message.id, str) else tuple(message.id)


def _is_said(string):
    return bool(string) and (isinstance(string, str) or all(string))


def bring_up_to_date(path, template, found):
    """Rewrite one PO file after `template`; gaps are filled from `found`. Returns what is not translated."""
    catalog = catalogues.read(path)
    catalog.update(template, no_fuzzy_matching=True, update_header_comment=False)
    catalog.obsolete.clear()
    for message in catalog:
        if message.id and not _is_said(message.string) and _key(message) in found:
            message.string = found[_key(message)]
    out = io.BytesIO()
    write_po(out, catalog, width=0, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    path.write_bytes(out.getvalue())
    return [message for message in catalog if message.id and not _is_said(message.string)]


def main(paths):
    templates, found, gaps = said(), parts(paths), defaultdict(list)
    for path in catalogues.files():
        empty = bring_up_to_date(path, templates[path.stem], found)
        gaps[path.parts[-3]] += empty
        print(f"{path.relative_to(ROOT)}: {len(empty)} without words")
    for language, empty in gaps.items():
        for message in empty[:20]:
            print(f"  {language}: {message.id!r} ({', '.join(name for name, _ in message.locations)})")
    catalogues.compile_all()


if __name__ == "__main__":
    main(sys.argv[1:])
