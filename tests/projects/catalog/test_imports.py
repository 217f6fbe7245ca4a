"""Imports in the background: asked for at once, brought in by parts, killed, cancelled, asked for twice."""

import io
import time
import zipfile
from unittest import mock

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django_q.models import OrmQ

from generation import tasks
from generation.engine import dispatch
from projects import clock
from projects.board import editing
from projects.catalog import imports
from projects.errors import BadInput, IllegalMove
from projects.media.downloads import FetchRefused
from projects.models import (
    AuditEntry,
    CatalogueImport,
    ColumnChoice,
    ImportPart,
    ImportState,
    Membership,
    Product,
)
from projects.models.catalogue_import import NOTIFY_AGAIN
from tests import cast

pytestmark = pytest.mark.django_db
HEAD = "Handle,Title,Variant Price\n"


def cups(count, price="9.00"):
    return (HEAD + "".join(f"cup-{n},Cup {n},{price}\n" for n in range(count))).encode()


def start(data=None, **options):
    return imports.start(cast.shop(), cast.ed(), "spring.csv", data or cups(25), **options)[0]


def now(row):
    row.refresh_from_db()
    return row


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(imports, "PART", 10)


class Killed(BaseException):
    """The process is gone: nothing is tidied up."""


def killed_behind(parts):
    """A worker that dies inside of a part's transaction, its products made and nothing told yet."""
    made = ImportPart.objects.create
    left = iter(range(parts + 1))

    def create(**fields):
        if next(left, None) is None:
            raise Killed
        return made(**fields)

    return mock.patch.object(ImportPart.objects, "create", create)


def lease_runs_out(row):
    CatalogueImport.objects.filter(pk=row.pk).update(lease_until=clock.now() - imports.LEASE)


def test_asking_writes_no_product_and_tells_a_worker():
    row = start()
    assert (row.state, row.total, Product.objects.count()) == ("waiting", None, 0)
    assert OrmQ.objects.count() == 1
    tasks.run_import(row.pk)
    assert now(row).state == ImportState.DONE
    assert row.counts == {"created": 25, "updated": 0, "unchanged": 0, "refused": 0}
    assert (row.done, row.total, row.percent, Product.objects.count()) == (25, 25, 100, 25)


def test_killed_in_the_middle_and_run_again_it_has_exact_rows(small_parts):
    row = start(cups(45))
    with killed_behind(2), pytest.raises(Killed):
        imports.run(row.pk)
    done = now(row).done
    assert (done, Product.objects.count()) == (20, 20)
    assert not imports.run(row.pk), "the dead worker's lease still holds"
    assert now(row).done == 20
    lease_runs_out(row)
    assert list(CatalogueImport.objects.due(clock.now() + NOTIFY_AGAIN * 2)) == [row]
    imports.run_to_end(row)
    handles = list(Product.objects.values_list("handle", flat=True))
    assert sorted(handles) == sorted(f"cup-{n}" for n in range(45))
    assert AuditEntry.objects.filter(verb="created product").count() == 45
    lines = [one.line for one in imports.report(row).rows]
    assert lines == list(range(2, 47))
    assert now(row).counts["created"] == 45


def test_time_that_is_over_hands_the_rest_on(small_parts):
    row = start()
    assert imports.run(row.pk, seconds=0)
    assert (now(row).state, row.done, row.lease_until) == ("running", 10, None)
    tasks_sent = OrmQ.objects.count()
    with mock.patch.object(imports, "SLICE_SECONDS", 0), mock.patch.object(imports.run, "__defaults__", (0,)):
        tasks.run_import(row.pk)
    assert (now(row).done, OrmQ.objects.count()) == (20, tasks_sent + 1)


