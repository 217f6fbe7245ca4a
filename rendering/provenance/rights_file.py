"""The rights sheet as files of the editor's package: for people outside, so without costs."""

import json
from pathlib import Path

from django.template.loader import render_to_string

from rendering.provenance.rights_sheet import RightsSheet

FOLDER = "rights"
_STYLES = Path(__file__).resolve().parents[2] / "static" / "css"


def files_of(sheet: RightsSheet) -> dict[str, str]:
    """{name in the package: text}. No time of making stands in them: equal sheets give equal files."""
    page = render_to_string("rendering/rights/file.html", {"sheet": sheet})
    styles = "\n".join((_STYLES / name).read_text() for name in ("rights_file.css", "rights.css"))
    data = json.dumps(sheet.without_costs(), indent=1, ensure_ascii=False, sort_keys=True)
    return {f"{FOLDER}/sheet.html": page, f"{FOLDER}/sheet.css": styles, f"{FOLDER}/sheet.json": data}
