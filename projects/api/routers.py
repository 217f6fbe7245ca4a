"""The router of each app's endpoints."""

from rest_framework.routers import SimpleRouter


class ApiRouter(SimpleRouter):
    """A SimpleRouter in which a viewset with `slash_optional` answers with and without a slash at the end.

    A redirected POST would lose its body.
    """

    def get_routes(self, viewset):
        routes = super().get_routes(viewset)
        if not getattr(viewset, "slash_optional", False):
            return routes
        return [route._replace(url=route.url.replace("{trailing_slash}$", "/?$")) for route in routes]
