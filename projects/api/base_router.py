"""The router of each app's endpoints."""

from rest_framework.routers import SimpleRouter


class ApiRouter(SimpleRouter):
    """A SimpleRouter in which a viewset with `slash_optional` answers with and without a slash at the end.

    A redirected POST would lose its body. A key in an address is a number that a database can hold.
    """

    def get_lookup_regex(self, viewset, lookup_prefix=""):
        if getattr(viewset, "lookup_field", "pk") != "pk":
            return super().get_lookup_regex(viewset, lookup_prefix)
        return f"(?P<{lookup_prefix}pk>[0-9]{{1,18}})"

    def get_routes(self, viewset):
        routes = super().get_routes(viewset)
        if not getattr(viewset, "slash_optional", False):
            return routes
        return [route._replace(url=route.url.replace("{trailing_slash}$", "/?$")) for route in routes]
