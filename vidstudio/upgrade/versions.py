"""The version of the code, and what its database and that of each release before look like.

A database is told by its migrations. RELEASES names the last one of each app of ours; a release adds a row.
"""

from collections.abc import Mapping

VERSION = "0.2.0.dev0"
OURS = ("projects", "generation", "rendering")
# The oldest release comes first: whoever has a database of before goes by way of it.
RELEASES: dict[str, Mapping[str, str]] = {
    "0.1.0": {
        "projects": "0008_finish_and_focus",
        "generation": "0006_estimates_and_days",
        "rendering": "0003_boards_name_product_and_brand",
    },
}
