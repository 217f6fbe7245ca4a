"""Every setting of the studio, read from the environment; the machine is at the end.

Without any variable set this is a complete studio on one machine: SQLite, local disk, local
providers, no Redis. VIDSTUDIO_ENV=production asks for the parts that many machines share.
"""

import secrets
import tomllib
from datetime import timedelta

import dj_database_url
from corsheaders.defaults import default_headers
from django.core.exceptions import ImproperlyConfigured

from vidstudio import env
from vidstudio.home import BASE_DIR, HOME_DIR
from vidstudio.job_kinds import *
from vidstudio.provider_settings import *

VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"]
PRODUCTION = env.text("VIDSTUDIO_ENV", "development", ("development", "production")) == "production"
DEBUG = env.flag("VIDSTUDIO_DEBUG", False)


def _development_key():
    """A random key per installation, kept in HOME_DIR, so that nobody shares a default."""
    path = HOME_DIR / "secret_key"
    try:
        with path.open("x") as handle:
            handle.write(secrets.token_urlsafe(50))
        path.chmod(0o600)
    except FileExistsError:
        pass
    return path.read_text()


if PRODUCTION:
    SECRET_KEY = env.required("SECRET_KEY", "production signs sessions and media links with it")
    ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS")
    if not ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS must be set: the names this studio answers to")
    for _name in ("VIDSTUDIO_DEBUG", "VIDSTUDIO_DEMO"):
        if env.flag(_name):
            raise ImproperlyConfigured(f"{_name} shows secrets to whoever looks: it is not for production")
    env.required("DATABASE_URL", "production runs on PostgreSQL; SQLite is for one machine")
else:
    SECRET_KEY = env.text("SECRET_KEY") or _development_key()
    ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver")

# Keys of before: what they signed is still good, and nothing new is signed with them.
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    "vidstudio.apps.StudioAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "corsheaders",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_q",
    "channels",
    "axes",
    "vidstudio.apps.VidstudioConfig",
    "projects.apps.ProjectsConfig",
    "generation.apps.GenerationConfig",
    "rendering.apps.RenderingConfig",
]

MIDDLEWARE = [
    "vidstudio.logs.request_log.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "projects.middleware.PlainInput",
    "corsheaders.middleware.CorsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "projects.middleware.ApiSlash",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "vidstudio.languages.middleware.PageLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "projects.middleware.VerbErrors",
    "projects.middleware.OwnEdits",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "vidstudio.urls"
ASGI_APPLICATION = "vidstudio.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "projects.context_processors.studio",
            ],
            "builtins": [
                "projects.templatetags.studio",
                "projects.templatetags.in_language",
                "projects.templatetags.remembered",
                "projects.templatetags.stamped",
            ],
            # Who loads these by Django's names gets those that remember, too.
            "libraries": {
                **dict.fromkeys(("i18n", "static"), "projects.templatetags.remembered"),
                "admin_list": "projects.templatetags.desk_rows",
            },
        },
    }
]
# That one name has two libraries is meant so for those three (a test says that there is no fourth).
SILENCED_SYSTEM_CHECKS = ["templates.W003"]

