"""Replicate: pictures by any of its image models, over plain HTTP.

Not through its SDK 1.0.7, which sends the key along when it fetches a result, has no time limit on
`create` and breaks on the status `aborted`. The contract tests hold both against one server.
"""

import json
import re
from datetime import datetime

from generation.providers import content
from generation.providers.base import Finished, Ticket, Usage
from generation.providers.errors import Misconfigured, Rejected, Transient
from generation.providers.http import Wire, scrubbed

RATIOS = {"9:16": 9 / 16, "4:5": 4 / 5, "1:1": 1.0, "16:9": 16 / 9}
PAGES = 5
# Failures come as text only. These mean that the wish itself was refused.
REFUSED = re.compile(r"nsfw|sensitive|safety|moderat|content policy|\(E005\)", re.IGNORECASE)


class Painter:
    """Talent `image`. `model` is "owner/name", or "owner/name:version"; `extra` is JSON for its input."""

    paid = True

    def __init__(self, key, model, base_url="https://api.replicate.com", seconds=60, extra="{}"):
        if not re.fullmatch(r"[\w.-]+/[\w.-]+(:[0-9a-f]{64})?", model):
            raise Misconfigured(f"“{model}” is not a model of Replicate's: owner/name or owner/name:version.")
        self.model, self.extra, self.key = model, _extra(extra), key
        self._place = (base_url, seconds)

    @property
    def wire(self):
        if not hasattr(self, "_wire"):
            base, seconds = self._place
            self._wire = Wire("Replicate", base, {"Authorization": f"Bearer {self.key}"}, seconds)
        return self._wire

    def units_for(self, request):
        return {"images": 1}

    def submit(self, request):
        """Ticket of a new prediction: one POST, never repeated here."""
        name, _, version = self.model.partition(":")
        path = "/v1/predictions" if version else f"/v1/models/{name}/predictions"
        body = {"input": self.input_of(request), **({"version": version} if version else {})}
        found, _ = self.wire.post(path, body)
        return Ticket(external_id=_id(found))

    def input_of(self, request):
        """What the model is asked. The same request gives the same input, by which `find` knows it."""
        wanted = request.width / request.height
        return {
            "prompt": request.prompt,
            "aspect_ratio": min(RATIOS, key=lambda name: abs(RATIOS[name] - wanted)),
            "seed": (request.seed * 1009 + request.scene_index) % 2**31,
            "num_outputs": 1,
            "output_format": "png",
            **self.extra,
        }

    def poll(self, external_id):
        """Finished, or None while it is at work; a status nobody has heard of is still at work."""
        try:
            found = self.wire.get(f"/v1/predictions/{external_id}")
        except Misconfigured as error:
            if "404" in str(error):
                return Finished(error=Rejected("Replicate does not know this request any more."))
            raise
        usage = self.usage_of(found)
        ended = ENDS.get(found.get("status"))
        return ended(found, usage) if ended else None

    def usage_of(self, found):
        seconds = (found.get("metrics") or {}).get("predict_time")
        units = {"images": 1} if found.get("status") == "succeeded" else {}
        return Usage(units={**units, **({"seconds": seconds} if seconds else {})}, model=self.model)

    def find(self, request, since):
        """Ids of predictions with this request's input that were made since then, oldest first."""
        asked, ids, page = self.input_of(request), [], {}
        for _ in range(PAGES):
            found = self.wire.get("/v1/predictions", **page)
            rows = [row for row in found.get("results") or () if _created(row) >= since]
            ids += [row["id"] for row in rows if row.get("input") == asked]
            cursor = re.search(r"[?&]cursor=([^&]+)", found.get("next") or "")
            if not cursor or len(rows) < len(found["results"]):
                break
            page = {"cursor": cursor.group(1)}
        return ids[::-1]

    def cancel(self, external_id):
        self.wire.tell(f"/v1/predictions/{external_id}/cancel")

    def finish(self, request, data, usage):
        return content.picture(data, request, usage)


def _extra(text):
    try:
        return dict(json.loads(text))
    except (ValueError, TypeError):
        raise Misconfigured("REPLICATE_IMAGE_INPUT must be a JSON object.") from None


def _id(found):
    # Addresses are made from the id alone; the answer's own `urls` are not followed.
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,100}", str(found.get("id"))):
        raise KeyError("id")
    return found["id"]


def _created(row):
    return datetime.fromisoformat(row["created_at"].replace("Z", "+00:00"))


def _succeeded(found, usage):
    output = found.get("output")
    url = output[0] if isinstance(output, list) and output else output
    if not isinstance(url, str) or not url:
        return Finished(error=Rejected("Replicate's result is gone or has no picture in it."), usage=usage)
    return Finished(url=url, usage=usage)


def _failed(found, usage):
    said = scrubbed(str(found.get("error") or "no reason given"))[:200]
    if REFUSED.search(said):
        return Finished(error=Rejected(f"Replicate refused the picture: {said}"), usage=usage)
    return Finished(error=Transient(f"Replicate could not make the picture: {said}"), usage=usage)


def _cancelled(found, usage):
    return Finished(error=Rejected("The picture was cancelled at Replicate."), usage=usage)


def _aborted(found, usage):
    # Its deadline passed before it began: by Replicate's word not charged.
    error = Transient("Replicate did not begin in time.")
    return Finished(error=error, usage=usage, charged=False)


ENDS = {"succeeded": _succeeded, "failed": _failed, "canceled": _cancelled, "aborted": _aborted}
