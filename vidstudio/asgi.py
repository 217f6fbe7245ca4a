"""HTTP by Django, WebSocket by Channels; tokens and sessions say who is watching."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.urls import path, re_path

from vidstudio.verify.gate import SizeGate
from vidstudio.web import handler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vidstudio.settings")
# Only here: a pool of database connections does not survive the forks of a worker.
os.environ.setdefault("VIDSTUDIO_PROCESS", "web")
http = SizeGate(handler.application(), ("/verify", "/api/v1/verify"), settings.VERIFY_BYTES)

from generation import tracing  # noqa: E402
from generation.consumers import BoardConsumer, ImportConsumer, JobConsumer, ListsConsumer, NobodyConsumer  # noqa: E402  (models need the apps to be ready)
from vidstudio.sockets import TokenOrSession  # noqa: E402
from vidstudio.upgrade import gate  # noqa: E402

gate.require_fitting()
tracing.begin()

sockets = URLRouter(
    [
        path("ws/jobs/<int:pk>/", JobConsumer.as_asgi()),
        path("ws/boards/<int:pk>/", BoardConsumer.as_asgi()),
        path("ws/imports/<int:pk>/", ImportConsumer.as_asgi()),
        path("ws/lists/", ListsConsumer.as_asgi()),
        re_path(r"", NobodyConsumer.as_asgi()),
    ]
)
application = ProtocolTypeRouter({"http": http, "websocket": TokenOrSession(sockets)})