# --- rows ------------------------------------------------------------------------------------
# SQLite needs WAL and IMMEDIATE transactions, or workers meet "database is locked": deferred
# read-then-write transactions deadlock with each other (docs/decisions.md).
DATABASE_URL = env.text("DATABASE_URL")
# Streams and sockets read rows in threads that end, so a connection that is kept for later would stay with a
# thread that nobody uses again. Each is given back after its request: in a web process to a pool, which also
# bounds how many there are.
WEB_CONNECTIONS = env.number("VIDSTUDIO_WEB_CONNECTIONS", 16, 2, 500)
# Threads that answer: some may wait for something else than the database, and no health check behind them.
WEB_THREADS = 4 * WEB_CONNECTIONS
if DATABASE_URL:
    DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=0, conn_health_checks=True)}
    if "postgresql" in DATABASES["default"]["ENGINE"] and env.text("VIDSTUDIO_PROCESS") == "web":
        from vidstudio.web import connections

        _pool = {"min_size": 1, "max_size": WEB_CONNECTIONS, "timeout": 30, "max_idle": 60}
        _pool["connection_class"] = connections.Kept
        DATABASES["default"].setdefault("OPTIONS", {})["pool"] = _pool
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME_DIR / "studio.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
            # A file, not memory: the feed, the lease's heartbeat and workers are other connections.
            "TEST": {"NAME": HOME_DIR / "test.sqlite3"},
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- files -----------------------------------------------------------------------------------
MEDIA_ROOT = HOME_DIR / "media"
STATIC_URL = "/static/"
# Elsewhere they are served from where they lie; WhiteNoise warns of a folder that is not there.
STATIC_ROOT = BASE_DIR / "staticfiles" if PRODUCTION else None
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG

if env.text("S3_BUCKET"):
    from botocore.config import Config  # it takes a while to load

    _default_storage = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env.text("S3_BUCKET"),
            "endpoint_url": env.text("S3_ENDPOINT_URL") or None,
            "access_key": env.text("S3_ACCESS_KEY") or None,
            "secret_key": env.text("S3_SECRET_KEY") or None,
            # A signature of version 4 names a region; a service of one's own takes the usual one.
            "region_name": env.text("S3_REGION") or ("us-east-1" if env.text("S3_ENDPOINT_URL") else None),
            # A storage that hangs is noticed well before a step's own time limit.
            "client_config": Config(
                s3={
                    "addressing_style": env.text("S3_ADDRESSING", "", ("", "path", "virtual", "auto"))
                    or ("path" if env.text("S3_ENDPOINT_URL") else "auto")
                },
                signature_version="s3v4",
                connect_timeout=5,
                read_timeout=20,
                retries={"mode": "standard", "total_max_attempts": 2},
            ),
            "default_acl": None,
            "querystring_auth": True,
            "querystring_expire": 3600,
            "file_overwrite": True,
        },
    }
else:
    _default_storage = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": MEDIA_ROOT, "allow_overwrite": True},
    }

