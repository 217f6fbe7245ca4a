"""The downloader against hostile addresses and hostile servers."""

import gzip
import socket
import threading
import time

import pytest

from projects.media import downloads as downloader
from projects.media.downloads import FetchRefused, check, fetch, is_public

PRIVATE = [
    "127.0.0.1",
    "127.9.9.9",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::",
    "fc00::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
]
PUBLIC = ["8.8.8.8", "151.101.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.com/a.png",
        "data:image/png;base64,AAAA",
        "gopher://example.com/",
        "javascript:alert(1)",
        "//example.com/a.png",
        "example.com/a.png",
        "",
        "http://",
        "http:///a.png",
        "http://user:secret@example.com/",
        "http://example.com\\@127.0.0.1/",
        "http://@127.0.0.1/",
        "http://example.com:22/",
        "http://example.com:0/",
        "http://example.com:99999/",
        "http://example.com:x/",
        "http://[::1/",
        "http://exa mple.com/",
        "http://example.com%00.evil/",
        "http://a\x00b/",
    ],
)
def test_addresses_that_are_refused_as_they_are_written(url):
    with pytest.raises(FetchRefused):
        fetch(url, seconds=2)


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "[::1]",
        "[::ffff:7f00:1]",
        "0",
    ],
)
def test_every_spelling_of_this_machine_is_refused(host):
    with pytest.raises(FetchRefused, match="not on the public internet"):
        fetch(f"http://{host}/", seconds=2)


def test_a_name_with_one_private_address_is_refused(monkeypatch):
    both = [(2, 1, 6, "", ("8.8.8.8", 80)), (2, 1, 6, "", ("10.0.0.7", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: both)
    with pytest.raises(FetchRefused, match="not on the public internet"):
        fetch("http://rebind.example/")


def test_the_checked_number_is_what_is_connected_to(monkeypatch):
    """A name that answers differently the second time is never asked a second time."""
    asked, connected = [], []

    def resolve(host, *_, **__):
        asked.append(host)
        return [(2, 1, 6, "", ("93.184.216.34" if len(asked) == 1 else "127.0.0.1", 80))]

    def connect(address, **_):
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(FetchRefused):
        fetch("http://rebind.example/")
    assert (asked, connected) == (["rebind.example"], [("93.184.216.34", 80)])


def test_names_in_other_scripts_and_spaces_in_paths_are_written_for_the_wire():
    assert check("https://bücher.example/rote tasse.png?v=1") == (
        "https",
        "xn--bcher-kva.example",
        443,
        "/rote%20tasse.png?v=1",
    )


# --- servers ---------------------------------------------------------------------------------
class Server:
    """One loopback server that answers each connection with what `answer(request)` yields."""

    def __init__(self, answer):
        self.answer, self.requests = answer, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}/"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.reply, args=(connection,), daemon=True).start()

    def reply(self, connection):
        with connection:
            request = connection.recv(65536).decode("latin-1")
            self.requests.append(request)
            try:
                for part in self.answer(request):
                    connection.sendall(part)
            except OSError:
                pass


@pytest.fixture
def serve(settings):
    settings.FETCH_ALLOW_PRIVATE = True
    servers = []

    def start(answer):
        servers.append(Server(answer if callable(answer) else lambda request: [answer]))
        return servers[-1]

    yield start
    for server in servers:
        server.listener.close()


def page(body=b"pixels", status="200 OK", **headers):
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def test_the_bytes_and_the_claimed_type_come_back(serve):
    server = serve(page(Content_Type="Image/PNG; charset=x", Content_Length=6))
    assert fetch(server.url) == (b"pixels", "image/png")


def test_nothing_secret_is_sent_and_nothing_compressed_is_asked_for(serve):
    server = serve(page())
    fetch(server.url + "a.png")
    head = server.requests[0].lower()
    assert head.startswith("get /a.png http/1.1\r\n")
    assert "accept-encoding: identity" in head
    assert "authorization" not in head
    assert "cookie" not in head


def test_a_redirect_is_followed(serve):
    last = serve(page(b"there"))
    first = serve(page(b"", "302 Found", Location=last.url))
    assert fetch(first.url)[0] == b"there"


@pytest.mark.parametrize(
    "place",
    [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:a00:1]/",
        "file:///etc/passwd",
        "http://user@127.0.0.1/",
        "",
    ],
)
def test_a_redirect_is_checked_like_the_first_address(serve, place):
    server = serve(page(b"", "302 Found", **({"Location": place} if place else {})))
    with pytest.raises(FetchRefused):
        fetch(server.url, seconds=3)


def test_redirects_without_end_are_given_up(serve):
    server = serve(page(b"", "302 Found", Location="/again"))
    with pytest.raises(FetchRefused, match="too many times"):
        fetch(server.url)
    assert len(server.requests) == downloader.MOST_REDIRECTS + 1


def test_a_claimed_size_above_the_limit_is_refused_unread(serve):
    with pytest.raises(FetchRefused, match="larger than 100 bytes"):
        fetch(serve(page(b"x", Content_Length=10**9)).url, most_bytes=100)


def test_an_endless_body_is_cut_at_the_limit(serve):
    def endless(request):
        yield page(b"")
        while True:
            yield b"x" * 65536

    with pytest.raises(FetchRefused, match="larger than 1 MB"):
        fetch(serve(endless).url, most_bytes=2**20)