def test_the_same_file_at_once_is_one_import():
    row, is_new = imports.start(cast.shop(), cast.ed(), "a.csv", cups(3))
    again, is_new_again = imports.start(cast.shop(), cast.ann(), "b.csv", cups(3))
    assert (is_new, is_new_again, again) == (True, False, row)
    other, is_other = imports.start(cast.shop(), cast.ed(), "a.csv", cups(3), currency="EUR")
    assert is_other and other != row
    imports.run_to_end(row)
    later, is_later = imports.start(cast.shop(), cast.ed(), "a.csv", cups(3))
    assert is_later, "when it is over, the same file may be brought in again"
    imports.run_to_end(other)
    assert imports.run_to_end(later).counts["unchanged"] == 3
    assert Product.objects.count() == 3


def test_two_requests_in_the_same_moment_make_one_row():
    row = start(cups(3))
    with mock.patch.object(imports, "_at_work", side_effect=[None, row]):
        again, is_new = imports.start(cast.shop(), cast.ed(), "spring.csv", cups(3))
    assert (again, is_new) == (row, False)
    kept = default_storage.listdir(f"{cast.shop().pk}/imports")[1]
    assert row.sheet.name.rpartition("/")[2] in kept


def test_imports_of_a_workspace_come_one_after_the_other():
    first, second = start(cups(2)), start(cups(2, price="7.00"))
    assert not imports.run(second.pk) and now(second).state == "waiting"
    assert imports.waits_for(second) == first
    OrmQ.objects.all().delete()
    imports.run_to_end(first)
    assert OrmQ.objects.count() == 1, "the next one is told"
    imports.run_to_end(second)
    assert {str(price) for price in Product.objects.values_list("price", flat=True)} == {"7.00"}


def test_cancel_keeps_what_is_there_and_leaves_the_rest(small_parts):
    row = start()
    imports.run(row.pk, seconds=0)
    imports.cancel(row, cast.ed())
    imports.cancel(row, cast.ed())
    assert not imports.run(row.pk)
    assert (now(row).state, row.left, Product.objects.count()) == ("cancelled", 15, 10)
    assert AuditEntry.objects.filter(verb="cancelled import").count() == 1


def test_a_cancel_in_the_middle_of_a_part_undoes_only_that_part(small_parts):
    row = start()

    def cancelled(*args, **options):
        CatalogueImport.objects.filter(pk=row.pk).update(state=ImportState.CANCELLED)
        return []

    imports.run(row.pk, seconds=0)
    with mock.patch("projects.catalog.importing.Import.pictures_of", cancelled):
        assert not imports.run(row.pk)
    assert (now(row).state, row.done, Product.objects.count()) == ("cancelled", 10, 10)


def test_one_that_is_over_cannot_be_cancelled():
    row = imports.run_to_end(start())
    with pytest.raises(IllegalMove, match="over"):
        imports.cancel(row, cast.ed())


def test_what_is_wrong_further_down_is_said_by_the_import():
    broken = cups(400) + b'cup-4,"Cup 4,1.00\n'
    row = start(broken)
    imports.run(row.pk)
    assert now(row).state == ImportState.FAILED
    assert "quotation mark" in row.error


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", b"a,b\n1,2\n", HEAD.encode()])
def test_what_is_no_catalogue_is_refused_when_it_is_sent(data):
    with pytest.raises(BadInput):
        imports.start(cast.shop(), cast.ed(), "x.csv", data)
    assert not CatalogueImport.objects.exists()


def test_an_error_that_passes_is_tried_again_later(small_parts):
    row = start()
    with mock.patch.object(ImportPart.objects, "create", side_effect=OSError("storage is away")):
        assert not imports.run(row.pk)
    assert now(row).state == "running" and row.lease_until > clock.now()
    lease_runs_out(row)
    assert imports.run_to_end(row).counts["created"] == 25


def test_a_file_that_ends_every_worker_is_given_up():
    row = start()
    CatalogueImport.objects.filter(pk=row.pk).update(attempts=imports.MOST_ATTEMPTS)
    imports.run(row.pk)
    assert now(row).state == ImportState.FAILED and "never read to its end" in row.error


