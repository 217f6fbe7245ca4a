"""Everything goes wrong for so many minutes, and then the books are looked at.

    make chaos                                   (30 minutes; VIDSTUDIO_CHAOS_MINUTES=10 make chaos)
    python -m tests.chaos --minutes 1 --seed 7

Two machines with two workers each on a PostgreSQL, a Redis and an S3 of their own; providers' servers that
bill. Work comes all the time: questions to each talent, and whole films. Faults come one after the other,
and sometimes two at once. Then all is well again, the work is awaited, a person decides about what is held
after a look into the provider's account, and the report is printed. Status 1 when anything is lost, paid
twice, not in the books, or needs a hand that nobody announced.
"""

import argparse
import json
import logging
import os
import secrets
import signal
import sys
import tempfile
from pathlib import Path

from tests import servers
from tests.chaos import backing
from tests.chaos import providers as billing

MINUTES = float(os.environ.get("VIDSTUDIO_CHAOS_MINUTES", "30"))


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--minutes", type=float, default=MINUTES)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument(
        "--lease", type=float, default=10.0, help="seconds until a dead worker's work is free"
    )
    told = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # What the S3 of the tests says of each request is not worth a line.
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="vidstudio-chaos-", ignore_cleanup_errors=True) as folder:
        lines, good = run(Path(folder), told)
    print("\n".join(lines), flush=True)
    sys.exit(0 if good else 1)


def run(folder, told):
    """(the report's lines, whether all is kept) of so many minutes in a folder of its own."""
    folder.chmod(0o755)
    with servers.s3("chaos") as (storage, _):
        crew = billing.Providers(takes=min(2.0, told.lease / 3))
        env = environment(folder, told, storage, crew)
        os.environ.update(env)
        import django

        postgres = backing.Postgres(_folder(folder / "rows"))
        redis = backing.Redis(folder)
        os.environ["DATABASE_URL"] = postgres.url
        # Who looks on has lines of his own.
        os.environ["S3_ENDPOINT_URL"] = storage.behind
        os.environ["REDIS_URL"] = f"unix://{redis.socket}"
        django.setup()
        from tests.chaos.driver import Chaos

        chaos = Chaos(folder, told, env, postgres, redis, storage, crew)
        try:
            return chaos.report(*chaos.run())
        finally:
            chaos.close()
            redis.close()
            postgres.close()
            crew.close()


def _folder(path):
    path.mkdir()
    return path


def environment(folder, told, storage, crew):
    """Variables of the studio, with the servers' own addresses."""
    return {
        "DJANGO_SETTINGS_MODULE": "tests.chaos.studio",
        "VIDSTUDIO_HOME": str(_folder(folder / "driver")),
        "SECRET_KEY": secrets.token_urlsafe(40),
        "VIDSTUDIO_LEASE_SECONDS": str(told.lease),
        "VIDSTUDIO_HEARTBEAT_SECONDS": "0.5",
        "VIDSTUDIO_TEST_ROWS": json.dumps(crew.rows()),
        "S3_BUCKET": "chaos",
        "S3_ENDPOINT_URL": storage.url,
        "S3_ACCESS_KEY": "a",
        "S3_SECRET_KEY": "b",
    }


if __name__ == "__main__":
    main()
