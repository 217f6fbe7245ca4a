"""Where everything is."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path
from drf_spectacular.views import SpectacularRedocView, SpectacularSwaggerView

from vidstudio import health, views

open_docs = {"url_name": "api:schema", "permission_classes": []}

urlpatterns = [
    path("", views.home, name="home"),
    path("login/", views.SignIn.as_view(), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("design/", views.StyleGuide.as_view(), name="design"),
    path("health/", health.alive, name="health"),
    path("health/video", health.video, name="health_video"),
    path("api/docs/", SpectacularSwaggerView.as_view(**open_docs), name="docs"),
    path(
        "api/redoc/",
        SpectacularRedocView.as_view(template_name="admin/redoc.html", **open_docs),
        name="redoc",
    ),
    path("api/v1/", include("vidstudio.api_urls")),
    path("admin/", admin.site.urls),
    path("", include("projects.urls")),
    path("", include("generation.urls")),
    path("", include("rendering.urls")),
]
