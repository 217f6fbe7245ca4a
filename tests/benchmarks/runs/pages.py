"""Pages of a shop with thousands of rows, asked for by Django's test client. Prints JSON.

python -m tests.benchmarks.runs.pages <rows> <times>   [[page, queries of few, of many, [[ms, CPU ms], …]], …]
"""

import time

from django.urls import reverse

from tests.benchmarks import kit, studio_processes

FEW = 60
ROOMS = ("projects", "generation", "rendering")
PAGES = {
    "projects": "/projects/",
    "projects, page 40": "/projects/?page=40",
    "projects, searched": "/projects/?q=number+000",
    "products": "/products/",
    "products, searched": "/products/?q=flask+000",
    "new project": "/projects/new/",
    "review queue, 50 waiting": "/review/",
    "costs": "/costs/?period=all",
    "calls behind a sum": "/costs/calls/?period=all",
    "API projects": "/api/v1/projects/",
    "API products": "/api/v1/products/",
    "API jobs": "/api/v1/jobs/",
    "API renders": "/api/v1/renders/",
    "API costs": "/api/v1/costs/",
    "API costs, summed": "/api/v1/costs/summary/?by=project",
}


def main(rows, times):
    studio_processes.set_up()
    client, few = _client(), _shop(FEW, waiting=10, scenes=8)
    before = {page: _queries(client, url) for page, url in few.items()}
    many = _shop(int(rows), waiting=50, scenes=40)
    after = {page: _queries(client, url) for page, url in many.items()}
    return [[page, before[page], after[page], _ms(client, url, int(times))] for page, url in many.items()]


def _shop(rows, waiting, scenes):
    """A shop of so many rows; {page: address}."""
    from tests.benchmarks import many_rows

    many_rows.fill(rows)
    many_rows.waiting(waiting)
    address = reverse("projects:detail", args=[many_rows.board(scenes).pk])
    return {**PAGES, "project with 40 scenes": address, **_desks()}


def _desks():
    """The admin's lists of our rows."""
    from django.contrib import admin

    models = [model for model in admin.site._registry if model._meta.app_label in ROOMS]
    names = {f"admin {model._meta.verbose_name_plural}": model._meta for model in models}
    return {
        page: reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist") for page, meta in names.items()
    }


def _client():
    """The browser of the shop's admin, who may see everything."""
    from django.test import Client

    from tests import cast

    client = Client()
    client.force_login(cast.adam())
    return client


def _get(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, f"{url}: {answer.status_code}"
    return b"".join(answer) if answer.streaming else answer.content


def _queries(client, url):
    """How often the page asks the database, once caches and templates are warm."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    _get(client, url)
    with CaptureQueriesContext(connection) as asked:
        _get(client, url)
    return len(asked)


def _ms(client, url, times):
    return [_one(client, url) for _ in range(times)]


def _one(client, url):
    """Milliseconds on the clock, and those in which the processor really worked for us."""
    busy = time.process_time()
    return 1000 * kit.timed(lambda: _get(client, url)), 1000 * (time.process_time() - busy)


if __name__ == "__main__":
    studio_processes.run(main)
