"""Private media: who sees it, in which pieces, how small, and for how long by a link."""

import asyncio
import io
import runpy
import time
import warnings
from unittest import mock
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from django.core.files.storage import default_storage
from django.test import AsyncClient, TestCase
from django.urls import reverse
from moto import mock_aws
from PIL import Image

from projects.errors import NotAllowed
from projects.media import library, serving
from tests import cast
from tests.worker_processes import ROOT


def film(data=bytes(range(256)) * 8, mime="video/mp4", kind="video"):
    return library.keep(cast.shop(), kind, data, mime, "upload")


class Access(TestCase):
    def setUp(self):
        self.film = film()

    def get(self, path=None, **headers):
        return self.client.get(path or self.film.url, headers=headers)

    def test_a_viewer_sees_it(self):
        self.client.force_login(cast.vera())
        answer = self.get()
        self.assertEqual(answer.getvalue(), library.read(self.film))
        self.assertEqual(answer["Content-Type"], "video/mp4")
        self.assertEqual(answer["X-Content-Type-Options"], "nosniff")

    def test_an_outsider_finds_nothing(self):
        self.client.force_login(cast.oscar())
        self.assertEqual(self.get().status_code, 404)

    def test_a_stranger_is_asked_to_log_in(self):
        self.assertIn("/login/", self.get()["Location"])

    def test_another_digest_finds_nothing(self):
        self.client.force_login(cast.vera())
        for digest in ("0" * 12, self.film.digest[:4]):
            self.assertEqual(
                self.get(reverse("projects:asset", args=[self.film.pk, digest])).status_code, 404
            )

    def test_a_lost_file_is_a_404_not_a_crash(self):
        self.client.force_login(cast.vera())
        default_storage.delete(self.film.file.name)
        self.assertEqual(self.get().status_code, 404)

    def test_browsers_may_keep_it_but_proxies_may_not(self):
        self.client.force_login(cast.vera())
        self.assertEqual(self.get()["Cache-Control"], "private, max-age=31536000, immutable")

    def test_what_the_browser_has_is_not_sent_again(self):
        self.client.force_login(cast.vera())
        again = self.get(**{"if-none-match": self.get()["ETag"]})
        self.assertEqual(again.status_code, 304)
        self.assertEqual(again.content, b"")

    def test_posting_is_refused(self):
        self.client.force_login(cast.vera())
        self.assertEqual(self.client.post(self.film.url).status_code, 405)


class Disposition(TestCase):
    def setUp(self):
        self.client.force_login(cast.vera())

    def test_films_are_shown_in_the_page(self):
        self.assertTrue(self.client.get(film().url)["Content-Disposition"].startswith("inline"))

    def test_download_saves_under_a_friendly_name(self):
        answer = self.client.get(film().url + "?download=Summer+Flask")
        self.assertEqual(answer["Content-Disposition"], 'attachment; filename="summer-flask.mp4"')

    def test_download_without_a_name_says_what_it_is(self):
        asset = film()
        answer = self.client.get(asset.url + "?download=1")
        self.assertEqual(
            answer["Content-Disposition"], f'attachment; filename="video-{asset.digest[:8]}.mp4"'
        )

    def test_a_name_cannot_break_out_of_the_header(self):
        answer = self.client.get(film().url, {"download": 'a"\r\nSet-Cookie: x=1; ../../etc'})
        self.assertEqual(answer["Content-Disposition"], 'attachment; filename="a-set-cookie-x1-etc.mp4"')

    def test_what_could_run_in_a_browser_is_only_downloaded(self):
        for mime in ("text/html", "image/svg+xml", "application/xml"):
            page = library.keep(cast.shop(), "captions", mime.encode(), mime, "upload")
            self.assertTrue(self.client.get(page.url)["Content-Disposition"].startswith("attachment"), mime)


