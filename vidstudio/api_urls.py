"""The API's map: every room's endpoints under one roof, the sign-in and the front page."""

from django.contrib.auth import authenticate
from django.http import Http404
from django.urls import path, re_path, reverse
from drf_spectacular.utils import OpenApiTypes, extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework import serializers
from rest_framework.authtoken.models import Token
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from generation.api.costs import Budgets, Costs, ProjectBudget, ProjectEstimate, WorkspaceBudget
from generation.api.jobs import AnswerSchema, Generate, GenerateScript, Jobs
from generation.api.takes import (
    Characters,
    CharacterView,
    ComposeMusic,
    Focus,
    MouthView,
    Music,
    PickTake,
    Portrait,
    Regenerate,
    ReplaceTake,
    Takes,
    UploadMusic,
    Voices,
)
from projects.api.boards import Numbered, Products, Projects
from rendering.api import MakePackage, Preview, RenderAgain, RenderRatios, Renders, SpecSchema


class PerAddress(SimpleRateThrottle):
    """By the peer's own address: a forwarded header is whatever the caller wrote."""

    scope, rate = "token-address", "20/min"

    def get_cache_key(self, request, view):
        return self.cache_format % {"scope": self.scope, "ident": request.META.get("REMOTE_ADDR")}


class PerName(SimpleRateThrottle):
    """A password is not guessed faster by asking from many addresses."""

    scope, rate = "token-name", "5/min"

    def get_cache_key(self, request, view):
        name = str(request.data.get("username", "")) if hasattr(request.data, "get") else ""
        return self.cache_format % {"scope": self.scope, "ident": name.casefold()[:150].encode().hex()}


class SignIn(serializers.Serializer):
    username = serializers.CharField()
    password = serializers.CharField(trim_whitespace=False, style={"input_type": "password"})


class TokenOut(serializers.Serializer):
    token = serializers.CharField(help_text="Send it as `Authorization: Token …`.")


class TokenView(Numbered, APIView):
    """A token for a user name and a password."""

    authentication_classes = []
    permission_classes = [AllowAny]
    throttle_classes = [PerAddress, PerName]

    @extend_schema(tags=["about"], summary="Sign in", request=SignIn, responses=TokenOut, auth=[])
    def post(self, request):
        asked = SignIn(data=request.data)
        asked.is_valid(raise_exception=True)
        user = authenticate(request._request, **asked.validated_data)
        if user is None:
            raise AuthenticationFailed("The user name or the password is wrong.")
        return Response({"token": Token.objects.get_or_create(user=user)[0].key})

    def get_authenticate_header(self, request):
        return "Token"


class Front(Numbered, APIView):
    """What there is."""

    permission_classes = [AllowAny]
    NAMES = {
        "projects": "project-list",
        "products": "product-list",
        "jobs": "job-list",
        "renders": "render-list",
        "costs": "cost-list",
        "budgets": "budgets",
        "generate_script": "generate-script",
        "token": "token",
        "openapi": "schema",
        "render_spec": "render-spec",
    }

    @extend_schema(tags=["about"], summary="Everything there is", responses=OpenApiTypes.OBJECT, auth=[])
    def get(self, request):
        told = {key: request.build_absolute_uri(reverse(f"api:{name}")) for key, name in self.NAMES.items()}
        script = reverse("api:answer-schema", args=["script"])
        told["script_schema"] = request.build_absolute_uri(script)
        return Response({**told, "docs": request.build_absolute_uri(reverse("docs"))})


class Nowhere(Numbered, APIView):
    """Whatever else is asked for below /api/v1/ is refused in the one error shape."""

    permission_classes = [AllowAny]
    schema = None

    def http_method_not_allowed(self, request, *args, **kwargs):
        raise Http404


class Schema(SpectacularAPIView):
    authentication_classes = []
    permission_classes = [AllowAny]


router = SimpleRouter()
router.register("projects", Projects, "project")
router.register("products", Products, "product")
router.register("jobs", Jobs, "job")
router.register("renders", Renders, "render")
router.register("costs", Costs, "cost")

app_name = "api"
urlpatterns = [
    path("", Front.as_view(), name="front"),
    path("token/", TokenView.as_view(), name="token"),
    path("schema/", Schema.as_view(), name="schema"),
    path("schema/render-spec.json", SpecSchema.as_view(), name="render-spec"),
    path("schema/<slug:name>.json", AnswerSchema.as_view(), name="answer-schema"),
    # With and without a slash: a redirected POST would lose its body.
    re_path(r"^generate/script/?$", GenerateScript.as_view(), name="generate-script"),
    re_path(r"^projects/(?P<pk>[0-9]+)/generate/?$", Generate.as_view(), name="generate"),
    re_path(r"^projects/(?P<pk>[0-9]+)/estimate/?$", ProjectEstimate.as_view(), name="estimate"),
    re_path(r"^projects/(?P<pk>[0-9]+)/budget/?$", ProjectBudget.as_view(), name="project-budget"),
    re_path(r"^budgets/?$", Budgets.as_view(), name="budgets"),
    re_path(r"^budgets/(?P<period>day|month)/?$", WorkspaceBudget.as_view(), name="workspace-budget"),
    re_path(r"^projects/(?P<pk>[0-9]+)/render/?$", RenderAgain.as_view(), name="render"),
    re_path(r"^projects/(?P<pk>[0-9]+)/ratios/?$", RenderRatios.as_view(), name="ratios"),
    re_path(r"^renders/(?P<pk>[0-9]+)/package/?$", MakePackage.as_view(), name="package"),
    re_path(r"^projects/(?P<pk>[0-9]+)/preview/?$", Preview.as_view(), name="preview"),
    re_path(r"^scenes/(?P<pk>[0-9]+)/takes/?$", Takes.as_view(), name="takes"),
    re_path(
        r"^scenes/(?P<pk>[0-9]+)/upload/(?P<kind>[a-z_]+)/?$", ReplaceTake.as_view(), name="replace-take"
    ),
    re_path(r"^scenes/(?P<pk>[0-9]+)/regenerate/?$", Regenerate.as_view(), name="regenerate"),
    re_path(r"^scenes/(?P<pk>[0-9]+)/focus/?$", Focus.as_view(), name="scene-focus"),
    re_path(r"^takes/(?P<pk>[0-9]+)/pick/?$", PickTake.as_view(), name="pick-take"),
    re_path(r"^projects/(?P<pk>[0-9]+)/music/?$", Music.as_view(), name="music"),
    re_path(r"^projects/(?P<pk>[0-9]+)/music/upload/?$", UploadMusic.as_view(), name="upload-music"),
    re_path(r"^projects/(?P<pk>[0-9]+)/music/compose/?$", ComposeMusic.as_view(), name="compose-music"),
    re_path(r"^projects/(?P<pk>[0-9]+)/characters/?$", Characters.as_view(), name="characters"),
    re_path(r"^characters/(?P<pk>[0-9]+)/?$", CharacterView.as_view(), name="character"),
    re_path(r"^characters/(?P<pk>[0-9]+)/portrait/?$", Portrait.as_view(), name="portrait"),
    re_path(r"^characters/(?P<pk>[0-9]+)/mouth/?$", MouthView.as_view(), name="mouth"),
    re_path(r"^voices/?$", Voices.as_view(), name="voices"),
    *router.urls,
    re_path(r"^.*/$", Nowhere.as_view()),
]
