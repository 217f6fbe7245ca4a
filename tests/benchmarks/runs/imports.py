"""A CSV of many products without photos, brought into an empty shop. Prints JSON.

python -m tests.benchmarks.runs.imports <lines>   [[what, seconds, seconds of processor time], …]
"""

import time

from tests.benchmarks import studio_processes

HEAD = "Handle,Title,Body (HTML),Vendor,Variant Price\n"


def main(lines):
    studio_processes.set_up()
    from projects.catalog import imports
    from projects.models import Product
    from tests import cast

    shop, person = cast.shop(), cast.ed()
    data = (HEAD + "".join(_line(number) for number in range(int(lines)))).encode()
    told = [
        _timed(
            "asking for a check (the request)",
            lambda: imports.start(shop, person, "a.csv", data, dry_run=True),
        ),
        _timed("the check, by a worker", lambda: imports.run_to_end(shop.imports.first())),
        _timed("asking for an import (the request)", lambda: imports.start(shop, person, "a.csv", data)),
        _timed("the import, by a worker", lambda: imports.run_to_end(shop.imports.first())),
        _timed(
            "the same file again", lambda: imports.run_to_end(imports.start(shop, person, "a.csv", data)[0])
        ),
    ]
    if Product.objects.filter(workspace=shop).count() != int(lines):
        raise SystemExit("Not every line became a product.")
    return told


def _line(number):
    return f"cup-{number},Cup {number},<p>Number {number}</p>,Acme,{number % 90 + 1}.00\n"


def _timed(what, work):
    began, busy = time.monotonic(), time.process_time()
    work()
    return what, time.monotonic() - began, time.process_time() - busy


if __name__ == "__main__":
    studio_processes.run(main)
