"""A studio whose providers are the contract servers that BENCH_ROWS (a JSON object of variables) names."""

import json
import os

os.environ.update(json.loads(os.environ.get("BENCH_ROWS", "{}")))

from vidstudio.settings import *  # noqa: E402, F403

FETCH_ALLOW_PRIVATE = True
