"""Where everything is."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path
from drf_spectacular.views import SpectacularRedocView, SpectacularSwaggerView

from vidstudio import front, health

open_docs = {"url_name": "api:schema", "permission_classes": []}

urlpatterns = [
    path("", front.home, name="home"),
    path("login/", front.SignIn.as_view(), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("design/", front.StyleGuide.as_view(), name="design"),
    path("health/", health.alive, name="health"),
    path("health/video", health.video, name="health_video"),
    path("api/docs/", SpectacularSwaggerView.as_view(**open_docs), name="docs"),
    path(
        "api/redoc/",
        SpectacularRedocView.as_view(template_name="admin/redoc.html", **open_docs),
        name="redoc",
    ),
    path("api/v1/", include("vidstudio.routes")),
    path("admin/", admin.site.urls),
    path("", include("projects.urls")),
    path("", include("generation.urls")),
    path("", include("rendering.urls")),
]
