"""A verb that two people press at the same moment is answered twice and done once (PostgreSQL alone).

SQLite has one writer at a time; what is read before another's commit shows where writers run side by side.
"""

import logging
import os
import threading

import pytest
from django.core.cache import cache
from django.db import connection, connections, transaction

from tests.vidstudio.pressing import ALL, counted, difference, prepare, prepared, press, quiet, visitor

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("postgres" not in os.environ.get("DATABASE_URL", ""), reason="asked on PostgreSQL"),
]


class Shelf:
    """Copies of all rows, to be put back after each verb."""

    def __init__(self):
        self.tables = [
            name for name in connection.introspection.table_names() if name not in ("django_migrations",)
        ]
        copies = (f'CREATE TABLE shelf."{name}" AS SELECT * FROM "{name}"' for name in self.tables)
        self._run("CREATE SCHEMA shelf", *copies)

    def put_back(self):
        # TRUNCATE makes new files for each table and index, which takes longer than these few rows.
        gone = (f'DELETE FROM "{name}"' for name in self.tables)
        copies = (f'INSERT INTO "{name}" SELECT * FROM shelf."{name}"' for name in self.tables)
        # As a replica: no foreign key is looked at, so that the order of the tables does not matter.
        self._run(
            "SET session_replication_role = replica",
            *gone,
            *copies,
            "SET session_replication_role = DEFAULT",
        )

    def drop(self):
        self._run("DROP SCHEMA shelf CASCADE")

    @staticmethod
    def _run(*statements):
        with connection.cursor() as cursor:
            cursor.execute(";".join(statements))


def at_once(key, verb, here, sent):
    """The statuses of two presses at the same moment, each on a connection of its own."""
    gate, told = threading.Barrier(2), []
    clients = [visitor(), visitor()]

    def one(client):
        try:
            gate.wait(60)
            told.append(press(client, key, verb, here, sent))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return sorted(told)


def alone(key, verb, here, sent):
    """What one press does; it is taken back."""
    with transaction.atomic():
        client, start = visitor(), counted()
        press(client, key, verb, here, sent)
        done = difference(start, counted())
        transaction.set_rollback(True)
    return done


def test_pressed_by_two_at_once_it_is_done_once(tmp_path):
    wrong = []
    with pytest.MonkeyPatch.context() as patch:
        quiet(patch, tmp_path)
        shop = prepared()
        shelf = Shelf()
        try:
            for key, verb in ALL.items():
                shelf.put_back()
                cache.clear()
                here = prepare(verb, shop)
                sent = verb.sent(here)
                once, start = alone(key, verb, here, sent), counted()
                cache.clear()
                told = at_once(key, verb, here, sent)
                both = difference(start, counted())
                most = {name: 2 * rows for name, rows in once.items()} if verb.adds else once
                if len(told) < 2 or told[0] >= 400 or told[1] >= 500 or both not in (once, most):
                    wrong.append(f"{key[1]} {key[0]}: {told}, alone {once}, both {both}")
        finally:
            shelf.drop()
            logging.disable(logging.NOTSET)
    assert not wrong, "\n".join(wrong)
