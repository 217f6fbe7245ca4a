"""What `manage.py check` says about the machine before anybody waits for it."""

import os
import re

from django.conf import settings
from django.core.checks import Error, Warning, register
from django.db import DatabaseError
from django.utils import timezone
from django.utils.module_loading import import_string

from generation.media import face_finding, object_finder
from generation.provider_errors import Misconfigured
from generation.providers import registry
from rendering.provenance import identity
from rendering.provenance.certificates import UnfitCertificate

# Of whatever makes films: whether this machine can. The rest of Django's checks is of the code, which the web
# process and `manage.py check` look at.
MACHINE = "machine"


@register(MACHINE)
def the_map_can_be_followed(app_configs, **_):
    """Every dotted path of JOB_KINDS, STAGES and PROVIDERS leads somewhere."""
    paths = [row["CLASS"] for rows in settings.PROVIDERS.values() for row in rows]
    paths += [kind["pipeline"] for kind in settings.JOB_KINDS.values()]
    paths += settings.STAGES.values()
    return [error for path in paths for error in _followed(path)]


def _followed(path):
    try:
        import_string(path)
    except ImportError as problem:
        yield Error(
            f"{path} cannot be imported: {problem}",
            hint="Correct it in vidstudio/job_kinds.py or provider_settings.py",
            id="vidstudio.E001",
        )


@register(MACHINE)
def photos_can_be_cut_out(app_configs, **_):
    """Without the model only plain backgrounds are cut away, and nobody should wonder why."""
    return [Warning(trouble, id="vidstudio.W009") for trouble in [object_finder.trouble()] if trouble]


@register(MACHINE)
def faces_can_be_found(app_configs, **_):
    """Without the models people mark each mouth themselves, and nobody should wonder why."""
    return [Warning(trouble, id="vidstudio.W010") for trouble in [face_finding.trouble()] if trouble]


@register(MACHINE)
def the_natural_voices_are_installed(app_configs, **_):
    """Without their models a robotic voice speaks, and nobody should wonder why."""
    hint = "Or set VIDSTUDIO_NATURAL_VOICES=0."
    return [Warning(trouble, hint=hint, id="vidstudio.W008") for trouble in registry.troubles()]


# What was read from the environment before model cards said what a model takes.
MOVED_TO_MODEL_CARDS = re.compile(
    r"RUNWAY_(RATIOS|SECONDS|INPUT)|FAL_(SECONDS|INPUT)|REPLICATE_(IMAGE|CLIP|LIP_SYNC|MUSIC)_(INPUT|FIELDS|SECONDS)"
)


@register(MACHINE)
def no_variable_is_set_in_vain(app_configs, **_):
    """What a model takes is in its card: a variable that nobody reads is told, not passed over."""
    return [
        Warning(
            f"{name} is not read any more.",
            hint="Enter what the model takes in its card (Admin, Model cards; docs/providers.md).",
            id="vidstudio.W010",
        )
        for name in sorted(os.environ)
        if MOVED_TO_MODEL_CARDS.fullmatch(name) and os.environ[name]
    ]


@register(MACHINE)
def films_can_be_signed(app_configs, **_):
    """An operator's certificate that does not sign is told before a film waits for it."""
    try:
        identity.operators()
    except UnfitCertificate as problem:
        hint = "See docs/provenance.md, or unset both variables: the studio then signs with its own."
        return [Error(str(problem), hint=hint, id="vidstudio.E011")]
    return []


@register(MACHINE)
def sqlite_is_safe_for_workers(app_configs, **_):
    """Without WAL and IMMEDIATE, workers on SQLite meet "database is locked"."""
    base = settings.DATABASES["default"]
    options = base.get("OPTIONS", {})
    if "sqlite" not in base["ENGINE"]:
        return []
    if options.get("transaction_mode") == "IMMEDIATE" and "WAL" in options.get("init_command", ""):
        return []
    return [Error("SQLite must run with WAL and IMMEDIATE transactions.", id="vidstudio.E002")]


@register(MACHINE)
def the_queue_never_offers_a_live_task_again(app_configs, **_):
    """django-q2 counts `retry` from the moment a task is fetched, not from its start."""
    q = settings.Q_CLUSTER
    waiting = -(-(q["queue_limit"] + 1) // q["workers"])
    if q["retry"] > q["timeout"] * (1 + waiting) + 10:
        return []
    return [
        Error("Q_CLUSTER: retry must exceed timeout × (1 + queued tasks per worker).", id="vidstudio.E003")
    ]


@register(MACHINE)
def a_lease_outlives_its_heartbeats(app_configs, **_):
    """A lease is renewed by the first heartbeat after a third of it: a slower one comes too late."""
    beat, lease = settings.HEARTBEAT_SECONDS, settings.LEASE_SECONDS
    if 0 < beat <= lease / 3:
        return []
    return [
        Error(
            f"VIDSTUDIO_HEARTBEAT_SECONDS is {beat:g} and VIDSTUDIO_LEASE_SECONDS {lease:g}: other workers "
            "would take steps that are alive.",
            hint="A heartbeat must be longer than 0 and at most a third of the lease.",
            id="vidstudio.E010",
        )
    ]


@register(MACHINE)
def the_models_are_still_sold(app_configs, **_):
    """A provider shuts models down; who asks for one afterwards gets nothing."""
    try:
        return [_dying(*found) for found in registry.dying()]
    except Misconfigured as problem:
        return [Warning(str(problem), id="vidstudio.W004")]
    except DatabaseError:  # before the first migrate there are no cards to look at
        return []


def _dying(talent, provider, model, day):
    # A warning also when it is over: a fallback that died must not stop a studio that starts.
    said = "was" if day <= timezone.localdate() else "will be"
    return Warning(
        f"{talent}: {model} of {provider} {said} shut down on {day}.",
        hint="Name another model in the environment, or none: then the studio chooses (docs/money.md).",
        id="vidstudio.W005",
    )