def test_an_endless_chunked_body_is_cut_at_the_limit(serve):
    def endless(request):
        yield page(b"", Transfer_Encoding="chunked")
        while True:
            yield b"10000\r\n" + b"x" * 65536 + b"\r\n"

    with pytest.raises(FetchRefused, match="larger than 1 MB"):
        fetch(serve(endless).url, most_bytes=2**20)


def test_a_body_longer_than_claimed_is_cut_at_the_claim(serve):
    assert fetch(serve(page(b"pixels and more", Content_Length=6)).url)[0] == b"pixels"


def test_a_body_shorter_than_claimed_is_refused(serve):
    with pytest.raises(FetchRefused, match="broke off"):
        fetch(serve(page(b"pix", Content_Length=6)).url)


def test_compressed_answers_are_not_unpacked(serve):
    bomb = gzip.compress(bytes(10_000_000))
    with pytest.raises(FetchRefused, match="compressed"):
        fetch(serve(page(bomb, Content_Encoding="gzip")).url)


def test_an_empty_answer_is_refused(serve):
    with pytest.raises(FetchRefused, match="empty"):
        fetch(serve(page(b"", Content_Length=0)).url)


@pytest.mark.parametrize("status", ["404 Not Found", "500 Oops", "206 Partial Content", "204 No Content"])
def test_any_other_status_is_refused(serve, status):
    with pytest.raises(FetchRefused, match=status[:3]):
        fetch(serve(page(b"x", status)).url)


@pytest.mark.parametrize(
    "noise", [b"", b"\x00" * 100, b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 twohundred\r\n\r\n"]
)
def test_what_is_not_http_is_refused(serve, noise):
    with pytest.raises(FetchRefused):
        fetch(serve(noise).url, seconds=3)


def test_headers_without_end_are_refused(serve):
    with pytest.raises(FetchRefused):
        fetch(serve(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 5000).url, seconds=3)


@pytest.mark.parametrize("opening", [b"", b"HTTP/1.1 200 OK\r\nA: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_a_slow_drip_ends_with_the_time(serve, opening):
    def drip(request):
        yield opening
        while True:
            time.sleep(0.1)
            yield b"x"

    began = time.monotonic()
    with pytest.raises(FetchRefused, match="longer than 0.6 seconds"):
        fetch(serve(drip).url, seconds=0.6)
    assert time.monotonic() - began < 20  # the drip itself has no end


def test_a_silent_server_ends_with_the_time(serve):
    def silent(request):
        time.sleep(3)
        yield b""

    with pytest.raises(FetchRefused, match="longer than 0.5 seconds"):
        fetch(serve(silent).url, seconds=0.5)


def test_tls_checks_the_name(serve, settings):
    """A server without a valid certificate gets no request."""
    server = serve(page())
    with pytest.raises(FetchRefused):
        fetch(server.url.replace("http:", "https:"), seconds=3)
    assert not any(request.startswith("GET") for request in server.requests)


def test_nobody_listening_says_so(settings):
    settings.FETCH_ALLOW_PRIVATE = True
    # Kept, so that nobody else gets it, and not listened to.
    with socket.socket() as kept, pytest.raises(FetchRefused, match="could not be reached"):
        kept.bind(("127.0.0.1", 0))
        fetch(f"http://127.0.0.1:{kept.getsockname()[1]}/")


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.1/a.png",
        "http://172.31.255.254/",
        "http://192.168.0.1:80/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fd00:ec2::254]/latest/meta-data/",
        "http://[fe80::1]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://[::ffff:169.254.169.254]/",
        "http://0xa9fea9fe/",
        "http://2852039166/",
        "http://0251.0376.0251.0376/",
        "http://100.100.100.200/",
    ],
)
def test_every_spelling_of_a_private_network_is_refused_also_where_loopback_is_allowed(settings, url):
    settings.FETCH_ALLOW_PRIVATE = True
    with pytest.raises(FetchRefused, match="not on the public internet|no server called"):
        fetch(url, seconds=2)


def test_a_file_that_is_its_own_address_is_refused_however_long_it_is():
    with pytest.raises(FetchRefused, match="http"):
        fetch("data:image/png;base64," + "A" * 50_000_000, seconds=2)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a.png",
        "https://replicate.delivery.example.org/a.png",
        "https://notreplicate.delivery/a.png",
    ],
)
def test_a_result_that_lies_where_its_provider_keeps_none_is_not_fetched(url):
    with pytest.raises(FetchRefused, match="is not one of the servers that its files come from"):
        fetch(url, hosts=("replicate.delivery",))


def test_a_result_may_not_lead_on_to_other_servers(serve):
    server = serve(page(b"", "302 Found", Location="https://example.org/a.png"))
    with pytest.raises(FetchRefused, match="“example.org” is not one of the servers"):
        fetch(server.url, hosts=("replicate.delivery",))


def test_a_result_below_a_named_host_is_looked_for_there():
    with pytest.raises(FetchRefused, match="no server called|could not be reached|not on the public"):
        fetch("https://nowhere.replicate.delivery/a.png", seconds=2, hosts=("replicate.delivery",))
