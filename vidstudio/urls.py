"""Where everything is."""

from csp.decorators import csp_replace
from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path
from django.views.decorators.http import require_safe
from drf_spectacular.views import SpectacularRedocView, SpectacularSwaggerSplitView

from vidstudio import views
from vidstudio.accounts import pages
from vidstudio.api_urls import Schema
from vidstudio.languages import scripts
from vidstudio.monitoring import health, metrics
from vidstudio.verify import page as verify_page

admin.autodiscover()
open_docs = {"url_name": "api:schema", "permission_classes": []}
swagger = SpectacularSwaggerSplitView.as_view(template_name="admin/swagger.html", **open_docs)
redoc = SpectacularRedocView.as_view(template_name="admin/redoc.html", **open_docs)
# What their own code needs beyond the studio's policy: pictures inside style sheets; Redoc writes its
# styles into the page and searches in a worker that it makes itself.
pictures = {"img-src": ["'self'", "data:"]}
redoc_needs = {**pictures, "style-src": ["'self'", "'unsafe-inline'"], "worker-src": ["blob:"]}

urlpatterns = [
    path("", views.home, name="home"),
    path("login/", pages.SignIn.as_view(), name="login"),
    path("login/forgotten/", pages.ForgottenPassword.as_view(), name="password_reset"),
    path("login/forgotten/sent/", pages.LetterSent.as_view(), name="password_reset_done"),
    path("login/new/<uidb64>/<token>/", pages.NewPassword.as_view(), name="password_reset_confirm"),
    path("login/new/done/", pages.NewPasswordSet.as_view(), name="password_reset_complete"),
    path("account/", pages.account, name="account"),
    path("account/profile/", pages.profile, name="profile"),
    path("account/photo/", pages.photo, name="photo"),
    path("account/password/", pages.ChangePassword.as_view(), name="change_password"),
    path("account/tokens/<int:pk>/end/", pages.end_token, name="end_token"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("verify/", verify_page.page, name="verify"),
    path("words/<str:language>.js", scripts.words, name="words"),
    path("design/", views.StyleGuide.as_view(), name="design"),
    path("health/", health.alive, name="health"),
    path("health/video", health.video, name="health_video"),
    path("metrics", metrics.page, name="metrics"),
    path("api/docs/", require_safe(csp_replace(pictures)(swagger)), name="docs"),
    path("api/redoc/", require_safe(csp_replace(redoc_needs)(redoc)), name="redoc"),
    path("api/schema/", Schema.as_view(), name="openapi"),
    path("api/v1/", include("vidstudio.api_urls")),
    path("admin/", admin.site.urls),
    path("", include("projects.urls")),
    path("", include("generation.urls")),
    path("", include("rendering.urls")),
]