STORAGES = {
    "default": _default_storage,
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 8 * 2**20
UPLOAD_MAX_BYTES = 25 * 2**20
UPLOAD_SOUND_BYTES = 60 * 2**20
UPLOAD_FILM_BYTES = 200 * 2**20
UPLOAD_MAX_PIXELS = 40_000_000
# A file that nothing names any more is removed after so long.
UNUSED_FILE_DAYS = env.number("VIDSTUDIO_UNUSED_FILE_DAYS", 30, 1, 3650)
# How many days old rows and files are kept (projects/retention.py); 0: for good. Ledger, approvals, takes and
# videos are never among them.
RETENTION = ("projects.retention.KINDS", "generation.retention.KINDS", "rendering.retention.KINDS")
_CENTURY = 36_500
_STEP_DAYS = env.number("VIDSTUDIO_KEEP_STEP_DAYS", 180, 0, _CENTURY)
RETENTION_DAYS = {
    "events": env.number("VIDSTUDIO_KEEP_EVENT_DAYS", 90, 0, _CENTURY),
    "payloads": _STEP_DAYS,
    "specs": _STEP_DAYS,
    "answers": env.number("VIDSTUDIO_KEEP_ANSWER_DAYS", 365, 0, _CENTURY),
    "received_webhooks": env.number("VIDSTUDIO_KEEP_RECEIVED_WEBHOOK_DAYS", 7, 0, _CENTURY),
    "sent_webhooks": env.number("VIDSTUDIO_KEEP_SENT_WEBHOOK_DAYS", 30, 0, _CENTURY),
    "idempotency": env.number("VIDSTUDIO_KEEP_IDEMPOTENCY_DAYS", 1, 0, _CENTURY),
    "notifications": env.number("VIDSTUDIO_KEEP_NOTIFICATION_DAYS", 90, 0, _CENTURY),
    "read_notifications": env.number("VIDSTUDIO_KEEP_READ_NOTIFICATION_DAYS", 30, 0, _CENTURY),
    "sessions": env.number("VIDSTUDIO_KEEP_SESSION_DAYS", 1, 0, _CENTURY),
    "tasks": env.number("VIDSTUDIO_KEEP_TASK_DAYS", 7, 0, _CENTURY),
    "workers": env.number("VIDSTUDIO_KEEP_WORKER_DAYS", 30, 0, _CENTURY),
    "pieces": env.number("VIDSTUDIO_KEEP_PIECE_DAYS", 30, 0, _CENTURY),
    "audit": env.number("VIDSTUDIO_KEEP_AUDIT_DAYS", 0, 0, _CENTURY),
}
MEDIA_LINK_SECONDS = env.number("VIDSTUDIO_MEDIA_LINK_SECONDS", 3600, 60, 7 * 86400)

# --- push, cache and queue -------------------------------------------------------------------
REDIS_URL = env.redis("REDIS_URL")
if REDIS_URL:
    from redis.backoff import NoBackoff  # it takes a while to load
    from redis.retry import Retry

    # A Redis that hangs is noticed after these seconds. Who waits for a hint asks again every 5 s.
    _in_time = {"socket_connect_timeout": 1, "socket_timeout": 8}
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "vidstudio.redis_backends.PatientRedisLayer",
            "CONFIG": {"hosts": [{"address": REDIS_URL, **_in_time}]},
        }
    }
    CACHES = {
        "default": {
            "BACKEND": "vidstudio.redis_backends.RedisOrLocalCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1, "retry": Retry(NoBackoff(), 0)},
        }
    }
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

WORKERS = env.number("VIDSTUDIO_WORKERS", 2, 1, 64)
STEP_HARD_SECONDS = env.number("VIDSTUDIO_STEP_HARD_SECONDS", 3600, 60, 24 * 3600)
# django-q2 is a doorbell and a process pool (docs/decisions.md): messages may come twice or late.
Q_CLUSTER = {
    "name": "vidstudio",
    "orm": "default",
    "broker_class": "generation.engine.queue.Broker",
    "workers": WORKERS,
    "queue_limit": 1,
    "bulk": 1,
    "poll": 0.2,
    "timeout": STEP_HARD_SECONDS + 60,
    "retry": 3 * (STEP_HARD_SECONDS + 60) + 30,
    "ack_failures": True,
    "max_attempts": 1,
    "recycle": 100,
    "max_rss": 1_500_000,
    "scheduler": False,
    "save_limit": 200,
    "catch_up": False,
    "label": "Work queue",
}

# --- people ----------------------------------------------------------------------------------
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
# Wrong passwords: so many of one name from one address, then nothing is tried for so long
# (vidstudio/accounts/lockout.py says how many for the name alone and for the address alone).
SIGN_IN_TRIES = env.number("VIDSTUDIO_SIGN_IN_TRIES", 5, 2, 1000)
SIGN_IN_MINUTES = env.number("VIDSTUDIO_SIGN_IN_MINUTES", 15, 1, 24 * 60)
# Reverse proxies in front that add to X-Forwarded-For whom they answer.
PROXIES = env.number("VIDSTUDIO_PROXIES", 0, 0, 10)
AXES_HANDLER = "vidstudio.accounts.lockout.LockoutHandler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "username", "ip_address"]
AXES_FAILURE_LIMIT = SIGN_IN_TRIES
AXES_COOLOFF_TIME = timedelta(minutes=SIGN_IN_MINUTES)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "vidstudio.accounts.lockout.locked_response"
AXES_CLIENT_IP_CALLABLE = "vidstudio.accounts.client_address.client_address"
AXES_USERNAME_CALLABLE = "vidstudio.accounts.lockout.username"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "projects:list"
LOGOUT_REDIRECT_URL = "login"
DEMO_ACCOUNTS = env.flag("VIDSTUDIO_DEMO", False)