def test_whoever_lost_the_right_meanwhile_brings_nothing_in():
    row = start()
    Membership.objects.filter(user=cast.ed()).update(role="viewer")
    imports.run(row.pk)
    assert (now(row).state, Product.objects.count()) == (ImportState.FAILED, 0)
    assert "may not change" in row.error


def test_a_check_writes_nothing():
    row = imports.run_to_end(start(dry_run=True))
    assert row.counts == {"created": 25, "updated": 0, "unchanged": 0, "refused": 0}
    assert not Product.objects.exists()


def test_a_new_check_ends_the_one_before_and_remembers_no_columns():
    first = start(cups(3, price="1.00"), dry_run=True, mapping={"title": "Title"})
    second = start(cups(4), dry_run=True)
    other = imports.start(cast.shop(), cast.adam(), "a.csv", cups(5), dry_run=True)[0]
    assert [now(row).state for row in (first, second, other)] == ["cancelled", "waiting", "waiting"]
    assert not ColumnChoice.objects.exists()
    start(cups(4))
    assert now(second).state == "cancelled"


def test_a_long_check_is_left_to_the_workers_and_the_page_follows(client, monkeypatch):
    client.force_login(cast.ed())

    def checked():
        sent = {"catalog": SimpleUploadedFile("a.csv", cups(25)), "check": "1"}
        return client.post(reverse("projects:product_import"), sent, headers={"HX-Request": "true"})

    assert "25 products would be created" in " ".join(checked().content.decode().split())
    monkeypatch.setattr(imports, "SMALL_BYTES", 10)
    page = checked().content.decode()
    row = CatalogueImport.objects.get(state=ImportState.WAITING)
    address = reverse("projects:import_progress", args=[row.pk]) + "?of=check"
    assert f'hx-get="{address}"' in page and "Cup 0" in page and "would be created" not in page
    imports.run_to_end(row)
    told = client.get(address).content.decode()
    assert "25 products would be created" in " ".join(told.split()) and "hx-get" not in told
    assert not Product.objects.exists()


def test_photos_are_found_in_both_ways_and_their_files_go():
    data = b"Handle,Title,Image Src\nmug,Mug,mug.png\ncup,Cup,cup.png\n"
    photo = io.BytesIO(cast.photo_bytes())
    photo.name = "mug.png"
    row = start(data, photos=[photo], archive=_zip("cup.png"))
    kept = [row.photos.name, row.archive.name]
    imports.run_to_end(row)
    assert {product.handle: product.photos.count() for product in Product.objects.all()} == {
        "mug": 1,
        "cup": 1,
    }
    assert not any(default_storage.exists(name) for name in kept)
    assert default_storage.exists(row.sheet.name)


def _zip(name):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr(name, cast.photo_bytes())
    return out


def test_a_host_that_never_answers_is_not_waited_for_again_and_again():
    lines = "".join(f"p-{n},P {n},https://shop.test/{n}.png\n" for n in range(6))
    row = start(f"Handle,Title,Image Src\n{lines}".encode())
    gone = FetchRefused("no answer")
    gone.__cause__ = TimeoutError()
    with mock.patch("projects.catalog.importing.downloads.fetch", side_effect=gone) as fetch:
        imports.run_to_end(row)
    assert fetch.call_count == 3
    assert now(row).counts["created"] == 6
    assert "did not answer 3 times" in imports.report(row).rows[-1].message


def test_a_part_holds_at_most_one_product_of_which_there_are_films():
    for handle in ("cup-1", "cup-3"):
        product = Product.objects.create(workspace=cast.shop(), handle=handle, name=handle)
        editing.create_project(cast.shop(), cast.ed(), "product", product=product)
    sizes = []
    whole = imports.ImportPart.objects.create

    def create(**fields):
        sizes.append(len(fields["rows"]))
        return whole(**fields)

    with mock.patch.object(ImportPart.objects, "create", create):
        imports.run_to_end(start(cups(6)))
    assert sizes == [0, 3, 3]


