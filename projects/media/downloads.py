"""The safe downloader, for addresses that came from outside: people, catalogues, providers.

An address is resolved once, checked, and then connected to by number, so that a name cannot mean
something else a moment later. No proxy and no cookie is used, and nothing is sent that is secret.
"""

import contextlib
import http.client
import ipaddress
import re
import socket
import ssl
import threading
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings
from django.utils.translation import gettext

from projects.errors import BadInput
from projects.languages import wording

MOST_REDIRECTS = 4
PORTS = (80, 443)
LOOPBACK = ("127.0.0.1", "::1", "localhost")
CHUNK = 64 * 1024
# Bytes of an answer to a POST that are kept to be looked at.
MOST_SHOWN = 2000
REDIRECTS = (301, 302, 303, 307, 308)
NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
HEADERS = {"User-Agent": "vidstudio", "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}


class FetchRefused(BadInput):
    """The address must not be fetched, or what it answered cannot be used."""


def fetch(url, most_bytes=25 * 2**20, seconds=20, hosts=()):
    """(bytes, mime) of what `url` answers; the MIME type is what the server claims, in lower case.

    `most_bytes` and `seconds` bound the whole, redirects included. Raises FetchRefused for other
    schemes than http(s), user names, ports other than 80 and 443, addresses that are not public,
    more than MOST_REDIRECTS redirects, errors of the network, and any answer but 200. Where `hosts`
    are named, only they and what is below them are asked, redirects included.
    """
    with _Deadline(seconds) as deadline:
        for _ in range(MOST_REDIRECTS + 1):
            try:
                _belongs(url, hosts)
                answer = _ask(url, deadline)
                if answer.status in REDIRECTS:
                    url = _next(url, answer)
                    continue
                return _body(answer, most_bytes, deadline), _mime(answer)
            except (OSError, http.client.HTTPException, ValueError) as error:
                raise FetchRefused(_reason(url, deadline, error)) from error
    raise FetchRefused(gettext("The address leads on too many times. Use the picture's own address."))


def post(url, body, headers, seconds=10):
    """(status, the first characters of the answer) of a POST; no redirect is followed, none is needed.

    As careful as `fetch`; raises FetchRefused where there is no answer.
    """
    with _Deadline(seconds) as deadline:
        try:
            scheme, host, port, target = check(url)
            connection = _Pinned(scheme, host, port, deadline)
            connection.request("POST", target, body=body, headers={**HEADERS, **headers})
            answer = connection.getresponse()
            return answer.status, answer.read(MOST_SHOWN).decode(errors="replace")
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise FetchRefused(_reason(url, deadline, error)) from error


def check_public(url):
    """Refuse an address that is not on the public internet now, or that nobody knows."""
    _, host, port, _ = check(url)
    _resolve(host, port)


def check(url):
    """(scheme, host, port, target) of an address we may fetch as far as its text goes, or FetchRefused."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        raise FetchRefused(gettext("This is not a web address.")) from None
    if parts.scheme not in ("http", "https") or not host:
        raise FetchRefused(gettext("Only addresses that start with http:// or https:// can be fetched."))
    if "@" in parts.netloc:
        raise FetchRefused(gettext("Addresses with a user name in them are not fetched."))
    port = port if port is not None else (443 if parts.scheme == "https" else 80)
    if port not in PORTS and not _loopback_allowed():
        raise FetchRefused(
            gettext("Port %(port)s is not fetched from: only 80 and 443 are.") % {"port": port}
        )
    return parts.scheme, _ascii(host), port, _target(parts)


def _belongs(url, hosts):
    """Refuse an address that is not at one of some hosts, if there are any."""
    host = check(url)[1].lower()
    if not hosts or any(host == one or host.endswith(f".{one}") for one in hosts):
        return
    if not (_loopback_allowed() and host in LOOPBACK):
        named = ", ".join(hosts)
        raise FetchRefused(
            gettext("“%(host)s” is not one of the servers that its files come from (%(named)s).")
            % {"host": host, "named": named}
        )


def is_public(address):
    """Whether an IP address (text) is on the public internet, also when wrapped into IPv6."""
    ip = ipaddress.ip_address(address.split("%")[0])
    inner = _embedded(ip)
    if inner is not None:
        return is_public(str(inner))
    site_local = ip.version == 6 and ip.is_site_local  # given up in 2004, still routed in some offices
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_link_local or site_local)


def _embedded(ip):
    """The IPv4 address that an IPv6 address leads to, or None."""
    if ip.version == 4:
        return None
    if any(ip in net for net in NAT64):
        return ipaddress.ip_address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


def _resolve(host, port):
    """The address to connect to. Refused when any of the name's addresses is not public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise FetchRefused(gettext("There is no server called “%(host)s”.") % {"host": host}) from None
    addresses = [entry[4][0] for entry in found]
    for address in addresses:
        if not (is_public(address) or (_loopback_allowed() and ipaddress.ip_address(address).is_loopback)):
            raise FetchRefused(
                gettext("“%(host)s” is not on the public internet, so it is not fetched.") % {"host": host}
            )
    return addresses[0]


def _ask(url, deadline):
    scheme, host, port, target = check(url)
    connection = _Pinned(scheme, host, port, deadline)
    connection.request("GET", target, headers=HEADERS)
    return connection.getresponse()


class _Pinned(http.client.HTTPConnection):
    """Connects to the checked number; the name is still what TLS verifies and what Host says."""

    def __init__(self, scheme, host, port, deadline):
        self.default_port = 443 if scheme == "https" else 80  # decides whether Host names the port
        super().__init__(f"[{host}]" if ":" in host else host, port)
        self.name, self.scheme, self.deadline = host, scheme, deadline

    def connect(self):
        address = _resolve(self.name, self.port)
        self.sock = socket.create_connection((address, self.port), timeout=self.deadline.left())
        self.deadline.guard(self.sock)
        if self.scheme == "https":
            self.sock = ssl.create_default_context().wrap_socket(
                self.sock, server_hostname=self.name, do_handshake_on_connect=False
            )
            self.deadline.guard(self.sock)
            self.sock.do_handshake()


class _Deadline:
    """Ends the connection when the time is over.

    A socket's own timeout counts from byte to byte: a server that drips one byte a second would
    never meet it.
    """

    def __init__(self, seconds):
        self.seconds, self.sock, self.over = seconds, None, threading.Event()
        self.timer = threading.Timer(seconds, self._end)
        self.timer.daemon = True

    def __enter__(self):
        self.timer.start()
        return self

    def __exit__(self, *_):
        self.timer.cancel()
        if self.sock is not None:
            self.sock.close()

    def guard(self, sock):
        self.sock = sock
        if self.over.is_set():
            raise TimeoutError

    def left(self):
        if self.over.is_set():
            raise TimeoutError
        return self.seconds

    def _end(self):
        self.over.set()
        # TypeError: there is no connection yet. The plain socket's shutdown, as TLS's own would
        # pull its state away from under the thread that is reading.
        with contextlib.suppress(OSError, TypeError):
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def _next(url, answer):
    place = answer.getheader("Location")
    answer.close()
    if not place:
        raise FetchRefused(gettext("The server sends us on without saying where."))
    return urljoin(url, place)


def _body(answer, most_bytes, deadline):
    if answer.status != 200:
        raise FetchRefused(
            gettext("The server answered %(status)s instead of a file.") % {"status": answer.status}
        )
    if answer.getheader("Content-Encoding", "identity").lower() not in ("", "identity"):
        raise FetchRefused(gettext("The server sends the file compressed in a way that is not unpacked."))
    claimed = answer.length  # None when the server does not say
    if claimed is not None and claimed > most_bytes:
        raise FetchRefused(_too_large(most_bytes))
    data = bytearray()
    while part := answer.read(CHUNK):
        data += part
        if len(data) > most_bytes:
            raise FetchRefused(_too_large(most_bytes))
    deadline.left()  # a connection ended by us looks like a body that is complete
    if claimed is not None and len(data) != claimed:
        raise http.client.IncompleteRead(b"", claimed - len(data))
    if not data:
        raise FetchRefused(gettext("The address answers with an empty file."))
    return bytes(data)


def _mime(answer):
    return answer.getheader("Content-Type", "").partition(";")[0].strip().lower()


def _too_large(most_bytes):
    size = (
        f"{most_bytes // 2**20} MB"
        if most_bytes >= 2**20
        else gettext("%(count)s bytes") % {"count": most_bytes}
    )
    return gettext("The file is larger than %(size)s.") % {"size": size}


def _reason(url, deadline, error):
    host = urlsplit(url).hostname or url
    if deadline.over.is_set() or isinstance(error, TimeoutError):
        return gettext("“%(host)s” took longer than %(seconds)s seconds.") % {
            "host": host,
            "seconds": wording.short(deadline.seconds),
        }
    if isinstance(error, ssl.SSLError):
        return gettext("“%(host)s” has no valid certificate.") % {"host": host}
    if isinstance(error, http.client.IncompleteRead):
        return gettext("“%(host)s” broke off in the middle of the file.") % {"host": host}
    return gettext("“%(host)s” could not be reached.") % {"host": host}


def _ascii(host):
    """The host as it goes over the wire. Anything but letters, digits, dots and colons is refused."""
    try:
        host = host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        host = ""
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,253}|[0-9A-Fa-f:.]{2,45}", host):
        raise FetchRefused(gettext("This is not a web address."))
    return host


def _target(parts):
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return path + (f"?{quote(parts.query, safe='/?%:@!$&()*+,;=~-._[]')}" if parts.query else "")


def _loopback_allowed():
    """A setting for tests, whose servers are on this machine. Other private addresses stay refused."""
    return getattr(settings, "FETCH_ALLOW_PRIVATE", False)
