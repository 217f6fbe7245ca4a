"""/metrics tells what there is; alerts and the dashboard ask for nothing else."""

import json
import re
from decimal import Decimal

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from generation.models import CircuitBreaker, CircuitState, Job, LedgerEntry, Step, StepState, WorkerHeartbeat
from projects import clock
from tests import cast
from tests.paths import ROOT

pytestmark = pytest.mark.django_db
TOKEN = "only-for-prometheus"
MONITORING = ROOT / "deploy/monitoring"


def told(client, settings):
    """{(metric, labels as sorted pairs): value}."""
    settings.METRICS_TOKEN = TOKEN
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/plain")
    return {
        (one.name, *sorted(one.labels.items())): one.value
        for family in text_string_to_metric_families(answer.content.decode())
        for one in family.samples
    }


def test_nobody_reads_them_without_the_token(client, settings):
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = TOKEN
    for wrong in ("", TOKEN, f"Bearer {TOKEN}x", "Bearer é"):
        assert client.get("/metrics", headers={"Authorization": wrong}).status_code == 401


def test_they_tell_work_money_outages_and_workers(client, settings):
    project = cast.board()
    workspace = project.workspace
    for state, count in (("queued", 1), ("failed", 2), ("succeeded", 3)):
        for _ in range(count):
            Job.objects.create(project=project, workspace=workspace, kind="regenerate", state=state)
    active = Job.objects.get(state="queued")
    stage = active.stages.create(name="voice", order=1, starts_at=0, ends_at=100)
    common = {"job": active, "stage": stage, "label": "Voice", "talent": "voice", "provider": "elevenlabs"}
    Step.objects.create(key="a", state=StepState.READY, **common)
    Step.objects.create(key="b", state=StepState.UNKNOWN, **common)
    Step.objects.create(key="c", state=StepState.FAILED, **common)
    for key, seconds in (("d", 2.0), ("e", 4.0), ("f", 9.0)):
        Step.objects.create(key=key, state=StepState.DONE, seconds=seconds, finished=clock.now(), **common)
    for key, cost in (("1", Decimal("0.25")), ("2", Decimal("0.50")), ("3", None)):
        LedgerEntry.objects.create(
            workspace=workspace, call_key=key, talent="voice", provider="elevenlabs", cost=cost
        )
    CircuitBreaker.objects.create(provider="runway", talent="clip", state=CircuitState.OPEN, failures=5)
    WorkerHeartbeat.objects.create(name="host:worker", seen=clock.now(), restarts=2, memory_mb=300)

    found = told(client, settings)
    voice = (("provider", "elevenlabs"), ("talent", "voice"))
    assert found["vidstudio_jobs_active", ("kind", "regenerate"), ("state", "queued")] == 1
    assert found["vidstudio_jobs_total", ("kind", "regenerate"), ("state", "failed")] == 2
    assert found["vidstudio_steps_due",] == 1 and found["vidstudio_oldest_due_step_seconds",] >= 0
    assert found["vidstudio_steps", ("state", "unknown")] == 1
    assert found["vidstudio_steps_failed_total", *voice] == 1
    assert found["vidstudio_step_seconds", ("talent", "voice")] == 4
    assert found["vidstudio_provider_calls_total", *voice] == 3
    assert found["vidstudio_cost", ("currency", "USD"), *voice] == 0.75
    assert found["vidstudio_cost_unknown_calls", *voice] == 1
    assert found["vidstudio_breaker_open", ("provider", "runway"), ("talent", "clip")] == 1
    worker = ("worker", "host:worker")
    assert found["vidstudio_worker_restarts_total", worker] == 2
    assert found["vidstudio_worker_memory_bytes", worker] == 300_000_000


def test_more_rows_need_no_more_queries(client, settings, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        told(client, settings)


def names_in(text):
    return set(re.findall(r"vidstudio_[a-z_]+", text))


def test_alerts_and_dashboard_ask_only_for_what_is_told(client, settings):
    settings.METRICS_TOKEN = TOKEN
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    # A counter is read with _total, of which its head says nothing.
    heads = re.findall(r"^# TYPE (\w+) (\w+)$", answer.content.decode(), flags=re.M)
    known = {f"{name.removesuffix('_total')}_total" if kind == "counter" else name for name, kind in heads}
    rules = yaml.safe_load((MONITORING / "alerts.yaml").read_text())["groups"][0]["rules"]
    panels = json.loads((MONITORING / "grafana.json").read_text())["panels"]
    asked = [rule["expr"] for rule in rules]
    asked += [target["expr"] for panel in panels for target in panel["targets"]]
    assert len(rules) > 5 and len(panels) > 10
    assert names_in(" ".join(asked)) <= known
    # And what is told is explained.
    assert known <= names_in((ROOT / "docs/operations.md").read_text())
