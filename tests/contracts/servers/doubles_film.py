"""Runway, fal's queue and a composer elsewhere on loopback, and a small film that really moves."""

import io
import time
from datetime import UTC, datetime
from functools import cache
from uuid import uuid4

import av
import numpy as np

from tests.contracts.servers.doubles import Files
from tests.contracts.servers.server import Double


@cache
def film(seconds=2, width=180, height=320, fps=24):
    """An H.264 MP4 in which a bright bar goes from left to right."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=fps)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for number in range(seconds * fps):
            picture = np.full((height, width, 3), 40, np.uint8)
            left = number * (width - 40) // (seconds * fps)
            picture[:, left : left + 40] = (240, 200, 60)
            for packet in stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")):
                container.mux(packet)
        for packet in stream.encode(None):
            container.mux(packet)
    return out.getvalue()


class Waiting(Double):
    """A provider that takes its time: rows by id, a number of looks, an end, and a host of files."""

    def __init__(self, data=None, mime="video/mp4"):
        super().__init__()
        self.rows, self.looks_needed, self.end, self.output = {}, 1, None, None
        self.files = Files(data or film(), mime)

    def __exit__(self, *how):
        self.files.__exit__()
        super().__exit__(*how)

    def add(self, seen):
        pk = str(uuid4())
        row = {"id": pk, "asked": seen.body, "looks": 0, "sent": now(), "cancelled": False}
        self.rows[pk] = {**row, "at": time.monotonic()}
        return self.rows[pk]

    def work(self, seen):
        """Its work is done while it is asked how far it is."""

    def looked(self, pk):
        """The row, one look older; True once it is over."""
        row = self.rows[pk]
        row["looks"] += 1
        worked = time.monotonic() - row["at"] >= self.takes
        return row, row["looks"] > self.looks_needed and worked

    def where(self, pk):
        """The address of what was made."""
        return self.output or f"{self.files.url}/out.mp4"


def now():
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


class Runway(Waiting):
    """image_to_video and tasks: PENDING → RUNNING → an end with what it cost."""

    credits = 20

    def answer(self, seen, fault):
        good = seen.headers.get("authorization", "").startswith("Bearer ")
        if not (good and seen.headers.get("x-runway-version") == "2024-11-06"):
            return 401, {"error": "no key"}, {}
        if seen.path == "/v1/image_to_video":
            made = {"id": self.add(seen)["id"], "estimatedCost": {"credits": 25}}
            if fault and fault.kind == "missing":
                del made["id"]
            return 200, made, {}
        pk = seen.path.rsplit("/", 1)[1]
        if pk not in self.rows or self.rows[pk]["cancelled"]:
            return 404, {"error": "no such task"}, {}
        if seen.method == "DELETE":
            self.rows[pk]["cancelled"] = True
            return 204, b"", {}
        return 200, self.task(pk, fault.kind if fault else ""), {}

    def task(self, pk, kind):
        row, over = self.looked(pk)
        told = {"id": pk, "createdAt": row["sent"]}
        if kind == "unknown_status":
            return told | {"status": "PONDERING"}
        if not over:
            return told | {"status": "RUNNING", "progress": 0.4, "estimatedCost": {"credits": 25}}
        told |= {"cost": {"credits": self.credits}}
        return told | (self.end or {"status": "SUCCEEDED", "output": [self.where(pk)]})


class Fal(Waiting):
    """The queue of one endpoint, the list of its finished requests, and how they ended."""

    def __init__(self, **how):
        super().__init__(**how)
        # Addresses in its answers lead nowhere: whoever followed them would be heard of.
        self.lists, self.queue_url = True, "https://queue.example.org"

    def answer(self, seen, fault):
        if not seen.headers.get("authorization", "").startswith("Key "):
            return 401, {"detail": "no key"}, {}
        path, kind = seen.path.partition("?")[0], fault.kind if fault else ""
        if path == "/v1/models/requests/by-endpoint":
            return 200, {"items": self.listed(), "next_cursor": None, "has_more": False}, {}
        if path == "/fal-ai/pika/v2.2/image-to-video":
            return 200, self.accepted(self.add(seen), kind), {}
        return self.request(seen.method, path.split("/")[4:], kind)

    def accepted(self, row, kind):
        base = f"{self.queue_url}/fal-ai/pika/requests/{row['id']}"
        places = {"response_url": base, "status_url": f"{base}/status", "cancel_url": f"{base}/cancel"}
        told = {"request_id": row["id"], **places, "queue_position": 0}
        if kind == "missing":
            del told["request_id"]
        return told

    def request(self, method, rest, kind):
        if not rest or rest[0] not in self.rows:
            return 404, {"detail": "no such request"}, {}
        pk, what = rest[0], "/".join(rest[1:])
        if what == "cancel" and method == "PUT":
            self.rows[pk]["cancelled"] = True
            return 202, {"status": "CANCELLATION_REQUESTED"}, {}
        if what == "status":
            return self.status(pk, kind)
        return self.end or (200, {"video": {"url": self.where(pk), "content_type": "video/mp4"}}, {})

    def status(self, pk, kind):
        _, over = self.looked(pk)
        if kind == "unknown_status":
            return 200, {"status": "PONDERING", "request_id": pk}, {}
        if not over:
            return 202, {"status": "IN_PROGRESS", "request_id": pk, "logs": None}, {}
        failed = {"error": "failed", "error_type": "internal"} if self.end else {}
        told = {"status": "COMPLETED", "request_id": pk, "logs": None, "metrics": {"inference_time": 31.5}}
        return 200, told | failed, {}

    def listed(self):
        """What is over only, and files of the input not as they were sent."""
        return [
            {
                "request_id": row["id"],
                "endpoint_id": "fal-ai/pika/v2.2/image-to-video",
                "sent_at": row["sent"],
                "ended_at": row["sent"],
                "status_code": 200,
                "json_input": {**row["asked"], "image_url": "https://fal.example.org/stored.jpg"},
            }
            for row in self.rows.values()
            if self.lists
        ]


class Composing(Waiting):
    """A service that speaks the wire of docs/providers.md."""

    cost = {"amount": "0.12", "currency": "EUR"}

    def answer(self, seen, fault):
        if not seen.headers.get("authorization", "").startswith("Bearer "):
            return 401, {"message": "no key"}, {}
        path, _, query = seen.path.partition("?")
        if path == "/renders" and seen.method == "POST":
            made = {"id": self.add(seen)["id"], "status": "queued"}
            if fault and fault.kind == "missing":
                del made["id"]
            return 202, made, {}
        if path == "/renders":
            wanted = query.partition("reference=")[2]
            rows = [row for row in self.rows.values() if row["asked"]["reference"] == wanted]
            return 200, {"renders": [{"id": row["id"]} for row in rows]}, {}
        pk = path.rsplit("/", 1)[1]
        if pk not in self.rows:
            return 404, {"message": "no such render"}, {}
        if seen.method == "DELETE":
            self.rows[pk]["cancelled"] = True
            return 204, b"", {}
        row, over = self.looked(pk)
        if not over:
            return 200, {"id": pk, "status": "running", "progress": 0.5}, {}
        return (
            200,
            {"id": pk, "cost": self.cost, **(self.end or {"status": "done", "video_url": self.where(pk)})},
            {},
        )