class Ranges(TestCase):
    def setUp(self):
        self.film = film()
        self.data = library.read(self.film)
        self.client.force_login(cast.vera())

    def get(self, wanted, **headers):
        return self.client.get(self.film.url, headers={"range": wanted, **headers})

    def test_one_range(self):
        answer = self.get("bytes=100-199")
        self.assertEqual(answer.status_code, 206)
        self.assertEqual(answer.getvalue(), self.data[100:200])
        self.assertEqual(answer["Content-Range"], "bytes 100-199/2048")
        self.assertEqual(answer["Content-Length"], "100")

    def test_an_open_end_and_the_last_bytes(self):
        self.assertEqual(self.get("bytes=2000-").getvalue(), self.data[2000:])
        self.assertEqual(self.get("bytes=-10").getvalue(), self.data[-10:])
        self.assertEqual(self.get("bytes=-99999").getvalue(), self.data)
        self.assertEqual(self.get("bytes=2000-99999")["Content-Range"], "bytes 2000-2047/2048")

    def test_beyond_the_end_is_416(self):
        for wanted in ("bytes=2048-", "bytes=-0"):
            answer = self.get(wanted)
            self.assertEqual(answer.status_code, 416)
            self.assertEqual(answer["Content-Range"], "bytes */2048")

    def test_nonsense_and_several_ranges_get_the_whole(self):
        for wanted in (
            "bytes=",
            "bytes=-",
            "bytes=9-2",
            "bytes=0-1,4-5",
            "lines=1-2",
            "bytes=a-b",
            "bytes=١-٢",
        ):
            answer = self.get(wanted)
            self.assertEqual((answer.status_code, answer.getvalue()), (200, self.data), wanted)

    def test_a_range_of_another_version_gets_the_whole(self):
        self.assertEqual(self.get("bytes=0-1", **{"if-range": '"old"'}).status_code, 200)

    def test_head_tells_the_size_and_sends_nothing(self):
        answer = self.client.head(self.film.url)
        self.assertEqual(
            (answer["Content-Length"], answer["Accept-Ranges"], answer.content), ("2048", "bytes", b"")
        )

    def test_an_empty_file_is_sent_empty(self):
        self.assertEqual(self.client.get(film(b"").url).getvalue(), b"")


@pytest.mark.django_db(transaction=True)
def test_under_asgi_pieces_are_streamed_without_gathering_them():
    asset, vera = film(b"frame" * 200_000), cast.vera()

    async def watch():
        client = AsyncClient()
        await client.aforce_login(vera)
        answer = await client.get(asset.url)
        return [len(part) async for part in answer.streaming_content]

    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="StreamingHttpResponse")
        sizes = asyncio.run(watch())
    assert len(sizes) == 4
    assert sum(sizes) == 1_000_000


class Thumbnails(TestCase):
    def setUp(self):
        self.photo = cast.picture(size=(1000, 1600))
        self.client.force_login(cast.vera())

    def get(self, width, asset=None):
        return self.client.get(f"{(asset or self.photo).url}?w={width}")

    def test_it_is_as_wide_as_asked(self):
        answer = self.get(400)
        self.assertEqual(answer["Content-Type"], "image/webp")
        self.assertEqual(Image.open(io.BytesIO(answer.getvalue())).size, (400, 640))

    def test_it_is_made_once(self):
        self.get(160).getvalue()
        name = serving.thumbnail(self.photo, 160).name
        first = default_storage.get_modified_time(name)
        self.get(160).getvalue()
        self.assertEqual(default_storage.get_modified_time(name), first)
        self.assertEqual(default_storage.listdir(name.rpartition("/")[0])[1], [name.rpartition("/")[2]])

    def test_other_widths_do_not_exist(self):
        for width in (0, 161, 5000, -400, "wide", ""):
            self.assertEqual(self.get(width).status_code, 404, width)

    def test_it_is_never_larger_than_the_original(self):
        answer = self.get(800, cast.picture(2, size=(450, 800)))
        self.assertEqual(Image.open(io.BytesIO(answer.getvalue())).size, (450, 800))

    def test_transparency_stays(self):
        data = cast.photo_bytes(size=(600, 600))
        cutout = library.keep(cast.shop(), "image", data, "image/png", "upload", width=600, height=600)
        small = Image.open(io.BytesIO(self.get(160, cutout).getvalue()))
        self.assertEqual(small.mode, "RGBA")
        self.assertEqual(small.getpixel((2, 2))[3], 0)

    def test_a_film_has_none(self):
        self.assertEqual(self.get(160, film()).status_code, 404)

    def test_a_lost_original_is_a_404(self):
        default_storage.delete(self.photo.file.name)
        self.assertEqual(self.get(160).status_code, 404)

    def test_each_size_has_its_own_tag(self):
        self.assertEqual(len({self.get(width)["ETag"] for width in serving.WIDTHS}), 3)