# --- letters: a forgotten password, and what people are told ------------------------------------
# Without a mail server a development studio prints them; a production one says that it sends none.
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.number("EMAIL_PORT", 587, 1, 65535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", not EMAIL_USE_SSL) and not EMAIL_USE_SSL
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM") or "vidstudio@localhost"
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
SENDS_MAIL = bool(EMAIL_HOST) or not PRODUCTION
# The studio's address, for links in letters that no request of a page asks for.
SITE_URL = env.text("VIDSTUDIO_URL", "http://localhost:8000").rstrip("/")
PASSWORD_RESET_TIMEOUT = 2 * 3600

# --- languages of the pages ---------------------------------------------------------------------
# Each but English is a folder in locale/ and in vidstudio/languages/formats/ (CONTRIBUTING.md).
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
# Those that pages choose by themselves and people choose on their profile: the others are not complete.
LANGUAGES_OFFERED = ["en", "de"]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "vidstudio.languages.formats"
TIME_ZONE = env.zone("TZ", "UTC")
USE_I18N = True
USE_TZ = True

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Everything a page loads comes from this studio: scripts and styles as files, media through us also
# where they lie in S3, the socket of a job from the same host. No inline script, no inline style,
# no eval. The API's two documentation pages widen this for themselves (vidstudio/urls.py).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "media-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
# Nothing here uses a device; a script that came in all the same may not either.
PERMISSIONS_POLICY = {
    name: []
    for name in ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer")
    + ("microphone", "midi", "payment", "usb")
}
SESSION_COOKIE_HTTPONLY = True
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.flag("VIDSTUDIO_SSL_REDIRECT", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.number("VIDSTUDIO_HSTS_SECONDS", 31_536_000, 0)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# --- the API ---------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "vidstudio.accounts.tokens.TokenSignIn",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": [
        "vidstudio.parsers.PlainJson",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "vidstudio.negotiation.JsonOrProblem",
    "DEFAULT_FILTER_BACKENDS": [
        "projects.api.base.Filtering",
        "projects.api.base.ChosenFields",
    ],
    "DEFAULT_PAGINATION_CLASS": "vidstudio.api.NewestFirst",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["vidstudio.throttles.PerUser"],
    "DEFAULT_THROTTLE_RATES": {"user": env.rate("VIDSTUDIO_API_RATE", "600/min")},
    "EXCEPTION_HANDLER": "vidstudio.api.one_error_shape",
    "PAGE_SIZE": 50,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
# Whose studio `manage.py mcp` serves by standard input and output.
MCP_TOKEN = env.text("VIDSTUDIO_MCP_TOKEN", "")
# Pages of these origins may call the API from a browser, with a token: cookies are not sent along.
CORS_ALLOWED_ORIGINS = env.origins("VIDSTUDIO_CORS_ORIGINS")
CORS_URLS_REGEX = r"^/(api|media)/"
CORS_ALLOW_HEADERS = [*default_headers, "idempotency-key", "x-request-id", "range"]
CORS_EXPOSE_HEADERS = [
    "Location", "X-Request-ID", "Idempotency-Replayed", "Retry-After", "RateLimit", "RateLimit-Policy",
    "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset",
]  # fmt: skip
SPECTACULAR_SETTINGS = {
    "TITLE": "vidstudio",
    "DESCRIPTION": "From a product to a finished short video.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    # Bodies are described once, as JSON; forms are read as well. Files are multipart where they are sent.
    "PARSER_WHITELIST": ["vidstudio.parsers.PlainJson"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "vidstudio.api.describe_refusals",
        "vidstudio.api_webhooks.describe_webhooks",
    ],
    "ENUM_NAME_OVERRIDES": {
        "ProjectState": "projects.models.ProjectState",
        "JobState": "generation.models.JobState",
        "StepState": "generation.models.StepState",
        "SubmissionState": "projects.models.SubmissionState",
        "BatchState": "projects.models.BatchState",
        "Admission": "projects.models.Admission",
        "DecidingRole": "projects.models.review_stage.DECIDING_ROLES",
        "BoardStanding": "generation.batches.standing.BoardStanding",
        "NotificationKind": "projects.models.NotificationKind",
        "TokenScope": "projects.models.api_token.SCOPES",
        "GuestScope": "projects.guests.links.SCOPES",
    },
}

# Who may read /metrics: whoever sends this word as a Bearer token. Without one the page is not there.
METRICS_TOKEN = env.text("VIDSTUDIO_METRICS_TOKEN")

# Where spans go (generation/tracing.py). Other variables of OpenTelemetry are read by OpenTelemetry itself.
OTLP_ENDPOINT = env.address("OTEL_EXPORTER_OTLP_ENDPOINT")

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOG_FORMAT = env.text("VIDSTUDIO_LOG_FORMAT", "text", ("text", "json"))
# A line for each request, in the place of the web server's own, which would write down what is asked (`?…`).
REQUEST_LOG = env.flag("VIDSTUDIO_REQUEST_LOG", PRODUCTION)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {
            "()": "vidstudio.logs.formatters.TextFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        },
        "json": {"()": "vidstudio.logs.formatters.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": env.text("VIDSTUDIO_LOG_LEVEL", "WARNING", LOG_LEVELS)},
    "loggers": {
        "vidstudio.requests": {"level": "INFO" if REQUEST_LOG else "CRITICAL"},
        "uvicorn": {"handlers": [], "propagate": True},
        "uvicorn.error": {"handlers": [], "propagate": True},
        "uvicorn.access": {"handlers": [], "propagate": False},
        # Django's own handlers for it would write past the formatters above.
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
    },
}

# --- what boards ask of rooms above ---------------------------------------------------------------
# What a scene's picture would be made of now, and how long words take to say: projects/ names nobody above.
WANTED_PICTURES = "generation.prompts.wanted_pictures.wishes"
SPOKEN_MS = "generation.text.speech_timing.spoken_ms"
UNREAD_WORDS = "generation.providers.voices.unread"
WHY_UNSAID = "generation.providers.voices.why_unsaid"

# --- the machine ------------------------------------------------------------------------------
# Job kinds and stages are in vidstudio/job_kinds.py, providers in vidstudio/provider_settings.py.
# Providers are servers on this machine (tests/contracts/servers/show.py): every page says so.
CONTRACT_SERVERS = env.flag("VIDSTUDIO_CONTRACT_SERVERS", False)
if CONTRACT_SERVERS and PRODUCTION:
    raise ImproperlyConfigured("VIDSTUDIO_CONTRACT_SERVERS is for looking at a studio, not for production")
# Only then may a result lie on this machine; else such an address is refused (projects/media/downloads.py).
FETCH_ALLOW_PRIVATE = CONTRACT_SERVERS

# An operator's own certificate (a PEM file, its CA's behind it) and key, which sign films; and the address of
# an authority that says when. Without: a certificate that the studio makes for itself.
SIGNING_CERTIFICATE = env.text("VIDSTUDIO_SIGNING_CERTIFICATE")
SIGNING_KEY = env.text("VIDSTUDIO_SIGNING_KEY")
SIGNING_CLOCK_URL = env.address("VIDSTUDIO_SIGNING_CLOCK_URL")
if bool(SIGNING_CERTIFICATE) != bool(SIGNING_KEY):
    raise ImproperlyConfigured(
        "VIDSTUDIO_SIGNING_CERTIFICATE and VIDSTUDIO_SIGNING_KEY belong together: set both, or neither"
    )

# The largest file that anybody may have checked for its signature, in bytes.
VERIFY_BYTES = env.number("VIDSTUDIO_VERIFY_BYTES", 300_000_000, 1_000_000)

# Clips (and talking portraits) that are made at the same time for one video.
CLIPS_AT_ONCE = env.number("VIDSTUDIO_CLIPS_AT_ONCE", 4, 1, 32)
# A scene whose clip cannot be made stays a still picture, or the render stops.
CLIP_FAILURE = env.text("VIDSTUDIO_CLIP_FAILURE", "still", ("still", "stop"))
IMAGES_AT_ONCE = env.number("VIDSTUDIO_IMAGES_AT_ONCE", 8, 1, 32)
STEP_ATTEMPTS = env.number("VIDSTUDIO_STEP_ATTEMPTS", 3, 1, 10)
STEP_BACKOFF_SECONDS = (2, 4, 8)
# After so many outages in a row a provider is left alone for so long; then one request tries it.
BREAKER_FAILURES = env.number("VIDSTUDIO_BREAKER_FAILURES", 5, 1, 1000)
BREAKER_SECONDS = env.number("VIDSTUDIO_BREAKER_SECONDS", 60, 1, 24 * 3600, float)
# A step waits so long for providers that are away; then it fails, so that a board ends within minutes.
OUTAGE_SECONDS = env.number("VIDSTUDIO_OUTAGE_SECONDS", 120, 1, 7 * 24 * 3600, float)
# Boards of one batch that are in the making at the same time: what a person starts waits for no more.
BATCH_AT_ONCE = env.number("VIDSTUDIO_BATCH_AT_ONCE", 8, 1, 1000)
# Steps of one workspace that are at work at the same time; 0: as many as there are workers.
WORKSPACE_AT_ONCE = env.number("VIDSTUDIO_WORKSPACE_AT_ONCE", 0, 0, 1000)
# Looking after a request that a provider is at work on: shortest and longest gap, and when it is given up.
POLL_SECONDS = (0.5, 15)
PROVIDER_SECONDS = env.number("VIDSTUDIO_PROVIDER_SECONDS", 900, 10, 24 * 3600)
# A paid request whose answer was lost is looked for at the provider: how often, and from when on not
# being listed means that it never arrived.
CLEAR_UP_SECONDS = (10, 45)
LEASE_SECONDS = env.number("VIDSTUDIO_LEASE_SECONDS", 30, 1, 600, float)
RENDER_THREADS = env.number("VIDSTUDIO_RENDER_THREADS", 0, 0, 64) or None  # None: as many as cores, at most 4
# Encoded pieces of earlier renders, kept so that an edit only makes what it touched (docs/engine.md).
RENDER_CACHE_BYTES = env.number("VIDSTUDIO_RENDER_CACHE_BYTES", 4 * 10**9, 0)
# A small task goes through each pool this often; one that is not done in time means a wedged pool.
CANARY_EVERY_SECONDS = env.number("VIDSTUDIO_CANARY_EVERY_SECONDS", 30, 1, 3600, float)
CANARY_PATIENCE_SECONDS = env.number("VIDSTUDIO_CANARY_PATIENCE_SECONDS", 60, 1, 3600, float)
# How often a running step renews its lease and looks whether it was cancelled.
HEARTBEAT_SECONDS = env.number("VIDSTUDIO_HEARTBEAT_SECONDS", 0.5, 0, 60, float)
STAGE_SECONDS = {
    "analyse": (600, 660),
    "script": (600, 660),
    "storyboard": (600, 660),
    "images": (120, 150),
    "voice": (120, 150),
    "music": (120, 150),
    "pictures": (120, 150),
    "clips": (180, 240),
    "lip_sync": (180, 240),
    "compose": (STEP_HARD_SECONDS - 60, STEP_HARD_SECONDS),
    "package": (STEP_HARD_SECONDS - 60, STEP_HARD_SECONDS),
    "publish": (300, 360),
}
