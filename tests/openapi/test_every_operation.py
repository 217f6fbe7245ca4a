"""Every operation of the OpenAPI document, asked by schemathesis with what fits it and what does not.

As many examples each as VIDSTUDIO_FUZZ_EXAMPLES says (`make fuzz`), the same ones in every run. Each
operation meets a whole shop, and what it did is taken back before the next.
"""

import contextlib
import logging
import os
from unittest import SkipTest

import pytest
import schemathesis
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import checks
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks as openapi_checks

from tests import cast
from tests.vidstudio import pressing
from tests.vidstudio.addresses import FIRST_WORD
from vidstudio.accounts import tokens

EXAMPLES = int(os.environ.get("VIDSTUDIO_FUZZ_EXAMPLES", "0"))
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.skipif(not EXAMPLES, reason="a minute: `make fuzz` and `.ci/run` do it"),
]
CHECKS = (
    checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_headers_conformance,
    openapi_checks.response_schema_conformance,
    openapi_checks.negative_data_rejection,
)
REFUSES = openapi_checks.negative_data_rejection
# Streams of events do not end by themselves: tests/generation/engine/test_streams.py reads them.
ENDLESS = "/stream"


@pytest.fixture
def shop(tmp_path, monkeypatch):
    pressing.quiet(monkeypatch, tmp_path)
    cache.clear()
    for signal in (request_started, request_finished):  # the connection is the test's own
        signal.disconnect(close_old_connections)
    yield pressing.prepared()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    logging.disable(logging.NOTSET)


def _is_body_wrong(case):
    """Whether what is sent does not fit the document. Spaces around a text are none: they are taken off."""
    part = case.meta.components.get(ParameterLocation.BODY) if case.meta else None
    return part is not None and part.mode.is_negative and case.body == trimmed(case.body)


def trimmed(value):
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return [trimmed(one) for one in value]
    return {name: trimmed(one) for name, one in value.items()} if isinstance(value, dict) else value


def asked(operation, mode, rows, headers):
    """Failures of one operation, as lines."""
    found = []
    first = operation.path.removeprefix("/api/v1/").split("/")[0]
    key = rows.get(FIRST_WORD.get(first, first))

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True,
        suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case):
        if key and "id" in case.path_parameters:
            case.path_parameters["id"] = key
        if "slug" in case.path_parameters:
            case.path_parameters["slug"] = cast.shop().slug
        try:
            told = [one for one in CHECKS if one is not REFUSES or _is_body_wrong(case)]
            case.call_and_validate(headers=headers, checks=told)
        except FailureGroup as failures:
            found.extend(f"{one}\n{case.as_curl_command(headers)}" for one in failures.exceptions)
        except Exception as error:
            found.append(f"{operation.label}: {error!r}")

    with transaction.atomic():
        with contextlib.suppress(Unsatisfiable, SkipTest):  # nothing wrong can be sent to some
            ask()
        transaction.set_rollback(True)
    return found


def test_no_operation_breaks_or_answers_what_the_document_does_not_say(shop):
    schema = schemathesis.openapi.from_wsgi("/api/schema/", WSGIHandler(), config=SchemathesisConfig())
    headers = {"Authorization": f"Bearer {tokens.issue(cast.ann())}"}
    wrong, count = [], 0
    for result in schema.get_all_operations():
        operation = result.ok()
        if ENDLESS not in operation.path:
            count += 1
            for mode in GenerationMode:
                wrong += asked(operation, mode, shop, headers)
    assert count > 100
    assert not wrong, "\n\n".join(wrong)