class SignedLinks(TestCase):
    def setUp(self):
        self.film = film()

    def test_it_needs_no_login_and_takes_ranges(self):
        answer = self.client.get(serving.signed_url(self.film), headers={"range": "bytes=0-9"})
        self.assertEqual((answer.status_code, len(answer.getvalue())), (206, 10))

    def test_it_expires_with_a_reason(self):
        link = serving.signed_url(self.film, seconds=60)
        with self.at(59):
            self.assertEqual(self.client.get(link).status_code, 200)
        with self.at(61), self.assertRaisesMessage(NotAllowed, "This link has expired"):
            serving.from_token(link.split("/")[2])

    def at(self, seconds):
        now = time.time()
        return mock.patch("django.core.signing.time.time", lambda: now + seconds)

    def test_expired_is_403(self):
        link = serving.signed_url(self.film, seconds=60)
        with self.at(3600):
            answer = self.client.get(link, headers={"hx-request": "true"})
        self.assertEqual(answer.status_code, 403)
        self.assertIn("expired", answer.content.decode())

    def test_tampering_finds_nothing(self):
        token = serving.signed_url(self.film).split("/")[2]
        other = film(b"secret")
        for forged in ("x", token[:-1], token + "x", token.replace(str(self.film.pk), str(other.pk), 1)):
            self.assertEqual(self.client.get(f"/media/{forged}/").status_code, 404, forged)

    def test_a_longer_life_cannot_be_written_in(self):
        link = serving.signed_url(self.film, seconds=60)
        self.assertEqual(self.client.get(link.replace("-60.", "-6000000.")).status_code, 404)


@pytest.fixture
def bucket(settings):
    """A pretend S3 in this process, as the default storage."""
    with mock_aws():
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="films")
        settings.STORAGES = {
            **settings.STORAGES,
            "default": {
                "BACKEND": "storages.backends.s3.S3Storage",
                "OPTIONS": {
                    "bucket_name": "films",
                    "access_key": "a",
                    "secret_key": "b",
                    "region_name": "us-east-1",
                    "querystring_auth": True,
                },
            },
        }
        yield


@pytest.mark.django_db
def test_on_s3_a_member_gets_the_range_through_us(bucket, client):
    asset = film()
    client.force_login(cast.vera())
    answer = client.get(asset.url, headers={"range": "bytes=10-19"})
    assert (answer.status_code, answer.getvalue()) == (206, bytes(range(10, 20)))


@pytest.mark.django_db
def test_on_s3_a_signed_link_leads_to_the_storage(bucket, client):
    answer = client.get(serving.signed_url(film()) + "?download=flask")
    assert answer.status_code == 302
    assert "Signature" in answer["Location"]
    assert "flask.mp4" in answer["Location"]


@pytest.mark.django_db
def test_on_s3_thumbnails_are_kept_there(bucket, client):
    client.force_login(cast.vera())
    photo = cast.picture()
    assert client.get(photo.url + "?w=160")["Content-Type"] == "image/webp"
    assert default_storage.exists(serving.thumbnail(photo, 160).name)


@pytest.mark.django_db
def test_on_s3_a_lost_file_is_a_404(bucket, client):
    asset = film()
    default_storage.delete(asset.file.name)
    client.force_login(cast.vera())
    assert client.get(asset.url).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "place",
    [
        {"S3_REGION": "us-east-1"},
        {"S3_REGION": "eu-central-1"},
        {"S3_ENDPOINT_URL": "http://minio.example:9000"},
        {"S3_ENDPOINT_URL": "https://s3.example", "S3_ADDRESSING": "virtual"},
    ],
)
def test_links_are_signed_with_version_4_alone(place, settings, monkeypatch):
    told = {"S3_BUCKET": "films", "S3_ACCESS_KEY": "a", "S3_SECRET_KEY": "b", **place}
    for name in ("S3_REGION", "S3_ENDPOINT_URL", "S3_ADDRESSING"):
        monkeypatch.delenv(name, raising=False)
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    found = runpy.run_path(str(ROOT / "vidstudio" / "settings.py"))
    with mock_aws():
        settings.STORAGES = found["STORAGES"]
        link = default_storage.url("films/one.mp4")
    asked = parse_qs(urlsplit(link).query)
    assert asked["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert not {"AWSAccessKeyId", "Signature"} & asked.keys()
