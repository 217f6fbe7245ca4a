"""A verb that two people press at the same moment is answered twice and done once (PostgreSQL alone).

SQLite has one writer at a time; what is read before another's commit shows where writers run side by side.
"""

import logging
import os
import threading

import pytest
from django.core.cache import cache
from django.db import connection, connections, transaction
from django.test import Client

from tests import cast
from tests.vidstudio.pressing import ALL, counted, difference, prepare, prepared, press, quiet, visitor

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("postgres" not in os.environ.get("DATABASE_URL", ""), reason="asked on PostgreSQL"),
]


class Shelf:
    """Copies of all rows, to be put back after each verb: those of the tables that it wrote to."""

    def __init__(self):
        self.tables = [
            name for name in connection.introspection.table_names() if name not in ("django_migrations",)
        ]
        copies = (f'CREATE TABLE shelf."{name}" AS SELECT * FROM "{name}"' for name in self.tables)
        # No key: of two who write the same name into a unique column, the second would wait for the first.
        notes = (
            "CREATE TABLE shelf.written (name text)",
            """CREATE FUNCTION shelf.note() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN INSERT INTO shelf.written VALUES (TG_TABLE_NAME); RETURN NULL; END $$""",
        )
        watched = (
            f'CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON "{name}" EXECUTE FUNCTION shelf.note()'
            for name in self.tables
        )
        self._run("CREATE SCHEMA shelf", *copies, *notes, *watched)

    def put_back(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT name FROM shelf.written")
            written = [name for (name,) in cursor.fetchall()]
        # TRUNCATE makes new files for each table and index, which takes longer than these few rows.
        gone = ("DELETE FROM shelf.written", *(f'DELETE FROM "{name}"' for name in written))
        copies = (f'INSERT INTO "{name}" SELECT * FROM shelf."{name}"' for name in written)
        # As a replica: no foreign key is looked at, so that the order of the tables does not matter, and
        # nothing is noted.
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


def windows(signed_in):
    """Three windows of Ann, who signed in before the rows were kept: to sign in takes a fifth of the time."""
    found = []
    for before in signed_in:
        window = Client(raise_request_exception=False)
        window.cookies.load({name: morsel.value for name, morsel in before.cookies.items()})
        found.append(window)
    return found


def at_once(clients, key, verb, here, sent):
    """The statuses of two presses at the same moment, each on a connection of its own."""
    gate, told = threading.Barrier(2), []

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


def alone(client, key, verb, here, sent):
    """What one press does; it is taken back."""
    with transaction.atomic():
        start = counted()
        press(client, key, verb, here, sent)
        done = difference(start, counted())
        transaction.set_rollback(True)
    return done


def test_pressed_by_two_at_once_it_is_done_once(tmp_path):
    wrong = []
    with pytest.MonkeyPatch.context() as patch:
        quiet(patch, tmp_path)
        shop = prepared()
        signed_in = [visitor() for _ in range(3)]
        knows = cast.ann().get_session_auth_hash()
        shelf = Shelf()
        try:
            for key, verb in ALL.items():
                shelf.put_back()
                cache.clear()
                here = prepare(verb, shop)
                sent = verb.sent(here)
                assert cast.ann().get_session_auth_hash() == knows, f"{key}: Ann is not signed in any more"
                first, *two = windows(signed_in)
                once, start = alone(first, key, verb, here, sent), counted()
                cache.clear()
                told = at_once(two, key, verb, here, sent)
                both = difference(start, counted())
                most = {name: 2 * rows for name, rows in once.items()} if verb.adds else once
                if len(told) < 2 or told[0] >= 400 or told[1] >= 500 or both not in (once, most):
                    wrong.append(f"{key[1]} {key[0]}: {told}, alone {once}, both {both}")
        finally:
            shelf.drop()
            logging.disable(logging.NOTSET)
    assert not wrong, "\n".join(wrong)
