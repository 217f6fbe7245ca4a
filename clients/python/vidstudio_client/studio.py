"""The client. Rows are dicts as the API words them; `shapes` says what is in them."""

import json
import re
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from vidstudio_client import shapes

Row = dict[str, Any]
OnEvent = Callable[[Row], object]

# Answers after which the same call may be sent again: too many calls, and servers that are away.
AGAIN = (429, 502, 503, 504)
# A call with this code is at work: its answer is asked for again.
AT_WORK = "idempotency_in_progress"
LONGEST_WAIT = 30.0


class Refused(Exception):
    """The studio refused a call: `status`, `code` and `field` for programs, the text for people."""

    def __init__(self, status: int, told: Row) -> None:
        self.status = status
        self.code = str(told.get("code", ""))
        self.field: str | None = told.get("field")
        self.request_id = str(told.get("request_id", ""))
        super().__init__(str(told.get("message", f"The studio answered {status}.")))


class JobFailed(Exception):
    """A job ended without success; `job` is how it stands."""

    def __init__(self, job: shapes.JobDetail) -> None:
        self.job = job
        super().__init__(job.get("error") or f"The job is {job['state']}.")


class Studio:
    """A vidstudio at `url`, asked with an API token.

    `tries` is how often a call is sent before an outage is given up on. Use it as a context manager, or call
    `close`.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        tries: int = 5,
        timeout: float = 60.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.tries = tries
        self._http = httpx.Client(
            base_url=f"{url.rstrip('/')}/api/v1/",
            headers={"Authorization": f"Bearer {token}"},
            timeout=timeout,
            transport=transport,
            follow_redirects=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the connections."""
        self._http.close()

    # --- any call --------------------------------------------------------------------------------
    def call(
        self,
        method: str,
        path: str,
        body: Row | None = None,
        *,
        params: Row | None = None,
        file: Path | str | None = None,
        key: str | None = None,
    ) -> Any:
        """What the API answers to a call, as JSON; None where it says nothing. Raises Refused.

        A POST carries an idempotency key (`key`, or a new one), so that sending it again does it once.
        """
        headers = {"Idempotency-Key": key or str(uuid.uuid4())} if method == "POST" else {}
        data = Path(file).read_bytes() if file else b""
        for turn in range(1, self.tries + 1):
            sent: dict[str, Any] = {"json": body} if body is not None else {}
            if file:
                sent = {"data": body or {}, "files": {"file": (Path(file).name, data)}}
            try:
                answer = self._http.request(method, path, params=params, headers=headers, **sent)
            except httpx.TransportError:
                if turn == self.tries:
                    raise
                time.sleep(_wait(turn))
                continue
            told = _told(answer)
            if answer.status_code < 400:
                return told
            is_again = answer.status_code in AGAIN or told.get("code") == AT_WORK
            if not is_again or turn == self.tries:
                raise Refused(answer.status_code, told)
            time.sleep(_wait(turn, answer.headers.get("Retry-After")))
        raise AssertionError("unreachable")

    def do(
        self,
        name: str,
        body: Mapping[str, Any] | None = None,
        *,
        file: Path | str | None = None,
        **values: Any,
    ) -> Any:
        """Any call by its name in the API's document, `do("projects_archive_create", id=4)`: see `call`.

        `values` fill its path; the rest of them are its parameters. Raises KeyError for a name that is none.
        """
        method, path = shapes.CALLS[name]
        named = {word: values.pop(word) for word in re.findall(r"{(\w+)}", path)}
        return self.call(method, path.format(**named), dict(body) if body else None, params=values, file=file)

    def pages(self, path: str, **params: Any) -> Iterator[Any]:
        """The rows of a list, page after page, newest first."""
        page = self.call("GET", path, params=params)
        while True:
            yield from page["results"]
            if not page["next"]:
                return
            page = self.call("GET", page["next"])

    # --- products and projects -------------------------------------------------------------------
    def create_product(self, name: str, **fields: Any) -> shapes.ProductOut:
        """A product; `fields` as docs/api.md names them: price, description, selling_points …"""
        found: shapes.ProductOut = self.call("POST", "products/", {"name": name, **fields})
        return found

    def add_photo(self, product: int, path: Path | str, alt: str = "") -> shapes.PhotoOut:
        """Send a photo of a product; the same picture twice stays one."""
        body = {"alt": alt} if alt else {}
        found: shapes.PhotoOut = self.call("POST", f"products/{product}/photos/", body, file=path)
        return found

    def create_project(self, **settings: Any) -> shapes.ProjectDetail:
        """A draft of one of `product_id`, `prompt` or `script`, with `duration`, `style`, `aspect` …"""
        found: shapes.ProjectDetail = self.call("POST", "projects/", settings)
        return found

    def project(self, project: int) -> shapes.ProjectDetail:
        """A project with its scenes."""
        found: shapes.ProjectDetail = self.call("GET", f"projects/{project}/")
        return found

    def scenes(self, project: int) -> list[shapes.SceneOut]:
        """Its scenes, in order."""
        found: list[shapes.SceneOut] = self.call("GET", f"projects/{project}/scenes/")
        return found

    def edit_scene(self, scene: int, **changes: Any) -> shapes.SceneOut:
        """Change a scene; with the `version` that was read, Refused 409 where somebody was faster."""
        found: shapes.SceneOut = self.call("PATCH", f"scenes/{scene}/", changes)
        return found

    def estimate(self, project: int, kind: str = "storyboard") -> shapes.EstimateOut:
        """What starting that would cost at most, and why it would be refused."""
        found: shapes.EstimateOut = self.call("GET", f"projects/{project}/estimate/", params={"kind": kind})
        return found

    # --- work ------------------------------------------------------------------------------------
    def generate(self, project: int, **options: Any) -> shapes.StartedOut:
        """Start the storyboard; answers with the job."""
        found: shapes.StartedOut = self.call("POST", f"projects/{project}/generate/", options)
        return found

    def render(self, project: int) -> shapes.StartedOut:
        """Render the approved board once more; answers with the job."""
        found: shapes.StartedOut = self.call("POST", f"projects/{project}/render/", {})
        return found

    def make_ratios(self, project: int, ratios: list[str]) -> shapes.StartedOut:
        """Make the approved board in other ratios; answers with the job."""
        found: shapes.StartedOut = self.call("POST", f"projects/{project}/ratios/", {"ratios": ratios})
        return found

    def submit(self, project: int, accept_stale: bool = False) -> shapes.ProjectDetail:
        """Put the board up for review."""
        found: shapes.ProjectDetail = self.call(
            "POST", f"projects/{project}/submit/", {"accept_stale": accept_stale}
        )
        return found

    def approve(self, project: int, expecting: str | None = None, **more: Any) -> shapes.ProjectDetail:
        """Agree to what was submitted, of the digest that was looked at; its render starts."""
        body = {**more, **({"expecting": expecting} if expecting else {})}
        found: shapes.ProjectDetail = self.call("POST", f"projects/{project}/approve/", body)
        return found

    def newest_job(self, project: int, kind: str) -> shapes.JobOut:
        """The newest job of a kind. Raises LookupError where there is none."""
        page = self.call("GET", "jobs/", params={"project": project, "kind": kind, "limit": 1})
        if not page["results"]:
            raise LookupError(f"Project {project} has no {kind} job.")
        found: shapes.JobOut = page["results"][0]
        return found

    def events(self, job: int, after: int = 0) -> Iterator[Row]:
        """A job's log as it grows, each line once; connections that are cut are made anew.

        Ends with the job. Raises httpx.TransportError when the studio stays away.
        """
        failed = 0
        while True:
            try:
                with self._http.stream(
                    "GET", f"jobs/{job}/stream/", headers={"Last-Event-ID": str(after)}
                ) as answer:
                    if answer.status_code == 204:
                        return
                    if answer.status_code != 200:
                        answer.read()
                        raise Refused(answer.status_code, _told(answer))
                    for kind, data in _told_events(answer.iter_lines()):
                        failed = 0
                        if kind == "over":
                            return
                        after = data["seq"]
                        yield data
            except httpx.TransportError:
                failed += 1
                if failed >= self.tries:
                    raise
                time.sleep(_wait(failed))

    def wait(
        self, job: shapes.StartedOut | shapes.JobOut | int, on_event: OnEvent | None = None
    ) -> shapes.JobDetail:
        """Wait until a job is over; returns it. Raises JobFailed where it did not succeed."""
        key = job if isinstance(job, int) else int(job["id"])
        for event in self.events(key):
            if on_event:
                on_event(event)
        told: shapes.JobDetail = self.call("GET", f"jobs/{key}/")
        if told["state"] != "succeeded":
            raise JobFailed(told)
        return told

    # --- files -----------------------------------------------------------------------------------
    def films(self, project: int) -> list[shapes.RenderOut]:
        """The finished videos of a project, newest first, with `video`, `srt`, `aspect`."""
        found: list[shapes.RenderOut] = list(self.pages("renders/", project=project))
        return found

    def download(self, address: str, path: Path | str) -> Path:
        """Fetch a signed address into a file; an unfinished one is not left behind.

        A studio with its files in S3 sends on to there; the token does not go along to another host.
        """
        target = Path(path)
        part = target.with_name(f"{target.name}.part")
        try:
            with self._http.stream("GET", address, follow_redirects=True) as answer:
                if answer.status_code != 200:
                    raise Refused(answer.status_code, {})
                with part.open("wb") as out:
                    for chunk in answer.iter_bytes():
                        out.write(chunk)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        return target

    def download_film(self, project: int, path: Path | str, aspect: str | None = None) -> Path:
        """Fetch the newest video of a project (in a ratio). Raises LookupError where there is none."""
        for film in self.films(project):
            if film["video"] and aspect in (None, film["aspect"]):
                return self.download(film["video"], path)
        raise LookupError(f"Project {project} has no such video yet.")


def _wait(turn: int, asked: str | None = None) -> float:
    """Seconds until the next try: as the studio asks, else longer each time."""
    if asked and asked.isdecimal():
        return min(LONGEST_WAIT, float(asked))
    return min(LONGEST_WAIT, 0.25 * float(2**turn))


def _told(answer: httpx.Response) -> Any:
    """The JSON of an answer; of a refusal what is inside of `error`."""
    if not answer.content:
        return {} if answer.status_code >= 400 else None
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told.get("error", told) if answer.status_code >= 400 and isinstance(told, dict) else told


def _told_events(lines: Iterator[str]) -> Iterator[tuple[str, Row]]:
    """(event, data) of a stream of server-sent events, whole ones only."""
    kind, data = "", ""
    for line in lines:
        name, _, value = line.partition(": ")
        if name == "event":
            kind = value
        elif name == "data":
            data = value
        elif not line and data:
            yield kind, json.loads(data)
            kind, data = "", ""
