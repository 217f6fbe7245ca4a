"""The API's map: every room's endpoints under one roof, the sign-in and the front page."""

from django.contrib.auth import authenticate
from django.http import Http404
from django.urls import path, re_path, reverse
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiTypes, extend_schema, extend_schema_serializer
from drf_spectacular.views import SpectacularAPIView
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.parsers import FormParser
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from generation.api.jobs import AnswerSchema
from generation.api.router import router as generation_router
from projects.api.base import Numbered
from projects.api.router import router as projects_router
from projects.api.strict import StrictSerializer
from projects.models.api_token import SCOPES
from rendering.api import SpecSchema
from rendering.api import router as rendering_router
from vidstudio.accounts import tokens
from vidstudio.parsers import PlainJson
from vidstudio.throttles import PerAddress, PerName
from vidstudio.verify.api import VerifyView


class TokenSignInScheme(OpenApiAuthenticationExtension):
    """How the OpenAPI document names a token: what generators of clients know to send."""

    target_class = tokens.TokenSignIn
    name = "tokenAuth"

    def get_security_definition(self, auto_schema):
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token of `POST /api/v1/token/`. The word `Token` does as well.",
        }


@extend_schema_serializer(component_name="SignIn")
class SignInIn(StrictSerializer):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=4096, trim_whitespace=False, style={"input_type": "password"})
    name = serializers.CharField(required=False, max_length=80, help_text="What it is for.")
    scopes = serializers.ListField(
        child=serializers.ChoiceField(list(SCOPES.items())),
        required=False,
        allow_empty=False,
        help_text="What it may do; none: all of them.",
    )
    days = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=3650,
        help_text="After so many it opens nothing more.",
    )
    cap = serializers.DecimalField(
        required=False, max_digits=12, decimal_places=2, min_value=0,
        help_text="What jobs started with it may cost in all, in USD; none: what budgets allow.",
    )  # fmt: skip


class TokenOut(serializers.Serializer):
    token = serializers.CharField(help_text="Send it as `Authorization: Bearer …`. It is shown here only.")


class TokenView(Numbered, APIView):
    """A token for a user name and a password."""

    authentication_classes = []
    permission_classes = [AllowAny]
    parser_classes = [PlainJson, FormParser]  # a form, too: what one types first
    throttle_classes = [PerAddress, PerName]

    @extend_schema(tags=["about"], summary="Sign in", request=SignInIn, responses=TokenOut, auth=[])
    def post(self, request):
        asked = SignInIn(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        names = {name: given.pop(name) for name in ("username", "password")}
        user = authenticate(request._request, **names)
        if user is None:
            raise AuthenticationFailed("The user name or the password is wrong.")
        return Response({"token": tokens.issue(user, **given)})

    def get_authenticate_header(self, request):
        return "Token"


class ApiFront(Numbered, APIView):
    """What there is."""

    permission_classes = [AllowAny]
    NAMES = {
        "projects": "project-list",
        "products": "product-list",
        "imports": "import-list",
        "presets": "preset-list",
        "batches": "batch-list",
        "jobs": "job-list",
        "renders": "render-list",
        "costs": "cost-list",
        "budgets": "budget-list",
        "generate_script": "generate-script",
        "preview_script": "script-preview",
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


app_name = "api"
urlpatterns = [
    path("", ApiFront.as_view(), name="front"),
    path("token/", TokenView.as_view(), name="token"),
    path("schema/", Schema.as_view(), name="schema"),
    re_path(r"^verify/?$", VerifyView.as_view(), name="verify"),
    path("schema/render-spec.json", SpecSchema.as_view(), name="render-spec"),
    path("schema/<slug:name>.json", AnswerSchema.as_view(), name="answer-schema"),
    *projects_router.urls,
    *generation_router.urls,
    *rendering_router.urls,
    re_path(r"^.*/$", Nowhere.as_view()),
]