# --- columns ---------------------------------------------------------------------------------
def test_chosen_columns_are_offered_for_the_next_file_of_that_header():
    mapping = {"title": "Alpha", "price": "Beta", "sku": ""}
    row = start(b"Alpha;Beta;SKU\nCup;5,00;1\n", mapping=mapping)
    imports.run_to_end(row)
    later = b"alpha ;BETA;sku\nBowl;7,00;2\n"
    assert imports.choice_for(cast.shop(), later) == ({"title": "alpha", "price": "BETA", "sku": ""}, True)
    imports.run_to_end(start(later))
    assert str(Product.objects.get(name="Bowl").price) == "7.00"
    assert Product.objects.get(name="Bowl").sku == ""
    assert imports.choice_for(cast.shop("other", "Other"), later) == (None, False)
    assert ColumnChoice.objects.count() == 1


@pytest.mark.parametrize(
    ("mapping", "words"), [({"name": "Alpha"}, "no field “name”"), ({"title": "Gamma"}, "no column “Gamma”")]
)
def test_a_program_is_told_which_column_there_is_not(mapping, words):
    with pytest.raises(BadInput, match=words) as refusal:
        start(b"Alpha;Beta\nCup;5,00\n", mapping=mapping, exact=True)
    assert refusal.value.field == "mapping"


# --- around ----------------------------------------------------------------------------------
def test_the_sweep_tells_again_of_what_nobody_took():
    row = start()
    OrmQ.objects.all().delete()
    dispatch.sweep()
    assert OrmQ.objects.count() == 0, "it was told a moment ago"
    dispatch.sweep(clock.now() + NOTIFY_AGAIN * 2)
    assert OrmQ.objects.count() == 1
    imports.run_to_end(row)
    dispatch.sweep(clock.now() + NOTIFY_AGAIN * 4)
    assert OrmQ.objects.count() == 1


def test_old_imports_go_with_their_files():
    row = imports.run_to_end(start())
    assert imports.purge(clock.now()) == 0
    assert imports.purge(clock.now() + imports.KEPT_FOR * 1.1) == 1
    assert not CatalogueImport.objects.exists() and not default_storage.exists(row.sheet.name)
    assert Product.objects.count() == 25


def test_asking_with_20000_products_looks_at_the_first_only():
    with mock.patch("projects.catalog.rows._Grouping._line", autospec=True, side_effect=_first_only):
        began = time.thread_time()  # of the processor: a busy machine takes no more of that
        start(cups(20_000))
    assert time.thread_time() - began < 1


seen = []


def _first_only(grouping, line, cells):
    seen.append(line)
    assert len(seen) < 3, "the whole file is read in the request"
    grouping.found.products.append(mock.Mock(photos=[]))


def test_the_feed_moves_with_each_part(small_parts):
    row = start()
    before = imports.feed(row.pk)
    imports.run(row.pk, seconds=0)
    after = imports.feed(row.pk)
    assert (before["last"], after["created"], after["percent"]) == (0, 10, 40)
    assert after["last"] != before["last"]


def test_the_command_brings_a_file_in(tmp_path, capsys):
    path = tmp_path / "shop.csv"
    path.write_text("Alpha;Beta\nCup;5,00\n;;\n;1\n")
    cast.ed()
    with pytest.raises(CommandError, match="no column"):
        call_command("import_catalogue", str(path), "--as", "ed", "--column", "title=Gamma")
    call_command(
        "import_catalogue", str(path), "--as", "ed", "--column", "title=Alpha", "--column", "price=Beta"
    )
    told = capsys.readouterr()
    assert told.out.startswith("Line,Handle,Outcome,Message\r\n2,cup,created,")
    assert "1 created, 0 updated, 0 unchanged, 1 refused" in told.err
    cast.vera()
    with pytest.raises(CommandError, match="may not edit"):
        call_command("import_catalogue", str(path), "--as", "vera")
